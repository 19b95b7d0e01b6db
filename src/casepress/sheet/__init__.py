"""The summary sheet (汇总表) of a call, as a workbook and as CSV."""
