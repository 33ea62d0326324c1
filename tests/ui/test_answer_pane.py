"""The answer pane as a person uses it: turns, following the end, keys, and what long threads cost."""

import gc
import os
import queue
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from homeport.domain.check import Check
from homeport.domain.data_class import DataClass
from homeport.domain.draft import DraftEnd
from homeport.ports.engine import Locality
from homeport.ui.models.turn import (
    Answer,
    Checking,
    Cost,
    DocumentChip,
    Failed,
    Held,
    ReadingPrompt,
    Settled,
    Source,
    TurnView,
    Writing,
)
from homeport.ui.theme import Theme
from homeport.ui.views import answer as answer_module
from homeport.ui.views.answer import AnswerPane, announcement
from homeport.ui.words import Words

CHECKS = (Check("not-empty", True, ""), Check("whole", True, ""), Check("not-refused", True, ""))
TEXT = "**Three months** for the tenant.\n\n- in writing\n- by letter\n"
QUESTION = "How long is the notice period?"


def answer(draft: str = "d1", **more: object) -> Answer:
    fields: dict[str, object] = {
        "draft_id": draft,
        "lane": "device",
        "model": "Qwen3 8B",
        "text": TEXT,
        "end": DraftEnd.WHOLE,
        "locality": Locality.LOCAL,
        "checks": CHECKS,
        "seconds": 9.4,
        "cost": Cost(0),
    }
    return Answer(**{**fields, **more})  # type: ignore[arg-type]


def turn(number: int = 1, **more: object) -> TurnView:
    return TurnView(**{"id": f"t{number}", "instruction": QUESTION, "versions": (answer(),), **more})  # type: ignore[arg-type]


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme, words: Words) -> AnswerPane:
    made = AnswerPane(theme, words)
    qtbot.addWidget(made)
    made.resize(860, 700)
    made.show()
    return made


def settle(qtbot: QtBot, pane: AnswerPane) -> None:
    """Let the layout come to rest."""
    heights: list[int] = []

    def still() -> bool:
        heights.append(pane.column.height())
        return len(heights) > 2 and heights[-1] == heights[-2] == heights[-3]

    qtbot.waitUntil(still)


def test_an_empty_pane_says_what_one_can_do_and_offers_an_example(qtbot: QtBot, pane: AnswerPane) -> None:
    pane.focus_region()
    with qtbot.waitSignal(pane.wishes.example_requested):
        qtbot.keyClick(pane.empty.example, Qt.Key.Key_Space)
    pane.show_turn(turn())
    assert not pane.empty.isVisible()
    pane.clear()
    assert pane.empty.isVisible()


def test_a_task_from_question_to_answer(qtbot: QtBot, pane: AnswerPane) -> None:
    view = turn(stage=ReadingPrompt(), versions=(), documents=(DocumentChip("Lease.pdf", DataClass.CONFIDENTIAL),))
    pane.show_turn(view)
    widget = pane.turn("t1")
    assert widget is not None
    assert widget.part("stage") is not None
    growing = answer(text="", end=DraftEnd.RUNNING, checks=(), seconds=None)
    pane.show_turn(replace(view, stage=Writing(), versions=(growing,)))
    for at in range(0, len(TEXT), 5):
        pane.append_text("t1", TEXT[at : at + 5])
    qtbot.waitUntil(lambda: widget.body is not None and "by letter" in widget.body.toPlainText())
    body = widget.body
    pane.show_turn(replace(view, stage=Settled(), versions=(answer(),)))
    assert widget.body is body
    assert body is not None
    assert body.toPlainText() == "Three months for the tenant.\n•\tin writing\n•\tby letter"
    assert widget.part("stage") is None
    assert said(widget, "on this device, checked")
    assert said(widget, "3 of 3 checks passed")
    foot = widget.part("foot")
    assert foot is not None
    assert foot.accessibleName() == "9.4 s · No cost · Nothing sent"


