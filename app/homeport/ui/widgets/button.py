"""Buttons: one primary a view, the rest quiet."""

from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QPushButton, QSizePolicy, QToolButton, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.painting import place_icon, rounded

Kind = Literal["primary", "secondary", "ghost", "danger"]

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Button(QPushButton):
    """A button with words, and an icon if it helps.

    Enter presses it where it has the focus, except in dialogs: there the dialog decides what Enter means.

    Args:
        theme: colours and sizes.
        text: what it says; taken as it is, an ampersand is an ampersand.
        kind: primary (the one thing to do), secondary, ghost (in bars), danger.
        icon: a name of resources/icons.
        parent: the owner.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: Kind = "secondary",
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind: Kind = kind
        self._icon_name = icon
        self._folded = False
        self._label = ""
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self._restyle()
        theme.changed.connect(self._restyle)

    def setText(self, text: str) -> None:
        """What the button says."""
        self._label = text
        super().setText(text.replace("&", "&&"))  # else Qt takes the letter behind for a shortcut
        self._tell()

    def label(self) -> str:
        """What the button says, as it was given."""
        return self._label

    def set_kind(self, kind: Kind) -> None:
        """Change how much it stands out."""
        self._kind = kind
        self._restyle()

    def set_icon(self, name: str | None) -> None:
        """Change the icon."""
        self._icon_name = name
        self._restyle()

    def set_folded(self, folded: bool) -> None:
        """Show the icon alone; the words stay as the tooltip and for screen readers."""
        self._folded = folded and self._icon_name is not None
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        px = self._theme.px
        height = max(px(32 if self._kind == "ghost" else 36), self.fontMetrics().height() + px(12))
        if self._folded:
            return QSize(height, height)
        width = self.fontMetrics().horizontalAdvance(self._label) + 2 * self._padding()
        if self._icon_name:
            width += px(18) + (px(8) if self._label else 0)
        return QSize(max(width, px(32)), height)

    def minimumSizeHint(self) -> QSize:
        """Nothing of the text is ever cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses outside dialogs."""
        if event.key() in ENTER and not isinstance(self.window(), QDialog):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box, icon and text in the colours of the moment."""
        painter = QPainter(self)
        fill, edge, ink = self._colours()
        rounded(painter, QRectF(self.rect()), self._theme.px(8), fill, edge)
        px = self._theme.px
        metrics = self.fontMetrics()
        inside = self.rect().adjusted(px(4), 0, -px(4), 0)
        icon_width = px(18) if self._icon_name else 0
        gap = px(8) if icon_width and self._label and not self._folded else 0
        text = (
            ""
            if self._folded
            else metrics.elidedText(self._label, Qt.TextElideMode.ElideMiddle, inside.width() - icon_width - gap)
        )
        total = icon_width + gap + metrics.horizontalAdvance(text)
        left = inside.left() + (inside.width() - total) // 2
        if self._icon_name:
            picture = self._theme.pixmap(self._icon_name, ink, 18, self.devicePixelRatioF())
            place_icon(painter, picture, left, self.height() / 2)
        painter.setPen(ink)
        painter.setFont(self.font())
        box = QRect(left + icon_width + gap, 0, metrics.horizontalAdvance(text) + 2, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def _padding(self) -> int:
        return self._theme.px(10 if self._kind == "ghost" else 16)

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor]:
        """Fill, edge and ink."""
        colour = self._theme.colour
        hot = self.underMouse() and self.isEnabled()
        if self._kind in {"primary", "danger"}:
            token = "accent" if self._kind == "primary" else "danger"
            if not self.isEnabled():
                return colour("hover"), None, colour("disabled")
            return colour(f"{token}_hover" if hot or self.isDown() else token), None, colour(f"on_{token}")
        ink = colour("text2" if self._kind == "ghost" else "text")
        if not self.isEnabled():
            ink = colour("disabled")
        if self.isDown():
            fill: QColor | None = colour("pressed")
        elif self.isChecked() or hot:
            fill = colour("hover")
        else:
            fill = None if self._kind == "ghost" else colour("surface")
        edge = None if self._kind == "ghost" else colour("border_strong" if self.isEnabled() else "border")
        return fill, edge, colour("text") if self.isChecked() and self.isEnabled() else ink

    def _tell(self) -> None:
        self.setToolTip(self._label if self._folded else "")
        self.setAccessibleName(self._label)
        self.updateGeometry()

    def _restyle(self) -> None:
        self.setFont(self._theme.font("ghost" if self._kind == "ghost" else "button"))
        self.updateGeometry()
        self.update()


class IconButton(QToolButton):
    """A button with an icon alone, 32 px at least; its name is said to screen readers and shown as a tooltip.

    Args:
        theme: colours and sizes.
        icon: a name of resources/icons.
        accessible_name: what it does, in the person's language.
        parent: the owner.
    """

    def __init__(self, theme: Theme, icon: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._token = "text2"  # noqa: S105 - a colour token
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(accessible_name)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_name(self, accessible_name: str) -> None:
        """Change what it is called."""
        self.setAccessibleName(accessible_name)
        self.setToolTip(accessible_name)

    def set_icon(self, name: str, token: str = "text2") -> None:  # noqa: S107 - a colour token
        """Change the icon and its colour."""
        self._icon_name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        side = self._theme.px(32)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """The same square."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in ENTER and not isinstance(self.window(), QDialog):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The icon, on a soft box under the pointer."""
        painter = QPainter(self)
        colour = self._theme.colour
        token = self._token if self.isEnabled() else "disabled"
        if self.isEnabled() and (self.isDown() or self.isChecked() or self.underMouse()):
            fill = colour("pressed" if self.isDown() or self.isChecked() else "hover")
            rounded(painter, QRectF(self.rect()), self._theme.px(8), fill)
        picture = self._theme.pixmap(self._icon_name, token, 20, self.devicePixelRatioF())
        place_icon(painter, picture, (self.width() - self._theme.px(20)) / 2, self.height() / 2)
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
