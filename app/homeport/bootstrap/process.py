"""What the app's process is before it is anything else: handed over by the launcher, and fenced."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from homeport.adapters.system.child_environment import Handover

T = TypeVar("T")


def enter_app_process() -> "Handover | None":
    """What this process does before anything else: take the launcher's descriptors, then raise the fence."""
    from homeport.adapters.system.child_environment import forbid_core_dumps, handed_over
    from homeport.adapters.system.fence import raise_fence

    handover = handed_over()
    forbid_core_dumps()
    raise_fence()
    return handover


async def run_in_thread(function: Callable[[], T]) -> T:
    """Run a function off the loop thread (ports.run_cpu)."""
    import asyncio  # 40 ms that the first paint does not wait for

    return await asyncio.to_thread(function)
