"""What stands in the pane before the first question."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

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


class AnswerEmpty(QScrollArea):
    """What one can do here, in three lines, and a way to try it; it scrolls where there is no room for all."""

    example_asked = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(words("answer.pane_name"))
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._on_range(0, 0)
        page = QWidget()
        box = QWidget(page)
        self._box = box
        self._column = QVBoxLayout(box)
        self._column.setContentsMargins(0, 0, 0, 0)
        for key, role, token in (("title", "title", "text"), ("text", "body", "text2")):
            self._column.addWidget(TextLabel(theme, words(f"answer.empty_{key}"), role, token, box))
        self._icons: list[tuple[QLabel, str]] = []
        self._lines: list[QHBoxLayout] = []
        for icon, key in POINTS:
            picture = QLabel(box)
            self._icons.append((picture, icon))
            line = QHBoxLayout()
            line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(TextLabel(theme, words(key), "body", "text", box), 1)
            self._lines.append(line)
            self._column.addLayout(line)
        self.example = Button(theme, words("answer.example"), "secondary", "play", box)
        self.example.clicked.connect(self.example_asked)
        self._column.addWidget(self.example, 0, Qt.AlignmentFlag.AlignLeft)
        self._row = QHBoxLayout(page)
        self._row.addStretch(1)
        self._row.addWidget(box, 8, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)
        self._restyle()
        self.setWidget(page)
        theme.changed.connect(self._restyle)

    def minimumSizeHint(self) -> QSize:
        """What has no room is scrolled to."""
        return QSize(self._theme.px(120), 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Icons, sharp on the screen they are on."""
        super().showEvent(event)
        self._draw()

    def _on_range(self, _least: int, most: int) -> None:
        # A place for the keyboard only while there is something to scroll to.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if most > 0 else Qt.FocusPolicy.NoFocus)

    def _restyle(self) -> None:
        px = self._theme.px
        self._box.setMaximumWidth(px(WIDTH))
        self._row.setContentsMargins(px(28), px(20), px(28), px(12))
        self._column.setSpacing(px(12))
        for line in self._lines:
            line.setSpacing(px(12))
        # More room between the three parts than inside them.
        self._lines[0].setContentsMargins(0, px(8), 0, 0)
        self._lines[-1].setContentsMargins(0, 0, 0, px(8))
        self._draw()

    def _draw(self) -> None:
        for picture, icon in self._icons:
            picture.setPixmap(self._theme.pixmap(icon, "accent", 20, self.devicePixelRatioF()))
