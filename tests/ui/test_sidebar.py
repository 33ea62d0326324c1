"""The sidebar as a person uses it: keys, search, deleting, pages, and how quick it is."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu

from homeport.domain.data_class import DataClass
from homeport.domain.task_state import Phase
from homeport.ui.models.history_model import HistoryModel, HistoryRow, Section
from homeport.ui.theme import Theme
from homeport.ui.views.sidebar import Sidebar
from homeport.ui.words import Words

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def row(number: int, title: str = "", hours: float | None = None, **values: object) -> HistoryRow:
    at = (NOW - timedelta(hours=number if hours is None else hours)).isoformat()
    base = HistoryRow(f"t{number}", title or f"Task {number}", "device", "done", DataClass.INTERNAL, at)
    return replace(base, **values)


THREE_DAYS = [row(1), row(2), row(3, hours=25), row(4, hours=26), row(5, hours=100)]


@pytest.fixture
def sidebar(theme: Theme, words: Words, qtbot: object) -> Sidebar:
    sidebar = Sidebar(theme, words)
    qtbot.addWidget(sidebar)
    sidebar.resize(272, 600)
    with qtbot.waitExposed(sidebar):
        sidebar.show()
    sidebar.activateWindow()
    return sidebar


def titles(model: QAbstractItemModel) -> list[str]:
    return [model.index(n, 0).data() for n in range(model.rowCount())]


def test_rows_are_grouped_by_day(words: Words) -> None:
    model = HistoryModel(words)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(THREE_DAYS)
    assert titles(model) == ["Task 1", "Task 2", "Yesterday", "Task 3", "Task 4", "Earlier", "Task 5"]
    assert model.section_at(0) is Section.TODAY
    assert model.section_at(4) is Section.YESTERDAY
    assert model.flags(model.index(2)) == Qt.ItemFlag.NoItemFlags


def test_a_page_goes_on_with_the_section_of_the_one_before(words: Words) -> None:
    model = HistoryModel(words)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(THREE_DAYS[:3], more=True)
    asked: list[bool] = []
    model.more_wanted.connect(lambda: asked.append(True))
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert asked == [True], "asked once, however often the view asks"
    model.append_rows(THREE_DAYS[2:], more=False)
    assert titles(model) == ["Task 1", "Task 2", "Yesterday", "Task 3", "Task 4", "Earlier", "Task 5"]
    assert not model.canFetchMore(QModelIndex())


def test_a_section_without_tasks_loses_its_heading(words: Words) -> None:
    model = HistoryModel(words)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(THREE_DAYS)
    model.remove(["t3", "t4"])
    assert titles(model) == ["Task 1", "Task 2", "Earlier", "Task 5"]
    model.remove(["t1", "t2"])
    assert titles(model) == ["Task 5"]
    model.append_rows([row(6, hours=200)])
    assert titles(model) == ["Task 5", "Task 6"]
    model.remove(["t5", "t6", "unknown"])
    assert titles(model) == []


def test_a_new_task_comes_on_top_and_a_known_one_stays(words: Words) -> None:
    model = HistoryModel(words)
    model.set_rows(THREE_DAYS[2:])
    model.put(row(9, "New", hours=0))
    assert titles(model) == ["New", "Yesterday", "Task 3", "Task 4", "Earlier", "Task 5"]
    model.put(row(8, "Newer", hours=0))
    model.put(row(4, "Renamed", hours=26))
    assert titles(model) == ["Newer", "New", "Yesterday", "Task 3", "Renamed", "Earlier", "Task 5"]


def test_a_screen_reader_hears_all_that_is_painted(words: Words, swedish: Words) -> None:
    told = row(1, "Lease", lane="eu", state="held", versions=3, data_class=DataClass.CONFIDENTIAL)
    for say, expected in (
        (words, ["Lease", "EU provider", "To review", "Confidential", "Today", "3 versions"]),
        (swedish, ["Lease", "EU-leverantör", "Att granska", "Konfidentiell", "I dag", "3 versioner"]),
    ):
        model = HistoryModel(say)
        model.set_rows([told])
        spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert all(word in spoken for word in expected), spoken


def test_the_list_hands_each_row_to_a_screen_reader(sidebar: Sidebar) -> None:
    sidebar.show_history([row(1, "Lease", state="waiting")])
    interface = QAccessible.queryAccessibleInterface(sidebar.list)
    assert interface.text(QAccessible.Text.Name) == "History"
    names = [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]
    assert any(name.startswith("Lease, This device, Waiting for you") for name in names), names


def test_an_unknown_state_is_said_to_be_work(words: Words) -> None:
    model = HistoryModel(words)
    assert model.state_of(row(1, state="pondering")) == "Working"
    assert model.state_of(row(1, state="done")) == ""


def test_before_the_record_is_read_nothing_can_be_searched(sidebar: Sidebar) -> None:
    assert sidebar._heading.text() == "Checking the record…"
    assert not sidebar._search.isEnabled()
    assert sidebar._pages.currentWidget().accessibleName() == "Checking the record…"
    sidebar.show_history([])
    assert sidebar._search.isEnabled()
    assert sidebar._empty.title == "No tasks yet"


def test_arrows_move_and_enter_opens(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history(THREE_DAYS)
    sidebar.focus_first()
    for _ in range(2):
        qtbot.keyClick(sidebar.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(sidebar.task_opened) as heard:
        qtbot.keyClick(sidebar.list, Qt.Key.Key_Return)
    assert heard.args == ["t3"], "the heading is stepped over"
    qtbot.keyClick(sidebar.list, Qt.Key.Key_End)
    with qtbot.waitSignal(sidebar.task_opened) as heard:
        qtbot.keyClick(sidebar.list, Qt.Key.Key_Enter)
    assert heard.args == ["t5"]


def test_delete_asks_about_everything_that_is_chosen(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history(THREE_DAYS)
    sidebar.focus_first()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(sidebar.delete_requested) as heard:
        qtbot.keyClick(sidebar.list, Qt.Key.Key_Delete)
    assert heard.args == [("t1", "t2")]
    assert len(sidebar.list.chosen()) == 2, "only the answer removes them"


def test_choosing_over_a_heading_does_not_delete_it(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history(THREE_DAYS)
    sidebar.focus_first()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(sidebar.delete_requested) as heard:
        qtbot.keyClick(sidebar.list, Qt.Key.Key_Delete)
    assert heard.args == [("t1", "t2", "t3", "t4", "t5")]


def test_a_click_opens_and_a_click_with_control_only_chooses(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history(THREE_DAYS)
    opened: list[str] = []
    sidebar.task_opened.connect(opened.append)
    view = sidebar.list

    def middle(place: int) -> QPoint:
        return view.visualRect(view.model().index(place, 0)).center()

    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(view.viewport(), left, pos=middle(1))
    qtbot.mouseClick(view.viewport(), left, Qt.KeyboardModifier.ControlModifier, middle(0))
    qtbot.mouseClick(view.viewport(), left, pos=middle(2))
    assert opened == ["t2"]
    assert set(view.chosen()) <= {"t1", "t2"}


def test_typing_searches_once_after_the_last_key(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history(THREE_DAYS)
    asked: list[str] = []
    sidebar.search_changed.connect(asked.append)
    sidebar.focus_search()
    qtbot.keyClicks(sidebar._search, "lease")
    qtbot.waitUntil(lambda: asked != [])
    assert asked == ["lease"]


def test_results_are_shown_marked_and_left_with_esc(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history(THREE_DAYS)
    asked: list[str] = []
    sidebar.search_changed.connect(asked.append)
    sidebar.focus_search()
    qtbot.keyClicks(sidebar._search, "ask")
    sidebar.show_results("older question", [row(9)])
    assert titles(sidebar.list.model())[0] == "Task 1", "an answer to what is no longer asked"
    sidebar.show_results("ask", [row(1, spans=((1, 4),)), row(5, hours=100, spans=((1, 4),))])
    assert sidebar._heading.text() == "2 found"
    assert titles(sidebar.list.model()) == ["Task 1", "Task 5"]
    with qtbot.waitSignal(sidebar.task_opened) as heard:
        qtbot.keyClick(sidebar._search, Qt.Key.Key_Return)
    assert heard.args == ["t1"]
    qtbot.keyClick(sidebar._search, Qt.Key.Key_Down)
    assert sidebar.list.hasFocus()
    qtbot.keyClick(sidebar.list, Qt.Key.Key_Up)
    assert sidebar._search.hasFocus()
    qtbot.keyClick(sidebar._search, Qt.Key.Key_Escape)
    assert asked[-1] == ""
    assert sidebar._search.text() == ""


def test_the_match_is_painted(sidebar: Sidebar, theme: Theme, qtbot: object) -> None:
    def has_mark() -> bool:
        image = sidebar.list.viewport().grab().toImage()
        wanted = theme.colour("match").rgb()
        return any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(52))

    sidebar.show_history(THREE_DAYS)
    sidebar._search.setText("ask")
    sidebar.show_results("ask", [row(1)])
    assert not has_mark()
    sidebar.show_results("ask", [row(1, spans=((1, 4),))])
    assert has_mark()


def test_finding_nothing_says_so_and_leads_back(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history(THREE_DAYS)
    sidebar.focus_search()
    qtbot.keyClicks(sidebar._search, "{zebra}")
    sidebar.show_results("{zebra}", [])
    assert sidebar._empty.title == "Nothing found"
    with qtbot.waitSignal(sidebar.search_changed, check_params_cb=lambda text: text == ""):
        qtbot.mouseClick(sidebar._empty._button, Qt.MouseButton.LeftButton)


def test_rows_are_as_wide_without_a_scroll_bar_as_beside_one(sidebar: Sidebar, qtbot: object) -> None:
    def right() -> int:
        view = sidebar.list
        box = view.visualRect(view.model().index(0, 0))
        return view.viewport().mapTo(sidebar, box.topRight()).x()

    sidebar.show_history([row(1)])
    assert right() == sidebar._new.geometry().right()
    sidebar.show_history([row(n, hours=n / 100) for n in range(100)])
    qtbot.waitUntil(sidebar.list.verticalScrollBar().isVisible)
    assert right() == sidebar._new.geometry().right()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_no_row_lies_under_the_scroll_bar(theme: Theme, swedish: Words, qtbot: object, scale: float) -> None:
    sidebar = Sidebar(theme, swedish)
    qtbot.addWidget(sidebar)
    sidebar.show()
    sidebar.show_history([row(n, hours=n / 100, state="held") for n in range(100)])
    theme.set_scale(scale)  # while it is open
    sidebar.resize(theme.px(272), 600)
    view, bar = sidebar.list, sidebar.list.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    qtbot.waitUntil(lambda: view.columnWidth(0) <= view.viewport().width())
    box = view.visualRect(view.model().index(0, 0))
    assert view.viewport().mapTo(sidebar, box.topRight()).x() < bar.mapTo(sidebar, QPoint(0, 0)).x()
    assert view.viewport().mapTo(sidebar, box.topRight()).x() == sidebar._new.geometry().right()


def test_the_heading_follows_the_list(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history([row(1), *(row(n, hours=24 + n / 10) for n in range(2, 40))])
    assert sidebar._heading.text() == "Today"
    bar = sidebar.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert sidebar._heading.text() == "Yesterday"


def test_reaching_the_end_wants_more(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history([row(n, hours=n / 100) for n in range(100)], more=True)
    with qtbot.waitSignal(sidebar.more_wanted):
        bar = sidebar.list.verticalScrollBar()
        bar.setValue(bar.maximum())


@pytest.mark.qt_log_ignore("propagateSizeHints|raise|grabbing the keyboard", extend=True)
@pytest.mark.parametrize(
    ("chosen", "expected"), [(1, ["Open", "Export…", "", "Delete…"]), (2, ["Delete 2 tasks…"])]
)
def test_the_menu_key_shows_what_can_be_done(
    sidebar: Sidebar, qtbot: object, chosen: int, expected: list[str]
) -> None:
    sidebar.show_history(THREE_DAYS)
    sidebar.focus_first()
    for _ in range(chosen - 1):
        qtbot.keyClick(sidebar.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    at = QPoint(5, 5)
    by_key = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(sidebar.list.viewport(), QContextMenuEvent(by_key, at, sidebar.list.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == expected
    asked: list[object] = []
    sidebar.delete_requested.connect(asked.append)
    menu.actions()[-1].trigger()
    menu.close()
    assert asked == [tuple(f"t{n + 1}" for n in range(chosen))]


def test_folded_it_keeps_every_way_in(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history(THREE_DAYS)
    wide = sidebar.width()
    sidebar.set_folded(True)
    assert sidebar.width() < wide / 3
    assert not sidebar.list.isVisible()
    with qtbot.waitSignal(sidebar.new_task_requested):
        qtbot.keyClick(sidebar._new, Qt.Key.Key_Return)
    assert sidebar._new.toolTip() == "New task"
    with qtbot.waitSignal(sidebar.unfold_requested):
        sidebar.focus_search()
    with qtbot.waitSignal(sidebar.settings_requested):
        qtbot.keyClick(sidebar._settings, Qt.Key.Key_Space)
    sidebar.unfold_requested.connect(lambda: sidebar.set_folded(False))
    qtbot.keyClick(sidebar._find, Qt.Key.Key_Return)
    assert sidebar._search.hasFocus()
    assert sidebar.width() == wide


def test_tab_goes_from_top_to_bottom(sidebar: Sidebar, qtbot: object) -> None:
    sidebar.show_history(THREE_DAYS)
    order = [sidebar._new, sidebar._search, sidebar.list, sidebar._settings]
    order[0].setFocus()
    for widget in order[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is widget


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["words", "swedish"])
def test_nothing_is_wider_than_the_sidebar(
    theme: Theme, request: pytest.FixtureRequest, qtbot: object, language: str, scale: float
) -> None:
    theme.set_scale(scale)
    sidebar = Sidebar(theme, request.getfixturevalue(language))
    qtbot.addWidget(sidebar)
    sidebar.show_history([])
    assert sidebar.minimumSizeHint().width() <= sidebar.width()
    sidebar.set_folded(True)
    assert sidebar._new.sizeHint().width() <= sidebar.width()


def test_the_list_stays_quick_with_a_hundred_thousand_tasks(
    sidebar: Sidebar, qtbot: object, record_property: Callable[[str, object], None]
) -> None:
    """A frame lasts 16 ms. Time of this thread, because other processes may have the processor meanwhile."""
    rows = [row(n, hours=n / 60, versions=1 + n % 3) for n in range(100_000)]
    started = time.thread_time()
    sidebar.show_history(rows)
    sidebar.list.viewport().repaint()
    shown = time.thread_time() - started
    bar = sidebar.list.verticalScrollBar()
    frames = []
    for step in range(100):
        bar.setValue(step * bar.maximum() // 100)
        started = time.thread_time()
        sidebar.list.viewport().repaint()
        frames.append(time.thread_time() - started)
    frames.sort()
    record_property("rows_shown_s", round(shown, 3))
    record_property("frame_median_ms", round(1000 * frames[50], 1))
    record_property("frame_worst_ms", round(1000 * frames[-1], 1))
    assert shown < 0.32
    assert frames[50] < 0.016
    started = time.thread_time()
    sidebar.show_history(rows[:100], more=True)
    for start in range(100, 100_000, 1000):
        sidebar.append(rows[start : start + 1000], more=True)
    assert time.thread_time() - started < 1.0, "pages cost the same however many came before"


def test_the_texts_exist_for_every_state_of_a_task() -> None:
    catalogue = (Path(__file__).parents[2] / "resources/i18n/en/sidebar.toml").read_text("utf-8")
    spoken = [phase for phase in Phase if phase not in {Phase.NEW, Phase.DONE}]
    assert [phase for phase in spoken if f"state_{phase.value} = " not in catalogue] == []


def test_keys_reach_the_list_only_through_qt(sidebar: Sidebar) -> None:
    """Typing a letter jumps to a title, as in every list."""
    sidebar.show_history([row(1, "Alpha"), row(2, "Beta")])
    sidebar.focus_first()
    QTest.keyClick(sidebar.list, Qt.Key.Key_B)
    assert sidebar.list.currentIndex().data() == "Beta"
