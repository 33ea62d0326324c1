"""Closing the window in the middle of something: soon over, nothing left behind, nothing lost."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.ollama_front import OllamaFront
from fakes.profile import PASSPHRASE, Profile, text_of
from fakes.replay_ollama import markdown, replay_ollama
from fakes.window_figures import documents, person, said
from fakes.window_run import Seen, run_window

SECONDS = 3.0


@pytest.fixture
def slow_ollama() -> Iterator[OllamaFront]:
    with replay_ollama(markdown(4000), 40) as front:
        yield front


def processes_of(home: Path) -> list[str]:
    """What still runs with that home folder: every child gets it from the launcher."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            environment = Path("/proc", entry, "environ").read_bytes().split(b"\0")
            command = Path("/proc", entry, "cmdline").read_bytes()
        except OSError:
            continue
        if f"HOME={home}".encode() in environment:
            found.append(command.replace(b"\0", b" ").decode())
    return found


def closed(profile: Profile, folder: Path, during: str, *files: Path) -> Seen:
    """Close the window during something, and look at how it ends."""
    seen = run_window(
        profile, "closing", folder, *files, given={"passphrase": PASSPHRASE, "during": during}, seconds=80
    )
    took = time.clock_gettime(time.CLOCK_MONOTONIC) - seen.told["closed"]
    assert seen.code == 0, seen.errors
    assert said(seen.errors) == ""
    assert took < SECONDS, took
    assert processes_of(profile.home) == []
    return seen


def test_during_a_run(slow_ollama: OllamaFront, tmp_path: Path) -> None:
    profile = person(tmp_path / "home", slow_ollama.url, 8192)
    seen = closed(profile, tmp_path / "window", "run")
    assert seen.told["text"]
    verdict = profile.type("ledger", "verify")
    profile.unlock(verdict)
    lines = " ".join(text_of(verdict))
    verdict.close()
    assert "complete and in order" in lines
    history = profile.type("history", "list")
    profile.unlock(history)
    lines = " ".join(text_of(history))
    history.close()
    assert "Write it out." in lines


def test_during_the_question_for_the_passphrase(slow_ollama: OllamaFront, tmp_path: Path) -> None:
    profile = person(tmp_path / "home", slow_ollama.url)
    closed(profile, tmp_path / "window", "question")


def test_while_200_files_are_read(slow_ollama: OllamaFront, tmp_path: Path) -> None:
    profile = person(tmp_path / "home", slow_ollama.url)
    paths = documents(tmp_path / "papers", 200, 20)
    seen = closed(profile, tmp_path / "window", "reading", *paths)
    assert 3 <= seen.told["read"] < 200
    assert all(path.exists() for path in paths)
