"""What was sent, as the record has it: the bytes of one send and what became of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from homeport.ports.store import SentBytes
from homeport.services.sheet import sheet_of
from homeport.ui.models.sheet import SheetView, heading, sheet_view
from homeport.ui.models.sheet_text import ShownText, raw_text, readable_text
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words


@dataclass(frozen=True, slots=True)
class SentView:
    """One send. `lines` are pairs of what and how; `others` all sends to choose from, as number and words."""

    seq: int
    task_id: str
    title: str
    lines: tuple[tuple[str, str], ...]
    sheet: SheetView
    readable: ShownText
    raw: ShownText
    others: tuple[tuple[int, str], ...] = ()


def sent_view(sent: SentBytes, words: Words, others: Sequence[tuple[int, str]] = ()) -> SentView:
    """What is shown of a send; for megabytes off the window's thread.

    Raises:
        NotReadableError: the bytes say nothing that can be read back; they are still in the record.
    """
    send = sent.send
    sheet = sheet_of(sent.prepared, send.at)
    return SentView(
        send.seq,
        send.task_id,
        words("sent.title", recipient=send.recipient, time=words.moment(send.at)),
        tuple(_lines(sent, words)),
        sheet_view(sheet, words),
        readable_text(sheet, heading(sheet, words)),
        raw_text(sheet),
        tuple(others),
    )


def _lines(sent: SentBytes, words: Words) -> Iterator[tuple[str, str]]:
    send, endpoint = sent.send, sent.prepared.endpoint
    outcome = ServiceWords(words).send_outcome(send.outcome, send.recipient)
    yield words("sent.label_outcome"), words("sent.outcome", outcome=outcome.rstrip("."), entry=send.seq)
    model, country = endpoint.model, endpoint.country
    yield words("sent.label_recipient"), words("sent.to", name=send.recipient, model=model, country=country)
    yield words("sent.label_yes"), words("sent.yes", time=words.moment(sent.confirmed_at))
