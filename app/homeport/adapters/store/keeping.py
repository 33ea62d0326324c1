"""What a person adds: own versions of drafts, and instructions to use again."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, select

from homeport.adapters.store.json_values import dump, load
from homeport.adapters.store.search import index_task
from homeport.adapters.store.tables import DraftRow, EditRow, SavedInstructionRow, SpeedRow
from homeport.adapters.store.task_records import edit_of
from homeport.domain.draft import Speed
from homeport.domain.draft_edit import MOST_EDITS, DraftEdit
from homeport.domain.saved_instruction import SavedInstruction
from homeport.domain.task import DEFAULT_WORKSPACE


def add_edit(session: Session, edit: DraftEdit) -> None:
    """Keep a version; the oldest beyond `MOST_EDITS` goes.

    Raises:
        LookupError: there is no such draft.
    """
    draft = session.exec(select(DraftRow.task_id, DraftRow.workspace).where(DraftRow.id == edit.draft_id)).first()
    if draft is None:
        raise LookupError(f"no draft {edit.draft_id!r}")
    task_id, workspace = draft
    session.add(
        EditRow(
            draft_id=edit.draft_id,
            task_id=task_id,
            workspace=workspace,
            edited_at=edit.edited_at,
            data_class=edit.label.data_class.word,
            label=dump(edit.label),
            text=edit.text,
        )
    )
    session.flush()
    kept = select(EditRow.n).where(EditRow.draft_id == edit.draft_id).order_by(col(EditRow.n).desc())
    old = col(EditRow.n).not_in(kept.limit(MOST_EDITS))
    session.exec(delete(EditRow).where(col(EditRow.draft_id) == edit.draft_id, old))
    index_task(session, task_id)


def edits_of(session: Session, draft_id: str) -> tuple[DraftEdit, ...]:
    """The kept versions, oldest first."""
    rows = session.exec(select(EditRow).where(EditRow.draft_id == draft_id).order_by(col(EditRow.n)))
    return tuple(map(edit_of, rows))


def put_instruction(session: Session, instruction: SavedInstruction) -> bool:
    """Insert or replace by id; False when another one has the name."""
    taken = select(SavedInstructionRow.id).where(
        SavedInstructionRow.name == instruction.name, SavedInstructionRow.id != instruction.id
    )
    if session.exec(taken).first() is not None:
        return False
    session.merge(
        SavedInstructionRow(
            id=instruction.id,
            workspace=DEFAULT_WORKSPACE,
            name=instruction.name,
            text=instruction.text,
            changed_at=instruction.changed_at,
        )
    )
    return True


def instructions(session: Session) -> tuple[SavedInstruction, ...]:
    """All of them."""
    rows = session.exec(select(SavedInstructionRow))
    return tuple(SavedInstruction(row.id, row.name, row.text, row.changed_at) for row in rows)


def delete_instruction(session: Session, instruction_id: str) -> bool:
    """Erase one; False when there is none."""
    row = session.get(SavedInstructionRow, instruction_id)
    if row is not None:
        session.delete(row)
    return row is not None


def speeds(session: Session, endpoint_id: str, model: str, limit: int) -> Sequence[Speed]:
    """The last ones measured of a model, newest first."""
    query = select(SpeedRow.speed).where(SpeedRow.endpoint_id == endpoint_id, SpeedRow.model == model)
    return tuple(load(Speed, text) for text in session.exec(query.order_by(col(SpeedRow.n).desc()).limit(limit)))
