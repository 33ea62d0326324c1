"""One part of the status bar: icon and words, to be read or pressed."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.button import ENTER
from homeport.ui.widgets.painting import place_icon, rounded

ICON = 16
GAP = 6
SIDE = 6
LEAST = 32


class StatusItem(QAbstractButton):
    """Icon and words in one colour; elided at the end when there is no room, then the tooltip has everything.

    Args:
        theme: colours and sizes.
        role: a role of `Theme.font`.
        parent: the owner.
    """

    def __init__(self, theme: Theme, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._text = ""
        self._icon_name = ""
        self._ink: str | QColor = "text2"
        self._tip = ""
        self._pressable = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setProperty("focusRadius", 5)
        self.set_pressable(False)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_content(
        self, text: str, icon: str = "", ink: str | QColor = "text2", tip: str = "", spoken: str = ""
    ) -> None:
        """What it says.

        Args:
            text: the words; without them the icon stands alone.
            icon: a name of resources/icons; empty for none.
            ink: the colour of both.
            tip: what the tooltip adds.
            spoken: what a screen reader says instead.
        """
        self._icon_name, self._ink, self._tip = icon, ink, tip
        self.setText(text.replace("&", "&&"))
        self._text = text
        self.setAccessibleName(spoken or text or tip)
        self.setToolTip(_plain(tip))
        self.updateGeometry()
        self.update()

    def set_pressable(self, pressable: bool) -> None:
        """Whether it can be pressed, and reached by Tab."""
        self._pressable = pressable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if pressable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)

    def natural_width(self) -> int:
        """Width of everything it says."""
        px = self._theme.px
        icon = px(ICON) + (px(GAP) if self._text else 0) if self._icon_name else 0
        text = self.fontMetrics().horizontalAdvance(self._text) + 1 if self._text else 0
        return icon + text + 2 * px(SIDE)

    def sizeHint(self) -> QSize:
        """All of it, high enough to hit."""
        return QSize(
            self.natural_width(), max(self._theme.px(32), self.fontMetrics().height() + self._theme.px(4))
        )

    def minimumSizeHint(self) -> QSize:
        """The icon."""
        least = self._theme.px(max(LEAST, ICON + 2 * SIDE))
        return QSize(min(self.natural_width(), least), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in ENTER and self._pressable:
            self.click()
            return
        super().keyPressEvent(event)

    def hitButton(self, pos: QPoint) -> bool:
        """Only what can be pressed is hit."""
        return self._pressable and super().hitButton(pos)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed; offer everything where it was elided."""
        hidden = self.width() < self.natural_width()
        parts = [self._text if hidden else "", self._tip]
        self.setToolTip(_plain("\n".join(part for part in parts if part)))
        self.update()
        super().enterEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Icon and words; a soft box under the pointer if it can be pressed."""
        px = self._theme.px
        painter = QPainter(self)
        if self._pressable and (self.underMouse() or self.isDown()):
            area = QRectF(self.rect()).adjusted(0, px(3), 0, -px(3))
            rounded(painter, area, px(5), self._theme.colour("pressed" if self.isDown() else "hover"))
        ink = self._ink if isinstance(self._ink, QColor) else self._theme.colour(self._ink)
        left = px(SIDE)
        if self._icon_name:
            place_icon(
                painter,
                self._theme.pixmap(self._icon_name, ink, ICON, self.devicePixelRatioF()),
                left,
                self.height() / 2,
            )
            left += px(ICON) + px(GAP)
        room = self.width() - left - px(SIDE) + 1
        painter.setFont(self.font())
        painter.setPen(ink)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, 0, room, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    def _restyle(self) -> None:
        self.setFont(self._theme.font(self._role))
        self.updateGeometry()
        self.update()


def _plain(text: str) -> str:
    """Text that a tooltip shows as it is: recipients and policies have names from files."""
    return text.replace("<", "\u2039").replace(">", "\u203a")
