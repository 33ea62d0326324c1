"""Looking for words in the document: a line that opens with Ctrl+F and leaves with Esc."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from homeport.ui.models.document_search import TextSearch
from homeport.ui.theme import Theme
from homeport.ui.widgets import Caption, IconButton, SearchField
from homeport.ui.words import Words

SETTLED_MS = 150


class SearchLine(QWidget):
    """Enter goes to the next hit, Shift+Enter to the one before; the text is looked through piece by piece."""

    went_to = Signal(int, int)
    """A hit became the current one."""

    hits_changed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._text = ""
        self._from = 0
        self._at = -1
        self.search = TextSearch("", "")
        self.field = SearchField(theme, words, words("document.search"), self)
        self.says = Caption(theme, "", self)
        self.says.setWordWrap(False)
        self._back = IconButton(theme, "chevron-up", words("document.search_previous"), self)
        self._on = IconButton(theme, "chevron-down", words("document.search_next"), self)
        close = IconButton(theme, "x", words("document.search_close"), self)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.field, 1)
        for part in (self.says, self._back, self._on, close):
            self._row.addWidget(part)
        self._settled = QTimer(self, interval=SETTLED_MS, singleShot=True)
        self._settled.timeout.connect(self._begin)
        self._steps = QTimer(self, interval=0)
        self._steps.timeout.connect(self._step)
        self.field.textChanged.connect(lambda _: self._settled.start())
        self._back.clicked.connect(lambda: self.go(-1))
        self._on.clicked.connect(lambda: self.go(1))
        close.clicked.connect(self.leave)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._tell()

    @property
    def current(self) -> tuple[int, int] | None:
        """The hit that is looked at."""
        return self.search.hits[self._at] if 0 <= self._at < len(self.search.hits) else None

    def set_text(self, text: str) -> None:
        """Look in another text."""
        self._text = text
        self._steps.stop()
        self.search = TextSearch("", "")
        self._at = -1
        self._tell()

    def open(self, at: int, selected: str) -> None:
        """Begin: with the selected words, if there are any; hits are counted from a character on."""
        self._from = at
        self.show()
        if selected and "\n" not in selected:
            self.field.setText(selected)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if self.field.text():
            self._begin()

    def leave(self) -> None:
        """Put the line away and forget the hits."""
        self._settled.stop()
        self._steps.stop()
        self.search = TextSearch("", "")
        self._at = -1
        self.hide()
        self.hits_changed.emit()
        self.left.emit()

    def go(self, step: int) -> None:
        """To another hit, round and round."""
        if self._settled.isActive():
            self._settled.stop()
            self._begin()
            return
        hits = self.search.hits
        if hits:
            self._at = (self._at + step) % len(hits)
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the field leaves over."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _begin(self) -> None:
        self.search = TextSearch(self._text, self.field.text())
        self._at = -1
        self._steps.start()
        self._step()

    def _step(self) -> None:
        before = len(self.search.hits)
        self.search.step()
        if self.search.done:
            self._steps.stop()
        if self._at < 0 and self.search.hits and (self.search.done or self.search.hits[-1][0] >= self._from):
            self._at = self.search.index_from(self._from)
            self._show()
        elif len(self.search.hits) != before or self.search.done:
            self._tell()
            self.hits_changed.emit()

    def _show(self) -> None:
        self._tell()
        self.hits_changed.emit()
        if self.current is not None:
            self.went_to.emit(*self.current)

    def _tell(self) -> None:
        hits, words = len(self.search.hits), self._words
        self._back.setEnabled(hits > 0)
        self._on.setEnabled(hits > 0)
        wanted = bool(self.field.text().strip())
        missing = wanted and self.search.done and not hits and not self._settled.isActive()
        self.field.setProperty("invalid", missing)
        self.field.style().polish(self.field)
        if not wanted:
            said = ""
        elif hits and self._at >= 0:
            key = "document.search_of_more" if self.search.more else "document.search_of"
            said = words(key, number=self._at + 1, count=hits)
        else:
            said = words("document.search_none" if missing else "document.search_looking")
        self.says.setText(said)

    def _restyle(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(12), px(4), px(12), px(4))
        self._row.setSpacing(px(4))
