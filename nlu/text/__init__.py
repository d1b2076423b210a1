"""Text as it is typed: normalization and tokens."""
