"""XML read event by event by expat; a document type declaration ends it at once."""

from collections.abc import Iterable
from xml.parsers import expat

from homeport.adapters.documents.extraction import RefusedError, UnreadError
from homeport.domain.document import Unread

_MOST_NESTED = 1_000


class Handler:
    """Takes elements by their local name; this one lets everything pass.

    Namespaces are told apart by the part of the package that is read.
    """

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins; attribute names are local, too."""

    def end(self, name: str, /) -> None:
        """An element ends."""

    def text(self, data: str, /) -> None:
        """Characters."""

    def close(self) -> None:
        """The part has ended, whole or not."""


class StopReading(Exception):  # noqa: N818 - a wish of the handler, not an error
    """A handler has seen enough of this part."""


def parse(chunks: Iterable[bytes], handler: Handler) -> None:
    """Feed a part to a handler and close it, whatever happens.

    Raises:
        RefusedError: it declares a document type, and so could declare entities.
        UnreadError: it is not XML, or nested without end.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_NESTED:
            raise UnreadError(Unread.DAMAGED)
        handler.start(local(name), {local(key): value for key, value in attributes.items()} if attributes else {})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(local(name))

    def refuse(*_: object) -> None:
        raise RefusedError(Unread.DAMAGED)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]  # it never gives an answer
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except StopReading:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: an unknown encoding is named
        raise UnreadError(Unread.DAMAGED) from error
    finally:
        handler.close()


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(" ")[2]


def is_on(attributes: dict[str, str]) -> bool:
    """Whether an on/off element of Office is on: it is unless it says otherwise (ECMA-376, 17.17.4)."""
    return attributes.get("val", "true").lower() not in {"false", "0", "off", "none"}
