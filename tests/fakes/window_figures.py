"""The real program at work with a meter inside: what the tests hold and the bench reports."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fakes.ollama_front import MODEL
from fakes.profile import PASSPHRASE, Profile
from fakes.replay_ollama import CONTEXT_TOKENS, markdown, replay_ollama
from fakes.window_run import run_window

RATE = 200.0
"""Tokens a second, as the issue asks for."""

SENTENCE = "The parties met on Monday and agreed that the second part is paid in ninety days. "


def person(home: Path, url: str, max_output_tokens: int = 60) -> Profile:
    """Somebody who uses this Ollama and has been through the first run."""
    home.mkdir()
    profile = Profile(home)
    profile.use_ollama(url, MODEL, max_output_tokens=max_output_tokens)
    settings = profile.config / "settings.toml"
    told = settings.read_text().replace("context_tokens = 1024", f"context_tokens = {CONTEXT_TOKENS}")
    settings.write_text(f"first_run_done = true\n{told}")
    return profile


def documents(folder: Path, count: int, kilobytes: int) -> list[Path]:
    """Text files of a size, no two alike."""
    folder.mkdir()
    paths = []
    for number in range(count):
        path = folder / f"paper-{number}.txt"
        path.write_text(f"Paper {number}.\n\n" + (SENTENCE * 8 + "\n") * (kilobytes * 1024 // (len(SENTENCE) * 8)))
        paths.append(path)
    return paths


def told(profile: Profile, script: str, folder: Path, seconds: float = 200, **given: object) -> Mapping[str, Any]:
    """What a script saw."""
    seen = run_window(profile, script, folder, given={"passphrase": PASSPHRASE, **given}, seconds=seconds)
    assert seen.code == 0, seen.errors
    assert not said(seen.errors), seen.errors
    return seen.told


def said(errors: str) -> str:
    """What the program said, less what the drawing into memory always says."""
    return "\n".join(line for line in errors.splitlines() if "propagateSizeHints" not in line)


def streaming(folder: Path, tokens: int) -> Mapping[str, Any]:
    """Gaps of the window's thread while an answer comes at `RATE`."""
    with replay_ollama(markdown(tokens), RATE) as ollama:
        return told(person(folder / "home", ollama.url, 8192), "streaming", folder / "window")


def typing(folder: Path, count: int, kilobytes: int) -> Mapping[str, Any]:
    """From key to paint while documents are read and labelled."""
    paths = [str(path) for path in documents(folder / "papers", count, kilobytes)]
    with replay_ollama(10) as ollama:
        return told(person(folder / "home", ollama.url), "typing", folder / "window", paths=paths)


def first_list(profile: Profile, folder: Path) -> Mapping[str, Any]:
    """From the passphrase to the newest conversations in the list, in a profile with a record."""
    return told(profile, "first_list", folder)


def many_tasks(folder: Path, tasks: int, *, one_thread: bool) -> Mapping[str, Any]:
    """Memory and the window's own processor time, task by task."""
    with replay_ollama(40, 0) as ollama:
        profile = person(folder / "home", ollama.url)
        return told(profile, "many_tasks", folder / "window", 280, tasks=tasks, one_thread=one_thread)
