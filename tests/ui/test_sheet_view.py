"""What the confirmation sheet says and which text it shows, from exact bytes made as the services make them."""

import hashlib
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.sheets import MISTRAL, MadeSheet, made_sheet, paged, to_own_server
from homeport.domain.exchange import Role
from homeport.domain.lane import Price, Region
from homeport.services.sheet import Marked, Passage
from homeport.text.visible import unseen_in, visible
from homeport.ui.models.sheet import SheetView, heading, sheet_view
from homeport.ui.models.sheet_text import (
    LONGEST_LINE,
    Seen,
    ShownText,
    never_shown,
    pages_of,
    ranges,
    raw_text,
    readable_text,
    units,
)
from homeport.ui.words import Words

NUMBER = "121212-1212"  # of a test range
PAGE = f"The tenant, {NUMBER}, has three months. Ask anna@example.org.\n"
ORDER = ["recipient", "purpose", "parts", "replaced", "remaining", "unrecognised", "price"]


def lease(pages: int = 12) -> MadeSheet:
    return made_sheet("How long is the notice period?", paged("Lease.pdf", [PAGE * 3] * pages))


BASE = lease(1).sheet


def says(view: SheetView, line: str) -> str:
    return next(each.says for each in view.lines if each.id == line)


def shown(made: MadeSheet, words: Words) -> ShownText:
    return readable_text(made.sheet, heading(made.sheet, words), pages_of(made.prepared, made.documents))


def at(text: ShownText, start: int, end: int) -> str:
    return text.text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_the_lines_are_seven_and_in_the_order_in_which_one_decides(words: Words) -> None:
    assert [line.id for line in sheet_view(lease().sheet, words).lines] == ORDER


def test_it_names_the_company_and_where_and_that_nothing_was_sent(words: Words, swedish: Words) -> None:
    view = sheet_view(lease().sheet, words)
    assert view.title == "Send this to Mistral?"
    assert view.where == "It may be processed outside the EU. Nothing has been sent yet."
    assert view.send == "Send to Mistral"
    assert view.keep == "Keep on this device"
    assert says(view, "recipient") == "Mistral, model large-2. Processed in the United States. Kept: 30 days."
    assert sheet_view(lease().sheet, swedish).title == "Skicka detta till Mistral?"
    assert sheet_view(lease().sheet, swedish).where == "Det kan behandlas utanför EU. Inget har skickats ännu."


def test_an_own_server_and_a_place_in_the_eu_are_called_so(words: Words) -> None:
    own = made_sheet("Hello there", endpoint=to_own_server())
    assert sheet_view(own.sheet, words).where.startswith("It goes to your organisation’s own server in Sweden.")
    inside = made_sheet("Hello there", endpoint=replace(MISTRAL, region=Region.EU, country="France"))
    assert sheet_view(inside.sheet, words).where.startswith("It is processed in France.")


def test_it_says_why_and_by_which_rule(words: Words, swedish: Words) -> None:
    assert says(sheet_view(lease().sheet, words), "purpose") == "Contract, because you asked for it (rule E1)."
    assert says(sheet_view(lease().sheet, swedish), "purpose") == "Avtal, eftersom du bad om det (regel E1)."


def test_it_counts_what_is_sent_and_what_can_be_taken_out(words: Words, swedish: Words) -> None:
    view = sheet_view(lease().sheet, words)
    assert says(view, "parts") == (
        "You are sending your question and one document of 12 pages. You can take out any part that has a button."
    )
    assert [(part.name, part.removable) for part in view.parts] == [("Your question", False), ("Lease.pdf", True)]
    assert view.parts[1].says.endswith("sent as “Document 1”")
    assert says(sheet_view(lease(1).sheet, swedish), "parts").startswith(
        "Du skickar din fråga och ett dokument på 1 sida."
    )
    alone = sheet_view(made_sheet("Hello there").sheet, words)
    assert says(alone, "parts") == "You are sending your question."
    without = made_sheet("Hello there", paged("Lease.pdf", [PAGE]), taken_out=("document-1",))
    assert sheet_view(without.sheet, words).taken_out == "You took out 1 part."


