"""The protocol between gateway, engine and actions: dataclasses of the standard library, JSON on the wire.

`protocol.telemetry`: what all three tell of themselves alike.

Both interpreters import it (3.10 in the engine, 3.11 or later elsewhere), so it uses nothing beyond the standard
library of 3.10.
"""
