"""What operators see of the three processes: log lines with one id for each piece of work."""
