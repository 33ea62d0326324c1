"""The line above code: its language and a button that copies it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from homeport.ui.theme.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.elided_label import ElidedLabel
from homeport.ui.words import Words

CODE_HEADER = 36
"""Height of the line, at 100 %."""


class CodeHeaders(QObject):
    """One header a code, laid over the text; `asked` names the code by its number."""

    asked = Signal(int)

    def __init__(self, theme: Theme, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._theme = theme
        self._words = words
        self._headers: list[_Header] = []

    def place(self, rects: Sequence[QRectF], languages: Sequence[str], first: int = 0) -> None:
        """A header at the top of the ground of every code; those before `first` stand where they stood."""
        while len(self._headers) < len(rects):
            self._add(languages[len(self._headers)])
        for header in self._headers[len(rects) :]:
            header.hide()  # it waits for the next code
        for at in range(first, len(rects)):
            header, rect, language = self._headers[at], rects[at], languages[at]
            if header.name.text() != language:
                header.name.setText(language)
            place = QRect(int(rect.left()), int(rect.top()), int(rect.width()), self._theme.px(CODE_HEADER))
            if header.geometry() != place:
                header.setGeometry(place)
            header.show()

    def buttons(self) -> list[Button]:
        """The copy buttons, in the order of the text."""
        return [header.button for header in self._headers if not header.isHidden()]

    def _add(self, language: str) -> None:
        number = len(self._headers)
        header = _Header(self._theme, language, self._words("answer.copy_code"), self._over)
        header.button.clicked.connect(lambda: self._ask(number))
        self._headers.append(header)

    def _ask(self, number: int) -> None:
        self._headers[number].button.setText(self._words("common.copied"))
        self.asked.emit(number)


class _Header(QWidget):
    def __init__(self, theme: Theme, language: str, copy: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.name = ElidedLabel(theme, language, "caption", "text3", parent=self)
        self.button = Button(theme, copy, "ghost", "copy", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(2), theme.px(4), theme.px(2))
        row.addWidget(self.name, 1)
        row.addWidget(self.button)
