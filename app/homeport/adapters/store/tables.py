"""The record's tables. Every table with content carries the workspace.

No ``from __future__ import annotations`` here: SQLModel reads the annotations when the class is made.
The tables are created by `migrations`; a test holds the two together.
"""

from typing import ClassVar

from sqlalchemy import Column, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class OuterText(TypeDecorator[str]):
    """Text from outside, kept as UTF-8 bytes so that lone surrogates come back as they were.

    Linux file names and model answers may hold them; SQLite's own text type refuses them.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """To bytes."""
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Back to text."""
        return None if value is None else value.decode("utf-8", "surrogatepass")


def _outer() -> Column[str]:
    return Column(OuterText, nullable=False)


class WorkspaceRow(SQLModel, table=True):
    """A workspace; there is one until workspaces land."""

    __tablename__: ClassVar[str] = "workspace"
    id: str = Field(primary_key=True)
    made_at: str


class RunRow(SQLModel, table=True):
    """One process that had the record open; its lock file tells whether it still lives."""

    __tablename__: ClassVar[str] = "run"
    id: str = Field(primary_key=True)
    opened_at: str


class TaskRow(SQLModel, table=True):
    """A task, how it stands and which run works on it."""

    __tablename__: ClassVar[str] = "task"
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    workspace: str = Field(foreign_key="workspace.id")
    instruction: str = Field(sa_column=_outer())
    created: str
    task: str  # JSON, without the instruction
    state: str
    run: str = Field(foreign_key="run.id")
    thread: str  # id of the first task of its thread
    title: str = Field(sa_column=_outer())
    ended: int  # 1 when `state` is an end
    newest: int  # 1 for the newest task of its thread that is not deleted: the row of the history
    deletion: str | None = Field(default=None, foreign_key="deletion.id")  # hidden, and erased when that is final


class LabelRow(SQLModel, table=True):
    """The label of a whole task and the facts made from it; the last one counts."""

    __tablename__: ClassVar[str] = "task_label"
    n: int | None = Field(default=None, primary_key=True)
    task_id: str = Field(foreign_key="task.id")
    workspace: str = Field(foreign_key="workspace.id")
    at: str
    data_class: str
    label: str  # JSON
    facts: str  # JSON


class DocumentRow(SQLModel, table=True):
    """What is kept of a document: never its text."""

    __tablename__: ClassVar[str] = "document"
    n: int | None = Field(default=None, primary_key=True)
    task_id: str = Field(foreign_key="task.id")
    workspace: str = Field(foreign_key="workspace.id")
    name: str = Field(sa_column=_outer())
    sha256: str
    size: int
    media_type: str
    unread: str | None
    label: str  # JSON


class DecisionRow(SQLModel, table=True):
    """A decision with the policy that made it."""

    __tablename__: ClassVar[str] = "decision"
    n: int | None = Field(default=None, primary_key=True)
    task_id: str = Field(foreign_key="task.id")
    workspace: str = Field(foreign_key="workspace.id")
    at: str
    policy_name: str
    policy_version: str
    policy_sha256: str
    decision: str  # JSON


class DraftRow(SQLModel, table=True):
    """A draft, also while it grows."""

    __tablename__: ClassVar[str] = "draft"
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    task_id: str = Field(foreign_key="task.id")
    workspace: str = Field(foreign_key="workspace.id")
    saved_at: str
    lane: str
    end: str
    text: str = Field(sa_column=_outer())
    thinking: str = Field(sa_column=_outer())
    draft: str  # JSON, without the two texts


class ConfirmationRow(SQLModel, table=True):
    """A yes with the exact bytes that were shown."""

    __tablename__: ClassVar[str] = "confirmation"
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    task_id: str = Field(foreign_key="task.id")
    workspace: str = Field(foreign_key="workspace.id")
    endpoint_id: str
    confirmed_at: str
    confirmation: str  # JSON
    prepared: str  # JSON, without the body
    body_sha256: str
    body: bytes


