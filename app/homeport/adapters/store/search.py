"""Full-text search: what is indexed of a task, what a person's words ask for, and what is shown of a hit."""

from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from homeport.adapters.store.reader import Stopped
from homeport.adapters.store.window_tables import plain_text
from homeport.ports.store import Cursor, SearchHit, SearchPage

MOST_WORDS = 16
MOST_CHARACTERS = 400
"""Of what is searched for; the rest of a longer text is not looked at."""

SNIPPET_WORDS = 16

_BEFORE, _AFTER = "\ufdd0", "\ufdd1"  # noncharacters (Unicode, section 23.7): no text means anything by them

_FORGET = "DELETE FROM search WHERE rowid = ?"
_KEEP = "INSERT INTO search (rowid, instruction, answer, documents) VALUES (?, ?, ?, ?)"
_TASK = "SELECT n, instruction FROM task WHERE id = ?"
_DRAFTS = "SELECT id, text FROM draft WHERE task_id = ? AND \"end\" <> 'running' ORDER BY n"
_EDITS = "SELECT draft_id, text FROM edit WHERE task_id = ? ORDER BY n"
_NAMES = "SELECT name FROM document WHERE task_id = ? ORDER BY n"
# A snippet costs more than finding its row, so it is made only for a row that is shown: the first of its thread.
FIND = f"""SELECT task.n, task.id, task.thread, task.title, task.created,
        snippet(search, -1, '{_BEFORE}', '{_AFTER}', '…', {SNIPPET_WORDS}) AS marked
    FROM search CROSS JOIN task ON task.n = -search.rowid
    WHERE search MATCH ? AND search.rowid > ? AND task.deletion IS NULL AND is_first(task.thread)
    ORDER BY search.rowid LIMIT ?"""  # noqa: S608 - our own marks
_ALL_TASKS = -(1 << 62)


def index_task(session: Session, task_id: str) -> None:
    """Index a task as it stands: instruction, drafts that have ended, own edits, names of documents."""
    connection = session.connection()
    n, instruction = connection.exec_driver_sql(_TASK, (task_id,)).one()
    edits = {row.draft_id: row.text for row in connection.exec_driver_sql(_EDITS, (task_id,))}
    answers = []
    for draft, text in connection.exec_driver_sql(_DRAFTS, (task_id,)):
        answers += [plain_text(text), *([plain_text(edits[draft])] if draft in edits else [])]
    names = [plain_text(name) for (name,) in connection.exec_driver_sql(_NAMES, (task_id,))]
    connection.exec_driver_sql(_FORGET, (-n,))
    connection.exec_driver_sql(_KEEP, (-n, plain_text(instruction), "\n\n".join(answers), "\n".join(names)))


def forget(connection: Connection, numbers: list[int]) -> None:
    """Take tasks, by their `n`, out of what is found; `purge_step` then takes their words out of the file."""
    connection.exec_driver_sql(_FORGET, [(-n,) for n in numbers])


def begin_purge(connection: Connection) -> None:
    """Set all parts of the index up to be merged into one; deleted words are dropped on the way."""
    connection.exec_driver_sql("INSERT INTO search (search, rank) VALUES ('merge', -1)")


def purge_step(connection: Connection, pages: int) -> bool:
    """Merge some pages; False when there was nothing left to merge (https://www.sqlite.org/fts5.html, 6.8)."""
    driver: Any = connection.connection.driver_connection
    before = driver.total_changes
    connection.exec_driver_sql(f"INSERT INTO search (search, rank) VALUES ('merge', {int(pages)})")  # noqa: S608
    return bool(driver.total_changes - before >= 2)


def query_of(text: str) -> str:
    """A person's words as an FTS5 query; quotes and operators are plain text. Empty when there are no words.

    All words must be there; the last one may be the beginning of a word unless white space follows it.
    """
    text = plain_text(text[:MOST_CHARACTERS])
    words = [word for word in text.split() if any(map(str.isalnum, word))][:MOST_WORDS]
    if not words:
        return ""
    quoted = ['"' + word.replace('"', '""') + '"' for word in words]
    return " ".join(quoted) + ("" if text[-1].isspace() else "*")


def find(session: Session, stopped: Stopped, text: str, before: Cursor | None, limit: int) -> SearchPage:
    """Hits newest first, one a thread."""
    query = query_of(text)
    if not query:
        return SearchPage((), None)
    connection = session.connection()
    threads: set[str] = set()

    def is_first(thread: str) -> bool:
        new = thread not in threads
        threads.add(thread)
        return new and not stopped()

    driver: Any = connection.connection.driver_connection
    driver.create_function("is_first", 1, is_first)
    start = -before if before is not None else _ALL_TASKS
    found = connection.exec_driver_sql(FIND, (query, start, limit + 1)).all()
    rows = found[:limit]
    return SearchPage(tuple(map(_hit, rows)), Cursor(rows[-1].n) if len(found) > limit else None)


def _hit(row: Any) -> SearchHit:
    snippet, spans = spans_of(row.marked)
    return SearchHit(row.id, row.thread, row.title.decode("utf-8", "surrogatepass"), row.created, snippet, spans)


def spans_of(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text on one line without the marks, and where the marked parts stand in it."""
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length, start = 0, None
    for character in " ".join(marked.split()):
        if character == _BEFORE:
            start = length
        elif character == _AFTER:
            if start is not None and length > start:
                spans.append((start, length))
            start = None
        else:
            parts.append(character)
            length += 1
    return "".join(parts), tuple(spans)
