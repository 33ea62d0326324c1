"""One exchange with a model, turned into a draft: the same for every lane."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from homeport.domain.consent import Permit
from homeport.domain.draft import Draft, DraftEnd, Speed
from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    FaultKind,
    Finished,
    FinishReason,
    ModelNamed,
    ModelRequest,
    Outgoing,
    RefusalDelta,
    TextDelta,
    ThinkingDelta,
    TokenLogprob,
    ToolCallSeen,
    Usage,
)
from homeport.domain.lane import Endpoint
from homeport.domain.turn import HalfAnswer
from homeport.ports.clock import Clock
from homeport.ports.egress import BodyWritten, Chunk, Deadlines, Egress, EgressEvent, Failed, Head
from homeport.wire.format import AnswerDecoder, WireFormat

HTTP_OK = 200

MOST_ANSWER_BYTES = 64 * 1024 * 1024
"""More than any answer: an endless stream is cut there instead of filling the memory."""

MOST_ERROR_BYTES = 64 * 1024
"""An error body longer than this says nothing more to a person."""


@dataclass(slots=True)
class Drafting:
    """A draft while it grows. `snapshot` can be taken at any moment, also after a cancellation.

    One that goes on from a half answer begins with its text, which does not count as said by this endpoint.
    """

    draft_id: str
    task_id: str
    endpoint: Endpoint
    started: float  # steady clock, seconds
    clock: Clock
    grew: Callable[[str], None]
    half: HalfAnswer | None = None
    _text: list[str] = field(default_factory=list)
    _thinking: list[str] = field(default_factory=list)
    _logprobs: list[TokenLogprob] = field(default_factory=list)
    _tool_calls: list[str] = field(default_factory=list)
    _first_token: float | None = None
    _usage: Usage | None = None
    _named: str = ""
    _finished: Finished | None = None
    _fault: Fault | None = None
    may_have_left: bool = False

    def take(self, event: AnswerEvent) -> None:
        """Add one event of the answer; after a fault or the end nothing more counts."""
        if self._fault is not None:
            return
        match event:
            case TextDelta(text, logprobs):
                self._first_token = self._first_token or self.clock.steady()
                self._text.append(text)
                self._logprobs.extend(logprobs)
                self.grew(text)
            case RefusalDelta(text):
                self._text.append(text)
                self.grew(text)
            case ThinkingDelta(text):
                self._thinking.append(text)
            case ToolCallSeen(name, _):
                self._tool_calls.append(name)
            case ModelNamed(name):
                self._named = name
            case Usage():
                self._usage = event
            case Finished():
                self._finished = self._finished or event
            case Fault():
                self._fault = event

    def fail(self, fault: Fault) -> None:
        """Record why the exchange broke; the first reason stands."""
        self._fault = self._fault or fault

    def explain(self, fault: Fault) -> None:
        """Put a better known reason in the place of the one that the connection gave."""
        if self._fault is not None:
            self._fault = fault

    @property
    def finished(self) -> bool:
        """Whether the terminal marker was seen."""
        return self._finished is not None

    @property
    def input_tokens(self) -> int | None:
        """Tokens the engine says it read; None when it gave no count."""
        return self._usage.input_tokens if self._usage else None

    @property
    def fault(self) -> Fault | None:
        """Why it broke, if it did."""
        return self._fault

    def end(self) -> DraftEnd:
        """How it came to its end, judged by the terminal marker and the faults."""
        if self._fault is None and self._finished is not None:
            return DraftEnd.PARTIAL if self._finished.reason is FinishReason.LENGTH else DraftEnd.WHOLE
        return DraftEnd.PARTIAL if any(part.strip() for part in self._text) else DraftEnd.FAILED

    def snapshot(self, end: DraftEnd) -> Draft:
        """The draft as it stands now."""
        now = self.clock.steady()
        usage = self._usage
        carried = self.half.text if self.half else ""
        return Draft(
            id=self.draft_id,
            task_id=self.task_id,
            lane=self.endpoint.lane,
            endpoint_id=self.endpoint.id,
            model=self.endpoint.model,
            model_answered=self._named,
            text=carried + "".join(self._text),
            thinking="".join(self._thinking),
            end=end,
            finish=self._finished.reason if self._finished else None,
            fault=self._fault,
            speed=Speed(
                first_token_seconds=self._first_token - self.started if self._first_token else None,
                total_seconds=now - self.started,
                prompt_tokens=usage.input_tokens if usage else None,
                output_tokens=usage.output_tokens if usage else None,
                prompt_tokens_per_second=_rate(
                    usage.input_tokens - usage.cached_input_tokens, usage.prompt_seconds
                )
                if usage
                else None,
                output_tokens_per_second=_rate(usage.output_tokens, usage.generation_seconds) if usage else None,
            ),
            logprobs=tuple(self._logprobs),
            tool_calls=tuple(self._tool_calls),
            continues=self.half.draft_id if self.half else "",
            carried=len(carried),
        )


def _rate(tokens: int, seconds: float | None) -> float | None:
    return tokens / seconds if seconds else None


async def follow(
    drafting: Drafting,
    egress: Egress,
    wire: WireFormat,
    request: ModelRequest,
    outgoing: Outgoing,
    permit: Permit,
    secrets: Mapping[str, str],
    deadlines: Deadlines,
) -> None:
    """Send `outgoing` once and feed the answer to `drafting`; cancelling closes the connection.

    Network and provider faults end up in ``drafting.fault``; nothing is raised for them and nothing is sent twice.
    """
    answer = _Answer(drafting, wire, wire.decoder(request))
    exchange = egress.exchange(outgoing, permit, secrets=secrets, deadlines=deadlines)
    try:
        async for event in exchange:
            answer.take(event)
            if drafting.fault is not None:
                return
    finally:
        await exchange.aclose()
    answer.close()


@dataclass(slots=True)
class _Answer:
    """What has come back so far."""

    drafting: Drafting
    wire: WireFormat
    decoder: AnswerDecoder
    head: Head | None = None
    error_body: bytearray = field(default_factory=bytearray)
    received: int = 0

    def take(self, event: EgressEvent) -> None:
        match event:
            case BodyWritten():
                self.drafting.may_have_left = True
            case Head():
                self._begin(event)
            case Chunk(data):
                self._grow(data)
            case Failed(fault, may_have_left):
                self.drafting.may_have_left = may_have_left
                self._break(fault)

    def close(self) -> None:
        """The response was read to its end."""
        if self.head is None:
            self.drafting.fail(Fault(FaultKind.CUT))
        elif self.head.status != HTTP_OK:
            self.drafting.fail(self.wire.fault(self.head.status, self.head.headers, bytes(self.error_body)))
        else:
            for event in self.decoder.close():
                self.drafting.take(event)

    def _break(self, fault: Fault) -> None:
        """The connection broke; an answer that was whole by then stays whole."""
        if self.head is not None and self.head.status == HTTP_OK:
            for event in self.decoder.close():
                if not isinstance(event, Fault):  # "cut" would say less than the fault at hand
                    self.drafting.take(event)
        if not self.drafting.finished:
            self.drafting.fail(fault)

    def _begin(self, head: Head) -> None:
        self.head = head
        if head.status == HTTP_OK and not self.wire.is_answer_type(head.headers):
            self.drafting.fail(Fault(FaultKind.NOT_THE_PROVIDER, head.headers.get("content-type", "")))

    def _grow(self, data: bytes) -> None:
        if self.head is None or self.head.status != HTTP_OK:
            self.error_body += data[: MOST_ERROR_BYTES - len(self.error_body)]
            return
        self.received += len(data)
        if self.received > MOST_ANSWER_BYTES:
            self.drafting.fail(Fault(FaultKind.MALFORMED, "the answer did not end"))
            return
        for event in self.decoder.feed(data):
            self.drafting.take(event)
