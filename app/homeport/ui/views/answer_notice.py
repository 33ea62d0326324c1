"""Notices beside an answer: what happened, what did not, what next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from homeport.ui.models.turn import (
    ActionKind,
    Answer,
    Blocked,
    CutShort,
    Failed,
    Held,
    Interrupted,
    KeptHereBefore,
    NotFullyRead,
    Notice,
    NotRead,
    OverBudget,
    PracticeModel,
    Reviewed,
    SecondPerson,
    SecondWord,
    SentOnce,
    StoppedHere,
    StrongerOffer,
    Waiting,
    YesTooOld,
)
from homeport.ui.theme import Theme
from homeport.ui.views.answer_checks import check_words
from homeport.ui.widgets.banner import ICONS, Tone
from homeport.ui.widgets.button import Button, Kind
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

SECOND = "second"
ACCEPT, REJECT, SEE, KEEP, SHOW_SENT, WAY = "accept", "reject", "see", "keep", "show-sent", "way"
FOLLOWING = (PracticeModel, NotFullyRead, NotRead)
"""Notices that stand above an answer: they are about how it is to be read."""


@dataclass(frozen=True, slots=True)
class Way:
    """A button: what it means, what it says, how much it stands out."""

    id: str
    text: str
    kind: Kind = "secondary"


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice in the person's language."""

    tone: Tone
    title: str
    lines: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    icon: str = ""


def notice_text(notice: Notice, words: Words, answer: Answer | None) -> NoticeText:
    """What a notice says; `answer` is the one it stands beside."""
    return _TELLERS[type(notice)](notice, words, answer)


def _ways(actions: tuple[ActionKind, ...], words: Words) -> tuple[Way, ...]:
    return tuple(Way(action.value, words(f"answer.action_{action.value}")) for action in actions)


def _legal(ways: tuple[str, ...]) -> tuple[Way, ...]:
    return tuple(Way(f"{WAY}:{number}", says) for number, says in enumerate(ways))


def _failed(notice: Failed, words: Words, _: Answer | None) -> NoticeText:
    lines = [notice.next_step, notice.detail, words("answer.may_have_left") if notice.may_have_left else ""]
    return NoticeText("danger", notice.title, tuple(filter(None, lines)), _ways(notice.actions, words))


def _waiting(notice: Waiting, words: Words, _: Answer | None) -> NoticeText:
    title = words(f"answer.waiting_{notice.why.value}")
    icon = "offline" if notice.why.value == "offline" else "pause"
    ways = (*_legal(notice.ways), *_ways(notice.actions, words))
    return NoticeText("warning", title, (), ways, icon)


def _blocked(notice: Blocked, words: Words, _: Answer | None) -> NoticeText:
    ways = (*_legal(notice.ways), *_ways(notice.actions, words))
    return NoticeText("danger", words("answer.blocked_title"), notice.reasons, ways, "blocked")


def _budget(notice: OverBudget, words: Words, _: Answer | None) -> NoticeText:
    title = words("answer.budget_title", price=notice.price, ceiling=notice.ceiling)
    return NoticeText("warning", title, (), _ways(notice.actions, words), "coin")


def _kept_before(notice: KeptHereBefore, words: Words, _: Answer | None) -> NoticeText:
    title = words("unsent.kept_before", recipient=notice.recipient)
    return NoticeText("info", title, (words("unsent.kept_before_next"),), _ways(notice.actions, words), "screen")


def _too_old(notice: YesTooOld, words: Words, _: Answer | None) -> NoticeText:
    title = words("unsent.yes_too_old", recipient=notice.recipient)
    return NoticeText("warning", title, (words("unsent.yes_too_old_next"),), icon="clock")


def _held(notice: Held, words: Words, _: Answer | None) -> NoticeText:
    title = words("answer.held_title")
    if notice.people > 1:
        title = words("answer.held_two_title", people=notice.people)
    ways = (Way(ACCEPT, words("answer.accept"), "primary"), Way(REJECT, words("answer.reject")))
    if notice.people > 1 and notice.accepted:
        title = words("second.held_title")
        ways = (Way(SECOND, words("second.held_ask"), "primary"), Way(REJECT, words("answer.reject")))
    return NoticeText("info", title, notice.rules, ways, "flag")


def _second(notice: SecondPerson, words: Words, _: Answer | None) -> NoticeText:
    what = notice.what
    named = "_by" if notice.by else ""
    title = words(f"second.{what}{named}", recipient=notice.recipient, name=notice.by)
    until = words("second.until") if notice.until else ""
    reason = words("second.reason_was", reason=notice.reason) if notice.reason else ""
    over = what is SecondWord.APPROVED and not notice.until  # it was sent, or the day is over
    last = words(f"second.{what}_next") if words.has(f"second.{what}_next") and not over else ""
    actions = (ActionKind.APPROVERS,) if what is SecondWord.NOBODY else ()
    tone: Tone = "info" if what in {SecondWord.APPROVED, SecondWord.REFUSED} else "warning"
    lines = tuple(filter(None, (until, reason, last)))
    return NoticeText(tone, title, lines, _ways(actions, words), "users")


