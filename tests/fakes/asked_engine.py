"""Asking an engine on this computer for a draft, over real sockets, and looking whether it stops."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass, field

import psutil
import pytest

from fakes.plain_egress import PlainEgress
from homeport.domain.consent import DevicePermit
from homeport.domain.exchange import (
    AnswerEvent,
    Fault,
    Message,
    ModelRequest,
    Role,
    TextDelta,
    Usage,
)
from homeport.domain.lane import Endpoint
from homeport.ports.egress import Chunk, Failed, Head
from homeport.ports.engine import Engine
from homeport.wire.formats import FORMATS

SHORT = "Name three colours."
STOPPED_WITHIN = 1.0  # seconds: the product's promise


@dataclass
class Seen:
    """What came back, and when."""

    status: int = 0
    events: list[AnswerEvent] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    first_token: float = 0.0
    first_text: asyncio.Event = field(default_factory=asyncio.Event)

    def of(self, kind: type) -> list[AnswerEvent]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))

    @property
    def fault(self) -> Fault | None:
        return next((event for event in self.events if isinstance(event, Fault)), None)

    @property
    def usage(self) -> Usage:
        found = self.of(Usage)[-1]
        assert isinstance(found, Usage)
        return found


def request(endpoint: Endpoint, text: str = SHORT, *, most: int = 24, logprobs: int = 0) -> ModelRequest:
    return ModelRequest(
        model=endpoint.model,
        messages=(Message(Role.USER, text),),
        max_output_tokens=most,
        context_tokens=endpoint.context_tokens,
        temperature=0.0,
        seed=1,
        logprobs=logprobs,
    )


async def ask(engine: Engine, endpoint: Endpoint, wanted: ModelRequest, seen: Seen | None = None) -> Seen:
    seen = seen or Seen()
    wire = FORMATS[endpoint.wire]
    decoder, error, headers = wire.decoder(wanted), b"", {}
    exchange = PlainEgress().exchange(
        wire.build(endpoint, wanted), DevicePermit(endpoint.id), secrets=engine.secrets(endpoint)
    )
    async with aclosing(exchange) as events:
        async for event in events:
            match event:
                case Head(status, headers):
                    seen.status = status
                case Chunk(data) if seen.status == 200:
                    seen.events += decoder.feed(data)
                    if not seen.first_token and seen.text:
                        seen.first_token = time.monotonic() - seen.started
                        seen.first_text.set()
                case Chunk(data):
                    error += data
                case Failed(fault):
                    seen.events.append(fault)
                    return seen
    seen.events += decoder.close() if seen.status == 200 else [wire.fault(seen.status, headers, error)]
    return seen


async def seconds_until_idle(pid: int, window: float = 0.1) -> float:
    """How long the process goes on working: until it used no processor time for a whole window."""
    if not psutil.pid_exists(pid):
        return 0.0
    process, started = psutil.Process(pid), time.monotonic()
    while time.monotonic() - started < 60:
        before = process.cpu_times()
        await asyncio.sleep(window)
        after = process.cpu_times()
        if after.user + after.system - before.user - before.system < 0.02:
            return time.monotonic() - started - window
    raise AssertionError("still working after a minute")


async def stop(task: "asyncio.Task[Seen]") -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def made_ready(engine: Engine, model: str) -> Endpoint:
    endpoint = await engine.ready(model)
    assert isinstance(endpoint, Endpoint), endpoint
    return endpoint
