"""Getting a listed model with the real program: no packet before the yes, and then only for the listed host."""

import os
from pathlib import Path

import pexpect
import pytest

from fakes.packet_trap import PacketTrap, missing
from fakes.profile import Profile, plain, program
from homeport.adapters.system.model_files import listed_models

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(bool(missing()), reason=f"no packet trap here: {missing()}"),
]

MODEL = listed_models(Path(__file__).parents[2] / "resources" / "models.toml")[0]
HOST = MODEL.url.split("/")[2]


def in_the_trap(trap: PacketTrap, profile: Profile, *arguments: str) -> "pexpect.spawn[str]":
    command, *rest = [*trap.wrap, *program(), *arguments]
    environment = {**profile.environment, "PATH": os.environ["PATH"]}
    return pexpect.spawn(command, rest, env=environment, encoding="utf-8", timeout=120, dimensions=(50, 120))


def test_asking_about_a_download_sends_nothing(bare_profile: Profile, tmp_path: Path) -> None:
    trap = PacketTrap(tmp_path)
    child = in_the_trap(trap, bare_profile, "models", "fetch", MODEL.name)
    child.expect(r"Download .*\? \[y/N\] ")
    child.sendline("")
    assert "Nothing was done." in child.read()
    child.close()
    assert child.exitstatus == 0
    assert trap.packets == []


def test_after_the_yes_only_the_listed_host_is_looked_for(bare_profile: Profile, tmp_path: Path) -> None:
    trap = PacketTrap(tmp_path)
    child = in_the_trap(trap, bare_profile, "models", "fetch", MODEL.name)
    child.expect(r"Download .*\? \[y/N\] ")
    child.sendline("y")
    bare_profile.unlock(child, new=True)
    said = " ".join(plain(child.read()).split())
    child.close()
    assert child.exitstatus == 1, said
    assert HOST in said
    assert "not found" in said or "took too long" in said  # there is no network in here: the broker did try
    assert "Check the network connection" in said or "try again" in said
    strange = [packet for packet in trap.packets if f"? {HOST}." not in packet]
    assert strange == []
    assert not (bare_profile.data / "models" / MODEL.file).exists()