def test_it_counts_what_is_still_in_it(words: Words) -> None:
    remaining = says(sheet_view(lease(2).sheet, words), "remaining")
    assert "6 × a Swedish personal identity or coordination number with a correct check digit" in remaining
    assert "6 × an e-mail address" in remaining
    assert (
        says(sheet_view(made_sheet("Hello there").sheet, words), "remaining")
        == "Nothing that Homeport recognises."
    )


def test_it_says_what_no_program_can_tell(words: Words, swedish: Words) -> None:
    for say in (words, swedish):
        line = says(sheet_view(lease().sheet, say), "unrecognised")
        assert line.count(";") == 2
    assert "names that stand alone" in says(sheet_view(lease().sheet, words), "unrecognised")


def test_replacing_is_never_said_to_hide_people(words: Words, swedish: Words) -> None:
    sheet = replace(lease().sheet, replaced=14)
    assert says(sheet_view(sheet, words), "replaced") == (
        "14 names and numbers were replaced. People may still be recognisable from what remains, so this is still "
        "personal data."
    )
    assert says(sheet_view(sheet, swedish), "replaced").startswith("14 namn och nummer har ersatts.")
    assert says(sheet_view(lease().sheet, words), "replaced").startswith("Nothing was replaced")


def test_the_price_is_a_ceiling_with_the_age_of_its_list(words: Words, swedish: Words) -> None:
    small = says(sheet_view(lease().sheet, words), "price")
    assert re.fullmatch(r"Under 0\.01 EUR \(list price read on .*29 October 2026\)\.", small)
    dear = made_sheet("Hello", endpoint=replace(MISTRAL, price=Price(2000.0, 6000.0, "EUR", "2026-10-29"))).sheet
    assert re.fullmatch(
        r"At most [1-9][\d.]+ EUR \(list price read on .*\)\.", says(sheet_view(dear, words), "price")
    )
    assert re.fullmatch(r"Högst [1-9][\d,]+ EUR \(listpris läst .*\)\.", says(sheet_view(dear, swedish), "price"))
    old = made_sheet("Hello", endpoint=replace(MISTRAL, price=Price(2.0, 6.0, "EUR", "2026-05-01")))
    assert says(sheet_view(old.sheet, words), "price").endswith("206 days ago).")
    unknown = made_sheet("Hello", endpoint=replace(MISTRAL, price=None))
    assert says(sheet_view(unknown.sheet, words), "price") == "The price is not known."


def test_reasons_to_look_twice_stand_apart(words: Words) -> None:
    proxy = made_sheet("Hello\u200bthere", endpoint=replace(MISTRAL, company_ca="PEM"))
    remarks = sheet_view(proxy.sheet, words).remarks
    assert any("private certificate authority" in remark for remark in remarks)
    assert any(r"\uXXXX" in remark for remark in remarks)
    assert sheet_view(lease().sheet, words).remarks == ()


def test_secret_headers_are_named_without_their_value(words: Words) -> None:
    made = lease()
    view = sheet_view(replace(made.sheet, secret_headers=("authorization",)), words)
    assert "authorization: (your key, added when it is sent)" in view.headers
    assert view.address.startswith("POST https://p.example/v1/chat/completions, ")


def test_the_fingerprint_is_of_the_bytes(words: Words) -> None:
    made = lease()
    view = sheet_view(made.sheet, words)
    assert view.sha256 == hashlib.sha256(made.prepared.outgoing.body).hexdigest()
    assert view.short_sha256 == view.sha256[:12]


# ---- the texts


def test_the_readable_text_is_all_texts_and_our_headings(words: Words) -> None:
    made = lease()
    text = shown(made, words)
    assert [at(text, head.start, head.end) for head in text.heads] == [
        "Homeport’s own words (heading, not sent)",
        "Lease.pdf (heading, not sent)",
        "Homeport’s own words (heading, not sent)",
        "Your question (heading, not sent)",
    ]
    for passage in made.sheet.readable:
        assert visible(passage.text) in text.text
    assert text.length == units(text.text)


def test_every_finding_is_marked_on_its_own_characters(words: Words) -> None:
    text = shown(lease(), words)
    marked = [at(text, mark.start, mark.end) for mark in text.marks]
    assert marked.count(NUMBER) == 36
    assert set(marked) <= {NUMBER, "anna@example.org"}


