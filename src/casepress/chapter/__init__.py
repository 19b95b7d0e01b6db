"""A chapter of a research report as a Word file: figures with n and date, quotations by theme, references."""

from casepress.chapter.records import Chapter, Quotation, Section, Table
from casepress.chapter.word import write_chapter, write_references

__all__ = ["Chapter", "Quotation", "Section", "Table", "write_chapter", "write_references"]
