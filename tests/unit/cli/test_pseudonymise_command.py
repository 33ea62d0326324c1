"""`homeport pseudonymise` and `restore`: real detectors, real keys, files of this person only."""

import argparse
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.task_bench import TextReader
from homeport.adapters.secrets.memory import MemorySecrets
from homeport.adapters.secrets.vault import Argon2, make_vault, open_vault
from homeport.cli.main import COMMANDS
from homeport.cli.pseudonymise import COMMAND, RESTORE
from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserFacingError
from homeport.labelling.names import NameTagger
from homeport.ports.secrets import Secrets
from homeport.services.open_documents import OpenDocuments
from homeport.services.program import Program

pytestmark = pytest.mark.anyio

T = TypeVar("T")

LETTER = (
    "Personnummer: 121212-1212\nKonto: SE45 5000 0000 0583 9825 7466\n"
    "Skriv till kim.test@example.org senast 2024-03-01 "
    "avgiften är 500 kr.\nÅterigen 121212 1212 och KIM.TEST@example.org\n"
)


async def here(function: Callable[[], T]) -> T:
    return function()


@dataclass
class Desk:
    folder: Path
    secrets: Secrets = field(default_factory=KeptSecrets)
    out: str = ""
    err: str = ""

    @property
    def names(self) -> NameTagger:
        return NameTagger(lambda _language: None)  # what the taggers find has tests of its own

    @property
    def open_documents(self) -> OpenDocuments:
        return OpenDocuments(TextReader(), here)

    async def run(self, name: str, *given: str) -> int:
        command = {"pseudonymise": COMMAND, "restore": RESTORE}[name]
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        out, err = io.StringIO(), io.StringIO()
        args = parser.parse_args(
            [g if g.startswith("-") or g in {"json", "plain"} else str(self.folder / g) for g in given]
        )
        code = await command.run(args, cast("Program", self), Terminal(out, err))
        self.out, self.err = out.getvalue(), err.getvalue()
        return code

    def file(self, name: str, text: str | None = None) -> str:
        path = self.folder / name
        if text is not None:
            path.write_bytes(text.encode())
        return path.read_bytes().decode()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.file("letter.txt", LETTER)
    return desk


async def test_there_and_back(desk: Desk) -> None:
    assert await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "out.txt") == 0
    outgoing = desk.file("out.txt")
    assert "1212" not in outgoing
    assert "5000" not in outgoing
    assert "example.org" not in outgoing.lower()
    told = " ".join(desk.out.split())
    assert (
        "5 names and numbers were replaced. People may still be recognisable from what remains, "
        "so this is still personal data." in told
    )
    assert "Still in it: 1 date, 1 amount, 0 places" in told
    assert await desk.run("restore", "out.txt", "--map", "m.map", "--out", "back.txt") == 0
    assert desk.file("back.txt") == LETTER
    assert "5 placeholders restored" in desk.out


async def test_the_map_is_for_this_person_and_shows_nothing(desk: Desk) -> None:
    await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "out.txt")
    for name in ("m.map", "out.txt"):
        assert os.name == "nt" or (desk.folder / name).stat().st_mode & 0o777 == 0o600
    held = desk.file("m.map")
    for value in ("121212", "example", "kim", "PERSON", "EMAIL"):
        assert value not in held
    assert sorted(p.name for p in desk.folder.iterdir()) == ["letter.txt", "m.map", "out.txt"]


async def test_one_map_goes_on_over_several_documents(desk: Desk) -> None:
    await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "one.txt")
    desk.file("next.txt", "Ring +46 70 174 06 05 eller skriv kim.test@example.org\n")
    await desk.run("pseudonymise", "next.txt", "--map", "m.map", "--out", "two.txt")
    nonce = desk.file("one.txt").split("[ID_1_")[1][:3]
    assert desk.file("two.txt") == f"Ring [PHONE_1_{nonce}] eller skriv [EMAIL_1_{nonce}]\n"
    await desk.run("restore", "one.txt", "--map", "m.map")
    assert desk.out == LETTER
    assert "1 of the map that did not come back: PHONE_1" in desk.err


async def test_without_a_lasting_place_for_keys_nothing_is_written(desk: Desk) -> None:
    desk.secrets = MemorySecrets()
    with pytest.raises(UserFacingError, match="its key would be lost, because keys are kept in memory"):
        await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "out.txt")
    assert [p.name for p in desk.folder.iterdir()] == ["letter.txt"]


async def test_a_vault_keeps_the_key(desk: Desk) -> None:
    (vault := desk.folder / "vault").mkdir()
    desk.secrets = make_vault(vault, "four unrelated words", Argon2(19456, 1, 1))
    await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "out.txt")
    desk.secrets = open_vault(vault, "four unrelated words")
    await desk.run("restore", "out.txt", "--map", "m.map")
    assert desk.out == LETTER


async def test_a_map_without_its_key_or_changed_opens_nothing(desk: Desk) -> None:
    await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "out.txt")
    kept = desk.secrets
    desk.secrets = KeptSecrets()
    with pytest.raises(UserFacingError, match="key of this map is not in"):
        await desk.run("restore", "out.txt", "--map", "m.map")
    desk.secrets = kept
    held = desk.file("m.map")
    place = held.index('"sealed"') + 60
    for bad in ("", "{}", held[:place] + ("0" if held[place] != "0" else "1") + held[place + 1 :]):
        desk.file("bad.map", bad)
        with pytest.raises(UserFacingError, match="not a map of Homeport, or it was changed"):
            await desk.run("restore", "out.txt", "--map", "bad.map")


