"""One conversation in the window: its tasks, running and recorded, and what is attached to the next question."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from homeport.domain.consent import Prepared
from homeport.domain.task import DEFAULT_WORKSPACE, Relation, Task
from homeport.domain.turn import Turn
from homeport.ports.person import Answer as PersonAnswer
from homeport.ports.person import SecondAnswer, SecondAsked
from homeport.services.run_task import RunTask
from homeport.services.updates import Opened
from homeport.ui.models.composer import RunRequest
from homeport.ui.models.turn import Answer
from homeport.ui.presenters.attached import Attached
from homeport.ui.presenters.live_task import LiveTask
from homeport.ui.presenters.turns import grouped
from homeport.ui.presenters.window_person import Reply
from homeport.ui.runtime import Handle


@dataclass(slots=True, eq=False)
class Run:
    """One task at work."""

    live: LiveTask
    given: dict[str, Path | Opened] = field(default_factory=dict)  # its sources, by what they are called here
    runner: RunTask | None = None
    handle: Handle[object] | None = None
    offer_reply: Reply[bool] | None = None
    stronger_next: bool = False  # a stronger lane was asked for before the run was over
    sheet: tuple[Prepared, Reply[PersonAnswer]] | None = None
    second: tuple[SecondAsked, Reply[SecondAnswer]] | None = None  # what a second person is asked


@dataclass(slots=True, eq=False)
class Thread:
    """A conversation; `id` is empty until its first task was run."""

    attached: Attached
    id: str = ""
    tasks: list[LiveTask] = field(default_factory=list)
    runs: dict[str, Run] = field(default_factory=dict)  # by task id, this session's
    shown: dict[str, str] = field(default_factory=dict)  # for a turn the draft to show
    typed: str = ""  # what stood in the composer when another thread was shown

    @property
    def newest(self) -> LiveTask | None:
        """The task that was asked for last."""
        return self.tasks[-1] if self.tasks else None

    @property
    def at_work(self) -> Run | None:
        """The run that goes on by itself or waits for an answer."""
        newest = self.newest
        run = self.runs.get(newest.task.id) if newest else None
        return run if run is not None and not run.live.ended else None

    @property
    def busy(self) -> bool:
        """Whether something goes on by itself: an offer that waits does not count."""
        return self.at_work is not None and self.at_work.live.offer is None

    def not_kept(self, live: LiveTask | None) -> int:
        """How many documents of a recorded task are not attached again: the record keeps none of them."""
        if live is None or not live.chips:
            return 0
        there = {path.name for path in self.attached.paths}
        there |= {each.document.name for each in self.attached.opened()}
        return sum(chip.name not in there for chip in live.chips)

    def turn(self, turn_id: str) -> list[LiveTask]:
        """The tasks of one turn."""
        return next((group for group in grouped(self.tasks) if group[0].task.id == turn_id), [])

    def turn_of(self, live: LiveTask) -> list[LiveTask]:
        """The turn that a task belongs to."""
        return next(group for group in grouped(self.tasks) if live in group)

    def turn_id(self, live: LiveTask) -> str:
        """The id of the turn that a task belongs to."""
        return self.turn_of(live)[0].task.id

    def answer_shown(self, group: list[LiveTask]) -> Answer | None:
        """The answer of a turn that the person sees."""
        answers = [answer for live in group for answer in live.answers_now()]
        chosen = self.shown.get(group[0].task.id, "")
        return next((a for a in answers if a.draft_id == chosen), answers[-1] if answers else None)

    def task_of(self, draft_id: str) -> LiveTask | None:
        """The task that a draft belongs to."""
        return next((live for live in self.tasks for a in live.answers if a.draft_id == draft_id), None)

    def earlier(self) -> tuple[Turn, ...]:
        """The turns a follow-up would take along, for its forecast; the run itself takes them from the record."""
        turns = []
        for group in grouped(self.tasks):
            answer, label = self.answer_shown(group), group[-1].label
            if answer is not None and label is not None and answer.shown_text.strip():
                turns.append(Turn(group[-1].task.instruction, answer.shown_text, label, group[-1].task.id))
        return tuple(turns)

    def next_task(self, request: RunRequest, relation: Relation, follows: LiveTask | None) -> Task:
        """A new task of this thread, with the choices that stand in the composer."""
        first = Task(
            id=uuid.uuid4().hex,
            workspace=DEFAULT_WORKSPACE,
            instruction=request.instruction,
            kind=request.kind,
            latency=request.latency,
            ceiling=request.ceiling,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        if follows is None:
            return first
        return replace(first, thread=follows.task.root, follows=follows.task.id, relation=relation)
