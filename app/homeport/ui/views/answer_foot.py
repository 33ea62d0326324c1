"""The line under an answer: what it took, what was sent, and what can be done with it."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from homeport.domain.draft import DraftEnd
from homeport.ui.models.turn import Answer, CopyKind, CutShort, TurnView
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button, IconButton
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

SEPARATOR = " ·"


def foot_facts(answer: Answer, words: Words) -> tuple[str, ...]:
    """Time, cost and sends; an unknown cost is said to be unknown."""
    parts = []
    if answer.end in {DraftEnd.STOPPED, DraftEnd.PARTIAL}:
        parts.append(words("answer.end_interrupted" if answer.interrupted else f"answer.end_{answer.end.value}"))
    if answer.seconds is not None:
        parts.append(words.duration(answer.seconds))
    if answer.cost is None:
        parts.append(words("answer.cost_unknown"))
    elif answer.cost.amount:
        parts.append(words("answer.cost", amount=words.money(answer.cost.amount, answer.cost.currency)))
    else:
        parts.append(words("answer.no_cost"))
    parts.append(words("answer.sent_times", count=answer.sends) if answer.sends else words("answer.nothing_sent"))
    return tuple(parts)


class AnswerFoot(QWidget):
    """Facts, then actions, wrapped where there is no room beside."""

    copied = Signal(str)
    edit_asked = Signal()
    regenerate_asked = Signal()
    continue_asked = Signal()
    template_asked = Signal()
    compare_asked = Signal()
    why_asked = Signal()
    version_asked = Signal(int)

    def __init__(self, theme: Theme, words: Words, view: TurnView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        answer = view.answer
        assert answer is not None
        flow = FlowLayout(self, theme.px(4), theme.px(4))
        facts = foot_facts(answer, words)
        self.setAccessibleName(f"{SEPARATOR} ".join(facts))
        for number, fact in enumerate(facts, 1):
            last = number == len(facts)
            label = TextLabel(theme, fact if last else f"{fact}{SEPARATOR}", "caption", "text3", self)
            label.setWordWrap(False)
            label.setContentsMargins(0, 0, theme.px(8) if last else 0, 0)
            flow.addWidget(label)
        self.copy = self._copy_button(view)
        flow.addWidget(self.copy)
        self.edit = self._ghost(words("answer.edit"), "pencil", self.edit_asked)
        flow.addWidget(self.edit)
        if answer.cut and not any(isinstance(notice, CutShort) for notice in view.notices):
            flow.addWidget(self._ghost(words("answer.continue"), "play", self.continue_asked))
        self.regenerate = self._ghost(words("answer.regenerate"), "refresh", self.regenerate_asked)
        flow.addWidget(self.regenerate)
        if len(view.versions) > 1:
            flow.addWidget(self._switcher(view))
        self.more = self._more(view)
        flow.addWidget(self.more)

    def _ghost(self, text: str, icon: str, asked: SignalInstance) -> Button:
        button = Button(self._theme, text, "ghost", icon, self)
        button.clicked.connect(asked)
        return button

    def _copy_button(self, view: TurnView) -> Button:
        button = Button(self._theme, self._words("answer.copy"), "ghost", "copy", self)
        button.setAccessibleName(self._words("answer.copy_name"))
        menu = QMenu(button)
        sources = bool(view.answer and view.answer.sources)
        for kind in CopyKind:
            if kind in {CopyKind.SOURCES, CopyKind.QUOTES} and not sources:
                continue
            action = menu.addAction(self._words(f"answer.copy_{kind.value}"))
            action.triggered.connect(lambda _=False, kind=kind: self.copied.emit(kind.value))
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        self.copy_menu = menu
        return button

    def _more(self, view: TurnView) -> IconButton:
        button = IconButton(self._theme, "more", self._words("answer.more"), self)
        menu = QMenu(button)
        menu.addAction(self._words("answer.why")).triggered.connect(self.why_asked)
        menu.addAction(self._words("answer.save_instruction")).triggered.connect(self.template_asked)
        answer = view.answer
        if len(view.versions) > 1 or (answer is not None and answer.own_text is not None):
            menu.addAction(self._words("answer.compare")).triggered.connect(self.compare_asked)
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        self.more_menu = menu
        return button

    def _switcher(self, view: TurnView) -> QWidget:
        words, total = self._words, len(view.versions)
        shown = view.shown % total
        made = QWidget(self)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        earlier = IconButton(self._theme, "chevron-left", words("answer.version_earlier"), made)
        later = IconButton(self._theme, "chevron-right", words("answer.version_later"), made)
        earlier.setEnabled(shown > 0)
        later.setEnabled(shown < total - 1)
        earlier.clicked.connect(lambda: self.version_asked.emit(shown - 1))
        later.clicked.connect(lambda: self.version_asked.emit(shown + 1))
        text = words("answer.version_of", number=shown + 1, total=total)
        label = TextLabel(self._theme, text, "caption", "text2", made)
        label.setWordWrap(False)
        label.setAccessibleName(words("answer.version_name", number=shown + 1, total=total))
        row.addWidget(earlier)
        row.addWidget(label)
        row.addWidget(later)
        self.earlier, self.later = earlier, later
        return made
