"""What runs inside the dialogue engine: its understanding components, its one channel and its conversation store."""
