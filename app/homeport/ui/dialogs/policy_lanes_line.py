"""Lanes one after the other in a line that wraps, painted in one piece, for it is made anew at each choice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.painting import place_icon
from homeport.ui.words import Words

ICON, BESIDE, GAP = 16, 6, 8
"""px before scaling: an icon, the room to its word, and between two pieces."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A lane, or a few words between lanes."""

    text: str
    lane: str = ""


class LanesLine(QWidget):
    """What a screen reader says of it is one sentence.

    Args:
        theme: colours and sizes.
        pieces: from left to right.
        sentence: all of it in words.
        parent: the owner.
    """

    def __init__(
        self, theme: Theme, pieces: Sequence[Piece], sentence: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._pieces = theme, tuple(pieces)
        self.setAccessibleName(sentence)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Narrower is taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All lines at a width."""
        *_, (line, _, _) = self._placed(width)
        return (line + 1) * self._line_height()

    def sizeHint(self) -> QSize:
        """All in one line."""
        *_, (_, left, piece) = self._placed(1 << 20)
        return QSize(left + self._width(piece), self._line_height())

    def minimumSizeHint(self) -> QSize:
        """The longest piece."""
        return QSize(max(self._width(piece) for piece in self._pieces), self._line_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lanes in their colours, words between them in the colour of captions."""
        theme, px, tall = self._theme, self._theme.px, self._line_height()
        painter = QPainter(self)
        for line, left, piece in self._placed(self.width()):
            middle, ink = (line + 0.5) * tall, theme.colour("text3")
            if piece.lane:
                style = theme.lane(piece.lane)
                ink = QColor(style.fg)
                icon = theme.pixmap(style.icon, ink, ICON, self.devicePixelRatioF())
                place_icon(painter, icon, left, middle)
                left += px(ICON + BESIDE)  # noqa: PLW2901 - the words stand beside the icon
            painter.setPen(ink)
            painter.setFont(theme.font(self._role(piece)))
            room = QRectF(left, line * tall, self.width() - left + 1, tall)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, piece.text)
        painter.end()

    def _placed(self, width: int) -> Iterator[tuple[int, int, Piece]]:
        """Line and left edge of each piece."""
        line = left = 0
        for piece in self._pieces:
            wide = self._width(piece)
            if left and left + wide > width:
                line, left = line + 1, 0
            yield line, left, piece
            left += wide + self._theme.px(GAP)

    def _width(self, piece: Piece) -> int:
        icon = self._theme.px(ICON + BESIDE) if piece.lane else 0
        return icon + QFontMetrics(self._theme.font(self._role(piece))).horizontalAdvance(piece.text) + 1

    def _line_height(self) -> int:
        return self._theme.px(22)

    @staticmethod
    def _role(piece: Piece) -> str:
        return "ghost" if piece.lane else "caption"


def lane_pieces(words: Words, lanes: Sequence[tuple[str, bool]], rule: str) -> Iterator[Piece]:
    """Lanes in order, each with whether it takes a yes, and the rule that says so."""
    for place, (lane, asks) in enumerate(lanes):
        if place:
            yield Piece("→")
        yield Piece(words.lane(lane), lane)
        if asks:
            yield Piece(words("policy_window.after_yes_short"))
    if rule:
        yield Piece(words("policy_window.chain_rule", rule=rule))
