"""Where an edition goes: one channel, one file."""