@pytest.mark.parametrize("checked_first", [True, False])
def test_a_streamed_answer_is_not_written_again_when_its_draft_gets_its_name(
    qtbot: QtBot, pane: AnswerPane, checked_first: bool
) -> None:
    growing = answer(draft_id="t1/0", text="", end=DraftEnd.RUNNING, checks=(), seconds=None)
    pane.show_turn(turn(stage=Writing(), versions=(growing,)))
    for at in range(0, len(LONG), 50):
        pane.append_text("t1", LONG[at : at + 50])
    widget = pane.turn("t1")
    assert widget is not None
    qtbot.waitUntil(lambda: widget.body is not None and len(widget.body.toPlainText()) > 0.9 * len(LONG))
    removed: list[int] = []
    widget.body.document().contentsChange.connect(lambda _at, gone, _came: removed.append(gone))
    ended = answer(draft_id="d1", text=LONG.rstrip())
    if checked_first:
        pane.show_turn(turn(stage=Checking(), versions=(ended,)))
    pane.show_turn(turn(stage=Settled(), versions=(ended,)))
    assert max(removed, default=0) < 200, "written again from the beginning"
    assert widget.body.toPlainText() == "\n".join(LONG.split("\n\n")).rstrip()
    assert not widget._streamed


def test_the_next_attempt_shows_nothing_of_the_one_before(qtbot: QtBot, pane: AnswerPane) -> None:
    first = answer(draft_id="t1/0", text="", end=DraftEnd.RUNNING, checks=(), seconds=None)
    pane.show_turn(turn(stage=Writing(), versions=(first,)))
    pane.append_text("t1", "Half of what the first lane said")
    second = replace(first, draft_id="t1/1")
    pane.show_turn(turn(stage=Writing(), versions=(second,)))
    pane.append_text("t1", "Another answer.")
    ended = answer(draft_id="d2", text="Another answer.")
    pane.show_turn(turn(stage=Settled(), versions=(ended,)))
    widget = pane.turn("t1")
    assert widget is not None
    assert widget.body is not None
    assert widget.body.toPlainText() == "Another answer."


def said(widget: QWidget, text: str) -> bool:
    shown = [
        child.text() for child in widget.findChildren(QWidget) if hasattr(child, "text") and callable(child.text)
    ]
    return text in shown


