"""Every filter is tried in a process of its own: it cannot be taken back."""

import errno
import json
import os
import platform
import signal
import sys

import pytest

from fakes.python_child import output_of, python_child
from homeport.adapters.system import seccomp

pytestmark = pytest.mark.skipif(
    not seccomp.available(), reason=f"no system-call filter on {sys.platform} {platform.machine()}"
)

ATTEMPTS = """
import ctypes, errno, json, mmap, os, platform, signal, socket, struct, subprocess, sys, threading
from homeport.adapters.system import seccomp

X86 = platform.machine() == "x86_64"
libc = ctypes.CDLL(None, use_errno=True)
listener = socket.create_server(("127.0.0.1", 0))
address = listener.getsockname()
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
pair = socket.socketpair()
held = os.open("/dev/null", os.O_RDWR)
os.set_inheritable(held, True)
results = {}

def attempt(name, way):
    try:
        results[name] = way()
    except OSError as error:
        results[name] = errno.errorcode.get(error.errno, str(error))
    except BaseException as error:
        results[name] = type(error).__name__

def native(x86, arm, *arguments):
    def way():
        words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
        result = libc.syscall(ctypes.c_long(x86 if X86 else arm), *words)
        return "passed" if result >= 0 else errno.errorcode[ctypes.get_errno()]
    return way

def inet_address():
    host, port = address
    return struct.pack("=HH4s8x", socket.AF_INET, socket.htons(port), socket.inet_aton(host))

def opened(family, kind=socket.SOCK_STREAM):
    def way():
        socket.socket(family, kind).close()
        return "passed"
    return way

def thread():
    done = []
    worker = threading.Thread(target=lambda: done.append("passed"))
    worker.start()
    worker.join()
    return done[0]
"""


def attempts(code: str) -> dict[str, str]:
    """What became of each attempt of `code`, run after `ATTEMPTS` in a child."""
    found: dict[str, str] = json.loads(output_of(f"{ATTEMPTS}\n{code}\nprint(json.dumps(results), flush=True)"))
    return found


FAMILIES = """
for family in range(46):
    attempt(str(family), native(41, 198, family, 2, 0))
    attempt("raw" + str(family), native(41, 198, family, 3, 0))
"""


def test_the_app_may_open_no_socket_but_unix() -> None:
    found = attempts(f"seccomp.refuse_internet_sockets()\n{FAMILIES}")
    unix = {name: result for name, result in found.items() if name in {"1", "raw1"}}
    assert set(unix.values()) == {"passed"}
    assert {result for name, result in found.items() if name not in unix} == {"EACCES"}


def test_without_the_filter_the_same_attempts_pass() -> None:
    found = attempts(FAMILIES)
    assert found["2"] == found["10"] == found["16"] == "passed"


def test_the_app_keeps_unix_pairs_threads_and_files_and_loses_the_ways_round() -> None:
    found = attempts("""
seccomp.refuse_internet_sockets()
def pair_works():
    a, b = socket.socketpair()
    a.sendall(b"x")
    return "passed" if b.recv(1) == b"x" else "lost"
attempt("pair", pair_works)
attempt("thread", thread)
attempt("file", lambda: "passed" if open(os.devnull).read() == "" else "odd")
attempt("inet", opened(socket.AF_INET))
attempt("high half", native(41, 198, (1 << 32) | 1, 1, 0))
attempt("inet, high half", native(41, 198, (7 << 32) | 2, 1, 0))
attempt("tipc pair", native(53, 199, 30, 1, 0, ctypes.create_string_buffer(8)))
attempt("io_uring", native(425, 425, 0, None))
attempt("ptrace", native(101, 117, 0, 0, 0, 0))
attempt("read memory", native(310, 270, os.getppid(), None, 0, None, 0, 0))
attempt("write memory", native(311, 271, os.getppid(), None, 0, None, 0, 0))
attempt("steal a descriptor", native(438, 438, 0, 0, 0))
attempt("bpf", native(321, 280, 0, None, 0))
attempt("type for the person", native(16, 29, held, 0x5412, b"x"))
attempt("another ioctl", native(16, 29, pair[0].fileno(), 0x541B, ctypes.create_string_buffer(8)))
""")
    passed = {"pair", "thread", "file", "high half", "another ioctl"}
    assert {name for name, result in found.items() if result == "passed"} == passed
    assert {found.pop(name) for name in ("inet", "inet, high half", "tipc pair")} == {"EACCES"}
    assert {result for name, result in found.items() if name not in passed} == {"EPERM"}


