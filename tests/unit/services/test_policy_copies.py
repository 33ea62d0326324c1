"""Own copies of policies: begun from any, saved only when proved; nobody's work is overwritten."""

import os
from pathlib import Path

import pytest

from fakes.broken_policies import SMALL
from fakes.settings_program import SettingsBootstrap
from homeport.domain.errors import UserFacingError
from homeport.domain.policy import Policy
from homeport.policy.check import check_policy
from homeport.policy.load import load_policy
from homeport.services.decision_example import (
    Expectation,
    Expected,
    FactsMissing,
    example_text,
    expectations,
)
from homeport.services.policies import PolicyFiles
from homeport.services.policy_copies import CopyText, NotSaved, PolicyCopies, Saved

SHIPPED = Path(__file__).parents[3] / "resources" / "policies"
FACTS = {
    "sensitivity": "internal", "personal": "none", "task": "contract", "difficulty": "hard", "stakes": "normal",
    "latency": "interactive", "ceiling": "premium", "redaction": "none", "approval": "none",
}  # fmt: skip


def copy_of(name: str) -> str:
    return f'{name}, "mine"'


@pytest.fixture
def copies(tmp_path: Path) -> PolicyCopies:
    folder = tmp_path / "policies"
    folder.mkdir()
    return PolicyCopies(folder, PolicyFiles(SHIPPED), lambda path, data: path.write_bytes(data) and None)


def saved(copies: PolicyCopies, ref: str = "two-lanes") -> CopyText:
    done = copies.save(copies.open(ref, copy_of))
    assert isinstance(done, Saved)
    return done.copy


@pytest.mark.parametrize("name", ["two-lanes", "three-lanes", "nordics"])
def test_a_copy_of_a_shipped_policy_has_a_name_of_its_own_and_decides_alike(copies, name):
    before = {path: path.read_bytes() for path in SHIPPED.iterdir()}
    copy = copies.open(name, copy_of)
    assert copy.ref == ""
    assert copies.refs == []  # nothing is written before it is saved
    policy = saved_policy = load_policy(copy.text.encode())
    assert isinstance(policy, Policy)
    original = check_policy((SHIPPED / f"{name}.toml").read_bytes()).tried.policy
    assert policy.name == copy_of(original.name)
    assert (policy.never, policy.route, policy.facts) == (original.never, original.route, original.facts)
    first, second = saved(copies, name), saved(copies, name)
    assert copies.refs == sorted([first.ref, second.ref])
    assert copies.holds(first.ref)
    assert not copies.holds(name)
    assert saved_policy.name in Path(first.ref).read_text("utf-8").replace('\\"', '"')
    assert {path: path.read_bytes() for path in SHIPPED.iterdir()} == before


def test_the_cases_of_a_policy_come_along_in_the_text(copies):
    text = copies.open("three-lanes", copy_of).text
    cases = (SHIPPED / "three-lanes.cases.toml").read_text("utf-8")
    assert text.endswith(cases.strip() + "\n")
    examples = check_policy(text.encode()).tried.policy.examples
    whole = check_policy((SHIPPED / "three-lanes.toml").read_bytes(), cases.encode()).tried.policy.examples
    assert len(examples) == len(whole)


def test_a_file_elsewhere_is_never_written(copies, tmp_path):
    theirs = tmp_path / "theirs.toml"
    theirs.write_text(SMALL)
    copy = copies.open(str(theirs), copy_of)
    assert copy.ref == ""
    assert saved(copies, str(theirs)).ref != str(theirs)
    assert theirs.read_text() == SMALL


def test_what_is_not_proved_is_not_saved(copies):
    copy = saved(copies)
    before = Path(copy.ref).read_bytes()
    for broken in ("", copy.text.replace("[[route]]", "[[rout]]"), copy.text.replace('"N1"', '"n1"')):
        assert copies.save(CopyText(copy.ref, broken, copy.stamp)) is NotSaved.REFUSED
    assert Path(copy.ref).read_bytes() == before
    assert copies.save(CopyText("", "x")) is NotSaved.REFUSED
    assert copies.refs == [copy.ref]


def test_a_saved_copy_is_changed_in_place_and_goes_on_being_changed(copies):
    copy = saved(copies)
    changed = copies.save(CopyText(copy.ref, copy.text + "# more\n", copy.stamp))
    assert isinstance(changed, Saved)
    assert Path(copy.ref).read_text("utf-8") == copy.text + "# more\n"
    again = copies.save(CopyText(copy.ref, copy.text, changed.copy.stamp))
    assert isinstance(again, Saved)


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(copies):
    copy = saved(copies)
    Path(copy.ref).write_text(copy.text + "# theirs\n")
    assert copies.save(CopyText(copy.ref, copy.text + "# mine\n", copy.stamp)) is NotSaved.CHANGED
    assert Path(copy.ref).read_text("utf-8").endswith("# theirs\n")
    Path(copy.ref).unlink()
    assert copies.save(CopyText(copy.ref, copy.text, copy.stamp)) is NotSaved.CHANGED


