"""Runs the tasks of the conversations and takes what they tell and ask; others may go on behind the shown one."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject

from homeport.domain.label import Label
from homeport.domain.task import Relation, Task
from homeport.domain.task_state import Phase, TaskState
from homeport.ports.desktop import AwakeState
from homeport.ports.person import Answer as PersonAnswer
from homeport.ports.person import KeepHere, Person, SecondAnswer, SecondNo
from homeport.services.corrections import corrections_in
from homeport.services.keep_awake import kept_awake
from homeport.services.program import Program
from homeport.services.relabel import INSTRUCTION
from homeport.services.run_task import RunTask
from homeport.services.task_context import TaskContext
from homeport.services.thread import earlier_turns, half_answer
from homeport.services.updates import DraftBegan, DraftChecked, Ended, Opened, Sent, Update
from homeport.services.ways_on import AskSecondPerson, LeaveIt, OnlyQuestion, RunHere, WayOn
from homeport.ui.models.composer import RunRequest
from homeport.ui.presenters.asked import Asked
from homeport.ui.presenters.attached import Attached
from homeport.ui.presenters.finder import Finder
from homeport.ui.presenters.live_task import Change, LiveTask
from homeport.ui.presenters.thread import Run, Thread
from homeport.ui.presenters.threads import Threads
from homeport.ui.presenters.ways import left_out
from homeport.ui.presenters.window_person import StaysHere, WindowPerson
from homeport.ui.runtime import Runtime


class Tasks(Threads):
    """The conversations of this session, and what runs in them."""

    def __init__(
        self, runtime: Runtime, program: Callable[[], Program], make_attached: Callable[[QObject], Attached]
    ) -> None:
        """`program` is called on the loop's thread; `make_attached` makes the sources of a new thread."""
        super().__init__(runtime, program, make_attached)
        self.finder = Finder(runtime, program, self)

    # ---- running

    def ask(self, request: RunRequest) -> None:
        """Run the composer's instruction: the first question of a thread, or the next one."""
        newest = self.shown.newest
        relation = Relation.FIRST if newest is None else Relation.FOLLOW_UP
        attached = self.shown.attached
        task = self.shown.next_task(request, relation, self._answered(newest))
        self._start(self.shown, task, corrections=attached.typed.corrections)
        attached.typed.was_asked()

    def _answered(self, newest: LiveTask | None) -> LiveTask | None:
        """The task whose answer the person sees in the newest turn: what a follow-up follows."""
        if newest is None:
            return None
        answer = self.shown.answer_shown(self.shown.turn_of(newest))
        return (self.shown.task_of(answer.draft_id) if answer else None) or newest

    def regenerate(self, turn_id: str) -> None:
        """Draft again: same instruction, same documents."""
        self._again(turn_id, Relation.REGENERATED, None)

    def rerun(self, turn_id: str, instruction: str) -> None:
        """Run a changed instruction in the place of the old one."""
        self._again(turn_id, Relation.EDITED, instruction)

    def go_on(self, turn_id: str) -> None:
        """Go on from an answer that stopped before its end."""
        self._again(turn_id, Relation.CONTINUED, None)

    def _again(self, turn_id: str, relation: Relation, instruction: str | None) -> None:
        group = self.shown.turn(turn_id)
        if not group:
            return
        answer = self.shown.answer_shown(group)
        before = (self.shown.task_of(answer.draft_id) if answer else None) or group[-1]
        task = before.task
        request = RunRequest(instruction or task.instruction, task.kind, task.latency, task.ceiling)
        corrections = _corrections(before, strikes=relation is not Relation.EDITED)
        self._start(self.shown, self.shown.next_task(request, relation, before), corrections=corrections)

    def take_way(self, way: WayOn) -> Callable[[], None] | None:
        """Go a legal way on from the newest task: a new version of its answer with less in it, or made here.

        What was left out is taken off the next questions too; what is returned puts it back.
        """
        thread, newest = self.shown, self.shown.newest
        run = thread.runs.get(newest.task.id) if newest else None
        if run is None or newest is None or isinstance(way, LeaveIt | AskSecondPerson):
            return None
        left = left_out(way, run.given)
        task = newest.task
        request = RunRequest(task.instruction, task.kind, task.latency, task.ceiling)
        put_back = thread.attached.take_off(left)
        self._start(
            thread,
            thread.next_task(request, Relation.REGENERATED, newest),
            corrections=_corrections(newest),
            given={id_: source for id_, source in run.given.items() if id_ not in left},
            stronger=not isinstance(way, RunHere),
            alone=isinstance(way, OnlyQuestion),
            here=isinstance(way, RunHere),
        )
        return put_back if left else None

    def _start(
        self,
        thread: Thread,
        task: Task,
        *,
        corrections: Label | None = None,
        given: dict[str, Path | Opened] | None = None,
        stronger: bool = False,
        alone: bool = False,
        here: bool = False,
    ) -> None:
        """Run a task.

        Args:
            thread: where it belongs.
            task: what is asked.
            corrections: what the person said about the class of the instruction.
            given: its sources; those that are attached by default.
            stronger: whether a stronger lane is asked for once a draft stands.
            alone: whether it takes no earlier turns along.
            here: whether every other lane is declined without a question.
        """
        self._let_lie(thread)
        given = thread.attached.given() if given is None else given
        sources = list(given.values())
        live = LiveTask(task, opened=tuple(source for source in sources if isinstance(source, Opened)))
        thread.id = thread.id or task.root
        thread.tasks.append(live)
        run = thread.runs[task.id] = Run(live, given)
        asking = WindowPerson(Asked(self, thread, run), self._runtime.call_soon)
        person: Person = StaysHere() if here else asking

        def tell(update: Update) -> None:
            self._runtime.call_soon(lambda: self._take(thread, run, update))

        async def work() -> TaskState:
            program = self._program()
            records = await program.store.thread(task.follows) if task.follows else ()
            before = next((record for record in records if record.task.id == task.follows), None)
            half = half_answer(before) if before is not None and task.relation is Relation.CONTINUED else None
            earlier = () if alone else earlier_turns(records, task)
            context = TaskContext(
                program.workshop, person, tell, task, sources, earlier, half, instruction_label=corrections
            )
            run.runner = RunTask(context, ask_for_more=stronger)
            async with kept_awake(program.keep_awake, program.open_documents.off_loop, awake):
                return await run.runner.run()

        def awake(state: AwakeState) -> None:
            self._runtime.call_soon(lambda: self.awake_changed.emit(state))

        run.handle = self._runtime.submit(work(), on_error=lambda error: self._broke(thread, run, error))
        self.thread_shown.emit()
        self.recorded_changed.emit()

    def ask_stronger(self) -> None:
        """Ask for a stronger lane for the newest answer of the shown thread."""
        thread, newest = self.shown, self.shown.newest
        run = thread.runs.get(newest.task.id) if newest else None
        if run is None or run.runner is None:
            return
        if run.live.offer is not None:
            self.answer_offer(thread.turn_id(run.live), wants_to_see=True)
            return
        if not run.live.ended:  # its last lines are being written
            run.stronger_next = True
            return
        run.stronger_next = False
        run.live.state = None
        runner = run.runner
        runner.context.reconsider = True  # the person asks for it by name
        run.handle = self._runtime.submit(
            runner.ask_for_more(), on_error=lambda error: self._broke(thread, run, error)
        )

    def ask_second_person(self, lane: str) -> None:
        """Ask a second person for the newest task of the shown thread: to approve its bytes for this lane."""
        newest = self.shown.newest
        run = self.shown.runs.get(newest.task.id) if newest else None
        if run is None or run.runner is None or not run.live.ended or lane not in run.runner.approvable:
            return
        thread = self.shown
        run.live.state, run.live.second = None, None
        run.handle = self._runtime.submit(
            run.runner.ask_second_person(lane), on_error=lambda error: self._broke(thread, run, error)
        )

    def stop(self) -> None:
        """Stop what runs in the shown thread."""
        run = self.shown.at_work
        if run is not None and run.handle is not None:
            run.handle.cancel()

    def stop_all(self) -> None:
        """Stop every run; offers that wait count as declined."""
        for thread in self.threads:
            self._let_lie(thread)
            if (run := thread.at_work) is not None and run.handle is not None:
                run.handle.cancel()

    def _let_lie(self, thread: Thread) -> None:
        """Going on is an answer to an offer: it is let lie."""
        run = thread.at_work
        if run is not None and run.offer_reply is not None:
            reply, run.offer_reply = run.offer_reply, None
            run.live.offer = None
            reply(False)

    # ---- what a run tells

    def _take(self, thread: Thread, run: Run, update: Update) -> None:
        change = run.live.take(update, datetime.now(UTC).isoformat(timespec="seconds"))
        shown = thread is self.shown
        if isinstance(update, Sent) or (isinstance(update, DraftBegan) and not update.endpoint.on_device):
            self.sending.emit()
        if isinstance(update, Ended):
            self.recorded_changed.emit()
            self.run_ended.emit()
            self.finder.ways(thread, run)
        if isinstance(update, DraftChecked | Ended):
            self.finder.sources(thread, run.live)
            if run.stronger_next and shown:
                self.ask_stronger()
        if not shown:
            return
        if Change.TURN in change:
            self.turn_changed.emit(thread.turn_id(run.live))
        elif Change.TEXT in change and not self._grew.isActive():
            self._grew.start()
        if Change.ROUTE in change:
            self.route_changed.emit()

    def _broke(self, thread: Thread, run: Run, error: Exception) -> None:
        """The run itself failed: a bug, or the record cannot be written. Said in the window, nothing is lost."""
        run.live.state = run.live.state or TaskState(phase=Phase.STOPPED)
        run.live.stage = LiveTask(run.live.task).stage
        if thread is self.shown:
            self.turn_changed.emit(thread.turn_id(run.live))
        self._runtime.failed.emit(error)

    # ---- questions to the person

    def answer_offer(self, turn_id: str, *, wants_to_see: bool) -> None:
        """The person's answer to an offer."""
        run = self.shown.at_work
        if run is None or run.offer_reply is None or self.shown.turn_id(run.live) != turn_id:
            return
        reply, run.offer_reply = run.offer_reply, None
        run.live.offer = None
        reply(wants_to_see)
        self.turn_changed.emit(turn_id)

    def answer_sheet(self, run: Run, answer: PersonAnswer) -> None:
        """The person's answer to the sheet."""
        if run.sheet is not None:
            (_, reply), run.sheet = run.sheet, None
            reply(answer)

    def answer_second(self, run: Run, answer: SecondAnswer) -> None:
        """The second person's answer."""
        if run.second is not None:
            (_, reply), run.second = run.second, None
            reply(answer)

    def keep_all_here(self) -> None:
        """Every open question is answered with no: the program was asleep, or ends."""
        for thread in self.threads:
            for run in thread.runs.values():
                self.answer_sheet(run, KeepHere())
                self.answer_second(run, SecondNo())


def _corrections(live: LiveTask, *, strikes: bool = True) -> Label | None:
    """What the person had said about the class of a task's instruction."""
    return corrections_in(live.label, INSTRUCTION, strikes=strikes) if live.label is not None else None
