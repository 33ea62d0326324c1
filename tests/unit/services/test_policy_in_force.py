"""Which policy decides: the chosen one, the last accepted one, or this device only; and what is said about it."""

import json
import tomllib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.broken_policies import EXAMPLE, SMALL
from fakes.kept_secrets import KeptSecrets
from fakes.settings_program import SettingsBootstrap
from fakes.still_clock import StillClock
from homeport.adapters.store.record import Record, open_record
from homeport.adapters.system.accepted_policies import FILES, AcceptedPolicyFiles
from homeport.domain.ledger import LedgerKind
from homeport.policy.device_only import DEVICE_ONLY
from homeport.policy.problem_sentences import problem_sentence
from homeport.ports.accepted_policies import AcceptedPolicy, NotKept, PolicyLayer
from homeport.services.policies import PolicyFiles
from homeport.services.policy_in_force import NONE_BEFORE, UNUSABLE_COPY, PolicyDesk, PolicyInForce, Standing
from homeport.services.policy_ledger import LedgerUnderPolicy

SHIPPED = Path(__file__).parents[3] / "resources" / "policies"
NARROWS = """
schema = 1
name = "Mine"
version = "3"
owner = "Me"
[[never]]
id = "U1"
say = "My contracts never go to anybody else."
when = { task = ["contract"] }
lanes = { managed = true }
"""
WIDENS = """
schema = 1
name = "Mine"
version = "4"
owner = "Me"
[[route]]
id = "U1"
say = "Everything starts on the premium lane."
lanes = ["premium"]
"""
BROKEN = SMALL.replace('[[route]]\nid = "R1"', '[[route]]\nidd = "R1"')


class Desk:
    """A `PolicyDesk` over real files, and the person who writes them."""

    def __init__(self, folder: Path, *, keeps: bool = True) -> None:
        folder.mkdir(exist_ok=True)
        self.ours, self.own, self.data = folder / "ours.toml", folder / "own-policy.toml", folder / "data"
        self.cases = folder / "ours.cases.toml"
        self.clock = StillClock("2026-11-23T09:00:00Z")
        self.kept = AcceptedPolicyFiles(self.data)
        self._desk = PolicyDesk(PolicyFiles(SHIPPED), self.kept if keeps else None, self.own, self.clock)

    def in_force(self, chosen: str = "") -> PolicyInForce:
        return self._desk.in_force(chosen or str(self.ours))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_accepted_file_decides_and_is_kept_to_the_byte(desk):
    desk.ours.write_text(SMALL)
    desk.cases.write_text(EXAMPLE)
    found = desk.in_force()
    assert found.chosen.standing is Standing.CHOSEN
    assert (found.chosen.came_from, found.chosen.since) == (str(desk.ours), "2026-11-23T09:00:00Z")
    assert (found.chosen.name, found.chosen.version) == (found.policy.name, found.policy.version)
    assert (found.says, found.notice, found.problems, found.own) == ((), (), (), None)
    kept = desk.kept.read(PolicyLayer.CHOSEN)
    assert kept == AcceptedPolicy(str(desk.ours), "2026-11-23T09:00:00Z", SMALL.encode(), EXAMPLE.encode())


def test_since_when_stays_while_the_bytes_do(desk):
    desk.ours.write_text(SMALL)
    desk.in_force()
    desk.clock.pass_seconds(60)
    written = (desk.data / FILES[PolicyLayer.CHOSEN]).stat().st_mtime_ns
    assert desk.in_force().chosen.since == "2026-11-23T09:00:00Z"
    assert (desk.data / FILES[PolicyLayer.CHOSEN]).stat().st_mtime_ns == written
    desk.ours.write_text(SMALL + "\n# a word more\n")
    assert desk.in_force().chosen.since == "2026-11-23T09:01:00Z"


def test_a_refused_file_leaves_the_last_accepted_one_in_force_and_says_so(desk):
    desk.ours.write_text(SMALL)
    desk.cases.write_text(EXAMPLE)
    good = desk.in_force().policy
    desk.clock.pass_seconds(60)
    desk.ours.write_text(BROKEN)
    found = desk.in_force()
    assert found.policy == good
    assert found.chosen.standing is Standing.LAST_ACCEPTED
    line = BROKEN.split("\n").index('idd = "R1"') + 1
    assert str(line) in found.chosen.refusal.lines
    assert found.says == (
        f"The policy {desk.ours} is refused (line {found.chosen.refusal.lines}).",
        f"The last accepted one stays in force: {good.name}, version {good.version}, since 2026-11-23 09:00 UTC.",
    )
    assert found.notice == (), "not everything stays on this computer"
    assert any(problem.line == line for problem in found.problems)
    desk.ours.write_text(SMALL)
    assert desk.in_force().says == ()


