"""The keyring against a real gnome-keyring in a private D-Bus session."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")

_CHILD = """
import os, sys
from pathlib import Path
from homeport.adapters.secrets.open import open_secrets

folder = Path(sys.argv[1])
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

def nobody(new):
    raise AssertionError("asked for a passphrase although there is a keyring")

secrets = open_secrets(nobody, folder)
print("where", secrets.where, secrets.lasting)
print("none", secrets.get("eu-mistral"))
secrets.put("eu-mistral", "sk-hemlig-å")
secrets.put("eu-mistral", "sk-ny")
again = open_secrets(nobody, folder)
print("kept", again.get("eu-mistral"))
other = open_secrets(nobody, folder / "other")
print("apart", other.get("eu-mistral"))
again.delete("eu-mistral")
again.delete("eu-mistral")
print("gone", secrets.get("eu-mistral"))

import keyring
print("default", type(keyring.get_keyring()).__module__)

secrets._backend.set_password = lambda service, name, value: None
try:
    secrets.put("lost", "1")
except Exception as error:
    print("lost", type(error).__name__, error)
"""

_RECORD = """
import asyncio, sys
from pathlib import Path
from homeport.adapters.secrets.open import open_secrets
from homeport.adapters.store.record import open_record
from homeport.adapters.system.clock import SystemClock
from homeport.domain.ledger import LedgerKind

folder = Path(sys.argv[1])

async def main():
    for _ in range(2):
        record = open_record(folder / "record.db", open_secrets(None, folder), SystemClock())
        await record.append(LedgerKind.SEND_INTENDED, {})
        verdict = await record.verify()
        await record.close()
    print(verdict.entries, verdict.broken_at, verdict.anchor_missing, record.head_not_kept)

asyncio.run(main())
"""


def _in_private_session(folder: Path, code: str, *, unlocked: bool = True) -> str:
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"NOT SHOWN: keyring; missing programs: {', '.join(missing)} (apt: gnome-keyring dbus)")
    home, runtime = folder / "home", folder / "runtime"
    home.mkdir(mode=0o700)
    runtime.mkdir(mode=0o700)
    start = "printf 'test-pass' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; " * unlocked
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "XDG_", "GNOME_"))
    }
    done = subprocess.run(
        [
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            f'{start}exec "$@"',
            "sh",
            sys.executable,
            "-c",
            code,
            folder / "data",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment
        | {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.keyring
def test_secrets_are_kept_in_the_secret_service_and_each_folder_has_its_own(tmp_path: Path) -> None:
    lines = _in_private_session(tmp_path, _CHILD).splitlines()
    assert lines == [
        "where the system keyring (Secret Service) True",
        "none None",
        "kept sk-ny",
        "apart None",
        "gone None",
        "default keyring.backends.SecretService",
        "lost UserFacingError A secret in the system keyring (Secret Service) did not keep what was written."
        " Unlock the keyring of your desktop session, then try again.",
    ]
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"sk-" not in stored


@pytest.mark.keyring
def test_the_record_opens_twice_with_its_key_in_the_keyring(tmp_path: Path) -> None:
    assert _in_private_session(tmp_path, _RECORD).strip() == "4 None False None"


@pytest.mark.keyring
def test_a_keyring_service_that_nobody_started_is_no_keyring(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from homeport.adapters.secrets.open import open_secrets; "
    code += "print(open_secrets(None, Path(sys.argv[1])).where)"
    assert _in_private_session(tmp_path, code, unlocked=False).strip() == "memory, until this run ends"
