"""The real program from the start of its launcher to its first paint, timed and looked at."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

APP = Path(__file__).with_name("first_paint_app.py")
WINDOW = "homeport.bootstrap"

_LAUNCH = "import sys; from homeport.__main__ import Launcher; sys.exit(Launcher().run(sys.argv[1:]))"
"""What the installed command does, with another app."""


@dataclass(frozen=True)
class FirstPaint:
    """Seconds from the start of the launcher's process to the painted window, and what was loaded by then."""

    seconds: float
    modules: frozenset[str]

    @property
    def third_party(self) -> set[str]:
        """Top names of what neither Python nor we brought."""
        tops = {name.partition(".")[0] for name in self.modules}
        return {top for top in tops - set(sys.stdlib_module_names) if not top.startswith("__")} - {"homeport"}

    @property
    def homeport(self) -> set[str]:
        """Modules of ours."""
        return {name for name in self.modules if name.startswith("homeport.")}


def first_paint(
    environment: Mapping[str, str],
    folder: Path,
    app: str = WINDOW,
    arguments: Sequence[str] = (),
    seconds: float = 60,
) -> FirstPaint:
    """Start it, wait for its first paint and its end."""
    report = folder / "first-paint.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-c", _LAUNCH, str(APP), app, str(report), *arguments]
    began = time.clock_gettime(time.CLOCK_MONOTONIC)
    process = subprocess.Popen(
        command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.terminate()  # the launcher passes it on, and ends the children
        said, _ = process.communicate(timeout=20)
    if not report.exists():
        raise AssertionError(
            f"no window was painted in {seconds} s; it said: {said.decode(errors='replace')[-2000:]}"
        )
    told = json.loads(report.read_text("utf-8"))
    return FirstPaint(told["at"] - began, frozenset(told["modules"]))
