"""The checks: one small file each, and the list that gives their order."""
