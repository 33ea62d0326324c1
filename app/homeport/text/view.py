"""A reading of a text in plain characters, with a map back to the original.

What a person reads as one number or word can be written with invisible characters, other digits, look-alike
letters or decomposed accents. The view undoes that; offsets found in it lead back to the original text.
"""

import functools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """Another reading of a text.

    The reading is cut into stretches: `starts` are their first characters in `text`, `origins` in the text below.
    A stretch with a width in `widths` stands as a whole for so many characters below; one with width 0 was copied
    character by character. Without any stretch, both texts are the same. `below` is the view that this one reads.
    """

    text: str
    starts: tuple[int, ...] = ()
    origins: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    below: "View | None" = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original that read as ``text[start:end]``."""
        start, end = self.step(start, end)
        return self.below.span(start, end) if self.below else (start, end)

    def step(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the text just below that read as ``text[start:end]``."""
        if self.starts and end > start:
            return self._at(start)[0], self._at(end - 1)[1]
        return start, end

    def _at(self, position: int) -> tuple[int, int]:
        index = bisect_right(self.starts, position) - 1
        origin, width = self.origins[index], self.widths[index]
        if width:
            return origin, origin + width
        origin += position - self.starts[index]
        return origin, origin + 1


def rewrite(text: str, changes: Iterable[tuple[int, int, str]], below: View | None = None) -> View:
    """A view of `text` with stretches replaced; one pass.

    Args:
        text: the text to read otherwise.
        changes: first and last character of each stretch and what it reads as; in order, without overlap.
        below: the view whose text this is.
    """
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    widths: list[int] = []
    length = done = 0
    aligned = False  # whether the last stretch is a copy that ends right here

    def copy(piece: str, origin: int) -> None:
        nonlocal length, aligned
        if not piece:
            return
        if not aligned:
            starts.append(length)
            origins.append(origin)
            widths.append(0)
        pieces.append(piece)
        length += len(piece)
        aligned = True

    for first, last, new in changes:
        copy(text[done:first], done)
        if len(new) == last - first:
            copy(new, first)
        else:
            if new:
                pieces.append(new)
                starts.append(length)
                origins.append(first)
                widths.append(last - first)
                length += len(new)
            aligned = False
        done = last
    if not done:
        return View(text, below=below)
    copy(text[done:], done)
    return View("".join(pieces), tuple(starts), tuple(origins), tuple(widths), below)


_ASCII = bytes(range(128))
_LAST_PLAIN = "\u024f"  # the end of Latin Extended-B; the characters below it that matter are named
_LATIN_ODD = "\u0085\u00a0\u00ad\u00b2\u00b3\u00b9"
_BLOCK = 1 << 16
"""Characters looked at in one call: no call holds the interpreter for more than a fraction of a millisecond."""
_LONGEST_WORD = 64
_HYPHENS = frozenset("\u2043\u2212\ufe58\ufe63\uff0d\u058a")
_OTHER_GONE = frozenset("\u034f\u115f\u1160\u17b4\u17b5")

_LOOKALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜаеѕіјорсухԛԁһѵкмтвнЗΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοιρνυκ",
    "ABESIJKMHOPCTYXQWaesijopcyxqdhvkmtbh3ABEZHIKMNOPTYXaoipvuk",
)
"""Cyrillic and Greek letters that look like Latin ones (after Unicode TR 39); folded in mixed words only."""


@functools.lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """How one character reads; itself where it is plain."""
    category = unicodedata.category(letter)
    if category == "Cf" or letter in _OTHER_GONE or "\ufe00" <= letter <= "\ufe0f" or letter >= "\U000e0000":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "Pd" or letter in _HYPHENS:
        return "-"
    if category == "Zs":
        return " "
    if category in {"Zl", "Zp"} or letter == "\u0085":
        return "\n"
    folded = unicodedata.normalize("NFKC", letter)
    return folded if folded.isascii() and folded.isprintable() else letter


