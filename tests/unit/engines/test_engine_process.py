"""The engine's real process with files that are not models, and with an app that goes away."""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import psutil
import pytest

from fakes.launched import Launched
from fakes.plain_egress import PlainEgress
from homeport.adapters.engines.builtin import BuiltInEngine
from homeport.adapters.engines.server import Order
from homeport.adapters.system.model_files import ModelFile, starter_model
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.lane import DEVICE, Endpoint, Region
from homeport.ports.engine import EngineProgress, Locality

pytestmark = pytest.mark.anyio

RESOURCES = Path(__file__).parents[3] / "resources"
JUNK = b"this is not a model\n" * 1_000_000  # 20 MB: several lines of progress


@pytest.fixture
def processes() -> Iterator[Launched]:
    processes = Launched()
    yield processes
    processes.close()


@pytest.fixture
def junk(tmp_path: Path) -> Path:
    path = tmp_path / "junk.gguf"
    path.write_bytes(JUNK)
    return path


def engine(processes: Launched, path: Path | None, digest: str = "") -> BuiltInEngine:
    model = ModelFile("junk", path, digest or sha256(JUNK).hexdigest(), missing="Put it there.")
    return BuiltInEngine(processes, PlainEgress(), model, threads=1)


async def test_file_that_is_not_a_model_is_refused_after_its_hash(processes: Launched, junk: Path) -> None:
    told: list[EngineProgress] = []
    built_in = engine(processes, junk)
    fault = await built_in.ready("", told.append)
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.MODEL_REFUSED
    assert "cannot run" in fault.detail
    assert {progress.phase for progress in told} == {"checking", "loading"}
    assert any(progress.total == len(JUNK) and progress.done for progress in told)
    status = await built_in.status()
    assert (status.running, status.fault) == (False, fault)
    await built_in.stop()


async def test_changed_file_is_never_loaded(processes: Launched, junk: Path) -> None:
    told: list[EngineProgress] = []
    with junk.open("r+b") as file:
        file.seek(12_345_678)
        file.write(b"X")
    built_in = engine(processes, junk)
    fault = await built_in.ready("junk", told.append)
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.MODEL_REFUSED
    assert "SHA-256" in fault.detail
    assert {progress.phase for progress in told} == {"checking"}
    await built_in.stop()


async def test_file_gone_missing_is_a_missing_model(processes: Launched, junk: Path) -> None:
    built_in = engine(processes, junk)
    junk.unlink()
    fault = await built_in.ready("")
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.MODEL_MISSING
    await built_in.stop()


async def test_absent_or_other_model_starts_nothing(processes: Launched, junk: Path) -> None:
    absent = engine(processes, None)
    assert await absent.ready("") == Fault(FaultKind.MODEL_MISSING, "Put it there.")
    assert await absent.models() == ()
    other = await engine(processes, junk).ready("llama3.2")
    assert isinstance(other, Fault)
    assert other.kind is FaultKind.MODEL_MISSING
    assert processes.started == []


async def test_process_killed_while_it_checks_is_told_as_such(processes: Launched, tmp_path: Path) -> None:
    big = tmp_path / "big.gguf"
    with big.open("wb") as file:
        file.truncate(8 << 30)  # sparse: hashing it takes seconds
    built_in = engine(processes, big, "0" * 64)
    begun = asyncio.Event()
    task = asyncio.create_task(built_in.ready("", lambda progress: begun.set() if progress.total else None))
    await asyncio.wait_for(begun.wait(), 20)
    processes.kill_last()
    fault = await asyncio.wait_for(task, 5)
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.ENGINE_DIED
    await built_in.stop()


