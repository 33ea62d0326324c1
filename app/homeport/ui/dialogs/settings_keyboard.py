"""Settings: the list of keys."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from homeport.ui.dialogs.settings_page import Column, clear
from homeport.ui.models.settings_view import ShortcutLine
from homeport.ui.theme import Theme
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words


class KeyboardPage(Column):
    """What each key does; the same list as behind F1."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("settings.page_keyboard"), parent)
        self.title(words("settings.page_keyboard"), words("settings.keyboard_intro"))
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(theme.px(20))
        self._rows.setVerticalSpacing(theme.px(8))
        self._rows.setColumnStretch(0, 1)
        self._rows.setContentsMargins(0, theme.px(12), 0, 0)
        self.column.addLayout(self._rows)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_shortcuts(self, rows: Iterable[ShortcutLine]) -> None:
        """Show the keys."""
        clear(self._rows)
        for place, row in enumerate(rows):
            what = TextLabel(self.theme, row.what)
            keys = TextLabel(self.theme, row.keys, "code", "text2")
            keys.setAccessibleName(f"{row.what}: {row.keys}")
            self._rows.addWidget(what, place, 0)
            self._rows.addWidget(keys, place, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
