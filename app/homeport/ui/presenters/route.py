"""Why this route: the forecast while a person types, and the decision of the task that is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from homeport.domain.decision import Decision
from homeport.domain.exchange import Fault
from homeport.domain.lane import DEVICE, Endpoint
from homeport.domain.policy import Policy, Trigger
from homeport.domain.task_state import Phase
from homeport.policy.prove import Whole, whole
from homeport.services.forecast import Forecast, ForecastInput, LabelledDocument
from homeport.services.program import Program
from homeport.ui.models.composer import ForecastState, ForecastView, RunRequest
from homeport.ui.models.why import Moment, Told, WayOn, WhyView
from homeport.ui.models.why_view import why_view
from homeport.ui.models.why_ways import ways_in_words
from homeport.ui.presenters.live_task import LiveTask
from homeport.ui.presenters.thread import Thread
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words

STRONGER = "stronger"
"""The way on that asks for a stronger lane."""


class ShowsForecast(Protocol):
    """The composer, as far as the forecast goes."""

    def set_forecast(self, forecast: ForecastView) -> None:
        """Say where it would run."""
        ...


class ShowsWhy(Protocol):
    """The panel."""

    def show_soon(self, view: WhyView) -> None:
        """Show it without holding up the person's keys."""
        ...


@dataclass(frozen=True, slots=True)
class InForce:
    """What explanations need of the policy; read once on the loop."""

    policy: Policy
    whole: Whole
    notice: tuple[str, ...] = ()
    endpoints: dict[str, Endpoint] = field(default_factory=dict)


