"""A long run keeps the computer awake on mains, and whatever fails there fails quietly."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from homeport.ports.desktop import AwakeState, Hold
from homeport.services.keep_awake import kept_awake

T = TypeVar("T")


@dataclass
class Machine:
    """`KeepAwake` over three facts."""

    mains: bool = True
    refuses: bool = False
    held: int = 0
    slow: threading.Event = field(default_factory=threading.Event)
    answers_at_once: bool = True

    def on_mains(self) -> bool:
        return self.mains

    def hold(self) -> Hold | None:
        if not self.answers_at_once:
            self.slow.wait(10)
        if self.refuses:
            return None
        self.held += 1
        return self

    def release(self) -> None:
        self.held -= 1


async def in_thread(function: Callable[[], T]) -> T:
    return await asyncio.to_thread(function)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


@pytest.mark.anyio
async def test_a_short_run_asks_nothing() -> None:
    machine, told = Machine(), list[AwakeState]()
    async with kept_awake(machine, in_thread, told.append, after=60):
        await asyncio.sleep(0.02)
    assert (machine.held, told) == (0, [])


@pytest.mark.anyio
async def test_a_long_run_on_mains_is_kept_awake_to_its_end() -> None:
    machine, told = Machine(), list[AwakeState]()
    async with kept_awake(machine, in_thread, told.append, after=0.01, look_every=0.01):
        await until(lambda: machine.held == 1)
        await asyncio.sleep(0.05)
        assert machine.held == 1
    assert machine.held == 0
    assert told == [AwakeState.KEPT, AwakeState.ENDED]


@pytest.mark.anyio
async def test_an_error_or_a_stop_ends_it_too() -> None:
    machine = Machine()

    async def fail() -> None:
        async with kept_awake(machine, in_thread, lambda _: None, after=0):
            await until(lambda: machine.held == 1)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert machine.held == 0

    async def run() -> None:
        async with kept_awake(machine, in_thread, lambda _: None, after=0):
            await asyncio.sleep(60)

    running = asyncio.create_task(run())
    await until(lambda: machine.held == 1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert machine.held == 0


@pytest.mark.anyio
async def test_on_a_battery_it_lets_go_and_comes_back_with_the_mains() -> None:
    machine, told = Machine(mains=False), list[AwakeState]()
    async with kept_awake(machine, in_thread, told.append, after=0, look_every=0.005):
        await until(lambda: told == [AwakeState.ON_BATTERY])
        assert machine.held == 0
        machine.mains = True
        await until(lambda: machine.held == 1)
        machine.mains = False
        await until(lambda: machine.held == 0)
        await until(lambda: len(told) == 3)
    assert told == [AwakeState.ON_BATTERY, AwakeState.KEPT, AwakeState.ON_BATTERY, AwakeState.ENDED]


@pytest.mark.anyio
async def test_a_refusal_is_said_once_and_the_run_goes_on() -> None:
    machine, told = Machine(refuses=True), list[AwakeState]()
    async with kept_awake(machine, in_thread, told.append, after=0, look_every=0.005):
        await until(lambda: bool(told))
        await asyncio.sleep(0.05)
    assert told == [AwakeState.REFUSED, AwakeState.ENDED]


@pytest.mark.anyio
async def test_a_hold_that_comes_after_the_end_is_released() -> None:
    machine = Machine(answers_at_once=False)

    async def run() -> None:
        async with kept_awake(machine, in_thread, lambda _: None, after=0):
            await asyncio.sleep(60)

    running = asyncio.create_task(run())
    await asyncio.sleep(0.1)
    running.cancel()
    await asyncio.sleep(0.05)
    machine.slow.set()
    await asyncio.gather(running, return_exceptions=True)
    assert machine.held == 0
