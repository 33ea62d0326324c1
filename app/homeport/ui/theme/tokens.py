"""The token files of `resources/themes` as values, and the contrast between two of their colours."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class LaneStyle:
    """A lane is drawn as colour, icon and word, always all three."""

    icon: str  # a file of resources/icons
    fg: str  # #RRGGBB, for icon and word
    soft: str  # #RRGGBB, behind them


@dataclass(frozen=True, slots=True)
class ClassStyle:
    """The badge of a data class."""

    fg: str
    bg: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Everything one appearance says."""

    colours: Mapping[str, str]  # name to #RRGGBB
    lanes: Mapping[str, LaneStyle]
    classes: Mapping[str, ClassStyle]  # by the word of the data class


def load_tokens(folder: Path, *, dark: bool, high_contrast: bool = False) -> Tokens:
    """Read an appearance, with what differs for more contrast laid over it."""
    name = "dark" if dark else "light"
    tokens = _tokens(_read(folder / f"{name}.toml"))
    if high_contrast:
        tokens = _laid_over(tokens, _read(folder / f"{name}.contrast.toml"))
    return tokens


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two #RRGGBB colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _tokens(data: Mapping[str, Any]) -> Tokens:
    return Tokens(
        dict(data["colours"]),
        {name: LaneStyle(**style) for name, style in data["lane"].items()},
        {name: ClassStyle(**style) for name, style in data["class"].items()},
    )


def _laid_over(tokens: Tokens, data: Mapping[str, Any]) -> Tokens:
    return Tokens(
        {**tokens.colours, **data["colours"]},
        {name: replace(style, **data["lane"].get(name, {})) for name, style in tokens.lanes.items()},
        {name: replace(style, **data["class"].get(name, {})) for name, style in tokens.classes.items()},
    )
