"""The page of policies: read in sentences, every mistake shown, and a change accepted only after it was seen."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from fakes.settings_samples import CHANGE, POLICIES
from homeport.policy.device_only import DEVICE_ONLY
from homeport.policy.load import load_policy
from homeport.services.policies import PolicyFiles
from homeport.ui.dialogs.policy_page import PolicyPage
from homeport.ui.models.settings_view import PolicyChange
from homeport.ui.presenters.policy_values import may_leave, policy_change, policy_list, read_policy
from homeport.ui.theme import Theme
from homeport.ui.words import Words

SHIPPED = Path(__file__).parents[2] / "resources" / "policies"


@pytest.fixture
def files() -> PolicyFiles:
    return PolicyFiles(SHIPPED)


@pytest.fixture
def page(qtbot, theme: Theme, words: Words) -> PolicyPage:
    made = PolicyPage(theme, words)
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show()
    made.show_policies(POLICIES)
    return made


def texts(around: QWidget) -> list[str]:
    QApplication.processEvents()  # what was just added is shown by the next event
    return [label.text() for label in around.findChildren(QLabel) if label.isVisible()]


def press(qtbot, around: QWidget, name: str) -> None:
    target = around.findChild(QPushButton, name)
    assert target is not None, name
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_Space)


def test_the_one_in_force_cannot_be_chosen_and_a_refused_one_cannot_either(page: PolicyPage) -> None:
    assert page.findChild(QPushButton, "use_two-lanes") is None
    assert page.findChild(QPushButton, "use_nordics") is not None
    assert page.findChild(QPushButton, "use_/etc/homeport/ours.toml") is None
    assert page.findChild(QPushButton, "table_/etc/homeport/ours.toml") is None
    assert "This file is refused. Read it to see every mistake." in texts(page)


def test_a_policy_is_read_in_its_window(qtbot, page: PolicyPage) -> None:
    with qtbot.waitSignal(page.read_wanted) as asked:
        press(qtbot, page, "read_two-lanes")
    assert asked.args == ["two-lanes"]


def test_a_change_is_shown_and_a_careless_key_keeps_what_is_in_force(qtbot, page: PolicyPage) -> None:
    heard: list[str] = []
    page.change_accepted.connect(heard.append)
    page.show_change(CHANGE)
    assert f"•  {CHANGE.opens[0]}" in texts(page)
    focus = page.window().focusWidget()
    assert focus is page.findChild(QPushButton, "keep_policy")
    qtbot.keyClick(focus, Qt.Key.Key_Space)
    assert heard == []
    assert page.findChild(QPushButton, "accept_change") is None
    page.show_change(CHANGE)
    press(qtbot, page, "accept_change")
    assert heard == ["nordics"]


# ---- what the page shows of real policies


def test_all_shipped_policies_are_listed_with_what_may_leave(files: PolicyFiles, words: Words) -> None:
    in_force = read_policy(files, "two-lanes").policy
    assert in_force is not None
    view = policy_list(files, "two-lanes", in_force, words)
    told = {policy.ref: policy for policy in view.policies}
    assert next(iter(told)) == "two-lanes"
    assert set(told) == {"two-lanes", "three-lanes", "nordics"}
    assert told["two-lanes"].may_leave == "May leave after your yes: public, internal (Premium)."
    assert told["two-lanes"].in_force
    assert told["three-lanes"].may_leave == (
        "May leave after your yes: public (Shared in the EU, Premium); internal (Shared in the EU)."
    )
    assert all(1 <= len(policy.sentences) <= 3 for policy in view.policies)
    assert not view.device_only_because


def test_in_swedish_no_sentence_of_the_list_is_english(files: PolicyFiles, swedish: Words) -> None:
    in_force = read_policy(files, "two-lanes").policy
    assert in_force is not None
    for policy in policy_list(files, "two-lanes", in_force, swedish).policies:
        for sentence in (*policy.sentences, policy.may_leave):
            assert not {"the", "never", "computer", "leave"} & set(sentence.lower().split()), sentence


def test_what_a_change_opens_is_told_apart(files: PolicyFiles, words: Words) -> None:
    two = read_policy(files, "two-lanes").policy
    assert two is not None
    change = policy_change(two, read_policy(files, "nordics"), words)
    assert change is not None
    assert "Restricted on Own server: no such lane → after your yes" in change.opens
    assert not [line for line in change.opens if line.startswith("Restricted on Premium")]
    assert any(line.startswith("The lane Own server") or "Own server" in line for line in change.lines)
    back = policy_change(read_policy(files, "nordics").policy, read_policy(files, "two-lanes"), words)
    assert back is not None
    assert "Restricted on Own server: after your yes → no such lane" in back.lines
    assert not [line for line in back.opens if "Own server" in line]


def test_what_opens_for_a_part_of_a_class_or_in_one_more_way_is_told_too(
    files: PolicyFiles, words: Words, tmp_path: Path
) -> None:
    text = (SHIPPED / "two-lanes.toml").read_text("utf-8").split("[[example]]")[0]
    ours = tmp_path / "ours.toml"
    two = read_policy(files, "two-lanes").policy
    assert two is not None

    def changed(old: str, new: str) -> PolicyChange:
        ours.write_text(text.replace(old, new), "utf-8")
        change = policy_change(two, read_policy(files, str(ours)), words)
        assert change is not None
        return change

    # Premium is in reach of internal work as before, and now also when a model fails: no cell differs.
    wider = changed('on = ["error", "slow"]', 'on = ["error", "slow", "over_ceiling"]')
    assert any(line.startswith("Premium is also offered if it would cost more") for line in wider.opens)
    fewer = changed(
        'when = { stakes = ["high"] }\nbefore = "use"', 'when = { ceiling = ["free"] }\nbefore = "use"'
    )
    assert any(line.startswith("Nobody has to accept the result before it is used") for line in fewer.opens)
    cheaper = changed('needs_ceiling = "premium"', 'needs_ceiling = "small"')
    assert any(line.startswith("Premium opens: ") and "cost ceiling: small" in line for line in cheaper.opens)


def test_the_same_policy_changes_nothing(files: PolicyFiles, words: Words) -> None:
    two = read_policy(files, "two-lanes")
    assert two.policy is not None
    change = policy_change(two.policy, two, words)
    assert change is not None
    assert (change.lines, change.opens, change.changed) == ((), (), 0)
    assert change.combinations == 576


def test_a_refused_file_is_no_change(tmp_path: Path, words: Words) -> None:
    broken = (SHIPPED / "two-lanes.toml").read_text().replace('owner   = "Policy owner\'s name"', "ownr = 1")
    file = tmp_path / "ours.toml"
    file.write_text(broken)
    read = read_policy(PolicyFiles(SHIPPED), str(file))
    assert read.policy is None
    assert policy_change(load_policy((SHIPPED / "two-lanes.toml").read_bytes()), read, words) is None  # type: ignore[arg-type]


def test_nothing_leaves_under_this_device_only(words: Words, swedish: Words) -> None:
    assert may_leave(DEVICE_ONLY, words) == "Nothing may leave this computer."
    assert may_leave(DEVICE_ONLY, swedish) == "Inget får lämna den här datorn."
