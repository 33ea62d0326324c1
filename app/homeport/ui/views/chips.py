"""One document of the task to come: its name, its class as a button that says why, and a way out."""

from PySide6.QtCore import QEasingCurve, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from homeport.domain.data_class import DataClass
from homeport.ui.finding_words import FindingWords
from homeport.ui.models.composer import ChipKind, ChipState, ChipView
from homeport.ui.theme import Theme
from homeport.ui.widgets import Caption, ClassBadgeButton, ElidedLabel, IconButton
from homeport.ui.widgets.painting import rounded
from homeport.ui.words import Words

WIDEST = 364
"""Px before scaling; a longer name gives way in its middle."""

ICONS = {ChipKind.FILE: "file", ChipKind.TEXT: "file-text", ChipKind.IMAGE: "image"}

ROUND_MS = 1_100


class Spinner(QWidget):
    """Something goes on; where motion is not wanted a still arc stands beside the word."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._turned = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setDuration(ROUND_MS)
        self._motion.setLoopCount(-1)
        self._motion.setEasingCurve(QEasingCurve.Type.Linear)
        self._motion.valueChanged.connect(self._on_turned)
        theme.changed.connect(self._move)

    @property
    def turns(self) -> bool:
        """Whether it moves."""
        return self._motion.state() is QVariantAnimation.State.Running

    def sizeHint(self) -> QSize:
        """As an icon."""
        return QSize(self._theme.px(16), self._theme.px(16))

    def showEvent(self, event: QShowEvent) -> None:
        """Turn while it is seen."""
        super().showEvent(event)
        self._move()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while it is not."""
        super().hideEvent(event)
        self._motion.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Three quarters of a ring."""
        side = min(self.width(), self.height())
        pen = QPen(self._theme.colour("text3"), self._theme.px(2))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        edge = pen.width()
        painter.drawArc(
            QRectF(edge, edge, side - 2 * edge, side - 2 * edge), int(-self._turned * 360 * 16), 250 * 16
        )
        painter.end()

    def _move(self) -> None:
        if self.isVisible() and self._theme.motion:
            self._motion.start()
        else:
            self._motion.stop()
        self.updateGeometry()
        self.update()

    def _on_turned(self, share: float) -> None:
        self._turned = share
        self.update()


class DocumentChip(QFrame):
    """Shows a `ChipView` and follows it as it is read."""

    card_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, theme: Theme, words: Words, chip: ChipView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._say = FindingWords(words)
        self.chip = chip
        self._picture = QLabel(self)
        self._name = ElidedLabel(theme, "", "row", parent=self)
        self._state = Caption(theme, "", self)
        self._state.setWordWrap(False)
        self._spinner = Spinner(theme, self)
        self.badge = ClassBadgeButton(theme, words, DataClass.RESTRICTED, self)
        self.remove = IconButton(theme, "x", "", self)
        self._note = Caption(theme, "", self)
        self._row = QHBoxLayout()
        self._row.addWidget(self._picture)
        self._row.addWidget(self._name, 1)
        self._row.addWidget(self._spinner)
        self._row.addWidget(self._state)
        self._row.addWidget(self.badge)
        self._row.addWidget(self.remove)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._row)
        self._box.addWidget(self._note)
        self.badge.clicked.connect(lambda: self.card_requested.emit(self.chip.id))
        self.remove.clicked.connect(lambda: self.remove_requested.emit(self.chip.id))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.show_chip(chip)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_chip(self, chip: ChipView) -> None:
        """Show how far it has come."""
        self.chip = chip
        name = chip_name(self._words, chip)
        self._name.setText(name)
        self.remove.set_name(self._words("chips.remove", name=name))
        reading = chip.label is None
        self._spinner.setVisible(reading and chip.state is ChipState.READING)
        self._state.setVisible(reading)
        self._state.setText(self._words("chips.waiting" if chip.state is ChipState.WAITING else "chips.reading"))
        self.badge.setVisible(not reading)
        if chip.label is not None:
            self.badge.set_data_class(chip.label.data_class)
            says = self._words("chips.badge", **{"class": self.badge.text()}, name=name)
            self.badge.setAccessibleName(says)
        self._note.setText(chip_note(self._words, self._say, chip))
        self._note.setVisible(bool(self._note.text()))
        self._dress_picture()
        self.setAccessibleName(name)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the name wants, up to a limit."""
        hint = super().sizeHint()
        width = min(hint.width(), self._theme.px(WIDEST))
        height = self._box.heightForWidth(width) if self._box.hasHeightForWidth() else hint.height()
        return QSize(width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft box."""
        painter = QPainter(self)
        colour = self._theme.colour
        rounded(painter, QRectF(self.rect()), self._theme.px(8), colour("canvas"), colour("border"))
        painter.end()

    def _dress_picture(self) -> None:
        warned = self.chip.unread is not None or self.chip.unread_parts > 0
        token = "warning" if warned else "text2"
        icon = "warning" if warned else ICONS[self.chip.kind]
        self._picture.setPixmap(self._theme.pixmap(icon, token, 16, self.devicePixelRatioF()))

    def _restyle(self) -> None:
        px = self._theme.px
        self._row.setSpacing(px(8))
        self._row.setContentsMargins(0, 0, 0, 0)
        self._box.setContentsMargins(px(12), px(2), px(4), px(2))
        self._box.setSpacing(0)
        self._note.setContentsMargins(px(24), 0, px(8), px(6))
        self._dress_picture()
        self.updateGeometry()


def chip_name(words: Words, chip: ChipView) -> str:
    """What a chip is called: the file's name, or what was pasted."""
    if chip.kind is ChipKind.IMAGE:
        return words("chips.pasted_image", number=chip.number)
    if chip.kind is ChipKind.TEXT:
        size = words("chips.characters", count=chip.characters)
        return f"{words('chips.pasted_text', number=chip.number)}, {size}"
    return chip.name


def chip_note(words: Words, say: FindingWords, chip: ChipView) -> str:
    """What was not read and what to do about it; empty when all is well."""
    if chip.kind is ChipKind.IMAGE and chip.unread is not None:
        return words("chips.image_not_read")
    if chip.unread is not None:
        why = words("chips.not_read_short", reason=say.unread(chip.unread))
        return f"{why} {say.unread_next(chip.unread)}"
    return words("chips.unread_parts", count=chip.unread_parts) if chip.unread_parts else ""
