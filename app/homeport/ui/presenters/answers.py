"""What a person does with an answer: their own version of it, and the review that a policy asks for."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from homeport.domain.draft_edit import DraftEdit
from homeport.domain.label import Label
from homeport.domain.task_state import TaskState
from homeport.ports.approvals import Proof
from homeport.services.program import Program
from homeport.services.review import ReviewRefused
from homeport.ui.presenters.live_task import LiveTask
from homeport.ui.presenters.tasks import Tasks
from homeport.ui.runtime import Runtime

AskSecond = Callable[[str, str, Callable[[Program, Proof, bool], Awaitable[str]], Callable[[], None]], None]
"""Asks a second person: kind, what about, what to do with the answer, and what when it is done."""

_PROBLEMS = {ReviewRefused.NOT_ENROLLED: "wrong", ReviewRefused.SAME_PERSON: "same_person"}


class Answers:
    """Keeps edits and reviews of the shown conversation in the record."""

    def __init__(self, runtime: Runtime, program: Callable[[], Program], tasks: Tasks) -> None:
        """`program` is called on the loop's thread."""
        self._runtime = runtime
        self._program = program
        self._tasks = tasks

    def save_edit(self, draft_id: str, text: str) -> None:
        """Keep the person's version of an answer beside the model's, with its own class."""
        thread = self._tasks.shown
        live = thread.task_of(draft_id)
        if live is None:
            return
        base = live.label

        async def keep() -> Label:
            program = self._program()
            known = base or (await program.open_documents.label_typed(text))
            label = await program.open_documents.label_edit(text, known)
            await program.store.save_edit(DraftEdit(draft_id, text, label, program.clock.now()))
            return label

        def show(label: Label) -> None:
            live.answers = [
                replace(answer, own_text=text, own_class=label.data_class)
                if answer.draft_id == draft_id
                else answer
                for answer in live.answers
            ]
            self._tasks.finder.sources(thread, live)
            if thread is self._tasks.shown:
                self._tasks.turn_changed.emit(thread.turn_id(live))
            self._tasks.recorded_changed.emit()

        self._runtime.submit(keep(), show)

    def review(self, turn_id: str, accepted: bool, then: Callable[[str], None]) -> None:
        """Accept or reject a held result; `then` is told the task's id when that is recorded."""
        group = self._tasks.shown.turn(turn_id)
        answer = self._tasks.shown.answer_shown(group) if group else None
        live = self._tasks.shown.task_of(answer.draft_id) if answer else None
        if live is not None:
            self._decide(live, lambda program: program.reviews.review(live.task.id, accepted), then)

    def review_second(self, turn_id: str, ask: AskSecond, says: str) -> None:
        """Have a second person review a held result, which two have to accept."""
        group = self._tasks.shown.turn(turn_id)
        answer = self._tasks.shown.answer_shown(group) if group else None
        live = self._tasks.shown.task_of(answer.draft_id) if answer else None
        if live is None:
            return
        said: list[TaskState] = []

        async def then(program: Program, proof: Proof, yes: bool) -> str:
            state = await program.reviews.review_second(live.task.id, yes, proof)
            if isinstance(state, TaskState):
                said.append(state)
                return ""
            return _PROBLEMS.get(state, "not_held")

        def done() -> None:
            live.state = said[-1]
            self._tell(live)

        ask("review", says, then, done)

    def take_back_review(self, task_id: str) -> None:
        """Hold a result again, as long as it was not used."""
        live = next(
            (each for thread in self._tasks.threads for each in thread.tasks if each.task.id == task_id), None
        )
        if live is not None:
            self._decide(live, lambda program: program.reviews.take_back(task_id), lambda _: None)

    def _decide(
        self,
        live: LiveTask,
        ask: Callable[[Program], Awaitable[TaskState | ReviewRefused]],
        then: Callable[[str], None],
    ) -> None:
        async def decide() -> TaskState | ReviewRefused:
            return await ask(self._program())

        def show(state: TaskState | ReviewRefused) -> None:
            if isinstance(state, TaskState):
                live.state = state
                then(live.task.id)
            self._tell(live)

        self._runtime.submit(decide(), show)

    def _tell(self, live: LiveTask) -> None:
        if live in self._tasks.shown.tasks:
            self._tasks.turn_changed.emit(self._tasks.shown.turn_id(live))
        self._tasks.recorded_changed.emit()