def test_a_disk_that_does_not_take_it_is_said(tmp_path):
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    copies = PolicyCopies(tmp_path, PolicyFiles(SHIPPED), full)
    assert copies.save(copies.open("two-lanes", copy_of)) is NotSaved.UNWRITABLE


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("name = \"A \\\"b\\\"\"\n", None),
        ("name='plain'\n", None),
        ("schema = 1\n\n  name   =   \"x\"  # why\n", None),
        ("[facts.x]\nname = \"not this one\"\n", "kept"),
        ("", "kept"),
    ],
)  # fmt: skip
def test_only_the_name_of_the_policy_itself_is_changed(copies, tmp_path, written, name):
    theirs = tmp_path / "t.toml"
    theirs.write_text(written)
    text = copies.open(str(theirs), lambda _: "ny „namn” \x7f").text
    if name:
        assert text == written
    else:
        assert 'ny „namn” \\u007f"' in text
        assert text.count("\n") == written.count("\n")


def test_there_is_no_copy_of_what_cannot_be_read(copies):
    with pytest.raises(UserFacingError):
        copies.open("nothing-there", copy_of)


def test_what_was_typed_and_not_saved_is_kept_by_key_until_it_is_forgotten(copies, tmp_path):
    assert copies.unsaved("a") is None
    copies.keep_unsaved("a", "one \ud800")
    copies.keep_unsaved("b", "two")
    assert (copies.unsaved("a"), copies.unsaved("b")) == ("one \ud800", "two")
    assert copies.refs == []
    copies.keep_unsaved("a", None)
    assert (copies.unsaved("a"), copies.unsaved("b")) == (None, "two")
    copies.keep_unsaved("b", None)
    assert not list((tmp_path / "policies").iterdir())


@pytest.mark.parametrize("written", [b"", b"{", b"[]", b"[" * 100_000, b'{"a": 1}', b"\xff"])
def test_a_broken_file_of_unsaved_texts_is_none(copies, tmp_path, written):
    (tmp_path / "policies" / "unsaved.json").write_bytes(written)
    assert copies.unsaved("a") is None
    copies.keep_unsaved("a", "text")
    assert copies.unsaved("a") == "text"


def test_a_full_disk_loses_no_more_than_the_net(tmp_path):
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    PolicyCopies(tmp_path, PolicyFiles(SHIPPED), full).keep_unsaved("a", "text")
    assert not list(tmp_path.iterdir())


# ---- examples from real decisions


def policy_of(ref: str) -> Policy:
    policy = check_policy(*(PolicyFiles(SHIPPED).read(ref).data,)).tried.policy
    assert isinstance(policy, Policy)
    return policy


@pytest.mark.parametrize("name", ["two-lanes", "three-lanes", "nordics"])
def test_every_expectation_is_an_example_that_the_loader_reads(copies, name):
    policy = policy_of(name)
    for expectation in expectations(policy):
        text = example_text(policy, FACTS, expectation, "2026-11-20", ["H1"])
        checked = check_policy(copies.open(name, copy_of).text.encode(), text.encode())
        assert {problem.kind for problem in checked.problems} <= {"example_fails"}, text
        assert checked.tried.examples[-1].example.given == {fact: FACTS[fact] for fact in policy.facts}


def test_facts_that_were_not_known_are_named_and_nothing_is_guessed():
    assert example_text(policy_of("two-lanes"), {"task": "dev"}, Expectation(Expected.STAYS), "2026-11-20") == (
        FactsMissing(("sensitivity", "difficulty", "stakes", "latency", "ceiling"))
    )


def test_an_example_that_the_rules_do_not_keep_refuses_the_copy_until_they_do(copies):
    copy = saved(copies)
    policy = policy_of("two-lanes")
    text = example_text(policy, FACTS, Expectation(Expected.STAYS), "2026-11-20")
    checked = copies.add_case(copy.ref, text)
    assert [(p.kind, p.file) for p in checked.problems] == [("example_fails", "cases")]
    assert Path(copy.ref).read_text("utf-8") == copy.text  # the rules are as they were
    edited = copies.open(copy.ref, copy_of)
    assert edited.text == f"{copy.text.rstrip()}\n\n{text}"
    assert copies.save(edited) is NotSaved.REFUSED
    rules = edited.text.split("[[example]]")[0]
    closed = rules.replace('at_least = "confidential"', 'at_least = "internal"') + text
    done = copies.save(CopyText(copy.ref, closed, edited.stamp))
    assert isinstance(done, Saved)
    assert done.checked.tried.examples[-1].passed
    assert os.listdir(Path(copy.ref).parent) == [Path(copy.ref).name]  # the cases stand in the file now


def test_an_example_that_is_kept_already_changes_nothing_but_the_cases(copies):
    copy = saved(copies)
    policy = policy_of("two-lanes")
    for _ in range(2):
        text = example_text(policy, FACTS, Expectation(Expected.FIRST, "device"), "2026-11-20")
        assert copies.add_case(copy.ref, text).accepted
    assert len(copies.open(copy.ref, copy_of).text.split("A real case of 2026-11-20")) == 3


def test_only_copies_take_examples_and_only_as_toml(copies, tmp_path):
    copy = saved(copies)
    with pytest.raises(LookupError):
        copies.add_case("two-lanes", "")
    assert copies.add_case(copy.ref, "[[example") is NotSaved.REFUSED
    assert not Path(copy.ref).with_name(Path(copy.ref).stem + ".cases.toml").exists()


@pytest.mark.anyio
async def test_the_program_keeps_copies_privately_beside_the_settings(tmp_path):
    async with SettingsBootstrap(tmp_path) as program:
        copies = program.policy_copies
        done = copies.save(copies.open("two-lanes", copy_of))
        assert isinstance(done, Saved)
        path = Path(done.copy.ref)
        assert path.parent == tmp_path / "config" / "policies"
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
