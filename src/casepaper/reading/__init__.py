"""Pages to fields, each with its evidence."""
