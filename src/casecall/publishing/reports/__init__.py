"""Research reports and the cases that they cite: chosen, quoted, referred to, told to their units."""
