"""Every section of the policy window with something in it. For pictures and checks."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QDialog

from homeport.policy.check import check_policy
from homeport.services.policies import PolicyFiles
from homeport.services.policy_in_force import FileInForce, PolicyInForce, Standing
from homeport.ui.dialogs.policy_window import PolicyDialog
from homeport.ui.models.policy_opened import OpenPolicy
from homeport.ui.presenters.policy_opened import open_policy
from homeport.ui.presenters.policy_trying import first_facts, try_facts
from homeport.ui.presenters.policy_window import add_sections
from homeport.ui.theme import Theme
from homeport.ui.words import Words

SHIPPED = Path(__file__).parents[2] / "resources" / "policies"
SECTIONS = ("rules", "lanes", "table", "try_it", "promises", "examples", "remarks")

Make = Callable[[Theme, Words], QDialog]


def in_force(name: str = "nordics", *, managed: bool = False) -> PolicyInForce:
    """A shipped policy decides."""
    file = PolicyFiles(SHIPPED).read(name)
    tried = check_policy(file.data, file.cases).tried
    assert tried is not None
    return PolicyInForce(tried.policy, FileInForce(Standing.CHOSEN, name), managed=managed)


def opened(words: Words, ref: str = "", name: str = "nordics", *, managed: bool = False) -> OpenPolicy:
    """A policy as the window gets it."""
    return open_policy(ref, in_force(name, managed=managed), name, PolicyFiles(SHIPPED), words)


def policy_dialog(theme: Theme, words: Words, shown: OpenPolicy, section: str = "rules") -> PolicyDialog:
    """The window with its own sections, without services."""
    dialog = PolicyDialog(theme, words)
    own = add_sections(dialog, theme, words)

    def decide(facts: dict[str, str]) -> None:
        assert shown.all_of is not None
        own.try_it.show_tried(try_facts(shown.all_of, facts or first_facts(shown.all_of.policy), words))

    own.try_it.facts_changed.connect(decide)
    dialog.show_policy(shown)
    dialog.show_section(section)
    return dialog


def _state(section: str) -> Make:
    return lambda theme, words: policy_dialog(theme, words, opened(words, managed=True), section)


POLICY_DIALOGS: Mapping[str, Make] = {f"policy_{section}": _state(section) for section in SECTIONS}
