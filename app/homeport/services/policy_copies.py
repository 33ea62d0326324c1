"""A person's own copies of policies: begun from any policy, changed as text, and saved only when they are proved.

A file that is shipped, or that lies elsewhere, is never written: editing it begins a copy. Cases beside a copy
(`NAME.cases.toml`) stand at the end of its text while it is edited, and in the file itself after it was saved.
"""

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path

from homeport.policy.check import Checked, check_policy
from homeport.policy.load import parse_toml
from homeport.policy.problems import PolicyErrors
from homeport.policy.toml_text import quoted
from homeport.policy.vocabulary import MAX_FILE_BYTES
from homeport.services.policies import CASES_SUFFIX, SUFFIX, PolicyFiles

FOLDER = "policies"
"""In the folder of the settings."""

UNSAVED = "unsaved.json"
"""Texts that were typed and not saved, by key."""

MOST_UNSAVED = 16 * MAX_FILE_BYTES

MOST_NAME = 60
"""Characters of a file's name that come from the policy's."""

Write = Callable[[Path, bytes], None]
"""Replaces a file in one step, making its folder; raises OSError."""


class NotSaved(StrEnum):
    """Why a copy was not saved; nothing was written."""

    REFUSED = auto()  # it is not proved
    CHANGED = auto()  # somebody else wrote the file meanwhile
    UNWRITABLE = auto()


@dataclass(frozen=True, slots=True)
class CopyText:
    """The text of a copy. `ref` is its path, empty before it is saved for the first time.

    `stamp` is what the files held when they were read; a save that finds them otherwise is refused.
    """

    ref: str
    text: str
    stamp: tuple[bytes, bytes] = (b"", b"")


@dataclass(frozen=True, slots=True)
class Saved:
    """The copy as it is on disk now."""

    copy: CopyText
    checked: Checked


class PolicyCopies:
    """Reads and writes them."""

    def __init__(self, folder: Path, files: PolicyFiles, write: Write) -> None:
        """Take the folder of the copies (made when one is saved), the policy files, and what writes."""
        self._folder = folder
        self._files = files
        self._write = write

    @property
    def refs(self) -> Sequence[str]:
        """The paths of all copies, by name."""
        found = sorted(self._folder.glob(f"*{SUFFIX}"))
        return [str(path) for path in found if not path.name.endswith(CASES_SUFFIX)]

    def holds(self, ref: str) -> bool:
        """Whether this is one of the copies, so that it may be written."""
        return ref in self.refs

    def open(self, ref: str, new_name: Callable[[str], str]) -> CopyText:
        """The text of a copy, or of a new copy of any other policy.

        Args:
            ref: a copy's path, the name of a shipped policy, or another path.
            new_name: what to call a new copy of a policy of that name.

        Raises:
            UserFacingError: there is no such file, or it cannot be read.
        """
        file = self._files.read(ref)
        text = _together(_decoded(file.data), _decoded(file.cases))
        if self.holds(ref):
            return CopyText(ref, text, (file.data, file.cases))
        return CopyText("", _renamed(text, new_name))

    def save(self, copy: CopyText) -> Saved | NotSaved:
        """Write a copy if it is proved; takes as long as checking it does."""
        data = copy.text.encode("utf-8", "replace")
        checked = check_policy(data)
        if not checked.accepted or checked.tried is None:
            return NotSaved.REFUSED
        path = Path(copy.ref) if copy.ref else self._free(checked.tried.policy.name)
        cases = _cases_of(path)
        if copy.ref and self._stamp(path) != copy.stamp:
            return NotSaved.CHANGED
        try:
            self._write(path, data)
            cases.unlink(missing_ok=True)  # what stood there stands in the text
        except OSError:
            return NotSaved.UNWRITABLE
        return Saved(CopyText(str(path), copy.text, (data, b"")), checked)

    def unsaved(self, key: str) -> str | None:
        """The text that was left unsaved under this key; None when there is none, or it cannot be read."""
        return self._unsaved().get(key)

    def keep_unsaved(self, key: str, text: str | None) -> None:
        """Keep a text that is not saved yet, in case the window or the computer goes; None forgets it.

        It is a net: where it cannot be written, nothing else stops.
        """
        kept = self._unsaved()
        if kept.get(key) == text:
            return
        kept = {name: each for name, each in kept.items() if name != key} | ({key: text} if text else {})
        with suppress(OSError):
            if kept:
                self._write(self._folder / UNSAVED, json.dumps(kept).encode())
            else:
                (self._folder / UNSAVED).unlink(missing_ok=True)

    def _unsaved(self) -> dict[str, str]:
        try:
            with (self._folder / UNSAVED).open("rb") as file:
                read = json.loads(file.read(MOST_UNSAVED))
        except (OSError, ValueError, RecursionError):
            return {}
        given = read.items() if isinstance(read, dict) else ()
        return {name: text for name, text in given if isinstance(text, str)}

    def add_case(self, ref: str, example: str) -> Checked | NotSaved:
        """Add an example to the cases beside a copy, and say what the copy comes to with it.

        An example that the rules do not keep is added all the same: the file is refused until they do.

        Args:
            ref: the path of a copy.
            example: a table ``[[example]]`` as TOML text.

        Raises:
            UserFacingError: the copy cannot be read.
            LookupError: it is none of the copies.
        """
        if not self.holds(ref):
            raise LookupError(ref)
        file = self._files.read(ref)
        cases = _together(_decoded(file.cases), example).encode()
        if isinstance(parse_toml(cases), PolicyErrors) or len(cases) > MAX_FILE_BYTES:
            return NotSaved.REFUSED
        try:
            self._write(_cases_of(Path(ref)), cases)
        except OSError:
            return NotSaved.UNWRITABLE
        return check_policy(file.data, cases)

    def _stamp(self, path: Path) -> tuple[bytes, bytes]:
        try:
            cases = _cases_of(path)
            return path.read_bytes(), cases.read_bytes() if cases.is_file() else b""
        except OSError:
            return b"", b""

    def _free(self, name: str) -> Path:
        """A path that nothing has, named after the policy."""
        plain = re.sub(r"[^a-z0-9]+", "-", name.lower())[:MOST_NAME].strip("-") or "policy"
        taken = {path.name for path in self._folder.glob("*")} | {f"{name}{SUFFIX}" for name in self._files.names}
        number, stem = 1, plain
        while f"{stem}{SUFFIX}" in taken:
            number += 1
            stem = f"{plain}-{number}"
        return self._folder / f"{stem}{SUFFIX}"


def _cases_of(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(SUFFIX) + CASES_SUFFIX)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _together(text: str, more: str) -> str:
    """Two files of tables as one: both end with a line of their own."""
    if not more.strip():
        return text
    return f"{text.rstrip()}\n\n{more.strip()}\n" if text.strip() else f"{more.strip()}\n"


def _renamed(text: str, new_name: Callable[[str], str]) -> str:
    """The text with another name, if its name stands on a line of its own before the first table."""
    head = re.search(r"^\s*\[", text, re.MULTILINE)
    name = re.compile(r"""^(\s*name\s*=\s*)(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')""", re.MULTILINE)
    found = name.search(text, 0, head.start() if head else len(text))
    if found is None:
        return text
    told = new_name(found.group(2) if found.group(2) is not None else found.group(3))
    return f"{text[: found.start()]}{found.group(1)}{quoted(told)}{text[found.end() :]}"
