"""Runs every test group in a process of its own and sums them up in one closing line.

Two lanes run beside each other. In one, the unit tests share a process in random order, then the window's tests
have one with Qt in it, drawing into memory. In the other, the tests of domain and policy run with the coverage
gate, then the contract tests, then every file under ``tests/e2e`` has its own process, because it fences itself
and a fence cannot be undone. What promises a time runs alone at the end. The tests see a home folder and, where
the programs for it exist, a Secret Service that were made for this run and end with it.
"""

import contextlib
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"

SHARED_SECONDS = 900
WINDOW_SECONDS = 600
E2E_SECONDS = 300
LOOK_SECONDS = 0.2

WITH_QT = ("-p", "pytest-qt", "-o", "qt_log_level_fail=WARNING", "-o", "qt_log_ignore=propagateSizeHints")
"""A warning of Qt fails the test it comes in; offscreen has no window manager to give size hints to."""

HYPOTHESIS = "--hypothesis-profile=ci"
"""The same examples every time and no deadline an example could miss on a busy machine."""

SLOWEST = ("--durations=10", "--durations-min=5")

COVERED = ("domain", "policy")
"""Folders of unit tests that run every branch of what they are about, by themselves; measuring slows them."""

MEASURED = ("-m", "not unmeasured")
"""Measuring makes it several times slower to read every combination: that is done without."""

TIMED = frozenset(
    {
        "test_first_paint",
        "test_second_start",
        "test_window_closing",
        "test_window_drop",
        "test_window_speed",
        "test_window_stop",
    }
)
"""Files under ``tests/e2e`` whose promise is a time."""

GATED = ("homeport.domain", "homeport.policy")
"""Packages of which every file has every branch run; a hole fails the run."""

SCRUBBED_PREFIXES = ("OLLAMA_", "HF_", "HOMEPORT_")
SCRUBBED = ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND", "COVERAGE_PROCESS_START", "PYTEST_ADDOPTS")
KEYRING_PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")


class Lane(Enum):
    """Two lanes of groups run beside each other, one processor each; what looks at the clock runs alone after."""

    FIRST = auto()
    SECOND = auto()
    ALONE = auto()


@dataclass(frozen=True)
class Group:
    """Test files that run together."""

    name: str
    paths: tuple[Path, ...]
    seconds: int
    lane: Lane = Lane.FIRST
    gated: bool = False
    options: tuple[str, ...] = ()


@dataclass
class Count:
    """Outcomes as pytest's own report gives them."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0


def groups() -> list[Group]:
    """What there is to run, in order."""
    covered = tuple(TESTS / "unit" / name for name in COVERED)
    apart = tuple(f"--ignore={path}" for path in covered)
    found = [
        Group("unit", (TESTS / "unit",), SHARED_SECONDS, options=apart),
        Group("rules, every combination", covered, SHARED_SECONDS, Lane.SECOND, options=("-m", "unmeasured")),
        Group("window", (TESTS / "ui",), WINDOW_SECONDS, options=WITH_QT),
        Group("rules, every branch", covered, SHARED_SECONDS, Lane.SECOND, gated=True, options=MEASURED),
        Group("contract", (TESTS / "contract",), SHARED_SECONDS, Lane.SECOND),
    ]
    for path in sorted(TESTS.glob("e2e/**/test_*.py")):
        lane = Lane.ALONE if path.stem in TIMED else Lane.SECOND
        found.append(Group(f"e2e: {path.stem}", (path,), E2E_SECONDS, lane))
    return found


def private_environment(home: Path) -> dict[str, str]:
    """The environment without anything of the person who runs the tests: no profile, keyring, proxy or server."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in SCRUBBED and not name.startswith(SCRUBBED_PREFIXES) and not name.lower().endswith("_proxy")
    }
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    environment |= {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONUNBUFFERED": "1",
    }
    return environment


def with_keyring(command: list[str]) -> list[str]:
    """The command on a session bus of its own with an unlocked, empty Secret Service."""
    unlock_then_run = (
        'printf throw-away | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"'
    )
    return ["dbus-run-session", "--", "sh", "-c", unlock_then_run, "sh", *command]


@dataclass
class Started:
    """A group at work."""

    group: Group
    process: subprocess.Popen[bytes]
    report: Path
    until: float  # of `time.monotonic`
    said: Path  # where its output goes: two groups print at once


