"""Reads and labels what a person attaches, types or pastes; whatever cannot be read is restricted."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from homeport.domain.document import Document, Unread
from homeport.domain.label import Label
from homeport.labelling.label import label_document, label_text
from homeport.ports.documents import DocumentReader
from homeport.ports.run_cpu import RunCpu
from homeport.services.relabel import INSTRUCTION, relabel_edit
from homeport.services.updates import Opened, Reading, ReadingStep, Tell

T = TypeVar("T")

MOST_PASTED_CHARACTERS = 20_000_000
"""As much text as is taken from a file; more of it counts as not read."""

LABELLED_AT_ONCE = 2
"""Documents labelled at the same time, however many are read.

They share one interpreter, so more of them end no sooner; but the window's thread waits for every one of them each
time it takes the interpreter back: with six 50 ms at worst, with two 10, measured with tables full of numbers.
"""


def _tell_nobody(_update: object) -> None:
    pass


class OpenDocuments:
    """From paths and pastes to documents with labels.

    Each call is one piece of work: cancelling it ends the reader's process for that document and no other.
    """

    def __init__(self, reader: DocumentReader, run_cpu: RunCpu) -> None:
        """Take the sandboxed reader and a place to run the scan off the loop thread."""
        self._reader = reader
        self._run_cpu = run_cpu
        self._labelling = asyncio.Semaphore(LABELLED_AT_ONCE)

    async def open(self, sources: Sequence[Path | Opened], tell: Tell) -> tuple[Opened, ...]:
        """Read and label every file, told in the order given; the reader decides how many are open at once.

        What was opened before is taken as it is: what a person saw is what is worked on.
        """

        async def one(index: int, source: Path | Opened) -> Opened:
            if isinstance(source, Opened):
                return source
            return await self.open_one(source, tell, index, len(sources))

        async with asyncio.TaskGroup() as group:
            at_work = [group.create_task(one(i, source)) for i, source in enumerate(sources, 1)]
            for task, source in zip(at_work, sources, strict=True):
                opened = await task
                if opened is not source:  # told in the order given, each as soon as those before it are there
                    tell(opened)
        return tuple(task.result() for task in at_work)

    async def open_one(self, path: Path, tell: Tell = _tell_nobody, index: int = 1, total: int = 1) -> Opened:
        """Read and label one file; `tell` hears how far it is."""
        tell(Reading(path.name, index, total))
        document = await self._reader.read(path)
        tell(Reading(path.name, index, total, ReadingStep.LABELLING))
        return await self._labelled(document)

    async def pasted_text(self, text: str, number: int) -> Opened:
        """A pasted text as a document of its own, "Pasted text 1"; its hash is of its UTF-8."""
        data = text.encode("utf-8", "replace")
        text = data.decode()
        unread = None
        if not text.strip():
            unread = Unread.EMPTY
        elif len(text) > MOST_PASTED_CHARACTERS:
            unread = Unread.TOO_MANY_CHARACTERS
        read = "" if unread else text
        digest = hashlib.sha256(data).hexdigest()
        return await self._labelled(
            Document(f"Pasted text {number}", digest, len(data), "text/plain", read, unread=unread)
        )

    async def pasted_blob(self, data: bytes, media_type: str, number: int) -> Opened:
        """A pasted picture, or anything else without text: nobody can read it here, so it is restricted."""
        picture = media_type.startswith("image/")
        name = f"Pasted {'image' if picture else 'object'} {number}"
        digest = await self._run_cpu(lambda: hashlib.sha256(data).hexdigest())
        why = Unread.NO_TEXT if picture else Unread.UNKNOWN_FORMAT
        return await self._labelled(Document(name, digest, len(data), media_type, "", unread=why))

    async def label_typed(self, text: str) -> Label:
        """The label of what stands in the composer."""
        return await self.label(text, INSTRUCTION)

    async def label(self, text: str, source: str) -> Label:
        """The label of a text by itself, made off the loop thread."""
        return await self._run_cpu(lambda: label_text(text, source))

    async def off_loop(self, function: Callable[[], T]) -> T:
        """The result of pure work on texts, made off the loop thread."""
        return await self._run_cpu(function)

    async def label_edit(self, text: str, base: Label) -> Label:
        """The label of an answer that the person edited, made off the loop thread."""
        return await self._run_cpu(lambda: relabel_edit(text, base))

    async def _labelled(self, document: Document) -> Opened:
        async with self._labelling:
            return Opened(document, await self._run_cpu(lambda: label_document(document)))
