"""Keeps the computer awake while a long run lasts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from homeport.ports.desktop import AwakeState, Hold, KeepAwake
from homeport.ports.run_cpu import RunCpu

AFTER_SECONDS = 60.0
"""Shorter runs are over before a computer would fall asleep."""

LOOK_SECONDS = 30.0
"""How often it is looked whether the machine still runs on mains."""


@asynccontextmanager
async def kept_awake(
    awake: KeepAwake,
    run: RunCpu,
    told: Callable[[AwakeState], None],
    *,
    after: float = AFTER_SECONDS,
    look_every: float = LOOK_SECONDS,
) -> AsyncIterator[None]:
    """Keep the computer awake for the length of a block, once that has lasted `after` seconds and only on mains.

    Whatever fails here never fails the run; `told` hears each change of state, on the loop's thread, and `ENDED`
    when anything was told before.
    """
    watching = asyncio.create_task(_watch(awake, run, told, after, look_every))
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _watch(
    awake: KeepAwake, run: RunCpu, told: Callable[[AwakeState], None], after: float, look_every: float
) -> None:
    await asyncio.sleep(after)
    hold: Hold | None = None
    state = AwakeState.ENDED
    try:
        while True:
            mains = await run(awake.on_mains)
            if not mains and hold is not None:
                hold.release()
                hold = None
            elif mains and hold is None:
                hold = await _taken(awake, run)
            now = _state(mains, hold)
            if now is not state:
                state = now
                told(now)
            await asyncio.sleep(look_every)
    finally:
        if hold is not None:
            hold.release()
        if state is not AwakeState.ENDED:
            told(AwakeState.ENDED)


async def _taken(awake: KeepAwake, run: RunCpu) -> Hold | None:
    """A hold; one that comes after the run was over is released at once."""
    asking = asyncio.ensure_future(run(awake.hold))
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        if (late := await asking) is not None:
            late.release()
        raise


def _state(mains: bool, hold: Hold | None) -> AwakeState:
    if not mains:
        return AwakeState.ON_BATTERY
    return AwakeState.KEPT if hold is not None else AwakeState.REFUSED
