"""The panel on the screen: keys, screen reader, state that stays, nothing clipped."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from homeport.domain.data_class import Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.policy import Policy
from homeport.policy.decide import decide
from homeport.policy.load import load_policy
from homeport.ui.models.why import Moment, Told, WayOn
from homeport.ui.models.why_view import why_view
from homeport.ui.theme import Theme
from homeport.ui.views.why import WIDTH, WhyPanel
from homeport.ui.views.why_parts import EvidenceRow, LaneHead, RuleBlock
from homeport.ui.words import Words

NUMBER = "a Swedish personal identity or coordination number with a correct check digit"


def told(resources_policy: str = "nordics", places: int = 2, **given: str) -> Told:
    path = Path(__file__).parents[2] / "resources" / "policies" / f"{resources_policy}.toml"
    policy = load_policy(path.read_bytes(), b"")
    assert isinstance(policy, Policy)
    usual = {name: spec.values[0] for name, spec in policy.facts.items()}
    values = {**usual, "sensitivity": "restricted", "personal": "personal", **given}
    values = {name: value for name, value in values.items() if name in policy.facts}
    decision = decide(policy, values)
    assert isinstance(decision, Decision)
    findings = tuple(
        Finding(
            "SE_PNR", "Addendum.docx", f"page {n}", n, n + 11, DataClass.RESTRICTED, Category.PERSONAL, "", NUMBER
        )
        for n in range(1, places + 1)
    )
    facts = Facts(tuple(Fact(name, value, FactSource.TYPED, "") for name, value in values.items()))
    label = Label(DataClass.from_word(values["sensitivity"]), findings)
    return Told(Moment.BEFORE, decision, policy, facts, label)


@pytest.fixture
def panel(qtbot, theme: Theme, words: Words) -> WhyPanel:
    panel = WhyPanel(theme, words)
    qtbot.addWidget(panel)
    panel.resize(theme.px(WIDTH), 900)
    panel.show()
    return panel


def head(panel: QWidget, lane: str) -> LaneHead:
    return next(each for each in panel.findChildren(LaneHead) if each.accessibleName().startswith(lane))


def shown_texts(panel: QWidget) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]


def settled(qtbot, panel: WhyPanel) -> None:
    """Layouts run when the loop does."""
    page = panel._scroll.widget()
    qtbot.waitUntil(lambda: panel.isVisible() and page.height() >= page.layout().totalHeightForWidth(page.width()))
    QApplication.processEvents()


def tab_order(panel: QWidget) -> list[QWidget]:
    first = panel.nextInFocusChain()
    chain, at = [], first
    while True:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisible() and panel.isAncestorOf(at):
            chain.append(at)
        at = at.nextInFocusChain()
        if at is first:
            return chain


def test_a_lane_opens_by_key_to_every_finding_that_closes_it(qtbot, panel: WhyPanel, words: Words) -> None:
    panel.show_why(why_view(told(places=7), words))
    row = head(panel, "EU provider: Closed. Rule N1")
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Return)
    block = next(
        b for b in panel.findChildren(RuleBlock) if b.accessibleName().startswith("Restricted input stays")
    )
    assert len(block.findChildren(EvidenceRow)) == 7
    qtbot.waitUntil(block.isVisible)
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert not block.isVisible()


def test_hundreds_of_findings_are_all_there(qtbot, panel: WhyPanel, words: Words) -> None:
    panel.show_why(why_view(told(places=300), words))
    head(panel, "EU provider").click()
    said = "\n".join(label.text() for label in panel.findChildren(QLabel))
    assert all(f"Addendum.docx, page {n}" in said for n in range(1, 301))


def test_a_finding_is_shown_in_its_document(qtbot, panel: WhyPanel, words: Words) -> None:
    known = told()
    panel.show_why(why_view(known, words))
    head(panel, "EU provider").click()
    row = panel.findChildren(EvidenceRow)[-1]
    with qtbot.waitSignal(panel.finding_requested) as asked:
        qtbot.keyClick(row, Qt.Key.Key_Space)
    assert asked.args[0] in known.label.findings


def test_there_is_one_way_on_at_most_and_it_comes_back_as_given(qtbot, panel: WhyPanel, words: Words) -> None:
    way = WayOn("Try own server…", words("why.way_on_says"), ("private", 1))
    panel.show_why(why_view(replace(told(), ways=(way, WayOn("Nothing", "", 2))), words))
    assert shown_texts(panel)[-1] == (
        "You first see exactly what would be sent and to whom. Nothing is sent until you say yes."
    )
    with qtbot.waitSignal(panel.way_chosen) as chosen:
        qtbot.keyClick(panel._button, Qt.Key.Key_Return)
    assert chosen.args == [("private", 1)]
    panel.show_why(why_view(told(), words))
    assert not panel._button.isVisible()


def test_what_has_not_changed_stays_opened(qtbot, panel: WhyPanel, words: Words) -> None:
    known = told()
    panel.show_why(why_view(known, words))
    row = head(panel, "EU provider")
    row.click()
    panel.show_why(why_view(replace(known, moment=Moment.DURING), words))
    assert head(panel, "EU provider") is row
    assert row.isChecked()
    panel.show_why(why_view(replace(told(places=3), moment=Moment.DURING), words))
    assert head(panel, "EU provider") is not row
    assert head(panel, "EU provider").isChecked(), "the same lane stays opened with its new findings"


def test_the_order_never_changes(qtbot, panel: WhyPanel, words: Words) -> None:
    sections = ["Class that counts", "Deciding rule", "What the policy read", "Every lane"]
    sections += ["If something fails, or you want more", "Held for review", "Policy"]
    for moment in (Moment.BEFORE, Moment.AFTER, Moment.PAST, Moment.DURING):
        panel.show_why(why_view(replace(told(), moment=moment), words))
        qtbot.waitUntil(lambda: "Policy" in shown_texts(panel))
        tops = [
            next(label for label in panel.findChildren(QLabel) if label.text() == section and not label.isHidden())
            .mapTo(panel, panel.rect().topLeft())
            .y()
            for section in sections
        ]
        assert tops == sorted(tops)


def test_the_keyboard_goes_through_it_in_reading_order(qtbot, panel: WhyPanel, words: Words) -> None:
    known = replace(told(), ways=(WayOn("Try own server…", "It asks.", 1),))
    panel.show_why(why_view(known, words))
    settled(qtbot, panel)
    head(panel, "EU provider").click()
    settled(qtbot, panel)
    *page, last = tab_order(panel)
    order = [widget.mapTo(panel, widget.rect().topLeft()).y() for widget in page]
    assert len(order) >= 6
    assert order == sorted(order)
    assert last is panel._button
    panel.focus_first()
    assert QApplication.focusWidget() is tab_order(panel)[0]


def test_every_control_has_a_name_for_a_screen_reader(qtbot, panel: WhyPanel, words: Words) -> None:
    panel.set_drawer(True)
    panel.show_why(why_view(replace(told(), ways=(WayOn("Try own server…", "It asks.", 1),)), words))
    head(panel, "EU provider").click()
    for widget in tab_order(panel):
        name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert name.strip(), widget
        assert widget.height() >= 32, name


def test_a_drawer_can_be_closed(qtbot, panel: WhyPanel) -> None:
    assert not panel._close.isVisible()
    panel.set_drawer(True)
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel._close, Qt.Key.Key_Space)


def test_the_whole_fingerprint_is_copied(qtbot, panel: WhyPanel, words: Words) -> None:
    known = told()
    panel.show_why(why_view(known, words))
    settled(qtbot, panel)
    copy = next(w for w in tab_order(panel) if w.accessibleName() == "Copy the whole fingerprint of the policy")
    qtbot.keyClick(copy, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == known.policy.sha256
    assert f"Fingerprint {known.policy.sha256[:12]}" in shown_texts(panel)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("language", ["words", "swedish"])
def test_nothing_is_clipped(
    qtbot, theme: Theme, language: str, scale: float, request: pytest.FixtureRequest
) -> None:
    words: Words = request.getfixturevalue(language)
    theme.set_scale(scale)
    panel = WhyPanel(theme, words)
    qtbot.addWidget(panel)
    known = replace(told("three-lanes", task="contract"), ways=(WayOn("Try own server…", "It asks first.", 1),))
    panel.show_why(why_view(known, words))
    panel.resize(theme.px(WIDTH), 900)
    panel.show()
    head(panel, words.lane("premium")).click()
    page = panel._scroll.widget()
    settled(qtbot, panel)
    assert page.width() <= panel._scroll.viewport().width()
    for label in panel.findChildren(QLabel):
        if label.isVisible() and label.text() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            widest = max(label.fontMetrics().horizontalAdvance(word) for word in label.text().split())
            assert label.width() >= min(widest, page.width() - theme.px(80)), label.text()


def test_an_empty_panel_says_what_will_stand_there(qtbot, panel: WhyPanel, theme: Theme) -> None:
    qtbot.waitUntil(lambda: "No route yet" in shown_texts(panel))
    theme.set_appearance("dark")
    theme.set_scale(1.5)
    qtbot.waitUntil(lambda: "No route yet" in shown_texts(panel))


def parts_made(panel: WhyPanel) -> int:
    return panel._page.made


def test_what_is_shown_soon_is_made_in_turns_and_comes_all_at_once(qtbot, panel: WhyPanel, words: Words) -> None:
    panel.show_soon(why_view(told(), words))
    empty = shown_texts(panel)
    turns = 0
    while panel._wanted is not None:
        assert shown_texts(panel) == empty, "a half of the new stood beside a half of the old"
        before = parts_made(panel)
        panel._make_next()
        assert parts_made(panel) <= before + 1
        turns += 1
    assert turns > 5
    assert parts_made(panel) == 0
    qtbot.waitUntil(lambda: "Every lane" in shown_texts(panel))


def test_soon_ends_as_now_does(qtbot, theme: Theme, words: Words, panel: WhyPanel) -> None:
    views = [why_view(told(places=places), words) for places in (1, 7)]
    for view in views:
        panel.show_soon(view)
        qtbot.waitUntil(lambda: panel._wanted is None)
    settled(qtbot, panel)
    other = WhyPanel(theme, words)
    qtbot.addWidget(other)
    other.resize(panel.size())
    other.show()
    other.show_why(views[-1])
    settled(qtbot, other)
    assert sorted(shown_texts(panel)) == sorted(shown_texts(other))
    assert [each.accessibleName() for each in tab_order(panel)] == [
        each.accessibleName() for each in tab_order(other)
    ]
    qtbot.waitUntil(lambda: panel.grab().toImage() == other.grab().toImage())


def test_the_newest_wish_is_shown_and_nothing_of_an_older_one(qtbot, panel: WhyPanel, words: Words) -> None:
    panel.show_soon(why_view(told("nordics", places=7), words))
    for _ in range(4):
        panel._make_next()
    newest = why_view(told("nordics", sensitivity="internal", personal="none"), words)
    panel.show_soon(newest)
    qtbot.waitUntil(lambda: panel._wanted is None)
    assert panel._view == newest
    assert parts_made(panel) == 0
    panel.show_soon(why_view(told(places=3), words))
    panel._make_next()
    panel.show_soon(newest)  # back to what is shown before the other was made
    qtbot.waitUntil(lambda: panel._wanted is None)
    assert panel._view == newest
    assert parts_made(panel) == 0


def test_what_is_shown_now_overtakes_what_was_to_come_soon(qtbot, panel: WhyPanel, words: Words) -> None:
    panel.show_soon(why_view(told(places=7), words))
    panel._make_next()
    now = why_view(told(places=1), words)
    panel.show_why(now)
    assert panel._wanted is None
    assert panel._view == now
    assert parts_made(panel) == 0


def test_another_text_size_loses_nothing_that_was_to_come_soon(
    qtbot, theme: Theme, panel: WhyPanel, words: Words
) -> None:
    wanted = why_view(told(), words)
    panel.show_soon(wanted)
    panel._make_next()
    theme.set_scale(1.5)
    qtbot.waitUntil(lambda: panel._view == wanted)
    assert parts_made(panel) == 0


def test_the_keyboard_stays_where_nothing_changed(qtbot, panel: WhyPanel, words: Words) -> None:
    known = told()
    panel.show_why(why_view(known, words))
    settled(qtbot, panel)
    panel.activateWindow()
    row = head(panel, "EU provider")
    row.setFocus()
    way = WayOn("Try own server…", "", 1)
    panel.show_soon(why_view(replace(known, moment=Moment.AFTER, ways=(way,)), words))
    qtbot.waitUntil(lambda: panel._wanted is None and panel._view.way == way)
    assert head(panel, "EU provider") is row
    assert panel.focusWidget() is row
