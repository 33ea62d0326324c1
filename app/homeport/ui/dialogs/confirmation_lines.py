"""The lines of the confirmation sheet, and the parts that can be taken out."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from homeport.ui.models.sheet import PartRow, SheetLine, SheetView
from homeport.ui.theme import Theme
from homeport.ui.widgets import Banner, Button, Caption, ClassBadge, FlowLayout, SectionLabel, TextLabel
from homeport.ui.widgets.let_go import let_go
from homeport.ui.words import Words

PARTS = "parts"

LINES_WIDTH, LINES_HEIGHT = 300, 120
"""Least size of the lines, px before scaling; beside the text they get three eighths of a wide sheet."""


class Lines(QWidget):
    """At most seven lines in reading order."""

    take_out_requested = Signal(str)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._buttons: list[Button] = []
        self._column = QVBoxLayout(self)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_view(self, view: SheetView) -> None:
        """Show other bytes."""
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                let_go(old)
        self._buttons = []
        if view.remarks:
            says = "\n".join(view.remarks)
            twice = Banner(self._theme, self._words, "warning", self._words("sheet.look_twice"), says)
            self._column.addWidget(twice)
        for line in view.lines:
            self._column.addWidget(self._line(line))
            if line.id == PARTS:
                if view.taken_out:
                    self._column.addWidget(Caption(self._theme, view.taken_out))
                for part in view.parts:
                    self._column.addWidget(self._part(part))
        self._column.addStretch(1)

    def controls(self) -> list[QWidget]:
        """What the keyboard can reach, in reading order."""
        return list(self._buttons)

    def _line(self, line: SheetLine) -> QWidget:
        widget = QWidget()
        widget.setAccessibleName(f"{line.label}: {line.says}")
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SectionLabel(self._theme, line.label, widget))
        column.addWidget(TextLabel(self._theme, line.says, "body", "text", widget))
        return widget

    def _part(self, part: PartRow) -> QWidget:
        widget = QWidget()
        px = self._theme.px
        row = QHBoxLayout(widget)
        row.setContentsMargins(px(8), 0, 0, 0)
        row.setSpacing(px(8))
        column = QVBoxLayout()
        column.setSpacing(0)
        head = QWidget(widget)
        flow = FlowLayout(head, px(8), px(2))
        flow.addWidget(TextLabel(self._theme, part.name, "row", "text", head))
        flow.addWidget(ClassBadge(self._theme, self._words, part.data_class, head))
        column.addWidget(head)
        column.addWidget(Caption(self._theme, part.says, widget))
        row.addLayout(column, 1)
        if part.removable:
            button = Button(self._theme, self._words("sheet.take_out"), "ghost", "minus", widget)
            button.setAccessibleName(self._words("sheet.take_out_named", name=part.name))
            button.clicked.connect(lambda: self.take_out_requested.emit(part.id))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            self._buttons.append(button)
        return widget

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(0, px(4), px(8), px(4))
        self._column.setSpacing(px(8))


class LinesArea(QScrollArea):
    """The lines, scrolled in what room the text leaves them."""

    def __init__(self, theme: Theme, lines: Lines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(lines)

    def sizeHint(self) -> QSize:
        """A few of the lines."""
        return QSize(self._theme.px(LINES_WIDTH), self._theme.px(LINES_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """The same, beside the text or above it."""
        return QSize(0, self._theme.px(LINES_HEIGHT))
