"""Text to 字数, as Word counts."""
