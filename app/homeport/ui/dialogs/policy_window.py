"""The policy window: one policy, read in sentences, laid out whole, and tried."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from homeport.ui.dialogs.policy_head import PolicyHead
from homeport.ui.dialogs.policy_section import ShowsPolicy
from homeport.ui.models.policy_opened import IN_FORCE, Combination, OpenPolicy
from homeport.ui.theme import Theme
from homeport.ui.widgets.banner import Banner
from homeport.ui.widgets.button import ENTER
from homeport.ui.widgets.card import Divider
from homeport.ui.widgets.progress_line import ProgressLine
from homeport.ui.widgets.section_list import SectionList
from homeport.ui.words import Words

SIZE = QSize(1120, 780)
SMALLEST = QSize(620, 480)
FOLDS_BELOW = 760
"""px before scaling; narrower than this the list of sections shows icons alone."""

TRY_IT = "try_it"


class PolicyDialog(QDialog):
    """Non-modal: one may work on in the window beside it. Esc closes; nothing in it changes what decides.

    It knows no service: sections take values and give wishes.

    Args:
        theme: colours and sizes.
        words: the person's language.
        parent: the owner.
    """

    policy_wanted = Signal(str)
    """Open this policy: a shipped name, a path, or `IN_FORCE`; answer with `show_policy` or `show_problem`."""
    policy_shown = Signal(object)
    """Another policy is shown (`OpenPolicy`)."""
    section_shown = Signal(str)
    facts_tried = Signal(dict)
    """These facts are to be shown in "Try it", which has come to the front."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._opened: OpenPolicy | None = None
        self._waiting_facts: Combination | None = None
        self._widgets: dict[str, QWidget] = {}
        self._filled: dict[str, OpenPolicy] = {}
        self._guards: list[Callable[[], bool]] = []
        self.setWindowTitle(words("policy_window.window_title"))
        self.setAccessibleName(words("policy_window.title"))
        self.setModal(False)
        self.setSizeGripEnabled(False)
        self.head = PolicyHead(theme, words)
        self.head.chosen.connect(self.open_for)
        self.sections = SectionList(theme, words("policy_window.sections"))
        self.sections.setObjectName("sections")
        self.sections.currentRowChanged.connect(self._on_row)
        self._stack = QStackedWidget()
        self._progress = ProgressLine(theme, words)
        self._progress.hide()
        self._problem = Banner(theme, words, "danger", "", closable=True)
        self._problem.hide()
        self._lay_out()
        self._restyle()
        theme.changed.connect(self._restyle)

    # ---- sections

    def add_section(self, key: str, title: str, widget: QWidget, icon: str = "list") -> None:
        """Put a section last. The widget has `show_opened`; a signal ``facts_wanted(dict)`` opens "Try it"."""
        self._widgets[key] = widget
        self.sections.add(icon, title)
        self._stack.addWidget(widget)
        wanted = getattr(widget, "facts_wanted", None)
        if isinstance(wanted, SignalInstance):
            wanted.connect(self.try_facts)
        if len(self._widgets) == 1:
            self.sections.setCurrentRow(0)

    def add_guard(self, may_leave: Callable[[], bool]) -> None:
        """Ask this before the window closes or shows another policy; False keeps it as it is."""
        self._guards.append(may_leave)

    def section(self, key: str) -> QWidget:
        """The widget of a section."""
        return self._widgets[key]

    def rename_section(self, key: str, title: str) -> None:
        """Call a section something else, for example with a number."""
        self.sections.rename(list(self._widgets).index(key), title)

    def show_section(self, key: str) -> None:
        """Bring a section to the front."""
        self.sections.setCurrentRow(list(self._widgets).index(key))

    @property
    def shown_section(self) -> str:
        """The section at the front."""
        return list(self._widgets)[self.sections.currentRow()]

    # ---- policies

    @property
    def opened(self) -> OpenPolicy | None:
        """The policy that is shown."""
        return self._opened

    def open_for(self, ref: str = IN_FORCE, facts: Combination | None = None, section: str = "") -> None:
        """Show the window with a policy: a shipped name, a path, or the one in force.

        Args:
            ref: which.
            facts: go to "Try it".
            section: what comes to the front; empty leaves that as it is.
        """
        if self._opened is not None and self._opened.ref != ref and not self._may_leave():
            self.head.show_policy(self._opened)
            return
        self._waiting_facts = facts
        if section:
            self.show_section(section)
        if not self.isVisible():
            self.sections.setFocus()
        self._progress.show()
        self._problem.hide()
        self.show()
        self.raise_()
        self.activateWindow()
        self.policy_wanted.emit(ref)

    def show_policy(self, opened: OpenPolicy) -> None:
        """Show a policy that was opened."""
        self._progress.hide()
        self._opened = opened
        self.head.show_policy(opened)
        self.policy_shown.emit(opened)
        self._fill()
        if self._waiting_facts is not None:
            facts, self._waiting_facts = self._waiting_facts, None
            self.try_facts(facts)

    def show_problem(self, title: str, next_step: str = "") -> None:
        """Say why a policy could not be opened; what was shown stays."""
        self._progress.hide()
        if self._opened is not None:
            self.head.show_policy(self._opened)
        self._problem.set_content("danger", title, next_step)
        self._problem.show()
        self._problem.announce()

    def try_facts(self, facts: Combination) -> None:
        """Bring "Try it" to the front with these facts."""
        if TRY_IT in self._widgets:
            self.show_section(TRY_IT)
            self.facts_tried.emit(dict(facts))
            self._widgets[TRY_IT].setFocus()

    # ---- keys and room

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Enter does nothing by itself."""
        if event.key() in ENTER:
            event.accept()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Esc: close, unless something in it would be lost."""
        if self._may_leave():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As Esc."""
        if self.isVisible() and not self._may_leave():
            event.ignore()
        else:
            event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the list to icons where there is little room."""
        super().resizeEvent(event)
        self.sections.set_folded(self.width() < self._theme.px(FOLDS_BELOW))

    def _may_leave(self) -> bool:
        return all(may_leave() for may_leave in self._guards)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self._stack.setCurrentIndex(row)
            self._fill()
            self.section_shown.emit(self.shown_section)

    def _fill(self) -> None:
        """Give the section at the front the policy, if it does not have it."""
        opened = self._opened
        key = self.shown_section if opened is not None else ""
        if opened is not None and self._filled.get(key) is not opened:
            self._filled[key] = opened
            cast("ShowsPolicy", self._widgets[key]).show_opened(opened)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self._said = QVBoxLayout()
        self._said.addWidget(self._problem)
        right.addWidget(self._progress)
        right.addLayout(self._said)
        right.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.sections)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Divider(self._theme))
        column.addLayout(row, 1)
        QWidget.setTabOrder(self.head, self.sections)
        QWidget.setTabOrder(self.sections, self._stack)

    def _restyle(self) -> None:
        px = self._theme.px
        room = self.screen().availableSize()
        self.setMinimumSize(SMALLEST.boundedTo(room))
        wished = QSize(px(SIZE.width()), px(SIZE.height()))
        self.resize(wished.boundedTo(room * 0.95).expandedTo(self.minimumSize()))
        self.sections.set_folded(self.width() < px(FOLDS_BELOW))
        self._said.setContentsMargins(px(28), px(12) if not self._problem.isHidden() else 0, px(28), 0)
