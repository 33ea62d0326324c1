"""Getting a listed model: the real broker, real TLS on loopback, the real record."""

import asyncio
import errno
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from fakes.file_server import file_server
from fakes.listed_broker import ListedBroker
from fakes.tls_provider import Authority, Script, TlsProvider, answer, redirect
from homeport.adapters.egress.client import BrokerEgress
from homeport.adapters.secrets.memory import MemorySecrets
from homeport.adapters.store.record import Record, open_record
from homeport.adapters.system.clock import SystemClock
from homeport.adapters.system.model_folder import FetchedModels
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.ledger import LedgerKind
from homeport.domain.listed_model import ListedModel
from homeport.ports.engine import EngineProgress
from homeport.services.model_files import WRITTEN_AT_ONCE, ModelFiles

pytestmark = pytest.mark.anyio

DATA = b"GGUF" + os.urandom(3 * WRITTEN_AT_ONCE + 12_345)
SHA256 = hashlib.sha256(DATA).hexdigest()


@dataclass
class Bench:
    """Everything real but the model and the server."""

    files: ModelFiles
    model: ListedModel
    server: TlsProvider
    folder: Path
    record: Record

    @property
    def part(self) -> bytes:
        path = self.folder / f"{SHA256}.part"
        return path.read_bytes() if path.exists() else b""

    @property
    def asked(self) -> list[str | None]:
        """The ranges that were asked for."""
        return [received.header("range") for received in self.server.requests]

    async def lines(self) -> list[dict[str, Any]]:
        kinds = (LedgerKind.FETCH_INTENDED, LedgerKind.FETCH_OUTCOME)
        return [dict(entry.fields) for entry in await self.record.entries() if entry.kind in kinds]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def server(authority: Authority) -> Iterator[TlsProvider]:
    with TlsProvider(file_server(DATA), authority.context("localhost")) as server:
        yield server


@pytest.fixture
async def bench(tmp_path: Path, server: TlsProvider, authority: Authority) -> AsyncIterator[Bench]:
    model = ListedModel(
        "Small", "small.gguf", server.url(path="/small.gguf"), ("localhost",), SHA256, len(DATA), "1B", "Q4", 4096,
        "Apache-2.0", "English", "", "never",
    )  # fmt: skip
    broker = ListedBroker({model.url: model.points_to})
    egress = BrokerEgress(None, broker, SystemClock())
    record = open_record(tmp_path / "record.db", MemorySecrets(), SystemClock())
    folder = tmp_path / "models"
    files = ModelFiles(egress, record, FetchedModels(folder), authority.pem)
    yield Bench(files, model, server, folder, record)
    await egress.close()
    await record.close()
    broker.close()


async def test_it_comes_is_checked_and_put_in_place(bench: Bench) -> None:
    told: list[EngineProgress] = []
    path = await bench.files.fetch(bench.model, told.append)
    assert path == bench.folder / "small.gguf"
    assert path.read_bytes() == DATA
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in bench.folder.iterdir()] == ["small.gguf"]
    phases = [progress.phase for progress in told]
    assert list(dict.fromkeys(phases)) == ["downloading", "checking"]
    assert told[-1] == EngineProgress("checking", len(DATA), len(DATA))
    done = [progress.done for progress in told if progress.phase == "downloading"]
    assert done == sorted(set(done))
    assert bench.asked == [None]
    intent, outcome = await bench.lines()
    assert intent == {
        "what": "model",
        "name": "Small",
        "sha256": SHA256,
        "from": 0,
        "host": f"localhost:{bench.server.port}",
        "path": "/small.gguf",
    }
    assert outcome["outcome"] == "finished"
    assert outcome["kept"] == len(DATA)
    assert (await bench.record.verify()).sends == 0  # nothing of the person was sent


