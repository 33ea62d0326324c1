from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, open_record
from homeport.domain.errors import UserFacingError
from homeport.domain.saved_instruction import SavedInstruction
from homeport.services.saved_instructions import SavedInstructions

pytestmark = pytest.mark.anyio

AT = "2026-01-02T03:04:05Z"


@pytest.fixture
async def saved(tmp_path: Path) -> AsyncIterator[SavedInstructions]:
    record = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    ids = count(1)
    yield SavedInstructions(record, StillClock(), lambda: f"i{next(ids)}")
    await record.close()


async def test_saved_listed_renamed_changed_and_deleted(saved: SavedInstructions) -> None:
    assert await saved.list() == ()
    b = await saved.save("  brev  till\nkund ", "Skriv till {{name}} \ud800")
    assert b == SavedInstruction("i1", "brev till kund", "Skriv till {{name}} \ud800", AT)
    a = await saved.save("Avtal", "Granska")
    assert await saved.list() == (a, b)
    a = await saved.change("i2", "Granska noga")
    a = await saved.rename("i2", "Zonplan")
    assert await saved.list() == (b, SavedInstruction("i2", "Zonplan", "Granska noga", AT))
    await saved.delete("i1")
    assert await saved.list() == (a,)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("", "x", "needs a name"),
        (" \n", "x", "needs a name"),
        ("n" * 81, "x", "more than 80"),
        ("n", " \n", "is empty"),
        ("taken", "x", "“taken” already"),
    ],
)
async def test_what_cannot_be_saved_is_told_and_nothing_lost(
    saved: SavedInstructions, name: str, text: str, words: str
) -> None:
    kept = await saved.save("taken", "first")
    with pytest.raises(UserFacingError, match=words):
        await saved.save(name, text)
    assert await saved.list() == (kept,)


async def test_the_same_name_may_be_given_to_the_same_one(saved: SavedInstructions) -> None:
    kept = await saved.save("name", "text")
    assert await saved.rename(kept.id, "name") == kept
    other = await saved.save("other", "text")
    with pytest.raises(UserFacingError, match="already"):
        await saved.rename(other.id, "name")


async def test_one_that_is_gone_is_told(saved: SavedInstructions) -> None:
    for work in (saved.change("i9", "x"), saved.rename("i9", "x"), saved.delete("i9")):
        with pytest.raises(UserFacingError, match="is gone"):
            await work
