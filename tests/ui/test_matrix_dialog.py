"""The table of classes and lanes: on the screen, for a screen reader, and on paper."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from fakes.window_checks import settle
from homeport.domain.policy import Policy
from homeport.policy.load import load_policy
from homeport.policy.prove import Whole, whole
from homeport.ui.dialogs.matrix import CELL, HEAD_PAD, ICON, ICON_GAP, PAD, MatrixDialog, wrapped_height
from homeport.ui.dialogs.matrix_print import write_pdf
from homeport.ui.dialogs.matrix_view import matrix_view
from homeport.ui.theme import Theme
from homeport.ui.words import Words

POLICIES = Path(__file__).parents[2] / "resources" / "policies"
NOW = "2026-11-23T10:00:00+00:00"
A4_LANDSCAPE = (842, 595)
MEDICAL = """
[[never]]
id = "N9"
say = "Medical work stays on this computer, whatever its <b>class</b> & kind."
when = { task = ["medical"] }
lanes = { managed = true }

[[route]]
id = "R1"
"""


def whole_of(text: str) -> Whole:
    policy = load_policy(text.encode(), b"")
    assert isinstance(policy, Policy), policy
    return whole(policy)


def shipped(name: str) -> Whole:
    return whole_of((POLICIES / f"{name}.toml").read_text("utf-8"))


def by_task() -> Whole:
    text = (POLICIES / "two-lanes.toml").read_text("utf-8")
    return whole_of(text.replace('[[route]]\nid = "R1"\n', MEDICAL))


@pytest.mark.parametrize("name", ["two-lanes", "three-lanes", "nordics"])
@pytest.mark.parametrize("language", ["words", "swedish"])
def test_it_prints_on_one_page(
    name: str, language: str, theme: Theme, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    words: Words = request.getfixturevalue(language)
    view = matrix_view(shipped(name), words)
    file = tmp_path / "table.pdf"
    assert write_pdf(str(file), view, theme, words, NOW)
    with pypdfium2.PdfDocument(file) as pdf:
        assert len(pdf) == 1
        page = pdf[0]
        assert tuple(map(round, page.get_size())) == A4_LANDSCAPE
        text = page.get_textpage()
        shown = " ".join(text.get_text_range().split())
        text.close()
        page.close()
    for row in view.rows:
        assert row.name in shown
        for cell in row.cells:
            assert cell.word in shown
    for rule, says in view.legend:
        assert rule in shown
        assert says in shown
    assert view.sha256 in shown


def test_many_rules_still_print_on_one_page(theme: Theme, words: Words, tmp_path: Path) -> None:
    text = (POLICIES / "two-lanes.toml").read_text("utf-8").partition("[[example]]")[0]
    more = "".join(
        f'[[never]]\nid = "N{n}"\nsay = "Rule {n} closes the premium lane for {"long words of a policy " * 6}."\n'
        'when = { sensitivity = ["restricted"], stakes = ["high"] }\nlanes = ["premium"]\n\n'
        for n in range(100, 140)
    )
    view = matrix_view(whole_of(text.replace("[[route]]", f"{more}[[route]]", 1)), words)
    file = tmp_path / "table.pdf"
    assert write_pdf(str(file), view, theme, words, NOW)
    with pypdfium2.PdfDocument(file) as pdf:
        assert len(pdf) == 1


def test_a_file_that_cannot_be_written_is_said(theme: Theme, words: Words, tmp_path: Path) -> None:
    view = matrix_view(shipped("two-lanes"), words)
    assert not write_pdf(str(tmp_path / "no" / "such" / "table.pdf"), view, theme, words, NOW)


def test_a_screen_reader_reads_it_as_a_table(qtbot, theme: Theme, words: Words) -> None:
    dialog = MatrixDialog(theme, words, shipped("nordics"), lambda: NOW)
    qtbot.addWidget(dialog)
    reader = QAccessible.queryAccessibleInterface(dialog.table)
    assert reader.role() == QAccessible.Role.Table
    assert reader.text(QAccessible.Text.Name) == "Data classes and lanes"
    children = [reader.child(number) for number in range(reader.childCount())]
    by_role = {
        role: [child.text(QAccessible.Text.Name) for child in children if child.role() == role]
        for role in (QAccessible.Role.ColumnHeader, QAccessible.Role.RowHeader, QAccessible.Role.Cell)
    }
    assert by_role[QAccessible.Role.ColumnHeader] == ["This device", "Own server", "EU provider", "Premium"]
    assert by_role[QAccessible.Role.RowHeader] == ["Public", "Internal", "Confidential", "Restricted"]
    cells = by_role[QAccessible.Role.Cell]
    assert len(cells) == 16
    assert "Internal, Premium: Second person. N4 · if the cost ceiling allows" in cells


def test_every_cell_says_its_meaning_in_words(qtbot, theme: Theme, swedish: Words) -> None:
    dialog = MatrixDialog(theme, swedish, shipped("two-lanes"), lambda: NOW)
    qtbot.addWidget(dialog)
    said = [[dialog.table.item(row, column).text() for column in range(2)] for row in range(4)]
    assert said == [
        ["Ja", "Frågar först om kostnadstaket räcker"],
        ["Ja", "Frågar först om kostnadstaket räcker"],
        ["Ja", "Aldrig N1"],
        ["Ja", "Aldrig N1"],
    ]
    assert dialog.findChild(QComboBox) is None, "nothing differs by kind of work"


def test_a_policy_that_differs_by_kind_of_work_lets_one_choose(qtbot, theme: Theme, words: Words) -> None:
    dialog = MatrixDialog(theme, words, by_task(), lambda: NOW)
    qtbot.addWidget(dialog)
    dialog.show()
    choice = dialog.findChild(QComboBox)
    assert choice.accessibleName() == "Kind of work"
    assert dialog.table.item(0, 1).text() == "Asks first unless N9 closes it · if the cost ceiling allows"
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_End)
    assert choice.currentText() == "Medical"
    assert dialog.table.item(0, 1).text() == "Never N9"
    assert dialog.view.task == "medical"


def test_what_a_policy_says_is_text_and_no_markup(theme: Theme, words: Words, tmp_path: Path) -> None:
    view = matrix_view(by_task(), words, "medical")
    file = tmp_path / "table.pdf"
    write_pdf(str(file), view, theme, words, NOW)
    with pypdfium2.PdfDocument(file) as pdf:
        page = pdf[0]
        text = page.get_textpage()
        assert "its <b>class</b> & kind." in text.get_text_range()
        text.close()
        page.close()


def test_the_buttons_are_reached_and_named(qtbot, theme: Theme, words: Words) -> None:
    dialog = MatrixDialog(theme, words, shipped("two-lanes"), lambda: NOW)
    qtbot.addWidget(dialog)
    dialog.open()
    named = [button.accessibleName() for button in dialog.findChildren(QPushButton)]
    assert named == ["Print…", "Save as PDF…", "Close"]
    with qtbot.waitSignal(dialog.pdf_requested):
        qtbot.keyClick(dialog.findChildren(QPushButton)[1], Qt.Key.Key_Space)
    assert dialog.write_pdf("/proc/no-such-folder/x.pdf") is False
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("width", [800, 1280])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_of_a_cell_is_cut_and_no_row_is_higher_than_its_words(
    qtbot, theme: Theme, swedish: Words, scale: float, width: int, qapp: QApplication
) -> None:
    theme.set_scale(scale)
    dialog = MatrixDialog(theme, swedish, shipped("nordics"), lambda: NOW)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.resize(width, 680)
    settle(qapp)
    table = dialog.table
    strong = theme.font("strong")
    names = table.names_width() - 2 * theme.px(HEAD_PAD)
    for row in range(table.rowCount()):
        name = table.verticalHeaderItem(row).text()
        needed = wrapped_height(name, strong, names) + 2 * theme.px(HEAD_PAD)
        assert table.rowHeight(row) == max(table.sizeHintForRow(row), needed)
    assert table.rowHeight(0) <= table.rowHeight(1)  # nothing is said of public that is not said of internal
    assert table.verticalHeader().length() <= table.viewport().height()
    assert table.verticalScrollBar().maximum() == 0
    assert (table.horizontalScrollBar().maximum() == 0) == (width > 600 * scale)
    metrics = QFontMetrics(strong)
    for column in range(table.columnCount()):
        room = table.columnWidth(column) - theme.px(2 * PAD + ICON + ICON_GAP)
        for row in range(table.rowCount()):
            word = table.item(row, column).data(CELL).word
            assert max(map(metrics.horizontalAdvance, word.split())) <= room
