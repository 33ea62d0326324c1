"""From what a person dropped or pasted to the files it means. Reads folders: run it off the window's thread."""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_FILES = 2_000
"""Files one task takes at most; a folder with more says so."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files to add, and what there is to say about the rest."""

    files: tuple[Path, ...]
    folders: tuple[tuple[str, int], ...] = ()  # a folder's name and how many files came from it
    twice: tuple[str, ...] = ()  # names of files that were there already
    too_many: int = 0  # files beyond the limit
    closed: tuple[str, ...] = ()  # names of folders that could not be looked into

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell beside the files themselves."""
        return bool(self.folders or self.twice or self.too_many or self.closed)


def gather(paths: Sequence[Path], there: Collection[Path] = (), most: int = MOST_FILES) -> Gathered:
    """Open folders, leave out what is there already.

    Hidden files, programs' own folders and links to folders are passed over in a folder; a file that was named
    itself is always taken, also one that is not there: its chip will say so.

    Args:
        paths: what was dropped, pasted or chosen.
        there: files of the task so far, as they were given.
        most: files the task may hold in all.
    """
    seen = {_real(path) for path in there}
    room = most - len(seen)
    files: list[Path] = []
    folders: list[tuple[str, int]] = []
    twice: list[str] = []
    closed: list[str] = []
    too_many = 0
    for path in paths:
        inside = path.is_dir()
        before = len(files)
        for file in _files_in(path, closed) if inside else (path,):
            real = _real(file)
            if real in seen:
                twice.append(file.name)
            elif len(files) >= room:
                too_many += 1
            else:
                seen.add(real)
                files.append(file)
        if inside and path.name not in closed:
            folders.append((path.name, len(files) - before))
    return Gathered(tuple(files), tuple(folders), tuple(twice), too_many, tuple(closed))


def _real(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def _files_in(folder: Path, closed: list[str]) -> Iterator[Path]:
    waiting = [folder]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(at) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            closed.append(at.name)
            continue
        inner = []
        for entry in found:
            if entry.name.startswith((".", "~$")):
                continue
            if entry.is_dir(follow_symlinks=False):
                inner.append(Path(entry.path))
            elif entry.is_file():
                yield Path(entry.path)
        waiting += reversed(inner)