def _reviewed(notice: Reviewed, words: Words, _: Answer | None) -> NoticeText:
    key = f"answer.{'accepted' if notice.accepted else 'rejected'}_title"
    title = words(f"{key}_at", at=words.moment(notice.at)) if notice.at else words(key)
    return NoticeText("good" if notice.accepted else "warning", title, icon="check" if notice.accepted else "x")


def _offer(notice: StrongerOffer, words: Words, answer: Answer | None) -> NoticeText:
    checks = answer.checks if answer else ()
    failed = [check for check in checks if not check.passed]
    title = words("answer.offer_title", recipient=notice.recipient)
    lines = notice.reasons
    if failed:
        title, first = words("answer.offer_checks", failed=len(failed), total=len(checks)), title
        lines = (*(check_words(check, words) for check in failed), *notice.reasons, first)
    ways = (Way(SEE, words("answer.offer_see")), Way(KEEP, words("answer.offer_keep")))
    return NoticeText("info", title, lines, ways, "send")


def _sent(notice: SentOnce, words: Words, _: Answer | None) -> NoticeText:
    key = "answer.sent_title" if notice.known else "answer.sent_unknown_title"
    title = words(key, recipient=notice.recipient, time=words.time(notice.at))
    see = Way(f"{SHOW_SENT}:{notice.seq}", words("answer.sent_see"))
    return NoticeText("info" if notice.known else "warning", title, (), (see,), "send")


def _interrupted(notice: Interrupted, words: Words, _: Answer | None) -> NoticeText:
    left = words(f"answer.interrupted_{'kept' if notice.kept else 'empty'}")
    happened = left if notice.sent else f"{left} {words('answer.interrupted_unsent')}"
    then = words(f"answer.interrupted_{'continue' if notice.half else 'again'}")
    title = words("answer.interrupted_title")
    return NoticeText("warning", title, (happened, then), _ways(notice.actions, words), "pause")


def _cut(notice: CutShort, words: Words, answer: Answer | None) -> NoticeText:
    title = words(f"answer.cut_{'limit' if notice.at_limit else 'broken'}_title")
    actions = (ActionKind.CONTINUE,) if answer is not None and answer.cut else ()
    return NoticeText("warning", title, (), _ways(actions, words))


def _not_fully_read(notice: NotFullyRead, words: Words, _: Answer | None) -> NoticeText:
    return NoticeText("warning", notice.says, (notice.name,), _ways((ActionKind.SHOW_UNREAD,), words), "eye-off")


_TELLERS: Mapping[type[Any], Callable[[Any, Words, Answer | None], NoticeText]] = {
    PracticeModel: lambda _n, words, _a: NoticeText("warning", words("answer.practice_title")),
    NotFullyRead: _not_fully_read,
    NotRead: lambda notice, words, _a: NoticeText(
        "danger", words("answer.not_read", name=notice.name), icon="eye-off"
    ),
    StoppedHere: lambda _n, words, _a: NoticeText("info", words("answer.stopped_title"), icon="stop"),
    Interrupted: _interrupted,
    CutShort: _cut,
    Failed: _failed,
    Waiting: _waiting,
    Blocked: _blocked,
    OverBudget: _budget,
    KeptHereBefore: _kept_before,
    YesTooOld: _too_old,
    Held: _held,
    SecondPerson: _second,
    Reviewed: _reviewed,
    StrongerOffer: _offer,
    SentOnce: _sent,
}


class NoticeCard(Card):
    """A notice with its ways on; `chosen` gives the id of the way."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, text: NoticeText, parent: QWidget | None = None) -> None:
        quiet = text.tone in {"info", "good"}
        super().__init__(theme, "surface" if quiet else f"{text.tone}_soft", "border" if quiet else "", 12, parent)
        self.text = text
        self._theme = theme
        self._picture = QLabel(self)
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        role = "strong" if text.lines or text.ways else "body"
        labels = [TextLabel(theme, text.title, role, "text", self)]
        labels += [TextLabel(theme, line, "body", "text2", self) for line in text.lines]
        for label in labels:
            label.setMinimumWidth(theme.px(40))  # a word without end is broken, it does not widen the card
            column.addWidget(label)
        self.buttons: list[Button] = []
        if text.ways:
            column.addSpacing(theme.px(8))
            column.addWidget(self._ways())
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self.setAccessibleName(text.title)
        self.setAccessibleDescription(" ".join(text.lines))

    def showEvent(self, event: QShowEvent) -> None:
        """The icon, sharp on the screen it is on."""
        super().showEvent(event)
        icon = self.text.icon or ICONS[self.text.tone]
        self._picture.setPixmap(self._theme.pixmap(icon, self.text.tone, 20, self.devicePixelRatioF()))

    def _ways(self) -> QWidget:
        box = QWidget(self)
        flow = FlowLayout(box, self._theme.px(8))
        for way in self.text.ways:
            button = Button(self._theme, way.text, way.kind, parent=box)
            button.clicked.connect(lambda _=False, id_=way.id: self.chosen.emit(id_))
            flow.addWidget(button)
            self.buttons.append(button)
        return box
