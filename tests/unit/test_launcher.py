"""The launcher as a real process with a scripted app: what it starts, hands over, forwards and ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.settled import descriptors
from homeport.adapters.system.child_environment import HANDOVER, scrubbed

SOURCE = Path(__file__).parents[2] / "app" / "homeport" / "__main__.py"

# The tests themselves may run under nohup or in the background, whose children begin with signals switched off.
_RUN = """
import signal, sys
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
from homeport.__main__ import Launcher
sys.exit(Launcher().run(sys.argv[1:]))
"""

_PRELUDE = """
import asyncio, json, os, signal, socket, sys, time
from homeport.adapters.system.child_environment import handed_over
from homeport.adapters.system.launcher_client import LauncherClient
from homeport.domain.errors import UserFacingError
from homeport.ports.processes import Child, ChildKind
given = handed_over()
def say(**what): print(json.dumps(what), flush=True)
"""


class Running:
    """A launcher with its app."""

    def __init__(self, folder: Path, script: str, environment: dict[str, str] | None = None) -> None:
        path = folder / "app.py"
        path.write_text(_PRELUDE + textwrap.dedent(script), "utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-c", _RUN, str(path), "an argument", "--flag"],
            stdout=subprocess.PIPE,
            env=dict(os.environ) | (environment or {}),
            start_new_session=True,
            text=True,
        )

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate(timeout=10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def running(folder: Path) -> Iterator[Any]:
    started: list[Running] = []

    def start(script: str, environment: dict[str, str] | None = None) -> Running:
        started.append(Running(folder, script, environment))
        return started[-1]

    yield start
    for one in started:
        one.close()


def gone(processes: list[psutil.Process], seconds: float = 5.0) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return all(process.status() == psutil.STATUS_ZOMBIE for process in alive)


def test_it_is_short_and_imports_only_the_standard_library() -> None:
    text = SOURCE.read_text("utf-8")
    assert len(text.splitlines()) < 100
    show = "import sys; import homeport.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-c", show], capture_output=True, text=True, check=True).stdout
    tops = {name.partition(".")[0] for name in loaded.split()}
    before = subprocess.run(
        [sys.executable, "-I", "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    ).stdout
    assert tops - {name.partition(".")[0] for name in before.split()} - set(sys.stdlib_module_names) == {
        "homeport"
    }
    homeport = {name for name in loaded.split() if name.startswith("homeport.")}
    assert homeport == {
        "homeport.__main__",
        "homeport.adapters",
        "homeport.adapters.system",
        "homeport.adapters.system.child_environment",
    }


def test_the_app_gets_arguments_descriptors_and_a_clean_environment(running: Any) -> None:
    one = running(
        """
        say(argv=sys.argv[1:], given=[given.control_fd, given.broker_fd], environment=dict(os.environ),
            isolated=sys.flags.isolated, again=handed_over() is None)
        sys.exit(7)
        """,
        {"HTTPS_PROXY": "http://127.0.0.1:1", "OLLAMA_HOST": "10.0.0.1", "HOMEPORT_FDS": "0,1", "KEPT": "yes"},
    )
    told = one.hear()
    assert told["argv"] == ["an argument", "--flag"]
    assert len(set(told["given"])) == 2
    assert told["isolated"] == 1
    assert told["again"]
    assert told["environment"]["KEPT"] == "yes"
    assert not {"HTTPS_PROXY", "OLLAMA_HOST", HANDOVER} & set(told["environment"])
    assert one.process.wait(10) == 7


def test_everything_ends_with_the_app(running: Any) -> None:
    one = running("say(ready=1); sys.stdin.read(); time.sleep(60)")
    one.hear()
    children = one.children()
    assert len(children) == 2
    app = next(child for child in children if "app.py" in " ".join(child.cmdline()))
    app.kill()
    assert one.process.wait(10) == 128 + signal.SIGKILL
    assert gone(children)


def test_everything_ends_with_the_launcher(running: Any) -> None:
    one = running("say(ready=1); time.sleep(60)")
    one.hear()
    time.sleep(0.5)  # the broker is past its first lines
    children = one.children()
    assert len(children) == 2
    one.process.kill()
    assert gone(children)


def test_an_app_whose_launcher_died_before_it_looked_ends(folder: Path) -> None:
    """The kernel tells only about deaths after it was asked."""
    ours, theirs = socket.socketpair()
    broker, other = socket.socketpair()
    script = folder / "app.py"
    script.write_text(_PRELUDE + "say(survived=1)", "utf-8")
    with theirs, broker, other:
        ours.close()
        fds = (theirs.fileno(), broker.fileno())
        environment = dict(os.environ) | {HANDOVER: f"{fds[0]},{fds[1]}"}
        app = subprocess.run(
            [sys.executable, str(script)], env=environment, pass_fds=fds, capture_output=True, check=False
        )
    assert app.returncode == -signal.SIGTERM
    assert app.stdout == b""


def test_ctrl_c_reaches_the_app_alone(running: Any) -> None:
    one = running(
        """
        try:
            say(ready=1)
            time.sleep(60)
        except KeyboardInterrupt:
            say(stopped=1)
            time.sleep(0.3)
            say(still=1)
            sys.exit(130)
        """
    )
    one.hear()
    os.killpg(one.process.pid, signal.SIGINT)  # as a terminal does it
    assert one.hear() == {"stopped": 1}
    assert len(one.children()) == 2  # the broker is still there
    assert one.hear() == {"still": 1}
    assert one.process.wait(10) == 130


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_are_passed_on(running: Any, number: signal.Signals) -> None:
    one = running(
        f"""
        signal.pthread_sigmask(signal.SIG_BLOCK, [{int(number)}])
        asyncio.run(LauncherClient(given.control_fd)._ask({{"kill": 1}}, []))  # the launcher is past its start
        say(ready=1)
        say(heard=signal.sigwait([{int(number)}]))
        sys.exit(3)
        """
    )
    one.hear()
    one.process.send_signal(number)
    assert one.hear() == {"heard": int(number)}
    assert one.process.wait(10) == 3


def test_start_hand_over_and_kill(running: Any) -> None:
    one = running(
        """
        async def main():
            client = LauncherClient(given.control_fd)
            child = await client.start(ChildKind.BROKER)
            hello = os.read(child.fd, 100)
            say(pid=child.pid, hello=len(hello), inheritable=os.get_inheritable(child.fd))
            await client.kill(child)
            say(end=len(os.read(child.fd, 100)))
            await client.kill(child)
            try:
                await client._ask({"start": "shell"}, [])
            except UserFacingError as error:
                say(refused=str(error))
            try:
                await client._ask({"start": ["broker"]}, [])
            except UserFacingError as error:
                say(refused=str(error))
            await client._ask({"kill": os.getppid()}, [])
            await client._ask({"kill": 1}, [])
            say(alive=1)
        asyncio.run(main())
        """
    )
    told = one.hear()
    assert told["hello"] == 9 + 32
    assert not told["inheritable"]
    assert one.hear() == {"end": 0}
    assert "KeyError" in one.hear()["refused"]
    assert "TypeError" in one.hear()["refused"]
    assert one.hear() == {"alive": 1}
    assert one.process.wait(10) == 0


def test_there_is_only_one_broker(running: Any) -> None:
    one = running(
        """
        async def main():
            client = LauncherClient(given.control_fd)
            first = await client.start(ChildKind.BROKER)
            second = await client.start(ChildKind.BROKER)
            os.read(second.fd, 100)
            rest = b""
            while data := os.read(first.fd, 100):
                rest += data
            while data := os.read(given.broker_fd, 100):
                pass
            say(pid=second.pid)
            time.sleep(60)
        asyncio.run(main())
        """
    )
    pid = one.hear()["pid"]
    brokers = [child.pid for child in one.children() if "homeport.adapters.egress.broker" in child.cmdline()]
    assert brokers == [pid]


def test_a_child_started_for_a_cancelled_caller_is_ended(running: Any) -> None:
    one = running(
        """
        async def main():
            client = LauncherClient(given.control_fd)
            task = asyncio.create_task(client.start(ChildKind.BROKER))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()
            await asyncio.sleep(1)
            say(fds=len(os.listdir("/proc/self/fd")))
            child = await client.start(ChildKind.BROKER)
            say(fds=len(os.listdir("/proc/self/fd")), kinds=child.kind)
            time.sleep(60)
        asyncio.run(main())
        """
    )
    before = one.hear()["fds"]
    assert one.hear()["fds"] == before + 1
    assert len([child for child in one.children() if child.status() != psutil.STATUS_ZOMBIE]) == 2


def test_descriptors_are_passed_and_nothing_else_is(running: Any) -> None:
    """The child sees its socket and the passed file; nothing of the app or the launcher."""
    one = running(
        """
        async def main():
            client = LauncherClient(given.control_fd)
            file = os.memfd_create("document", 0)
            child = await client.start(ChildKind.BROKER, [file])
            os.read(child.fd, 100)
            say(pid=child.pid)
            time.sleep(60)
        asyncio.run(main())
        """
    )
    pid = one.hear()["pid"]
    arguments = psutil.Process(pid).cmdline()
    assert arguments[-4:-2] == ["-m", "homeport.adapters.egress.broker"]
    links = descriptors(pid)
    assert "socket:" in links[arguments[-2]]
    assert "memfd:document" in links[arguments[-1]]
    given = {
        fd: link for fd, link in links.items() if int(fd) > 2 and "anon_inode" not in link and ".py" not in link
    }
    sockets = [link for link in given.values() if "socket:" in link]
    assert len(set(sockets)) <= 3  # its own, and the two ends of asyncio's wake-up pair
    assert len([link for link in given.values() if "memfd" in link]) == 1


def test_when_the_launcher_is_gone_a_start_says_so(running: Any) -> None:
    one = running(
        """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        async def main():
            client = LauncherClient(given.control_fd)
            say(ready=1)
            while os.getppid() == parent:
                time.sleep(0.05)
            try:
                await client.start(ChildKind.BROKER)
            except UserFacingError as error:
                say(title=error.title)
        parent = os.getppid()
        asyncio.run(main())
        """
    )
    one.hear()
    one.process.kill()
    assert one.hear() == {"title": "The launcher has ended."}


UNWANTED = [
    "OLLAMA_HOST", "OLLAMA_API_KEY", "HTTP_PROXY", "http_proxy", "Https_Proxy", "ALL_PROXY", "no_proxy",
    "FTP_PROXY", "PYTHON_KEYRING_BACKEND", "KEYRING_PROPERTY_X", "SSLKEYLOGFILE", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "LD_PRELOAD", "OPENSSL_CONF", "DYLD_INSERT_LIBRARIES",
    "HOSTALIASES", HANDOVER,
]  # fmt: skip
WANTED = ["PATH", "HOME", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LANG", "QT_QPA_PLATFORM",
          "XDG_DATA_HOME", "TERM", "NO_COLOR", "LD_LIBRARY_PATH"]  # fmt: skip


def test_what_is_scrubbed() -> None:
    assert scrubbed(dict.fromkeys(UNWANTED + WANTED, "x")) == dict.fromkeys(WANTED, "x")


@given(st.text(alphabet="abcXYZ_", max_size=8), st.sampled_from(["_PROXY", "_proxy", "_Proxy"]))
def test_every_proxy_variable_in_any_case(front: str, end: str) -> None:
    assert scrubbed({front + end: "x"}) == {}
