"""The figures of support, for people: in the terminal, as a page, and on /support."""
