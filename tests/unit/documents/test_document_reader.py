"""Files through the real worker: what comes back, and that nothing bad comes back."""

import asyncio
import hashlib
import os
import signal
import socket
import struct
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes import make_documents as make
from fakes.direct_processes import DirectProcesses
from homeport.adapters.documents import limits, reader
from homeport.adapters.documents.limits import WorkerLimits
from homeport.adapters.documents.reader import MOST_WORKERS, SandboxedDocumentReader
from homeport.domain.document import Document, Remark, SectionKind, Unread
from homeport.domain.errors import UserFacingError
from homeport.ports.processes import Child, ChildKind

pytestmark = pytest.mark.anyio


async def read(
    path: Path, processes: DirectProcesses | None = None, worker_limits: WorkerLimits | None = None
) -> Document:
    processes = processes or DirectProcesses()
    document = await SandboxedDocumentReader(processes, worker_limits).read(path)
    assert not processes._running, "a worker outlived its document"
    return document


async def read_bytes(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    document = await read(path)
    if document.sha256:
        assert document.sha256 == hashlib.sha256(data).hexdigest()
        assert document.size == len(data)
    return document


def playing(code: str) -> DirectProcesses:
    """Workers that run this before `main`, with the worker's module as `worker`; it may replace its functions."""
    program = f"""
import os, sys
from homeport.adapters.documents import worker
{textwrap.dedent(code)}
os._exit(worker.main(sys.argv))
"""
    return DirectProcesses("-c", program)


SIMPLE = {
    "a.txt": ("Hej på dig".encode(), "Hej på dig\n"),
    "a.md": (b"# Title\n\ntext\n", "# Title\n\ntext\n"),
    "a.csv": ("namn;nummer\nÅsa;1\n".encode("cp1252"), "namn;nummer\nÅsa;1\n"),
    "a.html": (b"<html><p>one</p><p>two &amp; three</p></html>", "one\ntwo & three\n"),
    "a.rtf": (b"{\\rtf1\\ansi one\\par two}", "one\ntwo\n"),
    "a.docx": (make.docx("one", "two"), "one\ntwo\n"),
    "a.odt": (make.odt("<text:p>one</text:p><text:p>two</text:p>"), "one\ntwo\n"),
    "a.pdf": (make.pdf("one", "two"), "one\ntwo\n"),
    "a.xlsx": (make.xlsx({"Sheet": [["one", "2"]]}), "one\t2\nHeader of Sheet\n"),
    "a.pptx": (make.pptx({"ppt/slides/slide1.xml": "one"}), "one\n"),
    "a.zip": (make.package({"in/one.txt": "two"}), "in one.txt\ntwo\n"),
    "a.eml": (
        make.eml(("text/plain", b"hello")),
        "From: Anna <anna@example.com>\nTo: Bo <bo@example.com>\nhello\n",
    ),
}


@pytest.mark.parametrize("name", SIMPLE)
async def test_every_format_comes_through_the_sandbox(name: str, tmp_path: Path) -> None:
    data, text = SIMPLE[name]
    document = await read_bytes(tmp_path, name, data)
    assert (document.unread, document.text) == (None, text)
    assert document.name == name
    assert document.unread_parts == ()
    assert document.sections


async def test_places_point_into_the_text(tmp_path: Path) -> None:
    document = await read_bytes(tmp_path, "a.pdf", make.pdf("first page", "second page"))
    assert document.place_of(document.text.index("second")) == "page 2"
    assert [document.text[s.start : s.end] for s in document.sections] == ["first page\n", "second page\n"]


async def test_an_attachment_of_a_mail_is_read_by_its_own_type(tmp_path: Path) -> None:
    mail = make.eml(
        ("text/plain; charset=utf-8", b"Se bilagan"),
        ("application/pdf", make.pdf("inside the pdf"), "../../etc/report.pdf"),
        ("application/octet-stream", make.docx("inside the docx"), "notes.docx"),
    )
    document = await read_bytes(tmp_path, "a.eml", mail)
    for wanted in ("Se bilagan", "inside the pdf", "inside the docx"):
        assert wanted in document.text
    assert document.place_of(document.text.index("inside the pdf")) == "page report.pdf: 1"


BAD = {
    "empty.pdf": (lambda: b"", Unread.EMPTY),
    "truncated.pdf": (lambda: make.pdf("x" * 500)[:300], Unread.DAMAGED),
    "truncated.docx": (lambda: make.docx("x" * 500)[:200], Unread.DAMAGED),
    "encrypted.docx": (make.encrypted_office, Unread.PASSWORD),
    "encrypted.pdf": (lambda: make.encrypted_pdf(b"reserved"), Unread.PASSWORD),
    "old.doc": (lambda: make.encrypted_office().replace(b"E\0n\0c\0", b"o\0l\0d\0"), Unread.UNKNOWN_FORMAT),
    "picture.docx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Unread.WRONG_EXTENSION),
    "picture.png": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Unread.UNKNOWN_FORMAT),
    "laughs.docx": (lambda: make.docx_with_dtd(make.BILLION_LAUGHS, "&j;"), Unread.DAMAGED),
    "xxe.docx": (lambda: make.docx_with_dtd('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"), Unread.DAMAGED),
    "bomb.docx": (make.zip_bomb, Unread.UNPACKS_TOO_LARGE),
    "lying-bomb.docx": (make.lying_zip_bomb, Unread.DAMAGED),
    "scanned.pdf": (lambda: make.pdf(None, None), Unread.NO_TEXT),
    "doubled.docx": (lambda: make.docx_with_names("word/document.xml"), Unread.DAMAGED),
    "climbing.docx": (lambda: make.docx_with_names("../../etc/passwd"), Unread.DAMAGED),
    "nameless.docx": (lambda: make.docx_with_names("/").replace(b"/PK", b"\0PK"), Unread.DAMAGED),
    "absolute.docx": (lambda: make.docx_with_names("/etc/passwd"), Unread.DAMAGED),
    "entries.zip": (lambda: make.package({f"{n}.txt": "x" for n in range(10_001)}, 0), Unread.UNPACKS_TOO_LARGE),
    "long.txt": (lambda: b"word " * 4_000_001, Unread.TOO_MANY_CHARACTERS),
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_input_is_named_and_gives_no_text(name: str, tmp_path: Path) -> None:
    make_it, why = BAD[name]
    data = make_it()
    started = time.monotonic()
    document = await read_bytes(tmp_path, name, data)
    assert (document.unread, document.text) == (why, "")
    assert document.sections == document.unread_parts == document.markings == ()
    assert time.monotonic() - started < 15


async def test_half_a_gigabyte_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(500_000_000)
    processes = DirectProcesses()
    document = await read(path, processes)
    assert (document.unread, document.size, document.sha256) == (Unread.TOO_LARGE, 500_000_000, "")
    assert processes.started == []


async def test_a_file_that_is_not_there_or_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "plain.txt").write_text("x")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    assert (await read(tmp_path / "missing.txt")).unread is Unread.MISSING
    assert (await read(tmp_path / "plain.txt" / "below.txt")).unread is Unread.MISSING
    assert (await read(tmp_path / "folder.txt")).unread is Unread.UNKNOWN_FORMAT
    assert (await read(tmp_path / "pipe.txt")).unread is Unread.UNKNOWN_FORMAT
    assert (await read(tmp_path / "loop.txt")).unread is Unread.NOT_ALLOWED
    assert (await read(tmp_path / "zero\0byte.txt")).unread is Unread.NOT_ALLOWED


async def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("x")
    path.chmod(0)
    if os.geteuid() != 0:
        assert (await read(path)).unread is Unread.NOT_ALLOWED
        return
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents[:2]:
        folder.chmod(0o755)
    os.seteuid(65534)  # root may read anything: nobody may not
    try:
        document = await asyncio.wait_for(read(path), 30)
    finally:
        os.seteuid(0)
    assert document.unread is Unread.NOT_ALLOWED


async def test_a_readable_file_with_another_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    document = await read_bytes(tmp_path, "really.txt", make.pdf("a pdf"))
    assert (document.text, document.unread) == ("a pdf\n", None)
    assert document.media_type == "application/pdf"
    assert document.remarks == (Remark.READ_BY_CONTENT,)
    document = await read_bytes(tmp_path, "really.docx", b"only text")
    assert (document.text, document.remarks) == ("only text\n", (Remark.READ_BY_CONTENT,))


async def test_a_scanned_page_among_others_is_named(tmp_path: Path) -> None:
    document = await read_bytes(tmp_path, "a.pdf", make.pdf("text", None, None, "", "more"))
    assert document.unread is None
    assert [(part.place, part.why) for part in document.unread_parts] == [("pages 2-3", Unread.NO_TEXT)]


async def test_a_file_that_changes_while_it_is_read_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")
    processes = playing(f"""
        real = worker._warm_up
        worker._warm_up = lambda order: (real(order), open({str(path)!r}, "w").write("afterx"))
    """)
    assert (await read(path, processes)).unread is Unread.DAMAGED


async def test_a_name_on_disk_may_be_any_bytes(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text("x")
    document = await read(path)
    assert (document.name, document.text) == ("caf\ufffd.txt", "x\n")


async def test_two_at_a_time_and_no_more(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(str(number))
    processes = DirectProcesses()
    reader = SandboxedDocumentReader(processes)
    documents = await asyncio.gather(*(reader.read(tmp_path / f"{number}.txt") for number in range(6)))
    assert [document.text for document in documents] == [f"{number}\n" for number in range(6)]
    assert processes.most == MOST_WORKERS == 2


async def test_a_worker_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    processes = playing("import time; worker.read_document = lambda data, name: time.sleep(60)")
    started = time.monotonic()
    document = await read(tmp_path / "a.txt", processes, WorkerLimits(wall_seconds=2))
    assert document.unread is Unread.TIMEOUT
    assert time.monotonic() - started < 10
    assert processes.ended == {processes.started[0].pid: -signal.SIGKILL}


async def test_processor_time_is_limited_in_python_and_in_c(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    short = WorkerLimits(wall_seconds=30, cpu_seconds=1)
    loop = "def loop(data, name):\n    while True: pass\n"
    in_python = playing(f"{loop}")
    in_python.command = ("-c", in_python.command[1].replace("os._exit(", "warm = worker._warm_up\n"
                         "def first_warm(order):\n    warm(order); worker.read_document = loop\n"
                         "worker._warm_up = first_warm\nos._exit("))  # fmt: skip
    assert (await read(tmp_path / "a.txt", in_python, short)).unread is Unread.TIMEOUT
    deaf = playing("import signal; worker._stop_reading = signal.SIG_IGN")
    deaf.command = ("-c", deaf.command[1].replace("os._exit(", f"{loop}warm = worker._warm_up\n"
                    "def first_warm(order):\n    warm(order); worker.read_document = loop\n"
                    "worker._warm_up = first_warm\nos._exit("))  # fmt: skip
    assert (await read(tmp_path / "a.txt", deaf, short)).unread is Unread.TIMEOUT


async def test_a_worker_that_dies_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    dying = playing("worker._content = lambda fd, size: os.abort()")
    assert (await read(tmp_path / "a.txt", dying)).unread is Unread.WORKER_DIED
    broken = playing("worker._content = lambda fd, size: 1 / 0")
    assert (await read(tmp_path / "a.txt", broken)).unread is Unread.DAMAGED
    not_there = DirectProcesses("-m", "homeport.no_such_module")
    assert (await read(tmp_path / "a.txt", not_there)).unread is Unread.WORKER_DIED


async def test_a_worker_killed_while_it_parses(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    processes = playing("import time; worker._content = lambda fd, size: time.sleep(60)")
    reading = asyncio.create_task(read(tmp_path / "a.txt", processes))
    while not processes.started:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)
    os.kill(processes.started[0].pid, signal.SIGKILL)
    assert (await asyncio.wait_for(reading, 10)).unread is Unread.WORKER_DIED


async def test_too_much_memory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    greedy = playing("worker._content = lambda fd, size: bytearray(900 << 20)")
    assert (await read(tmp_path / "a.txt", greedy)).unread is Unread.MEMORY


async def test_a_pdf_bomb_ends_the_worker_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(make.packed_pdf_bomb(400 << 20))
    assert path.stat().st_size < 100_000
    document = await read(path, worker_limits=WorkerLimits(memory_bytes=300 << 20))
    assert document.unread in {Unread.WORKER_DIED, Unread.MEMORY}
    assert document.text == ""


async def test_a_cancelled_reading_leaves_no_worker(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    processes = playing("import time; worker._content = lambda fd, size: time.sleep(60)")
    reading = asyncio.create_task(SandboxedDocumentReader(processes).read(tmp_path / "a.txt"))
    while not processes.started:
        await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert not processes._running


PEAK = """
status = os.open("/proc/self/status", os.O_RDONLY)  # before the lock; read after it
real = worker.read_document
def measured(data, name):
    result = real(data, name)
    if name.startswith("real"):
        peak = os.pread(status, 8192, 0).partition(b"VmHWM:")[2].split()[0]
        result.extraction.add("body", "", "peak " + peak.decode())
    return type(result)(result.media_type, result.extraction, None)
worker.read_document = measured
"""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("real-bomb.docx", lambda: make.zip_bomb(200)),
        ("real-just-under.docx", lambda: make.docx(*(f"row {n * 7919:x}" for n in range(150_000)))),
        ("real-long.txt", lambda: b"\xc3\xa5 word " * 2_400_000),
        ("real-laughs.docx", lambda: make.docx_with_dtd(make.BILLION_LAUGHS, "&j;")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_memory_stays_small(name: str, data: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data())
    document = await read(path, playing(PEAK))
    peak_kilobytes = int(document.text.rsplit(" ", 1)[1])
    assert peak_kilobytes < 450_000, peak_kilobytes


ATTEMPTS = """
import ctypes, errno, socket, subprocess, threading
def attempts(data, name):
    if name != "attempts.txt":
        return real(data, name)
    out = worker.Extraction()
    def attempt(what, way):
        try:
            way()
            out.add("body", "", what + ": passed")
        except BaseException as error:
            number = getattr(error, "errno", None)
            out.add("body", "", what + ": " + errno.errorcode.get(number, type(error).__name__))
    def thread():
        running = threading.Thread(target=lambda: None)
        running.start()
        running.join()
    attempt("thread", thread)
    attempt("open", lambda: open("/etc/passwd"))
    attempt("open itself", lambda: open("/proc/self/environ"))
    attempt("write", lambda: open("homeport-worker-was-here", "w"))
    attempt("write to the document", lambda: os.write(int(sys.argv[2]), b"x"))
    attempt("grow a file", lambda: os.ftruncate(int(sys.argv[2]), 10))
    attempt("list", lambda: os.listdir("/"))
    attempt("socket", lambda: socket.socket())
    attempt("unix socket", lambda: socket.socket(socket.AF_UNIX))
    attempt("fork", os.fork)
    attempt("exec", lambda: os.execv("/bin/true", ["true"]))
    attempt("program", lambda: subprocess.run(["true"]))
    attempt("kill the app", lambda: os.kill(os.getppid(), 0))
    attempt("import", lambda: __import__("wave"))
    attempt("more memory", lambda: __import__("resource").setrlimit(9, (-1, -1)))
    return worker.Result("text/plain", out, None)
real, worker.read_document = worker.read_document, attempts
"""


async def test_from_inside_the_worker_nothing_can_be_reached(tmp_path: Path) -> None:
    (tmp_path / "attempts.txt").write_text("the document")
    document = await read(tmp_path / "attempts.txt", playing(ATTEMPTS))
    found = dict(line.split(": ") for line in document.text.splitlines())
    assert found.pop("thread") == "passed"
    assert found.pop("more memory") == "ValueError"  # how `resource` words EPERM
    assert len(found) == 13
    assert set(found.values()) <= {"EPERM", "EACCES", "EBADF", "ModuleNotFoundError", "ImportError"}, found
    assert (tmp_path / "attempts.txt").read_text() == "the document"
    assert not Path("homeport-worker-was-here").exists()


def saying(*frames: bytes) -> DirectProcesses:
    """A worker that was taken over and says whatever it likes."""
    program = (
        "import os, sys\nfor data in {!r}:\n    os.write(int(sys.argv[1]), data)\nos.read(int(sys.argv[1]), 99)"
    )
    return DirectProcesses("-c", program.format(frames))


def framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


LOCKED = framed(b'{"landlock": 7, "seccomp": true, "limits": true}')


@pytest.mark.parametrize(
    "frames",
    [
        (b"\xff\xff\xff\xff",),
        (framed(b"[]"),),
        (framed(b"{"),),
        (framed(b'{"landlock": 7, "seccomp": false, "limits": true}'), framed(b"{}"), framed(b"")),
        (LOCKED, b"\xff\xff\xff\xff"),
        (LOCKED, framed(b"{}"), framed(b"")),
        (LOCKED, framed(b"[" * 100_000), framed(b"")),
        (LOCKED, framed(b'{"media_type": "text/plain"}'), framed(b"text")),
        (LOCKED, framed(b"\xff"), framed(b"text")),
    ],
)
async def test_a_worker_that_lies_is_not_believed(frames: tuple[bytes, ...], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    document = await read(tmp_path / "a.txt", saying(*frames))
    assert (document.unread, document.text) == (Unread.WORKER_DIED, "")


async def test_when_no_worker_can_be_started_it_is_told(tmp_path: Path) -> None:
    class Gone:
        async def start(self, kind: ChildKind, fds: object = ()) -> Child:
            raise UserFacingError("The launcher has ended.", "Start again.")

        async def kill(self, child: Child) -> None:
            raise AssertionError("nothing was started")

    (tmp_path / "a.txt").write_text("x")
    document = await SandboxedDocumentReader(Gone()).read(tmp_path / "a.txt")
    assert document.unread is Unread.WORKER_DIED


def test_the_sandbox_is_named() -> None:
    words = SandboxedDocumentReader(DirectProcesses()).sandbox
    assert words.startswith("a process of its own")


def test_a_worker_that_nobody_asks_ends() -> None:
    processes = DirectProcesses()

    async def start_and_leave() -> int:
        child = await processes.start(ChildKind.DOCUMENT_WORKER, (0,))
        with socket.socket(fileno=child.fd):
            pass
        return await asyncio.to_thread(processes._running.pop(child.pid).wait, 20)

    assert asyncio.run(start_and_leave()) == 1


def test_limits_are_the_promised_ones() -> None:
    assert (limits.FILE_BYTES, limits.UNPACKED_BYTES, limits.CHARACTERS) == (100_000_000, 64 << 20, 20_000_000)
    assert WorkerLimits() == WorkerLimits(20.0, 15, 768 << 20, 64)
    assert SectionKind.PAGE in SectionKind


async def test_a_file_that_is_opened_after_the_stop_is_closed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Hello")
    entered, go_on, opened = threading.Event(), threading.Event(), []
    really_open = reader._open

    def slowly(path: Path) -> object:
        entered.set()
        go_on.wait(10)
        file = really_open(path)
        opened.append(file.fd)
        return file

    monkeypatch.setattr(reader, "_open", slowly)
    reading = asyncio.create_task(SandboxedDocumentReader(DirectProcesses()).read(path))
    await asyncio.to_thread(entered.wait, 10)
    reading.cancel()
    began = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert time.monotonic() - began < 1.0, "a stop waits for no disk"
    go_on.set()
    async with asyncio.timeout(10):
        while not opened or is_open(opened[0]):
            await asyncio.sleep(0.01)


def is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True
