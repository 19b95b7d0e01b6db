"""Sets papers out: records in, bytes out. As pure as casepaper."""
