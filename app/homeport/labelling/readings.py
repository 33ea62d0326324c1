"""Other readings of stretches that may hide something: encoded, broken over lines or cells, misread, spelled out.

Each reading is a view of a short window of the text, so that what is found in it leads back to the original.
Windows are opened only where a pattern of the engine fired; all of this is linear.
"""

import base64
import binascii
import html
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from homeport.labelling.engine import Pass
from homeport.text.view import View, rewrite

DEPTH = 2
"""How often what was decoded is decoded again."""

_UNPACKED = 1 << 20  # bytes taken from a compressed stretch
_REACH = 60  # characters read on both sides of a sign that a stretch is written otherwise
_LONGEST_WHOLE = 300  # a text this short is read as a whole

_DIGIT_WORDS = {
    "0": "zero noll null nul nolla núll cero zéro",
    "1": "one ett en én yksi einn eitt eins ein uno un",
    "2": "two två to kaksi tveir tvö tvær zwei zwo dos deux",
    "3": "three tre kolme þrír þrjú þrjár drei tres trois",
    "4": "four fyra fire neljä fjórir fjögur vier cuatro quatre",
    "5": "five fem viisi fimm fünf cinco cinq",
    "6": "six sex seks kuusi sechs seis",
    "7": "seven sju syv seitsemän sjö sieben siete sept",
    "8": "eight åtta åtte otte kahdeksan átta acht ocho huit",
    "9": "nine nio ni yhdeksän níu neun nueve neuf",
    "-": "dash hyphen streck bindestreck strek bindestrek viiva strik guion strich tiret",
}
_WORD_DIGIT = {word: digit for digit, spelled in _DIGIT_WORDS.items() for word in spelled.split()}

