"""The question: a bubble to the right, its documents, and a way to change it and run it again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from homeport.ui.models.turn import DocumentChip, TurnView
from homeport.ui.theme import Theme
from homeport.ui.views.answer_editor import TextEditor
from homeport.ui.widgets.badge import ClassBadge
from homeport.ui.widgets.button import Button, IconButton
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.elided_label import ElidedLabel
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

TEXT_WIDTH = 470
"""Widest text of a bubble in px before scaling (ui.md, layout)."""

SHOWN = 1_500
"""Characters of a question that are shown before it is unfolded."""


class _Chip(QWidget):
    def __init__(self, theme: Theme, words: Words, chip: DocumentChip, parent: QWidget) -> None:
        super().__init__(parent)
        picture = QLabel(self)
        picture.setPixmap(theme.pixmap("file", "text3", 16, self.devicePixelRatioF()))
        name = ElidedLabel(theme, chip.name, "caption", "text2", parent=self)
        name.setMaximumWidth(theme.px(260))
        name.setMinimumWidth(theme.px(40))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(picture)
        row.addWidget(name)
        row.addWidget(ClassBadge(theme, words, chip.data_class, self))
        said = words("answer.document_name", name=chip.name, data_class=words.data_class(chip.data_class))
        self.setAccessibleName(said)


class QuestionBubble(QWidget):
    """What the person asked."""

    edited = Signal(str)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._text = ""
        self._card = Card(theme, "user", "", 12, self)
        self._card.body.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._card.setMaximumWidth(theme.px(TEXT_WIDTH + 32))
        self._label = TextLabel(theme, "", "body", "text", self._card)
        self._label.setMinimumWidth(theme.px(40))
        self._all = Button(theme, words("answer.show_all"), "ghost", parent=self._card)
        self._all.clicked.connect(self._unfold)
        self._all.hide()
        self._card.body.addWidget(self._label)
        self._card.body.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)
        self._chips: QWidget | None = None
        self._editor: TextEditor | None = None
        self.pencil = IconButton(theme, "pencil", words("answer.edit_question"), self)
        self.pencil.clicked.connect(self.start_editing)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(4))
        self._row.addStretch(1)
        self._row.addWidget(self.pencil, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._card, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.px(8))  # the answer stands a little apart
        self._column.setSpacing(theme.px(8))
        self._column.addLayout(self._row)

    @property
    def editing(self) -> bool:
        """Whether the question is being changed."""
        return self._editor is not None

    def show_view(self, view: TurnView, previous: TurnView | None) -> None:
        """Show the question of a turn."""
        self.pencil.setEnabled(not view.running)
        if previous is None or previous.instruction != view.instruction:
            self._text = view.instruction
            self._fold()
        if previous is None or previous.documents != view.documents:
            self._show_documents(view.documents)

    def start_editing(self) -> None:
        """Let the person change it."""
        if self._editor is not None:
            self._editor.focus()
            return
        words = self._words
        editor = TextEditor(
            self._theme,
            self._text,
            words("answer.question_field"),
            words("answer.run_again"),
            words("common.cancel"),
            words("answer.run_again_hint"),
            self,
        )
        editor.saved.connect(self._save)
        editor.left.connect(self._stop_editing)
        self._editor = editor
        self._card.hide()
        self.pencil.hide()
        self._column.insertWidget(0, editor)
        editor.show()
        editor.focus()

    def _save(self, text: str) -> None:
        self._stop_editing()
        if text.strip():
            self.edited.emit(text)

    def _stop_editing(self) -> None:
        if self._editor is None:
            return
        self._editor.hide()
        self._editor.deleteLater()
        self._editor = None
        self._card.show()
        self.pencil.show()
        self.pencil.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self) -> None:
        long = len(self._text) > SHOWN
        shown = f"{self._text[:SHOWN]}…" if long else self._text
        self._label.setText(shown)
        self._all.setVisible(long)
        self.setAccessibleName(self._words("answer.question_name", text=shown))

    def _unfold(self) -> None:
        self._label.setText(self._text)
        self._all.hide()

    def _show_documents(self, documents: tuple[DocumentChip, ...]) -> None:
        if self._chips is not None:
            self._chips.hide()
            self._chips.deleteLater()
            self._chips = None
        if not documents:
            return
        self._chips = QWidget(self)
        flow = FlowLayout(self._chips, self._theme.px(12), self._theme.px(4))
        for chip in documents:
            flow.addWidget(_Chip(self._theme, self._words, chip, self._chips))
        self._card.body.addWidget(self._chips)