async def test_one_that_is_there_is_only_checked(bench: Bench) -> None:
    await bench.files.fetch(bench.model)
    assert await bench.files.fetch(bench.model) == bench.folder / "small.gguf"
    assert len(bench.server.requests) == 1
    (bench.folder / "small.gguf").write_bytes(b"GGUF something else")
    assert await bench.files.fetch(bench.model) == bench.folder / "small.gguf"
    assert (bench.folder / "small.gguf").read_bytes() == DATA  # what is not the listed file is replaced
    assert len(bench.server.requests) == 2


async def test_it_goes_on_where_it_broke(bench: Bench) -> None:
    bench.server.script = file_server(DATA, cut_after=WRITTEN_AT_ONCE + 70_000)
    fault = await bench.files.fetch(bench.model)
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.CUT
    assert bench.part == DATA[: WRITTEN_AT_ONCE + 70_000]
    bench.server.script = file_server(DATA)
    told: list[EngineProgress] = []
    path = await bench.files.fetch(bench.model, told.append)
    assert isinstance(path, Path)
    assert path.read_bytes() == DATA
    assert bench.asked == [None, f"bytes={WRITTEN_AT_ONCE + 70_000}-"]
    assert min(progress.done for progress in told if progress.phase == "downloading") > WRITTEN_AT_ONCE
    assert [line.get("outcome") for line in await bench.lines()] == [None, "failed", None, "finished"]


async def test_a_server_that_cannot_go_on_sends_all_of_it(bench: Bench) -> None:
    bench.folder.mkdir()
    (bench.folder / f"{SHA256}.part").write_bytes(DATA[:1000] + b"rubbish")
    bench.server.script = file_server(DATA, ranges=False)
    path = await bench.files.fetch(bench.model)
    assert isinstance(path, Path)
    assert path.read_bytes() == DATA


async def test_a_stop_keeps_what_came(bench: Bench) -> None:
    bench.server.script = file_server(DATA, pause=0.05)
    begun = asyncio.Event()
    task = asyncio.create_task(bench.files.fetch(bench.model, lambda _: begun.set()))
    await asyncio.wait_for(begun.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    kept = len(bench.part)
    assert WRITTEN_AT_ONCE <= kept < len(DATA)
    assert bench.part == DATA[:kept]
    assert [line.get("outcome") for line in await bench.lines()] == [None, "stopped"]
    bench.server.script = file_server(DATA)
    assert isinstance(await bench.files.fetch(bench.model), Path)
    assert bench.asked[-1] == f"bytes={kept}-"


async def test_a_wrong_hash_is_told_and_nothing_is_kept(bench: Bench) -> None:
    other = DATA[:-1] + bytes([DATA[-1] ^ 1])
    bench.server.script = file_server(other)
    with pytest.raises(UserFacingError, match="is not the listed file") as caught:
        await bench.files.fetch(bench.model)
    assert hashlib.sha256(other).hexdigest() in str(caught.value)
    assert list(bench.folder.iterdir()) == []


async def test_a_changed_part_is_found_out_at_the_end(bench: Bench) -> None:
    bench.folder.mkdir()
    (bench.folder / f"{SHA256}.part").write_bytes(b"x" * 1000)
    with pytest.raises(UserFacingError, match="is not the listed file"):
        await bench.files.fetch(bench.model)
    assert isinstance(await bench.files.fetch(bench.model), Path)  # the next try begins anew


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (answer("404 Not Found", "text/plain", b"no"), FaultKind.MODEL_MISSING),
        (answer("403 Forbidden", "text/plain", b"no"), FaultKind.FORBIDDEN),
        (answer("429 Too Many", "text/plain", b"no"), FaultKind.RATE_LIMITED),
        (answer("500 Oh", "text/plain", b"no"), FaultKind.SERVER),
        (answer("503 Busy", "text/plain", b"no"), FaultKind.OVERLOADED),
        (answer("416 Range", "text/plain", b"no"), FaultKind.SERVER),
        (answer("200 OK", "text/html; charset=utf-8", b"<html>sign in</html>"), FaultKind.NOT_THE_PROVIDER),
        (answer("200 OK", "application/octet-stream", b"short"), FaultKind.MALFORMED),
        (answer("200 OK", "application/octet-stream", DATA + b"x"), FaultKind.MALFORMED),
        (answer("206 Part", "application/octet-stream", DATA, "content-range: bytes 5-9/10"), FaultKind.MALFORMED),
        (answer("206 Part", "application/octet-stream", DATA), FaultKind.MALFORMED),
        (redirect(302, "https://evil.example/small.gguf"), FaultKind.REDIRECTED),
    ],
)
async def test_what_is_not_the_file_is_told(bench: Bench, script: Script, kind: FaultKind) -> None:
    bench.server.script = script
    fault = await bench.files.fetch(bench.model)
    assert isinstance(fault, Fault)
    assert fault.kind is kind
    assert bench.part == b""
    assert not (bench.folder / "small.gguf").exists()
    intent, outcome = await bench.lines()
    assert intent["host"].startswith("localhost")
    assert (outcome["outcome"], outcome["fault"]) == ("failed", kind)


