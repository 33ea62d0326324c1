"""One record of a million messages for all that is measured in one process: making it is what takes long."""

import atexit
import functools
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from fakes.big_record import make_big_record
from fakes.kept_secrets import KeptSecrets
from homeport.adapters.secrets.vault import make_vault
from homeport.adapters.store.anchors import KEPT_HEAD, SIGNING_KEY
from homeport.adapters.store.opening import RECORD_KEY
from homeport.adapters.store.record import FILE_NAME

TASKS, DRAFTS_EACH, ENTRIES = 200_000, 5, 1_000_000
"""With one instruction each: 1,200,000 messages."""

MOST_SECONDS = 240
"""For making it, which takes about 80 s of a processor. It fails then, and holds up nothing for longer."""


@dataclass(frozen=True)
class SharedRecord:
    """A record that nobody has open; `secrets` follow what is written to it."""

    path: Path
    secrets: KeptSecrets
    seconds: float  # it took to make

    def copy_to(self, data: Path, passphrase: str) -> None:
        """Make a copy the record of a profile that has none, under a vault with this passphrase."""
        data.mkdir(parents=True, mode=0o700)
        vault = make_vault(data, passphrase)
        for name in (RECORD_KEY, SIGNING_KEY, KEPT_HEAD):
            if (value := self.secrets.get(name)) is not None:
                vault.put(name, value)
        shutil.copy2(self.path, data / FILE_NAME)


@functools.cache
def shared_record() -> SharedRecord:
    """The record; made at the first call, gone with the process."""
    folder = Path(tempfile.mkdtemp(prefix="homeport-record-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path, secrets = folder / FILE_NAME, KeptSecrets()
    began = time.perf_counter()
    make_big_record(path, secrets, tasks=TASKS, drafts_each=DRAFTS_EACH, entries=ENTRIES, timeout=MOST_SECONDS)
    return SharedRecord(path, secrets, time.perf_counter() - began)
