"""How far something is, as a thin line."""

from PySide6.QtCore import QEasingCurve, QRectF, QSize, QVariantAnimation
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.painting import rounded
from homeport.ui.words import Words

ROUND_MS = 1400


class ProgressLine(QProgressBar):
    """A thin line; screen readers hear its name and value.

    Args:
        theme: colours; without motion the line of something unmeasured stands still.
        words: the person's language.
        parent: the owner.
    """

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._at = 0.35
        self.setTextVisible(False)
        self.setAccessibleName(words("widgets.progress"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setDuration(ROUND_MS)
        self._motion.setLoopCount(-1)
        self._motion.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._motion.valueChanged.connect(self._on_moved)
        self.set_busy()
        theme.changed.connect(self._restyle)

    def set_busy(self) -> None:
        """Something goes on, nobody knows for how long."""
        self.setRange(0, 0)
        self._move()

    def set_done(self, done: int, total: int) -> None:
        """`done` of `total`."""
        self.setRange(0, max(1, total))
        self.setValue(min(done, total))
        self._move()

    def sizeHint(self) -> QSize:
        """As wide as there is room, four px high."""
        return QSize(self._theme.px(120), self._theme.px(4))

    def minimumSizeHint(self) -> QSize:
        """Short, but seen."""
        return QSize(self._theme.px(32), self._theme.px(4))

    def showEvent(self, event: QShowEvent) -> None:
        """Move only where it is seen."""
        super().showEvent(event)
        self._move()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest where nobody looks."""
        super().hideEvent(event)
        self._move()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The way, and what is behind."""
        painter = QPainter(self)
        area = QRectF(self.rect())
        radius = area.height() / 2
        rounded(painter, area, radius, self._theme.colour("pressed"))
        if self.maximum() > self.minimum():
            share = (self.value() - self.minimum()) / (self.maximum() - self.minimum())
            part = QRectF(0, 0, max(area.height(), area.width() * share) if share else 0, area.height())
        else:
            wide = area.width() * 0.3
            part = QRectF((area.width() - wide) * self._at, 0, wide, area.height())
        rounded(painter, part, radius, self._theme.colour("accent"))
        painter.end()

    def _move(self) -> None:
        busy = self.maximum() == self.minimum()
        if busy and self.isVisible() and self._theme.motion:
            if self._motion.state() != QVariantAnimation.State.Running:
                self._motion.start()
        else:
            self._motion.stop()
        self.update()

    def _on_moved(self, value: float) -> None:
        self._at = 1 - abs(2 * value - 1)
        self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self._move()
