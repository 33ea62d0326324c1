"""The head of the document view: what it is, why it has its class, and what was not read."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from homeport.domain.data_class import DataClass
from homeport.domain.document import Document
from homeport.domain.label import Label
from homeport.ui.finding_words import FindingWords
from homeport.ui.theme import Theme
from homeport.ui.widgets import (
    Caption,
    CategoryBadge,
    ClassBadgeButton,
    ElidedLabel,
    FlowLayout,
    IconButton,
    TextLabel,
)
from homeport.ui.words import Words


class DocumentHeader(QWidget):
    """Name, class and categories; below them what a person should know before relying on the text."""

    badge_activated = Signal()
    find_pressed = Signal()
    detach_pressed = Signal()
    close_pressed = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._say = FindingWords(words)
        self.name = ElidedLabel(theme, "", "panel_title", parent=self)
        self.search = IconButton(theme, "search", words("document.search_open"), self)
        self.detach = IconButton(theme, "detach", words("document.detach"), self)
        self.close_button = IconButton(theme, "x", words("document.close"), self)
        self.badge = ClassBadgeButton(theme, words, DataClass.RESTRICTED, self)
        self._badges = QWidget(self)
        self._flow = FlowLayout(self._badges)
        self._flow.addWidget(self.badge)
        self._categories: list[CategoryBadge] = []
        self.why = Caption(theme, "", self)
        self.notes = _Notes(theme, self)
        self._top = QHBoxLayout()
        self._top.addWidget(self.name, 1)
        for button in (self.search, self.detach, self.close_button):
            self._top.addWidget(button)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._top)
        for part in (self._badges, self.why, self.notes):
            self._box.addWidget(part)
        self.badge.clicked.connect(self.badge_activated)
        self.search.clicked.connect(self.find_pressed)
        self.detach.clicked.connect(self.detach_pressed)
        self.close_button.clicked.connect(self.close_pressed)
        self._very_low = False
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_document(self, document: Document, label: Label) -> None:
        """Tell what it is."""
        self.name.setText(document.name)
        notes = [self._say.coverage(document)] if document.unread is None else []
        self.notes.say([*notes, *self._say.remarks(document.remarks)])
        self.search.setEnabled(document.readable)
        self.show_label(document, label)

    def show_label(self, document: Document, label: Label) -> None:
        """Tell its class anew."""
        self.badge.set_data_class(label.data_class)
        name = self._words("document.why_class", **{"class": self.badge.text()})
        self.badge.setAccessibleName(name)
        self.why.setText(self._say.why(label, document.unread))
        for badge in self._categories:
            self._flow.removeWidget(badge)
            badge.hide()
            badge.deleteLater()
        self._categories = [
            CategoryBadge(self._theme, self._words, category, self._badges)
            for category in sorted(label.categories)
        ]
        for badge in self._categories:
            self._flow.addWidget(badge)
            badge.setVisible(not self._very_low)

    def set_low(self, low: bool, *, very: bool = False) -> None:
        """Where there is little height the badge says why when asked; with very little it stands alone."""
        self.why.setVisible(not low)
        self._very_low = very
        self._restyle()
        for badge in self._categories:
            badge.setVisible(not very)
        self.badge.setToolTip(self.why.text() if low else self._words("widgets.why_this_class"))

    def set_detached(self, detached: bool) -> None:
        """Whether the button takes it out or puts it back."""
        self.detach.set_icon("arrow-left" if detached else "detach")
        self.detach.set_name(self._words("document.attach" if detached else "document.detach"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline below."""
        painter = QPainter(self)
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    def _restyle(self) -> None:
        px = self._theme.px
        self._top.setSpacing(px(4))
        self._flow.set_spacing(px(4), px(4))
        high = px(6 if self._very_low else 12)
        self._box.setContentsMargins(px(20), high, px(12), high)
        self._box.setSpacing(px(4))


class _Notes(QWidget):
    """Lines with a sign before each."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._pictures: list[QLabel] = []
        theme.changed.connect(self._restyle)

    def say(self, lines: list[str]) -> None:
        while (item := self._box.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._pictures = []
        said = [line for line in lines if line]
        for line in said:
            holder = QWidget(self)
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(self._theme.px(8))
            picture = QLabel(holder)
            self._pictures.append(picture)
            row.addWidget(picture)
            row.addWidget(TextLabel(self._theme, line, "caption", "text2", holder), 1)
            self._box.addWidget(holder)
            holder.show()
        self.setVisible(bool(said))
        self._restyle()

    def _restyle(self) -> None:
        self._box.setSpacing(self._theme.px(4))
        for picture in self._pictures:
            picture.setPixmap(self._theme.pixmap("warning", "warning", 16, self.devicePixelRatioF()))
