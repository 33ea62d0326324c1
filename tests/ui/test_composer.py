"""The composer as a person uses it: keys, the clipboard, files dropped."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Unread
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.saved_instruction import SavedInstruction
from homeport.domain.task import Ceiling, Latency, TaskKind
from homeport.labelling.label import label_text
from homeport.ui.dialogs.saved_instructions import FillDialog, SaveDialog
from homeport.ui.models.composer import (
    ChipKind,
    ChipState,
    ChipView,
    ForecastState,
    ForecastView,
    RunRequest,
)
from homeport.ui.models.composer_files import Gathered
from homeport.ui.theme import Theme
from homeport.ui.views.composer import MOST_LINES, PASTE_LIMIT, Composer
from homeport.ui.words import Words

Return, Control = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
RUNS_HERE = ForecastView(ForecastState.RUNS, seconds=12, held=True)


@pytest.fixture
def show(qtbot) -> Iterator[Callable[[Composer, int], Composer]]:
    """Shows composers, and takes them apart in order when the test is over."""
    made: list[Composer] = []

    def show(composer: Composer, width: int = 788) -> Composer:
        made.append(composer)
        return shown(composer, width)

    yield show
    for composer in made:
        composer.close()
        composer.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def composer(show: Callable[[Composer], Composer], theme: Theme, words: Words) -> Composer:
    return show(Composer(theme, words))


def shown(composer: Composer, width: int) -> Composer:
    composer.resize(width, 200)
    composer.show()
    composer.activateWindow()
    composer.focus_text()
    return composer


def chips(count: int, start: int = 0, **fields: object) -> list[ChipView]:
    return [replace(ChipView(str(at), f"Appendix {at}.pdf"), **fields) for at in range(start, start + count)]


def read(chip: ChipView, data_class: DataClass = DataClass.CONFIDENTIAL) -> ChipView:
    return replace(chip, state=ChipState.READ, label=Label(data_class))


def heard(signal) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))
    return calls


# ---- text and keys


def test_enter_makes_a_line_and_control_enter_runs(qtbot, composer: Composer) -> None:
    runs = heard(composer.run_requested)
    qtbot.keyClicks(composer.field, "First")
    qtbot.keyClick(composer.field, Return)
    qtbot.keyClicks(composer.field, "second")
    assert composer.text() == "First\nsecond"
    assert not runs
    qtbot.keyClick(composer.field, Return, Control)
    assert runs == [(RunRequest("First\nsecond", TaskKind.GENERAL, Latency.INTERACTIVE, Ceiling.FREE),)]


def test_an_empty_text_cannot_be_run(qtbot, composer: Composer) -> None:
    runs = heard(composer.run_requested)
    qtbot.keyClicks(composer.field, "  ")
    qtbot.keyClick(composer.field, Return, Control)
    assert not runs
    assert not composer.actions_.send.isEnabled()


def test_a_reason_in_the_way_is_told(qtbot, composer: Composer) -> None:
    runs = heard(composer.run_requested)
    composer.set_text("Do it")
    composer.set_enabled_reason("No model is set up.")
    qtbot.keyClick(composer.field, Return, Control)
    assert not runs
    assert composer.actions_.send.toolTip() == "No model is set up."
    composer.set_enabled_reason("")
    assert composer.actions_.send.isEnabled()


def test_tab_leaves_the_text(qtbot, composer: Composer) -> None:
    qtbot.keyClicks(composer.field, "x")
    qtbot.keyClick(composer.field, Qt.Key.Key_Tab)
    assert composer.text() == "x"
    assert composer.actions_.add.hasFocus()


def test_tab_goes_through_everything_in_reading_order(qtbot, composer: Composer) -> None:
    composer.add_chips([read(chip) for chip in chips(2)])
    composer.set_text("x")
    composer.set_own_label(label_text("x", "instruction"))
    composer.set_forecast(RUNS_HERE)
    rows = composer.actions_
    first, second = composer.area.chip("0"), composer.area.chip("1")
    assert first is not None
    assert second is not None
    wanted: list[QWidget | None] = [
        first.badge,
        first.remove,
        second.badge,
        second.remove,
        composer.field,
        rows.add,
        rows.saved,
        rows.kind,
        rows.latency,
        rows.ceiling,
        rows.own_badge,
        rows.send,
    ]
    first.badge.setFocus()
    met = [first.badge]
    for _ in wanted[1:]:
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    assert met == wanted


def test_every_control_is_named_and_large_enough(qtbot, composer: Composer) -> None:
    composer.add_chips([read(chip) for chip in chips(2)])
    composer.set_text("x")
    composer.set_own_label(label_text("a@example.com", "instruction"))
    composer.tell("Something")
    QApplication.processEvents()
    reachable = [
        child
        for child in composer.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible()
    ]
    assert len(reachable) >= 12
    for child in reachable:
        assert child.accessibleName(), child
        if child is not composer.field:
            assert child.height() >= 32, child


def test_it_grows_to_ten_lines_and_no_further(qtbot, composer: Composer) -> None:
    one = composer.field.height()
    for _ in range(4):
        qtbot.keyClick(composer.field, Return)
    five = composer.field.height()
    composer.set_text("\n" * 40)
    most = composer.field.height()
    line = composer.field.fontMetrics().lineSpacing()
    assert five == one + 4 * line
    assert most == one + (MOST_LINES[0] - 1) * line
    composer.clear()
    assert composer.field.height() == one


def test_a_long_line_makes_it_grow(qtbot, composer: Composer) -> None:
    one = composer.field.height()
    composer.set_text("word " * 100)
    assert composer.field.height() > 3 * one / 2


def test_the_change_is_told_once_typing_stops(qtbot, composer: Composer) -> None:
    told = heard(composer.changed)
    qtbot.keyClicks(composer.field, "Draft a letter")
    assert not told
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1
    assert told[0][0].instruction == "Draft a letter"


def test_stop_stands_where_send_stood_and_escape_presses_it(qtbot, composer: Composer) -> None:
    stops, runs = heard(composer.stop_requested), heard(composer.run_requested)
    composer.set_text("x")
    corner = composer.actions_.place.mapTo(composer, composer.actions_.place.rect().bottomRight())
    qtbot.keyClick(composer.field, Qt.Key.Key_Escape)
    assert not stops
    composer.set_running(True)
    QApplication.processEvents()
    assert composer.actions_.stop.isVisible()
    assert not composer.actions_.send.isVisible()
    assert composer.actions_.place.mapTo(composer, composer.actions_.place.rect().bottomRight()) == corner
    qtbot.keyClick(composer.field, Return, Control)
    assert not runs
    qtbot.keyClick(composer.field, Qt.Key.Key_Escape)
    assert len(stops) == 1
    composer.actions_.stop.setFocus()
    composer.set_running(False)
    assert composer.actions_.send.hasFocus()


# ---- how it is to run, and where


def test_the_menus_hold_the_values_of_a_task(qtbot, composer: Composer) -> None:
    told = heard(composer.changed)
    rows = composer.actions_
    assert [action.text() for action in rows.latency.menu_.actions()[1:]] == [
        "While I wait",
        "In the background",
        "No hurry",
    ]
    composer.set_choices(TaskKind.CONTRACT, Latency.BATCH, Ceiling.SMALL)
    assert composer.request() == RunRequest("", TaskKind.CONTRACT, Latency.BATCH, Ceiling.SMALL)
    assert not told
    rows.ceiling.menu_.actions()[3].trigger()
    assert composer.request().ceiling is Ceiling.PREMIUM
    assert len(told) == 1
    assert rows.ceiling.text() == "Cost: up to premium"
    assert rows.ceiling.accessibleName() == "The most this may cost: Up to premium"


@pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)
def test_a_menu_opens_and_chooses_by_keys(qtbot, composer: Composer) -> None:
    button = composer.actions_.latency
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert button.menu_.isVisible()
    qtbot.keyClick(button.menu_, Qt.Key.Key_Down)
    qtbot.keyClick(button.menu_, Qt.Key.Key_Down)
    qtbot.keyClick(button.menu_, Return)
    assert composer.request().latency is Latency.BACKGROUND


@pytest.mark.parametrize(
    ("view", "send", "says"),
    [
        (RUNS_HERE, "Run here", "Will run on this device · about\u00a012\u00a0s · held for your review"),
        (
            ForecastView(ForecastState.RUNS, "eu", "Mistral", 40, asks=True),
            "Send to Mistral…",
            "You will be asked before anything goes to Mistral · about\u00a040\u00a0s",
        ),
        (ForecastView(ForecastState.RUNS, "eu", "Mistral"), "Send to Mistral", "Will run at an EU provider"),
        (
            ForecastView(ForecastState.RUNS, "private", asks=True),
            "Run on your own server…",
            "You will be asked before anything goes to Own server",
        ),
        (
            ForecastView(ForecastState.WAITS, why="Rule N1."),
            "See why",
            "Would wait for you: no lane is open · Rule N1.",
        ),
    ],
)
def test_the_button_says_where_and_the_forecast_how(
    view: ForecastView, send: str, says: str, composer: Composer
) -> None:
    composer.set_forecast(view)
    assert composer.actions_.send.label() == send
    assert composer.actions_.forecast.text() == says
    assert says in composer.actions_.forecast.accessibleName()


def test_while_it_is_checked_the_button_keeps_its_words(composer: Composer) -> None:
    composer.set_forecast(ForecastView(ForecastState.RUNS, "eu", "Mistral", asks=True))
    composer.set_forecast(ForecastView(ForecastState.CHECKING))
    assert composer.actions_.send.label() == "Send to Mistral…"
    assert composer.actions_.forecast.text() == "Checking…"
    composer.set_forecast(ForecastView())
    assert not composer.actions_.forecast.isVisible()


def test_typed_text_has_a_badge_with_its_categories(qtbot, composer: Composer) -> None:
    wanted = heard(composer.card_wanted)
    composer.set_own_label(label_text("Card 4111 1111 1111 1111", "instruction"))
    badge = composer.actions_.own_badge
    assert badge is not None
    assert badge.data_class is DataClass.RESTRICTED
    assert "your own text" in badge.accessibleName()
    qtbot.keyClick(badge, Return)
    assert wanted == [("own-text",)]
    assert composer.card is not None
    assert composer.card.isVisible()
    composer.set_own_label(None)
    assert composer.actions_.own_badge is None


# ---- the clipboard


def paste(qtbot, composer: Composer, mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)
    qtbot.keyClick(composer.field, Qt.Key.Key_V, Control)
    QGuiApplication.clipboard().clear()  # what Python made must not outlive it


def text_mime(text: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(text)
    return mime


def test_a_short_paste_goes_into_the_text(qtbot, composer: Composer) -> None:
    pasted = heard(composer.text_pasted)
    paste(qtbot, composer, text_mime("x" * PASTE_LIMIT))
    assert composer.text() == "x" * PASTE_LIMIT
    assert not pasted


def test_a_long_paste_becomes_a_document(qtbot, composer: Composer) -> None:
    pasted = heard(composer.text_pasted)
    paste(qtbot, composer, text_mime("x" * (PASTE_LIMIT + 1)))
    assert composer.text() == ""
    assert pasted == [("x" * (PASTE_LIMIT + 1),)]


def test_rich_text_is_pasted_as_plain(qtbot, composer: Composer) -> None:
    mime = QMimeData()
    mime.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    mime.setText("bold")
    paste(qtbot, composer, mime)
    assert composer.text() == "bold"


def test_files_on_the_clipboard_become_documents(qtbot, composer: Composer, tmp_path: Path) -> None:
    added = heard(composer.files_added)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.pdf")), QUrl("https://example.com/b.pdf")])
    paste(qtbot, composer, mime)
    assert added == [([tmp_path / "a.pdf"],)]
    assert composer.text() == ""


def test_a_picture_on_the_clipboard_becomes_a_document(qtbot, composer: Composer) -> None:
    pictures = heard(composer.image_pasted)
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    paste(qtbot, composer, mime)
    assert len(pictures) == 1
    again = QImage.fromData(QByteArray(pictures[0][0]), "PNG")
    assert (again.width(), again.height()) == (20, 10)


def test_a_spreadsheet_s_text_goes_before_its_picture(qtbot, composer: Composer) -> None:
    pictures = heard(composer.image_pasted)
    mime = text_mime("a\tb")
    mime.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    paste(qtbot, composer, mime)
    assert composer.text() == "a\tb"
    assert not pictures


@pytest.mark.parametrize(("text", "kept"), [("Hello", False), ("Card 4111 1111 1111 1111", True)])
def test_a_copy_of_typed_text_above_internal_asks_to_stay_here(composer: Composer, text: str, kept: bool) -> None:
    composer.set_text(text)
    composer.field.selectAll()
    assert composer.field.createMimeDataFromSelection().hasFormat("x-kde-passwordManagerHint")
    composer.set_own_label(label_text(text, "instruction"))
    mime = composer.field.createMimeDataFromSelection()
    assert mime.text() == text
    assert mime.hasFormat("x-kde-passwordManagerHint") is kept


# ---- dropping


def drag(composer: Composer, mime: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(
        QPoint(20, 20),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(composer, event)
    return event


def drop(composer: Composer, mime: QMimeData) -> QDropEvent:
    drag(composer, mime)
    event = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(composer, event)
    return event


def files_mime(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_a_drop_adds_files_and_never_moves_them(qtbot, composer: Composer, tmp_path: Path) -> None:
    added = heard(composer.files_added)
    event = drop(composer, files_mime(tmp_path / "a.pdf", tmp_path / "folder"))
    assert event.isAccepted()
    assert event.dropAction() is Qt.DropAction.CopyAction
    assert added == [([tmp_path / "a.pdf", tmp_path / "folder"],)]
    assert composer.field.hasFocus()


def test_a_drag_over_is_drawn_and_said(qtbot, composer: Composer, tmp_path: Path) -> None:
    before = composer.grab().toImage()
    mime = files_mime(tmp_path / "a.pdf")
    assert drag(composer, mime).isAccepted()
    assert composer.notice.text == "Drop to add. Nothing is sent by this."
    assert composer.grab().toImage() != before
    QApplication.sendEvent(composer, QEvent(QEvent.Type.DragLeave))
    composer.dragLeaveEvent(None)  # Qt sends it only to the widget it entered by itself
    assert composer.notice.text == ""


def test_what_is_nothing_we_know_is_left(composer: Composer) -> None:
    mime = QMimeData()
    mime.setData("application/x-other", QByteArray(b"1"))
    assert not drag(composer, mime).isAccepted()
    assert not composer.take_mime(mime)


# ---- documents


def test_a_chip_follows_its_document(qtbot, composer: Composer) -> None:
    (chip,) = chips(1)
    composer.add_chips([chip])
    widget = composer.area.chip("0")
    assert widget is not None
    assert widget._spinner.isVisible()
    assert not widget.badge.isVisible()
    composer.update_chips([read(chip)])
    assert not widget._spinner.isVisible()
    assert widget.badge.data_class is DataClass.CONFIDENTIAL
    assert widget.badge.accessibleName() == "Confidential: Appendix 0.pdf. Show what was found"
    assert widget.remove.accessibleName() == "Remove Appendix 0.pdf"


def test_an_unread_chip_says_why_and_what_next(composer: Composer) -> None:
    chip = replace(read(chips(1)[0], DataClass.RESTRICTED), state=ChipState.UNREAD, unread=Unread.MISSING)
    composer.add_chips([chip])
    widget = composer.area.chip("0")
    assert widget is not None
    assert widget._note.text() == (
        "Could not be read: it is not there. Look whether it was moved or renamed, then add it again."
    )


def test_pasted_things_are_called_by_number(composer: Composer) -> None:
    composer.add_chips(
        [
            ChipView("t", "", kind=ChipKind.TEXT, number=1, characters=12_400),
            ChipView(
                "i",
                "",
                ChipState.UNREAD,
                ChipKind.IMAGE,
                Label(DataClass.RESTRICTED),
                unread=Unread.NO_TEXT,
                number=2,
            ),
        ]
    )
    text, image = composer.area.chip("t"), composer.area.chip("i")
    assert text is not None
    assert image is not None
    assert text._name.text() == "Pasted text 1, 12,400 characters"
    assert image._name.text() == "Pasted picture 2"
    assert image._note.text() == "Nobody can read a picture here."


def test_removing_by_keys_goes_on_to_the_next(qtbot, composer: Composer) -> None:
    removed = heard(composer.removed)
    composer.add_chips([read(chip) for chip in chips(2)])
    first, second = composer.area.chip("0"), composer.area.chip("1")
    assert first is not None
    assert second is not None
    first.remove.setFocus()
    qtbot.keyClick(first.remove, Qt.Key.Key_Space)
    assert removed == [("0",)]
    assert second.remove.hasFocus()
    qtbot.keyClick(second.remove, Return)
    assert removed == [("0",), ("1",)]
    assert composer.field.hasFocus()
    assert not composer.area.isVisible()


def test_two_hundred_files_fold_into_one_line(qtbot, composer: Composer) -> None:
    composer.add_chips(chips(200))
    assert composer.area.is_folded
    assert composer.area.folded.says.text() == "200 documents: 200 being read"
    composer.update_chips([read(chip, DataClass.RESTRICTED) for chip in chips(3)])
    composer.update_chips([read(chip) for chip in chips(12, 3)])
    assert composer.area.folded.says.text() == "200 documents: 3 restricted, 12 confidential, 185 being read"
    assert composer.area.folded.progress.isVisible()
    assert (composer.area.folded.progress.value(), composer.area.folded.progress.maximum()) == (15, 200)
    composer.update_chips([read(chip, DataClass.INTERNAL) for chip in chips(185, 15)])
    assert composer.area.folded.says.text() == "200 documents: 3 restricted, 12 confidential, 185 internal"
    assert not composer.area.folded.progress.isVisible()


def test_the_list_of_many_is_used_by_keys(qtbot, composer: Composer) -> None:
    removed, wanted = heard(composer.removed), heard(composer.card_wanted)
    composer.add_chips([read(chip) for chip in chips(200)])
    qtbot.keyClick(composer.area.folded.toggle, Qt.Key.Key_Space)
    rows = composer.area.folded.list
    assert rows.isVisible()
    assert rows.hasFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Return)
    assert wanted == [("1",)]
    assert composer.card is not None
    composer.card.close()
    qtbot.keyClick(rows, Qt.Key.Key_Delete)
    assert removed == [("1",)]
    assert rows.currentIndex().row() == 1
    assert rows.hasFocus()


def test_a_click_in_the_list_takes_out_or_opens(qtbot, composer: Composer) -> None:
    removed, wanted = heard(composer.removed), heard(composer.card_wanted)
    composer.add_chips([read(chip) for chip in chips(20)])
    composer.area.folded.toggle.click()
    rows = composer.area.folded.list
    row = rows.visualRect(rows.model().index(2, 0))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert wanted == [("2",)]
    assert composer.card is not None
    composer.card.close()
    qtbot.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, pos=row.center() + QPoint(row.width() // 2 - 10, 0)
    )
    assert removed == [("2",)]


def test_fewer_documents_unfold_again(composer: Composer) -> None:
    composer.add_chips([read(chip) for chip in chips(9)])
    assert composer.area.folded.isVisible()
    composer.remove_chip("4")
    assert not composer.area.folded.isVisible()
    assert composer.area.chip("8") is not None
    assert composer.area.chip("4") is None


def test_a_thousand_chips_leave_typing_free(qtbot, composer: Composer) -> None:
    def seconds(count: int) -> float:
        composer.clear()
        started = time.perf_counter()
        for chip in chips(count):
            composer.add_chips([chip])
        for chip in chips(count):
            composer.update_chips([read(chip)])
            QApplication.processEvents()
        return time.perf_counter() - started

    seconds(100)
    small, large = min(seconds(100) for _ in range(3)), seconds(1000)
    assert large < 25 * small
    started = time.perf_counter()
    qtbot.keyClicks(composer.field, "typing goes on")
    assert time.perf_counter() - started < 1.0
    assert composer.text() == "typing goes on"


def test_what_became_of_a_folder_is_said(composer: Composer) -> None:
    composer.tell_gathered(Gathered((), (("Appendices", 14),), ("Lease.pdf",), 3, ("Locked",)))
    assert composer.notice.text == (
        "From the folder Appendices: 14 files. Already here, not added again: Lease.pdf. The folder Locked could"
        " not be opened. Check that you may read it. One task takes 2,000 files at most; 3 were not added. Split"
        " the task."
    )
    composer.notice.put_away.click()
    assert composer.notice.text == ""
    composer.tell_gathered(Gathered((Path("a"),)))
    assert composer.notice.text == ""


def test_clear_forgets_everything_but_how_to_run(composer: Composer) -> None:
    composer.set_choices(TaskKind.DEV, Latency.BATCH, Ceiling.SMALL)
    composer.add_chips(chips(2))
    composer.set_text("x")
    composer.set_own_label(label_text("x", "instruction"))
    composer.tell("y")
    composer.clear()
    assert composer.request() == RunRequest("", TaskKind.DEV, Latency.BATCH, Ceiling.SMALL)
    assert len(composer.chips) == 0
    assert composer.notice.text == ""


# ---- saved instructions


def dialog_of(composer: Composer, kind: type) -> object:
    return next(child for child in composer.findChildren(kind) if child.isVisible())


def test_a_saved_instruction_is_filled_in_by_keys(qtbot, composer: Composer) -> None:
    composer.set_saved_instructions(
        [SavedInstruction("1", "Letter & more", "Write to {{name}} about {{matter}} in {{tone=kind}} words", "")]
    )
    composer.actions_.saved.menu_.actions()[0].trigger()
    dialog = dialog_of(composer, FillDialog)
    assert isinstance(dialog, FillDialog)
    qtbot.keyClicks(dialog.field("name"), "Åse")
    qtbot.keyClick(dialog.field("name"), Return)
    qtbot.keyClick(dialog.field("matter"), Return)
    qtbot.keyClick(dialog.field("tone"), Return)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.field("matter")
    assert dialog._says.text() == "Still empty: matter."
    qtbot.keyClicks(dialog.field("matter"), "the {{rent}}")
    qtbot.keyClick(dialog.field("matter"), Return)
    qtbot.keyClick(dialog.field("tone"), Return)
    assert composer.text() == "Write to Åse about the {{rent}} in kind words"
    qtbot.keyClick(composer.field, Qt.Key.Key_Z, Control)
    assert composer.text() == ""


def test_one_without_variables_goes_straight_into_the_text(composer: Composer) -> None:
    composer.set_saved_instructions([SavedInstruction("1", "Sum up", "Sum up in five points.", "")])
    composer.actions_.saved.menu_.actions()[0].trigger()
    assert composer.text() == "Sum up in five points."


def test_an_instruction_is_saved_under_a_name(qtbot, composer: Composer) -> None:
    saved = heard(composer.save_instruction_requested)
    composer.set_text("Write to {{name}}")
    action = next(a for a in composer.actions_.saved.menu_.actions() if a.text() == "Save this instruction…")
    action.trigger()
    dialog = dialog_of(composer, SaveDialog)
    assert isinstance(dialog, SaveDialog)
    qtbot.keyClicks(dialog.name, "Letter")
    qtbot.keyClick(dialog.name, Return)
    assert saved == [("Letter", "Write to {{name}}")]


def test_a_saved_instruction_can_be_removed(composer: Composer) -> None:
    removed = heard(composer.remove_instruction_requested)
    composer.set_saved_instructions([SavedInstruction("7", "Sum up", "Sum up.", "")])
    menu = composer.actions_.saved.menu_.actions()[-1].menu()
    menu.actions()[0].trigger()
    assert removed == [("7",)]


# ---- what the card corrects


def restricted() -> Label:
    def found(kind: str, data_class: DataClass, start: int) -> Finding:
        return Finding(
            kind, "Appendix 0.pdf", "page 1", start, start + 4, data_class, Category.PERSONAL, "d", kind
        )

    return Label(
        DataClass.RESTRICTED,
        (found("low", DataClass.INTERNAL, 0), found("high", DataClass.RESTRICTED, 10)),
    )


@pytest.fixture
def with_card(qtbot, composer: Composer) -> Callable[[], Composer]:
    def make() -> Composer:
        composer.add_chips([replace(chips(1)[0], state=ChipState.READ, label=restricted())])
        widget = composer.area.chip("0")
        assert widget is not None
        qtbot.keyClick(widget.badge, Return)
        return composer

    return make


def test_an_open_card_follows_its_document(with_card: Callable[[], Composer]) -> None:
    composer = with_card()
    assert composer.card is not None
    chip = composer.chips.chip("0")
    assert chip is not None
    composer.update_chips([replace(chip, label=Label(DataClass.CONFIDENTIAL))])
    assert composer.card._badge.data_class is DataClass.CONFIDENTIAL
    assert composer.card.isVisible()


# ---- languages and sizes


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [560, 788])
def test_nothing_is_clipped_in_swedish(show, theme: Theme, swedish: Words, scale: float, width: int) -> None:
    theme.set_scale(scale)
    composer = show(Composer(theme, swedish), round(width * max(1.0, scale / 1.4)))
    composer.add_chips([read(chip, DataClass.RESTRICTED) for chip in chips(3)])
    composer.set_text("Skriv ett brev")
    composer.set_own_label(label_text("a@example.com 4111 1111 1111 1111", "instruction"))
    composer.set_forecast(ForecastView(ForecastState.RUNS, "eu", "Mistral", 40, held=True, asks=True))
    composer.resize(composer.width(), composer.layout().totalHeightForWidth(composer.width()))
    QApplication.processEvents()
    for part in composer.findChildren(QWidget):
        if not part.isVisible() or part.parentWidget() is None:
            continue
        if type(part).__name__ in {"Button", "MenuButton", "ChoiceButton", "SavedMenu", "ForecastLine"}:
            assert part.width() >= part.minimumSizeHint().width(), part
            corner = part.mapTo(composer, QPoint(part.width(), part.height()))
            assert corner.x() <= composer.width(), part
            assert corner.y() <= composer.height(), part


@pytest.mark.parametrize(("height", "tightness"), [(700, 0), (480, 1), (360, 2)])
@pytest.mark.parametrize("width", [360, 640, 788])
def test_in_a_low_window_it_does_with_less_and_stays_whole(
    qtbot, theme: Theme, swedish: Words, height: int, tightness: int, width: int
) -> None:
    window = QWidget()
    box = QVBoxLayout(window)
    composer = Composer(theme, swedish, window)
    box.addStretch(1)
    box.addWidget(composer)
    window.resize(width, height)
    window.show()
    composer.add_chips([read(chip, DataClass.RESTRICTED) for chip in chips(3)])
    composer.set_text("Skriv ett brev\n" * 8)
    composer.set_own_label(label_text("a@example.com 4111 1111 1111 1111", "instruction"))
    composer.set_forecast(ForecastView(ForecastState.RUNS, "eu", "Mistral", 40, held=True, asks=True))
    for _ in range(4):
        QApplication.processEvents()
    assert composer.tightness == tightness
    assert composer.height() == composer.layout().totalHeightForWidth(composer.width())
    for part in (composer.field, composer.actions_.send, composer.actions_.ceiling, composer.actions_.own_badge):
        assert part is not None
        assert composer.rect().contains(QRect(part.mapTo(composer, QPoint(0, 0)), part.size())), part
    if tightness:
        assert composer.area.is_folded is (tightness == 2)
        assert composer.actions_.forecast.text().startswith("Du tillfrågas innan något går till Mistral")
        assert "hålls" in composer.actions_.forecast.accessibleName()
    window.resize(width, 700)
    for _ in range(4):
        QApplication.processEvents()
    assert composer.tightness == 0
    assert not composer.area.is_folded
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
