"""Reading untrusted JSON: whatever stands there, a value of the asked kind comes out."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = "dict[str, JsonValue]"

MAX_COUNT = 10**12
"""A count above this is nonsense: a million times the largest context there is."""

LEAST_LOGPROB = -9999.0
"""Stands for a probability of nothing, as in OpenAI's API; JSON has no infinity."""

_LONGEST_ATOM = 6  # characters of ``\\u1234``, the longest piece the parser reads or refuses as one

_SURROGATE = re.compile("[\ud800-\udfff]")


def _refuse(constant: str) -> JsonValue:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


class NotJsonError(ValueError):
    """The text is not JSON as RFC 8259 has it (NaN and Infinity are refused), or is nested too deep.

    `cut` is true when the parser gave up at the very end: the beginning may be that of a JSON text.
    """

    def __init__(self, why: str, *, cut: bool = False) -> None:
        super().__init__(why)
        self.cut = cut


def parse(text: str) -> JsonValue:
    """The value of a JSON text.

    Raises:
        NotJsonError: it is none.
    """
    try:
        value: JsonValue = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        cut = error.msg.startswith("Unterminated") or error.pos >= len(text.rstrip()) - _LONGEST_ATOM
        raise NotJsonError(str(error), cut=cut) from None
    except (ValueError, RecursionError) as error:
        raise NotJsonError(str(error)) from None
    return value


def dump(value: Mapping[str, Any]) -> bytes:
    """UTF-8 bytes of an object: keys in the order given, no spaces, no escapes beyond what JSON asks.

    A lone surrogate, which has no UTF-8 form, becomes a question mark.

    Raises:
        ValueError: a number is not finite.
        TypeError: a value has no JSON form.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "replace")


def as_object(value: JsonValue) -> JsonObject:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: JsonValue) -> list[JsonValue]:
    """The array, or an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: JsonValue) -> str:
    """The string, or an empty one; half a surrogate pair, which nothing could store, becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else ""


def as_number(value: JsonValue) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def as_count(value: JsonValue) -> int | None:
    """A whole number from 0 to `MAX_COUNT`, also when written as ``3.0``; None for everything else."""
    number = as_number(value)
    if number is None or not number.is_integer() or not 0 <= number <= MAX_COUNT:
        return None
    return int(number)


def as_logprob(value: JsonValue) -> float:
    """A natural-log probability, at most 0; what is no number counts as `LEAST_LOGPROB`."""
    number = as_number(value)
    return LEAST_LOGPROB if number is None else min(number, 0.0)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
