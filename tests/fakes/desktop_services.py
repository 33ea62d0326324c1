"""A private D-Bus with small stand-ins for logind and the notification service, told what was asked of them."""

import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jeepney import HeaderFields, Message, MessageType, message_bus, new_error, new_method_return
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NOT_THERE = "dbus-daemon is not installed (Debian: apt-get install dbus)"
LOGIND, NOTIFICATIONS = "org.freedesktop.login1", "org.freedesktop.Notifications"


def available() -> bool:
    return shutil.which("dbus-daemon") is not None


@contextmanager
def private_bus() -> Iterator[str]:
    """The address of a bus that ends with the block."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.communicate(timeout=10)


@dataclass
class Asked:
    """One method call as it came."""

    method: str
    values: tuple[Any, ...]


@dataclass
class DesktopServices:
    """Answers on one bus until closed. `refuse`: what `Inhibit` may not be asked for."""

    address: str
    refuse: frozenset[str] = frozenset()
    silent: bool = False
    asked: list[Asked] = field(default_factory=list)
    locks: list[int] = field(default_factory=list)  # our ends of the inhibitor locks

    def __enter__(self) -> "DesktopServices":
        self._connection = open_dbus_connection(self.address, enable_fds=True)
        for name in (LOGIND, NOTIFICATIONS):
            self._connection.send_and_get_reply(message_bus.RequestName(name))
        self._thread = threading.Thread(target=self._serve, name="desktop services")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with open_dbus_connection(self.address) as other:  # wakes the one that waits
            stop = message_bus.GetId()
            stop.header.fields[HeaderFields.destination] = LOGIND
            stop.header.fields[HeaderFields.member] = "Stop"
            other.send(stop)
            self._thread.join(timeout=10)
        self._connection.close()
        for lock in self.locks:
            os.close(lock)

    def held(self) -> int:
        """How many inhibitor locks are open somewhere now."""
        return sum(1 for lock in self.locks if not _closed_elsewhere(lock))

    def _serve(self) -> None:
        while True:
            message = self._connection.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            method = message.header.fields[HeaderFields.member]
            if method == "Stop":
                return
            self.asked.append(Asked(method, message.body))
            if not self.silent:
                self._answer(self._connection, method, message)

    def _answer(self, connection: DBusConnection, method: str, message: Message) -> None:
        if method == "Inhibit" and message.body[0] not in self.refuse:
            ours, theirs = os.pipe()
            os.set_blocking(ours, False)
            self.locks.append(ours)
            with os.fdopen(theirs, "wb") as lock:
                connection.send(new_method_return(message, "h", (lock,)))
        elif method == "Notify":
            connection.send(new_method_return(message, "u", (message.body[1] or 41,)))
        elif method == "CloseNotification":
            connection.send(new_method_return(message))
        else:
            connection.send(new_error(message, "org.freedesktop.DBus.Error.AccessDenied"))


def _closed_elsewhere(lock: int) -> bool:
    with contextlib.suppress(BlockingIOError):
        return os.read(lock, 1) == b""
    return False
