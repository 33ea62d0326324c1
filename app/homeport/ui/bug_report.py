"""The text of a bug report: where in the program it happened, and nothing of what the program was working on.

No message of an exception (libraries put the text they choke on into it), no local variables, no lines of source
from elsewhere, no path above the program's own folders (it may hold a person's name).
"""

import platform
import sys
from collections.abc import Iterator
from pathlib import PurePath
from types import TracebackType

from PySide6.QtCore import qVersion

from homeport import __version__

MAX_FRAMES = 60
MAX_CAUSES = 8

_ROOTS = ("homeport", "site-packages", "lib")


def bug_report(error: BaseException) -> str:
    """The report about one exception that nobody expected."""
    return "\n".join((*_versions(), "", *_chain(error))) + "\n"


def _versions() -> Iterator[str]:
    yield f"Homeport {__version__}"
    yield f"Python {platform.python_version()}, Qt {qVersion()}"
    yield f"{platform.system()} {platform.release()} {platform.machine()}"


def _chain(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    current: BaseException | None = error
    how = ""
    while current is not None and id(current) not in seen and len(seen) < MAX_CAUSES:
        seen.add(id(current))
        if how:
            yield how
        yield _name(type(current))
        yield from _frames(current.__traceback__)
        if isinstance(current, BaseExceptionGroup):
            for inner in current.exceptions[:MAX_CAUSES]:
                yield f"with {_name(type(inner))}"
                yield from _frames(inner.__traceback__)
        if current.__cause__ is not None:
            current, how = current.__cause__, "because of"
        else:
            current, how = (None if current.__suppress_context__ else current.__context__), "while handling"


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"  {_place(code.co_filename)}:{traceback.tb_lineno} {code.co_qualname}")
        traceback = traceback.tb_next
    if len(frames) > MAX_FRAMES:
        half = MAX_FRAMES // 2
        frames[half:-half] = [f"  … {len(frames) - 2 * half} more"]
    yield from frames


def _name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}" if kind.__module__ != "builtins" else kind.__qualname__


def _place(filename: str) -> str:
    """The part of a path that is ours or a library's; the bare name when it is neither."""
    path = PurePath(filename)
    if filename.startswith("<"):  # code without a file
        return "<code>"
    for root in _ROOTS:
        if root in path.parts:
            last = len(path.parts) - 1 - path.parts[::-1].index(root)
            return "/".join(path.parts[last:])
    base = PurePath(sys.prefix)
    return "/".join(path.relative_to(base).parts) if path.is_relative_to(base) else "<elsewhere>"
