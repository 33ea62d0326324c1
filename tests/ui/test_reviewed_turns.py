"""A held result is reviewed, also after a restart; a reject can be undone; copies and exports are use."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from fakes.kept_secrets import KeptSecrets
from fakes.task_bench import policy
from fakes.window_bench import WindowBench, window_bench
from homeport.domain.ledger import LedgerKind
from homeport.domain.policy import Condition, ReviewRule
from homeport.ui.models.turn import Held, Reviewed

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

RULES = replace(
    policy("two-lanes"),
    review=(ReviewRule("H1", {"en": "Everything is reviewed before it is used."}, Condition({}), "use"),),
)


def events(bench: WindowBench) -> list[str]:
    entries = bench.on_loop(bench.program.ledger.entries())
    return [e.fields["event"] for e in entries if e.kind is LedgerKind.TASK_EVENT]


def press(bench: WindowBench, text: str) -> None:
    turn = bench.window.answer.turn(bench.turn().id)
    assert turn is not None
    bench.press(turn, text)


@pytest.mark.parametrize("language", ["words", "swedish"])
def test_a_reject_after_a_restart_is_undone_and_then_accepted_and_used(qtbot, theme, tmp_path, language, request):
    words = request.getfixturevalue(language)
    kept = KeptSecrets()
    with window_bench(qtbot, theme, words, tmp_path, rules=RULES, secrets=kept) as bench:
        bench.ask("When is it?")
        assert bench.notices(Held)
        thread = bench.presenter.tasks.shown.id
    with window_bench(qtbot, theme, words, tmp_path, rules=RULES, secrets=kept) as bench:
        bench.presenter.tasks.open_thread(thread)
        bench.wait(lambda: bench.presenter.tasks.shown.tasks and bench.notices(Held))
        press(bench, words("answer.reject"))
        bench.wait(lambda: bench.notices(Reviewed))
        assert not bench.notices(Reviewed)[0].accepted
        bench.wait(bench.window.undo_bar.isVisible)
        bench.press(bench.window.undo_bar, words("common.undo"))
        bench.wait(lambda: bench.notices(Held))
        assert "Used" not in events(bench)
        press(bench, words("answer.accept"))
        bench.wait(lambda: bench.notices(Reviewed))
        assert events(bench)[-3:] == ["Reviewed", "ReviewTakenBack", "Reviewed"]
        bench.presenter.views.copies.copy_newest()
        bench.wait(lambda: events(bench)[-1] == "Used")
        assert QGuiApplication.clipboard().text() == "On Monday."
        bench.presenter.views.copies.copy_newest()
        bench.wait(lambda: True)
        assert events(bench).count("Used") == 1


def test_a_held_answer_is_not_copied_and_not_used(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path, rules=RULES) as bench:
        QGuiApplication.clipboard().setText("before")
        bench.ask("When is it?")
        bench.presenter.views.copies.copy_newest()
        bench.wait(bench.window.banner.isVisible)
        assert QGuiApplication.clipboard().text() == "before"
        assert "Used" not in events(bench)


def test_a_selection_that_is_copied_counts_as_use(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path) as bench:
        bench.ask("When is it?")
        assert "Used" not in events(bench), "reading is no use"
        body = bench.window.answer.turn(bench.turn().id).body
        body.setFocus()
        qtbot.keyClick(body, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(body, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        bench.wait(lambda: "Monday" in QGuiApplication.clipboard().text())
        bench.wait(lambda: events(bench)[-1] == "Used")
