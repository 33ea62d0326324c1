"""A document as read: its text, its findings, what was not read; and five million characters of it."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QTextCharFormat
from PySide6.QtWidgets import QApplication, QWidget

from fakes.window_checks import settle
from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Document, Remark, Section, SectionKind, Unread, UnreadPart
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.labelling.label import label_document
from homeport.ui.finding_words import FindingWords
from homeport.ui.theme import Theme
from homeport.ui.views.document_view import DocumentView
from homeport.ui.views.document_view_text import MOST_SEEN, wrapped
from homeport.ui.views.document_view_window import DocumentWindow
from homeport.ui.words import Words

PAGES = (
    "Agreement 😀 between A and B\n\nWrite to sven@example.com first\n",
    "Clause 7. The card 4111 1111 1111 1111 pays.\n",
    "Clause 8. The notice\nperiod is three months. The account SE45 5000 0000 0583 9825 7466.\n",
)


def paged(pages: tuple[str, ...], name: str = "Lease.pdf") -> Document:
    sections, at = [], 0
    for number, page in enumerate(pages, 1):
        sections.append(Section(SectionKind.PAGE, str(number), at, at + len(page)))
        at += len(page)
    return Document(name, "00", at, "application/pdf", "".join(pages), tuple(sections))


DOCUMENT = paged(PAGES)
LABEL = label_document(DOCUMENT)


@pytest.fixture
def view(theme: Theme, words: Words) -> Iterator[DocumentView]:
    view = DocumentView(theme, words)
    view.resize(900, 640)
    view.show()
    view.activateWindow()
    view.show_document(DOCUMENT, LABEL)
    view.focus_text()
    yield view
    view.close()
    view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def highlighted(view: DocumentView) -> list[tuple[str, QTextCharFormat]]:
    return [
        (each.cursor.selectedText().replace("\u2029", ""), QTextCharFormat(each.format))
        for each in view.text.extraSelections()
    ]


def kind_at(view: DocumentView) -> str:
    return LABEL.findings[view._current].kind


# ---- what is shown


def test_the_text_is_shown_as_read_and_cannot_be_changed(qtbot, view: DocumentView) -> None:
    assert view.text.toPlainText() == DOCUMENT.text
    qtbot.keyClicks(view.text, "x")
    assert view.text.toPlainText() == DOCUMENT.text
    assert view.header.name.text() == "Lease.pdf"
    assert view.header.badge.data_class is DataClass.RESTRICTED
    assert view.header.why.text().startswith("Restricted, because page 2 holds a payment card number")


def test_findings_are_marked_by_colour_and_by_line(view: DocumentView) -> None:
    marked = {text: form.underlineStyle() for text, form in highlighted(view)}
    line = QTextCharFormat.UnderlineStyle
    assert marked["sven@example.com"] == line.DotLine
    assert marked["4111 1111 1111 1111"] == line.WaveUnderline
    assert marked["SE45 5000 0000 0583 9825 7466"] == line.WaveUnderline


def test_f3_goes_from_finding_to_finding_and_round(qtbot, view: DocumentView) -> None:
    met = []
    for _ in range(4):
        qtbot.keyClick(view.text, Qt.Key.Key_F3)
        met.append(kind_at(view))
    assert met == ["EMAIL", "CARD", "IBAN", "EMAIL"]
    assert view.says.text() == "Finding 1 of 3"
    qtbot.keyClick(view.text, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert kind_at(view) == "IBAN"
    assert view.text.caret == LABEL.findings[view._current].start
    assert view.list.currentIndex().row() == 2


def test_f3_starts_where_the_caret_is(qtbot, view: DocumentView) -> None:
    view.text.go_to(DOCUMENT.text.index("Clause 8"), DOCUMENT.text.index("Clause 8") + 1)
    qtbot.keyClick(view.text, Qt.Key.Key_F3)
    assert kind_at(view) == "IBAN"


def test_the_list_leads_to_the_text(qtbot, view: DocumentView) -> None:
    view.list.setFocus()
    assert view._current == -1
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    assert kind_at(view) == "CARD"
    assert view.list.hasFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Return)
    assert view.text.hasFocus()


def test_a_struck_finding_is_passed_over_and_drawn_as_such(qtbot, view: DocumentView) -> None:
    struck = tuple(replace(found, struck=found.kind == "CARD") for found in LABEL.findings)
    view.set_label(Label(DataClass.RESTRICTED, struck))
    qtbot.keyClick(view.text, Qt.Key.Key_F3)
    qtbot.keyClick(view.text, Qt.Key.Key_F3)
    assert kind_at(view) == "IBAN"
    form = dict(highlighted(view))["4111 1111 1111 1111"]
    assert form.fontStrikeOut()


def test_a_quote_is_shown(view: DocumentView) -> None:
    start = DOCUMENT.text.index("three months")
    view.show_place(start, start + 12)
    assert "three months" in [text for text, _ in highlighted(view)]
    assert view.says.text() == "The quote is highlighted."
    view.show_place(0, 10_000_000)
    assert view.says.text() == "That place is not in the text that was read."


def test_pages_are_marked(view: DocumentView) -> None:
    assert [words for _, words in view.text.places_seen()] == ["page 1", "page 2", "page 3"]
    assert [block.text()[:8] for block, _ in view.text.places_seen()] == ["Agreemen", "Clause 7", "Clause 8"]
    assert [mark.data_class for _, mark in view.text.marks_seen()] == [
        DataClass.INTERNAL,
        DataClass.RESTRICTED,
        DataClass.RESTRICTED,
    ]


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["words", "swedish"])
def test_the_margin_cuts_no_name_of_a_place(
    theme: Theme, language: str, scale: float, request: pytest.FixtureRequest, qapp: QApplication
) -> None:
    say: Words = request.getfixturevalue(language)
    theme.set_scale(scale)
    kinds = [SectionKind.PAGE, SectionKind.METADATA, SectionKind.HEADER, SectionKind.COMMENT, SectionKind.NOTE]
    texts = [f"Words of {kind}\nand a second line\n" for kind in kinds]
    starts = [sum(map(len, texts[:n])) for n in range(len(kinds) + 1)]
    sections = tuple(
        Section(kind, "1", start, end) for kind, start, end in zip(kinds, starts[:-1], starts[1:], strict=True)
    )
    document = Document("Plan.docx", "00", 1, "application/pdf", "".join(texts), sections)
    view = DocumentView(theme, say)
    view.resize(900, 1600)
    view.show()
    view.show_document(document, Label(DataClass.INTERNAL))
    settle(qapp)
    names = [" ".join(lines) for _, lines in view.text.place_names()]
    spoken = [FindingWords(say).place(section.words) for section in sections]
    assert names == [name[:1].upper() + name[1:] for name in spoken]
    assert view.text.place_at(view.text.place_names()[1][0]) == names[1]
    view.close()


def test_a_name_without_room_is_whole_in_the_tooltip(view: DocumentView) -> None:
    long = "the quite incredibly long name of a sheet of the year 2026"
    metrics = QFontMetrics(view.text.font())
    assert wrapped(long, metrics, 100, 1)[-1].endswith("…")
    assert " ".join(wrapped(long, metrics, 100, 9)) == long


def test_what_was_not_read_and_what_is_in_it_is_said(view: DocumentView) -> None:
    document = replace(
        DOCUMENT,
        unread_parts=(UnreadPart("pages 4-7", Unread.NO_TEXT),),
        remarks=(Remark.MACROS, Remark.EXTERNAL),
    )
    view.show_document(document, label_document(document))
    notes = [label.text() for label in view.header.notes.findChildren(QWidget) if hasattr(label, "text")]
    said = [text for text in notes if text]
    assert said[0] == ("Read 3 of 7 pages. Not read: 4-7 (scanned). Do not rely on “not found” for these pages.")
    assert "macros" in said[1]
    assert "elsewhere" in said[2]


def test_an_unread_document_shows_why_and_what_next(view: DocumentView) -> None:
    document = replace(DOCUMENT, text="", sections=(), unread=Unread.PASSWORD)
    view.show_document(document, label_document(document))
    assert not view.text.isVisible()
    assert view._unread.isVisible()
    assert "protected by a password" in view.header.why.text()
    view.open_search()
    assert not view.search.isVisible()
    view.focus_text()
    assert view.header.badge.hasFocus()


def test_the_badge_asks_for_the_card(qtbot, view: DocumentView) -> None:
    asked = []
    view.badge_activated.connect(lambda: asked.append(1))
    qtbot.keyClick(view.header.badge, Qt.Key.Key_Return)
    assert asked


def test_text_that_looks_like_markup_stays_text(view: DocumentView) -> None:
    document = paged(("<b>x</b> <img src='file:///etc/hostname'> \u202eabc\r\n",), "<i>.pdf")
    view.show_document(document, label_document(document))
    assert view.text.toPlainText().startswith("<b>x</b> <img src='file:///etc/hostname'> \ufffdabc")
    assert view.header.name.text() == "<i>.pdf"


# ---- copying


def copied(qtbot, view: DocumentView) -> str:
    qtbot.keyClick(view.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()
    return text


def test_a_copy_is_the_text_as_read(qtbot, view: DocumentView) -> None:
    view.text.selectAll()
    assert copied(qtbot, view) == DOCUMENT.text


def test_a_copy_of_a_cut_line_has_no_line_ends_of_the_view(qtbot, view: DocumentView) -> None:
    document = paged(("word " * 2_000,))
    view.show_document(document, Label(DataClass.INTERNAL))
    assert view.text.document().blockCount() > 3
    view.text.selectAll()
    assert copied(qtbot, view) == document.text


@pytest.mark.parametrize(("data_class", "kept"), [(DataClass.INTERNAL, False), (DataClass.CONFIDENTIAL, True)])
def test_a_copy_above_internal_asks_to_stay_here(
    qtbot, view: DocumentView, data_class: DataClass, kept: bool
) -> None:
    view.set_label(Label(data_class))
    view.text.selectAll()
    mime = view.text.createMimeDataFromSelection()
    assert mime.text() == DOCUMENT.text
    assert mime.hasFormat("x-kde-passwordManagerHint") is kept


# ---- search


def test_search_by_keys(qtbot, view: DocumentView) -> None:
    qtbot.keyClick(view.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = view.search.field
    assert field.hasFocus()
    qtbot.keyClicks(field, "CLAUSE")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.search.says.text() == "1 of 2"
    assert view.text.caret == DOCUMENT.text.index("Clause 7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.search.says.text() == "2 of 2"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.search.says.text() == "1 of 2"
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view.search.says.text() == "2 of 2"
    assert [text for text, _ in highlighted(view)].count("Clause") == 2


def test_search_finds_words_across_a_line_end(qtbot, view: DocumentView) -> None:
    view.open_search()
    qtbot.keyClicks(view.search.field, "notice period")
    qtbot.waitUntil(lambda: view.search.says.text() == "1 of 1")


def test_what_is_not_there_is_said(qtbot, view: DocumentView) -> None:
    view.open_search()
    qtbot.keyClicks(view.search.field, "unicorn")
    qtbot.keyClick(view.search.field, Qt.Key.Key_Return)
    assert view.search.says.text() == "Not found in the text that was read."


def test_escape_empties_the_search_then_leaves_it(qtbot, view: DocumentView) -> None:
    view.open_search()
    qtbot.keyClicks(view.search.field, "clause")
    qtbot.keyClick(view.search.field, Qt.Key.Key_Return)
    qtbot.keyClick(view.search.field, Qt.Key.Key_Escape)
    qtbot.keyClick(view.search.field, Qt.Key.Key_Escape)
    assert not view.search.isVisible()
    assert view.text.hasFocus()
    assert "Clause" not in [text for text, _ in highlighted(view)]


# ---- a window of its own


def test_it_moves_into_a_window_and_back(qtbot, theme: Theme, words: Words, view: DocumentView) -> None:
    window = DocumentWindow(theme, words)
    back, detached, closed = [], [], []
    window.returned.connect(back.append)
    view.detach_requested.connect(lambda: (detached.append(1), window.take(view)))
    view.closed.connect(lambda: closed.append(1))
    qtbot.keyClick(view.header.detach, Qt.Key.Key_Space)
    assert view.window() is window
    assert window.isVisible()
    assert "Lease" not in window.windowTitle()
    assert view.header.detach.accessibleName() == "Put back into the main window"
    qtbot.keyClick(view.text, Qt.Key.Key_F3)
    assert kind_at(view) == "EMAIL"
    qtbot.keyClick(view.header.detach, Qt.Key.Key_Space)
    assert back == [view]
    assert detached == [1]
    assert view.parent() is None
    assert not window.isVisible()
    window.take(view)
    window.close()
    assert back == [view, view]
    window.take(view)
    view.header.close_button.click()
    assert closed == [1]
    assert back == [view, view, view]
    assert not view.isVisible()
    window.deleteLater()


# ---- size


def long_document(characters: int) -> tuple[Document, Label]:
    random.seed(3)
    words = [f"word{number}" for number in range(500)]
    pages = []
    length = 0
    while length < characters:
        page = "\n".join(" ".join(random.choices(words, k=random.randint(1, 25))) for _ in range(40)) + "\n"
        pages.append(page)
        length += len(page)
    document = paged(tuple(pages))
    findings = tuple(
        Finding(
            "CARD",
            document.name,
            "",
            at,
            at + 12,
            DataClass.RESTRICTED,
            Category.FINANCIAL,
            "d",
            "an e-mail address",
        )
        for at in range(0, len(document.text) - 20, 2_500)
    )
    return document, Label(DataClass.RESTRICTED, findings)


def test_five_million_characters_never_hold_the_window_up(record_property, view: DocumentView) -> None:
    document, label = long_document(5_000_000)
    started = time.perf_counter()
    view.show_document(document, label)
    first = time.perf_counter() - started
    slowest = 0.0
    while not view.text.whole:
        at = time.perf_counter()
        QApplication.processEvents()
        slowest = max(slowest, time.perf_counter() - at)
    whole = time.perf_counter() - started
    jumps = []
    for index in (len(label.findings) - 1, 17, len(label.findings) // 2):
        at = time.perf_counter()
        view.show_finding(index)
        QApplication.processEvents()
        jumps.append(time.perf_counter() - at)
    for name, seconds in (("first", first), ("slowest", slowest), ("whole", whole), ("jump", max(jumps))):
        record_property(f"document_5_million_{name}_seconds", round(seconds, 3))
    assert view.text.toPlainText() == document.text
    assert len(view.text.extraSelections()) <= MOST_SEEN + 2
    assert len(view.text.extraSelections()) < 60  # what is seen, of two thousand
    assert first < 0.5
    assert slowest < 0.25
    assert max(jumps) < 0.5


def test_a_place_that_is_not_there_yet_comes_when_it_is(qtbot, view: DocumentView) -> None:
    document, label = long_document(600_000)
    view.show_document(document, label)
    assert not view.text.whole
    last = len(label.findings) - 1
    view.show_finding(last)
    qtbot.waitUntil(lambda: view.text.whole)
    assert view.text.caret == label.findings[last].start
    assert last in {mark.number for mark in view.text.shown_marks()}


def test_one_line_of_a_million_characters(qtbot, view: DocumentView) -> None:
    document = Document("a.json", "00", 1, "text/plain", "x" * 500_000 + "4111" + "x" * 500_000)
    found = Finding(
        "CARD", "a.json", "", 500_000, 500_004, DataClass.RESTRICTED, Category.FINANCIAL, "d", "an e-mail address"
    )
    started = time.perf_counter()
    view.show_document(document, Label(DataClass.RESTRICTED, (found,)))
    view.show_finding(0)
    qtbot.waitUntil(lambda: view.text.whole)
    QApplication.processEvents()
    assert "4111" in [text for text, _ in highlighted(view)]
    assert time.perf_counter() - started < 5


def test_another_document_while_one_is_filled_in(qtbot, view: DocumentView) -> None:
    document, label = long_document(400_000)
    view.show_document(document, label)
    view.show_document(DOCUMENT, LABEL)
    QApplication.processEvents()
    assert view.text.toPlainText() == DOCUMENT.text
    view.clear()
    assert view.text.toPlainText() == ""
    qtbot.keyClick(view.text, Qt.Key.Key_F3)


def test_everything_is_named_for_a_screen_reader(view: DocumentView) -> None:
    view.open_search()
    reachable = [
        child
        for child in view.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible()
    ]
    assert len(reachable) >= 9
    assert all(child.accessibleName() for child in reachable)


@pytest.mark.parametrize("width", [420, 900])
def test_it_fits_a_narrow_place_in_swedish(theme: Theme, swedish: Words, width: int) -> None:
    theme.set_scale(2.0)
    view = DocumentView(theme, swedish)
    view.show_document(DOCUMENT, LABEL)
    view.resize(theme.px(width), theme.px(500))
    view.show()
    QApplication.processEvents()
    assert view.minimumSizeHint().width() <= theme.px(420)
    assert view.text.height() > theme.px(60)
    assert view.list.height() > theme.px(40)
    view.close()
    view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
