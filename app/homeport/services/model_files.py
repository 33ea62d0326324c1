"""Getting a model of the program's own list: through the broker, resumed where it stopped, checked by its hash.

Nothing of a person goes along: the request has an address of the list and the number of a byte. Each request has a
line in the ledger before it is made and one for how it ended.
"""

import re
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from homeport.domain.consent import FetchPermit
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind, Outgoing
from homeport.domain.ledger import LedgerKind
from homeport.domain.listed_model import ListedModel
from homeport.ports.egress import Chunk, Deadlines, Egress, Failed, Head
from homeport.ports.engine import EngineProgress, Progress
from homeport.ports.model_folder import ModelFolder
from homeport.ports.store import Ledger
from homeport.services.to_the_end import to_the_end

DEADLINES = Deadlines(connect=30.0, first_byte=60.0, idle=60.0, total=24 * 3600.0)
"""A large file over a slow line takes hours; a minute without a byte is a line that is gone."""

WRITTEN_AT_ONCE = 1 << 20
"""Bytes gathered before they are written."""

ROOM_LEFT = 256 << 20
"""Bytes that must stay free on the disk."""

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})", re.ASCII)
_FAULTS = {
    401: FaultKind.FORBIDDEN,
    403: FaultKind.FORBIDDEN,
    404: FaultKind.MODEL_MISSING,
    410: FaultKind.MODEL_MISSING,
    429: FaultKind.RATE_LIMITED,
    503: FaultKind.OVERLOADED,
}


_Tell = Callable[[int], None]


@dataclass(slots=True)
class _Arriving:
    """A file on its way: where the next byte goes, and what waits to be written."""

    model: ListedModel
    at: int
    status: int = 0
    location: str = ""
    waiting: bytearray = field(default_factory=bytearray)

    @property
    def have(self) -> int:
        return self.at + len(self.waiting)


