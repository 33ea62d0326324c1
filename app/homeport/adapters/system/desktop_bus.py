"""One method call on the desktop's or the system's D-Bus, bounded in time. AF_UNIX, so the fence lets it pass."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

SECONDS = 2.0
"""A desktop service answers within milliseconds or has a problem of its own."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where an interface is offered."""

    bus: Literal["SYSTEM", "SESSION"]
    name: str
    path: str
    interface: str


class NoAnswer(Exception):  # noqa: N818 - says what happened
    """The bus or the service is not there, did not answer in time, or said no."""


def call(service: Service, method: str, signature: str = "", *values: Any) -> tuple[Any, ...]:
    """Call a method and give the values of its answer; a descriptor among them is an open number of ours.

    Raises:
        NoAnswer: nothing came of it.
    """
    from jeepney import (  # type: ignore[import-untyped]  # noqa: PLC0415 - 10 ms, and Linux only
        DBusAddress,
        MessageType,
        new_method_call,
    )
    from jeepney.fds import FileDescriptor  # type: ignore[import-untyped]  # noqa: PLC0415

    address = DBusAddress(service.path, service.name, service.interface)
    with _connected(service.bus) as connection:
        reply = connection.send_and_get_reply(
            new_method_call(address, method, signature or None, values), timeout=SECONDS
        )
    if reply.header.message_type is not MessageType.method_return:
        raise NoAnswer(f"{service.interface}.{method} was refused")
    return tuple(item.to_raw_fd() if isinstance(item, FileDescriptor) else item for item in reply.body)


@contextmanager
def _connected(bus: str) -> Iterator[Any]:
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # noqa: PLC0415

    with contextlib.ExitStack() as opened:
        try:
            yield opened.enter_context(open_dbus_connection(bus, enable_fds=True, auth_timeout=SECONDS))
        except NoAnswer:
            raise
        except Exception as error:  # another process at the other end: library, address and system errors alike
            raise NoAnswer(f"{bus.lower()} bus: {type(error).__name__}") from error


def close_descriptor(descriptor: int) -> None:
    """Close a number that `call` gave."""
    with contextlib.suppress(OSError):
        os.close(descriptor)
