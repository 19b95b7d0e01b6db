"""A call: its dates, themes, form, limits and notice."""
