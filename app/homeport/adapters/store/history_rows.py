"""The rows of the history: each page costs the same, however much is in the record."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from homeport.adapters.store.sent_lines import COLUMNS, line_of
from homeport.adapters.store.tables import DocumentRow, DraftRow, LabelRow, TaskRow
from homeport.adapters.store.task_records import task_of
from homeport.domain.data_class import DataClass, strictest
from homeport.ports.store import Cursor, HistoryPage, HistoryRow, SentLine, TaskSummary

INTERRUPTED = "interrupted"
"""The state of a task in the history whose run was killed."""

Lives = Callable[[str], bool]
"""Whether a run has not ended."""

PAGE = """SELECT n, id, thread, created, state, ended, run,
    coalesce((SELECT title FROM task AS root WHERE root.id = task.thread), title) AS title,
    (SELECT data_class FROM task_label WHERE task_id = task.id ORDER BY n DESC LIMIT 1) AS data_class,
    (SELECT group_concat(data_class) FROM edit WHERE task_id = task.id) AS edit_classes,
    (SELECT lane FROM draft WHERE task_id = task.id ORDER BY n DESC LIMIT 1) AS lane,
    (SELECT count(*) FROM document WHERE task_id = task.id) AS documents,
    (SELECT count(*) FROM task AS other WHERE other.thread = task.thread AND other.deletion IS NULL) AS versions
FROM task WHERE newest = 1 AND n < ? ORDER BY n DESC LIMIT ?"""

_ALL_TASKS = (1 << 63) - 1


def page(session: Session, lives: Lives, before: Cursor | None, limit: int) -> HistoryPage:
    """One row a thread, newest first."""
    connection = session.connection()
    found = connection.exec_driver_sql(PAGE, (_ALL_TASKS if before is None else before, limit + 1)).all()
    rows = found[:limit]
    sends = _sends(session, [row.thread for row in rows])
    state = _states(lives)
    return HistoryPage(
        tuple(
            HistoryRow(
                task_id=row.id,
                thread=row.thread,
                title=row.title.decode("utf-8", "surrogatepass"),
                created=row.created,
                state=state(row.state, bool(row.ended), row.run),
                lane=row.lane or "",
                data_class=_class_of(row.data_class, row.edit_classes),
                documents=row.documents,
                versions=row.versions,
                sends=tuple(sends[row.thread]),
            )
            for row in rows
        ),
        Cursor(rows[-1].n) if len(found) > limit else None,
    )


def summaries(session: Session, lives: Lives, limit: int) -> tuple[TaskSummary, ...]:
    """The newest tasks, whole."""

    def last(column: Any, row: type[LabelRow] | type[DraftRow]) -> Any:
        newest = select(column).where(row.task_id == TaskRow.id).order_by(col(row.n).desc()).limit(1)
        return newest.correlate(TaskRow).scalar_subquery()

    documents = (
        select(func.count()).select_from(DocumentRow).where(DocumentRow.task_id == TaskRow.id).scalar_subquery()
    )
    query = (
        select(TaskRow, last(LabelRow.data_class, LabelRow), last(DraftRow.lane, DraftRow), documents)
        .where(col(TaskRow.deletion).is_(None))
        .order_by(col(TaskRow.n).desc())
        .limit(limit)
    )
    state = _states(lives)
    return tuple(
        TaskSummary(task_of(row), data_class or "", lane or "", state(row.state, bool(row.ended), row.run), count)
        for row, data_class, lane, count in session.exec(query)
    )


def unfinished(session: Session, lives: Lives) -> tuple[str, ...]:
    """Ids of tasks without an end whose run is gone, oldest first."""
    query = "SELECT id, run FROM task WHERE ended = 0 AND deletion IS NULL ORDER BY n"
    rows = session.connection().exec_driver_sql(query).all()
    gone = {run for run in {run for _, run in rows} if not lives(run)}
    return tuple(task_id for task_id, run in rows if run in gone)


def _states(lives: Lives) -> Callable[[str, bool, str], str]:
    known: dict[str, bool] = {}

    def state_of(state: str, ended: bool, run: str) -> str:
        if ended:
            return state
        if run not in known:
            known[run] = lives(run)
        return state if known[run] else INTERRUPTED

    return state_of


def _class_of(own: str | None, of_edits: str | None) -> str:
    words = [word for word in (own, *(of_edits or "").split(",")) if word]
    return strictest(map(DataClass.from_word, words)).word if words else ""


def _sends(session: Session, threads: Sequence[str]) -> Mapping[str, list[SentLine]]:
    marks = ",".join("?" * len(threads))
    query = f"""SELECT task.thread, {COLUMNS} FROM task JOIN sent ON sent.task_id = task.id
        WHERE task.thread IN ({marks}) AND task.deletion IS NULL ORDER BY seq"""  # noqa: S608 - marks only
    found: defaultdict[str, list[SentLine]] = defaultdict(list)
    for thread, *line in session.connection().exec_driver_sql(query, tuple(threads)):
        found[thread].append(line_of(line))
    return found
