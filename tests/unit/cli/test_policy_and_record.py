"""`homeport policy` where it reads what really was decided, and where it writes: replay, copies, examples."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.record_samples import CANARY, sample_label, sample_task
from fakes.settings_program import SettingsBootstrap
from homeport.cli.exits import Exit
from homeport.cli.main import parse
from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserFacingError
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.policy.decide import decide

pytestmark = pytest.mark.anyio

FACTS = {
    "sensitivity": "internal", "personal": "none", "task": "contract", "difficulty": "hard", "stakes": "normal",
    "latency": "interactive", "ceiling": "premium", "redaction": "none", "approval": "none",
}  # fmt: skip


class Home:
    """One person's folders and keys; each run of the program is a new one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._secrets = KeptSecrets()

    def program(self) -> SettingsBootstrap:
        program = SettingsBootstrap(self.folder)
        program.__dict__["secrets"] = self._secrets
        return program


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def homeport(home: Home, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    async def run(*arguments: str) -> tuple[int, str]:
        command, args = parse(["policy", *arguments])
        out = io.StringIO()
        async with home.program() as program:
            code = await command.run(args, program, Terminal(out=out, err=io.StringIO()))
        return code, out.getvalue() + capsys.readouterr().out

    return run


@pytest.fixture
async def decided(home: Home) -> Path:
    """One task was decided under the default policy, a minute ago as far as the record knows."""
    async with home.program() as program:
        program.save_settings(program.settings)
        await program.store.save_task(sample_task())
        facts = Facts(tuple(Fact(n, v, FactSource.DEFAULT, f"because of {CANARY}") for n, v in FACTS.items()))
        await program.store.save_label("t1", sample_label(), facts)
        await program.store.save_decision("t1", decide(program.policy.policy, FACTS))
    return home.folder


@pytest.fixture
async def kept(decided: Path, home: Home) -> str:
    async with home.program() as program:
        copies = program.policy_copies
        return copies.save(copies.open("two-lanes", lambda name: f"{name}, mine")).copy.ref


async def test_real_decisions_are_decided_again_without_a_word_of_the_task(decided, homeport):
    code, told = await homeport("diff", "two-lanes", "nordics", "--replay", "--most", "0")
    assert code == Exit.DONE
    assert "Of 1 decisions 0 would have started elsewhere, and 1 more" in " ".join(told.split())
    assert "task t1" in told
    assert (
        "opens: device (R1), may come to premium, review before use → device (R5), may come to private, eu"
        in " ".join(told.split())
    )
    assert CANARY not in told
    code, told = await homeport("diff", "nordics", "--replay", "--json", "--most", "0")
    lines = [json.loads(line) for line in told.splitlines()]
    (one,) = [line for line in lines if line["type"] == "replay"]
    assert (one["decisions"], one["otherwise"], one["other_policy"]) == (1, 1, 0)
    (moved,) = [line for line in lines if line["type"] == "replayed"]
    assert (moved["task_id"], moved["elsewhere"], moved["opening"]) == ("t1", False, True)
    assert moved["before"]["reaches"] == ["device", "premium"]
    assert "private" in moved["after"]["reaches"]
    assert CANARY not in told


async def test_days_without_a_decision_are_said(decided, homeport):
    _, told = await homeport("diff", "two-lanes", "nordics", "--replay", "--days", "-1", "--most", "0")
    assert "No decision was made in that time." in told


async def test_a_copy_is_saved_under_its_own_name_and_never_twice_in_one_place(homeport, tmp_path):
    code, told = await homeport("copy", "two-lanes", "Our lanes")
    assert code == Exit.DONE
    path = tmp_path / "config" / "policies" / "our-lanes.toml"
    assert str(path) in told.replace("\n", "")
    assert 'name    = "Our lanes"' in path.read_text("utf-8")
    code, told = await homeport("copy", "two-lanes", "Our lanes", "--json")
    assert json.loads(told)["path"] == str(path.with_name("our-lanes-2.toml"))
    code, told = await homeport("copy", "nordics", "--json")
    assert "(copy)" in Path(json.loads(told)["path"]).read_text("utf-8")


async def test_a_real_decision_becomes_an_example_of_facts_alone(decided, homeport, kept):
    code, told = await homeport("example", "t1", "--expect", "first=device", "--in", kept)
    assert code == Exit.DONE
    assert "The rules keep it." in told
    cases = Path(kept).with_name(Path(kept).stem + ".cases.toml").read_text("utf-8")
    assert 'expect = { first = "device" }' in cases
    assert CANARY not in cases + told
    code, told = await homeport("example", "t1", "--expect", "stays", "--in", kept)
    assert code == Exit.FAILED
    assert "refused until they do" in told
    assert "File of cases: Line" in told
    assert "Example 2" in told
    code, told = await homeport("check", kept)
    assert code == Exit.FAILED


async def test_the_chosen_copy_takes_the_example_when_none_is_named(decided, homeport, kept):
    settings = decided / "config" / "settings.toml"
    settings.write_text(settings.read_text().replace('policy = "two-lanes"', f"policy = {json.dumps(kept)}"))
    code, told = await homeport("example", "t1", "--expect", "review=H1", "--json")
    line = json.loads(told.splitlines()[0])
    assert (line["type"], line["path"], line["accepted"]) == ("example_added", kept, False)
    assert code == Exit.FAILED


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (("t1", "--expect", "stays"), "two-lanes is no copy of your own"),
        (("t1",), "What should have come of it"),
        (("t1", "--expect", "waits"), "No policy could keep that"),
        (("t1", "--expect", "first=moon"), "no lane moon"),
        (("t1", "--expect", "review=H9"), "no rule of review H9"),
        (("t9", "--expect", "stays"), "no decided task t9"),
    ],
)
async def test_what_cannot_be_an_example_is_said(decided, homeport, kept, arguments, title):
    chosen = () if "no copy" in title else ("--in", kept)
    with pytest.raises(UserFacingError, match=title):
        await homeport("example", *arguments, *chosen)
    assert not Path(kept).with_name(Path(kept).stem + ".cases.toml").exists()


async def test_a_copy_of_a_refused_policy_is_not_saved(homeport, tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("name = 'x'\n")
    with pytest.raises(UserFacingError, match="not proved"):
        await homeport("copy", str(broken))
    assert not (tmp_path / "config" / "policies").exists()
