"""Judges understanding: labelled sets (never under data/), held-out examples, entities."""
