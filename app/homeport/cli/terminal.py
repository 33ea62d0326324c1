"""Writing for a person at a terminal: plain, wrapped, and never obeying what a document or a model wrote."""

import os
import shutil
import sys
import textwrap
import unicodedata
from dataclasses import dataclass, field
from typing import TextIO

from homeport.text.visible import KEPT_CONTROLS, UNSEEN_CATEGORIES

BOLD, DIM, TEAL, AMBER, RED = "1", "2", "36", "33", "31"

_KEPT_FORMAT = frozenset("\u00ad\u200c\u200d")  # soft hyphen and joiners: harmless, and part of real words


def printable(text: str) -> str:
    """Text without control and direction characters, so that nothing in it can move the cursor or hide a word."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        for character in text
        if character in KEPT_CONTROLS
        or character in _KEPT_FORMAT
        or unicodedata.category(character) not in UNSEEN_CATEGORIES
    )


@dataclass(slots=True)
class Terminal:
    """A place to write. Colours and the progress line appear only on a real terminal."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    _progress_shown: bool = False

    @property
    def live(self) -> bool:
        """Whether `out` is a terminal that can show colours and a moving line."""
        return self.out.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        """Columns to wrap at; long lines are hard to read, so never more than 100."""
        return min(shutil.get_terminal_size((88, 24)).columns, 100)

    def paint(self, text: str, code: str) -> str:
        """The text, made printable, in a colour where that can be shown."""
        shown = printable(text)
        return f"\x1b[{code}m{shown}\x1b[0m" if self.live and "NO_COLOR" not in os.environ else shown

    def line(self, text: str = "", indent: int = 0, hang: int | None = None) -> None:
        """One paragraph, wrapped; `hang` is the indent of the lines after the first."""
        self.clear_progress()
        first, rest = " " * indent, " " * (indent if hang is None else hang)
        shown = printable(text)
        wrapped = textwrap.wrap(shown, self.width, initial_indent=first, subsequent_indent=rest) or [""]
        self.out.write("\n".join(wrapped) + "\n")

    def styled(self, text: str) -> None:
        """One line of our own words and painted parts; it is not wrapped and not cleaned."""
        self.clear_progress()
        self.out.write(text + "\n")

    def title(self, text: str) -> None:
        """The head of a section."""
        self.styled("\n" + self.paint(printable(text), BOLD))

    def raw(self, text: str) -> None:
        """Streamed text, as it comes."""
        self.clear_progress()
        self.out.write(printable(text))
        self.out.flush()

    def prompt(self, question: str) -> None:
        """A question of our own words; the cursor stays behind it."""
        self.clear_progress()
        self.out.write(question)
        self.out.flush()

    def error(self, title: str, what_next: str) -> None:
        """What happened and what to do next, on the error stream."""
        self.clear_progress()
        self.out.flush()
        self.err.write(f"homeport: {printable(title)}\n  {printable(what_next)}\n")
        self.err.flush()

    def progress(self, text: str) -> None:
        """A line that the next one replaces; on a pipe nothing is written."""
        if self.live:
            self.out.write(f"\r\x1b[K{printable(text)[: self.width]}")
            self.out.flush()
            self._progress_shown = True

    def clear_progress(self) -> None:
        """Take the progress line away, if one stands there."""
        if self._progress_shown:
            self.out.write("\r\x1b[K")
            self._progress_shown = False