def start(group: Group, home: Path, *, keyring: bool) -> Started:
    """Start one group in a home of its own."""
    home.mkdir(mode=0o700)
    report = home / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        f"--junitxml={report}",
        HYPOTHESIS,
        *SLOWEST,
        *group.options,
        *map(str, group.paths),
    ]
    if group.gated:
        command += [f"--cov={package}" for package in GATED]
        command += ["--cov-branch", "--cov-report=term-missing:skip-covered", "--cov-fail-under=100"]
    if keyring:
        command = with_keyring(command)
    said = home / "said.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=private_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Started(group, process, report, time.monotonic() + group.seconds, said)


def finish(started: Started) -> Count:
    """Wait for a group and read its outcomes; print what it said, of a group that passed in short."""
    group, status = started.group, -signal.SIGKILL
    late = ""
    try:
        status = started.process.wait(timeout=max(0.0, started.until - time.monotonic()))
    except subprocess.TimeoutExpired:
        late = f"{group.name}: not finished after {group.seconds} s; ended\n"
    finally:
        end_group(started.process)
    count = outcomes(started.report)
    said = started.said.read_text("utf-8", "replace")
    print(f"\n=== {group.name} ===\n{said if status or count.failed else in_short(said)}{late}", flush=True)
    if status == 0 and count.passed + count.skipped == 0:
        print(f"{group.name}: ran no test", flush=True)
        status = 5
    if status != 0 and count.failed == 0:
        # A failed coverage gate, a crash or a time-out is a failure although no single test says so.
        count.failed = 1
    return count


def in_short(said: str) -> str:
    """What is skipped and why, what was slow, and the closing line."""
    lines = said.splitlines()
    told = [line for line in lines if line.startswith("SKIPPED") or re.match(r"\d+\.\d\ds (call|setup)", line)]
    return "\n".join([*told, *lines[-1:], ""])


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End what the group left running in its session, and the group itself when it hangs or was interrupted."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # nothing is left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def outcomes(report: Path) -> Count:
    """The counts of a JUnit file; nothing when the process died before it was written."""
    count = Count()
    if not report.exists():
        return count
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        count.failed += failed
        count.skipped += skipped
        count.passed += int(suite.get("tests", 0)) - failed - skipped
    return count


def counts(folder: Path, *, keyring: bool) -> Iterator[tuple[str, Count]]:
    """Run all groups: the two lanes beside each other, then what needs the machine for itself."""
    homes = (folder / str(number) for number in itertools.count())
    waiting = {lane: deque(group for group in groups() if group.lane is lane) for lane in Lane}
    at_work: dict[Lane, Started] = {}
    try:
        while at_work or any(waiting.values()):
            lanes = (Lane.FIRST, Lane.SECOND)
            if not any(waiting[lane] or lane in at_work for lane in lanes):
                lanes = (Lane.ALONE,)
            for lane in lanes:
                if lane not in at_work and waiting[lane]:
                    at_work[lane] = start(waiting[lane].popleft(), next(homes), keyring=keyring)
            time.sleep(LOOK_SECONDS)
            for lane, begun in list(at_work.items()):
                if begun.process.poll() is not None or time.monotonic() > begun.until:
                    del at_work[lane]
                    yield begun.group.name, finish(begun)
    finally:
        for begun in at_work.values():
            end_group(begun.process)


def main() -> int:
    """Run everything; 0 only when nothing failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that groups end with this process
    # In the background or under nohup these are ignored, which every child would inherit: Ctrl+C is tried there.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    started = time.monotonic()
    total = Count()
    failed_groups = []
    missing = [program for program in KEYRING_PROGRAMS if shutil.which(program) is None]
    if missing:
        print(f"No private Secret Service ({', '.join(missing)} not found): tests that need one are skipped.")
        print("On Debian and Ubuntu: apt-get install dbus gnome-keyring")
    with tempfile.TemporaryDirectory(prefix="homeport-tests-") as folder:
        for name, count in counts(Path(folder), keyring=not missing):
            total.passed += count.passed
            total.failed += count.failed
            total.skipped += count.skipped
            if count.failed:
                failed_groups.append(name)
    print(f"\nAll groups in {time.monotonic() - started:.0f} s.")
    for name in failed_groups:
        print(f"Failed: {name}")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
