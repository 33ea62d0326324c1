"""A helper process that asks LM Studio's own command line what its programming interface does not say.

Started by the launcher as ``python -m homeport.adapters.engines.lms SOCKET_FD``: the app may start nothing. It
runs two fixed commands of the ``lms`` that LM Studio itself installed, writes what they print as one JSON object
(`Told`), and ends. It is told nothing: no text, no name, no path. The commands, read from their documentation::

    lms server status --json --quiet    {"running":true,"port":1234}
    lms link status --json              {"status":"offline|starting|online|stopping","issues":[],"peers":[], ...}
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from homeport.adapters.system.child_environment import start_child

PROGRAM = "lms.exe" if sys.platform == "win32" else "lms"

POINTER = ".lmstudio-home-pointer"
"""In the home folder: the path of LM Studio's folder, when a person has moved it."""

FOLDERS = (".lmstudio", ".cache/lm-studio")
"""Where LM Studio keeps its folder below the home folder, the present place first."""

COMMANDS = {"server": ("server", "status", "--json", "--quiet"), "link": ("link", "status", "--json")}

ANSWER_BYTES = 1 << 20
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Told:
    """What the commands printed; None for one that failed or printed no JSON object."""

    found: bool
    server: dict[str, Any] | None = None
    link: dict[str, Any] | None = None

    def line(self) -> bytes:
        """As it goes over the socket."""
        return json.dumps(asdict(self)).encode()


def read_told(data: bytes) -> Told | None:
    """Read `Told.line` back; None when it is something else."""
    try:
        given = json.loads(data)
        told = Told(given["found"], given["server"], given["link"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    objects = (told.server, told.link)
    fits = type(told.found) is bool and all(part is None or isinstance(part, dict) for part in objects)
    return told if fits else None


def program(home: Path) -> Path | None:
    """The ``lms`` that LM Studio installed for this person; never one that merely stands on the search path."""
    folders = [home / folder for folder in FOLDERS]
    with contextlib.suppress(OSError, ValueError):
        folders.insert(0, Path((home / POINTER).read_text("utf-8").strip()))
    for folder in folders:
        path = folder / "bin" / PROGRAM
        if folder.is_absolute() and path.is_file() and os.access(path, os.X_OK):
            return path
    return None


def ask(path: Path) -> Told:
    """Run both commands at once and read what they print."""
    running = {name: _start(path, words) for name, words in COMMANDS.items()}
    return Told(True, **{name: _answer(process) for name, process in running.items()})


def _start(path: Path, words: tuple[str, ...]) -> "subprocess.Popen[bytes] | None":
    null = subprocess.DEVNULL
    try:
        return subprocess.Popen((str(path), *words), stdin=null, stdout=subprocess.PIPE, stderr=null)  # noqa: S603 - fixed words
    except OSError:
        return None


def _answer(process: "subprocess.Popen[bytes] | None") -> dict[str, Any] | None:
    if process is None:
        return None
    try:
        printed, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    if process.returncode or len(printed) > ANSWER_BYTES:
        return None
    try:
        given = json.loads(printed)
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) else None


def main() -> None:
    """The process."""
    start = start_child(sys.argv[1:])
    with socket.socket(fileno=start.socket_fd) as app:
        path = program(Path.home())
        app.sendall((ask(path) if path else Told(found=False)).line())


if __name__ == "__main__":
    main()
