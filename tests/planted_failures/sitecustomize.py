"""Plants failures that quote what was written: with this folder on PYTHONPATH, gateway and actions fail at messages
that ask for it.
"""

from typing import Any

import protocol.codec

_to_json, _from_json = protocol.codec.to_json, protocol.codec.from_json


def to_json(message: Any) -> Any:
    if "fail-in-gateway" in str(message):
        raise ValueError(f"cannot write {message}")
    return _to_json(message)


def from_json(kind: Any, value: Any) -> Any:
    if kind.__name__ == "ActionContext" and "fail-in-actions" in str(value):
        raise ValueError(f"cannot read {value}")
    return _from_json(kind, value)


protocol.codec.to_json, protocol.codec.from_json = to_json, from_json