def normalised(text: str) -> View:
    """The plain reading of `text`; the text itself where nothing in it calls for one."""
    if text.isascii():
        return View(text)
    odd = _odd_letters(text)
    plain = {letter: new for letter in odd if (new := _plain(letter)) != letter}
    same_length = {letter: new for letter, new in plain.items() if len(new) == 1}
    view = rewrite(text, _turned(text)) if _RIGHT_TO_LEFT in odd else View(text)
    read = _replaced(view.text, same_length)
    view = View(read, view.starts, view.origins, view.widths)
    others = [letter for letter, new in plain.items() if len(new) != 1]
    if others:
        changes = ((first, last, "".join(map(_plain, read[first:last]))) for first, last in _runs(read, others))
        view = rewrite(read, changes, view)
    marks = [letter for letter in odd if "\u0300" <= letter <= "\u036f"]
    if marks:
        view = rewrite(view.text, _composed(view.text, marks), view)
    foreign = [letter for letter in odd if "\u0370" <= letter <= "\u052f"]
    if foreign:
        view = rewrite(view.text, _unmixed(view.text, foreign), view)
    return view


_SOUGHT_ONE_BY_ONE = 24
"""So many letters are looked for faster each by itself than together."""

_FEW = 20_000
"""So many places are sorted in one call without holding the interpreter for long."""


def _replaced(text: str, letters: dict[str, str]) -> str:
    """The text with single letters in the place of others."""
    if len(letters) <= _SOUGHT_ONE_BY_ONE:
        for letter, new in letters.items():
            text = text.replace(letter, new)
        return text
    table = str.maketrans(letters)
    return "".join(text[place : place + _BLOCK].translate(table) for place in range(0, len(text), _BLOCK))


def _runs(text: str, letters: list[str]) -> Iterator[tuple[int, int]]:
    """Stretches of nothing but these letters, in order."""
    if len(letters) > _SOUGHT_ONE_BY_ONE or sum(map(text.count, letters)) > _FEW:
        yield from _runs_of_many(text, letters)
        return
    first = last = -1
    for place in sorted(place for letter in letters for place in _places(text, letter)):
        if place != last:
            if last >= 0:
                yield first, last
            first = place
        last = place + 1
    if last >= 0:
        yield first, last


def _runs_of_many(text: str, letters: list[str]) -> Iterator[tuple[int, int]]:
    together = re.compile("[" + re.escape("".join(sorted(letters))) + "]+")
    first = last = -1
    for block in range(0, len(text), _BLOCK):
        for match in together.finditer(text, block, block + _BLOCK):
            if match.start() != last:  # else a run goes on from the block before
                if last >= 0:
                    yield first, last
                first = match.start()
            last = match.end()
    if last >= 0:
        yield first, last


def _places(text: str, letter: str) -> Iterator[int]:
    place = text.find(letter)
    while place >= 0:
        yield place
        place = text.find(letter, place + 1)


_RIGHT_TO_LEFT = "\u202e"
_TURNED = re.compile("\u202e([^\u202c\u202d\u202e\u2066-\u2069\n]{1,200})")


def _turned(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches shown from right to left by an override, as a person sees them."""
    for match in _TURNED.finditer(text):
        yield *match.span(), match[1][::-1]


def _odd_letters(text: str) -> set[str]:
    letters: set[str] = set()
    for place in range(0, len(text), _BLOCK):
        block = text[place : place + _BLOCK]
        if block.isascii():
            continue
        try:
            block.encode("latin-1")
        except UnicodeEncodeError:
            beyond = block.encode("utf-8", "surrogatepass").translate(None, _ASCII)
            letters.update(beyond.decode("utf-8", "surrogatepass"))
        else:
            letters.update(letter for letter in _LATIN_ODD if letter in block)
    return {letter for letter in letters if letter > _LAST_PLAIN or letter in _LATIN_ODD}


def _composed(text: str, marks: list[str]) -> Iterator[tuple[int, int, str]]:
    for first, last in _runs(text, marks):
        if first and text[first - 1].isalpha():
            yield first - 1, last, unicodedata.normalize("NFC", text[first - 1 : last])


def _unmixed(text: str, foreign: list[str]) -> Iterator[tuple[int, int, str]]:
    """Words of Latin letters or digits with look-alikes among them."""
    done = 0
    for begin, last in _runs(text, foreign):
        first = begin
        if first < done or not any(_latin(text[place : place + 1]) for place in (max(0, first - 1), last)):
            continue
        done = last
        while first and begin - first < _LONGEST_WORD and text[first - 1].isalnum():
            first -= 1
        while done < len(text) and done - last < _LONGEST_WORD and text[done].isalnum():
            done += 1
        folded = text[first:done].translate(_LOOKALIKE)
        if folded.isascii():
            yield first, done, folded


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
