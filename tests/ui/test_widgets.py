"""The small parts: keys, names for screen readers, room for words, and what they never do with text."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QEnterEvent, QFontMetrics, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from homeport.domain.data_class import Category, DataClass
from homeport.ui.theme import Theme
from homeport.ui.widgets import (
    Banner,
    Body,
    Button,
    Card,
    CategoryBadge,
    Choice,
    ClassBadge,
    ClassBadgeButton,
    Divider,
    ElidedLabel,
    EmptyState,
    FlowLayout,
    FocusRing,
    IconButton,
    LaneLabel,
    NumberField,
    ProgressLine,
    SearchField,
    SkeletonRows,
    UndoBar,
)
from homeport.ui.words import Words

LONG = "Quarterly report of the Nordic housing committee, second reading, with all amendments.docx"


def shown(qtbot: object, *widgets: QWidget, width: int = 600, window: QWidget | None = None) -> QWidget:
    """A window with these widgets below each other."""
    window = window or QWidget()
    qtbot.addWidget(window)
    widgets[0].kept = window  # lives as long as what the test looks at
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    window.resize(width, 400)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


# ---- buttons


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_focused_button_is_pressed_by_enter_and_space(theme: Theme, qtbot: object, key: Qt.Key) -> None:
    button, icon = Button(theme, "New task", "primary", "plus"), IconButton(theme, "gear", "Settings")
    shown(qtbot, button, icon)
    for pressed in (button, icon):
        pressed.setFocus()
        with qtbot.waitSignal(pressed.clicked):
            qtbot.keyClick(pressed, key)


def test_in_a_dialog_enter_never_presses_by_itself(theme: Theme, qtbot: object) -> None:
    button = Button(theme, "Send to Anthropic", "primary")
    dialog = shown(qtbot, button, window=QDialog())
    heard: list[bool] = []
    button.clicked.connect(lambda: heard.append(True))
    button.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(button, key)
        qtbot.keyClick(dialog, key)
    assert heard == []
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert heard == [True]


def test_an_ampersand_in_a_name_is_no_shortcut(theme: Theme, qtbot: object) -> None:
    button = Button(theme, "Send to Smith & Sons")
    shown(qtbot, button)
    assert button.shortcut().isEmpty()
    assert button.label() == "Send to Smith & Sons"
    assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == "Send to Smith & Sons"


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("kind", ["primary", "secondary", "ghost", "danger"])
def test_a_button_has_room_for_its_words_and_a_finger(theme: Theme, kind: str, scale: float) -> None:
    theme.set_scale(scale)
    button = Button(theme, "Visa vad som skulle skickas…", kind, "eye")
    words = QFontMetrics(button.font()).horizontalAdvance(button.label())
    assert button.minimumSizeHint().width() >= words + theme.px(18 + 8)
    assert button.minimumSizeHint().height() >= theme.px(32)
    button.set_folded(True)
    assert button.minimumSizeHint().width() >= theme.px(32)
    assert button.toolTip() == button.accessibleName() == "Visa vad som skulle skickas…"


def test_disabled_checked_and_pressed_look_different(theme: Theme, qtbot: object) -> None:
    button = Button(theme, "Why", "ghost", "panel")
    button.setCheckable(True)
    shown(qtbot, button)
    looks = []
    for change in (lambda: None, lambda: button.setChecked(True), lambda: button.setEnabled(False)):
        change()
        looks.append(button.grab().toImage())
    assert looks[0] != looks[1] != looks[2]


# ---- text


def test_text_wraps_at_the_line_height_of_the_design(theme: Theme, qtbot: object) -> None:
    label = Body(theme, LONG * 3)
    assert label.heightForWidth(10_000) == round(14 * 1.45)
    lines = label.heightForWidth(300) / round(14 * 1.45)
    assert lines == int(lines) > 3
    assert label.textFormat() == Qt.TextFormat.PlainText
    theme.set_scale(2.0)
    assert label.heightForWidth(10_000) == round(28 * 1.45)


def test_a_word_longer_than_the_line_is_broken_and_not_cut(theme: Theme, qtbot: object) -> None:
    label = Body(theme, "a" * 200)
    window = shown(qtbot, label, width=220)
    assert label.width() <= window.width()
    assert label.height() >= label.heightForWidth(label.width()) > 2 * round(14 * 1.45)


def test_markup_stays_markup_to_be_read(theme: Theme, qtbot: object) -> None:
    plain, marked = Body(theme, "bold"), Body(theme, "<b>bold</b>")
    assert marked.sizeHint().width() > plain.sizeHint().width() * 1.5


def test_a_long_name_gives_way_in_the_middle_and_can_be_read_whole(theme: Theme, qtbot: object) -> None:
    label = ElidedLabel(theme, LONG)
    shown(qtbot, label, width=200)
    assert label.is_elided()
    assert label.toolTip() == LONG
    assert label.text() == LONG
    label.setText("short.txt")
    assert label.toolTip() == ""


def test_a_tooltip_does_not_render_what_a_file_is_called(theme: Theme, qtbot: object) -> None:
    label = ElidedLabel(theme, f"<img src='file:///x'>{LONG}")
    shown(qtbot, label, width=200)
    assert "<img" not in label.toolTip()


# ---- badges and lanes


def test_a_class_and_a_category_are_said_in_words(theme: Theme, words: Words, swedish: Words) -> None:
    assert [ClassBadge(theme, swedish, each).text() for each in DataClass] == [
        "Öppen",
        "Intern",
        "Konfidentiell",
        "Strängt konfidentiell",
    ]
    for category in Category:
        assert CategoryBadge(theme, words, category).text()


def test_a_badge_that_can_be_pressed_is_large_enough_and_named(theme: Theme, words: Words, qtbot: object) -> None:
    badge = ClassBadgeButton(theme, words, DataClass.PUBLIC)
    shown(qtbot, badge)
    assert min(badge.width(), badge.height()) >= 32
    assert badge.accessibleName() == "Class: Public. Show why"
    badge.setFocus()
    with qtbot.waitSignal(badge.clicked):
        qtbot.keyClick(badge, Qt.Key.Key_Return)


def test_a_lane_is_icon_word_and_colour(theme: Theme, words: Words, qtbot: object) -> None:
    label = LaneLabel(theme, words, "eu")
    shown(qtbot, label)
    image = label.grab().toImage()
    wanted = QColor(theme.lane("eu").fg).rgb()
    columns = [x for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) == wanted]
    assert label.text() == "EU provider"
    assert min(columns) < theme.px(16), "the icon"
    assert max(columns) > theme.px(30), "the word"


# ---- layout


def test_items_wrap_and_keep_their_order(theme: Theme, qtbot: object) -> None:
    box = QWidget()
    flow = FlowLayout(box, spacing=8)
    badges = [QLabel(str(n)) for n in range(6)]
    for badge in badges:
        badge.setFixedSize(100, 20)
        flow.addWidget(badge)
    assert flow.heightForWidth(700) == 20
    assert flow.heightForWidth(330) == 48
    assert flow.heightForWidth(100) == 6 * 20 + 5 * 8
    box.resize(330, 48)
    flow.setGeometry(QRect(0, 0, 330, 48))
    assert [badge.pos() for badge in badges[2:4]] == [QPoint(216, 0), QPoint(0, 28)]
    badges[0].hide()
    assert flow.heightForWidth(600) == 20
    qtbot.addWidget(box)


def test_right_to_left_starts_at_the_right(theme: Theme, qtbot: object) -> None:
    box = QWidget()
    box.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    flow = FlowLayout(box)
    label = QLabel("x")
    label.setFixedSize(100, 20)
    flow.addWidget(label)
    flow.setGeometry(QRect(0, 0, 300, 20))
    assert label.x() == 200
    qtbot.addWidget(box)


def test_a_card_and_a_line_take_the_colours_of_the_theme(theme: Theme, qtbot: object) -> None:
    card, line = Card(theme), Divider(theme)
    card.body.addWidget(QLabel("x"))
    shown(qtbot, card, line)
    at = QPoint(card.width() // 2, 5)
    assert card.grab().toImage().pixelColor(at) == theme.colour("surface")
    card.set_lane("premium")
    assert card.grab().toImage().pixelColor(at) == QColor(theme.lane("premium").soft)
    assert line.grab().toImage().pixelColor(1, 0) == theme.colour("border")


# ---- notices


def test_a_banner_offers_its_ways_by_keyboard(theme: Theme, words: Words, qtbot: object) -> None:
    banner = Banner(
        theme,
        words,
        "danger",
        "The model stopped.",
        "Start it again.",
        [("start", "Start"), ("help", "Help")],
        True,
    )
    shown(qtbot, banner)
    buttons = [b for b in banner.findChildren(Button) if b.isVisible()]
    buttons[0].setFocus()
    qtbot.keyClick(buttons[0], Qt.Key.Key_Tab)
    with qtbot.waitSignal(banner.action_chosen) as heard:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert heard.args == ["help"]
    assert banner.accessibleName() == "The model stopped."
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    with qtbot.waitSignal(banner.dismissed):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert not banner.isVisible()


def test_a_banner_shows_only_the_ways_it_has_now(theme: Theme, words: Words, qtbot: object) -> None:
    banner = Banner(theme, words, "info", "One", actions=[("a", "A"), ("b", "B")])
    shown(qtbot, banner)
    banner.set_content("good", "Two", actions=[("c", "C")])
    qtbot.waitUntil(lambda: [b.label() for b in banner.findChildren(Button) if b.isVisible()] == ["C"])


def test_undo_in_time_and_too_late(theme: Theme, words: Words, qtbot: object) -> None:
    bar, elsewhere = UndoBar(theme, words), QLineEdit()
    shown(qtbot, bar, elsewhere)
    assert not bar.isVisible()
    bar.show_undo("2 tasks deleted")
    bar._undo.setFocus()
    with qtbot.waitSignal(bar.undone):
        qtbot.keyClick(bar._undo, Qt.Key.Key_Return)
    assert not bar.isVisible()
    elsewhere.setFocus()
    with qtbot.waitSignal(bar.expired):
        bar.show_undo("1 task deleted", seconds=0.05)
    assert not bar.isVisible()


def test_a_second_deletion_ends_the_first(theme: Theme, words: Words, qtbot: object) -> None:
    bar = UndoBar(theme, words)
    shown(qtbot, bar)
    bar.show_undo("First")
    with qtbot.waitSignal(bar.expired):
        bar.show_undo("Second")
    assert bar.isVisible()
    assert bar.accessibleName() == "Second"


def test_undo_waits_while_somebody_is_on_it(theme: Theme, words: Words, qtbot: object) -> None:
    bar = UndoBar(theme, words)
    shown(qtbot, bar)
    bar.show_undo("Deleted", seconds=10)
    assert bar._timer.isActive()
    bar._undo.setFocus()
    assert not bar._timer.isActive()
    bar._undo.clearFocus()
    assert bar._timer.isActive()


def test_an_empty_state_says_what_next(theme: Theme, qtbot: object) -> None:
    state = EmptyState(theme, "search", "Nothing found", "Try other words.", "Show all")
    shown(qtbot, state)
    with qtbot.waitSignal(state.action_chosen):
        qtbot.mouseClick(state._button, Qt.MouseButton.LeftButton)
    state.set_content("history", "No tasks yet")
    assert not state._button.isVisible()


def test_skeleton_rows_say_what_they_wait_for(theme: Theme, qtbot: object) -> None:
    rows = SkeletonRows(theme, "Checking the record…", 3)
    shown(qtbot, rows)
    assert rows.accessibleName() == "Checking the record…"
    image = rows.grab().toImage()
    assert any(image.pixelColor(20, y) == theme.colour("hover") for y in range(60))


def test_progress_is_told_and_stands_still_where_motion_is_unwanted(
    theme: Theme, words: Words, qtbot: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ProgressLine(theme, words)
    shown(qtbot, line)
    assert line.accessibleName() == "Progress"
    line.set_done(3, 10)
    value = QAccessible.queryAccessibleInterface(line).valueInterface()
    assert value.currentValue() == 3
    monkeypatch.setattr(Theme, "motion", property(lambda _self: False))
    line.set_busy()
    assert line._motion.state() == line._motion.State.Stopped
    monkeypatch.setattr(Theme, "motion", property(lambda _self: True))
    line.set_busy()
    assert line._motion.state() == line._motion.State.Running
    line.hide()
    assert line._motion.state() == line._motion.State.Stopped


def test_esc_empties_the_search_and_then_belongs_to_others(theme: Theme, words: Words, qtbot: object) -> None:
    field = SearchField(theme, words, "Search history")
    heard: list[int] = []

    class Around(QWidget):
        def keyPressEvent(self, event: object) -> None:
            heard.append(event.key())

    shown(qtbot, field, window=Around())
    field.setFocus()
    qtbot.keyClicks(field, "lease")
    assert field._cross.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert heard == []
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard == [Qt.Key.Key_Escape]
    qtbot.keyClicks(field, "x")
    qtbot.mouseClick(field._cross, Qt.MouseButton.LeftButton)
    assert field.text() == ""


# ---- fields


@pytest.mark.qt_log_ignore("propagateSizeHints|raise|grabbing the keyboard", extend=True)
def test_rows_of_a_choice_are_high_enough_and_keys_choose(theme: Theme, qtbot: object) -> None:
    choice = Choice(theme, "How long")
    choice.addItems(["While I wait", "In the background"])
    shown(qtbot, choice)
    choice.showPopup()
    view = choice.view()
    assert view.sizeHintForRow(0) >= 32
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert choice.currentText() == "In the background"


def test_the_wheel_changes_nothing_while_passing_over(theme: Theme, qtbot: object) -> None:
    choice, number, elsewhere = Choice(theme, "How long"), NumberField(theme, "How many"), QLineEdit()
    choice.addItems(["One", "Two"])
    shown(qtbot, choice, number, elsewhere)
    elsewhere.setFocus()
    for field in (choice, number):
        down = QWheelEvent(
            QPointF(5, 5),
            QPointF(field.mapToGlobal(QPoint(5, 5))),
            QPoint(),
            QPoint(0, 120 if field is number else -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, down)
    assert (choice.currentIndex(), number.value()) == (0, 0)
    number.setFocus()
    qtbot.keyClick(number, Qt.Key.Key_Up)
    assert number.value() == 1


# ---- focus


@pytest.fixture
def ring(theme: Theme, qapp: QApplication) -> Iterator[FocusRing]:
    ring = FocusRing(theme, qapp)
    yield ring
    ring._remove()
    qapp.focusChanged.disconnect(ring._on_focus_changed)
    ring.deleteLater()


def test_the_ring_is_where_tab_goes(theme: Theme, ring: FocusRing, qtbot: object) -> None:
    buttons = [Button(theme, f"Button {n}") for n in range(2)]
    window = shown(qtbot, *buttons)
    buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(buttons[0], Qt.Key.Key_Tab)
    assert ring.target is buttons[1]
    box = buttons[1].geometry()
    image = window.grab().toImage()
    accent = theme.colour("accent")
    for x, y in ((box.center().x(), box.top() - 3), (box.left() - 3, box.center().y())):
        assert image.pixelColor(x, y) == accent, "two wide, two away"
    assert image.pixelColor(box.center().x(), box.top() - 1) != accent


def test_the_ring_does_not_follow_the_mouse_except_into_text(theme: Theme, ring: FocusRing, qtbot: object) -> None:
    button, field = Button(theme, "Button"), QLineEdit()
    shown(qtbot, button, field)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.setFocus()
    handle = button.window().windowHandle()
    for widget, expected in ((button, None), (field, field)):
        at = widget.mapTo(widget.window(), widget.rect().center())
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        focused, ringed = widget.hasFocus(), ring.target
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        assert focused
        assert ringed is expected


def test_the_ring_follows_what_moves_and_leaves_what_hides(theme: Theme, ring: FocusRing, qtbot: object) -> None:
    button = Button(theme, "Button")
    window = shown(qtbot, button)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    window.resize(600, 300)
    drawn = ring._ring
    assert drawn is not None
    assert drawn.geometry().center() == button.geometry().center()
    button.hide()
    assert ring.target is None or not drawn.isVisible()


def test_a_closed_dialog_takes_its_ring_along(theme: Theme, ring: FocusRing, qtbot: object) -> None:
    button = Button(theme, "Stays")
    window = shown(qtbot, button)
    dialog = QDialog(window)
    inside = Button(theme, "Goes", parent=dialog)
    dialog.open()
    inside.setFocus(Qt.FocusReason.TabFocusReason)
    dialog.close()
    dialog.deleteLater()
    QApplication.sendPostedEvents(dialog, 52)  # deferred delete
    theme.set_appearance("dark")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.target is button


def test_the_ring_goes_around_the_box_a_field_stands_in(theme: Theme, ring: FocusRing, qtbot: object) -> None:
    box = Card(theme)
    field = QPlainTextEdit()
    box.body.addWidget(field)
    field.setProperty("focusAround", box)
    shown(qtbot, box)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.target is box


def test_in_a_scrolled_page_the_ring_scrolls_along(theme: Theme, ring: FocusRing, qtbot: object) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    buttons = [Button(theme, f"Button {n}") for n in range(40)]
    for button in buttons:
        column.addWidget(button)
    area = QScrollArea()
    area.setWidget(page)
    shown(qtbot, area)
    buttons[30].setFocus(Qt.FocusReason.TabFocusReason)
    assert ring._ring is not None
    assert ring._ring.parentWidget() is page


# ---- all of them


def test_everything_follows_a_change_of_theme(theme: Theme, words: Words, qtbot: object) -> None:
    widgets = [
        Button(theme, "Words", "primary"),
        IconButton(theme, "x", "Close"),
        Body(theme, "Words"),
        ElidedLabel(theme, "Words"),
        ClassBadge(theme, words, DataClass.RESTRICTED),
        CategoryBadge(theme, words, Category.PERSONAL),
        LaneLabel(theme, words, "device"),
        Banner(theme, words, "warning", "Words"),
        EmptyState(theme, "search", "Words"),
        SearchField(theme, words, "Words"),
    ]
    shown(qtbot, *widgets)
    before = [(widget.grab().toImage(), widget.sizeHint().height()) for widget in widgets]
    theme.set_appearance("dark")
    for widget, (image, _) in zip(widgets, before, strict=True):
        assert widget.grab().toImage() != image, type(widget).__name__
    theme.set_scale(2.0)
    for widget, (_, height) in zip(widgets, before, strict=True):
        assert widget.sizeHint().height() >= 1.6 * height, type(widget).__name__


def test_qts_own_widgets_show_disabled_and_focus(theme: Theme, qtbot: object) -> None:
    elsewhere, field, box = Button(theme, "Elsewhere"), QLineEdit("Words"), QComboBox()
    box.addItem("Words")
    shown(qtbot, elsewhere, field, box)
    for widget in (field, box):
        elsewhere.setFocus()
        qtbot.waitUntil(lambda widget=widget: edge_of(widget) == theme.colour("border_strong"))
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(lambda widget=widget: edge_of(widget) == theme.colour("accent"))
        widget.setEnabled(False)
        qtbot.waitUntil(lambda widget=widget: edge_of(widget) == theme.colour("border"))


def edge_of(widget: QWidget) -> QColor:
    """The colour in the middle of the upper edge."""
    return widget.grab().toImage().pixelColor(widget.width() // 2, 0)


def test_hovering_a_button_shows_that_it_can_be_pressed(theme: Theme, qtbot: object) -> None:
    button = Button(theme, "Hover")
    shown(qtbot, button)
    plain = button.grab().toImage()
    at = QPointF(5, 5)
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    QApplication.sendEvent(button, QEnterEvent(at, at, at))
    assert button.grab().toImage() != plain
