"""One run of the real program with its window: real launcher, broker and fence; a script has the keyboard."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes.profile import Profile

APP = Path(__file__).with_name("window_app.py")
SCRIPTS = Path(__file__).with_name("window_scripts")
LAUNCH = "import sys; from homeport.__main__ import Launcher; sys.exit(Launcher().run(sys.argv[1:]))"
"""What the installed command does, with another app."""


@dataclass(frozen=True)
class Seen:
    """What a script told, and the pictures it took."""

    told: dict[str, Any]
    pictures: list[Path]
    code: int
    errors: str


def run_window(
    profile: Profile,
    script: str,
    folder: Path,
    *arguments: str | Path,
    given: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    wrap: Sequence[str] = (),
    seconds: float = 280,
) -> Seen:
    """Start the program and let a script of `window_scripts` work at it.

    Raises:
        AssertionError: the script did not come to its end; the message says where it stood and what was seen.
    """
    folder.mkdir(exist_ok=True)
    report, handed = folder / "report.json", folder / "given.json"
    report.unlink(missing_ok=True)
    handed.write_text(json.dumps(given or {}), "utf-8")
    command = [sys.executable, "-c", LAUNCH, str(APP), str(SCRIPTS / f"{script}.py"), str(report), str(handed)]
    display = {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":none"}
    done = subprocess.run(
        [*wrap, *command, *map(str, arguments)],
        env=profile.environment | display | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert report.exists(), (
        f"the window ended with {done.returncode} and no report; it said: {done.stderr[-3000:]}"
    )
    told = json.loads(report.read_text("utf-8"))
    assert not told["problem"], (
        f"{told['problem']}\nseen: {told['told'].get('seen', '')}\nsaid: {done.stderr[-2000:]}"
    )
    return Seen(told["told"], [Path(path) for path in told["pictures"]], done.returncode, done.stderr)
