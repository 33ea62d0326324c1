"""The status bar says only what is known, and says less where there is less room."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from homeport.ui.theme import Theme
from homeport.ui.views.status_bar import StatusBar
from homeport.ui.views.status_bar_item import StatusItem
from homeport.ui.views.status_bar_words import (
    BrokenRecord,
    MonthLine,
    Notice,
    SendLine,
    StatusView,
    explain_month,
    say_month,
    say_statement,
)
from homeport.ui.words import Words

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = (NOW - timedelta(hours=1)).isoformat()
SATURDAY = (NOW - timedelta(days=2)).isoformat()

MONTH = MonthLine(tasks=2, sends=3, highest={"EUR": 0.31})
QUIET = StatusView((), "", "device", "Qwen3 8B", "Careful", MONTH)
SENT = replace(QUIET, sends=(SendLine("Anthropic", TODAY),), sent_lane="premium")


@pytest.fixture
def bar(theme: Theme, words: Words, qtbot: object) -> StatusBar:
    bar = StatusBar(theme, words)
    qtbot.addWidget(bar)
    bar.resize(1440, 34)
    with qtbot.waitExposed(bar):
        bar.show()
    bar.activateWindow()
    return bar


def shown(bar: StatusBar) -> list[str]:
    return [item._text for item in bar.findChildren(StatusItem) if item.isVisible()]


def test_before_the_record_is_read_nothing_is_claimed(bar: StatusBar) -> None:
    assert shown(bar) == ["Checking the record…"]
    assert bar._statement.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_task_that_stayed(bar: StatusBar, theme: Theme) -> None:
    bar.show_status(QUIET)
    assert shown(bar) == [
        "Homeport has sent nothing from this task",
        "This device · Qwen3 8B",
        "Policy: Careful",
        "Sent this month: 2 tasks, at most 0.31 EUR",
    ]
    assert bar._statement._ink == QColor(theme.lane("device").fg)


@pytest.mark.parametrize(
    ("sends", "english", "in_swedish"),
    [
        ((), "Homeport has sent nothing from this task", "Homeport har inte skickat något från den här uppgiften"),
        ((SendLine("Anthropic", TODAY),), "Sent to Anthropic at ", "Skickat till Anthropic kl. "),
        ((SendLine("Anthropic", SATURDAY),), "Sent to Anthropic · Sat ", "Skickat till Anthropic · Lör "),
        ((SendLine("X", TODAY, False),), "May have been sent to X at ", "Kan ha skickats till X kl. "),
        (
            (SendLine("X", TODAY), SendLine("Y", TODAY)),
            "Sent 2 times, last to Y at ",
            "Skickat 2 gånger, senast till Y",
        ),
    ],
)
def test_the_statement_in_both_languages(
    words: Words, swedish: Words, sends: tuple[SendLine, ...], english: str, in_swedish: str
) -> None:
    view = replace(QUIET, sends=sends)
    assert say_statement(view, words).startswith(english)
    assert say_statement(view, swedish).startswith(in_swedish)


def test_a_send_without_an_answer_colours_the_whole_statement(bar: StatusBar, theme: Theme) -> None:
    bar.show_status(replace(SENT, sends=(SendLine("X", TODAY, False), SendLine("Y", TODAY))))
    assert bar._statement._ink == "danger"
    bar.show_status(SENT)
    assert bar._statement._ink == QColor(theme.lane("premium").fg)
    assert shown(bar)[0].endswith("(see what)")


def test_a_broken_record_is_said_instead_of_what_it_would_say(bar: StatusBar, qtbot: object) -> None:
    bar.show_status(replace(QUIET, broken=BrokenRecord(777)))
    assert shown(bar)[0] == (
        "Entry 777 does not fit the one before it. Entries up to 776 are unchanged. "
        "Keep this file and tell your administrator."
    )
    assert not bar._month.isVisible()
    bar._statement.setFocus()
    with qtbot.waitSignal(bar.record_requested):
        qtbot.keyClick(bar._statement, Qt.Key.Key_Space)
    bar.show_status(replace(QUIET, broken=BrokenRecord()))
    assert shown(bar)[0].startswith("The record could not be checked.")


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (MonthLine(), "Nothing sent this month"),
        (MonthLine(1, 1, highest={"EUR": 0.314}), "Sent this month: 1 task, at most 0.32 EUR"),
        (MonthLine(2, 2, highest={"USD": 2, "EUR": 1}), "Sent this month: 2 tasks, at most 1.00 EUR + 2.00 USD"),
        (MonthLine(2, 2, without_price=2), "Sent this month: 2 tasks, price not known"),
    ],
)
def test_the_month(words: Words, month: MonthLine, expected: str) -> None:
    assert say_month(month, words) == expected


def test_the_month_does_not_hide_what_its_sum_lacks(words: Words) -> None:
    told = explain_month(MonthLine(3, 3, 1, {"EUR": 1.0}, 1), words)
    assert "1 send has no known price." in told
    assert "1 send may have left: no answer is known." in told


def test_keys_reach_everything_that_can_be_pressed(bar: StatusBar, qtbot: object) -> None:
    bar.show_status(replace(SENT, notices=(Notice.THROW_AWAY, Notice.FENCE_WEAK)))
    heard: list[str] = []
    bar.see_what_requested.connect(lambda: heard.append("what"))
    bar.matrix_requested.connect(lambda: heard.append("matrix"))
    bar.notice_requested.connect(heard.append)
    bar.record_requested.connect(lambda: heard.append("record"))
    bar._statement.setFocus()
    for _ in range(5):
        item = QApplication.focusWidget()
        assert item.accessibleName()
        qtbot.keyClick(item, Qt.Key.Key_Return)
        qtbot.keyClick(item, Qt.Key.Key_Tab)
    assert heard == ["what", "matrix", "fence_weak", "throw_away", "record"]


def test_what_cannot_be_pressed_is_not_pressed(bar: StatusBar, qtbot: object) -> None:
    heard: list[str] = []
    bar.see_what_requested.connect(lambda: heard.append("what"))
    qtbot.mouseClick(bar._statement, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar._lane, Qt.MouseButton.LeftButton)
    assert heard == []


@pytest.mark.parametrize("language", ["words", "swedish"])
@pytest.mark.parametrize(("scale", "width"), [(1.0, 760), (1.0, 1000), (1.5, 900), (2.0, 760), (2.0, 1440)])
def test_nothing_overlaps_and_the_statement_gives_way_last(
    theme: Theme, request: pytest.FixtureRequest, qtbot: object, language: str, scale: float, width: int
) -> None:
    theme.set_scale(scale)
    bar = StatusBar(theme, request.getfixturevalue(language))
    qtbot.addWidget(bar)
    bar.resize(width, bar.height())
    bar.show()
    for view in (QUIET, replace(SENT, notices=(Notice.OFFLINE, Notice.THROW_AWAY)), StatusView()):
        bar.show_status(view)
        items = [item for item in bar.findChildren(StatusItem) if item.isVisible()]
        bar.layout().activate()
        boxes = [item.geometry() for item in items]
        assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
        assert all(bar.rect().contains(box) for box in boxes)
        others = [item for item in items if item is not bar._statement and item._text]
        if bar._statement.width() < bar._statement.natural_width():
            assert others == [], "words of others went first"
        assert all(item.width() >= item.natural_width() for item in others)
        assert all(item.accessibleName() for item in items)


def test_at_the_least_width_the_first_sentence_is_whole(bar: StatusBar) -> None:
    bar.resize(760, 34)
    bar.show_status(QUIET)
    assert bar._statement.width() >= bar._statement.natural_width()
    assert "2 tasks sent" in shown(bar)


def test_names_from_files_are_not_read_as_rich_text(bar: StatusBar) -> None:
    bar.show_status(replace(QUIET, policy="<img src='file:///etc/passwd'>"))
    assert "<" not in bar._policy.toolTip()
