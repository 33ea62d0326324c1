"""An answer as it is copied: formatted, as Markdown, with its sources, or its quotes alone."""

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from homeport.text.markdown_blocks import BULLET, Block, BlockKind, split
from homeport.text.markdown_inline import LINE_BREAK, Run, parse_inline, plain
from homeport.ui.models.turn import Answer, CopyKind, DocumentChip, Source

Say = Callable[..., str]
"""`Words`: a key and slots to a sentence."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What goes to the clipboard; `html` is empty where plain text is meant."""

    text: str
    html: str = ""


def exported(kind: CopyKind, answer: Answer, documents: Sequence[DocumentChip], say: Say) -> Exported:
    """The shown version of an answer in one of its forms."""
    text = answer.shown_text
    match kind:
        case CopyKind.FORMATTED:
            return Exported(as_plain(text), as_html(text))
        case CopyKind.MARKDOWN:
            return Exported(text)
        case CopyKind.SOURCES:
            return Exported(with_sources(text, answer.sources, documents, say))
        case CopyKind.QUOTES:
            return Exported(quotes(answer.sources, documents, say))


def as_plain(text: str) -> str:
    """Markdown without its signs, a blank line between paragraphs."""
    lines: list[str] = []
    for block in split(text):
        if lines and block.kind is not BlockKind.ITEM:
            lines.append("")
        match block.kind:
            case BlockKind.TABLE:
                lines.extend("\t".join(plain(cell) for cell in row) for row in block.rows)
            case BlockKind.CODE:
                lines.append(block.text)
            case BlockKind.RULE:
                lines.append("———")
            case BlockKind.ITEM:
                lines.append(f"{'    ' * block.level}{block.marker} {_told(block.text)}")
            case _:
                lines.append(_told(block.text))
    return "\n".join(lines)


def as_html(text: str) -> str:
    """Markdown as HTML of a few plain elements: no link, no picture, no script, nothing of the model's own."""
    writer = _Html()
    for block in split(text):
        writer.write(block)
    return writer.close()


def with_sources(text: str, sources: Sequence[Source], documents: Sequence[DocumentChip], say: Say) -> str:
    """Markdown with a numbered list of the quotes, their documents and places below."""
    if not sources:
        return text
    lines = [text.rstrip(), "", f"## {say('answer.sources_heading')}", ""]
    for number, source in enumerate(sources, 1):
        exact = say("answer.source_exact" if source.exact else "answer.source_differs")
        lines.append(f"{number}. {source.where(documents)} ({exact}): “{_one_line(source.quote)}”")
    return "\n".join(lines) + "\n"


def quotes(sources: Sequence[Source], documents: Sequence[DocumentChip], say: Say) -> str:
    """The quotes that stand in the documents word for word, with their places; the model's words are left out."""
    return "\n".join(
        say("answer.quote_of", quote=f"“{_one_line(source.quote)}”", where=source.where(documents))
        for source in sources
        if source.exact
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _told(text: str) -> str:
    return "".join(_with_address(run) for run in parse_inline(text)).replace(LINE_BREAK, "\n")


def _with_address(run: Run) -> str:
    return f"{run.text} ({run.address})".strip() if run.address and run.address != run.text else run.text


class _Html:
    """Writes blocks one after another; lists and quotes are opened and closed as their depth changes."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lists: list[str] = []
        self._quotes = 0

    def write(self, block: Block) -> None:
        if block.kind is BlockKind.ITEM:
            self._quote(0)
            self._item(block)
            return
        self._close_lists(0)
        self._quote(block.level if block.kind is BlockKind.QUOTE else 0)
        match block.kind:
            case BlockKind.HEADING:
                self._parts.append(f"<h{block.level}>{_inline(block.text)}</h{block.level}>")
            case BlockKind.CODE:
                self._parts.append(f"<pre><code>{html.escape(block.text)}</code></pre>")
            case BlockKind.TABLE:
                self._table(block.rows)
            case BlockKind.RULE:
                self._parts.append("<hr>")
            case _:
                self._parts.append(f"<p>{_inline(block.text)}</p>")

    def close(self) -> str:
        self._close_lists(0)
        self._quote(0)
        return "\n".join(self._parts)

    def _item(self, block: Block) -> None:
        number = block.marker.rstrip(".)")
        kind = "ol" if number.isdigit() else "ul"
        self._close_lists(block.level + 1)
        if len(self._lists) > block.level and self._lists[-1] != kind:
            self._close_lists(block.level)
        while len(self._lists) <= block.level:
            start = f' start="{int(number)}"' if kind == "ol" and int(number) != 1 else ""
            self._parts.append(f"<{kind}{start}>")
            self._lists.append(kind)
        mark = "" if block.marker == BULLET or kind == "ol" else f"{block.marker} "
        self._parts.append(f"<li>{mark}{_inline(block.text)}</li>")

    def _close_lists(self, depth: int) -> None:
        while len(self._lists) > depth:
            self._parts.append(f"</{self._lists.pop()}>")

    def _quote(self, depth: int) -> None:
        while self._quotes > depth:
            self._parts.append("</blockquote>")
            self._quotes -= 1
        while self._quotes < depth:
            self._parts.append("<blockquote>")
            self._quotes += 1

    def _table(self, rows: Iterable[tuple[str, ...]]) -> None:
        self._parts.append("<table>")
        for number, row in enumerate(rows):
            tag = "td" if number else "th"
            cells = "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in row)
            self._parts.append(f"<tr>{cells}</tr>")
        self._parts.append("</table>")


_TAGS = (("bold", "b"), ("italic", "i"), ("struck", "s"), ("code", "code"))


def _inline(text: str) -> str:
    return "".join(_styled(run) for run in parse_inline(text)).replace(LINE_BREAK, "<br>")


def _styled(run: Run) -> str:
    shown = html.escape(run.text)
    for name, tag in _TAGS:
        if getattr(run, name):
            shown = f"<{tag}>{shown}</{tag}>"
    if run.address and run.address != run.text:
        shown = f"{shown} ({html.escape(run.address)})".strip()
    return shown
