"""Only a deliberate yes to these bytes sends; everything careless keeps them here."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from fakes.sheets import MISTRAL, MadeSheet, made_sheet, paged
from fakes.window_checks import settle
from homeport.domain.document import Document
from homeport.ports.person import KeepHere, SendIt, TakeOut
from homeport.ui.dialogs.confirmation import DEAF_MILLISECONDS, FRESH_SECONDS, ConfirmationSheet
from homeport.ui.dialogs.sheet_report import ReportDialog
from homeport.ui.models.sheet import heading, sheet_view
from homeport.ui.models.sheet_text import pages_of, raw_text, readable_text
from homeport.ui.theme import Theme
from homeport.ui.widgets import FocusRing
from homeport.ui.words import Words

NUMBER = "121212-1212"  # of a test range
PAGE = f"The tenant, {NUMBER}, has three months. Ask anna@example.org.\n"
KEYS = [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Y, Qt.Key.Key_Escape, Qt.Key.Key_S]


class Told:
    """What the sheet answered, and a clock that can be turned on."""

    def __init__(self) -> None:
        self.answers: list[object] = []
        self.ahead = 0.0

    def clock(self) -> float:
        return time.monotonic() + self.ahead


def lease(pages: int = 12) -> MadeSheet:
    return made_sheet("How long is the notice period?", paged("Lease.pdf", [PAGE * 12] * pages))


def fill(sheet: ConfirmationSheet, made: MadeSheet, words: Words) -> None:
    readable = readable_text(made.sheet, heading(made.sheet, words), pages_of(made.prepared, made.documents))
    sheet.show_sheet(sheet_view(made.sheet, words), readable, raw_text(made.sheet))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def opened(qtbot, theme: Theme, words: Words, told: Told) -> Callable[..., ConfirmationSheet]:
    def open_(
        made: MadeSheet | None = None, say: Words = words, size: tuple[int, int] = (1080, 760)
    ) -> ConfirmationSheet:
        sheet = ConfirmationSheet(theme, say, clock=told.clock)
        qtbot.addWidget(sheet)
        sheet.answered.connect(told.answers.append)
        fill(sheet, made or lease(), say)
        sheet.open()
        sheet.resize(*size)
        return sheet

    return open_


@pytest.fixture
def heard(qtbot, opened: Callable[..., ConfirmationSheet]) -> Callable[..., ConfirmationSheet]:
    """A sheet that has been open for half a second."""

    def open_(*args: object, **more: object) -> ConfirmationSheet:
        sheet = opened(*args, **more)
        qtbot.waitUntil(sheet.foot.send.isEnabled)
        return sheet

    return open_


def look_at_all(qtbot, sheet: ConfirmationSheet) -> None:
    sheet.text.readable.setFocus()
    bar = sheet.text.readable.verticalScrollBar()
    qtbot.keyClick(sheet.text.readable, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    while bar.value() < bar.maximum():
        qtbot.keyClick(sheet.text.readable, Qt.Key.Key_PageDown)
        QApplication.processEvents()


def foot_says(sheet: ConfirmationSheet) -> str:
    return sheet.foot._unseen.text()


# ---- carelessness


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("focus", ["keep", "send", "text", "take out"])
def test_a_storm_of_keys_in_the_first_half_second_answers_nothing(
    qtbot, opened, told: Told, key: Qt.Key, focus: str
) -> None:
    sheet = opened()
    QApplication.processEvents()
    targets = {
        "keep": sheet.foot.keep,
        "send": sheet.foot.send,
        "text": sheet.text.readable,
        "take out": sheet.lines.controls()[0],
    }
    qtbot.waitUntil(lambda: sheet._looked_at is not None)
    end = sheet._looked_at + (DEAF_MILLISECONDS - 150) / 1000  # a busy machine may take its time over one key
    pressed = 0
    while time.monotonic() < end:
        targets[focus].setFocus()
        qtbot.keyClick(targets[focus], key)
        qtbot.keyClick(sheet, key)
        qtbot.mouseClick(sheet.foot.send, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(sheet.foot.keep, Qt.MouseButton.LeftButton)
        pressed += 1
        QTest.qWait(10)
    assert told.answers == []
    assert sheet.isVisible()
    assert pressed > 1 or time.monotonic() - end > 0.3


def test_the_half_second_is_half_a_second_of_a_real_clock_from_the_first_picture(qtbot, opened) -> None:
    sheet = opened()
    QTest.qWait(200)  # nobody painted a hidden window: only what was on the screen counts
    shown = sheet._looked_at
    qtbot.waitUntil(sheet.foot.send.isEnabled)
    waited = time.monotonic() - shown
    assert 0.49 <= waited <= 1.5


def test_enter_keeps_it_here_wherever_the_keyboard_is(qtbot, heard, told: Told) -> None:
    for number, where in enumerate(["keep", "send", "readable", "take out", "copy", "tabs"], 1):
        sheet = heard()
        target = {
            "keep": sheet.foot.keep,
            "send": sheet.foot.send,
            "readable": sheet.text.readable,
            "take out": sheet.lines.controls()[0],
            "copy": sheet.foot.controls()[0],
            "tabs": sheet.text.tabs.tabBar(),
        }[where]
        target.setFocus()
        qtbot.keyClick(target, Qt.Key.Key_Return if number % 2 else Qt.Key.Key_Enter)
        assert told.answers == [KeepHere()] * number, where
        assert not sheet.isVisible()


def test_enter_keeps_it_even_where_a_system_presses_buttons_with_it(qtbot, heard, told: Told) -> None:
    sheet = heard()
    sheet.foot.send.setAutoDefault(True)  # as a style or platform might make it
    sheet.foot.send.setFocus()
    qtbot.keyClick(sheet.foot.send, Qt.Key.Key_Return)
    assert told.answers == [KeepHere()]


def test_keeping_is_the_default_and_has_the_keyboard(qtbot, heard) -> None:
    sheet = heard()
    assert sheet.foot.keep.isDefault()
    assert QApplication.focusWidget() is sheet.foot.keep


def test_escape_and_closing_keep_it_here_and_ask_no_reason(qtbot, heard, told: Told) -> None:
    sheet = heard()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    sheet = heard()
    sheet.close()
    sheet = heard()
    sheet.suspended()
    assert told.answers == [KeepHere()] * 3
    assert QApplication.activeModalWidget() is None


def test_a_suspended_computer_keeps_it_here_even_in_the_first_half_second(opened, told: Told) -> None:
    sheet = opened()
    sheet.suspended()
    assert told.answers == [KeepHere()]
    assert not sheet.isVisible()


def test_it_answers_once(qtbot, heard, told: Told) -> None:
    sheet = heard()
    sheet.foot.keep.click()
    sheet.foot.send.click()
    sheet.reject()
    sheet.suspended()
    sheet.close()
    assert told.answers == [KeepHere()]


# ---- the deliberate yes


def test_the_space_bar_on_the_send_button_sends_exactly_these_bytes(qtbot, heard, told: Told) -> None:
    made = lease()
    sheet = heard(made)
    assert sheet.foot.send.text() == "Send to Mistral"
    sheet.foot.send.setFocus()
    qtbot.keyClick(sheet.foot.send, Qt.Key.Key_Space)
    assert told.answers == [SendIt(made.prepared.outgoing.body_sha256)]
    assert not sheet.isVisible()


def test_a_click_on_the_send_button_sends(qtbot, heard, told: Told) -> None:
    sheet = heard()
    qtbot.mouseClick(sheet.foot.send, Qt.MouseButton.LeftButton)
    assert [type(answer) for answer in told.answers] == [SendIt]


def test_a_space_bar_that_is_held_down_sends_nothing(qtbot, opened, told: Told) -> None:
    sheet = opened()
    sheet.foot.send.setFocus()
    QTest.keyPress(sheet.foot.send, Qt.Key.Key_Space)
    qtbot.waitUntil(sheet.foot.send.isEnabled)
    sheet.foot.send.setFocus()
    for _ in range(5):
        repeat = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
        QApplication.sendEvent(sheet.foot.send, repeat)
    QTest.keyRelease(sheet.foot.send, Qt.Key.Key_Space)
    assert told.answers == []


def test_it_is_modal_to_its_window_and_opened_without_a_loop_of_its_own(opened) -> None:
    sheet = opened()
    assert sheet.windowModality() == Qt.WindowModality.WindowModal
    assert sheet.isVisible()


# ---- taking out


def test_taking_a_part_out_makes_new_bytes_a_new_hash_and_a_new_half_second(
    qtbot, heard, told: Told, words: Words
) -> None:
    document = paged("Lease.pdf", [PAGE])
    before = made_sheet("How long?", document)
    sheet = heard(before)
    (button,) = sheet.lines.controls()
    assert button.accessibleName() == "Take Lease.pdf out of what is sent"
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert told.answers == [TakeOut(("document-1",))]
    assert sheet.isVisible()
    assert not sheet.foot.send.isEnabled()
    assert foot_says(sheet) == "Making the new text …"
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(told.answers) == 1, "one wish at a time"

    after = made_sheet("How long?", document, taken_out=("document-1",))
    fill(sheet, after, words)
    assert sheet.lines.controls() == []
    assert NUMBER not in sheet.text.readable.toPlainText()
    sheet.foot.send.setFocus()
    for key in KEYS:
        qtbot.keyClick(sheet.foot.send, key)
        qtbot.mouseClick(sheet.foot.keep, Qt.MouseButton.LeftButton)
    assert len(told.answers) == 1
    qtbot.waitUntil(sheet.foot.send.isEnabled)
    qtbot.mouseClick(sheet.foot.send, Qt.MouseButton.LeftButton)
    assert told.answers[1] == SendIt(after.prepared.outgoing.body_sha256)
    assert after.prepared.outgoing.body_sha256 != before.prepared.outgoing.body_sha256


def test_it_can_still_be_kept_while_new_bytes_are_made(qtbot, heard, told: Told) -> None:
    sheet = heard()
    sheet.lines.controls()[0].click()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert told.answers[1:] == [KeepHere()]


# ---- a yes is fresh


def test_after_two_minutes_without_a_look_it_has_to_be_looked_at_again(qtbot, heard, told: Told) -> None:
    sheet = heard()
    told.ahead = FRESH_SECONDS + 1
    qtbot.mouseClick(sheet.foot.send, Qt.MouseButton.LeftButton)
    assert told.answers == []
    assert not sheet.foot.send.isEnabled()
    assert sheet._expired.isVisible()
    again = next(button for button in sheet._expired.findChildren(QPushButton))
    assert again.text() == "Look again"
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert not sheet._expired.isVisible()
    qtbot.keyClick(sheet.foot.send, Qt.Key.Key_Space)
    assert told.answers == []
    qtbot.waitUntil(sheet.foot.send.isEnabled)
    qtbot.mouseClick(sheet.foot.send, Qt.MouseButton.LeftButton)
    assert [type(answer) for answer in told.answers] == [SendIt]


def test_the_two_minutes_end_by_themselves(qtbot, heard, told: Told) -> None:
    sheet = heard()
    assert sheet._fresh.isActive()
    assert sheet._fresh.interval() == FRESH_SECONDS * 1000
    sheet._fresh.start(1)
    qtbot.waitUntil(sheet._expired.isVisible)
    assert not sheet.foot.send.isEnabled()
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert told.answers == [KeepHere()]


# ---- what was looked at


def test_what_was_never_on_the_screen_stands_beside_the_button(qtbot, heard) -> None:
    sheet = heard(lease(12))
    assert "Pages 2-12 of Lease.pdf have not been on your screen. You are approving them too." in foot_says(
        sheet
    ) or "Pages 1-12 of Lease.pdf" in foot_says(sheet)
    assert "Parts of “Your question” have not been on your screen." in foot_says(sheet)
    look_at_all(qtbot, sheet)
    qtbot.waitUntil(lambda: foot_says(sheet) == "All of it has been on your screen.")
    assert sheet.text.readable.seen.share == 1.0
    assert sheet.text.map.summary().startswith("100 % of the text has been on your screen;")


def test_going_to_the_end_does_not_count_what_lies_between(qtbot, heard) -> None:
    sheet = heard(lease(12))
    sheet.text.readable.setFocus()
    qtbot.keyClick(sheet.text.readable, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: "Your question" not in foot_says(sheet))
    assert "of your" not in foot_says(sheet)
    assert "Pages" in foot_says(sheet)
    assert sheet.text.readable.seen.share < 0.6


def test_what_the_sheet_itself_has_scrolled_away_was_not_on_the_screen(
    qtbot, theme: Theme, opened, qapp: QApplication
) -> None:
    theme.set_scale(2.0)
    sheet = opened(lease(12))
    sheet.resize(1200, 520)
    settle(qapp)
    text = sheet.text.readable
    assert text.viewport().visibleRegion().isEmpty()  # the lines stand above it
    assert text.seen.share == 0
    qtbot.waitUntil(sheet.foot.send.isEnabled)
    qtbot.keyClick(text, Qt.Key.Key_F3)
    settle(qapp)
    shown = text.viewport().visibleRegion().boundingRect()
    assert 0 < shown.height() <= text.viewport().height()
    first, last = text.visible_span()
    below = text.cursorForPosition(shown.bottomRight()).position()
    assert 0 < text.seen.share < 1
    assert last == below
    assert not text.seen.whole(first, last + 200)


def test_f3_goes_through_the_findings_and_back(qtbot, heard) -> None:
    sheet = heard()
    marks = sheet.text.readable.shown.marks
    qtbot.keyClick(sheet, Qt.Key.Key_F3)
    qtbot.keyClick(sheet, Qt.Key.Key_F3)
    assert sheet.text.readable.textCursor().position() == marks[1].start
    assert sheet.text._at.text().startswith(f"2 of {len(marks)}: ")
    qtbot.keyClick(sheet.text.readable, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert sheet.text.readable.textCursor().position() == marks[0].start
    qtbot.keyClick(sheet, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert sheet.text.readable.textCursor().position() == marks[-1].start


def test_the_map_goes_where_it_is_pressed(qtbot, heard) -> None:
    sheet = heard()
    strip = sheet.text.map
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(8, strip.height() - 2))
    text = sheet.text.readable
    assert text.verticalScrollBar().value() > text.verticalScrollBar().maximum() * 0.8


def test_both_views_are_of_the_same_bytes(qtbot, heard) -> None:
    made = lease()
    sheet = heard(made)
    assert NUMBER in sheet.text.readable.toPlainText()
    assert sheet.text.raw.toPlainText() == "", "megabytes are laid out only when asked for"
    sheet.text.tabs.tabBar().setFocus()
    qtbot.keyClick(sheet.text.tabs.tabBar(), Qt.Key.Key_Right)
    body = made.prepared.outgoing.body.decode()
    qtbot.waitUntil(lambda: sheet.text.raw.toPlainText().replace("\n", "") == body)
    assert sheet.text.raw.isVisible()


def test_the_address_and_headers_are_there_without_any_secret(qtbot, heard) -> None:
    made = lease()
    with_key = MadeSheet(made.prepared, replace(made.sheet, secret_headers=("authorization",)), made.documents)
    sheet = heard(with_key)
    sheet.text.tabs.setCurrentIndex(2)
    said = next(label.text() for label in sheet.text.findChildren(QLabel) if "POST https://" in label.text())
    assert "authorization: (your key, added when it is sent)" in said
    assert "host, content-length" in said


def test_characters_that_cannot_be_seen_are_shown(qtbot, heard) -> None:
    hidden = "pay\u202e\u200b\ufdd0\u3164now"
    sheet = heard(made_sheet(f"Please {hidden}"))
    assert r"pay\u202e\u200b\ufdd0\u3164now" in sheet.text.readable.toPlainText()
    assert any("cannot be seen" in label.text() for label in sheet.lines.findChildren(QLabel))


def test_what_is_copied_from_it_is_kept_from_histories(qtbot, heard) -> None:
    sheet = heard()
    sheet.text.readable.selectAll()
    mime = sheet.text.readable.createMimeDataFromSelection()
    assert mime.data("x-kde-passwordManagerHint") == b"secret"
    assert NUMBER in mime.text()


def test_the_whole_fingerprint_is_copied(qtbot, heard) -> None:
    made = lease()
    sheet = heard(made)
    copy = sheet.foot.controls()[0]
    qtbot.keyClick(copy, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == made.prepared.outgoing.body_sha256


# ---- for everybody


@pytest.mark.parametrize("language", ["words", "swedish"])
def test_every_control_is_named_and_reached_in_reading_order(
    qtbot, heard, language: str, request: pytest.FixtureRequest
) -> None:
    say: Words = request.getfixturevalue(language)
    sheet = heard(None, say)
    order = [*sheet.lines.controls(), *sheet.text.controls(), *sheet.foot.controls()]
    visible = [widget for widget in order if widget.isVisible() and widget.isEnabled()]
    visible[0].setFocus()
    reached = [QApplication.focusWidget()]
    for _ in range(len(visible) - 1):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == visible
    for widget in visible:
        name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert name.strip(), widget
    assert sheet.accessibleName().endswith("Mistral?")
    assert sheet.foot.keep.accessibleName() == say("sheet.keep")


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("language", ["words", "swedish"])
def test_nothing_is_clipped_at_any_size(
    qtbot, theme: Theme, told: Told, language: str, scale: float, request: pytest.FixtureRequest
) -> None:
    say: Words = request.getfixturevalue(language)
    theme.set_scale(scale)
    for width, height in ((1440, 900), (760, 900)) if scale < 2 else ((1440, 900),):
        sheet = ConfirmationSheet(theme, say, clock=told.clock)
        qtbot.addWidget(sheet)
        fill(sheet, lease(), say)
        sheet.open()
        sheet.resize(width, height)
        qtbot.waitUntil(sheet.foot.send.isEnabled)
        QApplication.processEvents()
        for label in sheet.findChildren(QLabel):
            if label.isVisible() and label.text() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()) - 1, label.text()
        for button in sheet.findChildren(QPushButton):
            if button.isVisible():
                assert button.width() >= button.sizeHint().width(), button.text()
                assert sheet.rect().contains(button.mapTo(sheet, button.rect().bottomRight()))
        sheet.suspended()


def test_five_megabytes_open_at_once_and_scroll(qtbot, theme: Theme, words: Words, record_property) -> None:
    line = "The tenant has three months, the landlord nine; för övrigt gäller hyreslagen. "
    document = Document("Long.txt", "0" * 64, 0, "text/plain", (line * 4 + "\n") * (5_000_000 // (len(line) * 4)))
    made = made_sheet("How long?", document)
    assert len(made.prepared.outgoing.body) > 5_000_000
    view = sheet_view(made.sheet, words)
    readable = readable_text(made.sheet, heading(made.sheet, words))
    raw = raw_text(made.sheet)
    took = []
    for _ in range(3):
        sheet = ConfirmationSheet(theme, words)
        qtbot.addWidget(sheet)
        began = time.thread_time()  # of this thread: what else runs on the machine is not measured
        sheet.show_sheet(view, readable, raw)
        sheet.open()
        QApplication.processEvents()
        took.append(time.thread_time() - began)
        if len(took) < 3:
            sheet.suspended()
    record_property("sheet_5mb_open_seconds", min(took))
    assert min(took) < 0.3, took
    qtbot.waitUntil(lambda: sheet.text.complete, timeout=10_000)
    qtbot.waitUntil(sheet.foot.send.isEnabled, timeout=10_000)
    bar, worst = sheet.text.readable.verticalScrollBar(), 0.0
    for step in range(40):
        began = time.thread_time()
        bar.setValue(bar.maximum() * step // 40)
        QApplication.processEvents()
        worst = max(worst, time.thread_time() - began)
    record_property("sheet_5mb_worst_scroll_seconds", worst)
    assert worst < 0.05
    assert sheet.text.readable.document().characterCount() == readable.length + 1
    began = time.thread_time()
    sheet.text.tabs.setCurrentIndex(1)
    QApplication.processEvents()
    assert time.thread_time() - began < 0.3
    qtbot.waitUntil(lambda: sheet.text.raw.complete, timeout=10_000)


def test_it_cannot_be_sent_before_all_of_it_is_laid_out(qtbot, theme: Theme, words: Words, told: Told) -> None:
    document = Document("Long.txt", "0" * 64, 0, "text/plain", "A line of text.\n" * 200_000)
    sheet = ConfirmationSheet(theme, words)
    qtbot.addWidget(sheet)
    sheet.answered.connect(told.answers.append)
    fill(sheet, made_sheet("How long?", document), words)
    assert not sheet.text.complete
    sheet.text.readable._slices.stop()
    sheet.open()
    QTest.qWait(DEAF_MILLISECONDS + 200)
    assert not sheet.foot.send.isEnabled()
    assert foot_says(sheet) == "The text is still being laid out …"
    sheet.text.readable._slices.start()
    qtbot.waitUntil(sheet.foot.send.isEnabled, timeout=10_000)


def test_the_ring_shows_where_the_keyboard_is(qtbot, theme: Theme, heard) -> None:
    ring = FocusRing(theme, QApplication.instance())
    sheet = heard()
    sheet.foot.send.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.target is sheet.foot.send
    ring.deleteLater()


def test_its_look_follows_the_theme_while_it_is_open(qtbot, theme: Theme, heard, told: Told) -> None:
    sheet = heard()
    theme.set_appearance("dark")
    theme.set_scale(1.5)
    QApplication.processEvents()
    assert sheet.isVisible()
    assert told.answers == []


# ---- report a mistake


def test_a_report_is_read_before_it_is_saved_and_goes_nowhere(qtbot, theme: Theme, words: Words) -> None:
    dialog = ReportDialog(theme, words, '{\n  "sent": "2026-11-23",\n  "kind": "SE_PNR\u202e"\n}')
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.shown.isReadOnly()
    assert r"SE_PNR\u202e" in dialog.shown.toPlainText()
    assert dialog.shown.accessibleName() == "The file as it would be saved"
    with qtbot.waitSignal(dialog.save_requested):
        qtbot.keyClick(dialog.save_button, Qt.Key.Key_Space)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_sheet_offers_to_report_a_mistake(qtbot, heard, told: Told) -> None:
    sheet = heard()
    with qtbot.waitSignal(sheet.report_requested):
        qtbot.keyClick(sheet.foot.report, Qt.Key.Key_Space)
    assert told.answers == []
    assert MISTRAL.provider in sheet.windowTitle()
