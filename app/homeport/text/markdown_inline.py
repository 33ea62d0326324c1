"""Markdown inside a line as runs of plain text: what a model wrote is shown, never acted upon.

Linear in the length of the text, whatever it holds. HTML is text like any other, a link is its words and its
address, a picture is its description and its address.
"""

import html
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum

LINE_BREAK = "\u2028"
"""Stands in a run for the end of a line inside a paragraph."""

LONGEST_TARGET = 2_000
"""Characters of a link's target that are looked at; a longer one stays as it was written."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style. `address` is where a link or picture points, as it was written."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    address: str = ""
    picture: bool = False


class _Kind(StrEnum):
    TEXT = "text"
    CODE = "code"
    BOLD = "bold"
    ITALIC = "italic"
    STRUCK = "struck"
    END = "end"  # of the style in `text`
    LINK = "link"
    PICTURE = "picture"
    LINK_END = "link-end"


@dataclass(slots=True)
class _Piece:
    kind: _Kind
    text: str
    more: list["_Piece"] = field(default_factory=list)  # what stands before it, for a run of several stars


@dataclass(slots=True)
class _Opener:
    sign: str  # "*", "_", "~" or "["
    left: int  # signs not used up
    piece: _Piece


_SPECIAL = re.compile(r"\\[!-/:-@\[-`{-~]|`+|\*+|_+|~~+|!?\[|\]|<br ?/?>|<https?://[^\s<>]{1,2000}>| *\n|\\\n")
_TARGET = re.compile(
    r"\([ \t]*(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))"
    r"(?:[ \t\n]+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)"
)
_TICKS = re.compile("`+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def parse_inline(text: str) -> tuple[Run, ...]:
    """The runs of one paragraph, heading, item or cell."""
    return _Reader(text).read()


def plain(text: str) -> str:
    """What is left when the styles are taken away; addresses are left out."""
    return "".join(run.text for run in parse_inline(text)).replace(LINE_BREAK, "\n")


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces: list[_Piece] = []
        self._openers: list[_Opener] = []
        self._open: defaultdict[str, int] = defaultdict(int)  # sign -> how many openers wait
        self._ticks: defaultdict[int, list[int]] = defaultdict(list)  # length -> starts, last first
        for match in reversed(list(_TICKS.finditer(text))):
            self._ticks[match.end() - match.start()].append(match.start())

    def read(self) -> tuple[Run, ...]:
        text = self._text
        at = 0
        while match := _SPECIAL.search(text, at):
            self._plain(text[at : match.start()])
            at = self._special(match)
        self._plain(text[at:])
        writer = _Writer()
        for piece in self._pieces:
            writer.write(piece)
        writer.flush()
        return tuple(writer.runs)

    def _plain(self, text: str) -> None:
        if text:
            self._add(_Kind.TEXT, html.unescape(text) if "&" in text else text)

    def _add(self, kind: _Kind, text: str = "") -> _Piece:
        piece = _Piece(kind, text)
        self._pieces.append(piece)
        return piece

    def _special(self, match: re.Match[str]) -> int:
        token, first = match[0], match[0][0]
        if token.endswith("\n") or token.startswith("<br"):
            self._add(_Kind.TEXT, LINE_BREAK)
        elif first == "\\":
            self._add(_Kind.TEXT, token[1])
        elif first == "`":
            return self._code(match)
        elif first == "<":
            self._add(_Kind.TEXT, token[1:-1])
        elif first in "*_~":
            self._signs(match)
        elif first == "]":
            return self._bracket(match)
        else:
            piece = self._add(_Kind.TEXT, token)
            self._push(_Opener("[", 1, piece))
        return match.end()

    def _code(self, match: re.Match[str]) -> int:
        """A span ends at the next run of as many backticks; without one they are text."""
        starts = self._ticks[len(match[0])]
        while starts and starts[-1] <= match.start():
            starts.pop()
        if not starts:
            self._add(_Kind.TEXT, match[0])
            return match.end()
        inside = self._text[match.end() : starts[-1]].replace("\n", " ")
        if len(inside) > 2 and inside[0] == inside[-1] == " " and inside.strip():
            inside = inside[1:-1]
        self._add(_Kind.CODE, inside)
        return starts[-1] + len(match[0])

    def _signs(self, match: re.Match[str]) -> None:
        sign, count = match[0][0], len(match[0])
        before = self._text[match.start() - 1 : match.start()] or " "
        after = self._text[match.end() : match.end() + 1] or " "
        opens = not after.isspace() and (not _punctuation(after) or before.isspace() or _punctuation(before))
        closes = not before.isspace() and (not _punctuation(before) or after.isspace() or _punctuation(after))
        if sign == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        elif before.isdigit() and after.isdigit():
            opens = closes = False  # 2*3*4 is a product
        if closes:
            count = self._close(sign, count)
        if not count:
            return
        piece = self._add(_Kind.TEXT, sign * count)
        if opens:
            self._push(_Opener(sign, count, piece))

    def _push(self, opener: _Opener) -> None:
        self._openers.append(opener)
        self._open[opener.sign] += 1

    def _pop(self) -> _Opener:
        opener = self._openers.pop()
        self._open[opener.sign] -= 1
        return opener

    def _close(self, sign: str, count: int) -> int:
        """End as many styles as the signs are good for; returns the signs left over."""
        while count and self._open[sign] and not (sign == "~" and count < 2):
            while self._openers[-1].sign != sign:
                if self._openers[-1].sign == "[":
                    return count  # a style ends inside the link it began in, or not at all
                self._pop()
            opener = self._openers[-1]
            used = 2 if opener.left >= 2 and count >= 2 else 1
            kind = _Kind.STRUCK if sign == "~" else _Kind.BOLD if used == 2 else _Kind.ITALIC
            opener.left -= used
            opener.piece.text = sign * opener.left
            opener.piece.more.append(_Piece(kind, ""))
            self._add(_Kind.END, kind)
            count -= used
            if not opener.left:
                self._pop()
        return count

    def _bracket(self, match: re.Match[str]) -> int:
        target = None
        if self._open["["]:
            end = match.end()
            target = _TARGET.match(self._text, end, min(len(self._text), end + LONGEST_TARGET))
            while self._openers[-1].sign != "[":
                self._pop()
            opener = self._pop()
        if target is None:
            self._add(_Kind.TEXT, "]")
            return match.end()
        address = html.unescape(_ESCAPED.sub(r"\1", target[1] if target[1] is not None else target[2]))
        picture = opener.piece.text.startswith("!")
        opener.piece.kind = _Kind.PICTURE if picture else _Kind.LINK
        opener.piece.text = address
        self._add(_Kind.LINK_END)
        return target.end()


def _punctuation(letter: str) -> bool:
    return not letter.isalnum() and not letter.isspace()


class _Writer:
    """Puts pieces together: neighbours of one style become one run."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._depth: defaultdict[str, int] = defaultdict(int)
        self._links: list[tuple[str, bool, int]] = []  # address, whether a picture, runs before it
        self._text: list[str] = []
        self._style: Run = Run("")

    def write(self, piece: _Piece) -> None:
        match piece.kind:
            case _Kind.LINK | _Kind.PICTURE:
                self.flush()
                self._links.append((piece.text, piece.kind is _Kind.PICTURE, len(self.runs)))
            case _Kind.LINK_END:
                self.flush()
                address, picture, before = self._links.pop()
                if len(self.runs) == before and address:
                    self.runs.append(Run("" if picture else address, address=address, picture=picture))
            case _Kind.END:
                self._depth[piece.text] -= 1
            case _:
                self._say(piece)
                for opened in piece.more:  # signs that are left stand outside the styles they opened
                    self._depth[opened.kind] += 1

    def flush(self) -> None:
        if self._text:
            self.runs.append(replace(self._style, text="".join(self._text)))
            self._text.clear()

    def _say(self, piece: _Piece) -> None:
        if not piece.text:
            return
        address, picture, _ = self._links[-1] if self._links else ("", False, 0)
        bold, italic, struck = (self._depth[kind] > 0 for kind in (_Kind.BOLD, _Kind.ITALIC, _Kind.STRUCK))
        style = Run("", bold, italic, struck, piece.kind is _Kind.CODE, address, picture)
        if style != self._style:
            self.flush()
            self._style = style
        self._text.append(piece.text)
