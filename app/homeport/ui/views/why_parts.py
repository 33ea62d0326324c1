"""The parts of the panel "Why this route": icons, rows that open, rules with what they rest on."""

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from homeport.policy.lane_state import LaneState
from homeport.ui.models.why import FactGroup, LaneRow, RuleRow
from homeport.ui.theme import Theme
from homeport.ui.widgets import SectionLabel, TextLabel
from homeport.ui.widgets.painting import place_icon, rounded
from homeport.ui.words import Words

if TYPE_CHECKING:  # loads the policy's own values, which the first paint does not need
    from homeport.ui.models.why_evidence import Evidence

ICON = 20
SMALL_ICON = 16
MOST_AT_ONCE = 40
"""Findings that get a row of their own; more of them stand together in one text."""

STATE_ICON = {
    LaneState.CHOSEN: "check",
    LaneState.ALLOWED: "check",
    LaneState.WOULD_ASK: "question",
    LaneState.BLOCKED: "blocked",
    LaneState.UNAVAILABLE: "dash",
    LaneState.UNUSED: "dash",
}
STATE_TOKEN = {
    LaneState.CHOSEN: "good",
    LaneState.ALLOWED: "text2",
    LaneState.WOULD_ASK: "text2",
    LaneState.BLOCKED: "danger",
    LaneState.UNAVAILABLE: "text3",
    LaneState.UNUSED: "text3",
}

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Icon(QWidget):
    """An icon beside words; it says nothing by itself."""

    def __init__(self, theme: Theme, name: str, token: str, px: int = ICON, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._token, self._px, self._lane = name, token, px, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    @classmethod
    def of_lane(cls, theme: Theme, lane: str, px: int = ICON, parent: QWidget | None = None) -> "Icon":
        """The icon of a lane in its colour."""
        icon = cls(theme, "", "", px, parent)
        icon._lane = lane
        return icon

    def set_icon(self, name: str, token: str) -> None:
        """Show another one."""
        self._name, self._token, self._lane = name, token, ""
        self.update()

    def sizeHint(self) -> QSize:
        """A square, as high as a line of text so that both stand level."""
        side = self._theme.px(self._px)
        return QSize(side, max(side, round(self._theme.font("row").pixelSize() * self._theme.line_height)))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon in the middle."""
        style = self._theme.lane(self._lane) if self._lane else None
        ink: QColor | str = QColor(style.fg) if style else self._token
        name = style.icon if style else self._name
        if not name:
            return
        painter = QPainter(self)
        place_icon(
            painter, self._theme.pixmap(name, ink, self._px, self.devicePixelRatioF()), 0, self.height() / 2
        )
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class RowButton(QAbstractButton):
    """A row that can be pressed, made of whatever is laid out in it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.row = QHBoxLayout(self)
        self.restyle()
        theme.changed.connect(self.restyle)

    def add_end(self, widget: QWidget) -> None:
        """Put something at the end of the row."""
        self.row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in _ENTER:
            self.click()
            return
        super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """32 px high at least."""
        return super().minimumSizeHint().expandedTo(QSize(0, self.theme.px(32)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft box under the pointer."""
        if self.underMouse() and self.isEnabled():
            painter = QPainter(self)
            rounded(painter, QRectF(self.rect()), self.theme.px(8), self.theme.colour("hover"))
            painter.end()

    def restyle(self) -> None:
        """Take the sizes of the moment."""
        px = self.theme.px
        self.row.setContentsMargins(px(8), px(4), px(8), px(4))
        self.row.setSpacing(px(8))
        self.setMinimumHeight(px(32))


class Section(QWidget):
    """A heading and what stands under it."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self.heading = SectionLabel(theme, title, self)
        self._column.addWidget(self.heading)
        self._restyle()
        theme.changed.connect(self._restyle)

    def add(self, widget: QWidget) -> None:
        """Put something under the heading."""
        self._column.addWidget(widget)

    def add_layout(self, layout: QHBoxLayout) -> None:
        """Put several things on one line under the heading."""
        self._column.addLayout(layout)

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self._theme.px(8))


class EvidenceRow(RowButton):
    """A finding; pressing it shows it in its document."""

    def __init__(self, theme: Theme, words: Words, evidence: "Evidence", parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(TextLabel(theme, evidence.where, "caption", "accent", self))
        column.addWidget(TextLabel(theme, evidence_words(evidence, words), "caption", "text2", self))
        self.row.addWidget(Icon(theme, "file-text", "accent", SMALL_ICON, self), 0, Qt.AlignmentFlag.AlignTop)
        self.row.addLayout(column, 1)
        text = words("why.evidence_in", where=evidence.where, says=evidence_words(evidence, words))
        self.setAccessibleName(text)
        self.setAccessibleDescription(words("why.show_evidence"))
        self.setToolTip(words("why.show_evidence"))


def evidence_words(evidence: "Evidence", words: Words) -> str:
    """A finding, and how often it reads so."""
    if evidence.count == 1:
        return evidence.says
    return words("why.evidence_times", says=evidence.says, count=evidence.count)


class RuleBlock(QWidget):
    """A rule: its own sentence, its number, ours, and the findings it rests on."""

    finding_requested = Signal(object)

    def __init__(
        self, theme: Theme, words: Words, rule: RuleRow, icon: tuple[str, str], most: int | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(Icon(theme, icon[0], icon[1], SMALL_ICON, self), 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._row.addLayout(self._column, 1)
        said, under = (rule.say, rule.caption) if rule.say else (rule.caption, words("why.rule_gone"))
        self._column.addWidget(TextLabel(theme, said, "row", "text", self))
        self._column.addWidget(TextLabel(theme, under, "caption", "text3", self))
        self.setAccessibleName(f"{said} {under}")
        self.setToolTip(_plain(rule.does))
        shown = rule.evidence[: min(MOST_AT_ONCE, len(rule.evidence) if most is None else most)]
        for evidence in shown:
            self._column.addWidget(self._evidence(evidence, words))
        rest = rule.evidence[len(shown) :]
        if rest and most is not None:
            self._column.addWidget(
                TextLabel(theme, words("why.more_findings", count=len(rest)), "caption", "text3", self)
            )
        elif rest:
            lines = (words("why.evidence_in", where=each.where, says=evidence_words(each, words)) for each in rest)
            self._column.addWidget(TextLabel(theme, "\n".join(lines), "caption", "text2", self))
        self._restyle()
        theme.changed.connect(self._restyle)

    def _evidence(self, evidence: "Evidence", words: Words) -> QWidget:
        if not evidence.can_be_shown:
            text = words("why.evidence_in", where=evidence.where, says=evidence_words(evidence, words))
            return TextLabel(self._theme, text, "caption", "text2", self)
        row = EvidenceRow(self._theme, words, evidence, self)
        row.clicked.connect(lambda: self.finding_requested.emit(evidence.finding))
        return row

    def _restyle(self) -> None:
        self._row.setSpacing(self._theme.px(8))
        self._column.setSpacing(self._theme.px(2))


class Facts(QWidget):
    """Facts of one source: what and which value, and why where there is more to say."""

    def __init__(self, theme: Theme, words: Words, group: FactGroup, *, headed: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        if headed:
            self._column.addWidget(TextLabel(theme, group.source, "caption", "text3", self))
        for fact in group.facts:
            self._column.addWidget(
                TextLabel(theme, words("why.fact", name=fact.name, value=fact.value), "row", "text", self)
            )
            if fact.why:
                self._column.addWidget(TextLabel(theme, fact.why, "caption", "text2", self))
        self._restyle()
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self._column.setSpacing(self._theme.px(2))


class Opening(QWidget):
    """A row that opens and closes what stands under it."""

    toggled = Signal(bool)

    def __init__(self, theme: Theme, head: RowButton, make: Callable[[], QWidget], *, opened: bool) -> None:
        super().__init__()
        self._theme = theme
        self.head = head
        self._make = make
        self._body: QWidget | None = None
        self._chevron = Icon(theme, "chevron-down", "text3", SMALL_ICON, head)
        head.add_end(self._chevron)
        head.setCheckable(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(head)
        head.toggled.connect(self._on_toggled)
        self._restyle()
        theme.changed.connect(self._restyle)
        if opened:
            head.setChecked(True)

    @property
    def opened(self) -> bool:
        """Whether what stands under it is shown."""
        return self.head.isChecked()

    def _on_toggled(self, opened: bool) -> None:
        if opened and self._body is None:
            self._body = self._make()
            self._column.addWidget(self._body)
            self._restyle()
        if self._body is not None:
            self._body.setVisible(opened)
        self._chevron.set_icon("chevron-up" if opened else "chevron-down", "text3")
        self.toggled.emit(opened)

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setSpacing(px(4))
        if self._body is not None:
            self._body.setContentsMargins(px(8), 0, px(8), px(8))


class LaneHead(RowButton):
    """One lane: icon, name, state as icon and word, and why in short under them."""

    def __init__(self, theme: Theme, words: Words, row: LaneRow) -> None:
        super().__init__(theme)
        top = self._top = QHBoxLayout()
        top.addWidget(TextLabel(theme, row.name, "row", "text", self), 1)
        token = STATE_TOKEN[row.state]
        top.addWidget(Icon(theme, STATE_ICON[row.state], token, SMALL_ICON, self), 0, Qt.AlignmentFlag.AlignTop)
        state = TextLabel(theme, row.state_words, "row", token, self)
        state.setWordWrap(False)
        top.addWidget(state, 0, Qt.AlignmentFlag.AlignTop)
        self.end = QHBoxLayout()
        top.addLayout(self.end)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(top)
        if row.caption:
            column.addWidget(TextLabel(theme, row.caption, "caption", "text3", self))
        self.row.addWidget(Icon.of_lane(theme, row.lane, ICON, self), 0, Qt.AlignmentFlag.AlignTop)
        self.row.addLayout(column, 1)
        self.setAccessibleName(
            words("why.lane_row", lane=row.name, state=row.state_words, caption=row.caption).strip()
        )
        if not row.opens:
            # Nothing more to say: no stop for the keyboard, still a line for a screen reader.
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self.unsetCursor()
            self.end.addWidget(Icon(theme, "", "text3", SMALL_ICON, self))
        self.restyle()

    def add_end(self, widget: QWidget) -> None:
        """Put something after the state."""
        self.end.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def restyle(self) -> None:
        """Take the sizes of the moment."""
        super().restyle()
        if hasattr(self, "_top"):
            self._top.setSpacing(self.theme.px(4))


def _plain(text: str) -> str:
    """Text that a tooltip shows as it is: it would take something like a tag for rich text."""
    return f"<span>{html.escape(text)}</span>" if text else ""
