"""How a case is cited: GB/T 7714 of 2025 and 2015, BibTeX, RIS and CSL-JSON."""

from casepress.citation.gb7714 import gb7714
from casepress.citation.items import Item, chapter_item, report_item, website_item
from casepress.citation.managers import bibtex, csl_json, ris

__all__ = ["Item", "bibtex", "chapter_item", "csl_json", "gb7714", "report_item", "ris", "website_item"]
