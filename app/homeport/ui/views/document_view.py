"""A document as it was read: its text, what was found in it, and what was not read. Never the file itself."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from homeport.domain.document import Document
from homeport.domain.label import Label
from homeport.ui.finding_words import FindingWords
from homeport.ui.models.document_findings import FindingModel
from homeport.ui.models.document_marks import Marks, marks_of
from homeport.ui.theme import Theme
from homeport.ui.views.document_view_findings import FindingList
from homeport.ui.views.document_view_header import DocumentHeader
from homeport.ui.views.document_view_search import SearchLine
from homeport.ui.views.document_view_text import DocumentText
from homeport.ui.widgets import Caption, EmptyState, IconButton
from homeport.ui.words import Words

SIDE_BY_SIDE = 620
"""Px before scaling; narrower, the list stands below the text."""

LIST = 260


LOW, VERY_LOW = 420, 220
"""Px before scaling; lower than this the document has no height for sentences about it, or for the list."""


class DocumentView(QWidget):
    """F3 and Shift+F3 go from finding to finding, Ctrl+F searches, Esc leaves the search."""

    closed = Signal()
    detach_requested = Signal()
    attach_requested = Signal()
    badge_activated = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._say = FindingWords(words)
        self._document: Document | None = None
        self._label: Label | None = None
        self._marks = Marks()
        self._current = -1  # the finding's place in the label
        self._following = False
        self._detached = False
        self.header = DocumentHeader(theme, words, self)
        self.search = SearchLine(theme, words, self)
        self.search.hide()
        self.text = DocumentText(theme, self._say.place, self)
        self.text.setAccessibleName(words("document.text"))
        self._model = FindingModel(words, self)
        self.list = FindingList(theme, words("document.findings_list"), self._model, self)
        self.says = Caption(theme, "", self)
        self._back = IconButton(theme, "chevron-up", words("document.previous_finding"), self)
        self._on = IconButton(theme, "chevron-down", words("document.next_finding"), self)
        self._unread = EmptyState(theme, "blocked", "", "", parent=self)
        self._lay_out()
        self._connect()
        self.setAccessibleName(words("document.region"))
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self._document

    def show_document(self, document: Document, label: Label) -> None:
        """Show a document; the same one keeps its place."""
        if document is self._document:
            self.set_label(label)
            return
        if not self.search.isHidden():
            self.search.leave()
        self._document, self._label, self._current = document, label, -1
        self._marks = marks_of(label.findings, document.name)
        self.header.show_document(document, label)
        self.text.data_class = label.data_class
        self.text.show_text(document.text, self._marks, document.sections)
        self.search.set_text(document.text)
        self._model.show_label(label)
        if document.unread is not None:
            why = self._say.unread(document.unread)
            title = why[:1].upper() + why[1:]
            self._unread.set_content("blocked", f"{title}.", self._say.unread_next(document.unread))
        self._stack.setCurrentWidget(self._unread if document.unread is not None else self._split)
        self._tell()

    def set_label(self, label: Label) -> None:
        """The same document with other findings or another class."""
        if self._document is None:
            return
        self._label = label
        self._marks = marks_of(label.findings, self._document.name)
        self.header.show_label(self._document, label)
        self.text.data_class = label.data_class
        self.text.set_marks(self._marks)
        self._model.show_label(label)
        self._follow(self._current)
        self._tell()

    def show_place(self, start: int, end: int) -> None:
        """Show the quote that something is about."""
        if self._document is None or not 0 <= start < end <= len(self._document.text):
            self.says.setText(self._words("document.quote_gone"))
            return
        self._current = -1
        self.text.set_current(None)
        self.text.go_to(start, end, as_quote=True)
        self.says.setText(self._words("document.quote_shown"))

    def show_finding(self, index: int) -> None:
        """Show the finding at a place in the label."""
        if self._label is None or not 0 <= index < len(self._label.findings):
            return
        self._current = index
        self._follow(index)
        mark = next((mark for mark in self._marks.all if mark.number == index), None)
        self.text.set_current(index if mark is not None else None)
        if mark is not None:
            self.text.go_to(mark.start, mark.end)
        self._tell()

    def next_finding(self) -> None:
        """On to the next finding in the text, round and round."""
        self._step(1)

    def previous_finding(self) -> None:
        """Back to the one before."""
        self._step(-1)

    def open_search(self) -> None:
        """Open the search."""
        if self._document is not None and self._document.readable:
            selected = self.text.selected
            self.search.open(self.text.first_seen, selected if len(selected) < 200 else "")

    def focus_text(self) -> None:
        """Go to the text."""
        (self.text if self._stack.currentWidget() is self._split else self.header.badge).setFocus()

    def clear(self) -> None:
        """Hold nothing."""
        self._document = self._label = None
        self._marks = Marks()
        self.text.show_text("", Marks(), ())
        self.search.set_text("")
        self._model.show_label(None)

    def sizeHint(self) -> QSize:
        """A page of text beside its findings."""
        return QSize(self._theme.px(480), self._theme.px(720))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the document."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_F3:
            self._step(-1 if shift else 1)
        elif event.matches(QKeySequence.StandardKey.Find):
            self.open_search()
        elif event.key() == Qt.Key.Key_Escape and not self.search.isHidden():
            self.search.leave()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list beside or below the text."""
        super().resizeEvent(event)
        low, very_low = (self.height() < self._theme.px(each) for each in (LOW, VERY_LOW))
        self.header.set_low(low, very=very_low)
        self.list.setVisible(not very_low)
        px = self._theme.px
        self._side.setContentsMargins(px(12), px(4 if very_low else 8), px(12), px(4 if very_low else 12))
        self._arrange()

    def _lay_out(self) -> None:
        side = QWidget(self)
        row = QHBoxLayout()
        row.addWidget(self.says, 1)
        row.addWidget(self._back)
        row.addWidget(self._on)
        self._side = QVBoxLayout(side)
        self._side.addLayout(row)
        self._side.addWidget(self.list, 1)
        self._side_row = row
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.text)
        self._split.addWidget(side)
        self._split.setStretchFactor(0, 1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._split)
        self._stack.addWidget(self._unread)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.header)
        box.addWidget(self.search)
        box.addWidget(self._stack, 1)

    def _connect(self) -> None:
        header = self.header
        header.badge_activated.connect(self.badge_activated)
        header.find_pressed.connect(self.open_search)
        header.detach_pressed.connect(self._on_detach)
        header.close_pressed.connect(self.closed)
        self._back.clicked.connect(self.previous_finding)
        self._on.clicked.connect(self.next_finding)
        self.list.chosen.connect(self._on_chosen)
        self.list.show_requested.connect(self._on_shown)
        self.search.hits_changed.connect(self._on_hits)
        self.search.went_to.connect(self.text.go_to)
        self.search.left.connect(self.focus_text)

    def set_detached(self, detached: bool) -> None:
        """Whether it stands in a window of its own."""
        self._detached = detached
        self.header.set_detached(detached)

    def _on_detach(self) -> None:
        (self.attach_requested if self._detached else self.detach_requested).emit()

    def _step(self, step: int) -> None:
        standing = Marks(mark for mark in self._marks.all if not mark.struck)
        if not standing.all:
            return
        current = next((mark for mark in standing.all if mark.number == self._current), None)
        if current is not None:
            at = standing.all.index(current) + step
            self.show_finding(standing.all[at % len(standing.all)].number)
            return
        caret = self.text.caret
        found = standing.next_after(caret - 1) if step > 0 else standing.last_before(caret)
        self.show_finding((found or standing.all[0 if step > 0 else -1]).number)

    def _on_chosen(self, at: int) -> None:
        if at >= 0 and not self._following:
            self.show_finding(self._model.row(at).index)

    def _on_shown(self, at: int) -> None:
        self.show_finding(self._model.row(at).index)
        self.text.setFocus()

    def _follow(self, index: int) -> None:
        """Let the list stand at a finding without asking for it again."""
        self._following = True
        self.list.setCurrentIndex(self._model.index(self._model.at_of(index)))
        self._following = False

    def _on_hits(self) -> None:
        self.text.set_hits(self.search.search.hits, self.search.current)

    def _tell(self) -> None:
        marks = [mark for mark in self._marks.all if not mark.struck]
        self._back.setEnabled(bool(marks))
        self._on.setEnabled(bool(marks))
        count = self._model.rowCount()
        if not count:
            said = self._words("document.no_findings")
        elif self._current >= 0:
            number = self._model.at_of(self._current) + 1
            said = self._words("document.finding_of", number=number, count=count)
        else:
            said = self._say.count(count)
        self.says.setText(said)

    def _arrange(self) -> None:
        narrow = self.width() < self._theme.px(SIDE_BY_SIDE)
        way = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._split.orientation() is not way or not any(self._split.sizes()):
            self._split.setOrientation(way)
            whole = self._split.height() if narrow else self._split.width()
            wanted = self._theme.px(LIST if not narrow else LIST - 40)
            self._split.setSizes([max(1, whole - wanted), wanted])

    def _restyle(self) -> None:
        px = self._theme.px
        self._side.setSpacing(px(8))
        self._side_row.setSpacing(px(4))
        self.list.setMinimumWidth(px(180))
