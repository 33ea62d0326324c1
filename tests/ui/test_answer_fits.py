"""Nothing of the answer pane is cut off: Swedish, text at 200 %, and a narrow window."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from homeport.domain.check import Check
from homeport.domain.data_class import DataClass
from homeport.domain.draft import DraftEnd
from homeport.ports.engine import Locality
from homeport.ui.models.turn import (
    ActionKind,
    Answer,
    Blocked,
    Cost,
    CutShort,
    DocumentChip,
    Failed,
    Held,
    NotFullyRead,
    PracticeModel,
    ReadingDocuments,
    ReadingPrompt,
    SentOnce,
    Source,
    StrongerOffer,
    TurnView,
)
from homeport.ui.theme import Theme
from homeport.ui.views.answer import AnswerPane
from homeport.ui.views.answer_template import TemplateDialog
from homeport.ui.views.versions import CompareDialog
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

QUESTION = "Hur lång är uppsägningstiden för vardera parten, och saknas något som vi borde fråga hyresvärden om?"
ANSWER = Answer(
    "d1",
    "device",
    "Qwen3 8B Instruct",
    "**Tre månader.**\n\n```python\nprint(1)\n```\n",
    "Låt mig se.",
    DraftEnd.PARTIAL,
    Locality.UNPROVABLE,
    checks=(Check("whole", False, ""), Check("not-empty", True, "")),
    seconds=75.0,
    cost=Cost(0.31, "EUR"),
    sends=2,
    sources=(Source(0, 1, 2, "sidan 3", "uppsägningstiden är tre månader", False),),
    own_text="Mitt.",
    own_class=DataClass.RESTRICTED,
    cut=True,
)
DOCUMENTS = (DocumentChip("Hyresavtal med ett mycket långt namn Storgatan 12.pdf", DataClass.RESTRICTED),)
NOT_READ = "163 av 200 sidor är lästa. Ej lästa: 41-77 (skannade). Lita inte på ”hittades inte” för de sidorna."

TURNS = [
    TurnView(
        "t1",
        QUESTION,
        DOCUMENTS,
        versions=(ANSWER, ANSWER),
        notices=(
            PracticeModel(),
            NotFullyRead(
                "Avtal.pdf",
                NOT_READ,
            ),
            CutShort(True),
            StrongerOffer("Anthropic", "premium"),
            Held(("Medicinska rekommendationer granskas före användning (regel R2).",)),
        ),
    ),
    TurnView("t2", QUESTION, stage=ReadingDocuments(1, 7, "Ett långt namn på ett avtal som inte tar slut.pdf")),
    TurnView("t3", QUESTION, stage=ReadingPrompt(180, 2400)),
    TurnView(
        "t4",
        QUESTION,
        notices=(
            Blocked(("Bilaga.docx är strängt konfidentiell (regel N1).",), tuple(ActionKind)),
            Failed("Ollama svarar inte.", "Starta det och kör igen.", "x" * 300),
            SentOnce("Anthropic", "2026-11-23T10:42:00+00:00", 7, False),
        ),
    ),
]


def cut_off(widget: QWidget) -> list[str]:
    """Labels without room for all their lines, buttons without room for their words, things beyond an edge."""
    found = []
    for label in widget.findChildren(TextLabel):
        if label.isVisibleTo(widget) and label.height() < label.heightForWidth(label.width()):
            found.append(f"label {label.text()[:40]!r}: {label.height()} < {label.heightForWidth(label.width())}")
    for button in widget.findChildren(QAbstractButton):
        if button.isVisibleTo(widget) and button.width() < button.minimumSizeHint().width():
            found.append(f"button {button.accessibleName()!r}: {button.width()}")
    for child in widget.findChildren(QWidget):
        parent = child.parentWidget()
        if isinstance(child, TextLabel | QAbstractButton) and child.isVisibleTo(widget) and parent is not None:
            beyond = child.geometry().right() - parent.rect().right()
            if beyond > 0:
                found.append(f"{child.accessibleName() or child.text()!r} is {beyond} px beyond its parent")
    return found


def settle(qtbot: QtBot, pane: AnswerPane) -> None:
    """Let the layout come to rest."""
    heights: list[int] = []

    def still() -> bool:
        heights.append(pane.column.height())
        return len(heights) > 2 and heights[-3] == heights[-2] == heights[-1]

    qtbot.waitUntil(still)


@pytest.mark.parametrize(("scale", "width"), [(1.0, 440), (1.0, 900), (1.5, 560), (2.0, 630), (2.0, 1400)])
def test_nothing_is_cut_off(qtbot: QtBot, theme: Theme, swedish: Words, scale: float, width: int) -> None:
    theme.set_scale(scale)
    pane = AnswerPane(theme, swedish)
    qtbot.addWidget(pane)
    pane.resize(width, 6000)
    pane.show()
    pane.set_turns(TURNS)
    settle(qtbot, pane)
    first = pane.turn("t1")
    assert first is not None
    assert cut_off(pane.column) == []
    first.start_editing()
    first.question.start_editing()
    settle(qtbot, pane)
    assert cut_off(pane.column) == []


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_off_before_the_first_question_and_in_dialogs(
    qtbot: QtBot, theme: Theme, swedish: Words, scale: float
) -> None:
    theme.set_scale(scale)
    pane = AnswerPane(theme, swedish)
    template = TemplateDialog(theme, swedish, QUESTION)
    compare = CompareDialog(theme, swedish, (ANSWER, ANSWER), 1)
    for widget, size in ((pane, (630, 1200)), (template, (630, 1200)), (compare, (1000, 1000))):
        qtbot.addWidget(widget)
        widget.resize(*size)
        widget.show()
        qtbot.waitExposed(widget)
        assert cut_off(widget) == []
