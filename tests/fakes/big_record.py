"""A record of any size, written in bulk: tasks in threads with drafts, and a ledger that verifies.

The rows are those that the program writes; only the way there is shorter. It is done in a process of its own that
never switches on SQLCipher's memory protection: that is one switch for a whole process, and slow for so many rows.
"""

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from fakes.kept_secrets import KeptSecrets
from fakes.python_child import output_of
from fakes.record_samples import sample_draft, sample_label, sample_task
from homeport.adapters.store.anchors import KEPT_HEAD, SIGNING_KEY, Anchors, Head
from homeport.adapters.store.json_values import dump
from homeport.adapters.store.opening import RECORD_KEY
from homeport.domain.draft import DraftEnd
from homeport.domain.ledger import GENESIS, canonical, entry_hash
from homeport.domain.title import title_of
from homeport.ports.secrets import Secrets

AT = "2026-01-02T03:04:05Z"
KEY_NAMES = (RECORD_KEY, SIGNING_KEY)

VERSIONS = 10
"""Tasks of one thread."""

RARE = "sällsyntord"
"""Stands in the instruction of the oldest task only."""

_SYLLABLES = (
    "ka",
    "te",
    "nor",
    "ri",
    "al",
    "om",
    "ver",
    "con",
    "tra",
    "st",
    "pro",
    "de",
    "ing",
    "an",
    "ö",
    "å",
    "lig",
)
_VOCABULARY = 30_000


def make_big_record(
    path: Path, secrets: Secrets, *, tasks: int, drafts_each: int = 5, entries: int = 0, timeout: float = 300
) -> None:
    """Make a record at `path`; its keys are put into `secrets`.

    `tasks` have `drafts_each` drafts of a dozen words, one document and one label each.
    `entries` are ledger lines, every thousandth of them a send.
    """
    for name in KEY_NAMES:
        if secrets.get(name) is None:
            secrets.put(name, random.Random(name).randbytes(32).hex())
    given = [secrets.get(name) or "" for name in KEY_NAMES]
    output_of(_MAKE, path, *given, timeout=timeout)
    told = output_of(_FILL, path, *given, tasks, drafts_each, entries, timeout=timeout)
    if entries:
        secrets.put(KEPT_HEAD, told)


_MAKE = """
import asyncio, sys
from pathlib import Path
from fakes.big_record import with_keys
from fakes.still_clock import StillClock
from homeport.adapters.store.record import open_record
asyncio.run(open_record(Path(sys.argv[1]), with_keys(*sys.argv[2:]), StillClock()).close())
"""

_FILL = """
import sys
from pathlib import Path
from fakes.big_record import fill, with_keys
path, key, signing, *sizes = sys.argv[1:]
print(fill(Path(path), with_keys(key, signing), *map(int, sizes)), end="")
"""


def with_keys(key: str, signing: str) -> KeptSecrets:
    """In a child: the secrets of the parent."""
    secrets = KeptSecrets()
    for name, value in zip(KEY_NAMES, (key, signing), strict=True):
        secrets.put(name, value)
    return secrets


