"""All documents of the task to come: a few as chips, many as one line with a list behind it."""

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from homeport.ui.models.composer_chips import ChipModel, Summary
from homeport.ui.theme import Theme
from homeport.ui.views.chips import DocumentChip
from homeport.ui.views.chips_list import ChipList
from homeport.ui.widgets import Button, Caption, ElidedLabel, FlowLayout, ProgressLine, TextLabel
from homeport.ui.words import Words

MOST_CHIPS = (8, 3, 1, 1, 1)
"""More documents than these fold into one line; by how tight it is."""

TALLEST = (172, 88, 44, 36, 36)
"""Px before scaling; taller chips scroll, so that the text and the answer keep their room."""

LEFT_OUT = 3
"""Tighter than this the documents are not shown until the person comes to the composer."""

ROWS_SEEN = (6, 4, 3, 2, 2)
"""Rows of the open list."""

BESIDE = 520


class ChipArea(QWidget):
    """Follows a `ChipModel`; never holds more widgets than `MOST_CHIPS` say."""

    card_requested = Signal(str)
    remove_requested = Signal(str)
    remove_all_requested = Signal()

    def __init__(self, theme: Theme, words: Words, model: ChipModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._model = model
        self._chips: dict[str, DocumentChip] = {}
        self._tightness = 0
        self._scroll = _ChipScroll(theme, self)
        self._flow_holder = self._scroll.holder
        self._flow = self._scroll.flow
        self.folded = _Folded(theme, words, model, self)
        self.folded.list.card_requested.connect(self.card_requested)
        self.folded.list.remove_requested.connect(self.remove_requested)
        self.folded.remove_all.clicked.connect(self.remove_all_requested)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self._scroll)
        self._box.addWidget(self.folded)
        model.rowsInserted.connect(self._on_inserted)
        model.rowsRemoved.connect(self._on_removed)
        model.modelReset.connect(self._arrange)
        model.dataChanged.connect(self._on_changed)
        model.summary_changed.connect(self._tell)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._arrange()

    @property
    def is_folded(self) -> bool:
        """Whether the documents stand as one line."""
        return len(self._model) > MOST_CHIPS[self._tightness]

    def set_tightness(self, tightness: int) -> None:
        """Do with less height."""
        if tightness != self._tightness:
            self._tightness = tightness
            self._scroll.set_tallest(TALLEST[tightness])
            self.folded.set_tight(tight=tightness > 0, one_line=tightness > 1)
            self.folded.list.set_rows_seen(ROWS_SEEN[tightness])
            self._arrange()

    def chip(self, chip_id: str) -> DocumentChip | None:
        """The widget of a document, while it has one."""
        return self._chips.get(chip_id)

    def tab_stops(self) -> list[QWidget]:
        """Its controls in reading order."""
        if self.is_folded:
            return [self.folded.toggle, self.folded.remove_all, self.folded.list]
        chips = [self._chips[chip.id] for chip in self._model if chip.id in self._chips]
        return [part for chip in chips for part in (chip.badge, chip.remove)]

    def focus_near(self, row: int) -> bool:
        """Put the focus on the document now at a row or before it; false when none is left."""
        if not len(self._model):
            return False
        row = min(row, len(self._model) - 1)
        if self.is_folded:
            self.folded.list.setCurrentIndex(self._model.index(row))
            self.folded.list.setFocus()
            return True
        chip = self._chips.get(next(each.id for at, each in enumerate(self._model) if at == row))
        if chip is not None:
            chip.remove.setFocus()
        return chip is not None

    def _on_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        del parent, first, last
        self._arrange()

    def _on_removed(self, parent: QModelIndex, first: int, last: int) -> None:
        del parent, first, last
        self._arrange()

    def _on_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if self.is_folded:
            return
        for row in range(first.row(), last.row() + 1):
            chip = list(self._model)[row]
            widget = self._chips.get(chip.id)
            if widget is not None:
                widget.show_chip(chip)
        self._scroll.fit()

    def _arrange(self) -> None:
        """Chips for those in the model, in their order; none while folded."""
        wanted = {} if self.is_folded else {chip.id: chip for chip in self._model}
        for chip_id in [chip_id for chip_id in self._chips if chip_id not in wanted]:
            widget = self._chips.pop(chip_id)
            self._flow.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for chip in wanted.values():
            if chip.id in self._chips:
                continue
            widget = DocumentChip(self._theme, self._words, chip, self._flow_holder)
            widget.card_requested.connect(self.card_requested)
            widget.remove_requested.connect(self.remove_requested)
            self._chips[chip.id] = widget
            self._flow.addWidget(widget)
            widget.show()
        self._scroll.setVisible(bool(self._chips))
        self._scroll.fit()
        self.folded.setVisible(self.is_folded)
        self.setVisible(len(self._model) > 0 and self._tightness <= LEFT_OUT)
        self._tell()
        self.updateGeometry()

    def _tell(self) -> None:
        if self.is_folded:
            self.folded.show_summary(self._model.summary)

    def _restyle(self) -> None:
        gap = self._theme.px(8)
        self._flow.set_spacing(gap, gap)
        self._scroll.fit()


