"""The pages of the secretariat, one file a matter."""
