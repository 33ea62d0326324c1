r"""Variables in a saved instruction: ``{{name}}``, or ``{{name=Monday}}`` with a default.

A backslash before ``{{`` makes it plain text, and two of them there are one. Whatever is no variable is plain text
too: nothing a person types is an error.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_OPENING = re.compile(r"(\\*)\{\{")
_REST = re.compile(
    r"\s*([^\W\d]\w*(?:[ -]+\w+)*)\s*(?:=([^{}]*))?\}\}"
)  # after {{: a name that begins with a letter


@dataclass(frozen=True, slots=True)
class Variable:
    """A place to fill in; `default` is None when the person has to say something."""

    name: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Variables without a value; nothing was filled in."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """Plain texts and variables in order."""

    parts: tuple[str | Variable, ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Each variable once, in the order of their first places; the first default anywhere counts."""
        found: dict[str, Variable] = {}
        for part in self.parts:
            if isinstance(part, Variable):
                known = found.get(part.name)
                if known is None or known.default is None:
                    found[part.name] = part
        return tuple(found.values())

    def fill(self, values: Mapping[str, str]) -> str | Missing:
        """The instruction with the values in it; what stands in a value is never read as a variable."""
        given = {variable.name: values.get(variable.name, variable.default) for variable in self.variables}
        if missing := tuple(name for name, value in given.items() if value is None):
            return Missing(missing)
        return "".join(part if isinstance(part, str) else given[part.name] or "" for part in self.parts)


def parse(text: str) -> Template:
    """The template of a text; one pass, and every text has one."""
    parts: list[str | Variable] = []
    plain: list[str] = []
    at = 0
    for opening in _OPENING.finditer(text):
        slashes = len(opening[1])
        plain.append(text[at : opening.start()] + "\\" * (slashes // 2))
        rest = None if slashes % 2 else _REST.match(text, opening.end())
        if rest is None:
            plain.append("{{")
            at = opening.end()
            continue
        default = None if rest[2] is None else rest[2].strip()
        parts += [*_joined(plain), Variable(" ".join(rest[1].split()), default)]
        plain = []
        at = rest.end()
    plain.append(text[at:])
    return Template((*parts, *_joined(plain)))


def escape(text: str) -> str:
    """A text that is read back as this one, without a variable."""
    return _OPENING.sub(lambda opening: opening[1] * 2 + "\\{{", text)


def _joined(plain: list[str]) -> list[str]:
    text = "".join(plain)
    return [text] if text else []
