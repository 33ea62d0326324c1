"""The fence, in processes of its own: it cannot be taken down again."""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

from fakes.python_child import output_of
from homeport.adapters.system import seccomp

_SHOW = """
import json
from dataclasses import asdict
from homeport.adapters.system import fence, seccomp
{before}
print(json.dumps([asdict(attempt) for attempt in fence.attempts()]))
"""

kernel_only = pytest.mark.skipif(not seccomp.available(), reason="this kernel takes no system-call filter")


def attempts(before: str, *wrapper: str) -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        [*wrapper, sys.executable, "-I", "-c", _SHOW.format(before=before)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {attempt["name"]: attempt for attempt in json.loads(done.stdout)}


@kernel_only
def test_every_way_out_is_stopped() -> None:
    tried = attempts("fence.raise_fence()")
    assert len(tried) >= 20
    assert [name for name, attempt in tried.items() if not attempt["stopped"]] == []
    assert {attempt["by"] for name, attempt in tried.items() if name.startswith("native")} == {
        "the kernel (seccomp)"
    }
    assert {attempt["by"] for name, attempt in tried.items() if not name.startswith("native")} == {
        "the audit hook"
    }


@kernel_only
def test_the_kernel_alone_stops_every_socket() -> None:
    """What the hook would miss if a library got round it: the two layers do not lean on each other."""
    tried = attempts("seccomp.refuse_internet_sockets()")
    got_out = {name for name, attempt in tried.items() if not attempt["stopped"]}
    # No packet leaves with any of these: a name is not found without a socket, and a child inherits the filter.
    assert got_out <= {
        "a name look-up",
        "an old-style name look-up",
        "a shell command",
        "a fork",
        "a program in place of this one",
    }
    for name in ("a socket in Python", "a datagram", "a child program", "a spawned program"):
        assert tried[name]["by"] == "the kernel (seccomp)"


def test_where_the_kernel_cannot_be_asked_the_hook_stands_and_the_report_says_so() -> None:
    tried = attempts("seccomp.available = lambda: False; assert not fence.raise_fence().kernel")
    assert [n for n, attempt in tried.items() if not n.startswith("native") and not attempt["stopped"]] == []
    if sys.platform == "linux":
        assert not tried["native code: internet socket"]["stopped"]  # and that is why it says so


@pytest.mark.netns
@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("unshare"),
    reason="an unfenced process would ask a real name server; needs root and unshare(1) for an empty network",
)
def test_without_a_fence_the_attempts_get_out() -> None:
    """The control: attempts that are always "stopped" would prove nothing."""
    tried = attempts("", "unshare", "-n")
    got_out = {name for name, attempt in tried.items() if not attempt["stopped"]}
    assert {
        "a socket in Python", "connect without an exception", "asyncio", "urllib", "a name look-up",
        "an old-style name look-up", "a child program", "a shell command", "a spawned program", "a fork",
        "a program in place of this one", "native code: internet socket", "native code: the kernel's routing",
        "native code: connect and send",
    } <= got_out  # fmt: skip


def test_a_second_raising_only_tells() -> None:
    said = output_of(
        """
from homeport.adapters.system import fence
first = fence.raise_fence()
print(fence.raise_fence() is first, len(first.sentences), all(first.sentences))
"""
    )
    assert said.split() == ["True", "2", "True"]


def test_what_the_program_itself_needs_still_works() -> None:
    said = output_of(
        """
import asyncio, os, socket, sqlite3, threading
from homeport.adapters.system import fence
fence.raise_fence()
ours, theirs = socket.socketpair()
socket.send_fds(ours, [b"x"], [os.memfd_create("f")])
print(socket.recv_fds(theirs, 1, 1)[0])
async def main():
    reader, writer = await asyncio.open_connection(sock=ours)
    theirs.sendall(b"line\\n")
    print(await reader.readline())
    print(await asyncio.to_thread(lambda: 7))
    writer.close()
asyncio.run(main())
with socket.socket(socket.AF_UNIX) as bus:
    print(bus.connect_ex("/nonexistent/bus"))
print(sqlite3.connect(":memory:").execute("select 1").fetchone())
theirs.close()
"""
    )
    assert said.split("\n")[:5] == ["b'x'", "b'line\\n'", "7", "2", "(1,)"]


def test_the_hook_names_what_it_refuses() -> None:
    said = output_of(
        """
import socket
from homeport.adapters.system import fence
fence.raise_fence()
try:
    socket.socket()
except PermissionError as error:
    print(type(error).__name__, error)
"""
    )
    assert "FencedError socket.__new__ is not allowed in this process" in said
