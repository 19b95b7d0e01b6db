"""Letters (.eml): subject, sender, date of receipt, text and attachments, in Chinese charsets of every label."""

from casepaper.opening.letter.opener import open_letter

__all__ = ["open_letter"]
