"""The form of a call as a Word file, blank or filled in."""
