"""The press: a kit of release, facts and photos for editors of the media, streamed as a zip."""

KEY, LABEL = "press", "媒体素材包"
