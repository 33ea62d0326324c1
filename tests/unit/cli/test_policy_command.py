"""`homeport policy` in the terminal: exit codes, words for a person, lines for a program."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fakes.broken_policies import EXAMPLE, SMALL
from homeport.adapters.system.child_environment import Handover
from homeport.adapters.system.folders import Folders, resources_folder
from homeport.bootstrap import Bootstrap, Places
from homeport.cli.exits import Exit
from homeport.cli.main import parse
from homeport.cli.show import show_notices
from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserFacingError

pytestmark = pytest.mark.anyio

NDA = {
    "sensitivity": "confidential", "personal": "none", "task": "contract", "difficulty": "hard", "stakes": "high",
    "latency": "interactive", "ceiling": "free", "redaction": "none", "approval": "none",
}  # fmt: skip
LAYER = """
schema = 1
name = "Mine"
version = "1"
owner = "Me"
[[never]]
id = "U1"
say = "My contracts never go to anybody else."
when = { task = ["contract"] }
lanes = { managed = true }
"""


@dataclass
class Run:
    """What one run of the command left behind."""

    code: int
    text: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["type"] == kind]


@pytest.fixture
def homeport(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs the command with the wired program; its folders are empty and stay so."""
    data, config, cache = (tmp_path / name for name in ("data", "config", "cache"))

    async def run(*arguments: str) -> Run:
        command, args = parse(["policy", *arguments])
        out = io.StringIO()
        # The descriptors lead nowhere: a command that asks the launcher or the broker for anything fails.
        program = Bootstrap(Places(resources_folder(), Folders(data, config, cache)), Handover(-1, -1))
        async with program:
            code = await command.run(args, program, Terminal(out=out, err=io.StringIO()))
        assert not any(folder.exists() for folder in (data, config, cache))
        return Run(code, out.getvalue() + capsys.readouterr().out)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], str]:
    def write(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, "utf-8")
        return str(tmp_path / name)

    return write


@pytest.fixture
def nda(write: Callable[[str, str], str]) -> str:
    return write("nda.json", json.dumps(NDA))


@pytest.mark.parametrize("name", ["two-lanes", "three-lanes", "nordics"])
async def test_every_shipped_policy_is_accepted_by_name(homeport, name):
    run = await homeport("check", name)
    assert run.code == Exit.DONE
    assert "Accepted: " in run.text
    assert "do not say what the rule does" not in run.text
    run = await homeport("check", name, "--json")
    assert run.code == Exit.DONE
    assert run.of("policy")[0]["accepted"] is True
    assert run.of("problem") == []
    assert all(promise["holds"] and promise["counterexample"] is None for promise in run.of("promise"))
    assert all(example["passed"] for example in run.of("example"))
    assert all(rule["say"] and rule["does"].endswith(".") for rule in run.of("rule"))


async def test_the_cases_beside_a_file_are_run(homeport, write):
    path = write("mine.toml", SMALL)
    write("mine.cases.toml", EXAMPLE.replace('first = "device"', 'first = "eu"'))
    run = await homeport("check", path)
    assert run.code == Exit.FAILED
    assert "File of cases: Line 5." in run.text
    assert "differs: A public question stays here." in run.text
    assert "first: expected eu, came out as device" in run.text


async def test_a_broken_promise_is_shown_with_a_counterexample(homeport, write):
    path = write("open.toml", SMALL.replace('[[never]]\nid = "N1"', '[[review]]\nid = "N1"').replace(
        "lanes = { managed = true }", 'before = "use"').replace('["device"]', '["eu", "device"]'))  # fmt: skip
    run = await homeport("check", path, "--json")
    assert run.code == Exit.FAILED
    (broken,) = [promise for promise in run.of("promise") if not promise["holds"]]
    assert (broken["id"], broken["lanes"]) == ("restricted-stays", ["eu"])
    assert broken["counterexample"]["sensitivity"] == "restricted"
    assert "sensitivity = restricted" in run.of("problem")[0]["says"]
    human = await homeport("check", path, "--language", "sv")
    assert "Refused." in human.text
    assert "Till exempel: sensitivity = restricted" in " ".join(human.text.split())


