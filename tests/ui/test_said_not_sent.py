"""What was not sent is said, with its reason and a next step."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from fakes.task_bench import policy
from fakes.window_bench import PROVIDER, WindowBench, window_bench
from homeport.domain.policy import Condition, SpendRule
from homeport.ui.dialogs.confirmation import ConfirmationSheet
from homeport.ui.dialogs.settings import SettingsDialog
from homeport.ui.models.turn import Failed, KeptHereBefore, OverBudget, SentOnce, YesTooOld

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

QUESTION = "When is the release?"


def press_notice(bench: WindowBench, text: str) -> None:
    turn = bench.window.answer.turn(bench.turn().id)
    assert turn is not None
    bench.press(turn, text)


@pytest.mark.parametrize("language", ["words", "swedish"])
def test_a_missing_key_is_said_and_leads_to_the_lanes(qtbot, theme, tmp_path, language, request):
    words = request.getfixturevalue(language)
    with window_bench(qtbot, theme, words, tmp_path, key=False) as bench:
        bench.ask(QUESTION)
        bench.offer_taken()
        bench.wait(lambda: bench.notices(Failed))
        (notice,) = bench.notices(Failed)
        assert PROVIDER in notice.title
        assert notice.title.endswith(words("unsent.title", recipient="", why="").rpartition(". ")[2])
        assert notice.next_step == words("unsent.not_prepared_no_key_next")
        assert bench.turn().versions, "the draft made here stands"
        press_notice(bench, words("answer.action_open_lanes"))
        bench.dialog(SettingsDialog)
        assert not bench.program.egress.left


def test_a_price_above_the_ceiling_is_said_with_both_amounts(qtbot, theme, words, tmp_path):
    rules = policy("two-lanes")
    dear = SpendRule("S9", {"en": "A request costs a cent at most."}, Condition({}), {"premium": 0.01})
    with window_bench(qtbot, theme, words, tmp_path, rules=replace(rules, spend=(dear,))) as bench:
        bench.ask(QUESTION)
        bench.offer_taken()
        bench.wait(lambda: bench.notices(OverBudget))
        (notice,) = bench.notices(OverBudget)
        assert notice.ceiling == words.money(0.01, "EUR")
        assert float(notice.price.partition(" ")[0]) > 0.01
        press_notice(bench, words("answer.action_change_ceiling"))
        assert not bench.program.egress.left


def test_bytes_kept_here_before_are_not_asked_about_again_and_that_is_said(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path) as bench:
        bench.ask("This is critical: when is the release?")  # much depends on it, so it is offered
        press_notice(bench, words("answer.offer_see"))
        sheet = bench.dialog(ConfirmationSheet)
        bench.wait(sheet.foot.send.isEnabled)
        qtbot.keyClick(sheet, Qt.Key.Key_Return)  # keeps it here
        bench.wait(bench.rests)
        turn = bench.window.answer.turn(bench.turn().id)
        assert turn is not None
        bench.press(turn, words("answer.regenerate"))
        bench.wait(lambda: len(bench.presenter.tasks.shown.tasks) == 2 and bench.rests())
        press_notice(bench, words("answer.offer_see"))
        bench.wait(lambda: bench.notices(KeptHereBefore))
        assert bench.notices(KeptHereBefore)[0].recipient == PROVIDER
        assert not bench.program.egress.left
        press_notice(bench, words("answer.action_show_anyway"))
        bench.wait(lambda: bench.presenter.tasks.shown.at_work.offer_reply)
        press_notice(bench, words("answer.offer_see"))
        bench.dialog(ConfirmationSheet).suspended()


def test_a_yes_that_was_too_old_sends_nothing_and_that_is_said(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path) as bench:
        bench.ask(QUESTION)
        bench.offer_taken()
        sheet = bench.dialog(ConfirmationSheet)
        bench.wait(sheet.foot.send.isEnabled)
        bench.program.clock.jumps = True
        bench.press(sheet, words("sheet.send", recipient=PROVIDER))
        bench.wait(lambda: bench.notices(YesTooOld))
        assert bench.notices(YesTooOld)[0].recipient == PROVIDER
        assert not bench.program.egress.left
        bench.program.clock.jumps = False
        again = bench.dialog(ConfirmationSheet)
        bench.wait(again.foot.send.isEnabled)
        bench.press(again, words("sheet.send", recipient=PROVIDER))
        bench.wait(lambda: bench.notices(SentOnce))
        assert not bench.notices(YesTooOld)
        assert len(bench.program.egress.left) == 1
