"""A notice across a view: what happened, what next, and the ways on."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button, IconButton
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.painting import rounded
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

Tone = Literal["info", "good", "warning", "danger"]

ICONS: dict[Tone, str] = {"info": "info", "good": "check-circle", "warning": "warning", "danger": "error"}


class Banner(QFrame):
    """Says one thing with its next step.

    Args:
        theme: colours and sizes.
        words: the person's language.
        kind: info, good, warning or danger; shown by icon and words, the colour only helps.
        title: what happened.
        next_step: what next.
        actions: id and words of each way on; the id comes back in `action_chosen`.
        closable: whether it can be put away.
        parent: the owner.
    """

    action_chosen = Signal(str)
    dismissed = Signal()

    def __init__(
        self,
        theme: Theme,
        words: Words,
        kind: Tone,
        title: str,
        next_step: str = "",
        actions: Sequence[tuple[str, str]] = (),
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind: Tone = kind
        self._picture = QLabel(self)
        self._title = TextLabel(theme, "", "strong", "text", self)
        self._next = TextLabel(theme, "", "body", "text2", self)
        self._close = IconButton(theme, "x", words("widgets.dismiss"), self)
        self._close.clicked.connect(self._on_closed)
        self._actions = QWidget(self)
        self._flow = FlowLayout(self._actions)
        self._column = QVBoxLayout()
        self._column.addWidget(self._title)
        self._column.addWidget(self._next)
        self._column.addWidget(self._actions)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._column, 1)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._close.setVisible(closable)
        self.set_content(kind, title, next_step, actions)
        theme.changed.connect(self._restyle)

    def set_content(
        self, kind: Tone, title: str, next_step: str = "", actions: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Say something else."""
        self._kind = kind
        self._title.setText(title)
        self._next.setText(next_step)
        self._next.setVisible(bool(next_step))
        while (item := self._flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for name, text in actions:
            button = Button(self._theme, text, "secondary", parent=self._actions)
            button.clicked.connect(lambda _checked=False, name=name: self.action_chosen.emit(name))
            self._flow.addWidget(button)
        self._actions.setVisible(bool(actions))
        self.setAccessibleName(title)
        self.setAccessibleDescription(next_step)
        self._restyle()

    def announce(self) -> None:
        """Let a screen reader say it now."""
        text = f"{self._title.text()} {self._next.text()}".strip()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A soft box with an edge in the tone."""
        painter = QPainter(self)
        colour = self._theme.colour
        rounded(painter, QRectF(self.rect()), self._theme.px(12), colour(f"{self._kind}_soft"), colour(self._kind))
        painter.end()

    def _on_closed(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _restyle(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(16), px(12), px(12), px(12))
        self._row.setSpacing(px(12))
        self._column.setSpacing(px(4))
        self._flow.set_spacing(px(8), px(8))
        self._flow.setContentsMargins(0, px(8), 0, 0)
        self._picture.setPixmap(self._theme.pixmap(ICONS[self._kind], self._kind, 20, self.devicePixelRatioF()))
        self.update()