async def test_a_file_that_makes_no_sense_lists_every_mistake_with_its_line(homeport, write):
    path = write(
        "bad.toml", SMALL.replace("lanes = [", "lane = [").replace('region = "eu"', 'region = "\x1b[31mmoon"')
    )
    run = await homeport("check", write("bad2.toml", SMALL.replace("lanes = [", "lane = [")), "--json")
    assert run.code == Exit.FAILED
    assert run.of("policy") == [
        {"type": "policy", "accepted": False, "name": None, "version": None, "sha256": None, "combinations": None}
    ]
    assert {(problem["kind"], problem["line"]) for problem in run.of("problem")} == {
        ("unknown_key", 37),
        ("missing_key", 34),
    }
    human = await homeport("check", path)
    assert human.code == Exit.FAILED
    assert "\x1b" not in human.text


async def test_a_sentence_that_says_something_else_is_pointed_out(homeport, write):
    path = write("odd.toml", SMALL.replace("Restricted input stays here.", "Confidential input is sent out."))
    run = await homeport("check", path)
    assert run.code == Exit.DONE
    assert "the sentence names the data classes confidential; the rule reads or sets restricted" in run.text
    run = await homeport("check", path, "--json")
    assert {line["kind"] for line in run.of("disagreement")} == {"denies_not", "classes"}
    assert run.of("remark")


async def test_a_users_file_is_proved_on_top_of_the_organisations(homeport, write):
    run = await homeport("check", "nordics", "--with", write("mine.toml", LAYER))
    assert run.code == Exit.DONE
    assert "EU and Nordics, four lanes + Mine" in run.text
    wider = write("wider.toml", LAYER + '[[escalate]]\nid = "U2"\n')
    run = await homeport("check", "nordics", "--with", wider)
    assert run.code == Exit.FAILED
    assert "may only narrow" in run.text


async def test_a_decision_as_words_and_as_data(homeport, nda):
    run = await homeport("decide", "nordics", "--facts", nda)
    assert run.code == Exit.DONE
    assert "First lane: private" in run.text
    assert "Closed: premium, by N2, N3, ceiling" in run.text
    (line,) = (await homeport("decide", "nordics", "--facts", nda, "--json")).lines
    assert (line["type"], line["first"], line["rule"]) == ("decision", "private", "R1")
    assert line["blocked"]["eu"] == ["N3", "ceiling"]
    assert line["reaches"] == ["device", "private"]


async def test_a_decision_under_a_users_layer(homeport, write):
    facts = write("f.json", json.dumps({**NDA, "sensitivity": "public", "ceiling": "premium"}))
    bare = (await homeport("decide", "nordics", "--facts", facts, "--json")).lines[0]
    under = (
        await homeport("decide", "nordics", "--facts", facts, "--with", write("m.toml", LAYER), "--json")
    ).lines[0]
    assert bare["reaches"] == ["device", "private", "eu", "premium"]
    assert under["reaches"] == ["device", "private"]
    assert under["blocked"] == {"eu": ["U1"], "premium": ["U1"]}


async def test_a_missing_fact_waits_for_a_person(homeport, write):
    facts = write("f.json", json.dumps({name: value for name, value in NDA.items() if name != "stakes"}))
    run = await homeport("decide", "nordics", "--facts", facts)
    assert run.code == Exit.WAITING
    assert "“stakes” is not known" in run.text
    run = await homeport("explain", "nordics", "--facts", facts, "--json")
    assert (run.code, run.lines) == (
        Exit.WAITING,
        [{"type": "undecided", "fact": "stakes", "value": None, "declared": ["normal", "high"]}],
    )
    assert (await homeport("why-not", "eu", "nordics", "--facts", facts)).code == Exit.WAITING


async def test_a_policy_that_leaves_a_task_without_a_lane_is_never_accepted(homeport, write):
    no_lane = '[[never]]\nid = "N2"\nsay = "Nothing at all."\nlanes = ["device"]\n'
    run = await homeport("check", write("no.toml", SMALL + no_lane))
    assert run.code == Exit.FAILED
    assert "has-route does not hold" in run.text


async def test_an_explanation_in_both_languages(homeport, nda):
    run = await homeport("explain", "nordics", "--facts", nda)
    assert run.code == Exit.DONE
    assert "Rule R1 decides where it starts" in run.text
    assert "nda.json" in run.text
    assert "Regel R1 bestämmer" in (await homeport("explain", "nordics", "--facts", nda, "--language", "sv")).text
    (line,) = (await homeport("explain", "nordics", "--facts", nda, "--json")).lines
    assert line["sentences"]
    assert line["rules"][0] == {
        "id": "R1",
        "say": "Sensitive hard work starts on our own server.",
        "does": "If data class is confidential or restricted, and difficulty is hard: "
        "it starts with private, then device.",
    }
    assert line["first"] == "private"


