"""What stands where nothing is yet."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.painting import rounded
from homeport.ui.widgets.text_label import TextLabel

ROW = 52
"""Height of a history row in px before scaling."""


class EmptyState(QWidget):
    """An icon, what it means, and at most one thing to do about it.

    Args:
        theme: colours and sizes.
        icon: a name of resources/icons.
        title: what is so.
        text: what next.
        action: words of the button; empty for none.
        parent: the owner.
    """

    action_chosen = Signal()

    def __init__(
        self, theme: Theme, icon: str, title: str, text: str = "", action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = TextLabel(theme, title, "strong", "text", self)
        self._text = TextLabel(theme, text, "caption", "text3", self)
        self._button = Button(theme, action, "secondary", parent=self)
        self._button.clicked.connect(self.action_chosen)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._box = QVBoxLayout(self)
        self._box.addStretch(1)
        self._box.addWidget(self._picture)
        self._box.addWidget(self._title)
        self._box.addWidget(self._text)
        self._box.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addStretch(2)
        self.set_content(icon, title, text, action)
        theme.changed.connect(self._restyle)

    def set_content(self, icon: str, title: str, text: str = "", action: str = "") -> None:
        """Say something else."""
        self._icon_name = icon
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._restyle()

    @property
    def title(self) -> str:
        """What is so."""
        return self._title.text()

    def _restyle(self) -> None:
        px = self._theme.px
        self._box.setContentsMargins(px(16), px(16), px(16), px(16))
        self._box.setSpacing(px(8))
        self._picture.setPixmap(self._theme.pixmap(self._icon_name, "text3", 28, self.devicePixelRatioF()))


class SkeletonRows(QWidget):
    """Rows without content while the content is read. They stand still: nothing to watch.

    Args:
        theme: colours and sizes.
        text: what is going on, for screen readers.
        count: how many rows.
        parent: the owner.
    """

    def __init__(self, theme: Theme, text: str, count: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = count
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(self._theme.px(200), self._theme.px(ROW * self._count))

    def minimumSizeHint(self) -> QSize:
        """One row."""
        return QSize(self._theme.px(48), self._theme.px(ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A long bar and a short one a row, of differing lengths."""
        painter = QPainter(self)
        px = self._theme.px
        fill = self._theme.colour("hover")
        room = self.width() - px(20)
        for row in range(min(self._count, self.height() // px(ROW) + 1)):
            top = row * px(ROW)
            painter.setOpacity(max(0.25, 1 - row / self._count))
            long = room * (0.78, 0.62, 0.86, 0.55)[row % 4]
            rounded(painter, QRectF(px(10), top + px(12), long, px(10)), px(5), fill)
            rounded(painter, QRectF(px(10), top + px(30), room * 0.36, px(8)), px(4), fill)
        painter.end()
