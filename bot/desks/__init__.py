"""Help desks: a request for a person becomes a ticket there, and a ticket from a form is told what was answered before
it.
"""
