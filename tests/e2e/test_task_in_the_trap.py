"""Start and a whole local task in a network where every packet that leaves is caught: none does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.packet_trap import PacketTrap, missing
from fakes.profile import Profile, program

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(bool(missing()), reason=f"no packet trap here: {missing()}"),
]

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"
LEAK = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('198.51.100.7', 53))"


def in_the_trap(profile: Profile, folder: Path, *commands: list[str]) -> tuple[PacketTrap, str]:
    """Run commands one after the other in one recording; gives it and their standard output."""
    trap = PacketTrap(folder)
    script = folder / "commands.py"
    script.write_text(
        "import json, subprocess, sys\n"
        "for command in json.loads(sys.argv[1]):\n"
        "    subprocess.run(command, check=True)\n"
    )
    done = subprocess.run(
        [*trap.wrap, sys.executable, str(script), json.dumps(commands)],
        env=profile.environment | {"PATH": os.environ["PATH"]},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return trap, done.stdout


def test_a_whole_local_task_sends_no_packet(bare_profile: Profile, tmp_path: Path) -> None:
    question = [*program(), "ask", str(EXAMPLES / "press-release.md"), "Who opened a workshop?", "--json"]
    trap, said = in_the_trap(bare_profile, tmp_path, question, [*program(), "fence", "--json"])
    lines = [json.loads(line) for line in said.splitlines()]
    (draft,) = [line for line in lines if line["type"] == "draft"]
    assert draft["text"].strip()
    assert draft["end"] == "whole"
    assert all(line["stopped"] for line in lines if line["type"] == "attempt")
    assert trap.packets == []


def test_the_same_trap_catches_a_leak(bare_profile: Profile, tmp_path: Path) -> None:
    label = [*program(), "label", str(EXAMPLES / "press-release.md"), "--json"]
    trap, _ = in_the_trap(bare_profile, tmp_path, label, [sys.executable, "-c", LEAK])
    assert len(trap.packets) == 1
    assert "198.51.100.7" in trap.packets[0]
