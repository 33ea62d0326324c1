"""What stands in the pane before the first question."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

POINTS = (
    ("paperclip", "answer.empty_documents"),
    ("panel", "answer.empty_route"),
    ("checklist", "answer.empty_check"),
)
WIDTH = 520


class AnswerEmpty(QWidget):
    """What one can do here, in three lines, and a way to try it."""

    example_asked = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._build()
        theme.changed.connect(self._rebuild)

    def showEvent(self, event: QShowEvent) -> None:
        """Icons, sharp on the screen they are on."""
        super().showEvent(event)
        self._draw()

    def _rebuild(self) -> None:
        old = self.layout()
        if old is not None:
            carrier = QWidget()
            carrier.setLayout(old)
            self._box.hide()
            self._box.deleteLater()
            carrier.deleteLater()
        self._build()
        self._draw()

    def _build(self) -> None:
        theme, words, px = self._theme, self._words, self._theme.px
        self._box = QWidget(self)
        self._box.setMaximumWidth(px(WIDTH))
        column = QVBoxLayout(self._box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        for key, role, token in (("title", "title", "text"), ("text", "body", "text2")):
            label = TextLabel(theme, words(f"answer.empty_{key}"), role, token, self._box)
            label.setMinimumWidth(px(40))
            column.addWidget(label)
        column.addSpacing(px(8))
        self._icons: list[tuple[QLabel, str]] = []
        for icon, key in POINTS:
            picture = QLabel(self._box)
            self._icons.append((picture, icon))
            row = QHBoxLayout()
            row.setSpacing(px(12))
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(TextLabel(theme, words(key), "body", "text", self._box), 1)
            column.addLayout(row)
        column.addSpacing(px(8))
        self.example = Button(theme, words("answer.example"), "secondary", "play", self._box)
        self.example.clicked.connect(self.example_asked)
        column.addWidget(self.example, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(28), px(28), px(28), px(28))
        row.addStretch(1)
        row.addWidget(self._box, 8, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._box.show()

    def _draw(self) -> None:
        for picture, icon in self._icons:
            picture.setPixmap(self._theme.pixmap(icon, "accent", 20, self.devicePixelRatioF()))
