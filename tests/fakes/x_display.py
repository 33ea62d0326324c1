"""A private X display without a screen, for as long as a block lasts."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

NOT_THERE = "Xvfb is not installed (Debian: apt-get install xvfb)"


def available() -> bool:
    return shutil.which("Xvfb") is not None


@contextmanager
def x_display(*screens: str) -> Iterator[str]:
    """Run Xvfb with these screens (``1440x880x24``); gives the name of the display."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-noreset"]
    for number, size in enumerate(screens or ("1920x1080x24",)):
        command += ["-screen", str(number), size]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number_of_display = told.readline().strip()
        if not number_of_display:
            raise RuntimeError("Xvfb ended before it had a display")
        yield f":{number_of_display}"
    finally:
        server.terminate()
        server.wait(timeout=10)
