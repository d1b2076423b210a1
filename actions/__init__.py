"""The custom actions: one a file, named by the topic that it answers.

They read contracts with the rights of the person who asks.
"""
