"""Quotes in an answer are listed with their place, exact or not, and lead into the document."""

import pytest
from PySide6.QtCore import Qt

from fakes.window_bench import window_bench
from homeport.ui.views.answer_sources import SourceList

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

ANSWER = (
    'It says "the supplier shall deliver within thirty days of the order". ',
    "Det står också ”betalning sker inom femton dagar från mottagen faktura”.",
)
CONTRACT = (
    "Contract.\n\nThe supplier: the supplier shall deliver within thirty days of the order.\n\n"
    "Betalning: betalning sker inom trettio dagar från mottagen faktura.\n"
)


@pytest.mark.parametrize("language", ["words", "swedish"])
def test_quotes_are_listed_and_open_the_document_at_their_place(qtbot, theme, tmp_path, language, request):
    words = request.getfixturevalue(language)
    first, contract = tmp_path / "other.txt", tmp_path / "contract.txt"
    first.write_text("Nothing of it stands here.")
    contract.write_text(CONTRACT)
    with window_bench(qtbot, theme, words, tmp_path / "home", answer=ANSWER) as bench:
        bench.attach(first)
        bench.attach(contract)
        bench.ask("When?")
        bench.wait(lambda: bench.turn().versions and bench.turn().versions[-1].sources)
        exact, near = bench.turn().versions[-1].sources
        assert (exact.exact, near.exact) == (True, False)
        assert (exact.document, near.document) == (1, 1)
        assert CONTRACT[exact.start : exact.end] == "the supplier shall deliver within thirty days of the order"
        listed = bench.window.answer.turn(bench.turn().id).findChild(SourceList)
        says = [label.text() for label in listed.findChildren(type(listed.layout().itemAt(0).widget()))]
        assert words("answer.quotes_exact", exact=1, total=2) in says
        bench.presenter.tasks.shown.attached.remove_all()  # what was asked about stays what the quote is in
        listed.rows[0].setFocus()
        qtbot.keyClick(listed.rows[0], Qt.Key.Key_Space)
        bench.wait(bench.window.document.isVisible)
        assert bench.window.document.document.name == "contract.txt"