class _ChipScroll(QScrollArea):
    """As tall as its chips up to a limit; follows the focus."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.holder = QWidget()
        self.flow = FlowLayout(self.holder)
        self.setWidget(self.holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tallest = TALLEST[0]

    def set_tallest(self, tallest: int) -> None:
        """Px before scaling."""
        self._tallest = tallest
        self.fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Take the height of the chips."""
        height = self._height()
        if self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _height(self) -> int:
        return min(self.flow.heightForWidth(self.viewport().width()), self._theme.px(self._tallest))


class _Folded(QWidget):
    """How many of each class, how far the reading is, and the list."""

    def __init__(self, theme: Theme, words: Words, model: ChipModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._tight = False
        self._picture = QLabel(self)
        self.says = TextLabel(theme, "", "row", "text", self)
        self.says_short = ElidedLabel(theme, "", "row", "text", Qt.TextElideMode.ElideRight, self)
        self.says_short.hide()
        self.toggle = Button(theme, words("chips.show_list"), "ghost", "list", self)
        self.remove_all = Button(theme, words("chips.remove_all"), "ghost", "trash", self)
        self.progress = ProgressLine(theme, words, self)
        self.progress.setAccessibleName(words("chips.progress"))
        self.done = Caption(theme, "", self)
        self.done.setWordWrap(False)
        self.list = ChipList(theme, words, model, self)
        self.list.hide()
        said = QHBoxLayout()
        said.setSpacing(theme.px(8))
        said.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        said.addWidget(self.says, 1)
        said.addWidget(self.says_short, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(4))
        buttons.addWidget(self.toggle)
        buttons.addWidget(self.remove_all)
        buttons.addStretch(1)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.addLayout(said, 1)
        self._top.addLayout(buttons)
        self._way = QHBoxLayout()
        self._way.addWidget(self.progress, 1)
        self._way.addWidget(self.done)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(self._top)
        self._box.addLayout(self._way)
        self._box.addWidget(self.list)
        self.toggle.clicked.connect(self._on_toggled)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_tight(self, *, tight: bool, one_line: bool) -> None:
        """Buttons as icons beside the words, and these in one line."""
        self._tight = tight
        self.says.setVisible(not one_line)
        self.says_short.setVisible(one_line)
        for button in (self.toggle, self.remove_all):
            button.set_folded(tight)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short the buttons stand below the words."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        narrow = self.width() < self._theme.px(BESIDE) and not self._tight
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._top.direction() is not way:
            self._top.setDirection(way)

    def show_summary(self, summary: Summary) -> None:
        """Say the counts as they stand."""
        for label in (self.says, self.says_short):
            label.setText(summary_words(self._words, summary))
        reading = summary.reading > 0
        self.progress.setVisible(reading)
        self.done.setVisible(reading)
        if reading:
            done = summary.total - summary.reading
            self.progress.setRange(0, summary.total)
            self.progress.setValue(done)
            self.done.setText(self._words("chips.progress_done", done=done, total=summary.total))

    def _on_toggled(self) -> None:
        shown = self.list.isHidden()
        self.list.setVisible(shown)
        self.toggle.setText(self._words("chips.hide_list" if shown else "chips.show_list"))
        if shown:
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self.list.model().index(0, 0))
            self.list.setFocus()

    def _restyle(self) -> None:
        px = self._theme.px
        self._top.setSpacing(px(8))
        self._way.setSpacing(px(8))
        self._box.setSpacing(px(4))
        self._picture.setPixmap(self._theme.pixmap("files", "text2", 20, self.devicePixelRatioF()))


def summary_words(words: Words, summary: Summary) -> str:
    """``200 documents: 3 restricted, 12 confidential, 185 being read``."""
    parts = [words(f"chips.summary_class_{each.word}", count=count) for each, count in summary.classes]
    if summary.reading:
        parts.append(words("chips.summary_reading", count=summary.reading))
    documents = words("chips.documents", count=summary.total)
    return words("chips.summary", documents=documents, classes=", ".join(parts))
