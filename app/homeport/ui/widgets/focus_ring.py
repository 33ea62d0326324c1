"""The focus ring: where the keyboard is, on every control of every window."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from homeport.ui.theme import Theme

WIDTH = 2
OFFSET = 2

RADIUS = "focusRadius"
"""Property of a widget: its corner radius in px before scaling; 8 if it has none."""

AROUND = "focusAround"
"""Property of a widget: another widget that the ring is drawn around, for a field in a larger box."""

OWN = "focusOwn"
"""Property of a widget: true if it draws its focus itself, as a list on its row."""


class FocusRing(QObject):
    """Draws a ring around what has the focus, unless a mouse button put it there.

    Fields for text show it always, because what is typed goes there.

    Args:
        theme: the colour.
        app: the application; the ring follows its focus from now on.
    """

    def __init__(self, theme: Theme, app: QApplication) -> None:
        super().__init__(app)
        self._theme = theme
        self._ring: _Ring | None = None
        app.focusChanged.connect(self._on_focus_changed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def target(self) -> QWidget | None:
        """The widget the ring is drawn around now."""
        return self._ring.target if self._ring is not None and shiboken6.isValid(self._ring) else None

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._remove()
        if new is None or new.property(OWN) or new.isWindow():
            return
        by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if by_mouse and not new.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            return
        around = new.property(AROUND)
        self._ring = _Ring(self._theme, around if isinstance(around, QWidget) else new)

    def _on_theme_changed(self) -> None:
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.follow()

    def _remove(self) -> None:
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.leave()
        self._ring = None


class _Ring(QWidget):
    """A ring above its target, in the nearest ancestor that clips it."""

    def __init__(self, theme: Theme, target: QWidget) -> None:
        host = _host(target)
        super().__init__(host)
        self.target = target
        self._host = host
        self._theme = theme
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")
        widget: QWidget | None = target
        while widget is not None and widget is not host:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self.follow()

    def leave(self) -> None:
        """Stop watching and go."""
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def follow(self) -> None:
        """Take the place around the target."""
        host = self._host
        if not self.target.isVisibleTo(host):
            self.hide()
            return
        out = self._theme.px(WIDTH) + self._theme.px(OFFSET)
        corner = self.target.mapTo(host, self.target.rect().topLeft())
        area = self.target.rect().translated(corner).adjusted(-out, -out, out, out)
        # At the edge of its window or page the ring moves inwards instead of being cut.
        self.setGeometry(area.intersected(host.rect()))
        self.raise_()
        self.show()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Go where the target goes."""
        if event.type() in _MOVES:
            self.follow()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring."""
        wide = self._theme.px(WIDTH)
        own = self.target.property(RADIUS)
        radius = self._theme.px((8 if own is None else float(own)) + OFFSET) + wide / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("accent"), wide))
        half = wide / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)
        painter.end()


_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange}


def _host(target: QWidget) -> QWidget:
    """The page of the nearest scroll area, else the window."""
    widget = target
    while not widget.isWindow():
        above = widget.parentWidget()
        grand = above.parentWidget() if above is not None else None
        if above is None:
            break
        if isinstance(grand, QAbstractScrollArea) and above is grand.viewport():
            return widget if widget is not target else target.window()
        widget = above
    return widget
