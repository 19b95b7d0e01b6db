"""Several files of one application brought together: roles, pages in several files, the Word twin, annexes, photos."""