def fill(path: Path, secrets: Secrets, tasks: int, drafts_each: int, entries: int) -> str:
    """In a child: fill an empty record; the head to be kept in Secrets."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{secrets.get(RECORD_KEY)}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    connection.execute("BEGIN")
    _add_tasks(connection, tasks, drafts_each)
    head = _add_entries(connection, secrets, tasks, entries) if entries else None
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return json.dumps({"seq": head.seq, "hash": head.hash, "at": head.at}) if head else ""


def _add_tasks(connection: Any, tasks: int, drafts_each: int) -> None:
    words = _Words()
    instructions = [words(12) for _ in range(tasks)]
    if tasks:
        instructions[0] += f" {RARE}"
    task_json = json.loads(dump(replace(sample_task(), instruction="")))
    draft_json = dump(replace(sample_draft(), text="", thinking="", end=DraftEnd.WHOLE, logprobs=()))
    label_json = dump(sample_label())
    connection.execute("INSERT INTO run VALUES ('big', ?)", (AT,))

    def thread(n: int) -> str:
        return f"t{n - (n - 1) % VERSIONS}"

    connection.executemany(
        "INSERT INTO task "
        "(n, id, workspace, instruction, created, task, state, run, thread, title, ended, newest) "
        "VALUES (?, ?, 'default', ?, ?, ?, 'done', 'big', ?, ?, 1, ?)",
        (
            (
                n,
                f"t{n}",
                instructions[n - 1].encode(),
                AT,
                json.dumps(task_json | {"id": f"t{n}", "thread": thread(n) if thread(n) != f"t{n}" else ""}),
                thread(n),
                title_of(instructions[n - 1]).encode(),
                int(n % VERSIONS == 0 or n == tasks),
            )
            for n in range(1, tasks + 1)
        ),
    )
    answers: list[str] = []
    head, rest = draft_json.split("d1", 1)
    middle, tail = rest.split("t1", 1)

    def drafts() -> Iterator[tuple[object, ...]]:
        for n in range(1, tasks + 1):
            texts = [words(12) for _ in range(drafts_each)]
            answers.append("\n\n".join(texts))
            for turn, text in enumerate(texts):
                name = f"d{n}-{turn}"
                yield name, f"t{n}", AT, text.encode(), f"{head}{name}{middle}t{n}{tail}"

    connection.executemany(
        'INSERT INTO draft (id, task_id, workspace, saved_at, lane, "end", text, thinking, draft) '
        "VALUES (?, ?, 'default', ?, 'device', 'whole', ?, x'', ?)",
        drafts(),
    )
    connection.executemany(
        "INSERT INTO document (task_id, workspace, name, sha256, size, media_type, label) "
        "VALUES (?, 'default', ?, ?, 1, 'text/plain', ?)",
        ((f"t{n}", f"bilaga {n}.docx".encode(), "ab" * 32, label_json) for n in range(1, tasks + 1)),
    )
    connection.executemany(
        "INSERT INTO task_label (task_id, workspace, at, data_class, label, facts) "
        "VALUES (?, 'default', ?, 'internal', ?, '{\"given\":[]}')",
        ((f"t{n}", AT, label_json) for n in range(1, tasks + 1)),
    )
    connection.execute(
        "INSERT INTO speed (draft_id, task_id, workspace, endpoint_id, model, speed) "
        "SELECT id, task_id, workspace, 'built-in', 'smol', json_extract(draft, '$.speed') FROM draft "
        "ORDER BY n DESC LIMIT 1000"
    )
    connection.executemany(
        "INSERT INTO search (rowid, instruction, answer, documents) VALUES (?, ?, ?, ?)",
        ((-n, instructions[n - 1], answers[n - 1], f"bilaga {n}.docx") for n in range(tasks, 0, -1)),
    )


def _add_entries(connection: Any, secrets: Secrets, tasks: int, entries: int) -> Head:
    previous = GENESIS
    rows: list[tuple[object, ...]] = []
    sends: list[tuple[object, ...]] = []

    def add(seq: int, kind: str, task_id: str, fields: dict[str, Any]) -> None:
        nonlocal previous
        digest = entry_hash(previous, seq, AT, kind, "default", task_id, fields)
        rows.append((seq, AT, kind, "default", task_id, canonical(fields).decode(), previous, digest))
        previous = digest

    for seq in range(1, entries):
        task_id = f"t{seq * max(tasks, 1) // entries + 1}"
        if seq % 1000 == 0:
            add(seq, "send_intended", task_id, {"recipient": "Exempel", "confirmation": f"c{seq}"})
            sends.append((seq, AT, "default", task_id, "Exempel", 0.01, "EUR"))
        else:
            add(seq, "task_event", task_id, {"event": "Confirmed", "confirmation_id": f"c{seq + 1}", "lane": "eu"})
    anchor = Anchors(secrets).fields(Head(entries - 1, previous, AT))
    add(entries, "anchor", "", dict(anchor))
    connection.executemany(
        "INSERT INTO ledger_entry (seq, at, kind, workspace, task_id, fields, previous, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    connection.executemany(
        "INSERT INTO sent (seq, at, workspace, task_id, recipient, outcome, highest_price, currency) "
        "VALUES (?, ?, ?, ?, ?, 'finished', ?, ?)",
        sends,
    )
    return Head(entries, previous, AT)


class _Words:
    """Runs of words that come as often as words of a language do (Zipf)."""

    def __init__(self) -> None:
        chance = random.Random(20260102)
        known = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(_VOCABULARY)]
        weights = list(itertools.accumulate(1 / (n + 1) for n in range(_VOCABULARY)))
        self._pool: Sequence[str] = chance.choices(known, cum_weights=weights, k=500_000)
        self._chance = chance

    def __call__(self, count: int) -> str:
        start = self._chance.randrange(len(self._pool) - count)
        return " ".join(self._pool[start : start + count])
