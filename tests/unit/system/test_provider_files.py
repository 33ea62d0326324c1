"""Own provider files: written whole, private, and given back when they are removed."""

import sys
from pathlib import Path

import pytest

from homeport.adapters.system.provider_files import forget_provider, keep_provider, own_providers
from homeport.domain.errors import UserFacingError


def test_what_is_kept_is_there_for_this_person_alone(tmp_path: Path) -> None:
    folder = tmp_path / "providers"
    assert own_providers(folder) == frozenset()
    keep_provider(folder, "ours", b'id = "ours"\n', "PEM")
    assert (folder / "ours.toml").read_bytes() == b'id = "ours"\n'
    assert (folder / "ours.ca.pem").read_text() == "PEM"
    assert own_providers(folder) == {"ours"}
    if sys.platform != "win32":
        assert (folder / "ours.toml").stat().st_mode & 0o077 == 0


def test_an_authority_of_before_does_not_stay(tmp_path: Path) -> None:
    keep_provider(tmp_path, "ours", b"1", "PEM")
    keep_provider(tmp_path, "ours", b"2")
    assert not (tmp_path / "ours.ca.pem").exists()


def test_what_is_forgotten_is_given_back(tmp_path: Path) -> None:
    keep_provider(tmp_path, "ours", b"1", "PEM")
    assert forget_provider(tmp_path, "ours") == (b"1", "PEM")
    assert list(tmp_path.iterdir()) == []
    assert forget_provider(tmp_path, "ours") is None


def test_a_certificate_that_is_not_plain_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="not plain text"):
        keep_provider(tmp_path, "ours", b"1", "Zertifikat für uns")
    assert not (tmp_path / "ours.toml").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "providers").write_text("a file stands in the way")
    with pytest.raises(UserFacingError, match="could not be written"):
        keep_provider(tmp_path / "providers", "ours", b"1")
