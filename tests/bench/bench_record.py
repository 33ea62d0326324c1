"""Speed of the record: a million drafts in it must not be felt."""

import asyncio
import gc
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from fakes.big_record import RARE, make_big_record
from fakes.kept_secrets import KeptSecrets
from fakes.random_policies import shipped
from fakes.shared_record import DRAFTS_EACH, ENTRIES, MOST_SECONDS, TASKS, SharedRecord, shared_record
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.adapters.system.clock import SystemClock
from homeport.services.forecast import Forecaster, ForecastInput
from homeport.services.route import Route

ROUNDS = 7
TYPED = ("k", "ka", "kat", "kate", "kateno", "al om", "nor k", RARE[:4], RARE, f"ka {RARE}", "finns inte")

T = TypeVar("T")
Row = tuple[str, str, str]


def run() -> list[Row]:
    """Rows of what was measured, the figure, and the target."""
    big = shared_record()
    with tempfile.TemporaryDirectory(prefix="homeport-bench-") as folder:
        empty = Path(folder) / FILE_NAME
        make_big_record(empty, big.secrets, tasks=0)
        gc.collect()
        gc.freeze()
        try:
            return asyncio.run(_measured(empty, big))
        finally:
            gc.unfreeze()


async def _measured(empty: Path, shared: SharedRecord) -> list[Row]:
    big, secrets = shared.path, shared.secrets
    first = [(await _first_page(empty, secrets), await _first_page(big, secrets)) for _ in range(ROUNDS)]
    small, large = min(each for each, _ in first), min(each for _, each in first)
    size = f"{TASKS * DRAFTS_EACH:,} drafts in {TASKS:,} tasks"
    rows = [
        (
            f"make a record of {size} and {ENTRIES:,} ledger entries",
            f"{shared.seconds:.0f} s",
            f"under {MOST_SECONDS} s",
        ),
        (
            f"open the record, find killed runs, first page: {size}",
            f"{large * 1000:.0f} ms, an empty one {small * 1000:.0f} ms",
            "at most 100 ms more",
        ),
    ]
    record = open_record(big, secrets, SystemClock())
    try:
        rows += await _lists(record)
        rows += await _searches(record)
        rows += await _ledger(record)
        rows += await _deleting(record)
    finally:
        await record.close()
    return rows


async def _first_page(path: Path, secrets: KeptSecrets) -> float:
    start = time.perf_counter()
    record = open_record(path, secrets, SystemClock())
    await record.unfinished()
    await record.history_page()
    taken = time.perf_counter() - start
    await record.close()
    return taken


async def _lists(record: Record) -> list[Row]:
    middle = (await record.history_page(limit=10_000)).next
    forecaster = Forecaster(Route(shipped("nordics"), {}, 4096), record, _no_endpoint, ("built-in", "smol"), _here)
    given = ForecastInput("List every date and what happens on it")
    return [
        ("first page of the history, 50 rows", await _timed(record.history_page), "under 20 ms"),
        ("a page in the middle", await _timed(lambda: record.history_page(middle)), "under 20 ms"),
        ("a thread of 10 tasks with all drafts", await _timed(lambda: record.thread("t5001")), "under 50 ms"),
        ("forecast of a short text", await _timed(lambda: forecaster.forecast(given)), "under 5 ms"),
    ]


async def _searches(record: Record) -> list[Row]:
    await record.search("a")  # the search's own connection opens once
    taken = {text: await _best(lambda text=text: record.search(text)) for text in TYPED}  # type: ignore[misc]
    slowest = max(taken, key=lambda text: taken[text].best)
    fastest = min(each.best for each in taken.values())
    figure = f"{taken[slowest].best * 1000:.1f} ms (“{slowest}”), the fastest {fastest * 1000:.1f} ms"
    start = time.perf_counter()
    search = asyncio.create_task(record.search("k a l o m"))
    await asyncio.sleep(0.001)
    search.cancel()
    await asyncio.gather(search, return_exceptions=True)
    stopped = time.perf_counter() - start
    return [
        (f"search {TASKS:,} tasks, slowest of {len(TYPED)} texts while typing", figure, "under 50 ms"),
        ("stop a search that runs", f"{stopped * 1000:.1f} ms", "under 50 ms"),
    ]


async def _ledger(record: Record) -> list[Row]:
    quick = await _timed(record.standing)
    start = time.perf_counter()
    verdict = await record.verify()
    taken = time.perf_counter() - start
    assert (verdict.entries, verdict.broken_at, verdict.anchor_missing) == (ENTRIES, None, False)
    each = taken / ENTRIES * 1_000_000
    return [
        (f"quick look at {ENTRIES:,} ledger entries", quick, "under 100 ms"),
        (f"full check of {ENTRIES:,} ledger entries and every page", f"{taken:.1f} s, {each:.1f} us an entry", ""),
    ]


async def _deleting(record: Record) -> list[Row]:
    start = time.perf_counter()
    deletion = await record.delete_threads(["t5001"])
    hidden = time.perf_counter() - start
    start = time.perf_counter()
    finishing = asyncio.create_task(record.finish(deletion))
    longest = 0.0
    while not finishing.done():
        await asyncio.sleep(0.01)
        waited = time.perf_counter()
        await record.history_page()
        longest = max(longest, time.perf_counter() - waited)
    await finishing
    taken = time.perf_counter() - start
    return [
        ("delete a thread of 10 tasks: hidden", f"{hidden * 1000:.1f} ms", "under 50 ms"),
        (
            "the same erased, the whole search index rewritten",
            f"{taken:.1f} s; a page of the history waited {longest * 1000:.0f} ms at most",
            "",
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Taken:
    best: float
    worst: float


async def _timed(work: Callable[[], Awaitable[object]]) -> str:
    taken = await _best(work)
    return f"{taken.best * 1000:.1f} ms (slowest of {ROUNDS}: {taken.worst * 1000:.1f} ms)"


async def _best(work: Callable[[], Awaitable[object]]) -> _Taken:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - start)
    return _Taken(min(taken), max(taken))


async def _here(function: Callable[[], T]) -> T:
    return function()


def _no_endpoint(_: str) -> None:
    return None