def test_a_broken_file_of_cases_is_named_by_its_own_lines(desk):
    desk.ours.write_text(SMALL)
    desk.in_force()
    desk.cases.write_text("[[example]]\nsay = 3\n")
    found = desk.in_force()
    assert found.chosen.standing is Standing.LAST_ACCEPTED
    assert ".cases.toml " in found.says[0]


def test_a_file_that_is_gone_leaves_the_last_accepted_one_in_force(desk):
    desk.ours.write_text(SMALL)
    good = desk.in_force().policy
    desk.ours.unlink()
    found = desk.in_force()
    assert (found.policy, found.chosen.standing) == (good, Standing.LAST_ACCEPTED)
    assert found.says[0].startswith(f"The policy {desk.ours} cannot be read")


def test_choosing_a_refused_file_leaves_the_policy_chosen_before(desk):
    two = desk.in_force("two-lanes").policy
    desk.ours.write_text(BROKEN)
    found = desk.in_force()
    assert found.policy == two
    assert found.chosen.came_from == "two-lanes"
    assert found.chosen.refusal.ref == str(desk.ours)


def test_with_nothing_accepted_before_everything_stays_here(desk):
    desk.ours.write_text(BROKEN)
    found = desk.in_force()
    assert found.policy == DEVICE_ONLY
    assert (found.chosen.standing, found.chosen.came_from) == (Standing.NONE, "")
    assert found.notice == found.says
    assert found.says[1:] == (NONE_BEFORE,)
    assert not desk.data.exists()


def test_a_changed_copy_counts_as_none_and_so_does_one_that_is_not_accepted_any_more(desk):
    desk.ours.write_text(SMALL)
    desk.in_force()
    desk.ours.write_text(BROKEN)
    path = desk.data / FILES[PolicyLayer.CHOSEN]
    path.write_text(path.read_text().replace("public", "Public"))
    found = desk.in_force()
    assert (found.policy, found.says[1:]) == (DEVICE_ONLY, (UNUSABLE_COPY,))
    desk.kept.keep(PolicyLayer.CHOSEN, AcceptedPolicy("x", "2026-01-01T00:00:00Z", BROKEN.encode()))
    found = desk.in_force()
    assert (found.policy, found.says[1:]) == (DEVICE_ONLY, (UNUSABLE_COPY,))


def test_a_refused_file_is_never_kept(desk):
    desk.ours.write_text(SMALL)
    desk.in_force()
    before = desk.kept.read(PolicyLayer.CHOSEN)
    desk.ours.write_text(BROKEN)
    desk.in_force()
    assert desk.kept.read(PolicyLayer.CHOSEN) == before


def test_a_policy_that_could_not_be_kept_decides_and_that_is_said(desk):
    desk.data.write_text("in the way")
    desk.ours.write_text(SMALL)
    found = desk.in_force()
    assert found.chosen.standing is Standing.CHOSEN
    assert found.says[0].startswith("The accepted policy could not be kept: ")


def test_a_demonstration_keeps_nothing(tmp_path):
    desk = Desk(tmp_path, keeps=False)
    assert desk.in_force("two-lanes").chosen.standing is Standing.CHOSEN
    desk.own.write_text(NARROWS)
    assert desk.in_force("two-lanes").own.standing is Standing.CHOSEN
    assert not desk.data.exists()
    desk.ours.write_text(BROKEN)
    assert desk.in_force().policy == DEVICE_ONLY


# ---- the own file


def test_an_own_file_narrows_the_chosen_policy(desk):
    desk.own.write_text(NARROWS)
    found = desk.in_force("two-lanes")
    alone = found.organisation
    assert alone.name == "Two lanes, one escalation rule"
    assert found.policy.name == f"{alone.name} + Mine"
    assert (found.own.standing, found.own.name, found.own.version) == (Standing.CHOSEN, "Mine", "3")
    assert [rule.id for rule in found.own_rules] == ["U1"]
    assert found.says == ()


def test_promises_that_nobody_wrote_are_no_own_rules(desk):
    desk.ours.write_text(SMALL)
    desk.own.write_text(NARROWS.replace("contract", "dev"))
    assert [rule.id for rule in desk.in_force().own_rules] == ["U1"]