async def test_more_than_announced_is_stopped_at_its_size(bench: Bench) -> None:
    def endless(connection: Any, _: object) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\nconnection: close\r\n\r\n"
        )
        while True:
            connection.sendall(DATA)

    bench.server.script = endless
    fault = await bench.files.fetch(bench.model)
    assert fault == Fault(FaultKind.MALFORMED, "more came than the listed file has")
    assert bench.part == b""


async def test_an_answer_that_points_to_a_listed_host_is_asked_for_by_itself(bench: Bench) -> None:
    elsewhere = bench.server.url(path="/store/abc?sign=secret")
    whole = file_server(DATA)

    def script(connection: Any, received: Any) -> None:
        step = redirect(302, elsewhere) if received.target == "/small.gguf" else whole
        step(connection, received)

    bench.server.script = script
    path = await bench.files.fetch(bench.model)
    assert isinstance(path, Path)
    assert path.read_bytes() == DATA
    assert [received.target for received in bench.server.requests] == ["/small.gguf", "/store/abc?sign=secret"]
    lines = await bench.lines()
    assert [line.get("path") for line in lines] == ["/small.gguf", None, "/store/abc", None]
    assert "secret" not in str(lines)  # a signed address is a key to somebody's store


async def test_a_full_disk_is_told_before_anything_is_asked(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(bench.folder.parent)._replace(free=len(DATA))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(UserFacingError, match="not enough room"):
        await bench.files.fetch(bench.model)
    assert bench.server.requests == []
    assert await bench.lines() == []


async def test_a_disk_that_fills_up_meanwhile_keeps_the_part(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, writes = os.fdopen, 0

    def fdopen(descriptor: int, *args: Any, **more: Any) -> Any:
        nonlocal writes
        writes += 1
        if writes == 3:
            os.close(descriptor)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", fdopen)
        with pytest.raises(UserFacingError, match="disk is full") as caught:
            await bench.files.fetch(bench.model)
    assert "goes on where it stopped" in caught.value.what_next
    assert len(bench.part) >= 2 * WRITTEN_AT_ONCE
    assert [line.get("outcome") for line in await bench.lines()] == [None, "failed"]
    assert isinstance(await bench.files.fetch(bench.model), Path)
    assert bench.asked[-1] is not None  # it went on


async def test_without_the_authority_nothing_comes(bench: Bench) -> None:
    files = ModelFiles(bench.files._egress, bench.record, FetchedModels(bench.folder))
    fault = await files.fetch(bench.model)
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.TLS
    assert bench.server.requests == []


async def test_a_model_that_the_broker_does_not_list_is_not_asked_for(bench: Bench) -> None:
    other = replace(bench.model, url=bench.model.url + "?who=me")
    fault = await bench.files.fetch(other)
    assert isinstance(fault, Fault)
    assert fault == Fault(FaultKind.TICKET_REFUSED, "not-listed")
    assert bench.server.connections == 0
