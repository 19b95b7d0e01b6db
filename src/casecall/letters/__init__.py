"""Letters out: written, approved by a person, sent once; templates as text; notes of telephone calls."""
