"""The gateway: every door that people use, and the conversation behind it."""