def test_threads_that_already_run_and_children_are_held_too() -> None:
    found = attempts("""
go, result = threading.Event(), []
def early():
    go.wait()
    try:
        socket.socket()
        result.append("passed")
    except OSError as error:
        result.append(errno.errorcode[error.errno])
running = threading.Thread(target=early)
running.start()
seccomp.refuse_internet_sockets()
go.set()
running.join()
results["thread"] = result[0]
code = "import socket, errno\\ntry: socket.socket()\\nexcept OSError as e: print(errno.errorcode[e.errno])"
child = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
results["child"] = child.stdout.strip()
""")
    assert found == {"thread": "EACCES", "child": "EACCES"}


def test_the_engine_listens_and_answers_but_reaches_nobody() -> None:
    found = attempts("""
seccomp.refuse_connect()
def serve():
    # The client runs in a process without the filter, which was started before it.
    os.write(ask, b"%d" % address[1])
    peer, _ = listener.accept()
    with peer:
        peer.sendall(b"hello")
    return "passed"
def new_listener():
    socket.create_server(("127.0.0.1", 0)).close()
    return "passed"
attempt("serve", serve)
attempt("listen", new_listener)
attempt("pair", lambda: "passed" if pair[0].send(b"x") == 1 else "odd")
attempt("thread", thread)
attempt("connect", lambda: tcp.connect(address))
attempt("native connect", native(42, 203, tcp.fileno(), inet_address(), 16))
attempt("new connection", lambda: socket.create_connection(address, 2))
attempt("datagram", lambda: udp.sendto(b"", address))
attempt("datagram socket", opened(socket.AF_INET, socket.SOCK_DGRAM))
attempt("raw", opened(socket.AF_INET, socket.SOCK_RAW))
attempt("netlink", opened(16, socket.SOCK_RAW))
attempt("sctp", native(41, 198, 2, 1, 132))
attempt("mptcp", native(41, 198, 2, 1, 262))
attempt("fast open", native(44, 206, tcp.fileno(), b"x", 1, 0x20000000, inet_address(), 16))
attempt("fast open message", native(46, 211, tcp.fileno(), None, 0x20000000))
attempt("fast open messages", native(307, 269, tcp.fileno(), None, 1, 0x20000000))
attempt("io_uring", native(425, 425, 0, None))
""".replace("seccomp.refuse_connect()", """
told, ask = os.pipe()
if os.fork() == 0:
    port = int(os.read(told, 10))
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.recv(5)
    os._exit(0)
seccomp.refuse_connect()
""", 1))  # fmt: skip
    passed = {"serve", "listen", "pair", "thread"}
    assert {name for name, result in found.items() if result == "passed"} == passed
    assert found.pop("io_uring") == "EPERM"
    assert {result for name, result in found.items() if name not in passed} == {"EACCES"}


