from pathlib import Path

import pytest

from homeport.adapters.secrets import keyring_secrets, vault
from homeport.adapters.secrets.open import open_secrets
from homeport.domain.errors import UserFacingError

PASSPHRASE = "fyra okopplade ord"


@pytest.fixture(autouse=True)
def no_session_bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """These tests are about a session without a keyring; the one with a real keyring is test_keyring.py."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody-listens'}")
    monkeypatch.setenv("HOME", str(tmp_path))


def test_without_a_keyring_the_person_is_asked_once_for_a_new_passphrase_then_for_the_same(tmp_path: Path) -> None:
    asked: list[bool] = []

    def ask(new: bool) -> str:
        asked.append(new)
        return PASSPHRASE

    open_secrets(ask, tmp_path / "data").put("a", "1")
    again = open_secrets(ask, tmp_path / "data")
    assert again.get("a") == "1"
    assert again.where == "a passphrase vault"
    assert asked == [True, False]
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_with_neither_keyring_nor_terminal_secrets_live_in_memory_and_leave_no_file(tmp_path: Path) -> None:
    secrets = open_secrets(None, tmp_path / "data")
    secrets.put("a", "1")
    assert secrets.get("a") == "1"
    secrets.delete("a")
    secrets.delete("a")
    assert secrets.get("a") is None
    assert not secrets.lasting
    assert secrets.where == "memory, until this run ends"
    assert list((tmp_path / "data").iterdir()) == []


def test_a_known_vault_without_anybody_to_ask_is_an_error_not_a_new_profile(tmp_path: Path) -> None:
    vault.make_vault(tmp_path, PASSPHRASE, vault.Argon2(19456, 1, 1))
    with pytest.raises(UserFacingError, match="nobody to ask"):
        open_secrets(None, tmp_path)


def test_a_folder_whose_keys_are_in_a_keyring_never_gets_an_empty_vault(tmp_path: Path) -> None:
    (tmp_path / keyring_secrets.ID_FILE).write_text("0123456789abcdef\n")
    with pytest.raises(UserFacingError, match="cannot reach"):
        open_secrets(lambda new: PASSPHRASE, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [keyring_secrets.ID_FILE]


@pytest.mark.parametrize("content", [b"", b"../../etc", b"0123", b"\xff" * 16, b"0123456789ABCDEF"])
def test_a_damaged_id_file_is_told_and_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / keyring_secrets.ID_FILE).write_bytes(content)
    with pytest.raises(UserFacingError, match="damaged"):
        open_secrets(None, tmp_path)
    assert (tmp_path / keyring_secrets.ID_FILE).read_bytes() == content


@pytest.mark.parametrize(
    "named", ["keyring.backends.null.Keyring", "keyring.backends.chainer.ChainerBackend", "planted.Keyring"]
)
def test_a_backend_named_by_the_environment_is_never_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    planted = tmp_path / "modules"
    planted.mkdir()
    (planted / "planted.py").write_text("raise SystemExit('a planted module was imported')\n")
    monkeypatch.syspath_prepend(planted)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", named)
    secrets = open_secrets(None, tmp_path / "data")
    secrets.put("a", "1")
    assert secrets.get("a") == "1"
    assert not secrets.lasting


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserFacingError, match="cannot be used"):
        open_secrets(None, tmp_path / "file" / "data")
