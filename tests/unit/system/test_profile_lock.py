"""Who works on a profile, tried with real processes."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from homeport.adapters.system.profile_lock import LOCK_FILE, ProfileLock

_WORK = """
import sys
from pathlib import Path
from homeport.adapters.system.profile_lock import ProfileLock
lock = ProfileLock(Path(sys.argv[1]))
print("alone" if lock.enter() else "not alone", flush=True)
for line in sys.stdin:
    getattr(lock, line.strip())()
    print(line.strip(), flush=True)
"""


class Worker:
    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _WORK, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def do(self, what: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        assert self.hear() == what

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=10)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(tmp_path))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def test_the_first_is_alone_and_the_second_is_not(worker: Callable[[], Worker], tmp_path: Path) -> None:
    window = worker()
    assert window.hear() == "alone"
    window.do("share")
    terminal = worker()
    assert terminal.hear() == "not alone"
    assert (tmp_path / LOCK_FILE).stat().st_mode & 0o777 == 0o600


def test_a_start_waits_while_another_one_settles(worker: Callable[[], Worker]) -> None:
    settling = worker()
    assert settling.hear() == "alone"
    waiting = worker()
    time.sleep(0.3)
    began = time.monotonic()
    settling.do("share")
    assert waiting.hear() == "not alone"
    assert time.monotonic() - began < 5


def test_after_a_kill_the_next_one_is_alone(worker: Callable[[], Worker]) -> None:
    killed = worker()
    assert killed.hear() == "alone"
    killed.kill()
    assert worker().hear() == "alone"


def test_with_two_at_work_the_end_of_one_leaves_nobody_else_alone(worker: Callable[[], Worker]) -> None:
    one, other = worker(), None
    assert one.hear() == "alone"
    one.do("share")
    other = worker()
    assert other.hear() == "not alone"
    one.do("leave")
    assert worker().hear() == "not alone"


def test_the_same_process_can_come_back(tmp_path: Path) -> None:
    lock = ProfileLock(tmp_path / "data")
    for _ in range(2):
        assert lock.enter()
        lock.share()
        lock.leave()
        lock.leave()
