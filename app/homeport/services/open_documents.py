"""Reads and labels a task's documents, several at a time, in the order given."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from homeport.labelling.label import label_document
from homeport.ports.documents import DocumentReader
from homeport.ports.run_cpu import RunCpu
from homeport.services.updates import Opened, Reading, Tell


class OpenDocuments:
    """From paths to documents with labels; whatever cannot be read is restricted."""

    def __init__(self, reader: DocumentReader, run_cpu: RunCpu) -> None:
        """Take the sandboxed reader and a place to run the scan off the loop thread."""
        self._reader = reader
        self._run_cpu = run_cpu

    async def open(self, paths: Sequence[Path], tell: Tell) -> tuple[Opened, ...]:
        """Read and label every file, told in the order given; the reader decides how many are open at once."""

        async def open_one(index: int, path: Path) -> Opened:
            tell(Reading(path.name, index, len(paths)))
            document = await self._reader.read(path)
            return Opened(document, await self._run_cpu(lambda: label_document(document)))

        async with asyncio.TaskGroup() as group:
            at_work = [group.create_task(open_one(i, path)) for i, path in enumerate(paths, 1)]
            for task in at_work:  # told in the order given, each as soon as those before it are there
                tell(await task)
        return tuple(task.result() for task in at_work)