WORKER = """
import time
seccomp.lock_worker()
attempt("thread", thread)
attempt("memory", lambda: "passed" if len(bytearray(50 << 20)) else "odd")
attempt("talk", lambda: "passed" if pair[0].send(b"x") == 1 and pair[1].recv(1) == b"x" else "odd")
attempt("fstat", lambda: "passed" if os.fstat(held) else "odd")
attempt("sleep", lambda: time.sleep(0.001) or "passed")
attempt("chance", lambda: "passed" if os.urandom(8) else "odd")
attempt("signal to itself", lambda: os.kill(os.getpid(), 0) or "passed")
attempt("read a file", lambda: open("/etc/passwd").read())
attempt("write a file", lambda: open("fresh", "w"))
attempt("look at a file", lambda: os.stat("/etc/passwd"))
attempt("list a folder", lambda: os.listdir("/"))
attempt("remove", lambda: os.unlink("/nonexistent"))
attempt("socket", opened(socket.AF_INET))
attempt("unix socket", opened(socket.AF_UNIX))
attempt("pair", socket.socketpair)
attempt("connect", lambda: tcp.connect(address))
attempt("datagram", lambda: udp.sendto(b"", address))
attempt("message", lambda: udp.sendmsg([b""], [], 0, address))
attempt("pass a descriptor", lambda: socket.send_fds(pair[0], [b"x"], [held]))
attempt("fork", os.fork)
attempt("exec", lambda: os.execv("/bin/true", ["true"]))
attempt("spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
attempt("program", lambda: subprocess.run(["true"]))
attempt("kill the parent", lambda: os.kill(os.getppid(), 0))
attempt("kill the group", lambda: os.kill(0, 0))
attempt("kill all", lambda: os.kill(-1, 0))
attempt("ptrace", native(101, 117, 0, 0, 0, 0))
attempt("memfd", native(319, 279, b"x", 0))
attempt("keys", native(250, 219, 0, 0, 0, 0, 0))
attempt("mount", native(165, 40, None, None, None, 0, None))
attempt("unshare", native(272, 97, 0))
attempt("io_uring", native(425, 425, 0, None))
attempt("a bigger limit", native(302, 261, 0, 7, b"\\xff" * 16, None))
attempt("owner of signals", native(72, 25, pair[0].fileno(), 8, os.getppid()))
attempt("executable memory", native(9, 222, 0, 4096, 7, 0x22, -1, 0))
attempt("another filter", native(317, 277, 1, 0, None))
attempt("clone", native(56, 220, 17, 0, 0, 0, 0))
attempt("clone3", native(435, 435, None, 0))
attempt("an unknown call", native(6000, 6000))
"""


def test_a_worker_can_only_compute_and_talk() -> None:
    found = attempts(WORKER)
    passed = {"thread", "memory", "talk", "fstat", "sleep", "chance", "signal to itself"}
    assert {name for name, result in found.items() if result == "passed"} == passed
    assert found.pop("clone3") == "ENOSYS"
    refused = {name: result for name, result in found.items() if name not in passed}
    assert len(refused) > 25
    assert refused == dict.fromkeys(refused, "EPERM")


def test_a_worker_may_still_end_itself_by_abort() -> None:
    with python_child(
        "import os\nfrom homeport.adapters.system import seccomp\nseccomp.lock_worker()\nos.abort()"
    ) as c:
        c.communicate(timeout=60)
    assert c.returncode == -signal.SIGABRT


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the other numbers of this machine are x86's")
def test_calls_in_other_numbers_are_refused() -> None:
    found = attempts("""
seccomp.refuse_internet_sockets()
attempt("x32", native(0x40000000 + 41, 0, 2, 1, 0))
""")
    assert found == {"x32": "EPERM"}
    # mov eax, 20 (getpid of i386); int 0x80; ret
    code = """
import ctypes, mmap, sys
from homeport.adapters.system import seccomp
page = mmap.mmap(-1, 4096, prot=7)
page.write(bytes.fromhex("b814000000cd80c3"))
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
if sys.argv[1] == "fenced":
    seccomp.refuse_internet_sockets()
call()
"""
    with python_child(code, "open") as control:
        control.communicate(timeout=60)
    if control.returncode != 0:
        pytest.skip(f"this kernel runs no 32-bit calls (exit {control.returncode})")
    with python_child(code, "fenced") as child:
        child.communicate(timeout=60)
    assert child.returncode == -signal.SIGSYS


def test_where_there_is_no_filter_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert not seccomp.available()
    with pytest.raises(OSError, match="no system-call filter") as refused:
        seccomp.lock_worker()
    assert refused.value.errno == errno.ENOSYS
    assert os.strerror(errno.ENOSYS)
