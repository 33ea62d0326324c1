"""The first start: what Homeport does, a model, a policy. Three steps, under a minute, and nothing is switched on.

Esc leaves at any step with what fails closed: the practice model, and the policy in force.
"""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from homeport.ui.dialogs.settings_engines import EnginesPage
from homeport.ui.dialogs.settings_page import Column, Field, KeepsFocus, NoWheel, OptionCard, StateWord, clear
from homeport.ui.models.settings_view import AppearanceView, PolicyListView, ServerView
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words

SIZE = QSize(720, 640)
SMALLEST = QSize(560, 480)
WHAT = (("screen", "first_run.says_here"), ("shield", "first_run.says_labels"), ("eye", "first_run.says_checks"))


class WhatPage(Column):
    """Step 1: three true sentences and the language."""

    language_chosen = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, words, words("first_run.what"))
        self._quiet = False
        self.title(words("first_run.title"))
        self.column.addSpacing(theme.px(4))
        for icon, key in WHAT:
            self.column.addWidget(Sentence(theme, icon, words(key)))
        self._language = Choice(theme)
        self._language.setObjectName("language")
        self._language.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._language.installEventFilter(NoWheel(self))
        self._language.currentIndexChanged.connect(self._on_language)
        self.column.addSpacing(theme.px(8))
        self.column.addWidget(Field(theme, words("first_run.language"), self._language))

    def show_languages(self, view: AppearanceView) -> None:
        """The languages there are."""
        self._quiet = True
        self._language.clear()
        self._language.addItem(self.words("settings.language_system"), "system")
        for code, name in view.languages:
            self._language.addItem(name, code)
        self._language.setCurrentIndex(max(0, self._language.findData(view.language)))
        self._quiet = False

    def _on_language(self) -> None:
        if not self._quiet:
            self.language_chosen.emit(self._language.currentData())


class Sentence(QWidget):
    """One sentence beside its picture."""

    def __init__(self, theme: Theme, icon: str, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        picture = StateWord(theme, icon, "", "accent")
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        told = TextLabel(theme, text)
        told.setMinimumWidth(1)
        row.addWidget(told, 1)


class PolicyChoicePage(Column):
    """Step 3: policies in three sentences each, with what may leave under them."""

    policy_chosen = Signal(str)

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, words, words("first_run.policy"))
        self.title(words("first_run.policy"), words("first_run.policy_says"))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.px(12))
        self.column.addLayout(self._cards)
        self.column.addWidget(Caption(theme, words("first_run.policy_leave_note")))

    def show_policies(self, view: PolicyListView) -> None:
        """The policies to choose from; one that is refused is not among them."""
        words, theme = self.words, self.theme
        focus = KeepsFocus(self)
        clear(self._cards)
        if view.device_only_because:
            self.show_problem(words("policy_page.device_only"), "\n".join(view.device_only_because), "warning")
        for policy in view.policies:
            if not policy.accepted:
                continue
            state = words("first_run.policy_chosen") if policy.in_force else ""
            card = OptionCard(theme, policy.name, state, "shield")
            for sentence in policy.sentences:
                card.line(sentence)
            card.body.addWidget(TextLabel(theme, policy.may_leave, "row", "text"))
            if not policy.in_force:
                use = Button(theme, words("first_run.policy_choose"))
                use.setObjectName(f"policy_{policy.ref}")
                use.setAccessibleName(words("policy_page.use_named", name=policy.name))
                use.clicked.connect(partial(self.policy_chosen.emit, policy.ref))
                card.buttons(use)
            self._cards.addWidget(card)
        focus.restore()


