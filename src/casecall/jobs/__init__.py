"""Work that waits, as rows."""
