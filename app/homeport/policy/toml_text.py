"""Writing the little TOML that the program writes into a policy: strings, lists, tables on a line."""

import json
from collections.abc import Mapping, Sequence


def quoted(text: str) -> str:
    """A basic string; JSON escapes a subset of what TOML does, and DEL must be escaped in addition."""
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def inline(value: object) -> str:
    """A value on one line.

    Raises:
        TypeError: it is none of string, true or false, list and table.
    """
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key} = {inline(each)}" for key, each in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(inline, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no place in a policy")
