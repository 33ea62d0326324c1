"""The style sheet and the palette that give Qt's own widgets the look of the tokens."""

import re
from collections.abc import Callable, Mapping

from PySide6.QtGui import QColor, QPalette

_SLOT = re.compile(r"@(?:(?P<px>\d+)px|(?P<token>[a-z][a-z0-9_]*))")


def filled_in(sheet: str, values: Mapping[str, str], px: Callable[[float], int]) -> str:
    """A style sheet with `@token` and `@12px` replaced.

    Raises:
        KeyError: for a token that `values` does not have.
    """

    def value(slot: re.Match[str]) -> str:
        return f"{px(int(slot['px']))}px" if slot["px"] else values[slot["token"]]

    return _SLOT.sub(value, sheet)


def make_palette(colours: Mapping[str, str]) -> QPalette:
    """The palette for widgets and parts that the style sheet does not reach."""
    role = QPalette.ColorRole
    palette = QPalette()
    for part, token in (
        (role.Window, "canvas"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "canvas"),
        (role.Text, "text"),
        (role.PlaceholderText, "text3"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "danger"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "text"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.ToolTipBase, "tooltip"),
        (role.ToolTipText, "on_tooltip"),
        (role.Light, "raised"),
        (role.Midlight, "hover"),
        (role.Mid, "border_strong"),
        (role.Dark, "border_strong"),
        (role.Shadow, "border"),
    ):
        palette.setColor(part, QColor(colours[token]))
    for part in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(colours["disabled"]))
    return palette
