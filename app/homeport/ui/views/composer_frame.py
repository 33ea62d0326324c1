"""The box around the composer: it is painted, takes drops, and has exactly the height that its parts need."""

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.views.composer_intake import can_be_brought

LOWER = (520, 420, 340)
"""Px before scaling; in a window that is lower than each the composer does with less."""

LOWEST = 240
"""Lower than this the tools and the documents do not come back with the focus."""

MARGINS = ((14, 12, 8), (14, 12, 8), (14, 10, 6), (12, 8, 4), (12, 8, 4))
"""Room at the sides, above and below, and between the parts, in px before scaling; by how tight it is."""

BORDER = 1.5
FOCUSED = 2
RADIUS = 14


class ComposerFrame(QFrame):
    """Parts go into `box`; what they are, and what a drop means, is said by who derives from this."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dragged = False
        self._focused = False
        self._used = True
        self._spent = 0
        self.box = QVBoxLayout(self)
        self.setAcceptDrops(True)
        self.setProperty("focusRadius", RADIUS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.changed.connect(self._restyle)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def take_mime(self, mime: QMimeData) -> bool:
        """Take what was dropped; false when it is nothing we know."""
        raise NotImplementedError

    def focus_text(self) -> None:
        """Go to the text."""
        raise NotImplementedError

    def do_with(self, tightness: int) -> None:
        """Make the parts take as much height as there is."""
        raise NotImplementedError

    def set_dragged(self, dragged: bool) -> None:
        """Whether something is held over it."""
        self._dragged = dragged
        self.update()

    def set_focused(self, focused: bool) -> None:
        """Whether one types into it: its own edge shows the focus, a second one around it would say no more."""
        if focused is not self._focused:
            self._focused = focused
            self.update()

    def set_spent(self, height: int) -> None:
        """Pixels of the window's height that something else has taken."""
        if height != self._spent:
            self._spent = height
            self._fit()

    @property
    def tightness(self) -> int:
        """How little height the window has: 0 enough, 1 little, 2 very little, 3 almost none.

        Where there is almost none it is 4 while the person is elsewhere: the answer has the height then.
        """
        window = self.window()
        if window is self:
            return 0
        height = (window.height() - self._spent) / self._theme.scale
        tight = sum(height < lower for lower in LOWER)
        most = len(LOWER)
        return most + 1 if tight == most and (not self._used or height < LOWEST) else tight

    def _fit(self) -> None:
        """Take exactly the height that is needed, so that nothing is cut and the answer has the rest."""
        tightness = self.tightness
        px = self._theme.px
        side, above, between = MARGINS[tightness]
        self.box.setContentsMargins(px(side), px(above), px(side), px(above))
        self.box.setSpacing(px(between))
        self.do_with(tightness)
        height = self.box.totalHeightForWidth(self.width())
        if height > 0 and (self.minimumHeight() != height or self.maximumHeight() != height):
            self.setFixedHeight(height)

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:  # another window, or a menu of this one
            return
        used = new is self or self.isAncestorOf(new)
        if used is not self._used:
            self._used = used
            self._fit()

    def event(self, event: QEvent) -> bool:
        """Another content may need another height."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window around it has another height."""
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the window it is in."""
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show that it can be dropped here."""
        if can_be_brought(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.set_dragged(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere will do; a move would take the file away from where it lies."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """As before."""
        self.set_dragged(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        self.set_dragged(False)
        if self.take_mime(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.focus_text()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box; over it a dragged file says what a drop would do."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(1.0, BORDER * theme.scale)
        token = "accent" if self._dragged or self._focused else "border_strong"
        if self._dragged:
            width *= 2
        elif self._focused:
            width = theme.px(FOCUSED)
        pen = QPen(theme.colour(token), width)
        if self._dragged:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.colour("accent_soft" if self._dragged else "surface"))
        inset = pen.widthF() / 2
        area = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(area, theme.px(RADIUS), theme.px(RADIUS))
        painter.end()

    def _restyle(self) -> None:
        self._fit()
        self.update()