async def test_stop_while_it_checks_ends_the_process_at_once(processes: Launched, tmp_path: Path) -> None:
    big = tmp_path / "big.gguf"
    with big.open("wb") as file:
        file.truncate(8 << 30)
    built_in = engine(processes, big, "0" * 64)
    begun = asyncio.Event()
    task = asyncio.create_task(built_in.ready("", lambda progress: begun.set() if progress.total else None))
    await asyncio.wait_for(begun.wait(), 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert psutil.pid_exists(processes.started[0].pid)  # waiting was cancelled, not the work
    await built_in.stop()
    assert not psutil.pid_exists(processes.started[0].pid)


async def test_stop_lets_go_of_who_waits_for_it(processes: Launched, tmp_path: Path) -> None:
    big = tmp_path / "big.gguf"
    with big.open("wb") as file:
        file.truncate(8 << 30)
    built_in = engine(processes, big, "0" * 64)
    begun = asyncio.Event()
    task = asyncio.create_task(built_in.ready("", lambda progress: begun.set() if progress.total else None))
    await asyncio.wait_for(begun.wait(), 20)
    await built_in.stop()
    fault = await asyncio.wait_for(task, 2)
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.ENGINE_DIED


async def test_nothing_is_local_before_it_was_started(processes: Launched, junk: Path) -> None:
    built_in = engine(processes, junk)
    status = await built_in.status()
    assert (status.running, status.fault) == (False, None)
    await built_in.settle()
    await built_in.stop()
    assert processes.started == []
    made_up = Endpoint(
        id=built_in.id,
        lane=DEVICE,
        provider="Built-in engine",
        wire="chat",
        base_url="http://127.0.0.1:1/v1",
        model="junk",
        managed=False,
        region=Region.DEVICE,
        country="this computer",
        retention="",
        context_tokens=512,
        max_output_tokens=16,
        auth_header="authorization",
    )
    proof = await built_in.prove_local(made_up)
    assert proof.locality is not Locality.LOCAL
    assert proof.fault is not None
    assert proof.fault.kind is FaultKind.NOT_LOCAL
    assert built_in.secrets(made_up) == {}


def _spawn(order: Order) -> tuple["subprocess.Popen[bytes]", socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "homeport.adapters.engines.server", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    ours.sendall(order.line())
    return process, ours


def _lines(ours: socket.socket, until: str) -> list[dict[str, object]]:
    lines = []
    with ours.makefile("rb") as file:
        for line in file:
            lines.append(json.loads(line))
            if lines[-1]["phase"] == until:
                break
    return lines


def _starter_order(context_tokens: int = 512) -> Order:
    starter = starter_model(RESOURCES / "models.toml")
    return Order(str(starter.path), starter.sha256, "starter", context_tokens, 1, "key-of-this-test")


@pytest.mark.parametrize("when", ["checking", "loading", "ready"])
def test_it_ends_with_the_app_at_any_moment(when: str) -> None:
    process, ours = _spawn(_starter_order(8192))
    with process:
        assert _lines(ours, when)[-1]["phase"] == when
        gone = time.monotonic()
        ours.close()
        process.wait(5)
        assert time.monotonic() - gone < 2
        assert process.stdout is not None
        assert process.stdout.read() == b""


def test_no_word_of_a_prompt_is_printed() -> None:
    import httpx  # noqa: PLC0415 - this test alone speaks to the port directly

    process, ours = _spawn(_starter_order())
    with process, ours:
        port = _lines(ours, "ready")[-1]["port"]
        answer = httpx.post(
            f"http://127.0.0.1:{port}/v1/chat/completions",
            json={"messages": [{"role": "user", "content": "Zebrafinch? " * 20}], "max_tokens": 4},
            headers={"authorization": "Bearer key-of-this-test"},
            trust_env=False,
        )
        assert answer.status_code == 200
        slots = httpx.get(
            f"http://127.0.0.1:{port}/slots",
            headers={"authorization": "Bearer key-of-this-test"},
            trust_env=False,
        )
        assert "Zebrafinch" not in slots.text
        assert "key-of-this-test" not in " ".join(psutil.Process(process.pid).cmdline())
        ours.shutdown(socket.SHUT_RDWR)
        process.wait(5)
        assert process.stdout is not None
        assert process.stdout.read() == b""
    assert process.returncode == 0
