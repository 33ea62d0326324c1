"""Domain values to JSON and back, by their type annotations; no pickle, no class names in the data."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class NotThatValue(ValueError):  # noqa: N818 - names what was found
    """The JSON does not fit the type it is read as."""


def dump(value: object) -> str:
    """The value as one line of ASCII JSON: every string survives, lone surrogates too, and so do infinities."""
    return json.dumps(_plain(value), separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """Read a value of that type.

    Raises:
        NotThatValue: the text is not JSON or does not fit the type.
    """
    return cast("T", read(kind, text))


def read(kind: Any, text: str) -> Any:
    """As `load`, for types that are no class, such as ``tuple[str, ...]`` and ``Fault | None``."""
    try:
        return _reader(kind)(json.loads(text))
    except NotThatValue:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotThatValue(f"not a {kind}: {error}") from error


def _plain(value: object) -> object:
    # Enums come before str and int: StrEnum and IntEnum are both.
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no JSON form for {type(value).__name__}")


Reader = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> Reader:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _optional_reader(kind)
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if origin is not None:
        return _mapping_reader(origin, get_args(kind))
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if issubclass(kind, Enum):
        return cast("Reader", kind)
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    raise TypeError(f"no reader for {kind}")


def _is(data: Any, kind: Any) -> Any:
    if not isinstance(data, kind) or (isinstance(data, bool) and kind is not bool):
        raise NotThatValue(f"{type(data).__name__} where {kind} is expected")
    return data


_SIMPLE: Mapping[Any, Reader] = {
    Any: lambda data: data,
    bytes: lambda data: base64.b64decode(data, validate=True),
    float: lambda data: float(_is(data, int | float)),
    int: lambda data: _is(data, int),
    str: lambda data: _is(data, str),
    bool: lambda data: _is(data, bool),
}


def _mapping_reader(origin: Any, arguments: tuple[Any, ...]) -> Reader:
    if not issubclass(origin, Mapping):
        raise TypeError(f"no reader for {origin}")
    key, item = (_reader(argument) for argument in arguments)
    return lambda data: {key(k): item(v) for k, v in _is(data, dict).items()}


def _optional_reader(kind: Any) -> Reader:
    some = [argument for argument in get_args(kind) if argument is not NoneType]
    if len(some) != 1:
        raise TypeError(f"a union of more than one type needs a tag: {kind}")
    inner = _reader(some[0])
    return lambda data: None if data is None else inner(data)


def _tuple_reader(arguments: tuple[Any, ...]) -> Reader:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _reader(arguments[0])
        return lambda data: tuple(item(value) for value in _is(data, list))
    items = tuple(_reader(argument) for argument in arguments)
    return lambda data: tuple(item(value) for item, value in zip(items, _is(data, list), strict=True))


def _dataclass_reader(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    # Resolved at the first use, not here, so that a type may hold itself.
    names = [field.name for field in fields(kind)]

    def of(data: Any) -> Any:
        given = _is(data, dict)
        # A field that is missing takes its default: rows written before the field existed stay readable.
        return kind(**{name: _reader(hints[name])(given[name]) for name in names if name in given})

    return of