async def test_an_erased_map_is_gone_with_all_its_copies(desk: Desk) -> None:
    await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "out.txt")
    desk.file("copy.map", desk.file("m.map"))
    assert await desk.run("restore", "--erase", "--map", "m.map") == 0
    assert not (desk.folder / "m.map").exists()
    with pytest.raises(UserFacingError, match="its key was erased"):
        await desk.run("restore", "out.txt", "--map", "copy.map")


async def test_nothing_that_is_there_is_overwritten(desk: Desk) -> None:
    desk.file("out.txt", "mine")
    with pytest.raises(UserFacingError, match="already there"):
        await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "out.txt")
    assert desk.file("out.txt") == "mine"
    assert not (desk.folder / "m.map").exists()
    desk.file("notes.map", "my notes")
    with pytest.raises(UserFacingError, match="not a map"):
        await desk.run("pseudonymise", "letter.txt", "--map", "notes.map")
    assert desk.file("notes.map") == "my notes"


async def test_a_text_with_something_left_is_refused(desk: Desk) -> None:
    rows = "".join(f"Kim Test {i};Testgatan {i};12345\n" for i in range(1, 6))
    desk.file("table.csv", f"namn;adress;postnummer\n{rows}")
    with pytest.raises(UserFacingError, match=r"still something identifying in it \(1 CONTACT_DATA\)"):
        await desk.run("pseudonymise", "table.csv", "--map", "m.map", "--out", "out.txt")
    assert sorted(p.name for p in desk.folder.iterdir()) == ["letter.txt", "table.csv"]


async def test_a_text_with_placeholders_of_the_map_is_refused(desk: Desk) -> None:
    await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "out.txt")
    held = desk.file("m.map")
    with pytest.raises(UserFacingError, match="5 placeholders of this map"):
        await desk.run("pseudonymise", "out.txt", "--map", "m.map", "--out", "again.txt")
    assert desk.file("m.map") == held


async def test_unknown_and_mangled_placeholders_are_reported(desk: Desk) -> None:
    await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--out", "out.txt")
    nonce = desk.file("out.txt").split("[ID_1_")[1][:3]
    desk.file("answer.txt", f"id_1_{nonce} and [ID_9_{nonce}] and EMAIL_1")
    assert await desk.run("restore", "answer.txt", "--map", "m.map", "--json") == 1
    (line,) = map(json.loads, desk.out.splitlines())
    assert line == {
        "type": "restored",
        "restored": 1,
        "unknown": [f"[ID_9_{nonce}]"],
        "mangled": ["EMAIL_1"],
        "missing": ["ACCOUNT_1", "EMAIL_1"] if "ACCOUNT_1" in desk.file("out.txt") else ["IBAN_1", "EMAIL_1"],
        "text": f"121212-1212 and [ID_9_{nonce}] and EMAIL_1",
    }


async def test_json_comes_back_as_json_but_what_was_sent_as_it_was(desk: Desk) -> None:
    source = '{"key": "password: \\"hunter22xK9z\\"", "mail": "kim.test@example.org"}'
    desk.file("a.json", source)
    await desk.run("pseudonymise", "a.json", "--map", "m.map", "--out", "out.json")
    await desk.run("restore", "out.json", "--map", "m.map")
    assert desk.out == source
    sent = desk.file("out.json")
    desk.file("answer.json", sent.replace('"key"', '"schlüssel"'))
    await desk.run("restore", "answer.json", "--map", "m.map")
    assert json.loads(desk.out)["mail"] == "kim.test@example.org"


async def test_json_lines_tell_places_and_counts(desk: Desk) -> None:
    await desk.run("pseudonymise", "letter.txt", "--map", "m.map", "--json")
    line: dict[str, Any] = json.loads(desk.out)
    assert line["type"] == "pseudonymised"
    first = line["replaced"][0]
    assert LETTER[first["start"] : first["end"]] == "121212-1212"
    assert line["text"][first["out_start"] : first["out_end"]].startswith("[ID_1_")
    assert line["still_in"] == {
        "dates": 1,
        "amounts": 1,
        "places": 0,
        "names_looked_for": line["still_in"]["names_looked_for"],
    }


async def test_what_cannot_be_used_is_said(desk: Desk) -> None:
    (desk.folder / "latin.txt").write_bytes(b"\xe5\xff")
    await desk.run("pseudonymise", "letter.txt", "--map", "m.map")
    with pytest.raises(UserFacingError, match="not a UTF-8 text"):
        await desk.run("restore", "latin.txt", "--map", "m.map")
    with pytest.raises(UserFacingError, match="cannot be read"):
        await desk.run("restore", "none.txt", "--map", "m.map")
    with pytest.raises(UserFacingError, match="Which text"):
        await desk.run("restore", "--map", "m.map")
    with pytest.raises(UserFacingError, match="could not be written"):
        await desk.run("pseudonymise", "letter.txt", "--map", "no/such/folder.map")


async def test_both_are_commands() -> None:
    assert {COMMAND, RESTORE} <= set(COMMANDS)
