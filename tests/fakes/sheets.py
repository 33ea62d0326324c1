"""Confirmation sheets made as the services make them, from documents and an instruction."""

from dataclasses import dataclass, replace

from homeport.adapters.secrets.memory import MemorySecrets
from homeport.adapters.system.clock import SystemClock
from homeport.domain.consent import Prepared, Purpose
from homeport.domain.document import Document, Section, SectionKind
from homeport.domain.lane import Endpoint, Price, ProviderFacts, Region
from homeport.domain.policy import Trigger
from homeport.domain.task import TaskKind
from homeport.labelling.label import label_document, label_text
from homeport.services.escalate import Escalate, OpenLane, ToSend
from homeport.services.not_prepared import NotPrepared
from homeport.services.parts import Piece, document_pieces, instruction_piece
from homeport.services.prompts import Prompt
from homeport.services.sheet import Sheet, sheet_of
from homeport.services.updates import Opened
from homeport.wire.formats import FORMATS

PROMPT = Prompt("plain", 1, "You help.", '<document name="{name}">\n{text}\n</document>', "Go on.")

MISTRAL = Endpoint(
    id="mistral/large",
    lane="premium",
    provider="Mistral",
    wire="chat",
    base_url="https://p.example/v1",
    model="large-2",
    managed=True,
    region=Region.GLOBAL,
    country="the United States",
    retention="30 days",
    context_tokens=10_000_000,
    max_output_tokens=4096,
    price=Price(2.0, 6.0, "EUR", "2026-10-29"),
    auth_header="",
    facts=ProviderFacts(checked_on="2026-11-01"),
)


def paged(name: str, pages: list[str]) -> Document:
    """A document of pages, as the reader makes it."""
    text, sections = "", []
    for number, page in enumerate(pages, 1):
        start = len(text)
        text += page + "\n"
        sections.append(Section(SectionKind.PAGE, str(number), start, len(text)))
    return Document(name, "0" * 64, len(text), "application/pdf", text, tuple(sections))


@dataclass(frozen=True)
class MadeSheet:
    """A sheet with the documents behind it, by part."""

    prepared: Prepared
    sheet: Sheet
    documents: dict[str, Document]


def made_sheet(
    instruction: str,
    *documents: Document,
    endpoint: Endpoint = MISTRAL,
    taken_out: tuple[str, ...] = (),
    today: str = "2026-11-23",
) -> MadeSheet:
    """The sheet that a person would be shown."""
    opened = [Opened(document, label_document(document)) for document in documents]
    given: tuple[Piece, ...] = (
        instruction_piece(instruction, label_text(instruction, "instruction")),
        *document_pieces(opened),
    )
    escalate = Escalate({}, None, None, None, MemorySecrets(), SystemClock())  # type: ignore[arg-type]
    work = ToSend("t", given, taken_out, Purpose(TaskKind.CONTRACT, (Trigger.ASKED,), "E1"), ())
    made = escalate.prepare(work, OpenLane(endpoint, FORMATS[endpoint.wire]), PROMPT, 256, None)
    assert not isinstance(made, NotPrepared), made
    by_part = {f"document-{number}": document for number, document in enumerate(documents, 1)}
    return MadeSheet(made[1], sheet_of(made[1], today), by_part)


def to_own_server(endpoint: Endpoint = MISTRAL) -> Endpoint:
    """The same model on the organisation's own server."""
    return replace(endpoint, lane="private", managed=False, region=Region.EU, country="Sweden", price=None)
