"""The form as data: its labels, tags, kinds and limits; and calls as files."""
