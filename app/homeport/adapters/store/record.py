"""The record: content and ledger in one encrypted file, behind one writer thread."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, func
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from homeport.adapters.store import chain, content
from homeport.adapters.store.anchors import Anchors, Head
from homeport.adapters.store.cipher import told
from homeport.adapters.store.migrations import MIGRATIONS, Migration
from homeport.adapters.store.opening import open_engine
from homeport.adapters.store.runs import Run
from homeport.adapters.store.tables import DocumentRow, DraftRow, LabelRow, RunRow, TaskRow
from homeport.domain.consent import Confirmation, Prepared
from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Draft
from homeport.domain.errors import UserFacingError
from homeport.domain.facts import Facts
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerEntry, LedgerKind, LedgerVerdict
from homeport.domain.task import DEFAULT_WORKSPACE, Task
from homeport.domain.task_state import ENDS, Phase
from homeport.ports.clock import Clock
from homeport.ports.secrets import Secrets
from homeport.ports.store import StoredSend, TaskRecord, TaskSummary

FILE_NAME = "record.db"
"""The record's file in the data folder."""

INTERRUPTED = "interrupted"
"""The state of a task in the history whose run was killed."""

T = TypeVar("T")

_ENDS = tuple(phase.value for phase in ENDS)


def open_record(
    path: Path, secrets: Secrets, clock: Clock, *, migrations: Sequence[Migration] = MIGRATIONS
) -> "Record":
    """Open the record at `path`, made on first use with a fresh key that is put into `secrets`.

    With secrets that do not outlive the run, `path` is left alone: the record is made in a temporary folder and
    removed on `close`; what a kill leaves there is encrypted with a key that is gone.

    Takes some milliseconds and, with a keyring, its answer time: call it off the loop thread.

    Raises:
        UserFacingError: the file is broken, foreign or newer, the key does not fit, or the disk refuses; nothing
            was changed.
    """
    temporary = None
    if not secrets.lasting:
        temporary = Path(tempfile.mkdtemp(prefix="homeport-"))  # mode 0700
        path = temporary / FILE_NAME
    # One thread owns the one connection, so that writes queue here and not in the database.
    thread = ThreadPoolExecutor(1, thread_name_prefix="record")
    try:
        return thread.submit(_open, path, secrets, clock, migrations, thread, temporary).result()
    except BaseException:
        thread.shutdown()
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        raise


def _open(
    path: Path,
    secrets: Secrets,
    clock: Clock,
    migrations: Sequence[Migration],
    thread: ThreadPoolExecutor,
    temporary: Path | None,
) -> "Record":
    try:
        engine = open_engine(path, secrets, clock, migrations)
    except OSError as error:
        raise UserFacingError(
            f"The record {path} cannot be opened: {error.strerror}.",
            "Check that the folder is there, is yours and has free space, then try again.",
        ) from error
    return Record(path, engine, Anchors(secrets), clock, Run(path), thread, temporary)