class SendRow(SQLModel, table=True):
    """A send by the number of its intent in the ledger."""

    __tablename__: ClassVar[str] = "send"
    seq: int = Field(primary_key=True)
    task_id: str = Field(foreign_key="task.id")
    workspace: str = Field(foreign_key="workspace.id")
    endpoint_id: str
    recipient: str
    url: str
    body_sha256: str
    at: str
    outcome: str


class EditRow(SQLModel, table=True):
    """A person's own version of a draft."""

    __tablename__: ClassVar[str] = "edit"
    n: int | None = Field(default=None, primary_key=True)
    draft_id: str = Field(foreign_key="draft.id")
    task_id: str = Field(foreign_key="task.id")
    workspace: str = Field(foreign_key="workspace.id")
    edited_at: str
    data_class: str
    label: str  # JSON
    text: str = Field(sa_column=_outer())


class SpeedRow(SQLModel, table=True):
    """What was measured of a draft that came to its own end."""

    __tablename__: ClassVar[str] = "speed"
    n: int | None = Field(default=None, primary_key=True)
    draft_id: str = Field(unique=True)
    task_id: str = Field(foreign_key="task.id")
    workspace: str = Field(foreign_key="workspace.id")
    endpoint_id: str
    model: str
    speed: str  # JSON


class SentRow(SQLModel, table=True):
    """One intent to send as the ledger has it, ready to be counted; it stays when the task is erased."""

    __tablename__: ClassVar[str] = "sent"
    seq: int = Field(primary_key=True)
    at: str
    workspace: str
    task_id: str
    recipient: str
    outcome: str
    highest_price: float | None
    currency: str


class DeletionRow(SQLModel, table=True):
    """A deletion that can still be undone, or is being carried out."""

    __tablename__: ClassVar[str] = "deletion"
    id: str = Field(primary_key=True)
    at: str


class SavedInstructionRow(SQLModel, table=True):
    """An instruction kept to be used again."""

    __tablename__: ClassVar[str] = "saved_instruction"
    id: str = Field(primary_key=True)
    workspace: str = Field(foreign_key="workspace.id")
    name: str = Field(sa_column=_outer())
    text: str = Field(sa_column=_outer())
    changed_at: str


class ApproverRow(SQLModel, table=True):
    """A person who may approve; `removed_at` is empty while they are enrolled."""

    __tablename__: ClassVar[str] = "approver"
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    workspace: str = Field(foreign_key="workspace.id")
    name: str = Field(sa_column=_outer())
    enrolled_at: str
    vouched_by: str  # id of another one, removed or not; empty for the first
    removed_at: str
    cost: str  # JSON: what the passphrase was stretched with
    salt: bytes
    digest: bytes


class ApprovalRow(SQLModel, table=True):
    """What a second person said of exact bytes."""

    __tablename__: ClassVar[str] = "approval"
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    task_id: str = Field(foreign_key="task.id")
    workspace: str = Field(foreign_key="workspace.id")
    body_sha256: str
    approval: str  # JSON, without the reason
    reason: str = Field(sa_column=_outer())


class LedgerRow(SQLModel, table=True):
    """One ledger line; triggers refuse to change or remove it."""

    __tablename__: ClassVar[str] = "ledger_entry"
    seq: int = Field(primary_key=True)
    at: str
    kind: str
    workspace: str
    task_id: str
    fields: str  # canonical JSON
    previous: str
    hash: str


class SaltRow(SQLModel, table=True):
    """The salt of one commitment in the ledger; erasing the row unlinks the ledger from the content."""

    __tablename__: ClassVar[str] = "salt"
    commitment: str = Field(primary_key=True)
    workspace: str = Field(foreign_key="workspace.id")
    salt: bytes
    at: str


class MetaRow(SQLModel, table=True):
    """What is to be known about the file itself."""

    __tablename__: ClassVar[str] = "meta"
    name: str = Field(primary_key=True)
    value: str