class ModelFiles:
    """Fetches listed models.

    Args:
        egress: the way out.
        ledger: gets a line before each request.
        folder: where files and parts of files are kept.
        company_ca: PEM text of a private root that may answer; empty for the system's roots alone.
    """

    def __init__(self, egress: Egress, ledger: Ledger, folder: ModelFolder, company_ca: str = "") -> None:
        self._egress = egress
        self._ledger = ledger
        self._folder = folder
        self._company_ca = company_ca

    async def fetch(self, model: ListedModel, progress: Progress | None = None) -> Path | Fault:
        """Get a model and say where it is; one that is there already is only checked.

        After a fault, a stop or a kill the next call goes on where this one stopped.

        Raises:
            UserFacingError: the disk is full or cannot be written, or what came is not the listed file.
        """

        def tell(phase: str, done: int) -> None:
            if progress:
                progress(EngineProgress(phase, done, model.size_bytes))

        if await self._folder.hash_of_file(model.file, lambda done: tell("checking", done)) == model.sha256:
            return self._folder.path(model.file)
        begun = await self._folder.begun(model.sha256)
        if begun > model.size_bytes:
            begun = 0
        if begun < model.size_bytes:
            self._check_room(model.size_bytes - begun)
            fault = await self._get(_Arriving(model, begun), lambda done: tell("downloading", done))
            if fault is not None:
                return fault
        found = await self._folder.hash_of_part(model.sha256, lambda done: tell("checking", done))
        if found != model.sha256:
            await self._folder.discard(model.sha256)
            raise UserFacingError(
                f"What came for {model.name} is not the listed file: its SHA-256 is {found}. It was deleted.",
                "Try again later. If it comes again, tell the makers of Homeport, and do not get it elsewhere.",
            )
        return await self._folder.place(model.sha256, model.file)

    def _check_room(self, wanted: int) -> None:
        free = self._folder.free_bytes()
        if free < wanted + ROOM_LEFT:
            raise UserFacingError(
                f"There is not enough room for this model: {_gigabytes(wanted)} are needed, {_gigabytes(free)} are"
                " free.",
                "Make room on the disk, then ask for it again.",
            )

    async def _get(self, arriving: _Arriving, tell: _Tell) -> Fault | None:
        """Ask the listed address and, if it points to another, that one; what came is kept whatever happens."""
        fault = await self._ask(arriving, arriving.model.url, tell)
        if fault is None and arriving.location:
            location, arriving.location = arriving.location, ""
            fault = await self._ask(arriving, location, tell)
        if fault is None and arriving.at < arriving.model.size_bytes:
            return Fault(FaultKind.CUT, f"{arriving.at} of {arriving.model.size_bytes} bytes came")
        return fault

    async def _ask(self, arriving: _Arriving, url: str, tell: _Tell) -> Fault | None:
        model, parts, begun = arriving.model, urlsplit(url), arriving.at
        fields = {"what": "model", "name": model.name, "sha256": model.sha256, "from": begun}
        where = {"host": parts.netloc, "path": parts.path}
        intent = await to_the_end(self._ledger.append(LedgerKind.FETCH_INTENDED, fields | where))
        outcome = {"outcome": "stopped"}
        try:
            fault = await self._receive(arriving, url, intent.seq, tell)
            outcome = {"outcome": "failed", "fault": fault.kind.value} if fault else {"outcome": "finished"}
            return fault
        except UserFacingError:
            outcome = {"outcome": "failed", "fault": "not-written"}
            raise
        finally:
            kept = {"seq": intent.seq, "kept": arriving.at} | outcome
            await to_the_end(self._ledger.append(LedgerKind.FETCH_OUTCOME, kept))

    async def _receive(self, arriving: _Arriving, url: str, ledger_seq: int, tell: _Tell) -> Fault | None:
        headers = (("range", f"bytes={arriving.at}-"),) if arriving.at else ()
        permit = FetchPermit(url, ledger_seq, self._company_ca)
        exchange = self._egress.exchange(Outgoing("GET", url, headers, b""), permit, deadlines=DEADLINES)
        try:
            async with aclosing(exchange) as events:
                async for event in events:
                    fault: Fault | None = None
                    match event:
                        case Head():
                            fault = _begin(arriving, event)
                        case Chunk(data=data) if arriving.status in (200, 206):
                            fault = await self._take(arriving, data, tell)
                        case Failed(fault=fault):
                            pass
                        case _:
                            pass
                    if fault is not None:
                        return fault
        finally:
            await to_the_end(self._write(arriving))
        return None

    async def _take(self, arriving: _Arriving, data: bytes, tell: _Tell) -> Fault | None:
        if arriving.have + len(data) > arriving.model.size_bytes:
            arriving.waiting.clear()
            arriving.at = 0
            await self._folder.discard(arriving.model.sha256)
            return Fault(FaultKind.MALFORMED, "more came than the listed file has")
        arriving.waiting += data
        if len(arriving.waiting) >= WRITTEN_AT_ONCE:
            await to_the_end(self._write(arriving))
            tell(arriving.at)
        return None

    async def _write(self, arriving: _Arriving) -> None:
        data = bytes(arriving.waiting)
        arriving.waiting.clear()
        if data:
            await self._folder.write(arriving.model.sha256, arriving.at, data)
            arriving.at += len(data)


def _begin(arriving: _Arriving, head: Head) -> Fault | None:
    """What the answer's head says about what follows."""
    arriving.status = head.status
    if 300 <= head.status < 400:
        arriving.location = head.headers.get("location", "")
        return None
    if head.status not in (200, 206):
        kind = _FAULTS.get(head.status, FaultKind.SERVER)
        return Fault(kind, f"HTTP {head.status}")
    if head.headers.get("content-type", "").startswith("text/html"):
        return Fault(FaultKind.NOT_THE_PROVIDER, "a page came instead of a file")
    size = arriving.model.size_bytes
    if head.status == 200:
        arriving.at = 0  # it does not go on where we stopped, so all of it comes
        given = head.headers.get("content-length", str(size))
        return None if given == str(size) else Fault(FaultKind.MALFORMED, f"{given} bytes instead of {size}")
    match = _CONTENT_RANGE.fullmatch(head.headers.get("content-range", ""))
    if match is None or tuple(map(int, match.groups())) != (arriving.at, size - 1, size):
        return Fault(FaultKind.MALFORMED, "another part of the file than was asked for")
    return None


def _gigabytes(size: int) -> str:
    return f"{size / 1_000_000_000:.1f} GB"
