"""A network namespace where every packet that leaves is caught.

`PacketTrap.wrap` goes in front of a command: it then runs in an empty network with loopback and one interface that
leads, by default routes for both versions of IP, to a recorder. `packets` is what came out. Whatever uses the trap
must also show that it catches something: a trap that catches nothing proves nothing.

Needs root (or a user namespace's root), unshare(1), ip(8) and tcpdump(8).
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

TOOLS = ("unshare", "ip", "tcpdump")

_SETUP = """
ip link set lo up
ip link add d0 type veth peer name d1
ip addr add 192.0.2.1/24 dev d0
ip -6 addr add 2001:db8::1/64 dev d0 nodad
ip link set d0 addrgenmode none
ip link set d1 addrgenmode none
ip link set d0 up
ip link set d1 up
ip route add default via 192.0.2.254
ip neigh add 192.0.2.254 lladdr 02:00:00:00:00:01 dev d0
ip -6 route add default via 2001:db8::fe
ip -6 neigh add 2001:db8::fe lladdr 02:00:00:00:00:01 dev d0
"""
# Multicast listener reports are the kernel's own greeting to a new interface, not anybody's traffic.
_FILTER = "not arp and not dst host ff02::16"
_END = b"the recording ends here"
"""Sent by the trap itself after the command: once it is in the file, so is everything that left before it."""
_END_FILTER = "not (dst host 192.0.2.254 and udp dst port 9)"
_END_SECONDS = 20.0


def missing() -> str:
    """Why there can be no trap here; empty when there can."""
    if sys.platform != "linux":
        return "network namespaces are Linux's"
    if os.geteuid() != 0:
        return "a network namespace needs root"
    absent = [tool for tool in TOOLS if not shutil.which(tool)]
    return f"not installed: {', '.join(absent)}" if absent else ""


class PacketTrap:
    """One recording.

    Args:
        folder: for the recording.
    """

    def __init__(self, folder: Path) -> None:
        self._recording = folder / "trap.pcap"

    @property
    def wrap(self) -> list[str]:
        """Put this in front of the command. The exit code is the command's."""
        return ["unshare", "-n", sys.executable, __file__, str(self._recording)]

    def run(self, command: Sequence[str], timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a command in the trap."""
        return subprocess.run([*self.wrap, *command], capture_output=True, text=True, timeout=timeout, check=False)

    @property
    def packets(self) -> list[str]:
        """One line for each packet that left."""
        read = subprocess.run(
            ["tcpdump", "-n", "-r", str(self._recording), _END_FILTER], capture_output=True, text=True, check=True
        )
        return read.stdout.splitlines()


def _inside(recording: str, command: Sequence[str]) -> int:
    for line in _SETUP.strip().splitlines():
        subprocess.run(line.split(), check=True)
    recorder = subprocess.Popen(
        ["tcpdump", "-i", "d1", "-U", "--immediate-mode", "-n", "-Z", "root", "-w", recording, _FILTER],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert recorder.stderr is not None
    while "listening" not in (line := recorder.stderr.readline()):
        assert line, "tcpdump did not start"
    code = subprocess.run(command, check=False).returncode
    _wait_for_the_end(Path(recording))
    recorder.send_signal(signal.SIGINT)
    recorder.communicate()
    return code if code >= 0 else 128 - code


def _wait_for_the_end(recording: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(_END, ("192.0.2.254", 9))
    until = time.monotonic() + _END_SECONDS
    while _END not in recording.read_bytes():
        assert time.monotonic() < until, "the recorder does not write"
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(_inside(sys.argv[1], sys.argv[2:]))
