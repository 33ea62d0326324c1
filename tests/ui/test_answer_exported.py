import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.data_class import DataClass
from homeport.ui.exported import as_html, as_plain, exported
from homeport.ui.models.turn import Answer, CopyKind, DocumentChip, Source
from homeport.ui.words import Words

TEXT = """# Notice
The tenant has **three months** and *no* more.

- first
  1. inner
- second

| Party | Notice |
|---|---|
| Tenant | `3` |

> said

See [the lease](https://a.example) & <b>so</b>."""

DOCUMENTS = (DocumentChip("Lease.pdf", DataClass.CONFIDENTIAL), DocumentChip("Note.txt", DataClass.INTERNAL))
SOURCES = (
    Source(0, 4, 20, "page 3", "three months'\nnotice", True),
    Source(1, 0, 9, "", "about three months", False),
)
ANSWER = Answer("d", "device", "m", TEXT, sources=SOURCES)


def test_formatted_text_has_the_structure_and_nothing_that_acts(words: Words) -> None:
    made = exported(CopyKind.FORMATTED, ANSWER, DOCUMENTS, words)
    assert made.html == "\n".join(
        [
            "<h1>Notice</h1>",
            "<p>The tenant has <b>three months</b> and <i>no</i> more.</p>",
            "<ul>",
            "<li>first</li>",
            "<ol>",
            "<li>inner</li>",
            "</ol>",
            "<li>second</li>",
            "</ul>",
            "<table>",
            "<tr><th>Party</th><th>Notice</th></tr>",
            "<tr><td>Tenant</td><td><code>3</code></td></tr>",
            "</table>",
            "<blockquote>",
            "<p>said</p>",
            "</blockquote>",
            "<p>See the lease (https://a.example) &amp; &lt;b&gt;so&lt;/b&gt;.</p>",
        ]
    )
    assert "**" not in made.text
    assert "Tenant\t3" in made.text


def test_markdown_is_the_text_as_it_is(words: Words) -> None:
    assert exported(CopyKind.MARKDOWN, ANSWER, DOCUMENTS, words).text == TEXT


def test_with_sources_numbers_the_quotes_with_document_and_place(words: Words, swedish: Words) -> None:
    text = exported(CopyKind.SOURCES, ANSWER, DOCUMENTS, words).text
    assert text.startswith(TEXT)
    assert text.endswith(
        "## Sources\n\n1. Lease.pdf, page 3 (word for word): “three months' notice”\n"
        "2. Note.txt (not word for word): “about three months”\n"
    )
    assert "## Källor" in exported(CopyKind.SOURCES, ANSWER, DOCUMENTS, swedish).text


def test_only_exact_quotes_can_be_copied_alone(words: Words) -> None:
    text = exported(CopyKind.QUOTES, ANSWER, DOCUMENTS, words).text
    assert text == "“three months' notice” (Lease.pdf, page 3)"


def test_the_persons_own_version_is_what_is_copied(words: Words) -> None:
    own = Answer("d", "device", "m", "model", own_text="mine")
    assert exported(CopyKind.MARKDOWN, own, (), words).text == "mine"


TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "table", "tr", "td", "th"}
TAGS |= {"blockquote", "pre", "code", "hr", "br", "b", "i", "s"}


@given(st.text("<>/\"'=& ab\n-*_`[]()!|#1.", max_size=300))
def test_html_never_holds_more_than_its_few_elements(text: str) -> None:
    made = as_html(text)
    for tag in re.findall(r"<[^>]*>", made):
        match = re.fullmatch(r"</?(\w+)(?: start=\"\d+\")?>", tag)
        assert match is not None
        assert match[1] in TAGS
    opened = re.findall(r"<(ul|ol|blockquote|table)\b", made)
    closed = re.findall(r"</(ul|ol|blockquote|table)>", made)
    assert sorted(opened) == sorted(closed)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=y>", "[a](javascript:alert(1))", "![a](file:///etc/passwd)"],
)
def test_nothing_that_a_model_writes_becomes_an_element(text: str) -> None:
    made = as_html(text)
    assert not re.search(r"<(?!/?p>)", made)
    assert as_plain(text)
