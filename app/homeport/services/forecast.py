"""What would happen if the person pressed run now; nothing is recorded and nothing is asked of an engine."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from homeport.domain.decision import Decision
from homeport.domain.document import Document
from homeport.domain.draft import Speed
from homeport.domain.facts import Facts
from homeport.domain.label import Label, combine
from homeport.domain.lane import DEVICE, Endpoint
from homeport.domain.task import DEFAULT_WORKSPACE, Ceiling, Latency, Task, TaskKind
from homeport.domain.turn import Turn
from homeport.labelling.label import label_text
from homeport.policy.slowness import better_in_background
from homeport.ports.run_cpu import RunCpu
from homeport.ports.store import Store
from homeport.services.corrections import corrected
from homeport.services.parts import turn_pieces
from homeport.services.relabel import INSTRUCTION
from homeport.services.route import Route
from homeport.text.tokens import TokenEstimate, estimate_tokens

MEASURED_DRAFTS = 20
"""Drafts of a model whose speed counts: enough for a steady median, few enough to follow a new driver or model."""

MOST_COUNTED = 512
"""Documents whose token estimates are remembered, as numbers."""


@dataclass(frozen=True, slots=True)
class Speeds:
    """What was measured of one model of one engine: medians of its last drafts."""

    drafts: int
    read_per_second: float  # tokens of the prompt
    write_per_second: float  # tokens of the answer
    answer_tokens: float  # of a typical answer
    short_answer_tokens: float  # a quarter of the answers were no longer


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A document that was read and labelled when it was attached."""

    document: Document
    label: Label