ESCAPE, QUOTED, BLOB, HEX, OCR, SPELLED, SCIENTIFIC, THOUSANDS, BROKEN = (
    "escape",
    "quoted-printable",
    "encoded block",
    "hexadecimal",
    "misread digits",
    "spelled digits",
    "scientific",
    "thousands",
    "broken",
)
_BROKEN_VALUE = r"[0-9A-Z][-+.]?[ \t]*(?:\r?\n|\||\t| {2,})[ \t|]*[-+.]?[0-9A-Z]"
_SPELLED_DIGIT = rf"(?i)(?:(?:{'|'.join(sorted(_WORD_DIGIT, key=len, reverse=True))})[ ,.\n-]{{1,3}})"
PATTERNS = (
    (ESCAPE, r"%[0-9A-Fa-f]{2}|&#?[0-9A-Za-z]{2,8};|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}"),
    (QUOTED, r"=[0-9A-F]{2}|=\r?\n"),
    (BLOB, r"[A-Za-z0-9+/_-]{24,}={0,2}"),
    (HEX, r"(?:[0-9a-fA-F]{2}[ :]?){12,}"),
    (OCR, r"[0-9][OolISBZ]{1,3}(?:[0-9 -]|$)|[ -][OolISBZ]{1,3}[0-9]"),
    (SPELLED, _SPELLED_DIGIT + "{6,}"),
    (SCIENTIFIC, r"\b\d[.,]\d{5,17}[Ee]\+?\d{1,2}\b"),
    (THOUSANDS, r"\b\d{1,3}(?:[,'.]\d{3}){2,6}\b"),
    (BROKEN, _BROKEN_VALUE),
)
TRIGGERS = {
    SPELLED: _SPELLED_DIGIT + "{3}",
    OCR: r"[0-9][OolISBZ]{1,3}[0-9 \n-]|[ -][OolISBZ]{1,3}[0-9]",  # a set sees a line break at the end of a text
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A window read otherwise. `certain` tells that what is found in it needs no word that explains it.

    `joins` are the places in the window where something was put together; a finding has to span one of them.
    """

    name: str
    view: View
    certain: bool
    joins: tuple[int, ...] | None = None


def readings(seen: Pass, view: View, contexts: Iterable[str]) -> Iterator[Reading]:
    """Every other reading that something in the text calls for; at most one of each name and depth.

    Args:
        seen: the plain reading under the engine.
        view: the plain reading itself.
        contexts: names of the context words after which a number may be broken over lines or cells.
    """
    for name, read, certain in _BY_PATTERN:
        if seen.may_hold(name):
            windows = _windows(seen.spans(name), len(view.text), _REACH)
            if not windows:
                continue
            yield Reading(name, read(_window(view, windows)), certain)
    for name, more, decode in ((BLOB, _MORE_BASE64, _from_base64), (HEX, _MORE_HEX, _from_hex)):
        if seen.may_hold(name):
            yield from _decoded(view, seen.spans(name), more, decode, name)
    yield from _joined(seen, view, contexts)


def _windows(spans: Iterable[tuple[int, int]], length: int, reach: int) -> list[tuple[int, int]]:
    """Stretches around the spans; those that touch are one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        low, high = max(0, start - reach), min(length, end + reach)
        if merged and merged[-1][1] >= low:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _window(view: View, windows: Iterable[tuple[int, int]]) -> View:
    """Some stretches of a text, one under the other."""
    return _stacked(((view.text[low:high], low, 0) for low, high in windows), view)


def _stacked(parts: Iterable[tuple[str, int, int]], below: View) -> View:
    """Texts, each with its origin and width below, one under the other."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    widths: list[int] = []
    length = 0
    for text, origin, width in parts:
        pieces.append(text + "\n")  # the break is read as a character of the stretch
        starts.append(length)
        origins.append(origin)
        widths.append(width)
        length += len(text) + 1
    return View("".join(pieces), tuple(starts), tuple(origins), tuple(widths), below)


# --- written otherwise ------------------------------------------------------------------------------------------

_ESCAPED = re.compile(
    r"(?P<url>(?:%[0-9A-Fa-f]{2})+)|(?P<entity>&#?[0-9A-Za-z]{2,8};)|(?P<unicode>\\u[0-9a-fA-F]{4}"
    r"|\\x[0-9a-fA-F]{2})"
)


def _unescaped(window: View) -> View:
    view = window
    for _ in range(DEPTH):
        changes = [(*match.span(), _escape(match)) for match in _ESCAPED.finditer(view.text)]
        if not changes:
            break
        view = rewrite(view.text, changes, view)
    return view


def _escape(match: re.Match[str]) -> str:
    value = match.group()
    if match.lastgroup == "url":
        return unquote(value, errors="replace")
    if match.lastgroup == "entity":
        return html.unescape(value)
    return chr(int(value[2:], 16))


_QUOTED = re.compile(r"=\r?\n|(?:=[0-9A-F]{2})+")


def _unquoted(window: View) -> View:
    """Quoted-printable (RFC 2045): soft line breaks and bytes as ``=XX``."""
    return rewrite(
        window.text,
        (
            (*match.span(), bytes.fromhex(re.sub(r"[=\r\n]", "", match.group())).decode("utf-8", "replace"))
            for match in _QUOTED.finditer(window.text)
        ),
        window,
    )


_MISREAD = str.maketrans("OolISBZ", "0011582")
_NEAR_DIGITS = re.compile(
    r"(?<=[0-9])[OolISBZ]+(?![A-Za-z])|(?<![A-Za-z])[OolISBZ]+(?=[0-9])"
    r"|(?<=[0-9OolISBZ][ -])[OolISBZ]{2,4}(?=[ -][0-9OolISBZ]{2})"
)


def _reread(window: View) -> View:
    return rewrite(
        window.text,
        ((*match.span(), match.group().translate(_MISREAD)) for match in _NEAR_DIGITS.finditer(window.text)),
        window,
    )


_DIGIT_WORD = "|".join(sorted(_WORD_DIGIT, key=len, reverse=True))
_SPELLED_RUN = re.compile(rf"\b(?:{_DIGIT_WORD})(?:[ ,.\n-]{{1,3}}(?:{_DIGIT_WORD}))" r"{5,}\b", re.IGNORECASE)
_SPELLED_WORD = re.compile(r"[^\W\d_]+")


def _unspelled(window: View) -> View:
    changes = []
    for match in _SPELLED_RUN.finditer(window.text):
        digits = "".join(_WORD_DIGIT[word] for word in _SPELLED_WORD.findall(match.group().lower()))
        changes.append((*match.span(), digits))
    return rewrite(window.text, changes, window)


_EXPONENT = re.compile(r"([0-9])[.,]([0-9]{5,17})[Ee]\+?([0-9]{1,2})")


def _expanded(window: View) -> View:
    changes = []
    for match in _EXPONENT.finditer(window.text):
        digits, power = match[1] + match[2], int(match[3])
        if len(digits) - 1 <= power <= 19:
            changes.append((*match.span(), digits.ljust(power + 1, "0")))
    return rewrite(window.text, changes, window)


_GROUPED = re.compile(r"[0-9]{1,3}(?:[,'.][0-9]{3}){2,6}(?![0-9])")


def _ungrouped(window: View) -> View:
    changes = ((*match.span(), re.sub(r"\D", "", match.group())) for match in _GROUPED.finditer(window.text))
    return rewrite(window.text, changes, window)


_BY_PATTERN: tuple[tuple[str, Callable[[View], View], bool], ...] = (
    (ESCAPE, _unescaped, True),
    (QUOTED, _unquoted, True),
    (OCR, _reread, False),
    (SPELLED, _unspelled, True),
    (SCIENTIFIC, _expanded, False),
    (THOUSANDS, _ungrouped, False),
)


# --- encoded ----------------------------------------------------------------------------------------------------

_LONG_LINE = 40  # characters of a line that others may go on with
_MORE_BASE64 = re.compile(r"(?:\r?\n[A-Za-z0-9+/]{4,})*={0,2}")
_MORE_HEX = re.compile(r"(?:\r?\n(?:[0-9a-fA-F]{2}[ :]?){2,}(?![0-9A-Za-z]))*")


def _blocks(text: str, spans: Sequence[tuple[int, int]], more: re.Pattern[str]) -> list[tuple[int, int, int, int]]:
    """Blocks with the lines that go on with them: first and last character, and which of the spans they hold."""
    blocks: list[tuple[int, int, int, int]] = []
    end = 0
    for index, (first, last) in enumerate(spans):
        if first < end:
            start, _, from_span, _ = blocks[-1]
            blocks[-1] = (start, end, from_span, index + 1)
            continue
        lines = more.match(text, last) if last - first >= _LONG_LINE else None
        end = lines.end() if lines else last
        blocks.append((first, end, index, index + 1))
    return blocks


def _decoded(
    view: View,
    spans: Sequence[tuple[int, int]],
    more: re.Pattern[str],
    decode: Callable[[str], bytes | None],
    name: str,
) -> Iterator[Reading]:
    texts: list[tuple[str, int, int]] = []
    for start, end, from_span, to_span in _blocks(view.text, spans, more):
        # A line above a block may look like a part of it and spoil the whole: then each line is read by itself.
        for first, last in ((start, end), *(spans[from_span:to_span] if to_span - from_span > 1 else ())):
            text = _as_text(decode(view.text[first:last]))
            if text:
                texts.append((text.strip(), first, last - first))
                if (first, last) == (start, end):
                    break
    for depth in range(DEPTH):
        if not texts:
            return
        yield Reading(name, _stacked(texts, view), True)
        if depth + 1 < DEPTH:
            inner = [(_as_text(decode(text)), first, width) for text, first, width in texts]
            texts = [(text.strip(), first, width) for text, first, width in inner if text]


def _from_base64(value: str) -> bytes | None:
    value = re.sub(r"\s+", "", value).rstrip("=").replace("-", "+").replace("_", "/")
    if len(value) < 16 or len(value) % 4 == 1 or value.isdigit():
        return None
    try:
        return base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _from_hex(value: str) -> bytes | None:
    value = re.sub(r"[\s:]", "", value)
    if len(value) <= 40 and value.isdigit():
        return None
    try:
        return bytes.fromhex(value)
    except ValueError:  # what another encoding held
        return None


def _as_text(raw: bytes | None) -> str | None:
    """The bytes as text, unpacked if they are compressed; None when they are not text."""
    if raw is None:
        return None
    if raw[:2] == b"\x1f\x8b" or raw[:1] == b"\x78":
        try:
            raw = zlib.decompressobj(47).decompress(raw, _UNPACKED)
        except zlib.error:
            return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    printable = sum(map(str.isprintable, text)) + text.count("\n") + text.count("\t")
    return text if text and printable >= 0.9 * len(text) else None


# --- broken over lines and cells --------------------------------------------------------------------------------

_BREAK = re.compile(r"[ \t]*(?:\r?\n|\||\t|;| {2,})[ \t|]*")
_BROKEN = re.compile(_BROKEN_VALUE)
_AFTER_WORD = (
    90  # characters after a context word, or after an IBAN's first signs, in which a number may be broken
)


_LONGEST_WORD = 40


def _joined(seen: Pass, view: View, contexts: Iterable[str]) -> Iterator[Reading]:
    length = len(view.text)
    if length <= _LONGEST_WHOLE:
        windows = [(0, length)]
    else:
        stretches = _windows(seen.chunks(BROKEN), length, _AFTER_WORD + _LONGEST_WORD)
        beginnings = [*seen.spans_in(contexts, stretches), *(seen.spans("IBAN") if stretches else ())]
        spans = sorted((start, end + _AFTER_WORD) for start, end in beginnings)
        windows = [(low, min(high, length)) for low, high in _windows(spans, length, 0)]
    window = _window(view, [(low, high) for low, high in windows if _BROKEN.search(view.text, low, high)])
    for between in ("", " "):
        changes, joins, shrunk = [], [], 0
        for match in _BREAK.finditer(window.text):
            changes.append((*match.span(), between))
            joins.append(match.start() - shrunk)
            shrunk += match.end() - match.start() - len(between)
        if joins:
            yield Reading("joined", rewrite(window.text, changes, window), False, tuple(joins))
