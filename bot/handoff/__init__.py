"""Hand-offs: from the wish for a person to the end of it.

A step that is still to be done is a row, and survives whatever crashes.
"""
