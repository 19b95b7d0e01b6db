"""Parts that the pages share: the look, the layout, access, safe file serving."""
