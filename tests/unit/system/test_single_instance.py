"""One window a profile, with real second starts: files handed over, kills survived, strangers unheard."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeport.adapters.system.single_instance import (
    LOCK_FILE,
    MAX_FILES,
    FirstWindow,
    first_or_hand_over,
)
from homeport.domain.errors import UserFacingError
from homeport.ports.second_start import Wish

_START = """
import sys, time
from pathlib import Path
from homeport.adapters.system.single_instance import first_or_hand_over
from homeport.ports.second_start import Wish
first = first_or_hand_over(Path(sys.argv[1]), Wish(tuple(map(Path, sys.argv[2:]))))
print("first" if first else "handed over", flush=True)
if first:
    sys.stdin.read()
    first.close()
"""


def start(folder: Path, *files: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _START, str(folder), *files],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    return tmp_path / "data"


@pytest.fixture
def first(folder: Path) -> Iterator[FirstWindow]:
    window = first_or_hand_over(folder, Wish())
    assert isinstance(window, FirstWindow)
    yield window
    window.close()


def address(folder: Path) -> Path:
    return Path(os.fsdecode((folder / LOCK_FILE).read_bytes()))


async def heard(window: FirstWindow, ask: "subprocess.Popen[str]") -> list[Wish]:
    wishes: list[Wish] = []
    serving = asyncio.create_task(window.serve(wishes.append))
    await asyncio.to_thread(ask.communicate, timeout=20)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    return wishes


@pytest.mark.anyio
async def test_a_second_start_hands_its_files_over_and_ends(first: FirstWindow, folder: Path) -> None:
    second = start(folder, "/a/contract å.pdf", "/b/\udcff.txt")
    wishes = await heard(first, second)
    assert wishes == [Wish((Path("/a/contract å.pdf"), Path("/b/\udcff.txt")))]
    assert second.returncode == 0


@pytest.mark.anyio
async def test_a_wish_travels_whole(first: FirstWindow, folder: Path) -> None:
    wishes: list[Wish] = []
    serving = asyncio.create_task(first.serve(wishes.append))
    sent = [Wish((), new_task=True, activation="token-1"), Wish(tuple(Path(f"/f{n}") for n in range(200)))]
    for wish in sent:
        assert await asyncio.to_thread(first_or_hand_over, folder, wish) is None
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert wishes == sent


@pytest.mark.anyio
async def test_nothing_that_is_no_wish_gets_through(first: FirstWindow, folder: Path) -> None:
    wishes: list[Wish] = []
    serving = asyncio.create_task(first.serve(wishes.append))
    good = {"files": [], "new_task": False, "activation": ""}

    def ask(data: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(20)
            asking.connect(str(address(folder)))
            try:
                asking.sendall(data)
                asking.shutdown(socket.SHUT_WR)
                return asking.recv(64)
            except (BrokenPipeError, ConnectionResetError):  # it was cut off while it still talked
                return b"refused\n"

    for bad in (
        b"",
        b"\n",
        b"[]\n",
        b"{}\n",
        b"[" * 100_000 + b"\n",
        b"x" * (3 << 20),
        *(
            json.dumps(good | change).encode() + b"\n"
            for change in (
                {"files": ["relative.txt"]},
                {"files": ["/nul\0"]},
                {"files": [1]},
                {"files": "/x"},
                {"files": ["/x"] * (MAX_FILES + 1)},
                {"new_task": 1},
                {"activation": "x" * 5000},
            )
        ),
    ):
        assert await asyncio.to_thread(ask, bad) == b"refused\n", bad[:80]
    silent = socket.socket(socket.AF_UNIX)  # one that says nothing keeps nobody waiting
    silent.connect(str(address(folder)))
    assert await asyncio.to_thread(ask, json.dumps(good).encode() + b"\n") == b"taken\n"
    silent.close()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert wishes == [Wish()]


def test_what_it_leaves_on_the_disk_is_for_this_person_only(first: FirstWindow, folder: Path) -> None:
    place = address(folder)
    assert place.is_socket()
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert (folder / LOCK_FILE).stat().st_mode & 0o777 == 0o600
    first.close()
    assert not place.exists()
    assert list(place.parent.iterdir()) == []
    first.close()  # twice is fine


@pytest.mark.anyio
async def test_another_person_is_not_heard() -> None:
    if os.getuid() != 0:
        pytest.skip("only root can become another person")
    wishes: list[Wish] = []
    with tempfile.TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o777)
        window = first_or_hand_over(Path(open_to_all) / "data", Wish(), {})
        assert window is not None
        serving = asyncio.create_task(window.serve(wishes.append))
        place = address(Path(open_to_all) / "data")
        for opened in (place, place.parent, place.parent.parent):  # so that only the check at the socket is left
            opened.chmod(0o777)
        script = (
            "import os, socket, sys; os.setuid(65534); s = socket.socket(socket.AF_UNIX); s.settimeout(20);"
            "s.connect(sys.argv[1]); print('connected', flush=True); s.sendall(sys.argv[2].encode() + b'\\n');"
            "print(s.recv(64))"
        )
        line = json.dumps({"files": [], "new_task": False, "activation": ""})
        stranger = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", script, str(place), line], capture_output=True, text=True
        )
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        window.close()
    assert stranger.stdout.split("\n")[:2] in (["connected", "b''"], ["connected", ""]), stranger
    assert wishes == []


def test_a_killed_first_is_followed_at_once(folder: Path) -> None:
    killed = start(folder)
    assert told(killed) == "first"
    left = address(folder)
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=10)
    assert left.is_socket()
    began = time.monotonic()
    window = first_or_hand_over(folder, Wish())
    assert window is not None
    assert time.monotonic() - began < 0.5
    assert not left.exists()
    assert address(folder).is_socket()
    window.close()


def test_of_many_starts_at_once_one_is_first(folder: Path) -> None:
    """Nobody serves, so the others wait their time out: what counts is that there are never two."""
    folder.mkdir(parents=True)
    script = _START.replace("Wish(tuple(map(Path, sys.argv[2:]))))", "Wish(), seconds=0.5)")
    all_of_them = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(6)
    ]
    # the others end by themselves; the first one waits for the end of its input
    said = []
    for one in all_of_them:
        assert one.stdout is not None
        said.append(one.stdout.readline().strip())
    for one in all_of_them:
        one.communicate(timeout=20)
    assert sorted(said) == [""] * 5 + ["first"]


def test_a_first_that_ends_before_it_answers_hands_its_place_on(folder: Path) -> None:
    ending = start(folder)
    assert told(ending) == "first"
    second = start(folder, "/x")  # waits in the queue of the first
    time.sleep(0.3)
    ending.communicate("", timeout=10)
    assert told(second) == "first"
    second.communicate("", timeout=10)


def test_one_that_does_not_answer_is_told(first: FirstWindow, folder: Path) -> None:
    with pytest.raises(UserFacingError, match="does not answer"):
        first_or_hand_over(folder, Wish(), seconds=0.3)


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(UserFacingError, match="cannot be used"):
        first_or_hand_over(tmp_path / "data", Wish())


@pytest.mark.anyio
async def test_too_many_files_are_told(first: FirstWindow, folder: Path) -> None:
    serving = asyncio.create_task(first.serve(lambda _: None))
    many = Wish(tuple(Path(f"/f{n}") for n in range(MAX_FILES + 1)))
    with pytest.raises(UserFacingError, match="did not take"):
        await asyncio.to_thread(first_or_hand_over, folder, many)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


@pytest.mark.parametrize("long", [False, True])
def test_without_a_runtime_folder_of_ones_own_it_listens_elsewhere(tmp_path: Path, *, long: bool) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)  # not ours alone
    folder = tmp_path / ("d" * 120 if long else "d")
    window = first_or_hand_over(folder, Wish(), {"XDG_RUNTIME_DIR": str(shared)})
    assert window is not None
    place = address(folder)
    assert place.is_socket()
    assert shared not in place.parents
    assert place.parent.stat().st_mode & 0o777 == 0o700
    window.close()
    assert not place.exists()
    assert not long or not place.parent.exists()


def test_it_needs_nothing_but_the_standard_library_and_no_event_loop() -> None:
    script = f"import sys\nsys.argv[1:] = []\n{_START.partition('first =')[0]}\nprint(*sys.modules)"
    loaded = set(subprocess.check_output([sys.executable, "-I", "-c", script], text=True).split())
    assert "asyncio" not in loaded
    outside = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    bare = subprocess.check_output([sys.executable, "-I", "-c", "import sys; print(*sys.modules)"], text=True)
    assert outside - {name.partition(".")[0] for name in bare.split()} == {"homeport"}
