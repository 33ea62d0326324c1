"""The broker is killed before, during and after a send: what is known is told, and the next send works."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from fakes.tls_provider import Authority, TlsProvider, silent, sse

_LAUNCH = "import sys; from homeport.__main__ import Launcher; sys.exit(Launcher().run(sys.argv[1:]))"

_APP = """
import asyncio, json, sys
from dataclasses import asdict, is_dataclass
from homeport.adapters.system.child_environment import handed_over
from homeport.adapters.system.fence import raise_fence
given = handed_over()
raise_fence()
from homeport.adapters.egress.client import BrokerEgress
from homeport.adapters.system.clock import SystemClock
from homeport.adapters.system.launcher_client import LauncherClient
from homeport.domain.consent import Confirmation, SendPermit, header_sha256
from homeport.domain.exchange import Outgoing

clock = SystemClock()

async def main():
    egress = BrokerEgress(given.broker_fd, LauncherClient(given.control_fd), clock)
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        out = Outgoing("POST", order["url"], (("content-type", "application/json"),), order["body"].encode())
        yes = Confirmation(order["id"], "task", "endpoint", out.method, out.url, header_sha256(out),
                           out.body_sha256, clock.now(), 600.0, clock.steady())
        async for event in egress.exchange(out, SendPermit(yes, 5, managed=True, company_ca=order["ca"])):
            told = {"event": type(event).__name__}
            if told["event"] == "Failed":
                told |= {"kind": event.fault.kind, "detail": event.fault.detail, "left": event.may_have_left}
            print(json.dumps(told), flush=True)
    await egress.close()

asyncio.run(main())
"""


def _is_broker(process: psutil.Process) -> bool:
    try:
        return "homeport.adapters.egress.broker" in process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False


class Running:
    """A fenced app under the real launcher, which sends what it is told to."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        script = folder / "app.py"
        script.write_text(_APP, "utf-8")
        self._authority = authority
        self._sends = 0
        self.process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def order(self, url: str, *, again: bool = False) -> None:
        self._sends += not again
        order = {
            "url": url,
            "body": f'{{"n":{self._sends}}}',
            "id": f"yes-{self._sends}",
            "ca": self._authority.pem,
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def event(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def to_the_end(self) -> list[dict[str, Any]]:
        events = [self.event()]
        while events[-1]["event"] not in {"Ended", "Failed"}:
            events.append(self.event())
        return events

    def brokers(self) -> list[psutil.Process]:
        return [child for child in psutil.Process(self.process.pid).children(recursive=True) if _is_broker(child)]

    def kill_broker(self) -> None:
        [broker] = self.brokers()
        broker.send_signal(signal.SIGKILL)
        time.sleep(
            0.2
        )  # the app has noticed; who sends in that very moment is told "broker-lost, nothing has left"

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def running(tmp_path: Path, authority: Authority) -> Iterator[Running]:
    one = Running(tmp_path, authority)
    yield one
    one.close()


@pytest.fixture
def slow(authority: Authority) -> Iterator[TlsProvider]:
    with TlsProvider(silent(60), authority.context("localhost")) as server:
        yield server


def test_killed_before_a_send(running: Running, provider: TlsProvider) -> None:
    running.order(provider.url())
    assert running.to_the_end()[-1]["event"] == "Ended"
    running.kill_broker()
    running.order(provider.url())
    assert running.to_the_end()[-1]["event"] == "Ended"
    assert len(provider.requests) == 2


def test_killed_before_the_first_send(running: Running, provider: TlsProvider) -> None:
    while not running.brokers():
        pass
    running.kill_broker()
    running.order(provider.url())
    assert running.to_the_end()[-1]["event"] == "Ended"
    assert len(provider.requests) == 1


def test_killed_while_it_connects_nothing_has_left(running: Running, provider: TlsProvider) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running.order(f"https://localhost:{listener.getsockname()[1]}/v1")
        connection, _ = listener.accept()
        with connection:
            connection.recv(1)  # the TLS hello: no byte of the request yet
            running.kill_broker()
            [failed] = running.to_the_end()
    assert (failed["kind"], failed["left"]) == ("broker-lost", False)
    running.order(provider.url())
    assert running.to_the_end()[-1]["event"] == "Ended"


def test_killed_after_the_bytes_were_written_they_may_have_left(
    running: Running, provider: TlsProvider, slow: TlsProvider
) -> None:
    running.order(slow.url())
    assert running.event()["event"] == "Connected"
    assert running.event()["event"] == "BodyWritten"
    assert slow.answering.wait(10)
    running.kill_broker()
    [failed] = running.to_the_end()
    assert (failed["kind"], failed["left"]) == ("broker-lost", True)
    assert len(slow.requests) == 1

    running.order(slow.url(), again=True)  # the same yes: dead with the broker that spent it
    [refused] = running.to_the_end()
    assert (refused["kind"], refused["detail"], refused["left"]) == ("ticket-refused", "spent", False)
    assert slow.connections == 1

    running.order(provider.url())
    assert running.to_the_end()[-1]["event"] == "Ended"
    assert len(running.brokers()) == 1


def test_killed_in_the_middle_of_an_answer(running: Running, authority: Authority, provider: TlsProvider) -> None:
    with TlsProvider(sse(*["word "] * 200, pause=0.05), authority.context("localhost")) as server:
        running.order(server.url())
        while running.event()["event"] != "Chunk":
            pass
        running.kill_broker()
        failed = running.to_the_end()[-1]
        assert (failed["kind"], failed["left"]) == ("broker-lost", True)
        assert server.connections == 1
    running.order(provider.url())
    assert running.to_the_end()[-1]["event"] == "Ended"


def test_killed_after_a_send_nothing_is_taken_back(running: Running, provider: TlsProvider) -> None:
    running.order(provider.url())
    events = running.to_the_end()
    running.kill_broker()
    assert events[-1] == {"event": "Ended"}
    running.order(provider.url(), again=True)
    [refused] = running.to_the_end()
    assert refused["detail"] == "spent"
    assert len(provider.requests) == 1


@pytest.mark.slow
def test_killed_over_and_over(running: Running, provider: TlsProvider) -> None:
    """Twenty times at no particular moment: never a second send of one yes, never a wrong "nothing has left"."""
    for number in range(20):
        running.order(provider.url())
        if number % 2:
            running.event()
        for broker in running.brokers():
            with suppress(ProcessLookupError):
                os.kill(broker.pid, signal.SIGKILL)
        last = running.to_the_end()[-1]
        arrived = {request.body for request in provider.requests}
        if last["event"] == "Failed" and not last["left"]:
            assert f'{{"n":{number + 1}}}'.encode() not in arrived
    assert len({request.body for request in provider.requests}) == len(provider.requests)