async def test_why_not_says_what_a_person_can_change(homeport, nda):
    run = await homeport("why-not", "premium", "nordics", "--facts", nda)
    words = " ".join(run.text.split())
    assert run.code == Exit.DONE
    assert "premium could be reached with cost ceiling = premium and redaction = checked by a person and" in words
    assert "this is not such work" not in words
    more = await homeport("why-not", "premium", "nordics", "--facts", nda, "--otherwise")
    assert "this is not such work" in " ".join(more.text.split())
    (line,) = (await homeport("why-not", "premium", "nordics", "--facts", nda, "--json")).lines
    assert line["you_can"] == [{"ceiling": "premium", "redaction": "verified", "approval": "granted"}]
    assert "otherwise" not in line
    assert line["blocked"] == ["N2", "N3", "ceiling"]
    (line,) = (await homeport("why-not", "premium", "nordics", "--facts", nda, "--json", "--otherwise")).lines
    assert line["otherwise"]
    with pytest.raises(UserFacingError, match="no lane moon"):
        await homeport("why-not", "moon", "nordics", "--facts", nda)


async def test_the_table_has_one_line_for_each_combination(homeport):
    run = await homeport("table", "two-lanes", "--jsonl")
    assert run.code == Exit.DONE
    assert len(run.lines) == 576
    for line in run.lines:
        assert list(line) == ["facts", "first", "rule", "blocked", "next", "reaches", "review"]
    human = await homeport("table", "two-lanes")
    assert len(human.text.splitlines()) == 576
    assert human.text.startswith("sensitivity = public, task = general")
    assert "review H1, H2" in human.text


async def test_the_matrix_counts_class_by_lane(homeport):
    run = await homeport("matrix", "two-lanes")
    assert "restricted, 144 combinations\n  device: first in 144, reached in 144, closed in 0\n" in run.text
    cells = (await homeport("matrix", "two-lanes", "--json")).of("cell")
    assert len(cells) == 8
    assert [cell["reached"] for cell in cells if cell["data_class"] == "restricted"] == [144, 0]


async def test_a_difference_shows_what_was_and_what_is(homeport, write):
    text = (resources_folder() / "policies" / "two-lanes.toml").read_text("utf-8")
    changes = (
        ('when = { stakes = ["high"] }', 'when = { stakes = ["normal"] }'),
        ('review = ["H1", "H2"]', 'review = ["H2"]'),
        ("review = []", 'review = ["H1"]'),
    )
    for old, new in changes:
        text = text.replace(old, new)
    newer = write("newer.toml", text)
    run = await homeport("diff", "two-lanes", newer, "--most", "2")
    assert run.code == Exit.DONE
    assert run.text.startswith("288 of 576 combinations are decided differently.")
    assert run.text.count("before: ") == 2
    run = await homeport("diff", "two-lanes", newer, "--json", "--most", "3")
    assert run.of("difference")[0]["changed"] == 288
    assert len(run.of("changed")) == 3
    first = run.of("changed")[0]
    assert (first["before"]["review"], first["after"]["review"]) == ([], ["H1"])
    (changed,) = run.of("change")[:1]
    assert (changed["kind"], changed["opening"], changed["review"]) == ("unreviewed", True, ["use", 1])
    assert {"values": {"stakes": ["high"], "task": ["general", "dev"]}, "combinations": 144, "part": False} in [
        {**work, "values": dict(sorted(work["values"].items()))} for work in changed["work"]
    ]


async def test_versions_that_declare_other_facts_are_compared_openings_first(homeport):
    run = await homeport("diff", "two-lanes", "nordics", "--most", "1")
    assert run.code == Exit.DONE
    told = run.text
    assert told.startswith("6912 of 6912 combinations are decided differently.")
    assert told.index("Opens: may leave") < told.index("Premium opens: 96 combinations.") < told.index("Other c")
    assert "    data class: confidential; cost ceiling: premium;" in told
    assert "Rule S1 is new." in told
    swedish = await homeport("diff", "two-lanes", "nordics", "--language", "sv", "--most", "0")
    assert "Premium öppnas: 96 kombinationer." in swedish.text
    assert (await homeport("diff", "two-lanes", "nordics", "--json")).of("rule_changed")[0]["id"] == "S1"


