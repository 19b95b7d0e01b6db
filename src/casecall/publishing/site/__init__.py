"""A topic as a folder of plain files: its pages, its pictures, its search, and how they are put together."""
