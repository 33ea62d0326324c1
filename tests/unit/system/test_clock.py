"""The clocks of the machine."""

import re
import subprocess
import sys

from homeport.adapters.system.clock import SystemClock, steady_seconds


def test_now_is_utc_in_seconds() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", SystemClock().now())


def test_the_steady_clock_is_the_same_in_every_process() -> None:
    """A ticket's expiry is set in one process and checked in another."""
    before = SystemClock().steady()
    show = "from homeport.adapters.system.clock import steady_seconds; print(steady_seconds())"
    there = float(subprocess.run([sys.executable, "-I", "-c", show], capture_output=True, check=True).stdout)
    assert before <= there <= steady_seconds()
