"""Where lanes are closed the window offers legal ways on only, each really decided; relabelling is none."""

from dataclasses import replace

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.task_bench import policy
from fakes.window_bench import WindowBench, window_bench
from homeport.domain.data_class import DataClass
from homeport.domain.policy import Condition, NeverRule
from homeport.domain.task import Relation
from homeport.ui.dialogs.confirmation import ConfirmationSheet
from homeport.ui.models.turn import Blocked

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

NUMBER = "19900118-9811"  # serial 981: never given to a person
QUESTION = "When is the release?"


@pytest.fixture
def notes(tmp_path):
    addendum, release = tmp_path / "Addendum.txt", tmp_path / "release.txt"
    addendum.write_text(f"Remiss. Patienten, personnummer {NUMBER}, hostar.")
    release.write_text("FOR IMMEDIATE RELEASE\n\nThe release is on Monday at ten.")
    return addendum, release


def asked_with(bench: WindowBench, notes) -> None:
    bench.attach(*notes)
    bench.ask(QUESTION)
    bench.wait(lambda: bench.presenter.tasks.shown.newest.ways)


def attached_names(bench: WindowBench) -> list[str]:
    return [opened.document.name for opened in bench.presenter.tasks.shown.attached.opened()]


def go(bench: WindowBench, label: str) -> None:
    """Press the way on in the why panel."""
    before = len(bench.presenter.tasks.shown.tasks)
    bench.press(bench.window.why, label)
    bench.wait(lambda: len(bench.presenter.tasks.shown.tasks) == before + 1)


@pytest.mark.parametrize("language", ["words", "swedish"])
def test_the_panel_offers_to_go_without_the_document_that_closes_the_lane(
    qtbot, theme, tmp_path, notes, language, request
):
    words = request.getfixturevalue(language)
    with window_bench(qtbot, theme, words, tmp_path / "home") as bench:
        asked_with(bench, notes)
        assert bench.presenter.tasks.shown.newest.label.data_class is DataClass.RESTRICTED
        go(bench, words("why.way_without", count=1, name="Addendum.txt"))
        bench.wait(lambda: bench.presenter.tasks.shown.at_work and bench.presenter.tasks.shown.at_work.offer_reply)
        again = bench.presenter.tasks.shown.newest
        assert again.task.relation is Relation.REGENERATED
        assert [each.document.name for each in again.opened] == ["release.txt"]
        assert again.label.data_class < DataClass.CONFIDENTIAL
        assert attached_names(bench) == ["release.txt"], "the next question goes without it, too"
        bench.press(bench.window.answer.turn(bench.turn().id), words("answer.offer_see"))
        sheet = bench.dialog(ConfirmationSheet)
        assert "Monday at ten" in sheet.text.readable.toPlainText()
        assert "Patienten" not in sheet.text.readable.toPlainText()
        sheet.suspended()
        bench.wait(bench.rests)
        assert not bench.program.egress.left


def test_what_was_taken_off_can_be_put_back(qtbot, theme, words, tmp_path, notes):
    with window_bench(qtbot, theme, words, tmp_path / "home") as bench:
        asked_with(bench, notes)
        go(bench, words("why.way_without", count=1, name="Addendum.txt"))
        bar = bench.window.undo_bar
        bench.wait(bar.isVisible)
        bench.press(bar, words("common.undo"))
        assert sorted(attached_names(bench)) == ["Addendum.txt", "release.txt"]
        bench.wait(lambda: any(chip.name == "Addendum.txt" for chip in bench.window.composer.chips))


def test_the_question_alone_takes_no_documents_and_no_earlier_turns(qtbot, theme, words, tmp_path, notes):
    with window_bench(qtbot, theme, words, tmp_path / "home") as bench:
        asked_with(bench, notes[:1])
        bench.ask("And what follows from it?")
        bench.wait(lambda: bench.presenter.tasks.shown.newest.ways)
        go(bench, words("why.way_question"))
        bench.wait(lambda: bench.presenter.tasks.shown.at_work and bench.presenter.tasks.shown.at_work.offer_reply)
        run = bench.presenter.tasks.shown.at_work
        assert [piece.part.id for piece in run.runner.context.pieces] == ["instruction"]


def test_a_blocked_task_has_its_ways_on_as_buttons(qtbot, theme, words, tmp_path, notes):
    rules = policy("two-lanes")
    restricted = Condition({"sensitivity": frozenset({"restricted"})})
    closed = NeverRule("N9", {"en": "Restricted text is not worked on at all."}, restricted, ("device",))
    rules = replace(rules, never=(*rules.never, closed))
    with window_bench(qtbot, theme, words, tmp_path / "home", rules=rules) as bench:
        asked_with(bench, notes)
        bench.wait(lambda: bench.notices(Blocked) and bench.notices(Blocked)[0].ways)
        (notice,) = bench.notices(Blocked)
        assert words("why.way_without", count=1, name="Addendum.txt") in notice.ways
        assert words("why.way_question") in notice.ways
        turn = bench.window.answer.turn(bench.turn().id)
        bench.press(turn, words("why.way_without", count=1, name="Addendum.txt"))
        bench.wait(lambda: bench.turn().versions)
        assert bench.turn().versions[-1].lane == "device"


def test_an_old_task_still_says_what_closed_the_lane(qtbot, theme, words, tmp_path, notes):
    kept = KeptSecrets()
    with window_bench(qtbot, theme, words, tmp_path / "home", secrets=kept) as bench:
        asked_with(bench, notes)
        thread = bench.presenter.tasks.shown.id
    with window_bench(qtbot, theme, words, tmp_path / "home", secrets=kept) as bench:
        bench.presenter.tasks.open_thread(thread)
        bench.wait(lambda: bench.presenter.tasks.shown.tasks)
        shown: list = []
        bench.window.why.show_soon = shown.append  # what it is told
        bench.presenter.views.route.show_task(bench.presenter.tasks.shown)
        (view,) = shown
        premium = next(row for row in view.lanes if row.lane == "premium")
        where = [evidence.where for rule in premium.rules for evidence in rule.evidence]
        assert any("Addendum.txt" in place for place in where)
        assert view.way is None
