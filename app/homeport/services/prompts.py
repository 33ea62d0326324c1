"""Turns the parts of a task into messages; the words themselves are data in resources/prompts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from homeport.domain.consent import Part, PartKind, Place
from homeport.domain.exchange import Message, Role
from homeport.services.parts import Piece


@dataclass(frozen=True, slots=True)
class Prompt:
    """A versioned prompt.

    `document` has the slots ``{name}`` and, after it, ``{text}``; `go_on` asks for the rest of a half answer.
    """

    id: str
    version: int
    system: str
    document: str
    go_on: str


@dataclass(frozen=True, slots=True)
class Composed:
    """Messages, and where in them each part stands."""

    messages: tuple[Message, ...]
    places: tuple[Place, ...]


def compose(prompt: Prompt, pieces: Sequence[Piece], *, own_names: bool) -> Composed:
    """System message, earlier turns in order, then one user message, and a half answer that is to go on.

    In the user message the documents come first and the instruction last, where small models look.

    Args:
        prompt: the words around the parts.
        pieces: what the task holds; what is not among them is in no message.
        own_names: whether documents carry their file names, which never leave this computer.
    """
    writing = _Writing([Message(Role.SYSTEM, prompt.system)], [])
    for piece in _of(pieces, PartKind.EARLIER):
        for role, text in zip((Role.USER, Role.ASSISTANT), piece.texts, strict=True):
            writing.say(role, [_Stretch(piece.part, *text)])
    stretches = []
    # Filled piece by piece, so that braces in a name or a text stay what they are.
    before, _, after = prompt.document.partition("{text}")
    for piece in _of(pieces, PartKind.DOCUMENT):
        name = piece.part.own_name if own_names else piece.part.name
        stretches += [_Stretch(piece.part, *text, before.replace("{name}", name), after) for text in piece.texts]
    stretches += [_Stretch(p.part, *text) for p in _of(pieces, PartKind.INSTRUCTION) for text in p.texts]
    writing.say(Role.USER, stretches)
    for piece in _of(pieces, PartKind.HALF):
        writing.say(Role.ASSISTANT, [_Stretch(piece.part, *text) for text in piece.texts])
        writing.messages.append(Message(Role.USER, prompt.go_on))
    return Composed(tuple(writing.messages), tuple(writing.places))


def _of(pieces: Iterable[Piece], kind: PartKind) -> list[Piece]:
    return [piece for piece in pieces if piece.part.kind is kind]


@dataclass(frozen=True, slots=True)
class _Stretch:
    part: Part
    source: str
    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Writing:
    messages: list[Message]
    places: list[Place]

    def say(self, role: Role, stretches: Sequence[_Stretch]) -> None:
        texts, at = [], 0
        for stretch in stretches:
            texts.append(stretch.before + stretch.text + stretch.after)
            end = at + len(texts[-1])
            text_start = at + len(stretch.before)
            place = Place(stretch.part.id, len(self.messages), at, end, text_start, stretch.source)
            self.places.append(place)
            at = end + len(_BETWEEN)
        self.messages.append(Message(role, _BETWEEN.join(texts)))


_BETWEEN = "\n\n"
