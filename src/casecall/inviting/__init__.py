"""The notice goes out: whom it is addressed to, who has answered, who is silent, and the nudge before the close."""
