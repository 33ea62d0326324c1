"""Two versions of an answer side by side, with what differs marked word by word."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from homeport.text.word_diff import difference
from homeport.ui.models.turn import Answer
from homeport.ui.theme import Theme
from homeport.ui.views.versions_side import VersionSide
from homeport.ui.widgets.button import Button, IconButton
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.scroll_page import RING, ScrollPage
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words


@dataclass(frozen=True, slots=True)
class Compared:
    """A text that can be compared: the model's words of a version, or the person's."""

    version: int
    name: str
    text: str


def choices(versions: tuple[Answer, ...], words: Words) -> tuple[Compared, ...]:
    """Every text there is, oldest first; a person's version stands after the words it came from."""
    found = []
    for number, answer in enumerate(versions):
        name = words("versions.version", number=number + 1, model=answer.model)
        found.append(Compared(number, name, answer.text))
        if answer.own_text is not None:
            found.append(Compared(number, words("versions.own", number=number + 1), answer.own_text))
    return tuple(found)


class CompareDialog(QDialog):
    """The one shown on the right, the one before it on the left; both can be chosen."""

    version_chosen = Signal(int)

    def __init__(
        self, theme: Theme, words: Words, versions: tuple[Answer, ...], shown: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._choices = choices(versions, words)
        self._places: list[tuple[int, int]] = []
        self._at = -1
        self.setWindowTitle(words("versions.title"))
        self.setModal(True)
        self.left = VersionSide(theme, removed=True, parent=self)
        self.right = VersionSide(theme, removed=False, parent=self)
        self.left.follow(self.right)
        self.right.follow(self.left)
        self.pickers: list[QComboBox] = []
        self._uses: list[Button] = []
        close = Button(theme, words("common.close"), "secondary", parent=self)
        close.clicked.connect(self.reject)
        page = ScrollPage(theme, self)
        page.column.setSpacing(theme.px(12))
        page.column.addLayout(self._head())
        page.column.addLayout(self._sides(), 1)
        whole = QVBoxLayout(self)
        side = theme.px(20 - RING)
        whole.setContentsMargins(side, side, side, theme.px(20))
        whole.setSpacing(theme.px(8))
        whole.addWidget(page, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, theme.px(RING), 0)
        foot.addStretch(1)
        foot.addWidget(close)
        whole.addLayout(foot)
        self.resize(theme.px(920), theme.px(620))
        self._choose(shown % max(1, len(versions)))

    def _head(self) -> QHBoxLayout:
        theme, words = self._theme, self._words
        self.summary = TextLabel(theme, "", "row", "text2", self)
        self.previous = IconButton(theme, "chevron-up", words("versions.previous"), self)
        self.next = IconButton(theme, "chevron-down", words("versions.next"), self)
        self.previous.clicked.connect(lambda: self._go(-1))
        self.next.clicked.connect(lambda: self._go(1))
        QShortcut(QKeySequence("F7"), self, lambda: self._go(1))
        QShortcut(QKeySequence("Shift+F7"), self, lambda: self._go(-1))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(TextLabel(theme, words("versions.title"), "panel_title", "text", self))
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.summary, 1)
        head.addWidget(self.previous)
        head.addWidget(self.next)
        return head

    def _sides(self) -> QGridLayout:
        theme, words = self._theme, self._words
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        for column, (side, name, legend) in enumerate(
            ((self.left, "left", "versions.removed"), (self.right, "right", "versions.added"))
        ):
            picker = self._picker(words(f"versions.choose_{name}"))
            use = Button(theme, words("versions.use"), "secondary", parent=self)
            use.clicked.connect(lambda _=False, picker=picker: self._use(picker))
            foot = QHBoxLayout()
            foot.addWidget(TextLabel(theme, words(legend), "caption", "text3", self), 1)
            foot.addWidget(use)
            grid.addWidget(picker, 0, column)
            grid.addWidget(side, 1, column)
            grid.addLayout(foot, 2, column)
            grid.setColumnStretch(column, 1)
            self.pickers.append(picker)
            self._uses.append(use)
        grid.setRowStretch(1, 1)
        return grid

    def buttons(self) -> list[Button]:
        """What shows the version of a side in the pane, left and right."""
        return self._uses

    @property
    def places(self) -> list[tuple[int, int]]:
        """Where the differences begin on either side."""
        return self._places

    def _picker(self, name: str) -> QComboBox:
        picker = Choice(self._theme, name, self)
        picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for choice in self._choices:
            picker.addItem(choice.name)
        picker.currentIndexChanged.connect(self._compare)
        return picker

    def _choose(self, shown: int) -> None:
        right = max(index for index, choice in enumerate(self._choices) if choice.version == shown)
        left = right - 1 if right else min(1, len(self._choices) - 1)
        for picker, index in zip(self.pickers, (left, right), strict=True):
            picker.blockSignals(True)
            picker.setCurrentIndex(index)
            picker.blockSignals(False)
        self._compare()

    def _compare(self) -> None:
        left, right = (self._choices[picker.currentIndex()] for picker in self.pickers)
        found = difference(left.text, right.text)
        self.left.show_text(left.text, [change.left for change in found.changes])
        self.right.show_text(right.text, [change.right for change in found.changes])
        self.left.setAccessibleName(self._words("versions.left", name=left.name))
        self.right.setAccessibleName(self._words("versions.right", name=right.name))
        self._places = [(change.left[0], change.right[0]) for change in found.changes]
        self._at = -1
        for button in (self.previous, self.next):
            button.setEnabled(bool(self._places))
        if not self._places:
            self.summary.setText(self._words("versions.same"))
        elif found.by_word:
            self.summary.setText(self._words("versions.differences", count=len(self._places)))
        else:
            self.summary.setText(self._words("versions.too_different"))

    def _go(self, step: int) -> None:
        if not self._places:
            return
        start = len(self._places) if self._at < 0 and step < 0 else self._at
        self._at = (start + step) % len(self._places)
        left, right = self._places[self._at]
        self.left.show_place(left)
        self.right.show_place(right)

    def _use(self, picker: QComboBox) -> None:
        self.version_chosen.emit(self._choices[picker.currentIndex()].version)
        self.accept()
