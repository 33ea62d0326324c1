"""The one source of colour, type, icons and spacing for every view."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from homeport.domain.data_class import DataClass
from homeport.ui.theme.fonts import load_fonts, make_font, system_factor
from homeport.ui.theme.icons import Icons
from homeport.ui.theme.style_sheet import filled_in, make_palette
from homeport.ui.theme.tokens import ClassStyle, LaneStyle, Tokens, load_tokens

Appearance = Literal["system", "light", "dark"]

LARGEST = 2.0
"""Text grows to 200 % and no further, whoever asked for it."""

_FONTS_LOADED = "homeport-fonts-loaded"

STRANGE_LANE = "premium"
"""An unknown lane is drawn as the one that exposes most."""


class Theme(QObject):
    """Colours, fonts, icons and sizes of the chosen appearance and text size.

    Views read it while they paint or build and repaint on `changed`.

    Args:
        resources: the folder with `themes`, `fonts` and `icons`.
    """

    changed = Signal()

    def __init__(self, resources: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = resources / "themes"
        self._fonts = resources / "fonts"
        self._icons = Icons(resources / "icons")
        self._app_icons = resources / "icons" / "app"
        self._sheet = (self._themes / "window.qss").read_text("utf-8")
        self._app: QApplication | None = None
        self._appearance: Appearance = "system"
        self._chosen_scale = 1.0
        self._system_scale = 1.0
        self._made: dict[str, QFont] = {}
        self.dark = False
        self.high_contrast = False
        self.line_height = 1.45
        self._tokens = load_tokens(self._themes, dark=False)
        self._colours = _as_colours(self._tokens)

    @property
    def scale(self) -> float:
        """What every size is multiplied by: the chosen text size times the system's, 2 at most."""
        return min(LARGEST, self._chosen_scale * self._system_scale)

    @property
    def tokens(self) -> Tokens:
        """The values behind the colours."""
        return self._tokens

    @property
    def motion(self) -> bool:
        """Whether things may move by themselves; not if the system was told to keep still."""
        return self._app is None or self._app.isEffectEnabled(Qt.UIEffect.UI_General)

    def set_appearance(self, appearance: Appearance) -> None:
        """Follow the system, or stay light or dark."""
        if appearance == self._appearance:
            return
        self._appearance = appearance
        if self._app is not None:
            self._tell_system(self._app)
        self._refresh()

    def set_scale(self, scale: float) -> None:
        """Text and everything around it, 1.0 to 2.0 times the usual size."""
        scale = max(1.0, min(LARGEST, scale))
        if scale != self._chosen_scale:
            self._chosen_scale = scale
            self._refresh()

    def apply(self, app: QApplication) -> None:
        """Load the fonts, dress the application, and follow the system from now on."""
        if self._app is None:
            if not app.property(_FONTS_LOADED):
                load_fonts(self._fonts)
                app.setProperty(_FONTS_LOADED, True)
            self._system_scale = system_factor()
            app.setStyle("Fusion")
            self._app = app
            self._tell_system(app)
            hints = app.styleHints()
            hints.colorSchemeChanged.connect(self._refresh)
            hints.accessibility().contrastPreferenceChanged.connect(self._refresh)
        self._refresh()

    def colour(self, token: str) -> QColor:
        """A colour of the appearance.

        Raises:
            KeyError: for a token that no theme has.
        """
        return QColor(self._colours[token])

    def lane(self, lane: str) -> LaneStyle:
        """How a lane is drawn; an unknown one as the most exposed."""
        return self._tokens.lanes.get(lane) or self._tokens.lanes[STRANGE_LANE]

    def data_class(self, data_class: DataClass) -> ClassStyle:
        """How the badge of a class is drawn."""
        return self._tokens.classes[data_class.word]

    def font(self, role: str) -> QFont:
        """The font of a role at the present size.

        Raises:
            KeyError: for an unknown role.
        """
        font = self._made.get(role)
        if font is None:
            font = self._made[role] = make_font(role, self.scale)
        return QFont(font)

    def px(self, length: float) -> int:
        """A length of the design at the present size, in whole pixels."""
        return int(length * self.scale + 0.5)

    def pixmap(self, name: str, token: str | QColor, px: float, ratio: float = 1.0) -> QPixmap:
        """An icon in a colour, `px` wide before scaling, sharp at `ratio` device pixels a pixel."""
        colour = token if isinstance(token, QColor) else self.colour(token)
        return self._icons.pixmap(name, colour, self.px(px), ratio)

    def icon(self, name: str, token: str | QColor = "text2") -> QIcon:  # noqa: S107 - a colour token
        """An icon for menus, actions and Qt's own widgets; set it again on `changed`."""
        icon = QIcon()
        ratios = {1.0, 2.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
        for ratio in sorted(ratios):
            for px in (16, 20):
                icon.addPixmap(self.pixmap(name, token, px, ratio))
                icon.addPixmap(self.pixmap(name, "disabled", px, ratio), QIcon.Mode.Disabled)
        return icon

    def app_icon(self) -> QIcon:
        """The mark of the program for windows and task bars."""
        icon = QIcon()
        for path in sorted(self._app_icons.glob("*.png")):
            icon.addFile(str(path))
        return icon

    def _refresh(self) -> None:
        self.dark, self.high_contrast = self._wanted()
        self._tokens = load_tokens(self._themes, dark=self.dark, high_contrast=self.high_contrast)
        self._colours = _as_colours(self._tokens)
        self._made.clear()
        if self._app is not None:
            self._dress(self._app)
        self.changed.emit()

    def _tell_system(self, app: QApplication) -> None:
        """Let title bars and the system's own dialogs follow."""
        if self._appearance == "system":
            app.styleHints().unsetColorScheme()
        else:
            dark = self._appearance == "dark"
            app.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)

    def _wanted(self) -> tuple[bool, bool]:
        dark = self._appearance == "dark"
        if self._app is None:
            return dark, False
        hints = self._app.styleHints()
        if self._appearance == "system":
            dark = hints.colorScheme() == Qt.ColorScheme.Dark
        return dark, hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast

    def _dress(self, app: QApplication) -> None:
        # The few pictures a style sheet can only take from files, found without a path that would need escaping.
        QDir.setSearchPaths("theme", [str(self._themes / ("dark" if self.dark else "light"))])
        app.setPalette(make_palette(self._tokens.colours))
        app.setFont(self.font("body"))
        app.setStyleSheet(filled_in(self._sheet, self._tokens.colours, self.px))


def _as_colours(tokens: Tokens) -> dict[str, QColor]:
    return {name: QColor(value) for name, value in tokens.colours.items()}
