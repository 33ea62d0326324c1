"""What was sent can be read again, to the byte, also after a restart; a mistake makes a file without content."""

import hashlib
import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit

from fakes.kept_secrets import KeptSecrets
from fakes.window_bench import PROVIDER, WindowBench, window_bench
from homeport.domain.ledger import LedgerKind
from homeport.ui.dialogs.confirmation import ConfirmationSheet
from homeport.ui.dialogs.sent_bytes import SentDialog
from homeport.ui.dialogs.sheet_report import ReportDialog
from homeport.ui.words import Words

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

QUESTION = "When does the kanariefågel sing?"


def sent_once(bench: WindowBench) -> None:
    bench.ask(QUESTION)
    bench.send_once()


def see_what(bench: WindowBench) -> SentDialog:
    bench.press(bench.window.answer.turn(bench.turn().id), bench.presenter.words("answer.sent_see"))
    return bench.dialog(SentDialog)


def test_the_bytes_of_a_send_are_shown_exactly(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path) as bench:
        sent_once(bench)
        dialog = see_what(bench)
        (body,) = bench.program.egress.left
        assert dialog.view.sheet.sha256 == hashlib.sha256(body).hexdigest()
        assert dialog.text.readable.isReadOnly()
        assert QUESTION in dialog.text.readable.toPlainText()
        dialog.text.tabs.setFocus()
        qtbot.keyClick(dialog.text.tabs.tabBar(), Qt.Key.Key_Right)
        assert dialog.text.raw.toPlainText() == body.decode()
        said = " ".join(f"{label} {says}" for label, says in dialog.view.lines)
        assert PROVIDER in said
        assert words("faults.sent_finished") in said
        assert PROVIDER not in dialog.windowTitle()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        bench.wait(lambda: bench.presenter.views.sends.dialog is None)


def test_the_status_bar_leads_to_it_also_after_a_restart_and_with_several(qtbot, theme, swedish, tmp_path):
    kept = KeptSecrets()
    with window_bench(qtbot, theme, swedish, tmp_path, secrets=kept) as bench:
        sent_once(bench)
        bench.ask("And again?")
        bench.send_once()
        thread = bench.presenter.tasks.shown.id
    with window_bench(qtbot, theme, swedish, tmp_path, secrets=kept) as bench:
        bench.presenter.tasks.open_thread(thread)
        bench.wait(lambda: len(bench.presenter.tasks.shown.tasks) == 2)
        bench.window.status.see_what_requested.emit()
        dialog = bench.dialog(SentDialog)
        newest = dialog.view.seq
        assert dialog.others.count() == 2
        assert "And again?" in dialog.text.readable.toPlainText()
        dialog.others.setFocus()
        qtbot.keyClick(dialog.others, Qt.Key.Key_Up)
        bench.wait(lambda: dialog.view.seq != newest)
        assert "And again?" not in dialog.text.readable.toPlainText()
        assert QUESTION in dialog.text.readable.toPlainText()


def test_when_nothing_was_sent_that_is_said_calmly(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path) as bench:
        bench.ask(QUESTION)
        bench.window.status.see_what_requested.emit()
        assert bench.window.banner.isVisible()
        assert words("sent.nothing") in said_by(bench)
        assert bench.presenter.views.sends.dialog is None


def said_by(bench: WindowBench) -> str:
    return "\n".join(label.text() for label in bench.window.banner.findChildren(QLabel))


def save_report(bench: WindowBench, words: Words, target: str) -> None:
    report = bench.dialog(ReportDialog)
    bench.press(report, words("sheet.report_save"))
    asked = bench.dialog(QFileDialog)
    field = asked.findChild(QLineEdit, "fileNameEdit")
    field.setText(target)
    bench.qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_send_is_reported_as_a_file_without_content(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path / "home") as bench:
        sent_once(bench)
        dialog = see_what(bench)
        bench.press(dialog, words("sheet.report"))
        target = tmp_path / "incident.json"
        save_report(bench, words, str(target))
        bench.wait(target.exists)
        made = target.read_text("utf-8")
        assert "kanarie" not in made.lower()
        assert json.loads(made)["send"]["outcome"] == "finished"
        entries = bench.on_loop(bench.program.ledger.entries())
        assert entries[-1].kind is LedgerKind.INCIDENT_REPORTED


def test_what_stands_on_the_sheet_can_be_reported_before_it_is_sent(qtbot, theme, words, tmp_path):
    with window_bench(qtbot, theme, words, tmp_path / "home") as bench:
        bench.ask(QUESTION)
        bench.offer_taken()
        sheet = bench.dialog(ConfirmationSheet)
        bench.wait(sheet.foot.send.isEnabled)
        bench.press(sheet, words("sheet.report"))
        target = tmp_path / "incident.json"
        save_report(bench, words, str(target))
        bench.wait(target.exists)
        assert json.loads(target.read_text("utf-8"))["send"]["outcome"] == "not sent"
        assert not bench.program.egress.left
        bench.dialog(ReportDialog).reject()
        assert sheet.isVisible(), "the question stands"
        sheet.suspended()
        bench.wait(bench.rests)
