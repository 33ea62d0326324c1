"""Streaming through Homeport against the same engine asked directly, in alternating pairs of one run.

"Through Homeport" is the way of every draft: wire format, ticket, broker process, frames, decoder, `Drafting`.
"Directly" is an httpx client that reads the same stream line by line and parses each event.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable

import httpx

from fakes.launched import Launched
from fakes.llama_server import LlamaServer
from fakes.replay_server import ReplayProcess
from homeport.adapters.egress.client import BrokerEgress
from homeport.adapters.system.clock import SystemClock
from homeport.domain.consent import DevicePermit
from homeport.domain.draft import DraftEnd
from homeport.domain.exchange import Message, ModelRequest, Role
from homeport.domain.lane import DEVICE, Endpoint, Region
from homeport.ports.egress import Deadlines
from homeport.services.draft import Drafting, follow
from homeport.wire.formats import wire_format

PAIRS = 7
TOKENS, RATE = 400, 200.0
REAL_TOKENS = 96


def endpoint(base_url: str, *, key: bool = False) -> Endpoint:
    return Endpoint(
        id="bench",
        lane=DEVICE,
        provider="this computer",
        wire="chat",
        base_url=base_url,
        model="bench",
        managed=False,
        region=Region.DEVICE,
        country="this computer",
        retention="nothing",
        context_tokens=1024,
        max_output_tokens=TOKENS,
        auth_header="authorization" if key else "",
        auth_prefix="Bearer ",
    )


def request(tokens: int) -> ModelRequest:
    text = "Write a long story about a lighthouse and the people who lived there."
    return ModelRequest("bench", (Message(Role.USER, text),), tokens, temperature=0.0, seed=1)


async def through(
    egress: BrokerEgress, where: Endpoint, tokens: int, secrets: dict[str, str]
) -> tuple[float, float]:
    """Characters a second and seconds to the first token, through Homeport."""
    clock = SystemClock()
    wire, asked = wire_format("chat"), request(tokens)
    started = time.perf_counter()
    drafting = Drafting("draft", "task", where, clock.steady(), clock, lambda _text: None)
    outgoing = wire.build(where, asked)
    await follow(drafting, egress, wire, asked, outgoing, DevicePermit("bench"), secrets, Deadlines())
    seconds = time.perf_counter() - started
    draft = drafting.snapshot(drafting.end())
    assert draft.end is not DraftEnd.FAILED, draft.fault
    assert draft.speed.first_token_seconds is not None
    return len(draft.text) / seconds, draft.speed.first_token_seconds


async def directly(where: Endpoint, tokens: int, secrets: dict[str, str]) -> tuple[float, float]:
    """The same, by a plain client."""
    outgoing = wire_format("chat").build(where, request(tokens))
    headers = dict(outgoing.headers) | secrets
    first, characters = 0.0, 0
    # Made before the clock starts: loading the system's authorities takes 70 ms that a loopback never needs.
    async with httpx.AsyncClient(trust_env=False, timeout=120) as client:
        started = time.perf_counter()
        async with client.stream("POST", outgoing.url, content=outgoing.body, headers=headers) as response:
            async for line in response.aiter_lines():
                if not line.startswith("data: {"):
                    continue
                choices = json.loads(line[6:])["choices"]
                text = (choices[0]["delta"].get("content") or "") if choices else ""
                if text and not first:
                    first = time.perf_counter() - started
                characters += len(text)
        return characters / (time.perf_counter() - started), first


async def pairs(
    ours: Callable[[], Awaitable[tuple[float, float]]], theirs: Callable[[], Awaitable[tuple[float, float]]]
) -> tuple[float, float, float, float]:
    """Median ratio with its least and greatest, and the median of the added seconds to the first token."""
    await ours()
    await theirs()
    ratios, added = [], []
    for pair in range(PAIRS):
        first, second = (ours, theirs) if pair % 2 else (theirs, ours)
        one, two = await first(), await second()
        mine, plain = (one, two) if pair % 2 else (two, one)
        ratios.append(mine[0] / plain[0])
        added.append(mine[1] - plain[1])
    return statistics.median(ratios), min(ratios), max(ratios), statistics.median(added)


async def _measure() -> list[tuple[str, str, str]]:
    launched = Launched()
    egress = BrokerEgress(None, launched, SystemClock())
    rows = []
    try:
        with ReplayProcess(TOKENS, RATE) as server:
            where = endpoint(server.base_url("chat"))
            ratio, least, most, added = await pairs(
                lambda: through(egress, where, TOKENS, {}), lambda: directly(where, TOKENS, {})
            )
        what = f"streamed at {RATE:.0f} tokens/s: speed through Homeport / asked directly"
        span = f"({least:.4f} to {most:.4f}, {PAIRS} pairs)"
        rows.append((what, f"{ratio:.4f} {span}", "at least 0.97"))
        rows.append(("the same: added time to the first token", f"{1000 * added:.1f} ms", ""))
        server = LlamaServer(n_ctx=1024).start()
        try:
            where, secrets = endpoint(f"{server.url}/v1", key=True), {"authorization": f"Bearer {server.api_key}"}
            ratio, least, most, added = await pairs(
                lambda: through(egress, where, REAL_TOKENS, secrets), lambda: directly(where, REAL_TOKENS, secrets)
            )
        finally:
            server.stop()
        span = f"({least:.4f} to {most:.4f}, {PAIRS} pairs)"
        rows.append(
            ("the real engine (SmolLM2 135M, one thread): the same ratio", f"{ratio:.4f} {span}", "reported")
        )
        rows.append(("the real engine: added time to the first token", f"{1000 * added:.1f} ms", ""))
    finally:
        await egress.close()
        launched.close()
    return rows


def run() -> list[tuple[str, str, str]]:
    """Rows of the table."""
    return asyncio.run(_measure())
