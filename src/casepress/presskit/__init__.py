"""The press kit: a release, facts, quotations and photos with their words inside, for editors of the media."""
