"""A line above the text that says what became of what was added."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from homeport.ui.finding_words import shortened
from homeport.ui.models.composer_files import MOST_FILES, Gathered
from homeport.ui.theme import Theme
from homeport.ui.widgets import Caption, IconButton
from homeport.ui.words import Words

MOST_NAMES = 3


class NoticeLine(QWidget):
    """Stays until it is put away or something else is said; a hint stands before it for a while."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said = ""
        self._hinted = False
        self._picture = QLabel(self)
        self._text = Caption(theme, "", self)
        self._text.set_token("text2")
        self.put_away = IconButton(theme, "x", words("composer.notice_close"), self)
        self.put_away.clicked.connect(self.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._picture)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.put_away)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def text(self) -> str:
        """What is said now."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, text: str) -> None:
        """Say it until something else is said, to screen readers too."""
        self._said = text
        self._show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def hint(self, text: str) -> None:
        """Say it for now."""
        self._hinted = True
        self._text.setText(text)
        self.put_away.hide()
        self.show()

    def end_hint(self) -> None:
        """What was said before comes back."""
        self._hinted = False
        self._show()

    def clear(self) -> None:
        """Say nothing."""
        self._said = ""
        self._show()

    def _show(self) -> None:
        if self._hinted:
            return
        self._text.setText(self._said)
        self.put_away.show()
        self.setVisible(bool(self._said))

    def _restyle(self) -> None:
        self._row.setSpacing(self._theme.px(8))
        self._picture.setPixmap(self._theme.pixmap("info", "text2", 16, self.devicePixelRatioF()))


def gathered_words(words: Words, gathered: Gathered) -> str:
    """What became of folders, of files that were there already, and of those that were too many."""
    said = [
        words("composer.from_folders", folder=shortened(name), files=words("composer.files", count=count))
        for name, count in gathered.folders[:MOST_NAMES]
    ]
    if gathered.twice:
        names = ", ".join(shortened(name) for name in gathered.twice[:MOST_NAMES])
        more = len(gathered.twice) - MOST_NAMES
        if more > 0:
            said.append(words("composer.already_here_more", names=names, count=more))
        else:
            said.append(words("composer.already_here", names=names))
    if gathered.closed:
        names = ", ".join(shortened(name) for name in gathered.closed[:MOST_NAMES])
        said.append(words("composer.closed_folder", names=names))
    if gathered.too_many:
        said.append(words("composer.too_many", most=MOST_FILES, count=gathered.too_many))
    return " ".join(said)
