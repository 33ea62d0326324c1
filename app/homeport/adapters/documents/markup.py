"""XML read event by event by expat; a document type declaration ends it at once."""

from collections.abc import Callable, Iterable
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


class _NotWantedError(Exception):
    """The root element says that the part holds nothing of interest."""


def parse(chunks: Iterable[bytes], handler: Handler) -> None:
    """Feed a part to a handler and close it, whatever happens.

    Raises:
        RefusedError: it declares a document type, and so could declare entities.
        UnreadError: it is not XML, or nested without end.
    """
    parse_by_root(chunks, lambda _root, _attributes: handler)


def parse_by_root(chunks: Iterable[bytes], choose: Callable[[str, dict[str, str]], Handler | None]) -> None:
    """Feed a part to the handler chosen by its root element and attributes; without one it is not read on.

    Raises:
        RefusedError: it declares a document type, and so could declare entities.
        UnreadError: it is not XML, or nested without end.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    names = _LocalNames()
    depth = 0
    chosen: list[Handler] = []

    def start_root(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth = 1
        attributes = {names[key]: value for key, value in attributes.items()}
        handler = choose(names[name], attributes)
        if handler is None:
            raise _NotWantedError
        chosen.append(handler)
        started, ended = handler.start, handler.end

        # The two busiest functions of the reader: a large document has millions of elements.
        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _MOST_NESTED:
                raise UnreadError(Unread.DAMAGED)
            started(names[name], {names[key]: value for key, value in attributes.items()} if attributes else {})

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            ended(names[name])

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = handler.text
        started(names[name], attributes)

    def refuse(*_: object) -> None:
        raise RefusedError(Unread.DAMAGED)

    parser.StartElementHandler = start_root
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]  # it never gives an answer
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _NotWantedError:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: an unknown encoding is named
        raise UnreadError(Unread.DAMAGED) from error
    finally:
        for handler in chosen:
            handler.close()


class _LocalNames(dict[str, str]):
    """Names without their namespace, cut once each."""

    def __missing__(self, name: str) -> str:
        if len(self) > 10_000:  # no format has so many; a hostile file may
            return name.rpartition(" ")[2]
        return self.setdefault(name, name.rpartition(" ")[2])


def is_on(attributes: dict[str, str]) -> bool:
    """Whether an on/off element of Office is on: it is unless it says otherwise (ECMA-376, 17.17.4)."""
    return attributes.get("val", "true").lower() not in {"false", "0", "off", "none"}
