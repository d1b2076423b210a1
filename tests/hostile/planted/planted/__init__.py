"""Patterns as they must not be, for the test that shows that each is found."""
