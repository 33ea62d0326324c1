"""Runs every ``bench_*.py`` beside it and prints one table; ``--write`` puts it into docs/benchmarks.md.

A module offers ``run() -> list[tuple[str, str, str]]``: what was measured, the figure with its unit, the target
("" when there is none). One that cannot measure on this machine says so in the place of the figure. Names choose
modules: ``run.py stream`` runs only ``bench_stream.py``.
"""

import argparse
import importlib.util
import os
import platform
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
PAGE = TESTS.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin (made by `make bench`) -->", "<!-- figures: end -->"

Row = tuple[str, str, str]


def modules(folder: Path, chosen: Sequence[str] = ()) -> list[Path]:
    """The modules to run, in order of name; all of them when none is chosen."""
    found = sorted(folder.glob("bench_*.py"))
    return [path for path in found if not chosen or path.stem.removeprefix("bench_") in chosen]


def measure(path: Path) -> tuple[list[Row], bool]:
    """Rows of one module, and whether it came to its end."""
    name = path.stem.removeprefix("bench_")
    try:
        return _load(path)(), True
    except Exception as error:  # one broken module must not hide the figures of the others
        traceback.print_exc()
        return [(name, "failed", f"{type(error).__name__}: {error}")], False


def _load(path: Path) -> Callable[[], list[Row]]:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Callable[[], list[Row]]", module.run)


def machine(now: datetime) -> str:
    """Cores, memory, system, Python and date; no name of the machine or of a person."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{now:%Y-%m-%d}, `make bench`: {cores} cores, {memory:.0f} GiB memory, {_system()}, "
        f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}."
    )


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | figure | target |", "| --- | --- | --- |"]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def page_with(page: str, block: str) -> str:
    """The page with its generated block replaced.

    Raises:
        ValueError: the page has not exactly one such block.
    """
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise ValueError(f"the page needs one block between {BEGIN} and {END}")
    return f"{page.partition(BEGIN)[0]}{BEGIN}\n{block}\n{END}{page.partition(END)[2]}"


def main(arguments: Sequence[str]) -> int:
    """Run the chosen modules; 0 when none of them failed."""
    parser = argparse.ArgumentParser(description="Measure and tell.")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    parser.add_argument("names", nargs="*", help="modules without bench_; all when left out")
    chosen = parser.parse_args(arguments)
    if chosen.write and chosen.names:
        parser.error("--write takes all modules: a page with some of them missing would read as if all were there")
    sys.path.insert(0, str(TESTS))  # the modules use tests/fakes
    rows, whole = [], True
    for path in modules(HERE, chosen.names):
        print(f"{path.stem.removeprefix('bench_')} ...", file=sys.stderr, flush=True)
        measured, ended = measure(path)
        rows += measured
        whole = whole and ended
    block = f"{machine(datetime.now(UTC))}\n\n{table(rows)}" if rows else "No figures have been taken yet."
    print(block)
    if chosen.write and whole:
        PAGE.write_text(page_with(PAGE.read_text("utf-8"), block), "utf-8")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
