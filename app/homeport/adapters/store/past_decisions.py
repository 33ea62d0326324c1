"""What was decided from a moment on, newest first: facts and outcomes, nothing of what a task says."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection
from sqlmodel import Session

from homeport.adapters.store.json_values import load
from homeport.domain.decision import Decision
from homeport.ports.store import DecisionCursor, DecisionPage, PastDecision

# The facts stand with the label that was saved just before the decision. Row values keep the place in the index
# also when a clock was set back, so that a page costs the same wherever it begins.
PAGE = """SELECT decision.n, decision.at, decision.task_id, decision.decision, (
        SELECT task_label.facts FROM task_label
        WHERE task_label.task_id = decision.task_id AND task_label.at <= decision.at
        ORDER BY task_label.n DESC LIMIT 1)
    FROM decision JOIN task ON task.id = decision.task_id
    WHERE decision.at >= ? AND (decision.at, decision.n) < (?, ?) AND task.deletion IS NULL
    ORDER BY decision.at DESC, decision.n DESC LIMIT ?"""

COUNT = "SELECT count(*) FROM decision WHERE at >= ?"

NEWEST = DecisionCursor(("9999", 0))
"""Before everything that has been decided."""


def decisions_by_time(connection: Connection, at: str) -> None:  # noqa: ARG001
    """Step 0007: the decisions of the last days are found without reading those of all years."""
    connection.exec_driver_sql("CREATE INDEX decision_at ON decision (at)")


def page(session: Session, since: str, before: DecisionCursor | None, limit: int) -> DecisionPage:
    """One page of decisions of tasks that are not deleted."""
    rows = session.connection().exec_driver_sql(PAGE, (since, *(before or NEWEST), limit)).all()
    found = tuple(_past(at, task_id, decision, facts) for _, at, task_id, decision, facts in rows)
    following = DecisionCursor((rows[-1][1], rows[-1][0])) if len(rows) == limit else None
    return DecisionPage(found, following)


def count(session: Session, since: str) -> int:
    """How many there are, those of deleted tasks included: read from the index alone."""
    return int(session.connection().exec_driver_sql(COUNT, (since,)).scalar_one())


def _past(at: str, task_id: str, decision: str, facts: str | None) -> PastDecision:
    decided = load(Decision, decision)
    return PastDecision(task_id, at, decided, {**_values(facts), **decided.facts_found})


def _values(facts: str | None) -> Mapping[str, str]:
    """Names and values; why a fact has its value may name a document, and stays where it is."""
    given = json.loads(facts)["given"] if facts else ()
    return {str(fact["name"]): str(fact["value"]) for fact in given}