def test_an_own_file_that_widens_is_refused_and_the_organisations_policy_decides_alone(desk):
    desk.own.write_text(WIDENS)
    found = desk.in_force("two-lanes")
    assert found.policy == found.organisation
    assert found.policy.name == "Two lanes, one escalation rule"
    assert (found.own.standing, found.own_rules) == (Standing.NONE, ())
    line = WIDENS.split("\n").index('lanes = ["premium"]') + 1
    (problem,) = found.problems
    assert problem.line == line
    assert "Rule U1" in problem_sentence(problem)
    assert found.says == (
        f"Your own policy file {desk.own} is refused (line {line}).",
        "Nothing of it counts: Two lanes, one escalation rule decides alone.",
    )
    assert found.notice == ()


def test_what_was_accepted_of_an_own_file_stays_in_force_when_it_is_broken(desk):
    desk.own.write_text(NARROWS)
    narrowed = desk.in_force("two-lanes").policy
    desk.own.write_text(WIDENS)
    found = desk.in_force("two-lanes")
    assert found.policy == narrowed
    assert found.own.standing is Standing.LAST_ACCEPTED
    assert found.says[1] == "What was accepted of it last stays in force, since 2026-11-23 09:00 UTC."


def test_taking_the_own_file_away_ends_it_for_good(desk):
    desk.own.write_text(NARROWS)
    desk.in_force("two-lanes")
    desk.own.unlink()
    assert desk.in_force("two-lanes").own is None
    assert desk.kept.read(PolicyLayer.OWN) is NotKept.NONE
    desk.own.write_text(WIDENS)
    assert desk.in_force("two-lanes").own.standing is Standing.NONE


def test_a_copy_of_the_own_file_that_cannot_be_removed_is_said(desk):
    (desk.data / FILES[PolicyLayer.OWN]).mkdir(parents=True)
    assert "could not be removed" in desk.in_force("two-lanes").says[0]


def test_an_own_file_that_cannot_be_read_is_said(desk):
    desk.own.mkdir()
    found = desk.in_force("two-lanes")
    assert found.own.standing is Standing.NONE
    assert "cannot be read" in found.says[0]
    desk.own.rmdir()
    desk.own.symlink_to(desk.own.with_name("nowhere"))
    assert desk.in_force("two-lanes").own.standing is Standing.NONE


def test_an_own_file_that_could_not_be_kept_narrows_and_that_is_said(desk):
    desk.in_force("two-lanes")
    (desk.data / FILES[PolicyLayer.OWN]).mkdir()
    desk.own.write_text(NARROWS)
    found = desk.in_force("two-lanes")
    assert found.own.standing is Standing.CHOSEN
    assert found.says[0].startswith("The accepted policy could not be kept: ")


def test_with_this_device_only_the_own_file_waits_and_its_copy_stays(desk):
    desk.own.write_text(NARROWS)
    desk.in_force("two-lanes")
    (desk.data / FILES[PolicyLayer.CHOSEN]).unlink()
    desk.ours.write_text(BROKEN)
    assert desk.in_force().own is None
    assert isinstance(desk.kept.read(PolicyLayer.OWN), AcceptedPolicy)


# ---- the line in the ledger


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / "record.db", KeptSecrets(), StillClock())
    yield opened
    await opened.close()


@pytest.mark.anyio
async def test_the_ledger_gets_one_line_when_another_policy_comes_into_force(desk, record):
    names = frozenset(PolicyFiles(SHIPPED).names)

    async def work(chosen: str = "") -> None:
        ledger = LedgerUnderPolicy(record, desk.in_force(chosen), names)
        for number in range(2):
            await ledger.append(LedgerKind.TASK_EVENT, {"n": number}, task_id="t", workspace="default")

    await work("two-lanes")
    await work("two-lanes")
    desk.ours.write_text(SMALL)
    await work()
    desk.ours.write_text(BROKEN)
    await work()  # the last accepted one is no other policy
    (desk.data / FILES[PolicyLayer.CHOSEN]).unlink()
    await work()
    desk.own.write_text(NARROWS)
    await work("two-lanes")
    kinds = [entry.kind for entry in await record.entries()]
    event, policy = LedgerKind.TASK_EVENT, LedgerKind.POLICY_LOADED
    assert kinds == [policy, *[event] * 4, policy, *[event] * 4, policy, *[event] * 2, policy, *[event] * 2]
    said = [entry.fields for entry in await record.entries() if entry.kind is policy]
    assert [fields["from"] for fields in said] == ["two-lanes", "own file", "built in", "two-lanes"]
    assert [fields["standing"] for fields in said] == ["chosen", "chosen", "none", "chosen"]
    assert [fields["own"] for fields in said] == ["", "", "", "chosen"]
    assert said[0]["sha256"] == desk.in_force("two-lanes").organisation.sha256
    assert said[2]["name"] == "This device only"
    assert str(desk.ours) not in json.dumps(said)


