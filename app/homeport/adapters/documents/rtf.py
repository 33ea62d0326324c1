"""Text of Rich Text Format, by its published grammar (RTF 1.9.1): groups, control words, escaped characters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from homeport.adapters.documents.extraction import Extraction
from homeport.domain.document import Remark, SectionKind, Unread

_TOKEN = re.compile(
    rb"\\(?:'([0-9a-fA-F]{2})|([a-zA-Z]{1,32})(-?\d{1,10})?\x20?|([^a-zA-Z]))|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n", "tab": "\t", "cell": "\t",
    "nestcell": "\t", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022", "emspace": " ", "enspace": " ",
}  # fmt: skip
_ESCAPES = {b"~": "\u00a0", b"_": "-", b"-": "\u00ad", b"\n": "\n", b"\r": "\n", b"\\": "\\", b"{": "{", b"}": "}"}
_UNSHOWN = frozenset((
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "generator",
    "themedata", "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "filetbl", "revtbl",
    "mmathPr", "pgptbl", "panose", "falt", "listtext", "pntext", "blipuid", "blipdata", "operator",
    "creatim", "revtim", "printim", "pict", "objdata",
))  # fmt: skip
_PLACES = {
    "header": SectionKind.HEADER, "headerl": SectionKind.HEADER, "headerr": SectionKind.HEADER,
    "headerf": SectionKind.HEADER, "footer": SectionKind.FOOTER, "footerl": SectionKind.FOOTER,
    "footerr": SectionKind.FOOTER, "footerf": SectionKind.FOOTER, "footnote": SectionKind.NOTE,
    "annotation": SectionKind.COMMENT, "atnauthor": SectionKind.COMMENT, "info": SectionKind.METADATA,
    "userprops": SectionKind.METADATA, "deleted": SectionKind.HIDDEN, "v": SectionKind.HIDDEN,
}  # fmt: skip


_STARRED_TEXT = frozenset({"shptxt", "shpinst", "fldinst"})  # optional to other readers, text all the same


@dataclass(frozen=True, slots=True)
class _State:
    shown: bool = True
    place: SectionKind = SectionKind.BODY
    skip: int = 1  # characters that stand for a \\u before them (\\uc)


@dataclass(slots=True)
class _Texts:
    """Text by kind of place, in the order the kinds came up."""

    pieces: dict[SectionKind, list[str]] = field(default_factory=lambda: {SectionKind.BODY: []})

    def add(self, kind: SectionKind, text: str) -> None:
        self.pieces.setdefault(kind, []).append(text)


def read_rtf(data: bytes, out: Extraction) -> None:
    """Read a document.

    Raises:
        UnreadError: a limit is met.
    """
    codec = _codec(data)
    texts = _Texts()
    state, stack = _State(), [_State()]
    to_skip = 0
    starred = False
    for token in _tokens(data):
        hexed, word, number, sign, brace, plain = token.groups()
        if brace == b"{":
            stack.append(state)
            continue
        if brace == b"}":
            if state.place is SectionKind.METADATA and state.shown:
                texts.add(state.place, "\n")  # title, author and so on are groups without an end of line
            state = stack.pop() if len(stack) > 1 else state
            to_skip, starred = 0, False
            continue
        if sign == b"*":
            starred = True
            continue
        text = ""
        if word is not None:
            state, text, to_skip = _control(word.decode("ascii"), number, state, to_skip, out, starred=starred)
            starred = False
        elif hexed is not None:
            text, to_skip = (
                ("", to_skip - 1) if to_skip else (bytes.fromhex(hexed.decode()).decode(codec, "replace"), 0)
            )
        elif sign is not None:
            text = _ESCAPES.get(sign, "")
        elif plain is not None:
            text, to_skip = plain[to_skip:].decode(codec, "replace"), max(0, to_skip - len(plain))
        if text and state.shown:
            texts.add(state.place, text)
    for kind, pieces in texts.pieces.items():
        # \\u writes characters beyond U+FFFF as two halves.
        out.add(kind, "", "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def _tokens(data: bytes) -> Iterator[re.Match[bytes]]:
    """The tokens, passing over raw bytes whose number a control word announces."""
    at = 0
    while at < len(data):
        for token in _TOKEN.finditer(data, at):
            yield token
            if token[2] == b"bin":
                at = token.end() + max(0, int(token[3] or 0))
                break
        else:
            return


def _control(
    word: str, number: bytes | None, state: _State, to_skip: int, out: Extraction, *, starred: bool
) -> tuple[_State, str, int]:
    """The state after a control word, the text it stands for, and how many characters after it to pass over."""
    value = int(number) if number is not None else None
    if word == "u" and value is not None:
        return state, chr(value % 0x10000), state.skip
    if word == "uc" and value is not None:
        return replace(state, skip=min(max(value, 0), 10)), "", to_skip
    if word == "objdata":
        out.leave_out("embedded object", Unread.UNKNOWN_FORMAT)
    elif word == "pict":
        out.remarks.add(Remark.PICTURES)
    if word in _UNSHOWN or (starred and word not in _STARRED_TEXT and word not in _PLACES):
        state = replace(state, shown=False)
    elif (word in {"v", "deleted"} and value == 0) or (word == "plain" and state.place is SectionKind.HIDDEN):
        state = replace(state, place=SectionKind.BODY)
    elif word in _PLACES and state.shown:
        state = replace(state, place=_PLACES[word])
    return state, _SIGNS.get(word, ""), to_skip


def _codec(data: bytes) -> str:
    match = re.search(rb"\\ansicpg(\d{3,5})", data[:4096])
    number = int(match[1]) if match else 1252
    return (
        f"cp{number}"
        if number in {437, 850, 865, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258}
        else "cp1252"
    )
