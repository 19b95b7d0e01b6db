"""Press kits handed out, the template and words that they are made with, and where the press reported."""
