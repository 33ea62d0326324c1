"""Policy window, Edit a copy: its text, checked while one types, saved only when it is proved."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from homeport.ui.dialogs.policy_edit_change import ChangeCard
from homeport.ui.dialogs.policy_edit_text import PolicyText
from homeport.ui.dialogs.settings_page import Column, StateWord, Support, clear
from homeport.ui.models.policy_edit import EditedCopy, EditVerdict
from homeport.ui.models.policy_opened import OpenPolicy
from homeport.ui.models.settings_view import PolicyChange
from homeport.ui.theme import Theme
from homeport.ui.views.document_view_search import SearchLine
from homeport.ui.widgets.banner import Banner
from homeport.ui.widgets.button import ENTER, Button, IconButton
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import Caption, SectionLabel
from homeport.ui.words import Words

WIDE = 1000
"""px before scaling."""

SHARE = 0.55
"""Of the height, for the text; the verdict stands under it."""

MOST_CHANGES = 6


class EditSection(Column):
    """Knows no service: it gives wishes, and shows what came of them."""

    copy_wanted = Signal(str)
    """Edit this policy: a copy of one's own as it is, or a new copy of any other."""
    edited = Signal()
    """The text is another one: check it."""
    save_wanted = Signal()
    use_wanted = Signal()
    accepted = Signal(str)
    """The person has seen what would change, and wants this policy to decide."""
    discard_wanted = Signal()
    """Throw away what was not saved."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("policy_edit.title"), parent)
        self._copy: EditedCopy | None = None
        self._verdict: EditVerdict | None = None
        self._filling = False
        self.title(words("policy_edit.title"), words("policy_edit.intro"))
        self._told = Support(theme)
        self._told.setObjectName("copy_told")
        self._asked = QVBoxLayout()
        self.text = PolicyText(theme, words("policy_edit.text"))
        self.text.setObjectName("policy_text")
        self.search = SearchLine(theme, words)
        self.search.hide()
        self._state = QVBoxLayout()
        self._state.setSpacing(theme.px(8))
        self.problems = _Problems(theme, words("policy_edit.problems"))
        self.problems.setObjectName("policy_problems")
        self._changes = QVBoxLayout()
        self._changes.setSpacing(theme.px(4))
        self.save = Button(theme, words("policy_edit.save"), "primary")
        self.save.setObjectName("save_copy")
        self.use = Button(theme, words("policy_edit.use"))
        self.use.setObjectName("use_copy")
        self._why_not = Caption(theme, "")
        self._why_not.setObjectName("why_not_saved")
        parts: tuple[QWidget | QVBoxLayout | QHBoxLayout, ...] = (
            *(self._told, self._asked, self._tools(), self.search, self.text, self._state),
            *(self.problems, self._changes, self._foot(), self._why_not),
        )
        for part in parts:
            self._put(part)
        self._wire()
        self._restyle()
        theme.changed.connect(self._restyle)

    # ---- what is shown

    def show_opened(self, opened: OpenPolicy) -> None:
        """Another policy was opened."""
        self.copy_wanted.emit(opened.ref)

    def show_copy(self, copy: EditedCopy) -> None:
        """Put a text into the field; undo begins anew."""
        self._copy = copy
        self._filling = True
        self.text.setPlainText(copy.text)
        self.text.document().setModified(copy.restored)
        self._filling = False
        self._told.setText(copy.told)
        self.search.set_text(copy.text)
        self.show_question(None)
        clear(self._asked)
        if copy.restored:
            self._ask("info", "restored", "restored_next", ("discard",))
        self.text.show_problems({})
        self._tell_save()
        self.edited.emit()

    def show_saved(self, copy: EditedCopy) -> None:
        """The text is on disk as it is."""
        self._copy = copy
        self._told.setText(copy.told)
        self.text.document().setModified(False)
        clear(self._asked)
        self._ask("good", "saved_chosen" if copy.chosen else "saved", "", ())
        self._tell_save()

    def show_not_saved(self, title: str, next_step: str) -> None:
        """Nothing was written, and why."""
        clear(self._asked)
        self._say(Banner(self.theme, self.words, "danger", title, next_step, closable=True))

    def show_verdict(self, verdict: EditVerdict) -> None:
        """What checking came to; it is for the newest text."""
        before, self._verdict = self._verdict, verdict
        words, theme = self.words, self.theme
        clear(self._state)
        token, icon = ("good", "check-circle") if verdict.accepted else ("danger", "error")
        state = StateWord(theme, icon, verdict.told, token)
        state.setObjectName("verdict")
        self._state.addWidget(state)
        if verdict.counted:
            self._state.addWidget(Caption(theme, verdict.counted))
        at_lines: dict[int, str] = {}
        for problem in verdict.problems:
            at_lines[problem.line] = f"{at_lines.get(problem.line, '')} {problem.said}".strip()
        self.text.show_problems(at_lines)
        self.problems.show_problems([(problem.line, problem.said) for problem in verdict.problems])
        clear(self._changes)
        if verdict.opens or verdict.changes:
            self._changes.addWidget(SectionLabel(theme, words("policy_edit.changes")))
        others = [change for change in verdict.changes if change not in verdict.opens]
        for change in verdict.opens:
            self._changes.addWidget(StateWord(theme, "warning", change, "warning"))
        for change in others[:MOST_CHANGES]:
            self._changes.addWidget(Support(theme, change))
        if len(others) > MOST_CHANGES:
            more = words("policy_edit.more_changes", count=len(others) - MOST_CHANGES)
            self._changes.addWidget(Caption(theme, more))
        if before is None or before.accepted != verdict.accepted:
            self.text.setAccessibleDescription(verdict.told)
        self._tell_save()

    def show_question(self, change: PolicyChange | None) -> None:
        """Say what would change if this copy decides, and ask; None takes the question away."""
        clear(self._asked)
        if change is None:
            return
        card = ChangeCard(self.theme, self.words, change)
        card.accepted.connect(self._on_accepted)
        card.kept.connect(self._on_kept)
        self._asked.addWidget(card)
        card.keep.setFocus()
        self.ensureWidgetVisible(card)

    def append(self, text: str) -> None:
        """Put a table behind the text, as if it had been typed: undo takes it back."""
        cursor = self.text.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(f"\n{text}" if self.written.endswith("\n") else f"\n\n{text}")
        self.text.setTextCursor(cursor)
        self.text.centerCursor()

    def ask_to_leave(self) -> None:
        """There is something unsaved: say so, and let the person choose."""
        clear(self._asked)
        self._ask("warning", "unsaved", "unsaved_next", ("go_on", "discard"))

    # ---- what is there

    @property
    def copy(self) -> EditedCopy | None:
        """The copy as it was opened or saved last."""
        return self._copy

    @property
    def written(self) -> str:
        """What stands in the field."""
        return self.text.toPlainText()

    @property
    def dirty(self) -> bool:
        """Whether something would be lost."""
        return self._copy is not None and self.text.document().isModified()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The text takes its share of the height."""
        super().resizeEvent(event)
        self._restyle()

    # ---- parts

    def _put(self, part: QWidget | QVBoxLayout | QHBoxLayout) -> None:
        if isinstance(part, QWidget):
            self.column.addWidget(part)
        else:
            self.column.addLayout(part)

    def _tools(self) -> QHBoxLayout:
        words, theme = self.words, self.theme
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        self._undo = IconButton(theme, "undo", words("policy_edit.undo"))
        self._redo = IconButton(theme, "refresh", words("policy_edit.redo"))
        look = IconButton(theme, "search", words("policy_edit.find"))
        look.setObjectName("find_in_text")
        look.clicked.connect(self._find)
        for button in (self._undo, self._redo, look):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _foot(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        row.set_spacing(self.theme.px(8), self.theme.px(8))
        row.setContentsMargins(0, self.theme.px(8), 0, 0)
        row.addWidget(self.save)
        row.addWidget(self.use)
        return holder

    def _wire(self) -> None:
        text = self.text
        text.textChanged.connect(self._on_typed)
        text.find_wanted.connect(self._find)
        text.save_wanted.connect(self._on_save)
        text.next_problem_wanted.connect(self._next_problem)
        text.document().modificationChanged.connect(lambda _: self._tell_save())
        text.undoAvailable.connect(self._undo.setEnabled)
        text.redoAvailable.connect(self._redo.setEnabled)
        self._undo.setEnabled(False)
        self._redo.setEnabled(False)
        self._undo.clicked.connect(text.undo)
        self._redo.clicked.connect(text.redo)
        self.search.went_to.connect(self._select)
        self.search.left.connect(lambda: text.setFocus(Qt.FocusReason.OtherFocusReason))
        self.problems.chosen.connect(text.go_to)
        self.save.clicked.connect(self._on_save)
        self.use.clicked.connect(self.use_wanted)

    def _on_typed(self) -> None:
        if not self._filling:
            self.search.set_text(self.written)
            self.edited.emit()

    def _on_save(self) -> None:
        if self.save.isEnabled():
            self.save_wanted.emit()

    def _on_kept(self) -> None:
        self.show_question(None)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_accepted(self, ref: str) -> None:
        self._on_kept()
        self.accepted.emit(ref)

    def _find(self) -> None:
        cursor = self.text.textCursor()
        self.search.set_text(self.written)
        self.search.open(cursor.position(), cursor.selectedText())

    def _select(self, start: int, end: int) -> None:
        cursor = self.text.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, cursor.MoveMode.KeepAnchor)
        self.text.setTextCursor(cursor)
        self.text.centerCursor()

    def _next_problem(self) -> None:
        lines = sorted({problem.line for problem in self._verdict.problems}) if self._verdict else []
        if lines:
            self.text.go_to(next((line for line in lines if line > self.text.line), lines[0]))

    def _ask(self, kind: str, title: str, next_step: str, ways: tuple[str, ...]) -> None:
        words = self.words
        actions = [(way, words(f"policy_edit.{way}")) for way in ways]
        told = words(f"policy_edit.{next_step}") if next_step else ""
        banner = Banner(
            self.theme,
            words,
            "good" if kind == "good" else "info" if kind == "info" else "warning",
            words(f"policy_edit.{title}"),
            told,
            actions,
            closable=not ways,
        )
        banner.action_chosen.connect(self._on_way)
        self._say(banner)
        if ways:
            banner.findChildren(Button)[-len(ways)].setFocus()

    def _say(self, banner: Banner) -> None:
        self._asked.addWidget(banner)
        self.ensureWidgetVisible(banner)
        banner.announce()

    def _on_way(self, way: str) -> None:
        clear(self._asked)
        if way == "discard":
            self.discard_wanted.emit()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_save(self) -> None:
        """Save what is proved and not saved yet; use what is saved and decides nothing yet."""
        words, verdict, copy = self.words, self._verdict, self._copy
        accepted = verdict is not None and verdict.accepted
        new = copy is not None and not copy.ref
        wanted = self.dirty or new
        self.save.setEnabled(accepted and wanted)
        chosen = copy is not None and copy.chosen
        self.save.setText(words("policy_edit.save_chosen" if chosen else "policy_edit.save"))
        self.use.setVisible(not chosen)
        self.use.setEnabled(accepted and copy is not None and not wanted)
        if verdict is not None and not accepted:
            why = verdict.why_not
        else:
            why = "" if wanted else words("policy_edit.nothing_to_save")
        if not chosen and wanted and accepted:
            why = words("policy_edit.save_first")
        self._why_not.setText(why)
        self.save.setAccessibleDescription(why if not self.save.isEnabled() else "")
        self.use.setAccessibleDescription(why if not self.use.isEnabled() else "")

    def _restyle(self) -> None:
        px = self.theme.px
        self._inner.setMaximumWidth(px(WIDE) + px(56))
        self.text.setMinimumHeight(max(px(220), int(self.viewport().height() * SHARE)))


class _Problems(QListWidget):
    """Mistakes that one walks with the arrow keys; Enter goes to the line."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._choose)
        self.hide()
        theme.changed.connect(self._fit)

    def show_problems(self, problems: list[tuple[int, str]]) -> None:
        """List them; where one was looked at stays."""
        row = self.currentRow()
        self.clear()
        for line, said in problems:
            item = QListWidgetItem(self._theme.icon("error", "danger"), said)
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.addItem(item)
        if problems:
            self.setCurrentRow(min(max(row, 0), len(problems) - 1))
        self.setVisible(bool(problems))
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the line of the mistake."""
        if event.key() in ENTER and self.currentItem() is not None:
            self._choose(self.currentItem())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as a few of them."""
        super().resizeEvent(event)
        self._fit()

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(int(item.data(Qt.ItemDataRole.UserRole)))

    def _fit(self) -> None:
        self.setFont(self._theme.font("body"))
        heights = [max(self.sizeHintForRow(row), self._theme.px(32)) for row in range(self.count())]
        around = 2 * self.frameWidth() + self._theme.px(12)
        self.setFixedHeight(min(sum(heights) + around, self._theme.px(200)))
