"""What a message means in its conversation: one ordered list of resolvers, one decision (decide.py)."""
