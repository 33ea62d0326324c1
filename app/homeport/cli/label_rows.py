"""Labels for rows of text: JSON lines in, JSON lines out, for whoever measures or works in bulk.

Unlike what the terminal shows, the rows carry the values found; the file is readable by its owner only.
"""

import asyncio
import contextlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserFacingError
from homeport.labelling.label import label_text
from homeport.labelling.names import NameTagger

_TYPES = {"NAME": "PERSON"}  # the name under which data sets know it
_QUIET, _STEP = 1.0, 0.2  # seconds before the first progress line, and between two
_FORM = 'Every line is one JSON object with an "id" and a "text", in UTF-8.'


async def label_rows(rows: Path, labels: Path, terminal: Terminal, names: NameTagger | None = None) -> int:
    """Label every row of one file into another; gives how many there were.

    With a tagger, people's names are findings too. The output is written beside its place and put there when it is
    whole: an error leaves what was there before.

    Raises:
        UserFacingError: a row that cannot be read, with its line; a file that cannot be read or written.
    """
    _refuse_odd_output(rows, labels)
    with _replaced_when_whole(labels) as out:
        return await _label_all(_lines_of(rows), out, terminal, names)


@contextlib.contextmanager
def _replaced_when_whole(path: Path) -> Iterator[TextIO]:
    unfinished: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        unfinished = Path(name)
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as out:
            yield out
        unfinished.replace(path)
    except OSError as error:
        title = f"{path} could not be written: {error.strerror}."
        raise UserFacingError(title, "Choose a folder that you may write to.") from error
    finally:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)


def _refuse_odd_output(rows: Path, labels: Path) -> None:
    if labels.exists() and not stat.S_ISREG(labels.stat().st_mode):
        raise UserFacingError(f"{labels} is not a file that can be replaced.", "Name a file to write to.")
    if labels.exists() and rows.exists() and labels.samefile(rows):
        raise UserFacingError("The rows would be overwritten by their labels.", "Name another file to write to.")


def _lines_of(rows: Path) -> Iterator[bytes]:
    try:
        with rows.open("rb") as file:
            yield from file
    except OSError as error:
        raise UserFacingError(
            f"{rows} could not be read: {error.strerror}.", "Check its name and rights."
        ) from error


async def _label_all(lines: Iterable[bytes], out: TextIO, terminal: Terminal, names: NameTagger | None) -> int:
    count, started = 0, time.monotonic()
    told = started + _QUIET - _STEP
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row_id, text = _row(number, line)
        out.write(json.dumps({"id": row_id, **_label_fields(text, names)}) + "\n")
        count += 1
        await asyncio.sleep(0)  # so that Ctrl+C ends it between two rows
        if time.monotonic() > told + _STEP:
            told = time.monotonic()
            terminal.progress(f"{count} rows labelled")
    terminal.clear_progress()
    return count


def _row(number: int, line: bytes) -> tuple[str | int, str]:
    try:
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise _bad(number, "is not UTF-8") from None
    except (ValueError, RecursionError):
        raise _bad(number, "is not JSON") from None
    if not isinstance(row, dict):
        raise _bad(number, "is not an object")
    row_id, text = row.get("id"), row.get("text")
    if isinstance(row_id, bool) or not isinstance(row_id, str | int):
        raise _bad(number, 'has no "id" that is a string or a whole number')
    if not isinstance(text, str):
        raise _bad(number, 'has no "text" that is a string')
    return row_id, text


def _bad(number: int, what: str) -> UserFacingError:
    return UserFacingError(f"Line {number} of the rows {what}; nothing was written.", _FORM)


def _label_fields(text: str, names: NameTagger | None) -> dict[str, Any]:
    label = label_text(text, "row", names=names)
    return {
        "class": label.data_class.word,
        "categories": sorted(label.categories),
        "findings": [
            {
                "type": _TYPES.get(finding.kind, finding.kind),
                "start": finding.start,
                "end": finding.end,
                "value": text[finding.start : finding.end],
                "class": finding.data_class.word,
                "detector": finding.detector,
            }
            for finding in label.findings
        ],
    }
