"""Whatever the bytes are, reading ends with a result: text, or the reason why there is none."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes import make_documents as make
from homeport.adapters.documents import limits
from homeport.adapters.documents.messages import LENGTH, decode_result, encode_result
from homeport.adapters.documents.read import read_document

SEEDS = {
    "a.txt": "Räksmörgås\f".encode("utf-16"),
    "a.html": b"<html><!-- a --><![CDATA[x]]><p title='x'>one&amp;</p><script>x</script></html>",
    "a.rtf": rb"{\rtf1\ansi\uc1 {\header x}\'e5\u229? {\*\annotation y}{\v z}\bin3 }}}x\par}",
    "a.eml": make.eml(
        ("text/plain; charset=utf-8", b"x"), ("text/html", b"<p>y"), headers="Subject: =?utf-8?q?=C3=A5?=\r\n"
    ),
    "a.pdf": make.pdf("one", None, info="/Title(x)"),
    "a.zip": make.package({"a.txt": "x", "b.docx": make.docx("y")}),
    "a.docx": make.docx("one", parts={"docProps/custom.xml": make.custom_properties(a="b")}),
    "a.xlsx": make.xlsx({"s": [["a", "1.5E3"]]}),
    "a.pptx": make.pptx({"ppt/slides/slide1.xml": "x"}),
    "a.odt": make.odt("<text:p>x<text:s/></text:p>"),
}
FRAGMENTS = st.sampled_from(
    [b"", b"<", b">", b"<!", b"<![", b"<!--", b"&", b"{", b"}", b"\\", b"\\'", b"\\u-1", b"\\bin9999999999 ",
     b"=?",
     b"?=", b"\r\n", b"\0", b"\xff\xfe", b"PK\x03\x04", b"PK\x01\x02", b"%PDF-", b"\xff" * 4, b"-1", b"9" * 30,
     b"stream\n", b"--=b=", b"<!DOCTYPE x>", b"</w:p>", b"<w:tbl>", b"</w:tc>", b"<w:txbxContent>",
     b"</w:txbxContent>", b"<w:del>", b"</w:r>"]
)  # fmt: skip
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), FRAGMENTS | st.binary(max_size=6)), min_size=1, max_size=6
)


def edited(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """Bytes with pieces taken out and others put in their place."""
    for place, length, fragment in edits:
        at = int(place * len(data))
        data = data[:at] + fragment + data[at + length :]
    return data


def check(data: bytes, name: str) -> None:
    result = read_document(data, name)
    out = result.extraction
    text = out.text
    text.encode("utf-8")
    assert len(text) == out.length <= limits.CHARACTERS
    assert result.unread is None or (text == "" and out.sections == [])
    # What the worker's parsers write, the app's check accepts.
    decode_result(encode_result(result.media_type, out, result.unread)[LENGTH.size :], len(text))


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(edits=EDITS)
def test_damaged_files(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    check(edited(SEEDS[name], edits), name)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["", b"PK\x03\x04", b"{\\rtf1", b"%PDF-1.4\n", b"From: a\r\n", b"\xff\xfe", b"<html>"]),
    st.sampled_from(["a", "a.txt", "a.docx", "a.eml", "a.html", "a.pdf", "å\u202e.rtf"]),
)
def test_any_bytes_under_any_name(data: bytes, head: bytes | str, name: str) -> None:
    check((head or b"") + data if isinstance(head, bytes) else data, name)


PARTS = (
    "word/document.xml", "word/comments.xml", "word/styles.xml", "word/_rels/document.xml.rels",
    "docProps/custom.xml", "docMetadata/LabelInfo.xml", "[Content_Types].xml", "ppt/slides/slide1.xml",
    "xl/worksheets/sheet1.xml",
)  # fmt: skip
BODY = make.story(
    "document",
    make.paragraph(make.run("a", "<w:vanish/>"), "<w:del><w:r><w:delText>b</w:delText></w:r></w:del>"),
    f"<w:tbl><w:tr><w:tc>{make.paragraph('c')}</w:tc></w:tr></w:tbl>",
    make.paragraph(f"<w:r><w:txbxContent>{make.paragraph('d')}</w:txbxContent></w:r>"),
).encode()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PARTS), EDITS, st.sampled_from(["a.docx", "a.xlsx"]))
def test_damaged_parts_of_office_files(part: str, edits: list[tuple[float, int, bytes]], name: str) -> None:
    whole = make.docx("x") if name == "a.docx" else make.xlsx({"s": [["a"]]})
    parts = {} if part == "[Content_Types].xml" else {"[Content_Types].xml": _types_of(whole)}
    check(make.package({**parts, part: edited(BODY, edits)}), name)


ELEMENTS = st.recursive(
    st.sampled_from(
        ["x", "<w:tab/>", "<w:vanish/>", "<w:br/>", "<w:sym w:char='D800'/>", "<w:pStyle w:val='x'/>"]
    ),
    lambda inner: st.tuples(
        st.sampled_from(["p", "r", "t", "tbl", "tr", "tc", "del", "ins", "txbxContent", "rPrChange", "comment"]),
        st.lists(inner, max_size=4),
    ).map(lambda made: f"<w:{made[0]}>{''.join(made[1])}</w:{made[0]}>"),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ELEMENTS, max_size=5), st.sampled_from(["document", "hdr", "comments"]))
def test_elements_in_places_where_they_do_not_belong(elements: list[str], root: str) -> None:
    part = f"<w:{root} {make.W}>{''.join(elements)}</w:{root}>"
    check(make.docx(parts={"word/document.xml": part}), "a.docx")


def _types_of(package: bytes) -> str:
    return make.content_types("spreadsheetml.sheet" if b"xl/" in package else "wordprocessingml.document")
