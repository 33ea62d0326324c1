"""Drafting on this computer."""

from collections.abc import AsyncGenerator
from functools import partial

from homeport.domain.consent import DevicePermit
from homeport.domain.exchange import Fault, FaultKind, ModelRequest
from homeport.domain.lane import Endpoint
from homeport.domain.task_event import DraftFailed, DraftStarted, TaskEvent
from homeport.ports.egress import Deadlines
from homeport.services.draft import Drafting, follow
from homeport.services.prompts import compose
from homeport.services.task_context import TaskContext
from homeport.services.updates import DraftBegan, EngineStarting, LaneFailed
from homeport.text.tokens import estimate_tokens

DEADLINES = Deadlines(connect=5.0, first_byte=1800.0, idle=300.0, total=7200.0)
"""A local model may read a long prompt for many minutes; the person can stop it at any time."""


CERTAINLY_CUT = 0.5
"""Share of the low estimate below which no tokeniser can explain the count (the rule errs by at most half)."""

SHORTEST_CONTEXT = 128
"""Tokens; a prompt shorter than this fits any context that an engine can be set to."""


async def draft_here(context: TaskContext, lane: str) -> AsyncGenerator[TaskEvent, None]:
    """Make the engine ready, run the locality gate, then draft."""
    workshop = context.workshop
    engine = workshop.device.engine_id
    context.tell(EngineStarting(engine))
    ready = await workshop.device.prepare(
        context.documents, context.known_label.data_class, lambda step: context.tell(EngineStarting(engine, step))
    )
    off_loop = workshop.open_documents.off_loop
    request = (
        ready if isinstance(ready, Fault) else await off_loop(partial(device_request, context, ready.endpoint))
    )
    if isinstance(ready, Fault) or isinstance(request, Fault):
        fault = ready if isinstance(ready, Fault) else request
        assert isinstance(fault, Fault)
        context.tell(LaneFailed(lane, fault, may_have_left=False))
        yield DraftFailed(lane, fault.kind)
        return
    endpoint = ready.endpoint
    wire = workshop.wire(endpoint.wire)
    outgoing = await off_loop(partial(wire.build, endpoint, request))
    drafting = context.begin_draft(endpoint)
    context.tell(DraftBegan(endpoint, ready.proof, context.carried))
    yield DraftStarted(drafting.draft_id, lane, endpoint.id, endpoint.model)
    permit = DevicePermit(endpoint.id)
    await context.while_saving(
        drafting,
        lambda: follow(drafting, workshop.egress, wire, request, outgoing, permit, ready.secrets, DEADLINES),
    )
    if drafting.fault is not None and (reason := await workshop.device.what_broke()) is not None:
        drafting.explain(reason)
    await off_loop(partial(must_have_been_read, drafting, request))
    yield await context.end_draft(lane, drafting)


def must_have_been_read(drafting: Drafting, request: ModelRequest) -> None:
    """Fail a draft whose engine counted far fewer tokens than it was given: it cut the prompt and said nothing."""
    sent = sum(estimate_tokens(message.text).low for message in request.messages)
    read = drafting.input_tokens
    if read is not None and sent > SHORTEST_CONTEXT and read < CERTAINLY_CUT * sent:
        detail = f"the engine read {read:,} tokens where at least {sent:,} were sent"
        drafting.fail(Fault(FaultKind.CONTEXT_EXCEEDED, detail))


def device_request(context: TaskContext, endpoint: Endpoint) -> ModelRequest | Fault:
    """The request, or a refusal when it cannot fit: nothing is ever cut to make it fit.

    Only what is certain not to fit is refused here (the low end of the estimate); in the grey zone the engine
    counts exactly and refuses by itself.
    """
    messages = compose(context.workshop.prompt, context.pieces, own_names=True).messages
    most_output = min(context.workshop.settings.max_output_tokens, endpoint.context_tokens // 4)
    least_input = sum(estimate_tokens(message.text).low for message in messages)
    if least_input + most_output > endpoint.context_tokens:
        return Fault(
            FaultKind.CONTEXT_EXCEEDED,
            f"at least {least_input:,} tokens to read and {most_output:,} to write, "
            f"and the model has room for {endpoint.context_tokens:,}",
        )
    return ModelRequest(endpoint.model, messages, most_output, context_tokens=endpoint.context_tokens, logprobs=1)
