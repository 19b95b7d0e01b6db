"""What comes in: upload, folder, letter; and which case it belongs to."""