class Record:
    """`ports.store.Store` and `ports.store.Ledger`; made by `open_record`.

    A call that has returned is on disk. A call that is cancelled may still happen, but whole or not at all.
    """

    def __init__(
        self,
        path: Path,
        engine: Engine,
        anchors: Anchors,
        clock: Clock,
        run: Run,
        thread: ThreadPoolExecutor,
        temporary: Path | None,
    ) -> None:
        self._path = path
        self._engine = engine
        self._writing = engine.execution_options(immediate=True)
        self._anchors = anchors
        self._clock = clock
        self._run = run
        self._thread = thread
        self._temporary = temporary
        self._closed = False

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def lasting(self) -> bool:
        """False for a throw-away record: it ends with this run."""
        return self._temporary is None

    @property
    def head_not_kept(self) -> Head | None:
        """A signed head that Secrets refused to take so far; None when all is well."""
        return self._anchors.not_kept

    async def append(
        self, kind: LedgerKind, fields: Mapping[str, Any], *, task_id: str = "", workspace: str = ""
    ) -> LedgerEntry:
        """Append one entry and return it after it is on disk; an intent to send is anchored with it."""
        return await self._call(lambda: self._append(kind, fields, task_id, workspace))

    async def entries(self, task_id: str = "") -> tuple[LedgerEntry, ...]:
        """All entries in order, or those of one task."""
        return await self._read(lambda session: tuple(chain.entries(session, task_id)))

    async def verify(self) -> LedgerVerdict:
        """Check every page of the file, the whole chain, its signatures and the head kept in Secrets.

        Raises:
            UserFacingError: the file is damaged or Secrets are locked.
        """

        def check(session: Session) -> LedgerVerdict:
            if session.connection().exec_driver_sql("PRAGMA cipher_integrity_check").first() is not None:
                raise UserFacingError(
                    f"The record {self._path} is damaged.",
                    "Put a backup in its place; what can still be read stays readable.",
                )
            return chain.verdict(session, self._anchors)

        return await self._read(check)

    async def commitment(self, value: str) -> str:
        """A salted hash of `value`; erasing its row in `salt` unlinks the ledger from it."""
        now = self._clock.now()
        return await self._write(lambda session: chain.commit_to(session, now, DEFAULT_WORKSPACE, value))

    async def is_commitment_to(self, commitment: str, value: str) -> bool:
        """Whether `commitment` was made for `value`; False too when its salt was erased."""
        return await self._read(lambda session: chain.is_commitment_to(session, commitment, value))

    async def save_task(self, task: Task) -> None:
        """Insert a task; from now on this run works on it."""
        now = self._clock.now()

        def add(session: Session) -> None:
            self._note_run(session, now)
            content.add_task(session, now, self._run.id, Phase.NEW.value, task)

        await self._write(add)

    async def save_document(self, task_id: str, document: Document, label: Label) -> None:
        """Keep a document's name, hash, size and label; never its text."""
        await self._write(lambda session: content.add_document(session, task_id, document, label))

    async def save_label(self, task_id: str, label: Label, facts: Facts) -> None:
        """Keep the label of the whole task and the facts made from it; earlier ones stay, the last one counts."""
        now = self._clock.now()
        await self._write(lambda session: content.add_label(session, now, task_id, label, facts))

    async def save_decision(self, task_id: str, decision: Decision) -> None:
        """Append a decision."""
        now = self._clock.now()
        await self._write(lambda session: content.add_decision(session, now, task_id, decision))

    async def save_draft(self, draft: Draft) -> None:
        """Insert or replace a draft; called every second or so while it grows."""
        now = self._clock.now()
        await self._write(lambda session: content.put_draft(session, now, draft))

    async def save_confirmation(self, confirmation: Confirmation, prepared: Prepared) -> None:
        """Keep a yes and the bytes it was for.

        Raises:
            ValueError: the yes is for other bytes.
        """
        await self._write(lambda session: content.add_confirmation(session, confirmation, prepared))

    async def prepared(self, confirmation_id: str) -> Prepared | None:
        """What was shown and confirmed, to the byte."""
        return await self._read(lambda session: content.prepared_for(session, confirmation_id))

    async def save_send(self, send: StoredSend) -> None:
        """Insert or replace a send by its `seq`."""
        await self._write(lambda session: content.put_send(session, send))

    async def set_task_state(self, task_id: str, state: str) -> None:
        """How the task stands, in one word; `domain.task_state.ENDS` are the ends. This run works on it now."""
        now = self._clock.now()

        def change(session: Session) -> None:
            self._note_run(session, now)
            row = session.exec(select(TaskRow).where(TaskRow.id == task_id)).one()
            row.state, row.run = str(state), self._run.id

        await self._write(change)

    async def history(self, limit: int = 100) -> tuple[TaskSummary, ...]:
        """Newest first. A task without an end whose run is gone is "interrupted"."""
        return await self._read(lambda session: self._history(session, limit))

    async def record(self, task_id: str) -> TaskRecord | None:
        """Everything about one task; `task_id` may be a unique prefix.

        Raises:
            UserFacingError: the prefix fits several tasks.
        """
        return await self._read(lambda session: _task_record(session, task_id))

    async def unfinished(self) -> tuple[str, ...]:
        """Ids of tasks without an end whose run is gone (killed); those of living runs are not among them."""
        return await self._read(self._unfinished)

    async def close(self) -> None:
        """Sign the head, checkpoint and close; never fails for a full disk, and closing twice is fine."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._call(self._finish)
        finally:
            self._thread.shutdown(wait=False)

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _read(self, work: Callable[[Session], T]) -> T:
        return await self._call(lambda: self._in_transaction(self._engine, work))

    async def _write(self, work: Callable[[Session], T]) -> T:
        return await self._call(lambda: self._in_transaction(self._writing, work))

    def _in_transaction(self, engine: Engine, work: Callable[[Session], T]) -> T:
        with told(self._path), Session(engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    def _append(self, kind: LedgerKind, fields: Mapping[str, Any], task_id: str, workspace: str) -> LedgerEntry:
        def both(session: Session) -> tuple[LedgerEntry, Head | None]:
            entry = chain.append(session, self._clock.now(), kind, fields, workspace, task_id)
            if not chain.anchor_due(session, entry):
                return entry, None
            return entry, chain.append_anchor(session, self._clock.now(), self._anchors)

        entry, head = self._in_transaction(self._writing, both)
        self._keep(head)
        return entry

    def _keep(self, head: Head | None) -> None:
        """After the commit: a head that never reached the disk must not be missed later."""
        head = head or self._anchors.not_kept
        if head is not None:
            self._anchors.keep(
                head, lambda kept: self._in_transaction(self._engine, lambda session: chain.stands(session, kept))
            )

    def _note_run(self, session: Session, now: str) -> None:
        # With the first task and not on opening: reading a record writes nothing.
        if session.get(RunRow, self._run.id) is None:
            session.add(RunRow(id=self._run.id, opened_at=now))
            session.flush()

    def _history(self, session: Session, limit: int) -> tuple[TaskSummary, ...]:
        def last(column: Any, row: type[LabelRow] | type[DraftRow]) -> Any:
            newest = select(column).where(row.task_id == TaskRow.id).order_by(col(row.n).desc()).limit(1)
            return newest.correlate(TaskRow).scalar_subquery()

        documents = (
            select(func.count())
            .select_from(DocumentRow)
            .where(DocumentRow.task_id == TaskRow.id)
            .scalar_subquery()
        )
        query = (
            select(TaskRow, last(LabelRow.data_class, LabelRow), last(DraftRow.lane, DraftRow), documents)
            .order_by(col(TaskRow.n).desc())
            .limit(limit)
        )
        lives: dict[str, bool] = {}
        found = []
        for row, data_class, lane, count in session.exec(query):
            state = row.state
            if state not in _ENDS:
                if row.run not in lives:
                    lives[row.run] = self._run.lives(row.run)
                state = state if lives[row.run] else INTERRUPTED
            found.append(TaskSummary(content.task_of(row), data_class or "", lane or "", state, count))
        return tuple(found)

    def _unfinished(self, session: Session) -> tuple[str, ...]:
        query = select(TaskRow.id, TaskRow.run).where(col(TaskRow.state).not_in(_ENDS)).order_by(col(TaskRow.n))
        rows = session.exec(query).all()
        gone = {run for run in {run for _, run in rows} if not self._run.lives(run)}
        return tuple(task_id for task_id, run in rows if run in gone)

    def _finish(self) -> None:
        # Every acknowledged row is in the log file already: a disk that refuses now loses nothing, and the next
        # opening signs and checkpoints instead.
        try:
            with suppress(UserFacingError):
                self._sign_head()
            with suppress(DBAPIError), self._engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._engine.dispose()
            self._run.end()
            if self._temporary is not None:
                shutil.rmtree(self._temporary, ignore_errors=True)

    def _sign_head(self) -> None:
        head = self._in_transaction(
            self._writing, lambda session: chain.append_anchor(session, self._clock.now(), self._anchors)
        )
        self._keep(head)


def _task_record(session: Session, task_id: str) -> TaskRecord | None:
    rows = content.find_tasks(session, task_id)
    if not rows:
        return None
    if len(rows) > 1:
        raise UserFacingError(f"More than one task begins with {task_id!r}.", "Give more of its letters.")
    row = rows[0]
    label, facts = content.label_of(session, row.id)
    return TaskRecord(
        task=content.task_of(row),
        documents=content.documents_of(session, row.id),
        label=label,
        facts=facts,
        decisions=content.decisions_of(session, row.id),
        drafts=content.drafts_of(session, row.id),
        confirmations=content.confirmations_of(session, row.id),
        sends=content.sends_of(session, row.id),
        entries=tuple(chain.entries(session, row.id)),
    )
