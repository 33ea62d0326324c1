"""What is attached to the next question: read and labelled at once, so that its class is known before a run."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from homeport.domain.data_class import DataClass
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.services.corrections import corrected, same
from homeport.services.open_documents import OpenDocuments
from homeport.services.raise_class import raise_class
from homeport.services.relabel import INSTRUCTION
from homeport.services.updates import Opened, Reading, Update
from homeport.ui.models.composer import OWN_TEXT, ChipKind, ChipState, ChipView
from homeport.ui.models.composer_files import Gathered, gather
from homeport.ui.presenters.typed_text import TypedText
from homeport.ui.runtime import BATCH_MILLISECONDS, Handle, Runtime
from homeport.ui.views.composer import Composer


@dataclass(slots=True)
class _Source:
    chip: ChipView
    opened: Opened | None = None  # as found
    marks: tuple[Finding, ...] = ()  # what the person corrected: struck findings, and the class they raised it to
    reading: Handle[Opened] | None = None


class Attached(QObject):
    """The sources of one thread, and their chips while the thread is shown."""

    changed = Signal()
    """A class came to be known, or a source came or went: the forecast may be another."""

    def __init__(
        self, composer: Composer, runtime: Runtime, opening: Callable[[], OpenDocuments], parent: QObject
    ) -> None:
        """Show chips in `composer`; `opening` is called on the loop's thread."""
        super().__init__(parent)
        self._composer = composer
        self._runtime = runtime
        self._opening = opening
        self._sources: dict[str, _Source] = {}
        self._shown = False
        self._made = 0
        self._dirty: dict[str, None] = {}
        self._batch = QTimer(self, interval=BATCH_MILLISECONDS, singleShot=True)
        self._batch.timeout.connect(self._show_batch)
        self.typed = TypedText(runtime, opening, self)
        self.typed.changed.connect(self._tell_typed)

    # ---- the thread is shown or left

    def use(self, composer: Composer) -> None:
        """Show the chips in this composer from now on."""
        self._composer = composer
        self._shown = False

    def show(self) -> None:
        """Put the chips into the composer."""
        self._shown = True
        self._composer.add_chips([source.chip for source in self._sources.values()])
        self._composer.set_own_label(self.typed.label)

    def leave(self) -> None:
        """Another thread is shown; what is being read goes on."""
        self._shown = False

    def close(self) -> None:
        """Stop reading and forget everything."""
        for source in self._sources.values():
            if source.reading is not None:
                source.reading.cancel()
        self._sources.clear()

    # ---- what is attached

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add files and the files of folders; what was added before is said, not doubled."""
        there = [source.chip.path for source in self._sources.values() if source.chip.path is not None]

        async def look() -> Gathered:
            return await self._opening().off_loop(lambda: gather(paths, there))

        self._runtime.submit(look(), self._add_gathered)

    def _add_gathered(self, gathered: Gathered) -> None:
        chips = [ChipView(self._new_id(), path.name, ChipState.WAITING, path=path) for path in gathered.files]
        for chip in chips:
            self._add(chip, self._read(chip.id, chip.path))
        if self._shown:
            self._composer.add_chips(chips)
            if gathered.says_something:
                self._composer.tell_gathered(gathered)
        self.changed.emit()

    def _read(self, id_: str, path: Path | None) -> Coroutine[Any, Any, Opened]:
        assert path is not None

        def tell(update: Update) -> None:
            if isinstance(update, Reading):
                self._runtime.call_soon(lambda: self._is_reading(id_))

        async def read() -> Opened:
            return await self._opening().open_one(path, tell)

        return read()

    def paste_text(self, text: str) -> None:
        """Add a long paste as a document of its own."""
        number = self._next_number(ChipKind.TEXT)
        chip = ChipView(
            self._new_id(),
            "",
            ChipState.READING,
            ChipKind.TEXT,
            size=len(text),
            characters=len(text),
            number=number,
        )

        async def read() -> Opened:
            return await self._opening().pasted_text(text, number)

        self._add_pasted(chip, read())

    def paste_image(self, data: bytes, media_type: str = "image/png") -> None:
        """Add a pasted picture; nobody can read it here, so it is restricted."""
        number = self._next_number(ChipKind.IMAGE)
        chip = ChipView(self._new_id(), "", ChipState.READING, ChipKind.IMAGE, size=len(data), number=number)

        async def read() -> Opened:
            return await self._opening().pasted_blob(data, media_type, number)

        self._add_pasted(chip, read())

    def _add_pasted(self, chip: ChipView, read: Coroutine[Any, Any, Opened]) -> None:
        self._add(chip, read)
        if self._shown:
            self._composer.add_chips([chip])
        self.changed.emit()

    def add_opened(self, opened: Sequence[Opened]) -> None:
        """Add what was read before."""
        chips = []
        for each in opened:
            chip = self._chip_of(ChipView(self._new_id(), each.document.name), each)
            self._sources[chip.id] = _Source(chip, each)
            chips.append(chip)
        if self._shown:
            self._composer.add_chips(chips)
        self.changed.emit()

    def _add(self, chip: ChipView, read: Coroutine[Any, Any, Opened]) -> None:
        source = self._sources[chip.id] = _Source(chip)
        source.reading = self._runtime.submit(read, lambda opened: self._has_read(chip.id, opened))

    def _is_reading(self, id_: str) -> None:
        source = self._sources.get(id_)
        if source is not None and source.chip.state is ChipState.WAITING:
            self._set_chip(source, replace(source.chip, state=ChipState.READING))

    def _has_read(self, id_: str, opened: Opened) -> None:
        source = self._sources.get(id_)
        if source is None:
            return
        source.opened, source.reading = opened, None
        self._set_chip(source, self._chip_of(source.chip, opened))
        self.changed.emit()

    def _chip_of(self, chip: ChipView, opened: Opened) -> ChipView:
        document = opened.document
        return replace(
            chip,
            name=chip.name or document.name,
            state=ChipState.READ if document.readable else ChipState.UNREAD,
            label=opened.label,
            unread=document.unread,
            unread_parts=len(document.unread_parts),
            size=document.size,
            characters=len(document.text),
            remarks=document.remarks,
            document=document,
        )

    def remove(self, id_: str) -> None:
        """Take a source away; its reading ends."""
        source = self._sources.pop(id_, None)
        if source is None:
            return
        if source.reading is not None:
            source.reading.cancel()
        if self._shown:
            self._composer.remove_chip(id_)
        self.changed.emit()

    def take_off(self, ids: Iterable[str]) -> Callable[[], None]:
        """Take sources away that were read; what is returned puts them back."""
        taken = {id_: self._sources[id_] for id_ in ids if id_ in self._sources}
        for id_ in taken:
            self.remove(id_)

        def put_back() -> None:
            self._sources |= taken
            if self._shown:
                self._composer.add_chips([source.chip for source in taken.values()])
            self.changed.emit()

        return put_back

    def remove_all(self) -> None:
        """Take every source away."""
        for id_ in tuple(self._sources):
            self.remove(id_)

    # ---- classes

    def raise_class(self, id_: str, to: DataClass) -> None:
        """A person says that a source, or the typed text, is more sensitive than was found."""
        found = self._found(id_)
        if found is None:
            return
        struck = tuple(mark for mark in self._marks(id_) if mark.struck)
        unraised = corrected(found, Label(found.data_class, struck))
        if to <= unraised.data_class:  # back to what was found
            self._correct(id_, struck)
        else:
            said = raise_class(unraised, self._name_of(id_), to).findings[0]
            self._correct(id_, (said, *struck))

    def strike(self, id_: str, finding: Finding, agreed_by: str = "") -> None:
        """A finding is a false alarm; the policy allowed it, and it is recorded.

        `agreed_by` is the name of the second person who agreed.
        """
        others = tuple(mark for mark in self._marks(id_) if not same(mark, finding))
        self._correct(id_, (*others, replace(finding, struck=True, agreed_by=agreed_by)))

    def restore(self, id_: str, finding: Finding) -> None:
        """It is none after all."""
        self._correct(id_, tuple(mark for mark in self._marks(id_) if not same(mark, finding)))

    def label_of(self, id_: str) -> Label | None:
        """The class that counts of a source or of the typed text."""
        if id_ == OWN_TEXT:
            return self.typed.label
        source = self._sources.get(id_)
        return source.chip.label if source is not None else None

    def _found(self, id_: str) -> Label | None:
        if id_ == OWN_TEXT:
            return self.typed.found
        source = self._sources.get(id_)
        return source.opened.label if source is not None and source.opened is not None else None

    def _name_of(self, id_: str) -> str:
        opened = self.opened_as(id_)
        return opened.document.name if opened is not None else INSTRUCTION

    def _marks(self, id_: str) -> tuple[Finding, ...]:
        if id_ == OWN_TEXT:
            return self.typed.marks
        source = self._sources.get(id_)
        return source.marks if source is not None else ()

    def _correct(self, id_: str, marks: tuple[Finding, ...]) -> None:
        if id_ == OWN_TEXT:
            self.typed.correct(marks)
            return
        source = self._sources.get(id_)
        if source is None or source.opened is None:
            return
        found = source.opened.label
        source.marks = marks
        self._set_chip(source, replace(source.chip, label=corrected(found, Label(found.data_class, marks))))
        self.changed.emit()

    def _tell_typed(self) -> None:
        if self._shown:
            self._composer.set_own_label(self.typed.label if self.typed.text.strip() else None)
        self.changed.emit()

    # ---- for a run

    def given(self) -> dict[str, Path | Opened]:
        """What a run is given, by id: what was read, as it was read, and the files that are not read yet."""
        given: dict[str, Path | Opened] = {}
        for id_, source in self._sources.items():
            if source.opened is not None and source.chip.label is not None:
                given[id_] = Opened(source.opened.document, source.chip.label)
            elif source.chip.path is not None:
                given[id_] = source.chip.path
        return given

    def sources(self) -> list[Path | Opened]:
        """The same without the ids."""
        return list(self.given().values())

    def opened(self) -> list[Opened]:
        """What was read so far, with the classes that count."""
        return [source for source in self.sources() if isinstance(source, Opened)]

    @property
    def reading(self) -> int:
        """How many are still being read."""
        return sum(source.opened is None for source in self._sources.values())

    @property
    def pasting(self) -> bool:
        """Whether something pasted is still being read: unlike a file, a run could not read it by itself."""
        return any(source.opened is None and source.chip.path is None for source in self._sources.values())

    @property
    def paths(self) -> list[Path]:
        """The files among them."""
        return [source.chip.path for source in self._sources.values() if source.chip.path is not None]

    def opened_as(self, id_: str) -> Opened | None:
        """One source as it was read, with the class that counts."""
        source = self._sources.get(id_)
        if source is None or source.opened is None or source.chip.label is None:
            return None
        return Opened(source.opened.document, source.chip.label)

    def id_of(self, name: str) -> str:
        """The id of the source with this document name; empty when there is none."""
        return next(
            (id_ for id_, s in self._sources.items() if s.opened is not None and s.opened.document.name == name),
            "",
        )

    # ---- inside

    def _new_id(self) -> str:
        self._made += 1
        return f"source-{self._made}"

    def _next_number(self, kind: ChipKind) -> int:
        return 1 + max((s.chip.number for s in self._sources.values() if s.chip.kind is kind), default=0)

    def _set_chip(self, source: _Source, chip: ChipView) -> None:
        source.chip = chip
        self._dirty[chip.id] = None
        if not self._batch.isActive():
            self._batch.start()

    def _show_batch(self) -> None:
        dirty, self._dirty = self._dirty, {}
        if self._shown:
            self._composer.update_chips([self._sources[id_].chip for id_ in dirty if id_ in self._sources])
