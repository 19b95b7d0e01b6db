"""Pictures to photos: which pictures show the event, each once."""
