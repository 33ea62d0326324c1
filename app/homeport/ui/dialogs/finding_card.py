"""The card behind a badge: what was found, why this class, and what a person may correct."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from homeport.domain.data_class import DataClass
from homeport.domain.label import Label
from homeport.ui.dialogs.finding_card_reason import ReasonForm
from homeport.ui.finding_words import FindingWords
from homeport.ui.models.composer import OWN_TEXT, ChipView, Correction
from homeport.ui.models.document_findings import FindingModel, FindingRow, class_without
from homeport.ui.theme import Theme
from homeport.ui.views.chips import chip_name, chip_note
from homeport.ui.views.document_view_findings import FindingList
from homeport.ui.widgets import (
    Body,
    Button,
    Caption,
    CategoryBadge,
    ClassBadge,
    Divider,
    ElidedLabel,
    FlowLayout,
    SectionLabel,
    TextLabel,
)
from homeport.ui.words import Words

WIDTH, HEIGHT = 560, 640
ROWS_SEEN = 3


class FindingCard(QDialog):
    """Follows one document or the typed text; opened with `open`, closed by Esc."""

    raise_requested = Signal(str, DataClass)
    """To this class at least; `PUBLIC` takes an earlier raise back, to what was found and no further."""

    lower_requested = Signal(str, int, str)
    restore_requested = Signal(str, int)
    show_requested = Signal(str, int)
    open_requested = Signal(str)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._say = FindingWords(words)
        self._id = ""
        self._label: Label | None = None
        self._correction = Correction()
        self._striking = -1
        self.setWindowTitle(words("chips.card_title"))  # never the document's name
        self.setModal(True)
        self._badge = ClassBadge(theme, words, DataClass.RESTRICTED, self)
        self._name = ElidedLabel(theme, "", "panel_title", parent=self)
        self._categories = QWidget(self)
        self._category_flow = FlowLayout(self._categories)
        self._why = Body(theme, "", self)
        self._notes = TextLabel(theme, "", "caption", "text2", self)
        self._heading = SectionLabel(theme, "", self)
        self._model = FindingModel(words, self)
        self.list = FindingList(theme, words("chips.card_findings"), self._model, self)
        self._nothing = Caption(theme, words("chips.card_nothing"), self)
        self._because = Caption(theme, "", self)
        self.show_it = Button(theme, words("chips.card_show"), "ghost", "eye", self)
        self.strike = Button(theme, words("chips.card_strike"), "ghost", "flag", self)
        self.restore = Button(theme, words("chips.card_restore"), "ghost", "undo", self)
        self.take_back = Button(theme, words("chips.card_take_back"), "ghost", "undo", self)
        self.open_text = Button(theme, words("chips.card_open"), "ghost", "file-text", self)
        self.raise_class = Button(theme, words("chips.card_raise"), "ghost", "arrow-up", self)
        self.close_card = Button(theme, words("chips.card_close"), "secondary", parent=self)
        self.form = ReasonForm(theme, words, self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._connect()
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def shown_id(self) -> str:
        """Whose card this is."""
        return self._id

    def show_chip(self, chip: ChipView) -> None:
        """Show a document."""
        notes = [chip_note(self._words, self._say, chip)]
        if chip.document is not None and chip.unread is None:
            notes = [self._say.coverage(chip.document)]
        notes += self._say.remarks(chip.remarks)
        why = self._say.why(chip.label, chip.unread) if chip.label is not None else ""
        self._show(chip.id, chip_name(self._words, chip), chip.label, why, notes)
        self.open_text.setVisible(chip.unread is None and chip.label is not None)

    def show_own(self, label: Label) -> None:
        """Show what was typed."""
        self._show(OWN_TEXT, self._words("chips.card_own"), label, self._say.why(label), [])
        self.open_text.hide()

    def set_correction(self, correction: Correction) -> None:
        """What the policy lets the person correct."""
        self._correction = correction
        self._tell()

    def sizeHint(self) -> QSize:
        """Room for a few findings."""
        return QSize(self._theme.px(WIDTH), self._theme.px(HEIGHT))

    def open(self) -> None:
        """Come up as large as is wanted and the screen allows: by itself a dialog takes two thirds at most."""
        room = self.screen().availableSize() - QSize(32, 64)
        self.resize(self.sizeHint().boundedTo(room))
        super().open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the question first, then the card."""
        if event.key() == Qt.Key.Key_Escape and self._stack.currentWidget() is self.form:
            self._leave_form()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Text that wraps anew needs another height."""
        super().resizeEvent(event)
        self._fit_list()

    def _lay_out(self) -> None:
        card = QWidget(self)
        top = QHBoxLayout()
        top.addWidget(self._name, 1)
        top.addWidget(self._badge)
        self._actions = QWidget(self)
        self._action_flow = FlowLayout(self._actions)
        for button in (self.show_it, self.strike, self.restore, self.take_back, self.raise_class, self.open_text):
            self._action_flow.addWidget(button)
        self._body = QVBoxLayout(card)
        self._body.addLayout(top)
        for widget in (self._categories, self._why, self._notes, self._heading, self._nothing):
            self._body.addWidget(widget)
        self._body.addWidget(self.list, 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(card)
        self._page = QWidget(self)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self._because)
        buttons = QHBoxLayout()
        buttons.addWidget(self._actions, 1)
        buttons.addWidget(self.close_card, 0, Qt.AlignmentFlag.AlignBottom)
        self._foot.addLayout(buttons)
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(scroll, 1)
        page.addWidget(Divider(self._theme, self._page))
        page.addLayout(self._foot)
        self._stack.addWidget(self._page)
        self._stack.addWidget(self.form)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._stack)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _: self._tell())
        self.list.show_requested.connect(lambda _: self._on_show())
        self.show_it.clicked.connect(self._on_show)
        self.strike.clicked.connect(self._on_strike)
        self.restore.clicked.connect(self._on_restore)
        self.take_back.clicked.connect(lambda: self.raise_requested.emit(self._id, DataClass.PUBLIC))
        self.open_text.clicked.connect(self._on_open)
        self.raise_class.clicked.connect(self._on_raise)
        self.close_card.clicked.connect(self.accept)
        self.form.left.connect(self._leave_form)
        self.form.given.connect(self._on_given)

    def _show(self, of: str, name: str, label: Label | None, why: str, notes: Sequence[str]) -> None:
        if of != self._id:
            self._correction = Correction()
        at = self.list.currentIndex().row() if of == self._id else 0
        self._id, self._label = of, label
        self._name.setText(name)
        self._badge.setVisible(label is not None)
        if label is not None:
            self._badge.set_data_class(label.data_class)
        self._why.setText(why)
        text = "\n".join(note for note in notes if note)
        self._notes.setText(text)
        self._notes.setVisible(bool(text))
        self._show_categories(label)
        self._model.show_label(label, strictest_first=True)
        count = self._model.rowCount()
        self._heading.setText(self._say.count(count))
        self._heading.setVisible(count > 0)
        self._nothing.setVisible(count == 0)
        self.list.setVisible(count > 0)
        if count:
            self.list.setCurrentIndex(self._model.index(min(max(at, 0), count - 1)))
        self._leave_form()
        self._tell()
        self._fit_list()

    def _show_categories(self, label: Label | None) -> None:
        while (item := self._category_flow.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        categories = sorted(label.categories) if label is not None else []
        for category in categories:
            badge = CategoryBadge(self._theme, self._words, category, self._categories)
            self._category_flow.addWidget(badge)
            badge.show()
        self._categories.setVisible(bool(categories))

    def _row(self) -> FindingRow | None:
        index = self.list.currentIndex()
        return self._model.row(index.row()) if index.isValid() else None

    def _tell(self) -> None:
        row = self._row()
        struck = row is not None and row.finding.struck
        self.show_it.setVisible(row is not None)
        self.show_it.setEnabled(row is not None and row.in_text)
        no_place = self._words("chips.card_file_label")
        self.show_it.setToolTip("" if row is None or row.in_text else no_place)
        raised = row is not None and row.raised
        self.strike.setVisible(row is not None and not struck and not raised)
        may = row is not None and row.may_be_false and self._correction.allows(row.index)
        self.strike.setEnabled(may)
        self.restore.setVisible(struck)
        self.take_back.setVisible(raised)
        closed = row is not None and not may and not struck and not raised
        because = self._correction.because or self._words("chips.card_cannot_lower")
        if row is not None and not row.may_be_false:
            because = self._words("chips.card_not_read")
        self._because.setText(because if closed else "")
        self._because.setVisible(closed)
        self.strike.setAccessibleDescription(because if closed else "")
        self.raise_class.setVisible(bool(self._higher()))

    def _higher(self) -> list[DataClass]:
        return [each for each in DataClass if self._label is not None and each > self._label.data_class]

    def _on_show(self) -> None:
        row = self._row()
        if row is not None and row.in_text:
            self.show_requested.emit(self._id, row.index)
            self.accept()

    def _on_open(self) -> None:
        self.open_requested.emit(self._id)
        self.accept()

    def _on_strike(self) -> None:
        row = self._row()
        if row is None or self._label is None or not self.strike.isEnabled():
            return
        self._striking = row.index
        after = class_without(self._label.findings, row.index)
        self._stack.setCurrentWidget(self.form)
        self.form.ask(
            f"{row.where}: {row.says}", self._label.data_class, after, self._correction.reasons_of(row.index)
        )

    def _on_given(self, why: str) -> None:
        self.lower_requested.emit(self._id, self._striking, why)
        self._leave_form()

    def _on_restore(self) -> None:
        row = self._row()
        if row is not None:
            self.restore_requested.emit(self._id, row.index)

    def _on_raise(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for each in self._higher():
            action = menu.addAction(self._words("chips.card_raise_to", **{"class": self._words.data_class(each)}))
            action.triggered.connect(lambda _=False, to=each: self.raise_requested.emit(self._id, to))
        menu.popup(self.raise_class.mapToGlobal(QPoint(0, self.raise_class.height())))

    def _leave_form(self) -> None:
        if self._stack.currentWidget() is self.form:
            self._stack.setCurrentWidget(self._page)
            self.list.setFocus()

    def _fit_list(self) -> None:
        rows = min(ROWS_SEEN, self._model.rowCount())
        self.list.setMinimumHeight(rows * self.list.row_height() + 2 * self.list.frameWidth() + 2)

    def _restyle(self) -> None:
        px = self._theme.px
        self._body.setContentsMargins(px(20), px(20), px(20), px(12))
        self._foot.setContentsMargins(px(20), px(12), px(20), px(16))
        self._foot.setSpacing(px(8))
        self._body.setSpacing(px(12))
        self.form.setContentsMargins(px(20), px(20), px(20), px(20))
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._action_flow.set_spacing(px(4), px(4))
        self._category_flow.set_spacing(px(4), px(4))
        self.setMinimumWidth(px(360))
        self._fit_list()
