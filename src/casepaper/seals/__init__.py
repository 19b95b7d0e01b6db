"""Pages to seals: is there ink that is a seal, and where."""