class RoutePresenter(QObject):
    """Fills the why panel and the composer's forecast."""

    explained = Signal()

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], Program],
        words: Words,
        composer: ShowsForecast,
        panel: ShowsWhy,
        parent: QObject,
    ) -> None:
        """`program` is called on the loop's thread."""
        super().__init__(parent)
        self._runtime = runtime
        self._program = program
        self._words = words
        self._said = ServiceWords(words)
        self._composer = composer
        self._panel = panel
        self._asked: Handle[tuple[Forecast, Fault | None]] | None = None
        self._forecast: Forecast | None = None
        self.in_force: InForce | None = None

    def read_policy(self, then: Callable[[], None] | None = None) -> None:
        """Read the policy in force and the endpoints; again after the settings changed."""

        async def read() -> InForce:
            program = self._program()
            policy = program.policy
            lanes = policy.policy.lanes.values()
            open_lanes = {lane.id: program.workshop.escalate.endpoint(lane) for lane in lanes if lane.id != DEVICE}
            endpoints = {lane: found.endpoint for lane, found in open_lanes.items() if found is not None}
            return InForce(policy.policy, whole(policy.policy), policy.notice, endpoints)

        def keep(in_force: InForce) -> None:
            self.in_force = in_force
            if then is not None:
                then()

        self._runtime.submit(read(), keep)

    # ---- before

    def forecast(self, thread: Thread, request: RunRequest) -> None:
        """Tell where the task would run; an older question that still waits is dropped."""
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None
        if thread.busy:
            return
        if not request.instruction.strip():
            self._forecast = None
            self._composer.set_forecast(ForecastView(ForecastState.NOTHING))
            self.show_task(thread)
            return
        documents = tuple(LabelledDocument(each.document, each.label) for each in thread.attached.opened())
        asked = ForecastInput(
            request.instruction,
            documents,
            request.kind,
            request.latency,
            request.ceiling,
            thread.earlier(),
            thread.attached.typed.corrections,
            thread.attached.typed.found_of(request.instruction),
        )

        async def ask() -> tuple[Forecast, Fault | None]:
            program = self._program()
            forecast = await program.forecaster.forecast(asked)
            if forecast.lane != DEVICE:
                return forecast, None
            return forecast, program.workshop.device.refuses([each.document for each in documents])

        def show(found: tuple[Forecast, Fault | None]) -> None:
            forecast, refused = found
            self._asked = None
            self._forecast = forecast
            self._composer.set_forecast(self._refused() if refused else self._view(forecast))
            if thread.newest is None or not thread.busy:
                self._panel.show_soon(why_view(self._told_before(forecast), self._words))
                self.explained.emit()

        if thread.attached.reading:
            self._composer.set_forecast(ForecastView(ForecastState.CHECKING))
        self._asked = self._runtime.submit(ask(), show)

    def _refused(self) -> ForecastView:
        """The practice model would not read these documents: better said before than after."""
        return ForecastView(ForecastState.UNAVAILABLE, why=self._words("window.practice_only"))

    def _view(self, forecast: Forecast) -> ForecastView:
        if forecast.lane is None:
            return ForecastView(ForecastState.WAITS, why=self._words("window.waits_short"))
        return ForecastView(
            ForecastState.RUNS,
            lane=forecast.lane,
            recipient=forecast.endpoint.provider if forecast.endpoint else "",
            seconds=forecast.seconds_likely,
            held=bool(forecast.held_for_review),
            asks=forecast.asks,
        )

    def _told_before(self, forecast: Forecast) -> Told:
        in_force = self.in_force
        return Told(
            moment=Moment.BEFORE,
            decision=self._said.decision(forecast.decision),
            policy=in_force.policy if in_force else None,
            facts=self._said.facts(forecast.facts),
            label=forecast.label,
            endpoints=in_force.endpoints if in_force else {},
            all_of=in_force.whole if in_force else None,
            notice=in_force.notice if in_force else (),
        )

    # ---- during and after

    def show_task(self, thread: Thread) -> None:
        """Show the route of the newest task of the thread."""
        newest = thread.newest
        if newest is None or newest.decision is None:
            notice = self.in_force.notice if self.in_force else ()
            self._panel.show_soon(why_view(Told(notice=notice), self._words))
        else:
            self._panel.show_soon(why_view(self._told(thread, newest), self._words))
        self.explained.emit()

    def _told(self, thread: Thread, live: LiveTask) -> Told:
        in_force = self.in_force
        decision, facts = live.decision, live.facts
        assert decision is not None
        ours = live.task.id in thread.runs
        moment = (Moment.AFTER if live.ended else Moment.DURING) if ours else Moment.PAST
        lane = live.answers[-1].lane if live.answers else (live.endpoint.lane if live.endpoint else "")
        return Told(
            moment=moment,
            decision=self._said.decision(decision),
            policy=in_force.policy if in_force else None,
            facts=self._said.facts(facts) if facts else Told().facts,
            label=live.label,
            lane=lane,
            model=self._model(live),
            endpoints=in_force.endpoints if in_force else {},
            all_of=in_force.whole if in_force and ours else None,
            ways=self.ways(thread, live),
            waits=live.phase is Phase.WAITING and not live.answers,
            decided_at=live.task.created,
            notice=in_force.notice if in_force and ours else (),
        )

    def _model(self, live: LiveTask) -> str:
        if not live.answers:
            return ""
        answer = live.answers[-1]
        endpoint = live.endpoint
        if endpoint is None or endpoint.on_device:
            return self._words("why.model_here", model=answer.model, provider="", country="")
        return self._words(
            "why.model_there", model=answer.model, provider=endpoint.provider, country=endpoint.country
        )

    def ways(self, thread: Thread, live: LiveTask) -> tuple[WayOn, ...]:
        """What may be done next about a task of this session, the best first; only what the policy allows.

        A stronger lane may be asked for while a draft stands; where lanes are closed, with less in the task.
        """
        decision, in_force = live.decision, self.in_force
        if decision is None or in_force is None or live.task.id not in thread.runs or not live.ended:
            return ()
        tried = {answer.lane for answer in live.answers}
        legal = ways_in_words(live.ways, decision, in_force.endpoints, self._words, drafted=False, tried=tried)
        return (*self._stronger(live, decision, in_force, tried), *legal)

    def _stronger(
        self, live: LiveTask, decision: Decision, in_force: InForce, tried: set[str]
    ) -> tuple[WayOn, ...]:
        if live.phase not in {Phase.DONE, Phase.HELD}:
            return ()
        lanes = [lane for lane in decision.next.get(Trigger.ASKED, ()) if lane not in tried]
        endpoint = next((in_force.endpoints[lane] for lane in lanes if lane in in_force.endpoints), None)
        if endpoint is None:
            return ()
        label = self._words("window.try_recipient", recipient=endpoint.provider)
        return (WayOn(label, self._words("why.way_on_says"), STRONGER),)
