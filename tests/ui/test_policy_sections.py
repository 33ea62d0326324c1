"""The sections of the policy window: each says what the engines found, and opens its combinations in "Try it"."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from fakes.policy_states import SHIPPED, opened, policy_dialog
from homeport.domain.policy import FactSpec
from homeport.policy.decide import decide
from homeport.policy.prove import whole
from homeport.policy.table import table
from homeport.ui.dialogs.policy_table import TableSection
from homeport.ui.dialogs.policy_try import TrySection
from homeport.ui.dialogs.policy_window import PolicyDialog
from homeport.ui.models.policy_combinations import Rows, filtered
from homeport.ui.models.policy_table_model import CombinationsModel
from homeport.ui.presenters.policy_facets import facets_of, first_lanes
from homeport.ui.presenters.policy_trying import completed, first_facts, try_facts
from homeport.ui.theme import Theme
from homeport.ui.words import Words

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

PUBLIC = {
    "sensitivity": "public", "task": "dev", "difficulty": "hard", "stakes": "normal", "latency": "interactive",
    "ceiling": "premium",
}  # fmt: skip


@pytest.fixture
def two(qtbot, theme: Theme, words: Words) -> PolicyDialog:
    return shown(qtbot, policy_dialog(theme, words, opened(words, name="two-lanes")))


def shown(qtbot, dialog: PolicyDialog) -> PolicyDialog:
    qtbot.addWidget(dialog)
    dialog.resize(1120, 800)
    dialog.show()
    dialog.activateWindow()
    return dialog


def texts(around: QWidget) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in around.findChildren(QLabel) if label.isVisible()]


def press(qtbot, around: QWidget, name: str) -> None:
    target = around.findChild(QPushButton, name)
    assert target is not None, [button.objectName() for button in around.findChildren(QPushButton)]
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_Space)


def refused(tmp_path: Path, words: Words, old: str, new: str, name: str = "two-lanes"):
    """A shipped policy with one mistake in what it does."""
    text = (SHIPPED / f"{name}.toml").read_text()
    assert old in text
    path = tmp_path / "ours.toml"
    path.write_text(text.replace(old, new))
    return opened(words, str(path), name)


# ---- all combinations


@pytest.mark.parametrize(
    "held", [0, 1, 0b1011_0000_0001, (1 << 4096) - 1, 1 << 199_999], ids=["none", "one", "few", "all", "last"]
)
def test_rows_are_the_members_of_the_set(held: int) -> None:
    rows = Rows(held, 200_000)
    assert len(rows) == held.bit_count()
    expected = [index for index in range(held.bit_length()) if held >> index & 1]
    assert [rows.at(place) for place in range(len(rows))] == expected
    for beyond in (-1, len(rows)):
        with pytest.raises(IndexError):
            rows.at(beyond)


@pytest.mark.parametrize("name", ["two-lanes", "three-lanes", "nordics"])
def test_every_row_says_what_is_decided(theme: Theme, words: Words, name: str) -> None:
    all_of = opened(words, name=name).all_of
    model = CombinationsModel(theme, words)
    model.show_all_of(all_of)
    model.show_rows(Rows(all_of.space.everything, all_of.space.everything.bit_count()))
    assert model.rowCount() == all_of.space.everything.bit_count()
    first = first_lanes(all_of)
    for place, decision in enumerate(table(all_of.policy)):
        row = model.row(place)
        assert row.facts == decision.facts_found
        assert row.first == decision.first
        assert first[decision.first or ""] >> place & 1
        assert row.texts[1] == decision.route_rule
        assert (row.texts[-2] == "None") is not bool(decision.blocked)


def test_each_filter_leaves_just_what_it_names(words: Words) -> None:
    shown = opened(words)
    all_of = shown.all_of
    decisions = list(table(all_of.policy))
    read = {
        "first": lambda d: {d.first or ""},
        "reaches": lambda d: set(d.allowed),
        "closed": lambda d: set(d.blocked),
        "review": lambda d: set(d.review) or {""},
    }
    for facet in shown.facets:
        if facet.key == "rule":
            continue
        name = facet.key.removeprefix("fact_")
        of = read.get(facet.key, lambda d, name=name: {d.facts_found[name]})
        for value in facet.values:
            rows = Rows(
                filtered(all_of.space.everything, shown.facets, {facet.key: frozenset({value.key})}),
                len(decisions),
            )
            assert {rows.at(place) for place in range(len(rows))} == {
                place for place, decision in enumerate(decisions) if value.key in of(decision)
            }, (facet.key, value.key)
    (rules,) = (facet for facet in shown.facets if facet.key == "rule")
    for value in rules.values:
        for place, decision in enumerate(decisions):
            named = {*decision.classified_by, decision.route_rule, *decision.review, *decision.next_rules.values()}
            named |= {rule for by in decision.blocked.values() for rule in by}
            if value.key in named:
                assert value.held >> place & 1


def test_the_table_is_filtered_by_keys_and_a_row_is_tried(qtbot, two: PolicyDialog) -> None:
    two.show_section("table")
    section = two.section("table")
    assert isinstance(section, TableSection)
    assert "576 of 576 combinations" in texts(section)
    button = section.findChild(QPushButton, "filter_fact_sensitivity")
    assert button.accessibleName() == "Data class: any"
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    menu = button.menu_
    assert menu.isVisible()
    assert [action.text() for action in menu.actions() if action.isCheckable()] == [
        "Public\t144",
        "Internal\t144",
        "Confidential\t144",
        "Restricted\t144",
    ]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(menu, key)
    assert menu.isVisible()
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert button.accessibleName() == "Data class: Public, Internal"
    assert "288 of 576 combinations" in texts(section)
    assert section.model.rowCount() == 288
    section.view.setFocus()
    qtbot.keyClick(section.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(section.facts_wanted) as wanted:
        qtbot.keyClick(section.view, Qt.Key.Key_Return)
    assert wanted.args[0] == section.model.row(1).facts
    assert two.shown_section == "try_it"
    assert two.section("try_it").tried.values == section.model.row(1).facts
    two.show_section("table")
    press(qtbot, section, "clear_filters")
    assert "576 of 576 combinations" in texts(section)


def test_tab_goes_from_the_filters_over_the_row_to_the_table(qtbot, two: PolicyDialog) -> None:
    two.show_section("table")
    section = two.section("table")
    assert texts(section)
    two.sections.setFocus()
    names = []
    for _ in range(len(section._filters) + 3):
        qtbot.keyClick(two, Qt.Key.Key_Tab)
        names.append(two.focusWidget().objectName() or two.focusWidget().accessibleName())
    filters = [button.objectName() for button in section._filters]
    assert names == [*filters, "try_row", "All combinations of facts", "which_policy"]


def test_filters_that_leave_nothing_say_so(qtbot, two: PolicyDialog) -> None:
    two.show_section("table")
    section = two.section("table")
    for button in section._filters:
        if button.key == "fact_sensitivity":
            button.choose(frozenset({"restricted"}))
        if button.key == "reaches":
            button.choose(frozenset({"premium"}))
    told = texts(section)
    assert "0 of 576 combinations" in told
    assert "No combination fits" in told
    assert not section.findChild(QPushButton, "try_row").isEnabled()
    counts = section._counts(next(f for f in section._facets if f.key == "fact_sensitivity"))
    assert counts["restricted"] == 0 < counts["public"]


def test_near_200000_combinations_are_filtered_without_making_their_rows(
    qtbot, theme: Theme, words: Words
) -> None:
    small = opened(words)
    more = {"task": 6, "latency": 6, "personal": 6, "stakes": 3}
    facts = {
        name: replace(
            spec, values=(*spec.values, *(f"{name}-{n}" for n in range(more.get(name, 0) - len(spec.values))))
        )
        for name, spec in small.all_of.policy.facts.items()
    }
    facts["declassified"] = FactSpec("declassified", ("none", "self", "second"), ordered=True)
    all_of = whole(replace(small.all_of.policy, facts=facts, examples=()))
    large = replace(small, all_of=all_of, combinations=186_624, facets=facets_of(all_of, words))
    dialog = shown(qtbot, policy_dialog(theme, words, large, "table"))
    section = dialog.section("table")
    assert "186,624 of 186,624 combinations" in texts(section)
    for button in section._filters[:4]:
        button.choose(frozenset({button._facet.values[0].key}))
        assert section.model.rowCount() == len(section.model._rows)
        assert texts(section)
    section.view.scrollToBottom()
    last = section.model.row(section.model.rowCount() - 1).facts
    assert last["sensitivity"] == "public"
    assert list(last.values())[-1] == "second"
    assert len(section.model._kept) <= 512


# ---- try it


@pytest.mark.parametrize("name", ["two-lanes", "three-lanes", "nordics"])
def test_what_is_tried_is_what_is_decided_and_every_way_opens_its_lane(words: Words, name: str) -> None:
    all_of = opened(words, name=name).all_of
    for index in range(0, all_of.space.everything.bit_count(), 131):
        facts = all_of.space.values_at(index)
        tried = try_facts(all_of, facts, words)
        decision = decide(all_of.policy, facts)
        assert tried.values == facts
        assert tried.first == decision.first
        assert {lane.id for lane in tried.lanes if lane.reached} == set(decision.allowed)
        for lane in tried.lanes:
            assert not (lane.reached and (lane.you_can or lane.otherwise))
            for way in (*lane.you_can, *lane.otherwise):
                assert lane.id in decide(all_of.policy, way.facts).allowed
            for way in lane.you_can:
                changed = {name for name, value in way.facts.items() if facts[name] != value}
                assert all(all_of.policy.facts[name].can_change for name in changed)


def test_facts_that_are_missing_or_unknown_get_a_declared_value(words: Words) -> None:
    policy = opened(words).all_of.policy
    assert completed(policy, {"sensitivity": "secret"})["sensitivity"] == "public"
    assert set(first_facts(policy)) == set(policy.facts)


def test_a_choice_shows_at_once_what_is_decided(qtbot, two: PolicyDialog) -> None:
    two.try_facts(PUBLIC)
    section = two.section("try_it")
    assert isinstance(section, TrySection)
    told = texts(section)
    assert "This device" in told
    assert "by itself" in told
    assert "The work is hard" in told
    choice = section.findChild(QWidget, "fact_sensitivity")
    assert choice.accessibleName() == "Data class"
    choice.setFocus()
    for _ in range(3):
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert section.tried.values["sensitivity"] == "restricted"
    premium = texts(section.findChild(QWidget, "lane_premium"))
    assert "closed" in premium
    assert "Nothing you can set opens it for this work." in premium
    assert "N1" in premium


def test_a_way_on_is_tried_and_the_other_group_is_folded(qtbot, theme: Theme, words: Words) -> None:
    dialog = shown(qtbot, policy_dialog(theme, words, opened(words, name="two-lanes"), "try_it"))
    dialog.try_facts({**PUBLIC, "ceiling": "free"})
    section = dialog.section("try_it")
    lane = section.findChild(QWidget, "lane_premium")
    way = next(b for b in lane.findChildren(QPushButton) if b.accessibleName().startswith("Try Premium with"))
    assert way.text() == "Try: Cost ceiling = premium"
    fold = lane.findChild(QPushButton, "fold_premium")
    if fold is not None:
        assert not [text for text in texts(lane) if text.startswith("•")]
    way.setFocus()
    qtbot.keyClick(way, Qt.Key.Key_Space)
    assert section.tried.values["ceiling"] == "premium"
    assert dialog.focusWidget().objectName() == "fact_ceiling"
    dialog.try_facts({**PUBLIC, "sensitivity": "restricted"})
    lane = section.findChild(QWidget, "lane_premium")
    assert not [text for text in texts(lane) if text.startswith("•")]
    press(qtbot, lane, "fold_premium")
    assert [text for text in texts(lane) if text.startswith("•")]


# ---- promises, examples, remarks


def test_a_promise_says_in_how_many_combinations_it_holds(two: PolicyDialog) -> None:
    two.show_section("promises")
    told = texts(two)
    assert "6 promises, 6 hold" in told
    assert "Holds in all 144 combinations it is about" in told
    assert not two.section("promises").findChildren(QPushButton)


def test_a_broken_promise_shows_a_combination_that_is_tried(
    qtbot, theme: Theme, words: Words, tmp_path: Path
) -> None:
    broken = refused(
        tmp_path, words, 'sensitivity = { at_least = "confidential" }', 'sensitivity = ["confidential"]'
    )
    assert not broken.accepted
    dialog = shown(qtbot, policy_dialog(theme, words, broken, "promises"))
    first = next(promise for promise in broken.promises if not promise.holds)
    told = texts(dialog)
    assert first.verdict in told
    assert first.facts_said in told
    press(qtbot, dialog, f"try_{first.id}")
    assert dialog.section("try_it").tried.values == first.facts


def test_examples_say_what_was_expected_and_what_came_out(
    qtbot, theme: Theme, words: Words, two: PolicyDialog, tmp_path: Path
) -> None:
    two.show_section("examples")
    assert "4 examples, 4 as expected" in texts(two)
    differs = refused(tmp_path, words, 'expect = { first = "device"', 'expect = { first = "premium"')
    dialog = shown(qtbot, policy_dialog(theme, words, differs, "examples"))
    told = texts(dialog)
    assert "Differs" in told
    assert "expected Premium, found This device" in told
    example = next(example for example in differs.examples if not example.passed)
    press(qtbot, dialog, f"try_{example.say}")
    assert dialog.section("try_it").tried.values == example.facts


def test_remarks_are_shown_with_a_combination(qtbot, two: PolicyDialog) -> None:
    two.show_section("remarks")
    (remark,) = two.opened.remarks
    told = texts(two)
    assert "Condition without effect" in told
    assert remark.sentence in told
    press(qtbot, two, f"try_{remark.sentence}")
    assert two.section("try_it").tried.values == remark.facts


def test_a_file_without_sense_says_so_in_every_section(qtbot, theme: Theme, words: Words, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("schema = 1\n")
    dialog = shown(qtbot, policy_dialog(theme, words, opened(words, str(tmp_path / "ours.toml"))))
    for section in ("lanes", "table", "try_it", "promises", "examples", "remarks"):
        dialog.show_section(section)
        assert "Nothing to show yet" in texts(dialog), section


def test_sections_keep_their_facts_and_filters_when_another_policy_is_shown(
    qtbot, two: PolicyDialog, words: Words
) -> None:
    two.try_facts({**PUBLIC, "sensitivity": "internal"})
    two.show_section("table")
    section = two.section("table")
    next(b for b in section._filters if b.key == "fact_task").choose(frozenset({"contract"}))
    two.show_policy(opened(words, name="nordics"))
    assert section.chosen == {"fact_task": frozenset({"contract"})}
    assert "1,728 of 6,912 combinations" in texts(section)


# ---- room


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(620, 480), (1120, 780)])
def test_nothing_is_wider_than_its_section(
    qtbot, theme: Theme, swedish: Words, scale: float, size: tuple[int, int]
) -> None:
    theme.set_scale(scale)
    dialog = policy_dialog(theme, swedish, opened(swedish, managed=True))
    qtbot.addWidget(dialog)
    dialog.resize(*size)
    dialog.show()
    for section in ("rules", "lanes", "table", "try_it", "promises", "examples", "remarks"):
        dialog.show_section(section)
        QApplication.processEvents()
        widget = dialog.section(section)
        bar = getattr(widget, "horizontalScrollBar", None)
        if bar is not None:
            assert bar().maximum() == 0, section
        assert widget.width() <= dialog.width()
