"""A conversation: who is speaking, what was said, one turn after the other."""
