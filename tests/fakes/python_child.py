"""Child processes that run a piece of Python with the same import path."""

import os
import subprocess
import sys


def python_child(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start it; the caller waits for it or kills it."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def output_of(code: str, *arguments: object, timeout: float = 120) -> str:
    """What it printed; fails the test with its errors when it failed."""
    with python_child(code, *arguments) as child:
        try:
            out, err = child.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            child.kill()
            raise
    assert child.returncode == 0, err
    return out
