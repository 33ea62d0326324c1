"""Turns an instruction and documents into messages; the words themselves are data in resources/prompts."""

from collections.abc import Sequence
from dataclasses import dataclass

from homeport.domain.document import Document
from homeport.domain.exchange import Message, Role
from homeport.domain.task import Task


@dataclass(frozen=True, slots=True)
class Prompt:
    """A versioned prompt. `document` has the slots ``{name}`` and, after it, ``{text}``."""

    id: str
    version: int
    system: str
    document: str


def build_messages(prompt: Prompt, task: Task, documents: Sequence[Document]) -> tuple[Message, ...]:
    """System message, then one user message: documents first, the instruction last, where small models look."""
    # Filled piece by piece, so that braces in a name or a text stay what they are.
    before, _, after = prompt.document.partition("{text}")
    parts = [
        before.replace("{name}", document.name) + document.text + after
        for document in documents
        if document.readable
    ]
    parts.append(task.instruction)
    return Message(Role.SYSTEM, prompt.system), Message(Role.USER, "\n\n".join(parts))
