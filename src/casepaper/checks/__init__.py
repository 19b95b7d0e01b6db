"""The checks: one check, one file; all_checks lists them in reading order."""
