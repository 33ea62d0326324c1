"""Questions kept as templates: ``{{name}}`` stands for what changes from time to time."""

import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"\{\{\s*([^\W\d_][\w -]{0,39}?)\s*\}\}")


def variables(text: str) -> tuple[str, ...]:
    """The names in double braces, each once, in the order in which they come."""
    return tuple(dict.fromkeys(match[1] for match in _VARIABLE.finditer(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced; one without a value stays as it is written."""
    return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)
