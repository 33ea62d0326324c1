"""A class is raised by a person always, and lowered finding by finding only as the policy says."""

import pytest
from PySide6.QtCore import Qt

from fakes.lenient_policy import REASON, lenient
from fakes.window_bench import WindowBench, window_bench
from homeport.domain.data_class import DataClass
from homeport.domain.ledger import LedgerKind
from homeport.ui.dialogs.confirmation import ConfirmationSheet
from homeport.ui.dialogs.finding_card import FindingCard
from homeport.ui.models.composer import OWN_TEXT

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

NUMBER = "19900118-9811"  # serial 981: never given to a person


def note(tmp_path):
    path = tmp_path / "Sample.txt"
    path.write_text(f"A number that nobody has: {NUMBER}.")
    return path


def open_card(bench: WindowBench) -> FindingCard:
    composer = bench.window.composer
    bench.wait(lambda: [chip for chip in composer.chips if chip.settled])
    (chip,) = composer.chips
    composer.open_card(chip.id)
    return bench.dialog(FindingCard)


def attached_class(bench: WindowBench) -> DataClass:
    (opened,) = bench.presenter.tasks.shown.attached.opened()
    return opened.label.data_class


def test_without_a_rule_nothing_can_be_struck_and_the_card_says_why(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path / "home") as bench:
        bench.attach(note(tmp_path))
        card = open_card(bench)
        bench.wait(lambda: words("chips.card_policy_none") in card.strike.accessibleDescription())
        assert not card.strike.isEnabled()
        bench.window.composer.lower_requested.emit(card.shown_id, 0, "because")  # not even so
        bench.wait(bench.window.composer.notice.isVisible)
        assert attached_class(bench) is DataClass.RESTRICTED
        assert not [e for e in bench.on_loop(bench.program.ledger.entries()) if e.kind is LedgerKind.DECLASSIFIED]
        card.accept()


@pytest.mark.parametrize("language", ["words", "swedish"])
def test_a_strike_is_recorded_decided_with_told_on_the_sheet_and_taken_back(
    qtbot, theme, tmp_path, language, request
):
    words = request.getfixturevalue(language)
    with window_bench(qtbot, theme, words, tmp_path / "home", rules=lenient()) as bench:
        bench.attach(note(tmp_path))
        card = open_card(bench)
        bench.wait(card.strike.isEnabled)
        bench.press(card, words("chips.card_strike"))
        card.form.reasons.setFocus()
        qtbot.keyClick(card.form.reasons, Qt.Key.Key_Down)
        assert card.form.why == REASON
        bench.press(card, words("chips.strike_yes"))
        bench.wait(lambda: attached_class(bench) is DataClass.INTERNAL)
        bench.wait(card.restore.isVisible)
        qtbot.keyClick(card, Qt.Key.Key_Escape)
        lines = [e for e in bench.on_loop(bench.program.ledger.entries()) if e.kind is LedgerKind.DECLASSIFIED]
        assert [(line.fields["did"], line.fields["rule"]) for line in lines] == [("struck", "D1")]

        bench.ask("What is it?")
        newest = bench.presenter.tasks.shown.newest
        assert newest.decision.facts_found["declassified"] == "self"
        bench.offer_taken()
        sheet = bench.dialog(ConfirmationSheet)
        struck = words("sheet.remark_struck", evidence="", where="").partition(":")[0]
        assert [remark for remark in sheet._view.remarks if remark.startswith(struck)]
        sheet.suspended()
        bench.wait(bench.rests)

        card = open_card(bench)
        bench.wait(card.restore.isVisible)
        bench.press(card, words("chips.card_restore"))
        bench.wait(lambda: attached_class(bench) is DataClass.RESTRICTED)
        lines = [e for e in bench.on_loop(bench.program.ledger.entries()) if e.kind is LedgerKind.DECLASSIFIED]
        assert [line.fields["did"] for line in lines] == ["struck", "restored"]
        card.accept()


def test_typed_text_that_was_raised_closes_the_lanes_in_the_forecast_and_in_the_run(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path / "home") as bench:
        composer, attached = bench.window.composer, bench.presenter.tasks.shown.attached
        composer.set_text("When is it?")
        bench.wait(lambda: attached.typed.label is not None)
        composer.raise_requested.emit(OWN_TEXT, DataClass.RESTRICTED)
        assert attached.typed.label.data_class is DataClass.RESTRICTED
        route = bench.presenter.views.route
        bench.wait(
            lambda: route._forecast is not None and route._forecast.label.data_class is DataClass.RESTRICTED
        )
        assert "premium" in route._forecast.decision.blocked
        bench.ask("When is it?")
        newest = bench.presenter.tasks.shown.newest
        assert newest.label.data_class is DataClass.RESTRICTED
        assert "premium" in newest.decision.blocked
        assert attached.typed.corrections is None, "it does not count for the next question"
        bench.press(bench.window.answer.turn(bench.turn().id), words("answer.regenerate"))
        bench.wait(lambda: len(bench.presenter.tasks.shown.tasks) == 2 and bench.rests())
        again = bench.presenter.tasks.shown.newest
        assert again.label.data_class is DataClass.RESTRICTED, "drafting again is the same text"


def test_a_raise_can_be_taken_back_to_what_was_found_and_no_further(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path / "home") as bench:
        path = tmp_path / "plain.txt"
        path.write_text("FOR IMMEDIATE RELEASE\n\nMonday.")
        bench.attach(path)
        found = attached_class(bench)
        bench.wait(lambda: [chip for chip in bench.window.composer.chips if chip.settled])
        (chip,) = bench.window.composer.chips
        bench.window.composer.raise_requested.emit(chip.id, DataClass.CONFIDENTIAL)
        assert attached_class(bench) is DataClass.CONFIDENTIAL
        bench.window.composer.raise_requested.emit(chip.id, DataClass.PUBLIC)
        assert attached_class(bench) is found
