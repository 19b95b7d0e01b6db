"""An edition to each channel."""
