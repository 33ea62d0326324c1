"""The quotes of an answer as sources: where each stands in the documents of its task."""

from collections.abc import Sequence

from homeport.domain.document import Document
from homeport.text.quotes import find_quotes
from homeport.ui.models.turn import Source


def sources_of(answer: str, documents: Sequence[Document]) -> tuple[Source, ...]:
    """One for each quote that stands in a document or near to it; for long documents off the window's thread."""
    found = find_quotes(answer, [document.text for document in documents])
    return tuple(
        Source(
            each.document,
            each.start,
            each.end,
            documents[each.document].place_of(each.start),
            each.quote.text,
            each.exact,
        )
        for each in found
    )
