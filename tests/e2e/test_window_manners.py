"""Manners of the real window: a second start, an end in the middle, another language, no network at all."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.first_matter import write_matter
from fakes.ollama_front import MODEL, OllamaFront
from fakes.profile import PASSPHRASE, Profile, program
from fakes.window_run import run_window

APPEARS_SECONDS = 60.0
OFFLINE = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
"""Loopback and nothing else: not even a route."""


@pytest.fixture
def slow_profile(bare_profile: Profile, ollama: OllamaFront) -> Profile:
    """A person whose model takes its time."""
    bare_profile.use_ollama(ollama.url, MODEL, max_output_tokens=400)
    settings = bare_profile.config / "settings.toml"
    settings.write_text("first_run_done = true\n" + settings.read_text())
    ollama.script.endless = True
    ollama.script.token_seconds = 0.15
    return bare_profile


def appears(path: Path) -> str:
    """Wait for a file that a script writes; its text."""
    until = time.monotonic() + APPEARS_SECONDS
    while time.monotonic() < until:
        if path.exists() and (text := path.read_text()) is not None:
            time.sleep(0.1)
            return text or path.read_text()
        time.sleep(0.05)
    raise AssertionError(f"{path.name} did not appear")


def letters(text: str) -> str:
    """Without the signs of Markdown, which the screen shows in its own way."""
    return re.sub(r"[\W_]+", "", text)


@contextmanager
def beside(work: "threading.Thread") -> Iterator[None]:
    """Something that goes on while a window is open; its end is waited for."""
    work.start()
    yield
    work.join(timeout=APPEARS_SECONDS)
    assert not work.is_alive()


def test_a_second_start_hands_its_files_to_the_open_window(bare_profile: Profile, tmp_path: Path) -> None:
    given = write_matter(bare_profile.home / "Matter")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    here = {"XDG_RUNTIME_DIR": str(runtime)}
    opened = tmp_path / "open"
    ended: list[subprocess.CompletedProcess[bytes]] = []

    def start_again() -> None:
        appears(opened)
        ended.append(
            subprocess.run(
                [*program(), given["offer"], given["referral"]],
                env=bare_profile.environment | here | {"QT_QPA_PLATFORM": "offscreen"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=60,
                check=False,
            )
        )

    with beside(threading.Thread(target=start_again)):
        seen = run_window(
            bare_profile,
            "takes_over",
            tmp_path / "window",
            given={"passphrase": PASSPHRASE, "open": str(opened)},
            environment=here,
        )
    assert [(done.returncode, done.stdout, done.stderr) for done in ended] == [(0, b"", b"")]
    assert sorted(seen.told["names"]) == ["Offer from Nordlys.txt", "Referral.docx"]
    assert seen.told["said"] == "Files from a second start were added here."
    assert seen.code == 0

    # Nor does any title or any file that is left behind name a document.
    assert set(seen.told["titles"]) <= {"", "Homeport"}
    assert seen.told["program"] == "Homeport"
    left = [path for path in bare_profile.home.rglob("*") if path.is_file() and path.parent.name != "Matter"]
    assert left
    assert not [path for path in left if b"Nordlys" in path.read_bytes() or b"Referral.docx" in path.read_bytes()]


def test_a_kill_in_the_middle_loses_no_word_that_was_kept(slow_profile: Profile, tmp_path: Path) -> None:
    given = write_matter(slow_profile.home / "Matter")
    half, at = tmp_path / "half", tmp_path / "at"

    def kill() -> None:
        pid = int(appears(at))
        time.sleep(1)  # drafts are kept at least once a second
        os.kill(pid, signal.SIGKILL)

    more = {"passphrase": PASSPHRASE, "document": given["minutes"], "half": str(half), "at": str(at)}
    with beside(threading.Thread(target=kill)), pytest.raises(AssertionError, match="no report"):
        run_window(slow_profile, "cut_off", tmp_path / "killed", given=more)
    seen = run_window(slow_profile, "after_the_end", tmp_path / "again", given={"passphrase": PASSPHRASE})
    assert letters(seen.told["newest"]["answers"][0]).startswith(letters(half.read_text("utf-8"))[:30])
    assert seen.told["newest"]["notices"] == ["Interrupted"]
    assert seen.told["state"] == "interrupted"
    assert not seen.told["running"]
    assert "What was written until then is kept." in seen.told["words"]


def test_a_task_goes_on_while_the_window_learns_another_language(slow_profile: Profile, tmp_path: Path) -> None:
    given = write_matter(slow_profile.home / "Matter")
    seen = run_window(
        slow_profile,
        "speaks_another",
        tmp_path / "window",
        given={"passphrase": PASSPHRASE, "document": given["minutes"]},
    )
    told = seen.told
    assert told["still"]
    assert told["grew"]
    assert "Ny uppgift" in told["words"]
    assert told["chips"] == ["Minutes.md"]
    assert told["focus"] == "Instruktion"
    (answer,) = told["ended"]["answers"]
    assert letters(answer).startswith(letters(told["before"])[:15])
    assert "Stoppat" in told["after"]
    assert seen.code == 0


@pytest.mark.netns
@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("ip"),
    reason="a network namespace needs root, unshare(1) and ip(8)",
)
def test_without_any_network_nothing_breaks(bare_profile: Profile, tmp_path: Path) -> None:
    seen = run_window(bare_profile, "alone", tmp_path / "window", given={"passphrase": PASSPHRASE}, wrap=OFFLINE)
    assert seen.told["newest"]["lanes"] == ["device"]
    assert seen.told["newest"]["answers"][0].strip()
    assert "Homeport has sent nothing from this task" in seen.told["status"]
    assert seen.code == 0
