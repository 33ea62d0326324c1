"""The schema's steps: they make what the tables say, upgrade behind a backup, and fail without a trace."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlmodel import SQLModel

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.cipher import connect, engine_for
from homeport.adapters.store.migrations import MIGRATIONS, Migration, pending
from homeport.adapters.store.opening import RECORD_KEY
from homeport.adapters.store.record import FILE_NAME, open_record
from homeport.domain.errors import UserFacingError

pytestmark = pytest.mark.anyio


def _add_colour(connection: Connection, at: str) -> None:
    connection.exec_driver_sql("ALTER TABLE task ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'")


def _fail_late(connection: Connection, at: str) -> None:
    _add_colour(connection, at)
    connection.exec_driver_sql("DELETE FROM task")
    raise UserFacingError("The step failed.", "Nothing.")


COLOUR = Migration("9001 colour", _add_colour)
FAILING = Migration("9002 failing", _fail_late)
STEPS = [step.name for step in MIGRATIONS]
SEARCH_TABLES = {"search", "search_config", "search_content", "search_data", "search_idx"}


def _engine(path: Path, secrets: KeptSecrets) -> Engine:
    return engine_for(path, bytes.fromhex(secrets.get(RECORD_KEY) or ""))


def _names(path: Path, secrets: KeptSecrets) -> list[str]:
    connection = connect(path, bytes.fromhex(secrets.get(RECORD_KEY) or ""))
    names = [str(name) for (name,) in connection.execute("SELECT name FROM migration ORDER BY name")]
    connection.close()
    return names


async def test_the_steps_make_exactly_the_tables_that_are_mapped(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await open_record(path, secrets, StillClock()).close()
    engine = _engine(path, secrets)
    with engine.connect() as connection:
        found = inspect(connection)
        mapped = SQLModel.metadata.tables
        assert set(found.get_table_names()) - SEARCH_TABLES == {*mapped, "migration"}
        kinds = {"VARCHAR": "TEXT", "INTEGER": "INTEGER", "BLOB": "BLOB", "FLOAT": "REAL"}
        dialect = sqlite_dialect.dialect()
        for name, table in mapped.items():
            stored = {column["name"]: column for column in found.get_columns(name)}
            assert set(stored) == set(table.columns.keys()), name
            for column in table.columns:
                actual = stored[column.name]["type"].compile(dialect=dialect)
                assert actual == kinds[column.type.compile(dialect=dialect)], (name, column.name)
                assert stored[column.name]["nullable"] == column.nullable, (name, column.name)
            keys = {(tuple(k["constrained_columns"]), k["referred_table"]) for k in found.get_foreign_keys(name)}
            wanted = {((k.parent.name,), k.column.table.name) for k in table.foreign_keys}
            assert keys == wanted, name
    engine.dispose()


async def test_every_table_with_content_has_a_workspace() -> None:
    without = {name for name, table in SQLModel.metadata.tables.items() if "workspace" not in table.columns}
    assert without == {"workspace", "run", "meta", "deletion"}


async def test_an_existing_record_is_upgraded_behind_an_encrypted_backup(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await record.save_task(sample_task())
    await record.close()

    upgraded = open_record(path, secrets, StillClock(), migrations=(*MIGRATIONS, COLOUR))
    assert await upgraded.record("t1") is not None
    await upgraded.close()

    assert _names(path, secrets) == [*STEPS, "9001 colour"]
    kept = tmp_path / f"{FILE_NAME}.before-9001"
    assert _names(kept, secrets) == STEPS
    with contextlib.closing(sqlite3.connect(kept)) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM task")
    assert kept.stat().st_mode & 0o777 == 0o600


async def test_a_record_that_is_up_to_date_is_not_copied(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    for _ in range(2):
        await open_record(path, secrets, StillClock(), migrations=(*MIGRATIONS, COLOUR)).close()
    assert [file.name for file in tmp_path.iterdir() if "before" in file.name] == []


async def test_a_step_that_fails_leaves_the_record_as_it_was(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    record = open_record(path, secrets, StillClock())
    await record.save_task(sample_task())
    await record.close()

    for _ in range(2):
        with pytest.raises(UserFacingError, match="The step failed"):
            open_record(path, secrets, StillClock(), migrations=(*MIGRATIONS, FAILING))

    assert _names(path, secrets) == STEPS
    again = open_record(path, secrets, StillClock())
    assert await again.record("t1") is not None
    await again.close()


async def test_steps_have_names_in_order() -> None:
    names = [step.name for step in MIGRATIONS]
    assert names == sorted(names)
    assert len({name.split()[0] for name in names}) == len(names)


async def test_nothing_is_pending_in_a_fresh_record(tmp_path: Path) -> None:
    secrets, path = KeptSecrets(), tmp_path / FILE_NAME
    await open_record(path, secrets, StillClock()).close()
    engine = _engine(path, secrets)
    with engine.connect() as connection:
        assert pending(connection, MIGRATIONS) == ()
        assert pending(connection, (*MIGRATIONS, COLOUR)) == (COLOUR,)
    engine.dispose()
