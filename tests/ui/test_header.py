"""The header: what it says, what folds, and what a key reaches."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from homeport.domain.data_class import Category, DataClass
from homeport.ui.theme import Theme
from homeport.ui.views.header import Header, HeaderView
from homeport.ui.words import Words

LEASE = HeaderView(
    "Notice period in the lease",
    "2 documents · answered on this device",
    DataClass.RESTRICTED,
    (Category.MARKING, Category.PERSONAL, Category.SPECIAL),
    can_export=True,
)


@pytest.fixture
def header(theme: Theme, words: Words, qtbot: object) -> Header:
    header = Header(theme, words)
    qtbot.addWidget(header)
    header.resize(1200, 64)
    with qtbot.waitExposed(header):
        header.show()
    header.activateWindow()
    return header


def texts(header: Header) -> list[str]:
    return [badge.text() for badge in header._categories if badge.isVisible()]


def test_a_task_that_is_not_begun_has_no_badge_and_nothing_to_export(header: Header) -> None:
    assert header._title.text() == "New task"
    assert not header._class.isVisible()
    assert not header._export.isEnabled()
    assert not header._fact.isVisible()


def test_a_task_shows_class_and_categories_in_one_order(header: Header) -> None:
    header.show_task(LEASE)
    assert header._class.accessibleName() == "Class: Restricted. Show why"
    assert texts(header) == ["Personal data", "Health or other special category", "Marked"]
    header.show_task(HeaderView("Other", data_class=DataClass.PUBLIC))
    assert texts(header) == []
    assert header._class.accessibleName() == "Class: Public. Show why"


def test_keys_press_every_button(header: Header, qtbot: object) -> None:
    header.show_task(LEASE)
    header._class.setFocus()
    heard = []
    for signal, name in (
        (header.class_requested, "class"),
        (header.export_requested, "export"),
        (header.why_toggled, "why"),
        (header.menu_requested, "menu"),
    ):
        signal.connect(lambda name=name: heard.append(name))
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert heard == ["class", "export", "why", "menu"]


def test_the_toggle_says_what_is_so_not_what_was_pressed(header: Header, qtbot: object) -> None:
    qtbot.mouseClick(header._why, Qt.MouseButton.LeftButton)
    assert not header._why.isChecked(), "nobody opened the panel"
    header.set_why_shown(True)
    assert header._why.isChecked()
    assert header._why.accessibleDescription() == "Shown"


def test_less_room_takes_words_then_categories_and_keeps_their_names(header: Header, qtbot: object) -> None:
    header.show_task(LEASE)
    for width in (1200, 820, 560, 480):
        header.resize(width, header.height())
        assert header._title.width() >= 80, width
        assert header._class.isVisible()
    assert texts(header) == []
    assert "Personal data" in header._class.toolTip()
    assert header._export.toolTip() == "Export"
    header.resize(1200, header.height())
    assert len(texts(header)) == 3
    assert header._export.toolTip() == ""


@pytest.mark.parametrize("language", ["words", "swedish"])
@pytest.mark.parametrize(("scale", "width"), [(1.0, 488), (1.0, 1100), (1.5, 600), (2.0, 632), (2.0, 1200)])
def test_nothing_is_cut(
    theme: Theme, request: pytest.FixtureRequest, qtbot: object, language: str, scale: float, width: int
) -> None:
    theme.set_scale(scale)
    header = Header(theme, request.getfixturevalue(language))
    qtbot.addWidget(header)
    header.show_task(LEASE)
    header.resize(width, header.height())
    header.show()
    shown = [child for child in header.findChildren(QWidget) if child.isVisible()]
    for child in shown:
        assert header.rect().contains(child.geometry()), child.accessibleName()
        assert child.height() >= child.minimumSizeHint().height(), child.accessibleName()
        assert child.width() >= child.minimumSizeHint().width(), child.accessibleName()
    boxes = [child.geometry() for child in shown]
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_a_title_is_never_read_as_rich_text(header: Header) -> None:
    header.show_task(HeaderView("<b>bold</b> <img src='file:///etc/passwd'> " * 9, "x"))
    assert header._title.textFormat() == Qt.TextFormat.PlainText
    assert "<img" not in header._title.toolTip()
