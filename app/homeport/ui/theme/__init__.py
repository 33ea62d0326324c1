"""How the window looks: colours, type, icons and spacing, all from `resources/themes`, `fonts` and `icons`."""

from homeport.ui.theme.theme import Theme
from homeport.ui.theme.tokens import ClassStyle, LaneStyle

__all__ = ["ClassStyle", "LaneStyle", "Theme"]
