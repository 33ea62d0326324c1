"""Copies of accepted policies: private, whole or not at all, and worth nothing once they were changed."""

import json
import os
import stat
from pathlib import Path

import pytest

from homeport.adapters.system.accepted_policies import FILES, AcceptedPolicyFiles
from homeport.ports.accepted_policies import AcceptedPolicy, NotKept, PolicyLayer

OURS = AcceptedPolicy(
    "/home/å/ours.toml", "2026-11-23T09:00:00Z", "\ufeffschema = 1\r\n# Å\n".encode(), b"# cases\n"
)


@pytest.fixture
def kept(tmp_path: Path) -> AcceptedPolicyFiles:
    return AcceptedPolicyFiles(tmp_path / "data")


def test_a_copy_comes_back_to_the_byte_each_layer_for_itself(kept, tmp_path):
    assert kept.read(PolicyLayer.CHOSEN) is NotKept.NONE
    kept.keep(PolicyLayer.CHOSEN, OURS)
    assert kept.read(PolicyLayer.CHOSEN) == OURS
    assert kept.read(PolicyLayer.OWN) is NotKept.NONE
    path = tmp_path / "data" / FILES[PolicyLayer.CHOSEN]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    kept.forget(PolicyLayer.CHOSEN)
    kept.forget(PolicyLayer.CHOSEN)
    assert kept.read(PolicyLayer.CHOSEN) is NotKept.NONE


@pytest.mark.parametrize("field", ["from", "since", "data", "cases", "sha256"])
def test_a_copy_in_which_anything_was_changed_counts_as_none(kept, tmp_path, field):
    kept.keep(PolicyLayer.CHOSEN, OURS)
    path = tmp_path / "data" / FILES[PolicyLayer.CHOSEN]
    says = json.loads(path.read_bytes())
    for other in (says[field] + "x", 7, None):
        path.write_text(json.dumps({**says, field: other}), "utf-8")
        assert kept.read(PolicyLayer.CHOSEN) is NotKept.CHANGED
    path.write_text(json.dumps({**says, "more": ""}), "utf-8")
    assert kept.read(PolicyLayer.CHOSEN) is NotKept.CHANGED


@pytest.mark.parametrize(
    "written",
    [b"", b"{", b"[]", b"\xff", b"[" * 200_000, b'{"from":"\\ud800"}', b" " * ((1 << 24) + 1)],
    ids=["empty", "half", "a list", "not text", "nested", "half a character", "endless"],
)
def test_rubbish_counts_as_none(kept, tmp_path, written):
    kept.keep(PolicyLayer.OWN, OURS)
    (tmp_path / "data" / FILES[PolicyLayer.OWN]).write_bytes(written)
    assert kept.read(PolicyLayer.OWN) is NotKept.CHANGED


def test_a_copy_cut_at_any_place_counts_as_none(kept, tmp_path):
    kept.keep(PolicyLayer.CHOSEN, OURS)
    path = tmp_path / "data" / FILES[PolicyLayer.CHOSEN]
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert kept.read(PolicyLayer.CHOSEN) is NotKept.CHANGED


def test_half_characters_under_a_hash_that_fits_count_as_none(kept, tmp_path):
    kept.keep(PolicyLayer.CHOSEN, OURS)
    path = tmp_path / "data" / FILES[PolicyLayer.CHOSEN]
    says = json.loads(path.read_bytes())
    path.write_text(json.dumps({**says, "data": "\ud800"}), "utf-8")
    assert kept.read(PolicyLayer.CHOSEN) is NotKept.CHANGED


def test_what_cannot_be_read_counts_as_none_and_what_cannot_be_written_is_said(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    blocked = AcceptedPolicyFiles(in_the_way)
    assert blocked.read(PolicyLayer.CHOSEN) is NotKept.CHANGED
    with pytest.raises(OSError):  # noqa: PT011 - which one differs by system
        blocked.keep(PolicyLayer.CHOSEN, OURS)
    folder = tmp_path / "folder"
    (folder / FILES[PolicyLayer.OWN]).mkdir(parents=True)
    with pytest.raises(OSError):  # noqa: PT011
        AcceptedPolicyFiles(folder).forget(PolicyLayer.OWN)
