"""Intent classification: which topics a text may be about, and how likely each is."""
