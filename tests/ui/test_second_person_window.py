"""Two people at one window: a result, a false alarm and bytes that take the yes of both."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from fakes.lenient_policy import REASON, lenient
from fakes.task_bench import policy
from fakes.window_bench import PROVIDER, WindowBench, window_bench
from homeport.domain.approval import Approver
from homeport.domain.data_class import DataClass
from homeport.domain.ledger import LedgerKind
from homeport.domain.policy import Condition, ReviewRule
from homeport.services.ways_on import AskSecondPerson
from homeport.ui.dialogs.approval_person import SecondPersonDialog
from homeport.ui.dialogs.approval_sheet import ApprovalSheet
from homeport.ui.dialogs.confirmation import ConfirmationSheet
from homeport.ui.dialogs.finding_card import FindingCard
from homeport.ui.models.turn import Held, Reviewed, SecondPerson, SecondWord
from homeport.ui.presenters.ways import ways_of

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

KIM = "kim's own passphrase"
NUMBER = "19900118-9811"  # serial 981: never given to a person
TWO = replace(
    policy("two-lanes"),
    review=(ReviewRule("H1", {"en": "Two people look before it is used."}, Condition({}), "use", 2),),
)


def enrol(bench: WindowBench) -> Approver:
    person = bench.on_loop(bench.program.second_persons.enrol("Kim Björk", KIM))
    assert isinstance(person, Approver)
    return person


def press(bench: WindowBench, text: str) -> None:
    turn = bench.window.answer.turn(bench.turn().id)
    assert turn is not None
    bench.press(turn, text)


def say(bench: WindowBench, dialog: SecondPersonDialog, passphrase: str, button: str) -> None:
    bench.qtbot.wait(550)
    bench.qtbot.keyClicks(dialog.who.passphrase, passphrase)
    bench.press(dialog, button)


@pytest.mark.parametrize("language", ["words", "swedish"])
def test_a_result_for_two_is_accepted_by_two(qtbot, theme, tmp_path, language, request):
    words = request.getfixturevalue(language)
    with window_bench(qtbot, theme, words, tmp_path, rules=TWO) as bench:
        bench.ask("When is it?")
        assert [notice.people for notice in bench.notices(Held)] == [2]
        press(bench, words("answer.accept"))
        bench.wait(lambda: bench.notices(Held) and bench.notices(Held)[0].accepted)
        assert not bench.notices(Reviewed)
        press(bench, words("second.held_ask"))
        bench.wait(bench.window.banner.isVisible)  # nobody is enrolled
        person = enrol(bench)
        press(bench, words("second.held_ask"))
        dialog = bench.dialog(SecondPersonDialog)
        say(bench, dialog, "a guess", words("second.review_yes"))
        bench.wait(dialog.yes.isEnabled)
        assert not bench.notices(Reviewed)
        say(bench, dialog, KIM, words("second.review_yes"))
        bench.wait(lambda: bench.notices(Reviewed))
        entries = bench.on_loop(bench.program.ledger.entries())
        reviews = [e.fields for e in entries if e.fields.get("event") == "Reviewed"]
        assert [(line["accepted"], line["approver"]) for line in reviews] == [(True, ""), (True, person.id)]


@pytest.mark.parametrize("agrees", [True, False])
def test_a_false_alarm_for_two_is_struck_when_both_agree(qtbot, theme, words, tmp_path, agrees):
    path = tmp_path / "Sample.txt"
    path.write_text(f"A number that nobody has: {NUMBER}.")
    with window_bench(qtbot, theme, words, tmp_path / "home", rules=lenient(by="second")) as bench:
        person = enrol(bench)
        bench.attach(path)
        bench.wait(lambda: [chip for chip in bench.window.composer.chips if chip.settled])
        (chip,) = bench.window.composer.chips
        bench.window.composer.open_card(chip.id)
        card = bench.dialog(FindingCard)
        bench.wait(card.strike.isEnabled)
        bench.press(card, words("chips.card_strike"))
        card.form.reasons.setFocus()
        qtbot.keyClick(card.form.reasons, Qt.Key.Key_Down)
        bench.press(card, words("chips.strike_yes"))
        dialog = bench.dialog(SecondPersonDialog)
        assert REASON in " ".join(label.text() for label in dialog.findChildren(type(dialog.who.who_name)))
        say(bench, dialog, KIM, words("second.strike_yes" if agrees else "second.strike_no"))
        bench.wait(lambda: bench.presenter.views.second.dialog is None)
        card.accept()
        (opened,) = bench.presenter.tasks.shown.attached.opened()
        lines = [
            e.fields for e in bench.on_loop(bench.program.ledger.entries()) if e.kind is LedgerKind.DECLASSIFIED
        ]
        if not agrees:
            assert (opened.label.data_class, lines) == (DataClass.RESTRICTED, [])
            return
        bench.wait(lambda: bench.presenter.tasks.shown.attached.opened()[0].label.data_class is DataClass.INTERNAL)
        assert [(line["by"], line["approver"]) for line in lines] == [("second", person.id)]
        bench.ask("What is it?")
        newest = bench.presenter.tasks.shown.newest
        assert newest.decision.facts_found["declassified"] == "second"
        bench.offer_taken()
        sheet = bench.dialog(ConfirmationSheet)
        assert any("Kim Björk agreed" in remark for remark in sheet._view.remarks)
        sheet.suspended()
        bench.wait(bench.rests)


def test_a_second_person_says_no_with_a_reason_and_can_be_asked_again(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path, rules=policy("nordics")) as bench:
        person = enrol(bench)
        bench.ask("When is it?")
        tasks = bench.presenter.tasks
        run = tasks.shown.runs[tasks.shown.newest.task.id]
        assert "premium" in run.runner.approvable
        assert ways_of(run.runner.context, run.runner.approvable)[0] == AskSecondPerson("premium")
        bench.wait(lambda: words("second.way", recipient=PROVIDER) in said(bench))
        tasks.ask_second_person("premium")
        sheet = bench.dialog(ApprovalSheet)
        qtbot.waitUntil(sheet.foot.send.isEnabled)
        qtbot.keyClicks(sheet._fields.reason, "names a client")
        bench.press(sheet, words("second.refuse"))
        bench.wait(lambda: bench.notices(SecondPerson))
        (notice,) = bench.notices(SecondPerson)
        assert (notice.what, notice.reason) == (SecondWord.REFUSED, "names a client")

        bench.wait(bench.rests)
        tasks.ask_second_person("premium")
        sheet = bench.dialog(ApprovalSheet)
        qtbot.waitUntil(sheet.foot.send.isEnabled)
        qtbot.keyClicks(sheet._fields.who.passphrase, KIM)
        bench.press(sheet, words("second.approve", recipient=PROVIDER))
        first = bench.dialog(ConfirmationSheet)
        assert bench.program.egress.left == []
        first.suspended()  # the first person keeps it here after all
        bench.wait(bench.rests)
        assert bench.program.egress.left == []
        entries = bench.on_loop(bench.program.ledger.entries())
        (approved,) = [e.fields for e in entries if e.fields.get("event") == "Approved"]
        assert approved["approver"] == person.id


def said(bench: WindowBench) -> str:
    from PySide6.QtWidgets import QAbstractButton  # noqa: PLC0415

    return "\n".join(button.text() for button in bench.window.why.findChildren(QAbstractButton))
