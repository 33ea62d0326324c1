"""One question with its answer."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from homeport.domain.draft import DraftEnd
from homeport.ui.models.turn import Answer, CopyKind, TurnView
from homeport.ui.theme import Theme
from homeport.ui.views import answer_notice
from homeport.ui.views.answer_editor import TextEditor
from homeport.ui.views.answer_foot import AnswerFoot
from homeport.ui.views.answer_head import AnswerHead
from homeport.ui.views.answer_notice import NoticeCard, notice_text
from homeport.ui.views.answer_own import OwnVersionBar
from homeport.ui.views.answer_question import QuestionBubble
from homeport.ui.views.answer_sources import SourceList
from homeport.ui.views.answer_stage import StageLine
from homeport.ui.views.answer_template import TemplateDialog
from homeport.ui.views.answer_thinking import ThinkingFold
from homeport.ui.views.answer_wishes import AnswerWishes
from homeport.ui.views.versions import CompareDialog
from homeport.ui.widgets.markdown import CopyGuard, MarkdownView
from homeport.ui.widgets.undo_bar import UndoBar
from homeport.ui.words import Words

ORDER = (
    "question",
    "head",
    "above",
    "thinking",
    "own",
    "body",
    "editor",
    "undo",
    "stage",
    "sources",
    "below",
    "foot",
    "said",
)
"""Parts of a turn from top to bottom; a part that has nothing to show is not there."""


class TurnWidget(QWidget):
    """Builds the parts that a turn has, and only those that changed."""

    height_changed = Signal()

    def __init__(self, theme: Theme, words: Words, wishes: AnswerWishes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._wishes = wishes
        self._guard: CopyGuard | None = None
        self._view: TurnView | None = None
        self._parts: dict[str, QWidget] = {}
        self._streamed: list[str] = []
        self._body_text = ""
        self._shows_model = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
        self.question = QuestionBubble(theme, words, self)
        self.question.edited.connect(lambda text: wishes.instruction_edited.emit(self.id, text))
        self._put("question", self.question)

    # ---- what is shown

    @property
    def id(self) -> str:
        """Of the turn."""
        return self._view.id if self._view else ""

    @property
    def view(self) -> TurnView | None:
        """What is shown."""
        return self._view

    @property
    def busy(self) -> bool:
        """Whether the person is in the middle of something here."""
        body = self.body
        selected = body is not None and body.textCursor().hasSelection()
        focus = self.window().focusWidget()
        return selected or self.question.editing or self.editor is not None or self.isAncestorOf(focus)

    @property
    def body(self) -> MarkdownView | None:
        """The answer's text."""
        part = self._parts.get("body")
        return part if isinstance(part, MarkdownView) else None

    @property
    def editor(self) -> TextEditor | None:
        """The field in the place of the answer."""
        part = self._parts.get("editor")
        return part if isinstance(part, TextEditor) else None

    def part(self, name: str) -> QWidget | None:
        """A part by its name in `ORDER`."""
        return self._parts.get(name)

    def set_guard(self, guard: CopyGuard | None) -> None:
        """What goes to the clipboard goes through it."""
        self._guard = guard

    def show_view(self, view: TurnView) -> None:
        """Show a turn; what has not changed stays as it is."""
        old, self._view = self._view, view
        was, now = (old.answer if old else None), view.answer
        if old is None or old.id != view.id or (was and now and was.draft_id != now.draft_id):
            if not _ended(was, now):
                self._streamed.clear()
                self._body_text = ""
            self._shows_model = False
            self._drop("editor")
            self._drop("said")
        self.question.show_view(view, old)
        self._show_stage(view)
        self._show_head(was, now)
        self._show_body(was, now, running=view.running)
        if old is None or old.notices != view.notices or was != now:
            self._show_notices(view)
        if old is None or old.versions != view.versions or old.shown != view.shown or old.running != view.running:
            self._show_sources(view)
            self._show_foot(view)

    def append_text(self, text: str) -> None:
        """More of the answer."""
        body = self.body or self._make_body()
        if not self._streamed:
            body.begin()
            if self._body_text:  # a half answer goes on
                self._streamed.append(self._body_text)
                body.append_text(self._body_text)
        self._streamed.append(text)
        body.append_text(text)

    def start_editing(self, text: str | None = None) -> None:
        """Let the person change the draft, here and now; `text` is what they had changed before."""
        answer = self._view.answer if self._view else None
        if answer is None or (self._view and self._view.running):
            return
        if self.editor is not None:
            self.editor.focus()
            return
        words = self._words
        editor = TextEditor(
            self._theme,
            answer.shown_text,
            words("answer.editor_name"),
            words("answer.save"),
            words("common.cancel"),
            words("answer.editor_hint"),
            self,
        )
        editor.saved.connect(self._on_saved)
        editor.left.connect(self._on_left)
        if text is not None:
            editor.set_text(text)
        self._drop("undo")
        if self.body is not None:
            self.body.hide()
        self._put("editor", editor)
        editor.focus()

    # ---- Qt

    def event(self, event: QEvent) -> bool:
        """Tell the pane when a part needs another height."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.height_changed.emit()
        return done

    def height_at(self, width: int) -> int:
        """The height of all parts at a width."""
        if self.width() != width:
            self.resize(width, self.height())
        self._column.activate()
        if self._column.hasHeightForWidth():
            return self._column.totalHeightForWidth(width)
        return self._column.totalSizeHint().height()

    # ---- parts

    def _put(self, name: str, widget: QWidget) -> None:
        self._drop(name)
        place = sum(other in self._parts for other in ORDER[: ORDER.index(name)])
        self._parts[name] = widget
        self._column.insertWidget(place, widget)
        widget.show()

    def _drop(self, name: str) -> None:
        widget = self._parts.pop(name, None)
        if widget is not None:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _show_stage(self, view: TurnView) -> None:
        line = self._parts.get("stage")
        if not view.running:
            self._drop("stage")
            return
        if not isinstance(line, StageLine):
            line = StageLine(self._theme, self._words, self)
            line.stopped.connect(lambda: self._wishes.stop_requested.emit(self.id))
            self._put("stage", line)
        line.show_stage(view.stage)

    def _show_head(self, was: Answer | None, now: Answer | None) -> None:
        if now is None or not now.model:
            self._drop("head")
        elif was is None or "head" not in self._parts or _head_of(was) != _head_of(now):
            self._put("head", AnswerHead(self._theme, self._words, now, self))
        if now is None or not now.thinking:
            self._drop("thinking")
            return
        fold = self._parts.get("thinking")
        if not isinstance(fold, ThinkingFold):
            fold = ThinkingFold(self._theme, self._words, self)
            self._put("thinking", fold)
        fold.set_text(now.thinking)

    def _show_body(self, was: Answer | None, now: Answer | None, *, running: bool) -> None:
        if now is None:
            self._drop("own")
            if not self._streamed:
                self._drop("body")
                self._body_text = ""
            return
        self._show_own(now)
        text = now.text if self._shows_model else now.shown_text
        body, streamed = self.body, "".join(self._streamed)
        if running and self._streamed:
            return  # the stream knows more than the view
        if not text:
            self._drop("body")
        elif body is not None and self._streamed and text.startswith(streamed.rstrip()):
            body.append_text(text[len(streamed) :])  # the end may bring words, without the space behind
            body.finish()
            self._streamed.clear()
        elif body is None or was is None or was.draft_id != now.draft_id or text != self._body_text:
            self._streamed.clear()
            (body or self._make_body()).set_text(text)
        self._body_text = text
        if self.body is not None:
            self.body.may_copy = self._view is None or not self._view.held

    def _make_body(self) -> MarkdownView:
        body = MarkdownView(self._theme, self._words, self)
        body.setAccessibleName(self._words("answer.name"))
        body.set_guard(self._guard)
        body.copy_refused.connect(self._say_held)
        body.code_copied.connect(lambda code: self._wishes.code_copied.emit(self.id, code))
        self._put("body", body)
        return body

    def _show_own(self, answer: Answer) -> None:
        if answer.own_text is None:
            self._drop("own")
            return
        bar = OwnVersionBar(self._theme, self._words, answer, self._shows_model, self)
        bar.toggled.connect(self._on_toggled)
        self._put("own", bar)

    def _show_notices(self, view: TurnView) -> None:
        for name in ("above", "below"):
            above = name == "above"
            shown = [n for n in view.notices if isinstance(n, answer_notice.FOLLOWING) == above]
            if not shown:
                self._drop(name)
                continue
            box = QWidget(self)
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(self._theme.px(8))
            for notice in shown:
                card = NoticeCard(self._theme, notice_text(notice, self._words, view.answer), box)
                card.chosen.connect(self._on_chosen)
                column.addWidget(card)
            self._put(name, box)

    def _show_sources(self, view: TurnView) -> None:
        if view.answer is None or not view.answer.sources:
            self._drop("sources")
            return
        sources = SourceList(self._theme, self._words, view, self)
        sources.chosen.connect(lambda *place: self._wishes.source_requested.emit(self.id, *place))
        self._put("sources", sources)

    def _show_foot(self, view: TurnView) -> None:
        if view.answer is None or view.running or not view.answer.text:
            self._drop("foot")
            return
        foot, wishes = AnswerFoot(self._theme, self._words, view, self), self._wishes
        foot.copied.connect(self._on_copy)
        foot.edit_asked.connect(self._on_edit)
        foot.regenerate_asked.connect(lambda: wishes.regenerate_requested.emit(self.id))
        foot.continue_asked.connect(lambda: wishes.continue_requested.emit(self.id))
        foot.why_asked.connect(lambda: wishes.why_requested.emit(self.id))
        foot.version_asked.connect(lambda number: wishes.version_chosen.emit(self.id, number))
        foot.template_asked.connect(self._open_template)
        foot.compare_asked.connect(self.compare)
        self._put("foot", foot)

    # ---- what the person does

    def compare(self) -> None:
        """Show two versions side by side."""
        if self._view is None:
            return
        dialog = CompareDialog(self._theme, self._words, self._view.versions, self._view.shown, self.window())
        dialog.version_chosen.connect(lambda number: self._wishes.version_chosen.emit(self.id, number))
        self._open(dialog)

    def _open_template(self) -> None:
        if self._view is None:
            return
        dialog = TemplateDialog(self._theme, self._words, self._view.instruction, self.window())
        dialog.saved.connect(lambda name, text: self._wishes.instruction_saved.emit(self.id, name, text))
        self._open(dialog)

    def _open(self, dialog: CompareDialog | TemplateDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_edit(self) -> None:
        self.start_editing()

    def _on_copy(self, kind: str) -> None:
        if self._view is not None and self._view.held and kind != CopyKind.QUOTES:
            self._say_held()
            return
        self._drop("said")
        self._wishes.copy_requested.emit(self.id, kind)

    def _say_held(self) -> None:
        text = answer_notice.NoticeText("warning", self._words("answer.copy_held"))
        card = NoticeCard(self._theme, text, self)
        self._put("said", card)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(card, text.title))

    def _on_toggled(self, model: bool) -> None:
        self._shows_model = model
        answer = self._view.answer if self._view else None
        self._show_body(answer, answer, running=False)
        bar = self._parts.get("own")
        if isinstance(bar, OwnVersionBar):
            bar.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_saved(self, text: str) -> None:
        answer = self._view.answer if self._view else None
        self._leave_editor()
        if answer is not None and text != answer.shown_text:
            self._wishes.edit_saved.emit(self.id, answer.draft_id, text)

    def _on_left(self) -> None:
        editor = self.editor
        self._leave_editor()
        if editor is None or not editor.changed:
            return
        text, bar = editor.text, UndoBar(self._theme, self._words, self)
        bar.undone.connect(lambda: self.start_editing(text))
        self._put("undo", bar)
        bar.show_undo(self._words("answer.left_editing"))

    def _leave_editor(self) -> None:
        self._drop("editor")
        if self.body is not None:
            self.body.show()
            self.body.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self, way: str) -> None:
        wishes = self._wishes
        id_, _, number = way.partition(":")
        steps: dict[str, Callable[[], None]] = {
            answer_notice.ACCEPT: lambda: wishes.reviewed.emit(self.id, True),
            answer_notice.REJECT: lambda: wishes.reviewed.emit(self.id, False),
            answer_notice.SEE: lambda: wishes.offer_answered.emit(self.id, True),
            answer_notice.KEEP: lambda: wishes.offer_answered.emit(self.id, False),
            answer_notice.SHOW_SENT: lambda: wishes.send_shown.emit(self.id, int(number)),
            answer_notice.WAY: lambda: wishes.action_chosen.emit(self.id, way),
            "continue": lambda: wishes.continue_requested.emit(self.id),
            "edit_instruction": self.question.start_editing,
            "why": lambda: wishes.why_requested.emit(self.id),
        }
        steps.get(id_, lambda: wishes.action_chosen.emit(self.id, id_))()


def _head_of(answer: Answer) -> tuple[object, ...]:
    return answer.lane, answer.model, answer.provider, answer.locality, answer.checks


def _ended(was: Answer | None, now: Answer | None) -> bool:
    """Whether an answer that grew has come to its end, where its draft gets the name that it keeps."""
    return bool(was and now and was.end is DraftEnd.RUNNING and now.end is not DraftEnd.RUNNING)
