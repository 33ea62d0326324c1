"""What is looked up once an answer stands, off the window's thread: the ways on, and the sources of its quotes."""

from collections.abc import Callable
from dataclasses import replace

from homeport.services.program import Program
from homeport.services.ways_on import WayOn
from homeport.ui.models.turn import Source
from homeport.ui.presenters.live_task import LiveTask
from homeport.ui.presenters.sources import sources_of
from homeport.ui.presenters.thread import Run, Thread
from homeport.ui.presenters.threads import Threads
from homeport.ui.presenters.ways import ways_of
from homeport.ui.runtime import Runtime


class Finder:
    """Looks up and tells the turn that it looks different."""

    def __init__(self, runtime: Runtime, program: Callable[[], Program], threads: Threads) -> None:
        """`program` is called on the loop's thread."""
        self._runtime = runtime
        self._program = program
        self._threads = threads

    def ways(self, thread: Thread, run: Run) -> None:
        """Which ways on the policy leaves, each really decided; off the window's thread."""
        if run.runner is None:
            return
        context, approvable = run.runner.context, run.runner.approvable
        if context.decision is None or not (context.decision.blocked or approvable):
            return

        async def find() -> tuple[WayOn, ...]:
            return await self._program().open_documents.off_loop(lambda: ways_of(context, approvable))

        def show(ways: tuple[WayOn, ...]) -> None:
            run.live.ways = ways
            if thread is self._threads.shown:
                self._threads.turn_changed.emit(thread.turn_id(run.live))
                self._threads.route_changed.emit()

        self._runtime.submit(find(), show)

    def sources(self, thread: Thread, live: LiveTask) -> None:
        """Where the quotes of its answers stand in its documents; off the window's thread."""
        documents = live.documents()
        texts = {answer.draft_id: answer.shown_text for answer in live.answers}
        if not any(document.readable for document in documents) or not texts:
            return

        async def find() -> dict[str, tuple[Source, ...]]:
            return await self._program().open_documents.off_loop(
                lambda: {draft: sources_of(text, documents) for draft, text in texts.items()}
            )

        def show(found: dict[str, tuple[Source, ...]]) -> None:
            before = live.answers
            live.answers = [replace(answer, sources=found.get(answer.draft_id, ())) for answer in before]
            if thread is self._threads.shown and live.answers != before:
                self._threads.turn_changed.emit(thread.turn_id(live))

        self._runtime.submit(find(), show)
