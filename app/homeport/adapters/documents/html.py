"""Text of HTML as a browser shows it, with title, descriptions, alternative texts and comments beside it."""

from html.parser import HTMLParser

from homeport.adapters.documents.extraction import Extraction, UnreadError
from homeport.domain.document import SectionKind, Unread

_UNSHOWN = frozenset({"script", "style", "template", "noscript"})
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
))  # fmt: skip
_TELLING_META = frozenset({"description", "author", "keywords", "subject", "classification"})


def read_html(text: str, out: Extraction, name: str = "") -> None:
    """Read a page.

    Raises:
        UnreadError: a limit is met, or the page breaks the parser.
    """
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except (AssertionError, ValueError) as error:  # how html.parser reports declarations it does not understand
        raise UnreadError(Unread.DAMAGED) from error
    out.add(SectionKind.BODY, name, reader.body())
    for key, value in reader.metadata:
        out.add(SectionKind.METADATA, key, f"{key}: {value}")
    for comment in reader.comments:
        out.add(SectionKind.HIDDEN, "comment in the page", comment)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.metadata: list[tuple[str, str]] = []
        self.comments: list[str] = []
        self._pieces: list[str] = []
        self._unshown = 0
        self._title: list[str] | None = None

    def body(self) -> str:
        lines = ("".join(self._pieces)).split("\n")
        kept = (" ".join(line.split()) if "\t" not in line else line.strip() for line in lines)
        return "\n".join(line for line in kept if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag in _UNSHOWN:
            self._unshown += 1
        elif tag == "title":
            self._title = []
        elif tag == "meta":
            key = (values.get("name") or values.get("property") or "").lower().removeprefix("og:")
            if key in _TELLING_META and values.get("content"):
                self.metadata.append((key, values["content"]))
        elif tag in {"td", "th"}:
            self._pieces.append("\t")
        elif tag not in _INLINE:
            self._pieces.append("\n")
        for key in ("alt", "title", "placeholder", "value"):
            if values.get(key) and not self._unshown and len(self.metadata) < 1_000:
                self.metadata.append((key, values[key]))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSHOWN:
            self._unshown = max(0, self._unshown - 1)
        elif tag == "title" and self._title is not None:
            self.metadata.append(("title", "".join(self._title)))
            self._title = None
        elif tag not in _INLINE and tag not in {"td", "th"}:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)
        elif not self._unshown:
            # A line break in the source is a space; in <pre> it is kept for the marking detectors' sake as well.
            self._pieces.append(data)

    def handle_comment(self, data: str) -> None:
        if len(self.comments) < 1_000:
            self.comments.append(data.strip())