def test_marks_stand_behind_characters_that_count_twice(words: Words) -> None:
    made = made_sheet("Hello", paged("A.pdf", [f"🏠\u200b🏠 {NUMBER} 🏠 {NUMBER}\n"]))
    text = shown(made, words)
    assert [at(text, mark.start, mark.end) for mark in text.marks] == [NUMBER, NUMBER]
    assert r"🏠\u200b🏠" in text.text


def test_pages_stand_where_they_begin(words: Words) -> None:
    made = made_sheet("Hello", paged("A.pdf", [f"This is page {n}.\n" for n in range(1, 6)]))
    text = shown(made, words)
    pages = {stretch.page: at(text, stretch.start, stretch.end) for stretch in text.stretches if stretch.page}
    assert list(pages) == ["1", "2", "3", "4", "5"]
    assert all(f"This is page {number}." in shown_ for number, shown_ in pages.items())


def test_a_document_cannot_write_a_heading_of_ours(words: Words) -> None:
    made = made_sheet("Hello", paged("A\nB\u202e.pdf", ["Homeport’s own words\n"]))
    text = shown(made, words)
    heads = [at(text, head.start, head.end) for head in text.heads]
    assert "A B\\u202e.pdf (heading, not sent)" in heads
    assert len(heads) == 4, "the line in the document is no heading"


def test_the_raw_view_is_the_body_with_breaks_for_the_screen_only() -> None:
    made = made_sheet("Hello\u2028there " * 2000)
    raw = raw_text(made.sheet)
    assert max(map(len, raw.text.split("\n"))) <= LONGEST_LINE
    assert raw.text.replace("\n", "") == visible(made.prepared.outgoing.body.decode()).replace("\n", "")
    assert "\n" not in made.prepared.outgoing.body.decode()
    assert json.loads(raw.text.replace("\n", ""))["model"] == "large-2"


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("aå🏠 \n\u200b\ufdd0\u3164\\"), max_size=60),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_no_text_hides_anything_and_marks_stay_in_place(text: str, one: int, other: int) -> None:
    finding = BASE.readable[1].marks[0].finding
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    marks = (Marked(start, end, finding),) if end > start else ()
    sheet = replace(BASE, readable=(Passage(Role.USER, "instruction", text, marks, 0.0),))
    made = readable_text(sheet, lambda passage: "Head")
    assert made.text == f"Head\n{visible(text)}"
    assert unseen_in(made.text) == ""
    for mark in made.marks:
        assert at(made, mark.start, mark.end) == visible(text[start:end])


# ---- what has been on the screen


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=12))
def test_what_was_seen_is_remembered_exactly(looks: list[tuple[int, int]]) -> None:
    seen, known = Seen(80), set[int]()
    for start, length in looks:
        before = {place for first, end in seen.spans for place in range(first, end)}
        new = set(range(start, start + length)) - before
        told = seen.add(start, start + length)
        known |= set(range(start, start + length))
        assert told or not new
    spans = list(seen.spans)
    assert spans == sorted(spans)
    covered = {place for start, end in spans for place in range(start, end)}
    assert known <= covered
    gaps = covered - known
    assert not any(place + 1 in gaps for place in gaps), "at most a line end between two screens is forgiven"


def test_a_page_counts_once_all_of_it_was_on_the_screen(words: Words) -> None:
    text = shown(lease(3), words)
    seen = Seen(text.length)
    assert never_shown(text, seen) == {"document-1": ["1", "2", "3"], "instruction": []}
    first = next(stretch for stretch in text.stretches if stretch.page == "1")
    seen.add(0, first.end - 5)
    assert never_shown(text, seen)["document-1"] == ["1", "2", "3"]
    seen.add(first.end - 5, first.end)
    assert never_shown(text, seen)["document-1"] == ["2", "3"]
    seen.add(0, text.length)
    assert never_shown(text, seen) == {}
    assert seen.share == 1


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (["4"], "4"),
        ([str(n) for n in range(4, 13)], "4-12"),
        (["1", "3", "4", "9"], "1, 3-4, 9"),
        (["iv", "v"], "iv, v"),
    ],
)
def test_pages_are_told_in_short(pages: list[str], said: str) -> None:
    assert ranges(pages) == said
