"""The page of policies says what decides: the last accepted policy, own rules, sentences that mislead."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fakes.broken_policies import SMALL
from fakes.settings_samples import CHANGE, POLICIES
from fakes.still_clock import StillClock
from homeport.adapters.system.accepted_policies import AcceptedPolicyFiles
from homeport.services.policies import PolicyFiles
from homeport.services.policy_in_force import PolicyDesk
from homeport.ui.dialogs.policy_page import PolicyPage
from homeport.ui.models.settings_view import OwnPolicyView, PolicyListView, RuleLine
from homeport.ui.presenters.settings_policy import policy_list
from homeport.ui.theme import Theme
from homeport.ui.words import Words

SHIPPED = Path(__file__).parents[2] / "resources" / "policies"
HEAD = 'schema = 1\nname = "Mine"\nversion = "2"\nowner = "Me"\n'
NARROWS = (
    HEAD + '[[never]]\nid = "U1"\nsay = "My contracts never go to anybody else."\n'
    'when = { task = ["contract"] }\nlanes = { managed = true }\n'
)
WIDENS = HEAD + '[[route]]\nid = "U1"\nsay = "All work starts on premium."\nlanes = ["premium"]\n'
MISLEADS = SMALL.replace("Restricted input stays here.", "Public input stays here.")


class Person:
    """Somebody whose files the page shows."""

    def __init__(self, folder: Path) -> None:
        self.files = PolicyFiles(SHIPPED)
        self.ours, self.own = folder / "ours.toml", folder / "own-policy.toml"
        self._desk = PolicyDesk(self.files, AcceptedPolicyFiles(folder / "data"), self.own, StillClock())

    def view(self, words: Words, chosen: str = "") -> PolicyListView:
        chosen = chosen or str(self.ours)
        return policy_list(self.files, chosen, self._desk.in_force(chosen), words)


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


@pytest.fixture
def page(qtbot, theme: Theme, words: Words) -> PolicyPage:
    made = PolicyPage(theme, words)
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show()
    return made


def texts(around: QWidget) -> list[str]:
    QApplication.processEvents()  # what was just added is shown by the next event
    return [label.text() for label in around.findChildren(QLabel) if label.isVisible()]


def test_the_last_accepted_policy_is_named_with_what_is_wrong_with_the_chosen_one(
    person: Person, words: Words, swedish: Words, page: PolicyPage
) -> None:
    person.ours.write_text(SMALL)
    assert person.view(words).last_accepted == ""
    person.ours.write_text(SMALL.replace("[[route]]", "[[root]]"))
    view = person.view(words)
    assert view.device_only_because == ()
    assert view.last_accepted == (
        "In force: the last accepted policy, Small 1, because the chosen one cannot be used"
    )
    line = SMALL.split("\n").index("[[route]]") + 1
    assert any(because.startswith(f"Line {line}. ") for because in view.refused_because)
    page.show_policies(view)
    assert page.problem.startswith("In force: the last accepted policy, Small 1")
    page.show_policies(POLICIES)
    assert page.problem == ""
    told = person.view(swedish)
    assert told.last_accepted.startswith("Gäller: den senast godtagna policyn, Small 1")
    assert told.refused_because[0].startswith("Rad ")


def test_a_policy_that_is_gone_is_said_in_the_persons_language(
    person: Person, words: Words, swedish: Words
) -> None:
    view = person.view(swedish)
    assert view.device_only_because == (f"Policyn {person.ours} kan inte läsas: No such file or directory.",)
    person.view(words, "two-lanes")
    view = person.view(words)
    assert view.device_only_because == ()
    assert "Two lanes, one escalation rule" in view.last_accepted
    assert [summary.ref for summary in view.policies if summary.in_force] == ["two-lanes"]


def test_own_rules_are_one_line_and_their_sentences(person: Person, words: Words, page: PolicyPage) -> None:
    person.own.write_text(NARROWS)
    view = person.view(words, "two-lanes")
    assert view.own == OwnPolicyView(
        str(person.own),
        "Your file narrows the policy. It can open nothing.",
        counts=True,
        rules=(
            RuleLine(
                "U1", "My contracts never go to anybody else.", "If kind of work is contract: never premium."
            ),
        ),
    )
    assert [summary.ref for summary in view.policies if summary.in_force] == ["two-lanes"]
    page.show_policies(view)
    card = page.findChild(QWidget, "own_policy")
    assert card.accessibleName() == "Your own rules, In force"
    assert "U1  My contracts never go to anybody else." in texts(card)
    page.show_policies(person.view(words, "two-lanes"))
    person.own.unlink()
    assert person.view(words, "two-lanes").own is None


@pytest.mark.parametrize("before", ["", NARROWS])
def test_an_own_file_that_widens_is_refused_at_its_place(
    person: Person, words: Words, swedish: Words, page: PolicyPage, before: str
) -> None:
    if before:
        person.own.write_text(before)
        person.view(words, "two-lanes")
    person.own.write_text(WIDENS)
    own = person.view(words, "two-lanes").own
    assert own.counts is bool(before)
    assert own.told == (
        "Your file is refused. What was accepted of it last still counts."
        if before
        else "Your file is refused. The policy decides alone."
    )
    assert [problem.split(":")[0] for problem in own.problems] == ["Line 8. Rule U1"]
    assert [rule.id for rule in own.rules] == (["U1"] if before else [])
    page.show_policies(person.view(words, "two-lanes"))
    assert own.problems[0] in texts(page.findChild(QWidget, "own_policy"))
    assert person.view(swedish, "two-lanes").own.told.startswith("Din fil avvisas.")


def test_a_sentence_that_does_not_say_what_the_rule_does_is_a_warning(
    person: Person, words: Words, swedish: Words, page: PolicyPage
) -> None:
    person.ours.write_text(MISLEADS)
    (warning,) = person.view(words).warnings
    assert warning == "N1: the sentence names the data classes public; the rule reads or sets restricted."
    page.show_policies(person.view(words))
    assert warning in texts(page)
    page.show_change(replace(CHANGE, warnings=(warning,)))
    assert warning in texts(page)


@pytest.mark.parametrize("name", ["two-lanes", "three-lanes", "nordics"])
def test_shipped_policies_say_what_they_do(person: Person, words: Words, name: str) -> None:
    view = person.view(words, name)
    assert (view.warnings, view.own, view.last_accepted, view.device_only_because) == ((), None, "", ())
