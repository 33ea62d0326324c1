"""What was sent: the exact bytes of one send, to be read and no more."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from homeport.ui.dialogs.confirmation_text import TextPane
from homeport.ui.models.sent import SentView
from homeport.ui.theme import Theme
from homeport.ui.widgets import RING, Button, Choice, Divider, IconButton, ScrollPage, TextLabel
from homeport.ui.widgets.let_go import let_go
from homeport.ui.words import Words

WIDTH, HEIGHT = 920, 720


class SentDialog(QDialog):
    """Shows one send at a time; opened with `open`, closed by Esc.

    Args:
        theme: colours and sizes.
        words: the person's language.
        parent: the window it belongs to.
    """

    other_chosen = Signal(int)
    """Another send of the thread is to be shown: its number in the ledger."""

    report_requested = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self.view: SentView | None = None
        self.setWindowTitle(words("sent.window_title"))  # names nobody
        self._page = ScrollPage(theme, self)
        self._title = TextLabel(theme, "", "title", "text", self)
        self.others = Choice(theme, words("sent.others"), self)
        self.others.activated.connect(self._on_other)
        self._lines = QWidget(self)
        self._form = QGridLayout(self._lines)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setColumnStretch(1, 1)
        self.text = TextPane(theme, words, self)
        self.text.set_past(words("sent.readable_name"), words("sent.raw_name"))
        self._hash = TextLabel(theme, "", "caption", "text3", self)
        self._hash.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.copy_hash = IconButton(theme, "copy", words("sheet.copy_hash"), self)
        self.copy_hash.clicked.connect(self._on_copy)
        self.report = Button(theme, words("sheet.report"), "ghost", "flag", self)
        self.report.clicked.connect(self.report_requested)
        self.close_button = Button(theme, words("sent.close"), "primary", parent=self)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._hash)
        self._foot.addWidget(self.copy_hash)
        self._foot.addStretch(1)
        self._foot.addWidget(self.report)
        self._foot.addWidget(self.close_button)
        for widget in (self._title, self.others, self._lines):
            self._page.column.addWidget(widget)
        self._page.column.addWidget(self.text, 1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._page, 1)
        self._column.addWidget(Divider(theme, self))
        self._column.addLayout(self._foot)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_sent(self, view: SentView) -> None:
        """Show a send, also in the place of another."""
        self.view = view
        self._title.setText(view.title)
        self.setAccessibleName(view.title)
        while (item := self._form.takeAt(0)) is not None:
            if widget := item.widget():
                let_go(widget)
        for row, (label, says) in enumerate(view.lines):
            name = TextLabel(self._theme, label, "section", "text2", self._lines)
            self._form.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._form.addWidget(TextLabel(self._theme, says, "body", "text", self._lines), row, 1)
        self.others.setVisible(len(view.others) > 1)
        self.others.clear()
        for seq, says in view.others:
            self.others.addItem(says, seq)
        self.others.setCurrentIndex(self.others.findData(view.seq))
        self._hash.setText(self._words("sheet.hash", hash=view.sheet.short_sha256))
        self._hash.setToolTip(view.sheet.sha256)
        self.text.show_view(view.sheet, view.readable, view.raw)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_other(self, index: int) -> None:
        self.other_chosen.emit(int(self.others.itemData(index)))

    def _on_copy(self) -> None:
        if self.view is not None:
            QGuiApplication.clipboard().setText(self.view.sheet.sha256)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._words("common.copied")))

    def _restyle(self) -> None:
        px = self._theme.px
        side = px(28 - RING)
        self._column.setContentsMargins(side, px(20 - RING), side, px(20))
        self._column.setSpacing(px(12 - RING))
        self._page.column.setSpacing(px(12))
        self._foot.setContentsMargins(px(RING), 0, px(RING), 0)
        self._form.setHorizontalSpacing(px(16))
        self._form.setVerticalSpacing(px(4))
        self._foot.setSpacing(px(8))
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(px(WIDTH), screen.width() * 19 // 20), min(px(HEIGHT), screen.height() * 19 // 20))
