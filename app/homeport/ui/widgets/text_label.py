"""Text that wraps, with the line height of the design. Always plain: what it shows may come from a document."""

import math

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from homeport.ui.theme import Theme

READABLE = 460
"""Width in px before scaling that a wrapping text asks for; layouts may give more or less."""

NO_END = 1 << 24
"""A width that no line reaches."""

HEIGHTS_KEPT = 16
"""A layout asks for the same few widths again and again; laying out a text takes 0.1 ms."""


class TextLabel(QLabel):
    """Plain text in one role and colour, wrapped and drawn at the theme's line height.

    Args:
        theme: type and colours.
        text: shown as it is.
        role: a role of `Theme.font`.
        token: a colour of the theme.
        parent: the owner.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: str = "body",
        token: str = "text",  # noqa: S107 - a colour token
        parent: QWidget | None = None,
    ) -> None:
        self._heights: dict[tuple[int, bool], int] = {}
        self._natural: float | None = None
        self._drawn: tuple[object, QTextLayout, float] | None = None
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._token = token
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_token(self, token: str) -> None:
        """Change the colour."""
        self._token = token
        self.update()

    def set_role(self, role: str) -> None:
        """Change the type."""
        self._role = role
        self._restyle()

    def setText(self, text: str) -> None:
        """Say something else."""
        self._forget()
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Another font or language has other heights."""
        self._forget()
        super().changeEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Narrower is taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at a width."""
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        key = inner, self.wordWrap()
        if key not in self._heights:
            if len(self._heights) >= HEIGHTS_KEPT:
                self._heights.clear()
            fits = self._is_one_line() and self._natural_width() + 1 <= inner
            self._heights[key] = self._line_height() if fits else math.ceil(self._laid_out(inner)[1])
        return self._heights[key] + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """The text in one line, or wrapped at a readable width."""
        width = min(math.ceil(self._natural_width()) + 1, self._theme.px(READABLE))
        margins = self.contentsMargins()
        width += margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The longest word in one piece, within reason."""
        metrics = self.fontMetrics()
        words = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(min(words + 2, self._theme.px(READABLE)), self._line_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Line by line."""
        area = self.contentsRect()
        layout, height = self._to_draw(area.width())
        painter = QPainter(self)
        painter.setPen(self._theme.colour(self._token if self.isEnabled() else "disabled"))
        top = area.top()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += max(0, (area.height() - math.ceil(height)) // 2)
        layout.draw(painter, QPointF(area.left(), top))
        painter.end()

    def _line_height(self) -> int:
        return round(self.font().pixelSize() * self._theme.line_height)

    def _is_one_line(self) -> bool:
        """Whether the text is one line wherever it fits: it has neither breaks nor tabs."""
        text = self.text()
        return bool(text) and text.isprintable()

    def _natural_width(self) -> float:
        if self._natural is None:
            metrics = QFontMetricsF(self.font())  # whole pixels would be rounded, and a line broken for a half
            lines = self.text().split("\n")
            self._natural = max((metrics.horizontalAdvance(line) for line in lines), default=0.0)
        return self._natural

    def _to_draw(self, width: float) -> tuple[QTextLayout, float]:
        """The lines as they were drawn last, laid out again only if anything about them is new."""
        key = width, self.wordWrap(), self.alignment(), self.layoutDirection()
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, *self._laid_out(width))
        return self._drawn[1:]

    def _forget(self) -> None:
        self._heights.clear()
        self._natural = self._drawn = None

    def _laid_out(self, width: float) -> tuple[QTextLayout, float]:
        """The lines at a width, and their height together."""
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        option = QTextOption(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        option.setTextDirection(self.layoutDirection())
        # A word longer than the line is broken: file names and hashes have no spaces.
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        tall = self._line_height()
        y = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1) if self.wordWrap() else NO_END)
            line.setPosition(QPointF(0, y + (tall - line.height()) / 2))
            y += tall
        layout.endLayout()
        return layout, max(y, tall if self.text() else 0)

    def _restyle(self) -> None:
        self._forget()
        self.setFont(self._theme.font(self._role))
        self.updateGeometry()
        self.update()


class Body(TextLabel):
    """Running text."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, "body", "text", parent)


class Caption(TextLabel):
    """A support line under something."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, "caption", "text3", parent)


class SectionLabel(TextLabel):
    """The heading of a group."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, "section", "text3", parent)
