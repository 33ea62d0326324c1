"""The middle of the window: the answer above, what can be taken back, and the composer below."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.views.answer import AnswerPane
from homeport.ui.views.composer import Composer
from homeport.ui.widgets.undo_bar import UndoBar

COLUMN = 788
"""Widest text column; a line longer than this is hard to follow."""

SIDE, SIDE_NARROW, NARROW = 28, 16, 520
"""Room beside the composer, and the width up to which there is less, as beside the answer."""

ABOVE, BELOW = 8, 16
"""Room above and below the composer."""

LOW = ((200, 4, 4), (420, 8, 8))
"""In a place lower than the first of each there is less above and below."""


HALF = 480

LINE = 56
"""Least height of what is said over the answer, in px before scaling."""


class Padded(QWidget):
    """Holds one widget with room around it, and takes no room while that is hidden."""

    def __init__(self, theme: Theme, held: QWidget, side: int = SIDE, high: int = ABOVE) -> None:
        super().__init__()
        self._theme = theme
        self._held = held
        self._room = side, high
        self._box = QVBoxLayout(self)
        self._box.addWidget(held)
        held.installEventFilter(self)
        self.setVisible(not held.isHidden())
        theme.changed.connect(self._restyle)
        self._restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the widget."""
        if watched is self._held and event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}:
            self.setVisible(event.type() == QEvent.Type.ShowToParent)
        return False

    def _restyle(self) -> None:
        side, high = (self._theme.px(length) for length in self._room)
        self._box.setContentsMargins(side, high, side, high)


class GivesWay(QScrollArea):
    """What is said over the answer: as high as it needs, and scrolled where the composer needs the height more."""

    def __init__(self, theme: Theme, held: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._told = held
        self._held = Padded(theme, held)
        self.setWidget(self._held)  # which shows it: whether there is anything to see, `held` alone knows
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._held.installEventFilter(self)
        held.installEventFilter(self)
        self.setVisible(not held.isHidden())

    def sizeHint(self) -> QSize:
        """All of it."""
        width = self.width() or self._held.sizeHint().width()
        return QSize(width, max(self._held.heightForWidth(width), self._held.minimumSizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """A line."""
        return QSize(0, min(self.sizeHint().height(), self._theme.px(LINE)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with what it holds."""
        if watched is self._told and event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}:
            self.setVisible(event.type() == QEvent.Type.ShowToParent)
        elif watched is self._held and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class ReadingColumn(QWidget):
    """Gives the composer the height it needs and the answer all the rest."""

    def __init__(self, theme: Theme, answer: AnswerPane, undo_bar: UndoBar, composer: Composer) -> None:
        super().__init__()
        self._theme = theme
        self._composer = composer
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        self._row.addWidget(composer, 1000)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(answer, 1)
        column.addWidget(Padded(theme, undo_bar))
        column.addLayout(self._row)
        theme.changed.connect(self._restyle)
        self._restyle()

    def minimumSizeHint(self) -> QSize:
        """Narrow enough to stand beside a document."""
        return QSize(self._theme.px(240), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Half of the room beside a document, which asks for as much."""
        return QSize(self._theme.px(HALF), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Less room around the composer where there is little."""
        super().resizeEvent(event)
        self._restyle()

    def _restyle(self) -> None:
        px = self._theme.px
        side = px(SIDE_NARROW if self.width() <= px(NARROW) else SIDE)
        height = self.height()
        above, below = next(((a, b) for low, a, b in LOW if height < px(low)), (ABOVE, BELOW))
        self._row.setContentsMargins(side, px(above), side, px(below))
        self._composer.setMaximumWidth(px(COLUMN))