def test_it_is_announced_once_an_answer_and_never_a_token(
    qtbot: QtBot, pane: AnswerPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    class Spy:
        @staticmethod
        def updateAccessibility(event: QAccessibleAnnouncementEvent) -> None:
            told.append(event.message())

    monkeypatch.setattr(answer_module, "QAccessible", Spy)
    running = turn(stage=Writing(), versions=(answer(text=""),))
    pane.show_turn(running)
    for _ in range(50):
        pane.append_text("t1", "word ")
    pane.show_turn(turn())
    pane.show_turn(turn())
    assert told == ["Answer ready, on this device, checked"]
    assert QAccessible is not Spy


@pytest.mark.parametrize(
    ("view", "text"),
    [
        (turn(), "Answer ready, on this device, checked"),
        (
            turn(versions=(answer(locality=Locality.UNPROVABLE),)),
            "Answer ready, on this device, cannot be checked",
        ),
        (
            turn(versions=(answer(lane="premium", provider="Anthropic", locality=None),)),
            "Answer ready, at Anthropic",
        ),
        (turn(versions=(answer(end=DraftEnd.STOPPED),)), "Stopped"),
        (
            turn(versions=(), notices=(Failed("Ollama does not answer.", "Start it."),)),
            "No answer. Ollama does not answer.",
        ),
        (turn(notices=(Held(("R1",)),)), "Answer ready, on this device, checked. It is held for your review"),
    ],
)
def test_what_is_announced(view: TurnView, text: str, words: Words) -> None:
    assert announcement(view, words) == text


LONG = "A paragraph of some length that wraps once or twice in the column of the pane.\n\n" * 30


def test_the_end_is_followed_only_while_the_person_is_there(qtbot: QtBot, pane: AnswerPane) -> None:
    pane.show_turn(turn(stage=Writing(), versions=(answer(text=""),)))
    bar = pane.area.verticalScrollBar()
    pane.append_text("t1", LONG)
    qtbot.waitUntil(lambda: bar.maximum() > 300)
    assert bar.value() == bar.maximum()
    pane.area.setFocus()
    qtbot.keyClick(pane.area, Qt.Key.Key_PageUp)
    left = bar.value()
    assert left < bar.maximum()
    before = bar.maximum()
    pane.append_text("t1", LONG)
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == left
    assert pane.jump.isVisible()
    pane.jump.setFocus()
    qtbot.keyClick(pane.jump, Qt.Key.Key_Space)
    assert bar.value() == bar.maximum()
    assert not pane.jump.isVisible()


def test_home_and_end_and_arrows_scroll(qtbot: QtBot, pane: AnswerPane) -> None:
    pane.set_turns([turn(n) for n in range(12)])
    settle(qtbot, pane)
    bar = pane.area.verticalScrollBar()
    pane.focus_region()
    qtbot.keyClick(pane.area, Qt.Key.Key_Home)
    assert bar.value() == 0
    qtbot.keyClick(pane.area, Qt.Key.Key_Down)
    assert bar.value() > 0
    qtbot.keyClick(pane.area, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()


def test_of_many_turns_only_those_near_the_screen_are_built(qtbot: QtBot, pane: AnswerPane) -> None:
    pane.set_turns([turn(n) for n in range(1, 101)])
    settle(qtbot, pane)
    assert pane.turn("t100") is not None
    assert pane.turn("t1") is None
    assert sum(slot.widget is not None for slot in pane.column.slots) < 16
    pane.area.setFocus()
    qtbot.keyClick(pane.area, Qt.Key.Key_Home)
    settle(qtbot, pane)
    assert pane.turn("t1") is not None
    assert sum(slot.widget is not None for slot in pane.column.slots) < 30


def test_a_turn_more_costs_the_same_in_a_long_thread(qtbot: QtBot, pane: AnswerPane) -> None:
    def cost(first: int) -> float:
        began = time.process_time()
        for number in range(first, first + 10):
            pane.show_turn(turn(number))
            QApplication.processEvents()
        return time.process_time() - began

    cost(0)
    early = cost(10)
    pane.set_turns([turn(n) for n in range(20, 400)])
    settle(qtbot, pane)
    late = cost(500)
    assert late < 3 * early + 0.3


def test_scrolling_up_through_turns_that_were_never_built_does_not_jump(qtbot: QtBot, pane: AnswerPane) -> None:
    pane.set_turns([turn(n, versions=(answer(text=LONG),)) for n in range(20)])
    settle(qtbot, pane)
    bar = pane.area.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    settle(qtbot, pane)
    at = next(s for s in pane.column.slots if s.top + s.height > bar.value())
    seen = at.top - bar.value()
    bar.setValue(bar.value() - 50)
    settle(qtbot, pane)
    assert at.top - bar.value() == seen + 50


def test_tab_goes_through_a_turn_from_top_to_bottom(qtbot: QtBot, pane: AnswerPane) -> None:
    pane.set_turns([turn(1), turn(2)])
    settle(qtbot, pane)
    pane.column.order_tabs()
    pane.activateWindow()
    pane.area.setFocus()
    places = []
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget() or pane, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        if widget is None or not pane.column.isAncestorOf(widget):
            break
        corner = widget.mapTo(pane.column, widget.rect().topLeft())
        places.append((corner.y(), corner.x()))
        assert widget.accessibleName()
    assert len(places) >= 10
    assert places == sorted(places)


def test_every_control_has_a_name_and_is_large_enough(qtbot: QtBot, pane: AnswerPane) -> None:
    sources = (Source(0, 1, 2, "page 3", "quote", True),)
    full = answer(sources=sources, thinking="hm", own_text="mine", text="```\nx\n```")
    documents = (DocumentChip("Lease.pdf", DataClass.CONFIDENTIAL),)
    pane.set_turns([turn(documents=documents, versions=(answer("d0"), full), shown=1, notices=(Held(("R1",)),))])
    settle(qtbot, pane)
    stops = [w for w in pane.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    assert len(stops) > 10
    assert [type(w).__name__ for w in stops if not w.accessibleName()] == []
    assert [
        w.accessibleName() for w in stops if min(w.width(), w.height()) < 32 and not w.inherits("QTextEdit")
    ] == []


class GapMeter:
    """The longest time in which no event was handled."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start(0)

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


def test_the_window_stays_quick_while_200_tokens_a_second_arrive(
    qtbot: QtBot, pane: AnswerPane, record_property: Callable[[str, object], None]
) -> None:
    seconds, rate = 3.0, 200
    piece = (TEXT + "\n```python\nprint(1)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" + LONG[:400]) * 10
    arriving: queue.SimpleQueue[str] = queue.SimpleQueue()
    stop = threading.Event()

    def feed() -> None:
        sent, began = 0, time.perf_counter()
        while not stop.wait(1 / rate):
            while sent < (time.perf_counter() - began) * rate:  # a late thread catches up: the rate is kept
                at = sent * 4 % len(piece)
                arriving.put(piece[at : at + 4])
                sent += 1

    pane.set_turns([turn(n) for n in range(2, 12)])
    pane.show_turn(turn(stage=Writing(), versions=(answer(text=""),)))
    settle(qtbot, pane)

    def drain() -> None:
        pieces = []
        while not arriving.empty():
            pieces.append(arriving.get())
        if pieces:
            pane.append_text("t1", "".join(pieces))

    clock = QTimer()
    clock.timeout.connect(drain)
    meter = GapMeter()
    thread = threading.Thread(target=feed)
    thread.start()
    try:
        clock.start(33)
        meter.start()
        began = time.perf_counter()
        qtbot.waitUntil(lambda: time.perf_counter() - began > seconds, timeout=10_000)
    finally:
        stop.set()
        thread.join(5)
        meter.stop()
        clock.stop()
    worst = sorted(meter.gaps)[-1]
    record_property("longest gap in ms", round(1000 * worst, 1))
    ninety_nine = sorted(meter.gaps)[int(len(meter.gaps) * 0.99)]
    # The target is 50 ms; this machine is shared, so one gap of the whole run may be another process's.
    over = [gap for gap in meter.gaps if gap > 0.05]
    assert ninety_nine < 0.05
    assert len(over) <= 2
    widget = pane.turn("t1")
    assert widget is not None
    assert widget.body is not None
    assert len(widget.body.toPlainText()) > 1000


def resident() -> int:
    """Bytes of memory in use."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory is read from /proc, which is not here")
def test_memory_stays_flat_over_100_answers_shown_and_cleared(
    qtbot: QtBot, pane: AnswerPane, record_property: Callable[[str, object], None]
) -> None:
    def show(number: int) -> None:
        pane.set_turns([turn(number, versions=(answer(f"d{number}", text=LONG + TEXT),))])
        qtbot.waitUntil(lambda: pane.turn(f"t{number}") is not None)
        pane.clear()
        qtbot.waitUntil(lambda: not pane.column.children())  # what was let go is gone

    for number in range(30):
        show(number)
    gc.collect()
    before = resident()
    for number in range(30, 130):
        show(number)
    gc.collect()
    grown = resident() - before
    record_property("growth in MB over 100 answers", round(grown / 1e6, 1))
    assert grown < 4_000_000  # measured 0.1 MB


def test_a_larger_text_builds_the_turns_anew(qtbot: QtBot, pane: AnswerPane, theme: Theme) -> None:
    pane.set_turns([turn(1), turn(2)])
    settle(qtbot, pane)
    before = pane.column.height()
    theme.set_scale(2.0)
    settle(qtbot, pane)
    assert pane.column.height() > before * 1.5


def test_a_half_answer_goes_on_where_it_stood(qtbot: QtBot, pane: AnswerPane) -> None:
    half = turn(stage=Writing(), versions=(answer(text="Three ", end=DraftEnd.PARTIAL),))
    pane.show_turn(half)
    pane.append_text("t1", "months.")
    widget = pane.turn("t1")
    assert widget is not None
    assert widget.body is not None
    qtbot.waitUntil(lambda: widget.body is not None and widget.body.toPlainText() == "Three months.")


def test_text_that_came_while_the_turn_was_far_from_the_screen_is_there(qtbot: QtBot, pane: AnswerPane) -> None:
    pane.set_turns([turn(n, versions=(answer(text=LONG),)) for n in range(2, 30)])
    pane.show_turn(turn(stage=Writing(), versions=(answer(text=""),)))
    settle(qtbot, pane)
    pane.area.verticalScrollBar().setValue(0)
    settle(qtbot, pane)
    assert pane.turn("t1") is None
    pane.append_text("t1", "Three ")
    pane.append_text("t1", "months.")
    pane.jump_to_newest()
    qtbot.waitUntil(lambda: pane.turn("t1") is not None)
    widget = pane.turn("t1")
    assert widget is not None
    qtbot.waitUntil(lambda: widget.body is not None and widget.body.toPlainText() == "Three months.")


def test_another_draft_begins_with_nothing_of_the_one_before(qtbot: QtBot, pane: AnswerPane) -> None:
    pane.show_turn(turn(stage=Writing(), versions=(answer("d1", text=""),)))
    pane.append_text("t1", "From here.")
    pane.show_turn(turn(stage=Writing(), versions=(answer("d1"), answer("d2", text="")), shown=1))
    pane.append_text("t1", "From there.")
    widget = pane.turn("t1")
    assert widget is not None
    qtbot.waitUntil(lambda: widget.body is not None and widget.body.toPlainText() == "From there.")
