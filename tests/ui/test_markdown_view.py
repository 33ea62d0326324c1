"""The text of an answer: what it shows, what it never does, and what it costs."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from homeport.ui.theme import Theme
from homeport.ui.widgets.markdown import MarkdownView
from homeport.ui.words import Words

ANSWER = """**The tenant has three months.** Notice is `written`.

| Party | Notice |
|---|---|
| Tenant | 3 months |

## Worth asking
- Clause 7.4
- the addendum
  1. Anna
  2. Bo

```python
def f():

    return "->"
```

> said
> so

---
Kind regards,
Anna
"""


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, words: Words) -> MarkdownView:
    area = QScrollArea()
    area.resize(700, 500)
    area.setWidgetResizable(True)
    made = MarkdownView(theme, words)
    area.setWidget(made)
    qtbot.addWidget(area)
    area.show()
    made.area = area  # keeps it alive
    return made


def stream(view: MarkdownView, text: str, step: int) -> None:
    view.begin()
    for at in range(0, len(text), step):
        view.append_text(text[at : at + step])
        view.flush()
    view.finish()


def shape(view: MarkdownView) -> list[tuple[object, ...]]:
    """Every block with its text and looks."""
    found = []
    block = view.document().begin()
    while block.isValid():
        look = block.blockFormat()
        found.append((block.text(), look.leftMargin(), look.topMargin(), look.headingLevel(), look.textIndent()))
        block = block.next()
    return found


@pytest.mark.parametrize("step", [1, 3, 7, 40, 1000])
def test_a_streamed_answer_looks_the_same_as_a_whole_one(view: MarkdownView, step: int) -> None:
    view.set_text(ANSWER)
    whole = shape(view)
    stream(view, ANSWER, step)
    assert shape(view) == whole


def test_the_open_end_is_shown_as_it_comes(view: MarkdownView) -> None:
    view.begin()
    view.append_text("First.\n\nThe **sec")
    view.flush()
    assert view.toPlainText() == "First.\nThe **sec"
    view.append_text("ond** one\n\n")
    view.flush()
    assert view.toPlainText() == "First.\nThe second one"


def test_blocks_that_have_ended_are_not_touched_again(view: MarkdownView) -> None:
    view.begin()
    view.append_text("First.\n\nSecond.\n\nThird.\n\n")
    view.flush()
    changes: list[int] = []
    view.document().contentsChange.connect(lambda at, _gone, _new: changes.append(at))
    view.append_text("Fourth grows and ")
    view.flush()
    view.append_text("grows.\n\n")
    view.flush()
    assert changes
    assert min(changes) >= len("First.\nSecond.\n")  # Qt may look again at the block before the new one


def test_new_text_is_painted_within_a_batch_and_not_before(qtbot: QtBot, view: MarkdownView) -> None:
    view.begin()
    view.append_text("Three ")
    view.append_text("months")
    assert view.toPlainText() == ""
    qtbot.waitUntil(lambda: view.toPlainText() == "Three months", timeout=1000)


def test_empty_lines_of_code_are_kept_while_it_streams(view: MarkdownView) -> None:
    view.begin()
    for piece in ("```\na\n", "\n", "b", "\n"):
        view.append_text(piece)
        view.flush()
    assert view.code(0) == "a\n\nb"
    view.append_text("```\n")
    view.flush()
    assert view.code(0) == "a\n\nb"


def test_code_is_copied_by_its_button(qtbot: QtBot, view: MarkdownView) -> None:
    view.set_text(ANSWER)
    button = view.copy_buttons()[0]
    assert button.accessibleName() == "Copy code"
    with qtbot.waitSignal(view.code_copied) as caught:
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert caught.args == ['def f():\n\n    return "->"']


HOSTILE = [
    "![x](file:///etc/passwd) ![y](https://a.example/b.png) ![z](data:image/png;base64,AAAA)",
    "[press](javascript:alert(1)) <https://a.example> [file](file:///etc/passwd)",
    "<img src='file:///etc/passwd'><a href='https://a.example'>x</a><script>alert(1)</script>",
    "<link rel=stylesheet href=https://a.example/x.css><object data=x></object>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_the_text_is_loaded_or_followed(
    view: MarkdownView, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(MarkdownView, "loadResource", lambda _self, _kind, name: asked.append(name))
    stream(view, text, 5)
    view.area.grab()
    assert asked == []
    cursor = QTextCursor(view.document())
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        assert not cursor.charFormat().isAnchor()
        assert not cursor.charFormat().isImageFormat()
    assert not view.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByMouse


def test_even_html_put_in_by_force_loads_nothing(view: MarkdownView, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    view.grab().save(str(picture))
    view.document().setHtml(f"<img src='{picture}' width=10>")
    assert view.loadResource(2, str(picture)) is None


def test_a_link_shows_its_words_and_its_address(view: MarkdownView) -> None:
    view.set_text("See [the lease](https://a.example/lease) and ![logo](file:///x.png).")
    assert view.toPlainText() == (
        "See the lease (https://a.example/lease) and [Picture, not loaded: logo] (file:///x.png)."
    )


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "[" * 5_000 + "](x)" * 5_000,
        ">" * 10_000 + "a",
        "\n".join("  " * depth + "- a" for depth in range(300)),
        "word " * 40_000,
        "a" * 100_000,
        "|a" * 3_000 + "\n" + "|-" * 3_000,
        "|a|b|\n|-|-|\n" + "|x|y|\n" * 3_000,
        "```\n" + "x = 1\n" * 3_000,
        "*" * 20_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_no_text_holds_up_a_keystroke_for_long(view: MarkdownView, text: str) -> None:
    """Machines differ: the bounds are about four times what was measured on a busy one."""
    view.begin()
    worst = total = 0.0
    view.append_text(text)
    while view.pending:
        began = time.process_time()
        view._paint_batch()
        took = time.process_time() - began
        worst, total = max(worst, took), total + took
    view.finish()
    assert worst < 0.4
    assert total < 6


PROSE = (
    ANSWER + "The notice runs from the end of the month in which it was received, **in writing**. " * 9 + "\n\n"
)


def cost(view: MarkdownView, length: int) -> float:
    text = (PROSE * (length // len(PROSE) + 1))[:length]
    view.begin()
    began = time.process_time()
    for at in range(
        0, length, 140
    ):  # 200 tokens/s in batches of 33 ms are about 30 characters; 140 is a fast model
        view.append_text(text[at : at + 140])
        view.flush()
    view.finish()
    return time.process_time() - began


def test_the_cost_of_an_answer_grows_with_its_length_and_not_faster(
    view: MarkdownView, record_property: pytest.FixtureRequest
) -> None:
    cost(view, 5_000)  # fonts and formats are made once
    short, long = (min(cost(view, length) for _ in range(2)) for length in (10_000, 40_000))
    middle = min(cost(view, 20_000) for _ in range(2))
    record_property("seconds for 20,000 characters", round(middle, 3))  # type: ignore[operator]
    assert long < 4 * short * 2.2
    assert middle < 0.9  # measured 0.22 s; three times that on a slow machine


def select(view: MarkdownView, text: str) -> None:
    found = view.document().find(text)
    assert not found.isNull()
    view.setTextCursor(found)


def test_a_selection_survives_while_more_is_written(view: MarkdownView) -> None:
    view.begin()
    view.append_text("The tenant has three months.\n\nMore ")
    view.flush()
    select(view, "three months")
    view.append_text("and more.\n\n- item\n- item\n\nEnd")
    view.flush()
    view.finish()
    assert view.textCursor().selectedText() == "three months"


def test_a_selection_in_the_open_end_survives_its_formatting(view: MarkdownView) -> None:
    view.begin()
    view.append_text("It is **bold** and three months long")
    view.flush()
    select(view, "three months")
    view.append_text(".\n\nNext")
    view.flush()
    assert view.textCursor().selectedText() == "three months"


def test_a_selection_that_ends_at_the_end_does_not_grow(view: MarkdownView) -> None:
    view.begin()
    view.append_text("three months")
    view.flush()
    select(view, "months")
    view.append_text(" and more")
    view.flush()
    assert view.textCursor().selectedText() == "months"


def test_arrow_keys_are_left_to_the_pane_and_shift_selects(qtbot: QtBot, view: MarkdownView) -> None:
    view.set_text("three months")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.textCursor().position() == 0
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.textCursor().selectedText() == "t"


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QMimeData]:
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


def test_what_is_copied_goes_through_the_guard(qtbot: QtBot, view: MarkdownView, clipboard: QMimeData) -> None:
    def guard(data: QMimeData) -> QMimeData:
        data.setData("x-test/no-history", b"1")
        return data

    view.set_guard(guard)
    view.set_text("three months")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "three months"
    assert data.hasFormat("x-test/no-history")


def test_what_is_held_is_not_copied(qtbot: QtBot, view: MarkdownView, clipboard: QMimeData) -> None:
    QGuiApplication.clipboard().setText("before")
    view.set_text("three months")
    view.may_copy = False
    view.selectAll()
    view.setFocus()
    with qtbot.waitSignal(view.copy_refused):
        qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "months" not in QGuiApplication.clipboard().text()


def test_it_is_as_high_as_its_text_at_every_width(qtbot: QtBot, view: MarkdownView) -> None:
    view.set_text(ANSWER)
    wide = view.height()
    view.area.resize(260, 500)
    qtbot.waitUntil(lambda: view.height() > wide)
    assert view.height() >= view.document().size().height()


def test_another_theme_writes_the_same_text_anew(view: MarkdownView, theme: Theme) -> None:
    view.set_text(ANSWER)
    before, look = view.toPlainText(), view.area.grab().toImage()
    theme.set_appearance("dark")
    assert view.toPlainText() == before
    assert view.area.grab().toImage() != look
