"""Slack's door: the sales desk. Questions, commands, the Home tab, digests and reminders, in a Bolt app."""
