"""The call itself, from setting it up to publication."""
