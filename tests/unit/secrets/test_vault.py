import json
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from homeport.adapters.secrets import vault
from homeport.adapters.secrets.vault import Argon2, make_vault, open_vault
from homeport.domain.errors import UserFacingError

QUICK = Argon2(memory_kib=19456, time=1, parallel=1)
PASSPHRASE = "gröna båtar på sjön"


def _change(path: Path, **fields: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_it_keeps_secrets_over_a_restart_in_a_private_file_that_shows_none_of_them(tmp_path: Path) -> None:
    made = make_vault(tmp_path, PASSPHRASE, QUICK)
    made.put("eu-mistral", "sk-canary-value")
    made.put("other", "2")
    made.delete("other")
    made.delete("never there")

    opened = open_vault(tmp_path, PASSPHRASE)

    assert opened.get("eu-mistral") == "sk-canary-value"
    assert opened.get("other") is None
    assert opened.lasting
    file = tmp_path / vault.FILE_NAME
    for name in (b"sk-canary-value", b"eu-mistral", PASSPHRASE.encode()):
        assert name not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_passphrase_is_the_same_however_the_keyboard_composes_it(tmp_path: Path) -> None:
    make_vault(tmp_path, "sju sjösjuka sjömän", QUICK).put("a", "1")
    assert open_vault(tmp_path, "sju sjösjuka sjömän").get("a") == "1"


def test_the_cost_of_a_guess_is_the_measured_one(tmp_path: Path) -> None:
    make_vault(tmp_path, PASSPHRASE)
    header = json.loads((tmp_path / vault.FILE_NAME).read_text())
    assert header["argon2id"] == {"memory_kib": 65536, "time": 3, "parallel": 4}


def test_a_wrong_passphrase_is_told_and_changes_nothing(tmp_path: Path) -> None:
    make_vault(tmp_path, PASSPHRASE, QUICK)
    before = (tmp_path / vault.FILE_NAME).read_bytes()
    with pytest.raises(UserFacingError, match="does not fit"):
        open_vault(tmp_path, PASSPHRASE + "!")
    assert (tmp_path / vault.FILE_NAME).read_bytes() == before


def test_a_short_passphrase_makes_no_vault(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="shorter"):
        make_vault(tmp_path, "1234567", QUICK)
    assert list(tmp_path.iterdir()) == []


def test_a_vault_is_never_made_over_another(tmp_path: Path) -> None:
    make_vault(tmp_path, PASSPHRASE, QUICK).put("a", "1")
    with pytest.raises(UserFacingError, match="another Homeport"):
        make_vault(tmp_path, PASSPHRASE, QUICK)
    assert open_vault(tmp_path, PASSPHRASE).get("a") == "1"


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 1 << 30, "time": 3, "parallel": 4},
        {"memory_kib": 8, "time": 3, "parallel": 1},
        {"memory_kib": 65536, "time": 4_000_000_000, "parallel": 4},
        {"memory_kib": 65536, "time": 0, "parallel": 4},
        {"memory_kib": 65536, "time": 3, "parallel": 200},
        {"memory_kib": 65536, "time": 3, "parallel": True},
        {"memory_kib": 65536, "time": 3, "parallel": 4, "more": 1},
        {"memory_kib": "65536", "time": 3, "parallel": 4},
    ],
)
def test_a_file_cannot_ask_for_an_absurd_derivation(tmp_path: Path, cost: dict[str, object]) -> None:
    make_vault(tmp_path, PASSPHRASE, QUICK)
    _change(tmp_path / vault.FILE_NAME, argon2id=cost)
    with pytest.raises(UserFacingError, match="damaged"):
        open_vault(tmp_path, PASSPHRASE)


def test_a_changed_header_does_not_open(tmp_path: Path) -> None:
    make_vault(tmp_path, PASSPHRASE, QUICK)
    _change(tmp_path / vault.FILE_NAME, argon2id={"memory_kib": 19456, "time": 2, "parallel": 1})
    with pytest.raises(UserFacingError, match="does not fit"):
        open_vault(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b"null", b"[" * 100_000, b"x" * (2 << 20)])
def test_a_file_that_is_no_vault_is_told_and_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / vault.FILE_NAME).write_bytes(content)
    with pytest.raises(UserFacingError, match="damaged"):
        open_vault(tmp_path, PASSPHRASE)
    assert (tmp_path / vault.FILE_NAME).read_bytes() == content


def test_a_later_layout_is_not_guessed_at(tmp_path: Path) -> None:
    make_vault(tmp_path, PASSPHRASE, QUICK)
    _change(tmp_path / vault.FILE_NAME, homeport_vault=2)
    with pytest.raises(UserFacingError, match="another version"):
        open_vault(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("part", ["wrapped_key", "secrets"])
def test_every_changed_byte_is_found_when_it_is_opened(tmp_path: Path, part: str) -> None:
    make_vault(tmp_path, PASSPHRASE, QUICK).put("a", "1")
    file = tmp_path / vault.FILE_NAME
    sealed = bytearray.fromhex(json.loads(file.read_text())[part])
    sealed[len(sealed) // 2] ^= 1
    _change(file, **{part: sealed.hex()})
    with pytest.raises(UserFacingError):
        open_vault(tmp_path, PASSPHRASE)


def test_a_vault_that_vanished_is_an_error_not_an_empty_one(tmp_path: Path) -> None:
    opened = make_vault(tmp_path, PASSPHRASE, QUICK)
    (tmp_path / vault.FILE_NAME).unlink()
    with pytest.raises(UserFacingError, match="cannot be read"):
        opened.get("a")
    with pytest.raises(UserFacingError):
        opened.put("a", "1")


def test_two_open_vaults_do_not_lose_each_others_secrets(tmp_path: Path) -> None:
    first = make_vault(tmp_path, PASSPHRASE, QUICK)
    second = open_vault(tmp_path, PASSPHRASE)
    first.put("a", "1")
    second.put("b", "2")
    first.put("c", "3")
    assert [second.get(name) for name in "abc"] == ["1", "2", "3"]


_FULL_DISK = """
import resource, sys
from pathlib import Path
from homeport.adapters.secrets.vault import open_vault
from homeport.domain.errors import UserFacingError
opened = open_vault(Path(sys.argv[1]), sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
try:
    opened.put("big", "x" * 5000)
except UserFacingError as error:
    print(error.title)
print(opened.get("a"))
"""


def test_a_full_disk_keeps_the_old_vault_whole(tmp_path: Path) -> None:
    make_vault(tmp_path, PASSPHRASE, QUICK).put("a", "old")
    child = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(tmp_path), PASSPHRASE],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
    )
    title, held = child.stdout.splitlines()
    assert "could not be written" in title
    assert held == "old"
    assert open_vault(tmp_path, PASSPHRASE).get("a") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secrets.vault", "secrets.vault.lock"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 600
