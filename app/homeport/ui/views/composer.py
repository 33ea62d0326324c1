"""Where a task is written: documents, text, how it is to run, and where it would run."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from homeport.domain.data_class import DataClass
from homeport.domain.instruction_template import parse
from homeport.domain.label import Label
from homeport.domain.saved_instruction import SavedInstruction
from homeport.domain.task import Ceiling, Latency, TaskKind
from homeport.ui.models.composer import (
    OWN_TEXT,
    ChipView,
    Correction,
    ForecastView,
    RunRequest,
)
from homeport.ui.models.composer_chips import ChipModel
from homeport.ui.models.composer_files import Gathered
from homeport.ui.theme import Theme
from homeport.ui.views.chips_area import ChipArea
from homeport.ui.views.composer_actions import ActionRows
from homeport.ui.views.composer_field import InstructionField
from homeport.ui.views.composer_frame import ComposerFrame
from homeport.ui.views.composer_intake import brought_by
from homeport.ui.views.composer_notice import NoticeLine, gathered_words
from homeport.ui.words import Words

if TYPE_CHECKING:
    from homeport.ui.dialogs.finding_card import FindingCard

PASTE_LIMIT = 2_000
"""Characters of a paste that still go into the text; a longer one becomes a document."""

SETTLED_MS = 150
"""Pause in typing after which the forecast is asked for."""

MOST_LINES = (10, 6, 3, 2, 1)
"""Lines of text by how tight it is."""


class Composer(ComposerFrame):
    """Knows no service: it tells what the person wants and shows what it is given."""

    changed = Signal(RunRequest)
    run_requested = Signal(RunRequest)
    stop_requested = Signal()
    add_requested = Signal()
    files_added = Signal(list)
    text_pasted = Signal(str)
    image_pasted = Signal(bytes)
    removed = Signal(str)
    removed_all = Signal()
    card_wanted = Signal(str)
    raise_requested = Signal(str, DataClass)
    lower_requested = Signal(str, int, str)
    restore_requested = Signal(str, int)
    show_requested = Signal(str, int)
    open_requested = Signal(str)
    save_instruction_requested = Signal(str, str)
    remove_instruction_requested = Signal(str)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._words = words
        self._own: Label | None = None
        self._reason = ""
        self._card: FindingCard | None = None
        self._saved: dict[str, SavedInstruction] = {}
        self.chips = ChipModel(self)
        self.area = ChipArea(theme, words, self.chips, self)
        self.notice = NoticeLine(theme, words, self)
        self.field = InstructionField(theme, words, self)
        self.actions_ = ActionRows(theme, words, self)
        for part in (self.area, self.notice, self.field, self.actions_):
            self.box.addWidget(part)
        self._settled = QTimer(self, interval=SETTLED_MS, singleShot=True)
        self.setAccessibleName(words("composer.region"))
        self.field.setProperty("focusOwn", True)
        self.field.focus_changed.connect(self.set_focused)
        self._connect()
        self._chain()
        self._tell_send()

    # ---- what it holds

    def text(self) -> str:
        """The instruction as typed."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Put an instruction into the field; the caret stands behind it. Undo brings the earlier one back."""
        cursor = self.field.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        self.field.setTextCursor(cursor)

    def request(self) -> RunRequest:
        """Everything it holds."""
        rows = self.actions_
        return RunRequest(self.text().strip(), rows.kind.value, rows.latency.value, rows.ceiling.value)

    def set_choices(self, kind: TaskKind, latency: Latency, ceiling: Ceiling) -> None:
        """Choose without telling."""
        self.actions_.kind.set_value(kind)
        self.actions_.latency.set_value(latency)
        self.actions_.ceiling.set_value(ceiling)

    def clear(self) -> None:
        """Nothing typed, no documents; how it is to run stays."""
        self.field.clear()
        self.chips.clear()
        self.set_own_label(None)
        self.notice.clear()
        self._settled.stop()

    # ---- documents

    def add_chips(self, chips: Sequence[ChipView]) -> None:
        """Show further documents."""
        self.chips.add(chips)
        self._chain()

    def update_chips(self, chips: Sequence[ChipView]) -> None:
        """Show documents as they are now; an open card follows."""
        self.chips.update(chips)
        if self._card is not None:
            chip = next((chip for chip in chips if chip.id == self._card.shown_id), None)
            if chip is not None:
                self._card.show_chip(chip)

    def remove_chip(self, chip_id: str) -> None:
        """Take a document out without telling."""
        self.chips.remove(chip_id)

    def tell(self, text: str) -> None:
        """Say something in a line above the text."""
        self.notice.say(text)

    def tell_gathered(self, gathered: Gathered) -> None:
        """Say what became of folders, and of files that were there already."""
        if gathered.says_something:
            self.notice.say(gathered_words(self._words, gathered))

    # ---- what is known of it

    def set_own_label(self, label: Label | None) -> None:
        """The class of the typed text; None while there is none."""
        self._own = label
        self.field.data_class = label.data_class if label is not None else DataClass.RESTRICTED
        self.actions_.show_own(label)
        self._chain()
        if self._card is not None and self._card.shown_id == OWN_TEXT and label is not None:
            self._card.show_own(label)

    def set_forecast(self, view: ForecastView) -> None:
        """Where the task would run."""
        self.actions_.show_forecast(view)

    def set_running(self, running: bool) -> None:
        """Whether a task runs: Stop stands where Send stood."""
        self.actions_.set_running(running)

    def set_enabled_reason(self, reason: str) -> None:
        """Why the task cannot be run now; empty when it can."""
        self._reason = reason
        self._tell_send()

    def set_correction(self, chip_id: str, correction: Correction) -> None:
        """What the policy lets the person correct; counts for the open card only."""
        if self._card is not None and self._card.shown_id == chip_id:
            self._card.set_correction(correction)

    def set_saved_instructions(self, saved: Sequence[SavedInstruction]) -> None:
        """Offer these in the menu."""
        self._saved = {each.id: each for each in saved}
        self.actions_.saved.show_saved(saved)

    # ---- what the person does

    def focus_text(self) -> None:
        """Go to the text."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def can_run(self) -> bool:
        """Whether there is something to run and nothing in its way."""
        return bool(self.text().strip()) and not self._reason and not self.actions_.running

    def run(self) -> None:
        """Ask for a run, if there is something to run."""
        if self.can_run():
            self._settled.stop()
            self.run_requested.emit(self.request())

    def stop(self) -> None:
        """Ask to stop, if something runs."""
        if self.actions_.running:
            self.stop_requested.emit()

    def open_card(self, chip_id: str) -> None:
        """Show why a document, or the typed text, has its class."""
        chip = self.chips.chip(chip_id)
        if self._card is None:
            self._card = self._new_card()
        if chip is not None and chip.label is not None:
            self._card.show_chip(chip)
        elif chip_id == OWN_TEXT and self._own is not None:
            self._card.show_own(self._own)
        else:
            return
        self._card.open()
        self.card_wanted.emit(chip_id)

    @property
    def card(self) -> "FindingCard | None":
        """The card, once one was opened."""
        return self._card

    def take_mime(self, mime: QMimeData) -> bool:
        """Take what was pasted or dropped; false when it is nothing we know."""
        brought = brought_by(mime)
        match brought:
            case list():
                self.files_added.emit(brought)
            case str() if len(brought) > PASTE_LIMIT:
                self.text_pasted.emit(brought)
            case str():
                self.field.insert_plain(brought)
            case bytes():
                self.image_pasted.emit(brought)
        return brought is not None

    def do_with(self, tightness: int) -> None:
        """Less height, other parts."""
        self.area.set_tightness(tightness)
        self.field.set_most_lines(MOST_LINES[tightness])
        self.actions_.set_tightness(tightness)

    def set_dragged(self, dragged: bool) -> None:
        """Say what a drop would do."""
        super().set_dragged(dragged)
        if dragged:
            self.notice.hint(self._words("composer.drop_here"))
        else:
            self.notice.end_hint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops what runs; else it means what it means around the composer."""
        if event.key() == Qt.Key.Key_Escape and self.actions_.running:
            self.stop()
            return
        super().keyPressEvent(event)

    def _connect(self) -> None:
        rows, field, area = self.actions_, self.field, self.area
        self._settled.timeout.connect(self._emit_changed)
        field.textChanged.connect(self._on_text_changed)
        field.run_wished.connect(self.run)
        field.pasted.connect(self.take_mime)
        rows.run_pressed.connect(self.run)
        rows.stop_pressed.connect(self.stop)
        rows.chosen.connect(self._emit_changed)
        rows.add.clicked.connect(self.add_requested)
        rows.own_pressed.connect(lambda: self.open_card(OWN_TEXT))
        rows.saved.picked.connect(self._on_picked)
        rows.saved.save_wished.connect(self._on_save)
        rows.saved.remove_wished.connect(self.remove_instruction_requested)
        area.card_requested.connect(self.open_card)
        area.remove_requested.connect(self._on_remove)
        area.remove_all_requested.connect(self._on_remove_all)

    def _chain(self) -> None:
        """Tab in reading order: what is made later would come last."""
        rows = self.actions_
        own = [rows.own_badge] if rows.own_badge is not None else []
        # The first one has been at its place in the window since it was made, and the others follow it there.
        first = self.area.folded.toggle
        stops = [
            first,
            *(stop for stop in self.area.tab_stops() if stop is not first),
            self.notice.put_away,
            self.field,
            rows.add,
            rows.saved,
            rows.kind,
        ]
        stops += [rows.latency, rows.ceiling, *own, rows.send, rows.stop]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _new_card(self) -> "FindingCard":
        from homeport.ui.dialogs.finding_card import FindingCard  # noqa: PLC0415 - not before the first paint

        card = FindingCard(self._theme, self._words, self)
        card.raise_requested.connect(self.raise_requested)
        card.lower_requested.connect(self.lower_requested)
        card.restore_requested.connect(self.restore_requested)
        card.show_requested.connect(self.show_requested)
        card.open_requested.connect(self.open_requested)
        return card

    def _on_text_changed(self) -> None:
        self._settled.start()
        self._tell_send()

    def _emit_changed(self) -> None:
        self._settled.stop()
        self.changed.emit(self.request())

    def _tell_send(self) -> None:
        there = bool(self.text().strip())
        self.actions_.send.setEnabled(there and not self._reason)
        self.actions_.send.setToolTip(self._reason)
        self.actions_.send.setAccessibleDescription(self._reason)
        self.actions_.saved.set_can_save(there)

    def _on_remove(self, chip_id: str) -> None:
        row = self.chips.row_of(chip_id)
        self.chips.remove(chip_id)
        self.removed.emit(chip_id)
        if row is None or not self.area.focus_near(row):
            self.focus_text()

    def _on_remove_all(self) -> None:
        self.chips.clear()
        self.removed_all.emit()
        self.focus_text()

    def _on_picked(self, of: str) -> None:
        saved = self._saved.get(of)
        if saved is None:
            return
        template = parse(saved.text)
        if not template.variables:
            self._use("".join(str(part) for part in template.parts))
            return
        from homeport.ui.dialogs.saved_instructions import FillDialog  # noqa: PLC0415 - not before the first paint

        dialog = FillDialog(self._theme, self._words, saved, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filled.connect(self._use)
        dialog.open()

    def _use(self, text: str) -> None:
        self.set_text(text)
        self.focus_text()

    def _on_save(self) -> None:
        from homeport.ui.dialogs.saved_instructions import SaveDialog  # noqa: PLC0415 - not before the first paint

        text = self.text().strip()
        dialog = SaveDialog(self._theme, self._words, text, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.named.connect(lambda name: self.save_instruction_requested.emit(name, text))
        dialog.open()