@dataclass(frozen=True, slots=True)
class ForecastInput:
    """What stands in the composer now, and what of the thread a follow-up takes along: its class counts too."""

    text: str
    documents: tuple[LabelledDocument, ...] = ()
    kind: TaskKind = TaskKind.GENERAL
    latency: Latency = Latency.INTERACTIVE
    ceiling: Ceiling = Ceiling.FREE
    earlier: tuple[Turn, ...] = ()
    label: Label | None = None  # of the text, as the person saw and corrected it
    found: Label | None = None  # of exactly this text, where it was labelled before


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where it would run, what it would ask and about how long it would take.

    `lane` is None when it would wait for a person. `endpoint` is None there and on the device, whose endpoint is
    known only when its engine is ready. The seconds are None without a measurement (`basis`) of that very model;
    `seconds_reading` are those until the limit for the first word begins to count. `offer_background`: somebody
    would wait for more than a minute, so it is better offered as background work before it starts.
    """

    decision: Decision
    facts: Facts
    label: Label
    lane: str | None
    endpoint: Endpoint | None
    asks: bool  # a confirmation comes before anything is sent
    held_for_review: tuple[str, ...]  # ids of review rules
    seconds_low: float | None
    seconds_likely: float | None
    basis: Speeds | None
    seconds_reading: float | None = None
    offer_background: bool = False


@dataclass(frozen=True, slots=True)
class _Routed:
    label: Label
    facts: Facts
    decision: Decision
    hold: tuple[str, ...]
    tokens: TokenEstimate


class Forecaster:
    """Forecasts, made again and again while a person types."""

    def __init__(
        self,
        route: Route,
        store: Store,
        endpoint_of: Callable[[str], Endpoint | None],
        device: tuple[str, str],
        run_cpu: RunCpu,
    ) -> None:
        """Take the policy in force, the record for speeds, and what serves each lane.

        Args:
            route: as tasks are routed.
            store: the record.
            endpoint_of: the endpoint that a lane off this computer would use.
            device: endpoint id and model on this computer, as drafts name them.
            run_cpu: labelling and counting happen there.
        """
        self._route = route
        self._store = store
        self._endpoint_of = endpoint_of
        self._device = device
        self._run_cpu = run_cpu
        self._counted: OrderedDict[str, TokenEstimate] = OrderedDict()
        self._turns: dict[Turn, tuple[Label, TokenEstimate]] = {}
        self._own: tuple[str, Label] | None = None  # the text that was labelled last

    async def forecast(self, given: ForecastInput) -> Forecast:
        """The forecast for what is in the composer."""
        routed = await self._run_cpu(lambda: self._routed(given))
        lane = routed.decision.first
        endpoint = self._endpoint_of(lane) if lane is not None and lane != DEVICE else None
        basis = None
        if lane == DEVICE:
            basis = await speed_of(self._store, *self._device)
        elif endpoint is not None:
            basis = await speed_of(self._store, endpoint.id, endpoint.model)
        likely = _seconds(basis, routed.tokens.likely, basis.answer_tokens) if basis else None
        return Forecast(
            decision=routed.decision,
            facts=routed.facts,
            label=routed.label,
            lane=lane,
            endpoint=endpoint,
            asks=lane is not None and lane != DEVICE,
            held_for_review=routed.hold,
            seconds_low=_seconds(basis, routed.tokens.low, basis.short_answer_tokens) if basis else None,
            seconds_likely=likely,
            basis=basis,
            seconds_reading=routed.tokens.likely / basis.read_per_second if basis else None,
            offer_background=given.latency is Latency.INTERACTIVE and better_in_background(likely),
        )

    def _routed(self, given: ForecastInput) -> _Routed:
        turns = self._known_turns(given.earlier)
        own = given.found or self._labelled(given.text)
        labels = (corrected(own, given.label) if given.label else own, *(each.label for each in given.documents))
        label = combine((*labels, *(label for label, _ in turns.values())))
        task = Task("", DEFAULT_WORKSPACE, given.text, given.kind, given.latency, given.ceiling, created="")
        documents = [each.document for each in given.documents]
        facts = self._route.facts(task, label, documents, lambda document: self._count(document).likely)
        decision, hold = self._route.decide(facts)
        of_turns = [tokens for _, tokens in turns.values()]
        tokens = _sum([estimate_tokens(given.text), *map(self._count, documents), *of_turns])
        return _Routed(label, facts, decision, hold, tokens)

    def _labelled(self, text: str) -> Label:
        """The label of a typed text; a refresh for another reason than the text labels nothing again."""
        known = self._own
        if known is None or known[0] != text:
            known = self._own = text, label_text(text, INSTRUCTION)
        return known[1]

    def _count(self, document: Document) -> TokenEstimate:
        if not document.sha256:
            return estimate_tokens(document.text)
        found = self._counted.get(document.sha256)
        if found is None:
            found = estimate_tokens(document.text)
            self._counted[document.sha256] = found
            if len(self._counted) > MOST_COUNTED:
                self._counted.popitem(last=False)
        return found

    def _known_turns(self, turns: Sequence[Turn]) -> Mapping[Turn, tuple[Label, TokenEstimate]]:
        """Labels and tokens of the turns; those of the thread at hand are remembered, and no others."""
        self._turns = {turn: self._turns.get(turn) or _measured_turn(turn) for turn in turns}
        return self._turns


async def speed_of(store: Store, endpoint_id: str, model: str) -> Speeds | None:
    """What was measured of this model; None when there is nothing to tell from."""
    # Ollama calls a model without a tag by its full name; it is asked with a suffix that refuses models elsewhere.
    names = [model, f"{model}:local"] if ":" in model else [model, f"{model}:latest", f"{model}:latest:local"]
    for name in names:
        if speeds := await store.speeds(endpoint_id, name, MEASURED_DRAFTS):
            return speeds_of(speeds)
    return None


def speeds_of(speeds: Sequence[Speed]) -> Speeds | None:
    """The medians; None unless reading, writing and the length of an answer were measured."""
    reading = [rate for rate in map(_read_rate, speeds) if rate]
    writing = [rate for rate in map(_write_rate, speeds) if rate]
    lengths = [float(speed.output_tokens) for speed in speeds if speed.output_tokens]
    if not reading or not writing or not lengths:
        return None
    short = quantiles(lengths, n=4, method="inclusive")[0] if len(lengths) > 1 else lengths[0]
    return Speeds(len(speeds), median(reading), median(writing), median(lengths), short)


def _read_rate(speed: Speed) -> float | None:
    if speed.prompt_tokens_per_second:
        return speed.prompt_tokens_per_second
    if speed.prompt_tokens and speed.first_token_seconds:
        return speed.prompt_tokens / speed.first_token_seconds
    return None


def _write_rate(speed: Speed) -> float | None:
    if speed.output_tokens_per_second:
        return speed.output_tokens_per_second
    writing = speed.total_seconds - (speed.first_token_seconds or 0.0)
    return speed.output_tokens / writing if speed.output_tokens and writing > 0 else None


def _seconds(basis: Speeds, prompt_tokens: int, answer_tokens: float) -> float:
    return prompt_tokens / basis.read_per_second + answer_tokens / basis.write_per_second


def _measured_turn(turn: Turn) -> tuple[Label, TokenEstimate]:
    (piece,) = turn_pieces((turn,))
    return piece.part.label, estimate_tokens(f"{turn.instruction}\n{turn.answer}")


def _sum(estimates: Sequence[TokenEstimate]) -> TokenEstimate:
    return TokenEstimate(
        sum(each.low for each in estimates),
        sum(each.likely for each in estimates),
        sum(each.high for each in estimates),
        sum(each.ceiling for each in estimates),
    )