async def test_two_equal_versions_have_nothing_to_tell(homeport):
    run = await homeport("diff", "nordics", "nordics")
    assert run.text == "0 of 6912 combinations are decided differently.\n"


async def test_mutants_nobody_would_notice_are_named(homeport, write):
    run = await homeport("mutate", "two-lanes")
    assert run.code == Exit.DONE
    assert "(100%)" in run.text
    run = await homeport("mutate", write("few.toml", SMALL + "[[review]]\nid = 'H1'\nsay = 'Code is reviewed.'\n"
                                         "when = { task = ['dev'] }\nbefore = 'use'\n"))  # fmt: skip
    assert run.code == Exit.FAILED
    assert "Nobody would notice if rule H1 were taken away." in run.text
    assert "Nobody would notice if rule H1 lost its condition on “task”." in run.text
    run = await homeport("mutate", "two-lanes", "--json")
    assert run.of("score")[0]["share"] == 1.0
    assert run.of("mutant")


async def test_the_schema_is_the_shipped_one(homeport):
    run = await homeport("schema")
    assert json.loads(run.text) == json.loads((resources_folder() / "policies" / "policy.schema.json").read_text())


@pytest.mark.parametrize("what", ["decide", "table", "matrix", "mutate"])
async def test_a_refused_policy_is_not_used(homeport, write, nda, what):
    path = write("bad.toml", SMALL.replace('"N1"', '"n1"'))
    with pytest.raises(UserFacingError, match="is refused"):
        await homeport(what, path, "--facts", nda)
    with pytest.raises(UserFacingError, match="is refused"):
        await homeport("diff", "two-lanes", path)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[]", "not a flat object"),
        ('{"task": 1}', "not a flat object"),
        ("{", "not JSON"),
        ("\udcff", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"sensitivty": "public"}', "no fact called sensitivty"),
        ('{"weather": "fine"}', "no fact called weather"),
    ],
)
async def test_facts_that_cannot_be_read_are_refused(homeport, tmp_path, text, wrong):
    (tmp_path / "f.json").write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(UserFacingError, match=wrong):
        await homeport("decide", "two-lanes", "--facts", str(tmp_path / "f.json"))


async def test_what_is_missing_is_asked_for(homeport, tmp_path):
    with pytest.raises(UserFacingError, match="facts are missing"):
        await homeport("decide", "two-lanes")
    with pytest.raises(UserFacingError, match=r"nowhere\.json cannot be read"):
        await homeport("decide", "two-lanes", "--facts", str(tmp_path / "nowhere.json"))
    with pytest.raises(UserFacingError, match="policy why-not") as raised:
        await homeport("why-not", "two-lanes")
    assert raised.value.what_next == "Use `policy why-not LANE FILE --facts FACTS.json`."
    with pytest.raises(UserFacingError, match="cannot be read") as raised:
        await homeport("check", str(tmp_path))
    assert "nordics, three-lanes, two-lanes" in raised.value.what_next


async def test_a_file_without_an_end_is_refused(homeport):
    run = await homeport("check", "/dev/zero")
    assert run.code == Exit.FAILED
    assert "at most 1000000 are read" in " ".join(run.text.split())


# ---- the policy in force


