"""The text on the confirmation sheet: two views of the same bytes, a map, and a way through the findings."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from homeport.text.visible import visible
from homeport.ui.dialogs.sheet_map import SheetMap
from homeport.ui.dialogs.sheet_text import SheetText
from homeport.ui.finding_words import FindingWords
from homeport.ui.models.sheet import SheetView
from homeport.ui.models.sheet_text import ShownText, never_shown
from homeport.ui.theme import Theme
from homeport.ui.widgets import Caption, ElidedLabel, IconButton, TextLabel
from homeport.ui.words import Words


class TextPane(QWidget):
    """Readable and raw, map, next and previous finding."""

    seen_more = Signal()
    whole = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._said = FindingWords(words)
        self._raw_shown: tuple[ShownText, SheetView] | None = None
        self.readable = SheetText(theme, "body", words("sheet.readable_name"), self)
        self.raw = SheetText(theme, "code", words("sheet.raw_name"), self)
        self.map = SheetMap(theme, words, self.readable, self)
        self.map.went.connect(lambda share: self.readable.go_to(int(share * self.readable.shown.length)))
        self._previous = IconButton(theme, "chevron-up", words("sheet.previous_finding"), self)
        self._previous.clicked.connect(self.previous_finding)
        self._next = IconButton(theme, "chevron-down", words("sheet.next_finding"), self)
        self._next.clicked.connect(self.next_finding)
        self._at = ElidedLabel(theme, "", "caption", "text2", parent=self)
        self._map_says = ElidedLabel(theme, "", "caption", "text3", Qt.TextElideMode.ElideRight, self)
        self._headers = TextLabel(theme, "", "code", "text2", self)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName(words("sheet.text"))
        self.tabs.addTab(self._readable_page(), words("sheet.readable"))
        self.tabs.addTab(self._raw_page(), words("sheet.raw"))
        self.tabs.addTab(self._headers_page(), words("sheet.headers_tab"))
        self.tabs.setTabToolTip(2, words("sheet.headers"))
        self.tabs.currentChanged.connect(self._on_tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        for text in (self.readable, self.raw):
            text.seen_more.connect(self._on_seen)
            text.whole.connect(self.whole)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_past(self, readable_name: str, raw_name: str) -> None:
        """The bytes were sent long ago: nobody minds what of them is on the screen."""
        self.readable.setAccessibleName(readable_name)
        self.raw.setAccessibleName(raw_name)
        self.map.hide()
        self._map_says.hide()

    @property
    def complete(self) -> bool:
        """Whether all of the readable text is laid out."""
        return self.readable.complete

    def show_view(self, view: SheetView, readable: ShownText, raw: ShownText) -> None:
        """Show other bytes."""
        self.tabs.setCurrentIndex(0)
        self._raw_shown = (raw, view)
        self.raw.show_text(ShownText("", 0), view.data_class)
        self._headers.setText("\n".join(visible(line) for line in (view.address, *view.headers)))
        self.readable.show_text(readable, view.data_class)
        for button in (self._previous, self._next):
            button.setEnabled(bool(readable.marks))
        self._at.setText("" if readable.marks else self._words("sheet.no_findings"))
        self._on_seen()

    def never_shown(self) -> dict[str, list[str]]:
        """Parts, with their pages, of which something was never on the screen in either view."""
        if self.raw.shown.length and self.raw.complete and self.raw.seen.whole(0, self.raw.shown.length):
            return {}
        return never_shown(self.readable.shown, self.readable.seen)

    def next_finding(self) -> None:
        """Go to the next finding."""
        self.tabs.setCurrentIndex(0)
        self.readable.next_finding()
        self._tell()

    def previous_finding(self) -> None:
        """Go to the previous finding."""
        self.tabs.setCurrentIndex(0)
        self.readable.previous_finding()
        self._tell()

    def to_start(self) -> None:
        """Show the beginning."""
        self.tabs.setCurrentIndex(0)
        self.readable.go_to(0)

    def controls(self) -> list[QWidget]:
        """What the keyboard can reach, in reading order."""
        return [self.tabs.tabBar(), self._previous, self._next, self.readable, self.raw, self._headers_area]

    def _tell(self) -> None:
        marks = self.readable.shown.marks
        if not marks:
            return
        number = self.readable.current
        says = self._said.sentence(marks[number].finding)
        text = self._words("sheet.finding_of", number=number + 1, count=len(marks), says=says)
        self._at.setText(text)
        self.readable.setAccessibleDescription(text)

    def _on_tab(self, index: int) -> None:
        if index == 1 and self._raw_shown is not None:
            (raw, view), self._raw_shown = self._raw_shown, None  # megabytes are laid out only when asked for
            self.raw.show_text(raw, view.data_class)

    def _on_seen(self) -> None:
        self._map_says.setText(self.map.summary())
        self.map.refresh()
        self.seen_more.emit()

    def _readable_page(self) -> QWidget:
        page = QWidget()
        self._ways = QHBoxLayout()
        self._ways.addWidget(self._previous)
        self._ways.addWidget(self._next)
        self._ways.addWidget(self._at, 1)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.readable, 1)
        self._beside.addWidget(self.map)
        self._readable_column = QVBoxLayout(page)
        self._readable_column.addLayout(self._ways)
        self._readable_column.addLayout(self._beside, 1)
        self._readable_column.addWidget(self._map_says)
        return page

    def _raw_page(self) -> QWidget:
        page = QWidget()
        self._raw_column = QVBoxLayout(page)
        self._raw_column.addWidget(self.raw, 1)
        self._raw_column.addWidget(Caption(self._theme, self._words("sheet.lines_broken"), page))
        return page

    def _headers_page(self) -> QWidget:
        area = self._headers_area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self._words("sheet.headers"))
        page = QWidget()
        self._headers_column = QVBoxLayout(page)
        self._headers_column.addWidget(self._headers)
        self._headers_column.addStretch(1)
        area.setWidget(page)
        return area

    def _restyle(self) -> None:
        px = self._theme.px
        for column in (self._readable_column, self._raw_column, self._headers_column):
            column.setContentsMargins(0, px(8), 0, 0)
            column.setSpacing(px(4))
        self._ways.setSpacing(px(4))
        self._beside.setSpacing(px(4))
