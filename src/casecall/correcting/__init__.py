"""Corrections (补正): one letter with every item a clerk ticked, a date and a link, and the answer beside the old."""
