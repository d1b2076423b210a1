"""Turns the protocol's dataclasses into JSON values and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class ProtocolError(ValueError):
    """A value is not of the form that the protocol gives it; the message names the field."""


def to_json(message: Any) -> dict[str, Any]:
    """A dataclass as JSON values; tuples become lists."""
    encoded: dict[str, Any] = _plain(asdict(message))
    return encoded


def from_json(kind: type[T], value: object) -> T:
    """A dataclass from JSON values. Unknown fields are ignored, so that one side may be newer than the other.

    Raises ProtocolError where a field is missing or of another type.
    """
    decoded: T = _decode(kind, value, kind.__name__)
    return decoded


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _decode(kind: Any, value: Any, at: str) -> Any:
    if kind is Any:
        return value
    if is_dataclass(kind):
        return _dataclass(kind, value, at)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return (
            None if value is None else _decode(next(one for one in get_args(kind) if one is not type(None)), value, at)
        )
    if origin is tuple:
        return _tuple(get_args(kind), value, at)
    if origin is dict or kind is dict:
        return _checked(value, Mapping, at)
    if kind is float:
        return float(_checked(value, (int, float), at))
    return _checked(value, kind, at)


def _dataclass(kind: Any, value: Any, at: str) -> Any:
    _checked(value, Mapping, at)
    types = get_type_hints(kind)
    given = {}
    for field in fields(kind):
        if field.name in value:
            given[field.name] = _decode(types[field.name], value[field.name], f"{at}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ProtocolError(f"{at}.{field.name} is missing")
    return kind(**given)


def _tuple(kinds: tuple[Any, ...], value: Any, at: str) -> tuple[Any, ...]:
    _checked(value, (list, tuple), at)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_decode(kinds[0], part, f"{at}[{number}]") for number, part in enumerate(value))
    if len(kinds) != len(value):
        raise ProtocolError(f"{at} holds {len(value)} values, not {len(kinds)}")
    return tuple(_decode(one, part, at) for one, part in zip(kinds, value, strict=True))


def _checked(value: Any, kind: Any, at: str) -> Any:
    # A bool is an int to Python; here it is not.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ProtocolError(f"{at} is {type(value).__name__}")
    return value
