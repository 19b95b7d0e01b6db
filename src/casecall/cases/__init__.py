"""One case: its revisions, its state, its history."""
