"""The launcher, the broker and a fenced app put no packet on the network by themselves."""

import sys
from pathlib import Path

import pytest

from fakes.packet_trap import PacketTrap, missing

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(bool(missing()), reason=f"no packet trap here: {missing()}"),
]

_LAUNCH = "import sys; from homeport.__main__ import Launcher; sys.exit(Launcher().run(sys.argv[1:]))"

_IDLE = """
import asyncio, time
from homeport.adapters.system.child_environment import handed_over
from homeport.adapters.system.clock import SystemClock
from homeport.adapters.system.fence import attempts, raise_fence
from homeport.adapters.system.launcher_client import LauncherClient
from homeport.adapters.egress.client import BrokerEgress
given = handed_over()
raise_fence()
async def main():
    egress = BrokerEgress(given.broker_fd, LauncherClient(given.control_fd), SystemClock())
    await egress._live_link()  # the broker has started and said hello
    await asyncio.sleep(1)
    await egress.close()
asyncio.run(main())
"""

_LEAK_4 = "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('198.51.100.7', 53))"
_LEAK_6 = "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b'x', ('2001:db8:7::1', 53))"
_LEAK_TCP = "s = socket.socket(); s.settimeout(0.2); s.connect_ex(('203.0.113.5', 443))"


def launched(folder: Path, script: str) -> list[str]:
    path = folder / "app.py"
    path.write_text(script, "utf-8")
    return [sys.executable, "-c", _LAUNCH, str(path)]


def test_an_idle_app_sends_nothing(tmp_path: Path) -> None:
    trap = PacketTrap(tmp_path)
    done = trap.run(launched(tmp_path, _IDLE))
    assert done.returncode == 0, done.stderr
    assert trap.packets == []


def test_an_app_that_tries_every_way_out_sends_nothing(tmp_path: Path) -> None:
    trap = PacketTrap(tmp_path)
    script = _IDLE + "\nassert all(attempt.stopped for attempt in attempts())\n"
    for leak in (_LEAK_4, _LEAK_6, _LEAK_TCP, "socket.getaddrinfo('example.com', 443)"):
        script += (
            f"try:\n    import socket; {leak}\nexcept PermissionError:\n    pass\nelse:\n    raise SystemExit(9)\n"
        )
    done = trap.run(launched(tmp_path, script))
    assert done.returncode == 0, done.stderr
    assert trap.packets == []


@pytest.mark.parametrize(
    ("leak", "address"),
    [(_LEAK_4, "198.51.100.7.53"), (_LEAK_6, "2001:db8:7::1.53"), (_LEAK_TCP, "203.0.113.5.443")],
    ids=["datagram", "datagram over IPv6", "TCP"],
)
def test_the_trap_catches_a_leak(tmp_path: Path, leak: str, address: str) -> None:
    """The control: the same app without its fence, with one line that leaks."""
    trap = PacketTrap(tmp_path)
    script = _IDLE.replace("raise_fence()\n", "", 1) + f"\nimport socket\n{leak}\n"
    done = trap.run(launched(tmp_path, script))
    assert done.returncode == 0, done.stderr
    assert trap.packets
    assert all(address in packet for packet in trap.packets)
