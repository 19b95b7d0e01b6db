"""Older Word files (DOC, RTF, HTML, Word 2003 XML, ODT) through one listening LibreOffice, where there is one."""

from casepaper.opening.doc.converting import as_docx, office_to_pdf
from casepaper.opening.doc.listener import OfficeError, office_is_there

__all__ = ["OfficeError", "as_docx", "office_is_there", "office_to_pdf"]
