"""Word files (DOCX): a walker of our own over zip and XML, to cells, content controls, paragraphs and pictures."""

from casepaper.opening.word.opener import open_word

__all__ = ["open_word"]
