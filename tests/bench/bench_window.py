"""How long the window keeps a person waiting, measured inside the real program at work.

Real launcher, broker, fence, record and window, driven by key events; the model is a replay server behind Ollama's
wire shapes. "Own" is a wait cut down to the processor time that the app's process used in it: what another program
did to a busy machine is not in it (`fakes.window_meter`).
"""

import tempfile
from pathlib import Path

from fakes.window_figures import RATE, many_tasks, streaming, typing

TOKENS, FILES, KILOBYTES = 4000, 20, 200
TASKS, AFTER, TURNS = 100, 20, 60

Row = tuple[str, str, str]


def run() -> list[Row]:
    """Measure."""
    with tempfile.TemporaryDirectory(prefix="homeport-bench-") as name:
        folder = Path(name)
        parts = [folder / part for part in ("streaming", "typing", "tasks", "thread")]
        for part in parts:
            part.mkdir()
        return [*_streaming(parts[0]), *_typing(parts[1]), *_tasks(parts[2]), *_thread(parts[3])]


def _waits(seen: dict[str, float]) -> str:
    """50 %, 99 % and the longest."""
    return (
        f"50 % within {seen['middle']:.0f} ms, 99 % within {seen['nearly_all']:.0f} ms, "
        f"the longest {seen['longest']:.0f} ms "
        f"(own: {seen['own_nearly_all']:.0f} and {seen['own_longest']:.0f} ms)"
    )


def _streaming(folder: Path) -> list[Row]:
    gaps = streaming(folder, TOKENS)["gaps"]
    return [(f"gap of the window's thread while {RATE:.0f} tokens/s stream in", _waits(gaps), "under 50 ms")]


def _typing(folder: Path) -> list[Row]:
    seen = typing(folder, FILES, KILOBYTES)
    what = f"from key to paint while {FILES} files of {KILOBYTES} KB are read and labelled"
    return [(what, _waits(seen["keys"]), "typing never waits")]


def _tasks(folder: Path) -> list[Row]:
    memory = many_tasks(folder, TASKS, one_thread=False)["memory"]
    grown = (memory[-1] - memory[AFTER - 1]) / 1024
    figure = f"{memory[-1] / 1024:.0f} MiB, {grown:+.1f} MiB since task {AFTER}"
    return [(f"memory of the app after {TASKS} tasks in one window", figure, "flat")]


def _thread(folder: Path) -> list[Row]:
    seconds = many_tasks(folder, TURNS, one_thread=True)["seconds"]
    early, late = sorted(seconds[5:15])[5], sorted(seconds[-10:])[5]
    figure = f"{1000 * early:.0f} ms at turn 10, {1000 * late:.0f} ms at turn {TURNS}"
    return [("the window's own processor time for one more turn of a thread", figure, "does not grow")]