@pytest.mark.anyio
async def test_the_rest_of_the_ledger_is_the_ledger(desk, record):
    ledger = LedgerUnderPolicy(record, desk.in_force("two-lanes"), frozenset())
    assert await ledger.newest(LedgerKind.POLICY_LOADED) is None
    await ledger.append(LedgerKind.TASK_EVENT, {}, task_id="t", workspace="default")
    assert await ledger.entries() == await record.entries()
    assert await ledger.newest(LedgerKind.TASK_EVENT) == (await record.entries())[-1]
    assert (await ledger.verify()).entries == 2
    assert (await ledger.standing()).entries == 2
    commitment = await ledger.commitment("x")
    assert await ledger.is_commitment_to(commitment, "x")


# ---- the real program


@pytest.mark.anyio
async def test_the_program_goes_from_accepted_to_broken_to_tampered_to_mended(tmp_path):
    ours = tmp_path / "ours.toml"
    settings = tmp_path / "config" / "settings.toml"

    async def start() -> PolicyInForce:
        async with SettingsBootstrap(tmp_path) as program:
            assert program.route.policy == program.policy.policy
            return program.policy

    def choose() -> None:
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(f"policy = {json.dumps(str(ours))}\n")
        tomllib.loads(settings.read_text())

    choose()
    ours.write_text(SMALL)
    good = await start()
    assert good.chosen.standing is Standing.CHOSEN
    ours.write_text(BROKEN)
    old = await start()
    assert old.policy == good.policy
    assert old.chosen.since == good.chosen.since
    assert f"is refused (line {old.chosen.refusal.lines})." in old.says[0]
    copy = tmp_path / "data" / FILES[PolicyLayer.CHOSEN]
    copy.write_bytes(copy.read_bytes().replace(b"never", b"always"))
    tampered = await start()
    assert tampered.policy == DEVICE_ONLY
    assert tampered.notice
    ours.write_text(SMALL)
    mended = await start()
    assert (mended.policy, mended.says) == (good.policy, ())
    ours.write_text(BROKEN)
    assert (await start()).chosen.standing is Standing.LAST_ACCEPTED


@pytest.mark.anyio
async def test_broken_settings_leave_the_policy_chosen_before_and_its_copy(tmp_path):
    ours, settings = tmp_path / "ours.toml", tmp_path / "config" / "settings.toml"
    copy = tmp_path / "data" / FILES[PolicyLayer.CHOSEN]
    ours.write_text(SMALL)
    async with SettingsBootstrap(tmp_path) as program:
        program.save_settings(replace(program.settings, policy=str(ours)))
        chosen, kept = program.policy.policy, copy.read_bytes()
    settings.write_text("policy = ")
    for notice in (True, False):  # the broken file was set aside at the first start: at the second there is none
        async with SettingsBootstrap(tmp_path) as program:
            assert program.policy.policy == chosen
            assert program.policy.chosen.standing is Standing.CHOSEN
            assert bool(program.settings_notice) is notice
            assert copy.read_bytes() == kept
    async with SettingsBootstrap(tmp_path) as program:  # what is saved next names the policy that decides
        program.save_settings(replace(program.settings, language="sv"))
        assert program.policy.policy == chosen
    assert json.dumps(str(ours)) in settings.read_text()


@pytest.mark.anyio
async def test_without_settings_and_with_nothing_accepted_before_the_default_is_chosen(tmp_path):
    async with SettingsBootstrap(tmp_path) as program:
        assert program.settings.policy == "two-lanes"
        assert program.policy.chosen.came_from == "two-lanes"


@pytest.mark.anyio
async def test_the_programs_tasks_write_under_a_policy_that_the_ledger_names(tmp_path):
    async with SettingsBootstrap(tmp_path) as program:
        for chosen in ("two-lanes", "nordics", "nordics"):
            program.save_settings(replace(program.settings, policy=chosen))
            ledger = program.workshop.ledger
            await ledger.append(LedgerKind.TASK_EVENT, {}, task_id="t", workspace="default")
        entries = await program.ledger.entries()
    assert [entry.fields.get("from") for entry in entries] == ["two-lanes", None, "nordics", None, None]
