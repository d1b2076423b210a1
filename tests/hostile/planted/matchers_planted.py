"""What the planted package reads texts with."""

from planted.slow import pairs, words

MATCHERS = {"words": words, "pairs": pairs, "upper": str.upper}
