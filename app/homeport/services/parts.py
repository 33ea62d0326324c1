"""What a task holds, part by part: each with its label, its texts, and the name under which it may leave."""

from collections.abc import Iterable
from dataclasses import dataclass

from homeport.domain.consent import Part, PartKind
from homeport.domain.document import SectionKind
from homeport.domain.label import Label
from homeport.domain.turn import HalfAnswer, Turn
from homeport.services.relabel import DRAFT, INSTRUCTION, Spoken, relabelled
from homeport.services.updates import Opened

EARLIER_QUESTION, EARLIER_ANSWER, HALF_ANSWER = "earlier question", "earlier answer", "half answer"
"""Sources of findings in texts of earlier tasks."""

OWN_NAME_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """A part with its texts, each beside the source that the findings in it name."""

    part: Part
    texts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The first of its texts; empty when it has none."""
        return self.texts[0][1] if self.texts else ""


def instruction_piece(instruction: str, label: Label) -> Piece:
    """What the person asks for."""
    characters = len(instruction)
    part = Part(INSTRUCTION, PartKind.INSTRUCTION, "Instruction", "", characters, None, label, removable=False)
    return Piece(part, ((INSTRUCTION, instruction),))


def document_pieces(sources: Iterable[Opened]) -> tuple[Piece, ...]:
    """The documents in the order given, numbered from 1; one that could not be read has no text to send."""
    return tuple(_document_piece(number, opened) for number, opened in enumerate(sources, 1))


def turn_pieces(turns: Iterable[Turn]) -> tuple[Piece, ...]:
    """The earlier turns, numbered from 1, each with the class of the task it came from at least."""
    return tuple(_turn_piece(number, turn) for number, turn in enumerate(turns, 1))


def half_piece(half: HalfAnswer) -> Piece:
    """The answer that is to go on. Without it there is nothing to go on from, so it cannot be taken out."""
    label = relabelled(half.label, [Spoken(half.text, DRAFT, HALF_ANSWER)])
    part = Part("half", PartKind.HALF, "Answer so far", "", len(half.text), None, label, removable=False)
    return Piece(part, ((HALF_ANSWER, half.text),))


def earlier_texts(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """The texts that are read along beside instruction and documents."""
    along = {PartKind.EARLIER, PartKind.HALF}
    return tuple(text for piece in pieces if piece.part.kind in along for _, text in piece.texts)


def _document_piece(number: int, opened: Opened) -> Piece:
    document = opened.document
    pages = sum(section.kind is SectionKind.PAGE for section in document.sections)
    part = Part(
        id=f"document-{number}",
        kind=PartKind.DOCUMENT,
        name=f"Document {number}",
        own_name=document.name,
        characters=len(document.text),
        pages=pages or None,
        label=opened.label,
        removable=True,
    )
    return Piece(part, ((document.name, document.text),) if document.readable else ())


def _turn_piece(number: int, turn: Turn) -> Piece:
    texts = (
        Spoken(turn.instruction, INSTRUCTION, EARLIER_QUESTION),
        Spoken(turn.answer, DRAFT, EARLIER_ANSWER),
    )
    part = Part(
        id=f"earlier-{number}",
        kind=PartKind.EARLIER,
        name=f"Earlier {number}",
        own_name=" ".join(turn.instruction.split())[:OWN_NAME_CHARACTERS],
        characters=len(turn.instruction) + len(turn.answer),
        pages=None,
        label=relabelled(turn.label, texts),
        removable=True,
    )
    return Piece(part, tuple((spoken.source, spoken.text) for spoken in texts))