class FirstRunDialog(QDialog):
    """Window-modal; opened with `open`.

    `finished` is Qt's: accepted when the person went through, rejected when they left before. Either way what was
    chosen by a click counts, and nothing else was switched on.
    """

    language_chosen = Signal(str)
    step_shown = Signal(int)
    """The number of a step that came to the front, from 0."""
    example_wanted = Signal()
    """Comes before the dialog closes: show how it works on a shipped example."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self.setWindowTitle("Homeport")
        self.setAccessibleName(words("first_run.title"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.what = WhatPage(theme, words)
        self.what.language_chosen.connect(self.language_chosen)
        title, intro = words("first_run.engine"), words("first_run.engine_says")
        self.engines = EnginesPage(theme, words, title, intro, sizes=False)
        self.policy = PolicyChoicePage(theme, words)
        self._steps = QStackedWidget()
        for step in (self.what, self.engines, self.policy):
            self._steps.addWidget(step)
        self._told = Caption(theme)
        self._told.setWordWrap(False)
        self._skip = self._button("leave", "first_run.leave", "ghost", self.reject)
        self._back = self._button("back", "first_run.back", "secondary", self._on_back)
        self._example = self._button("example", "first_run.example", "secondary", self._on_example)
        self._next = self._button("next", "first_run.next", "primary", self._on_next)
        self._lay_out()
        self._show(0)
        for before, after in pairwise((self._steps, self._skip, self._back, self._example, self._next)):
            QWidget.setTabOrder(before, after)
        self._restyle()
        theme.changed.connect(self._restyle)

    @property
    def step(self) -> int:
        """The step at the front, from 0."""
        return self._steps.currentIndex()

    def show_server(self, view: ServerView) -> None:
        """What came of looking for an engine; nothing found is said with every way on (wording, row 14)."""
        self.engines.show_server(view)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on where no control has a use for it; Esc leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if isinstance(focus, Button):
                focus.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def _button(self, name: str, key: str, kind: str, pressed: object) -> Button:
        button = Button(self._theme, self._words(key), kind)  # type: ignore[arg-type]
        button.setObjectName(name)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        self._foot = QGridLayout()
        self._foot.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._steps, 1)
        column.addLayout(self._foot)

    def _show(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        last = step == self._steps.count() - 1
        self._back.setVisible(step > 0)
        self._example.setVisible(last)
        self._next.setText(self._words("first_run.start" if last else "first_run.next"))
        self._told.setText(self._words("first_run.step", number=step + 1, count=self._steps.count()))
        self._place()
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)
        self.step_shown.emit(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the buttons two rows where one is too short."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Buttons in one row; with large text the way to the example stands above them."""
        shown = [self._skip, self._told, self._back, self._example, self._next]
        needed = sum(part.sizeHint().width() + self._theme.px(8) for part in shown if not part.isHidden())
        narrow = needed + self._theme.px(40) > self.width()
        for part in shown:
            self._foot.removeWidget(part)
        self._foot.addWidget(self._skip, 1, 0)
        self._foot.addWidget(self._back, 1, 2)
        if narrow:
            self._foot.addWidget(self._told, 0, 0, 1, 2, Qt.AlignmentFlag.AlignVCenter)
            self._foot.addWidget(self._example, 0, 2, 1, 3, Qt.AlignmentFlag.AlignRight)
        else:
            self._foot.addWidget(self._told, 1, 1, Qt.AlignmentFlag.AlignVCenter)
            self._foot.addWidget(self._example, 1, 3)
        self._foot.addWidget(self._next, 1, 4)

    def _on_back(self) -> None:
        self._show(self.step - 1)

    def _on_next(self) -> None:
        if self.step < self._steps.count() - 1:
            self._show(self.step + 1)
        else:
            self.accept()

    def _on_example(self) -> None:
        self.example_wanted.emit()
        self.accept()

    def _restyle(self) -> None:
        px = self._theme.px
        screen = self.screen().availableSize()
        self.setMinimumSize(SMALLEST.boundedTo(screen))
        wished = QSize(px(SIZE.width()), px(SIZE.height()))
        self.resize(wished.boundedTo(screen * 0.95).expandedTo(self.minimumSize()))
        self._foot.setContentsMargins(px(20), px(12), px(20), px(16))
        self._foot.setSpacing(px(8))
