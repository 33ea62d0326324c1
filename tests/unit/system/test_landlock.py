"""Landlock is tried in processes of their own: it cannot be taken back."""

import json
import sys

import pytest

from fakes.python_child import output_of
from homeport.adapters.system import landlock

pytestmark = pytest.mark.skipif(not landlock.abi(), reason=f"no Landlock in this kernel ({sys.platform})")

START = """
import errno, json, os, socket, sys
from homeport.adapters.system import landlock
listener = socket.create_server(("127.0.0.1", 0))
address = listener.getsockname()
held = open("/etc/passwd", "rb")
results = {}
def attempt(name, way):
    try:
        way()
        results[name] = "passed"
    except OSError as error:
        results[name] = errno.errorcode[error.errno]
"""


def attempts(code: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(output_of(f"{START}\n{code}\nprint(json.dumps(results))"))
    return found


def test_no_file_can_be_opened_and_open_ones_can_be_read() -> None:
    found = attempts("""
level = landlock.deny_all_files_and_network()
assert level.files and level.abi == landlock.abi(), level
attempt("held", lambda: held.read(5))
attempt("read", lambda: open("/etc/passwd"))
attempt("write", lambda: open("homeport-landlock", "w"))
attempt("list", lambda: os.listdir("/"))
attempt("exec", lambda: os.execv("/bin/true", ["true"]))
attempt("thread", lambda: __import__("_thread").start_new_thread(lambda: None, ()))
""")
    assert found.pop("held") == found.pop("thread") == "passed"
    assert set(found.values()) == {"EACCES"}


@pytest.mark.skipif(landlock.abi() < 4, reason="Landlock knows the network from version 4 on")
def test_no_connection_and_no_port() -> None:
    found = attempts("""
assert landlock.deny_all_files_and_network().network
attempt("connect", lambda: socket.create_connection(address, 2))
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
""")
    assert found == {"connect": "EACCES", "listen": "EACCES"}


@pytest.mark.skipif(landlock.abi() < 4, reason="Landlock knows the network from version 4 on")
def test_an_engine_may_listen_on_its_port_only() -> None:
    found = attempts("""
level = landlock.deny_network_but_listening(0)
assert level.network and not level.files, level
attempt("file", lambda: open("/etc/passwd").close())
attempt("a port the kernel chooses", lambda: socket.create_server(("127.0.0.1", 0)).close())
attempt("another port", lambda: socket.create_server(("127.0.0.1", 45671)))
attempt("connect", lambda: socket.create_connection(address, 2))
""")
    assert found.pop("file") == found.pop("a port the kernel chooses") == "passed"
    assert found == {"another port": "EACCES", "connect": "EACCES"}


@pytest.mark.skipif(landlock.abi() < 6, reason="Landlock knows scopes from version 6 on")
def test_no_signal_leaves_the_sandbox() -> None:
    found = attempts("""
assert landlock.deny_all_files_and_network().scoped
attempt("itself", lambda: os.kill(os.getpid(), 0))
attempt("the parent", lambda: os.kill(os.getppid(), 0))
""")
    assert found == {"itself": "passed", "the parent": "EPERM"}


def test_an_older_kernel_gives_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    assert landlock.deny_all_files_and_network() == landlock.NONE
    assert landlock.deny_network_but_listening(0) == landlock.NONE
    found = attempts("""
landlock.abi = lambda: 1
level = landlock.deny_all_files_and_network()
assert level == landlock.Level(1, files=True, network=False, scoped=False), level
attempt("read", lambda: open("/etc/passwd"))
attempt("connect", lambda: socket.socket().connect(address))
""")
    assert found == {"read": "EACCES", "connect": "passed"}
