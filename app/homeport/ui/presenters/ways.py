"""The legal ways on from a task: found by really deciding it with less in it, and what each leaves out."""

from collections.abc import Mapping, Sequence

from homeport.domain.consent import PartKind
from homeport.services.task_context import TaskContext
from homeport.services.updates import Opened
from homeport.services.ways_on import OnlyQuestion, WayOn, WithoutDocuments, ways_on


def ways_of(context: TaskContext, approvable: Sequence[str] = ()) -> tuple[WayOn, ...]:
    """The ways on from a run that has come to rest; for long documents off the window's thread.

    `approvable` are the lanes that a second person can be asked about.
    """
    if context.decision is None or context.label is None:
        return ()
    labels = [piece.part.label for piece in context.pieces if piece.part.kind is PartKind.DOCUMENT]
    sources = [Opened(document, label) for document, label in zip(context.documents, labels, strict=True)]
    route, decision = context.workshop.route, context.decision
    return ways_on(route, context.task, decision, sources, context.pieces, context.label, approvable)


def left_out(way: WayOn, given: Mapping[str, object]) -> tuple[str, ...]:
    """The ids of the sources that a way leaves out, of those that a run was given in this order."""
    if isinstance(way, OnlyQuestion):
        return tuple(given)
    if not isinstance(way, WithoutDocuments):
        return ()
    parts = {part.id for part in way.parts}
    return tuple(id_ for number, id_ in enumerate(given, 1) if f"document-{number}" in parts)
