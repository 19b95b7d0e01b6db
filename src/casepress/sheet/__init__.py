"""The summary sheet, as XLSX and CSV."""
