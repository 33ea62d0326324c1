"""The foot of the confirmation sheet: what was never looked at, the fingerprint, no and yes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from homeport.ui.models.sheet import SheetView
from homeport.ui.models.sheet_text import ranges
from homeport.ui.theme import Theme
from homeport.ui.widgets import RING, Button, Divider, FlowLayout, IconButton, TextLabel
from homeport.ui.words import Words

MOST_PARTS = 4
"""Lines about parts that were not looked at; with more of them the last line counts the rest."""


SAYS_WIDTH = 200
"""Least width of the words beside the buttons, px before scaling."""


class SendButton(Button):
    """The yes: a click or the space bar, never Enter, and no key that is held down."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter to the sheet; some systems would take it for a press."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or event.isAutoRepeat():
            event.ignore()
            return
        super().keyPressEvent(event)


class Foot(QWidget):
    """Says what one has not seen, beside the button that would approve it."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._sha256 = ""
        self._unseen = TextLabel(theme, "", "row", "text2", self)
        self._hash = TextLabel(theme, "", "caption", "text3", self)
        self._hash.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._copy = IconButton(theme, "copy", words("sheet.copy_hash"), self)
        self._copy.clicked.connect(self._on_copy)
        self.report = Button(theme, words("sheet.report"), "ghost", "flag", self)
        self.keep = Button(theme, words("sheet.keep"), "primary", parent=self)
        self.keep.setDefault(True)
        self.send = SendButton(theme, "", "secondary", parent=self)
        self.send.setEnabled(False)
        self._buttons = QWidget(self)
        self._flow = FlowLayout(self._buttons)
        self._flow.addWidget(self.keep)
        self._flow.addWidget(self.send)
        self.fingerprint = QWidget(self)
        """The line of the hash; the sheet puts it under the text."""
        self._line = QHBoxLayout(self.fingerprint)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self._hash)
        self._line.addWidget(self._copy)
        self._line.addStretch(1)
        self._line.addWidget(self.report)
        self._says = QHBoxLayout()
        self._says.addWidget(self._unseen, 1)
        self._says.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._column = QVBoxLayout(self)
        self._column.addWidget(Divider(theme, self))
        self._column.addLayout(self._says)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_view(self, view: SheetView) -> None:
        """Show other bytes."""
        self._sha256 = view.sha256
        self._hash.setText(self._words("sheet.hash", hash=view.short_sha256))
        self._hash.setToolTip(view.sha256)
        self.send.setText(view.send)
        self.keep.setText(view.keep)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words and buttons stand as it takes less height."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Let the words stand above the buttons, or beside them where that is lower and wide enough."""
        buttons, gap = self._flow.sizeHint(), self._says.spacing()
        left = self.width() - buttons.width() - gap
        beside = left >= self._theme.px(SAYS_WIDTH) and (
            max(self._unseen.heightForWidth(left), buttons.height())
            <= self._unseen.heightForWidth(self.width()) + gap + buttons.height()
        )
        self._says.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def tell(self, text: str) -> None:
        """Say what is going on."""
        self._unseen.set_token("text2")
        self._unseen.setText(text)
        self._arrange()

    def tell_unseen(self, view: SheetView, missing: dict[str, list[str]], *, complete: bool) -> None:
        """Say what was never on the screen."""
        words = self._words
        if not complete:
            self.tell(words("sheet.loading"))
            return
        if not missing:
            self.tell(words("sheet.all_seen"))
            self.send.setAccessibleDescription("")
            return
        paged = [part for part in view.parts if missing.get(part.id)]
        alone = len(paged) == 1 and len(missing) == 1
        says = []
        for part in view.parts:
            if part.id not in missing:
                continue
            pages = missing[part.id]
            if not pages:
                says.append(words("sheet.unseen_part", name=part.name))
                continue
            single = len(pages) == 1
            key = (
                ("unseen_pages_one" if single else "unseen_pages")
                if alone
                else ("unseen_page_of" if single else "unseen_pages_of")
            )
            slots = {"pages": ranges(pages)} if alone else {"pages": ranges(pages), "name": part.name}
            says.append(words(f"sheet.{key}", **slots))
        if len(says) > MOST_PARTS:
            rest = len(says) - MOST_PARTS + 1
            says = [*says[: MOST_PARTS - 1], words("sheet.unseen_more", count=rest)]
        self._unseen.set_token("warning")
        self._unseen.setText("\n".join(says))
        self._arrange()
        self.send.setAccessibleDescription(" ".join(says))

    def controls(self) -> list[QWidget]:
        """What the keyboard can reach, in reading order."""
        return [self._copy, self.report, self.keep, self.send]

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._sha256)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._words("common.copied")))

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(RING), 0, px(RING), px(RING))
        self._column.setSpacing(px(8))
        self._line.setSpacing(px(4))
        self._says.setSpacing(px(16))
        self._flow.set_spacing(px(8), px(8))