@pytest.fixture
def person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs the command as somebody with folders of their own, which keep what was accepted."""
    folders = Folders(*(tmp_path / name for name in ("data", "config", "cache"))).make()

    async def run(*arguments: str, chosen: str = "two-lanes", own: str = "", command: str = "policy") -> Run:
        (folders.config / "settings.toml").write_text(f"policy = {json.dumps(chosen)}\n")
        own_file = folders.config / "own-policy.toml"
        own_file.unlink(missing_ok=True)
        if own:
            own_file.write_text(own, "utf-8")
        parsed, args = parse([command, *arguments])
        out, errors = io.StringIO(), io.StringIO()
        async with Bootstrap(Places(resources_folder(), folders), Handover(-1, -1)) as program:
            code = await parsed.run(args, program, Terminal(out=out, err=errors))
        return Run(code, out.getvalue() + errors.getvalue() + capsys.readouterr().out)

    return run


async def test_the_command_alone_says_which_policy_decides(person):
    run = await person()
    assert run.code == Exit.DONE
    assert "In force: Two lanes, one escalation rule, version " in run.text
    assert "as chosen, from two-lanes, since 20" in run.text
    run = await person("--json")
    (said,) = run.of("policy_in_force")
    assert said["chosen"]["standing"] == "chosen"
    assert said["own"] is None
    assert (await person("show")).code == Exit.DONE


async def test_an_own_file_is_shown_with_its_sentences(person):
    run = await person(own=LAYER)
    assert run.code == Exit.DONE
    assert "Mine, version 1, from " in run.text
    assert "U1  My contracts never go to anybody else." in run.text
    assert "contract: never premium." in run.text.replace("\n      ", " ")
    run = await person("--json", own=LAYER)
    assert run.of("policy_in_force")[0]["name"] == "Two lanes, one escalation rule + Mine"
    assert [rule["id"] for rule in run.of("own_rule")] == ["U1"]


async def test_an_own_file_that_widens_is_refused_at_its_place(person):
    widens = LAYER[: LAYER.index("[[never]]")] + '[[route]]\nid = "U1"\nsay = "All starts on premium."\n'
    run = await person(own=widens + 'lanes = ["premium"]\n')
    assert run.code == Exit.FAILED
    text = " ".join(run.text.split())
    assert "Nothing of it counts: Two lanes, one escalation rule decides alone." in text
    assert "Rule U1: it lists premium, but there the organisation's rule lists R1: device" in text
    run = await person("--json", own=widens + 'lanes = ["premium"]\n')
    assert [problem["kind"] for problem in run.of("problem")] == ["layer_widens"]


async def test_check_without_a_file_checks_what_is_chosen_and_says_what_decides(person, write):
    path = write("ours.toml", SMALL)
    run = await person("check", chosen=path, own=LAYER.replace("contract", "dev"))
    assert run.code == Exit.DONE
    assert "Small + Mine, version 1 + 1" in run.text
    write("ours.toml", SMALL.replace("[[route]]", "[[root]]"))
    run = await person("check", chosen=path)
    assert run.code == Exit.FAILED
    assert "Refused. The policy in force stays in force." in run.text
    assert "In force: Small, version 1" in run.text
    assert "the last accepted one; the chosen one is refused" in run.text
    assert run.text.count("“root” is not a word known here") == 1
    Path(path).unlink()
    run = await person("check", chosen=path)
    assert run.code == Exit.FAILED
    assert "cannot be read" in run.text
    assert "In force: Small, version 1" in run.text


async def test_with_nothing_accepted_before_it_is_this_device_only(person, write):
    run = await person(chosen=write("ours.toml", "schema = 1\n"))
    assert run.code == Exit.FAILED
    assert "In force: This device only, version 1" in run.text
    assert "nothing else was accepted before" in run.text


async def test_sentences_that_do_not_say_what_the_rule_does_are_warned_of_in_both_languages(person, write):
    path = write("ours.toml", SMALL.replace("Restricted input stays here.", "Public input stays here."))
    for language, warning in (
        ("en", "N1: the sentence names the data classes public"),
        ("sv", "N1: meningen nämner"),
    ):
        for arguments in ((), ("check",), ("check", path)):
            run = await person(*arguments, "--language", language, chosen=path)
            assert run.code == Exit.DONE
            assert warning in " ".join(run.text.split())
    assert (await person("--json", chosen=path)).of("disagreement")[0]["kind"] == "classes"


@pytest.mark.parametrize(
    ("own", "title"),
    [
        ("", "The chosen policy is refused, so the last accepted one stays in force."),
        ("schema = 2\n", "Your own policy file is refused."),
    ],
)
async def test_commands_that_route_say_what_is_not_as_chosen(person, write, tmp_path, own, title):
    path = write("ours.toml", SMALL)
    await person(chosen=path)
    if not own:
        write("ours.toml", SMALL.replace("[[route]]", "[[root]]"))
    await person(chosen=path, own=own)
    folders = Folders(*(tmp_path / name for name in ("data", "config", "cache")))
    errors = io.StringIO()
    async with Bootstrap(Places(resources_folder(), folders), Handover(-1, -1)) as program:
        show_notices(program, Terminal(out=io.StringIO(), err=errors))
    told = " ".join(errors.getvalue().split())
    assert title in told
    assert "Line 1. " in told or "Line 34. " in told
