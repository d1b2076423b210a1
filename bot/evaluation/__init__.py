"""How well labelled messages are understood, through the running product."""
