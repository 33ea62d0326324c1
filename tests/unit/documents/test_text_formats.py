"""Text, HTML, RTF, mail and PDF: what is read, and what is named as unread."""

import zlib

import pytest

from fakes import make_documents as make
from homeport.adapters.documents.kinds import Kind, sniff
from homeport.adapters.documents.read import Result, read_document
from homeport.domain.document import Remark, Unread


def places(result: Result) -> list[tuple[str, str]]:
    out = result.extraction
    assert result.unread is None
    return [(f"{s.kind} {s.name}".strip(), out.text[s.start : s.end].rstrip("\n")) for s in out.sections]


def text_of(data: bytes, name: str = "a.txt") -> str:
    result = read_document(data, name)
    assert result.unread is None, result.unread
    return result.extraction.text


SWEDISH = "Räksmörgås på Åland kostar 5 €"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_in_the_encodings_people_have(codec: str) -> None:
    assert text_of(SWEDISH.encode(codec)) == f"{SWEDISH}\n"
    assert text_of(b"\xfe\xff" + SWEDISH.encode("utf-16-be")) == f"{SWEDISH}\n"


def test_text_that_is_cut_in_a_character_is_still_utf8() -> None:
    assert text_of("på åå".encode()[:-1]) == "på å\ufffd\n"


def test_bytes_that_windows_leaves_open_are_still_text() -> None:
    assert text_of(b"caf\xe9 \x81") == "café \x81\n"


def test_form_feeds_part_pages_and_line_ends_become_one_kind() -> None:
    assert places(read_document(b"one\r\ntwo\fthree\f\ffive", "a.txt")) == [
        ("page 1", "one\ntwo"),
        ("page 2", "three"),
        ("page 4", "five"),
    ]


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 4, b"\x00" * 100, b"text at first" * 400 + bytes(range(32)) * 400]
)
def test_binary_data_is_no_text(data: bytes) -> None:
    assert read_document(data, "a.txt").unread in {Unread.WRONG_EXTENSION, Unread.UNKNOWN_FORMAT}


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"PK\x03\x04", "a.txt", Kind.ZIP),
        (b"junk %PDF-1.4", "a.txt", Kind.PDF),
        (b"{\\rtf1", "a", Kind.RTF),
        (b"  <!DOCTYPE html><html>", "a", Kind.HTML),
        (b"<html>", "a.csv", Kind.CSV),
        (b"Received: x\r\nFrom: y\r\nTo: z\r\n", "a", Kind.MAIL),
        (b"Received: x\r\nFrom: y\r\nTo: z\r\n", "a.txt", Kind.TEXT),
        (b"text", "a.pdf", Kind.TEXT),
        (b"text", "a.rtf", Kind.TEXT),
        (b"\x7fELF\x01\x01\x00\x00\x00\x00", "a", None),
    ],
)
def test_the_content_decides_and_the_name_chooses_among_texts(head: bytes, name: str, kind: Kind | None) -> None:
    assert sniff(head, name) is kind


def test_html_as_a_browser_shows_it_and_what_it_does_not_show() -> None:
    page = (
        "<!doctype html><html><head><title>A &lt;page&gt;</title><meta name='author' content='Eva Ek'>"
        "<style>p {}</style><script>var secret = 1</script></head><body><!-- do not publish -->"
        "<p>one\n two <b>bo</b>ld</p><table><tr><td>1<td>2</tr></table><img alt='a chart'>"
        "<div hidden>unseen</div></body></html>"
    )
    assert places(read_document(page.encode(), "a.html")) == [
        ("body", "one\ntwo bold\n1\t2\nunseen"),
        ("metadata title", "title: A <page>"),
        ("metadata author", "author: Eva Ek"),
        ("metadata alt", "alt: a chart"),
        ("hidden comment in the page", "do not publish"),
    ]


def test_rich_text() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\stylesheet{\s1\v hidden style;}}"
        rb"{\info{\title Plan}{\author Eva Ek}}{\header CONFIDENTIAL\par}"
        rb"r\'e4ksm\u246?rg\u229\'e5s\par {\b bold} \{x\} a\tab b\emdash c {\v hidden}shown"
        rb"{\*\unknown skipped}{\footnote a note}{\pict\bin3 }{}89504e47}{\object{\*\objdata 0105}}"
        rb"\u-10179?\u-8704?\par}"
    )
    result = read_document(rtf, "a.rtf")
    assert places(result) == [
        ("body", "räksmörgås\nbold {x} a\tb\u2014c shown\U0001f600"),
        ("metadata", "Plan\nEva Ek"),
        ("header", "CONFIDENTIAL"),
        ("hidden", "hidden"),
        ("note", "a note"),
    ]
    assert result.extraction.remarks == {Remark.PICTURES}
    assert [part.place for part in result.extraction.unread_parts] == ["embedded object"]


def mail(*parts: tuple[str, bytes] | tuple[str, bytes, str], headers: str = "") -> Result:
    return read_document(make.eml(*parts, headers=headers), "a.eml")


def test_a_mail_with_folded_and_encoded_headers() -> None:
    result = mail(
        ("text/plain; charset=iso-8859-1", "på".encode("latin-1")),
        ("text/html; charset=utf-8", "<p>på <b>HTML</b></p>".encode()),
        headers="Subject: =?utf-8?q?R=C3=A4k?=\r\n =?utf-8?b?c23DtnI=?= and\r\n\tmore\r\n",
    )
    assert places(result) == [
        ("header mail", "From: Anna <anna@example.com>\nTo: Bo <bo@example.com>\nSubject: Räksmör and more"),
        ("body part 1", "på"),
        ("body HTML part", "på HTML"),
    ]


def test_the_label_of_a_mail_also_when_it_is_folded() -> None:
    label = f"MSIP_Label_{make.LABEL}"
    headers = f"msip_labels: {label}_Enabled=true;\r\n {label}_Name=AMD Internal\r\n Distribution Only;\r\n"
    assert mail(("text/plain", b"x"), headers=headers).extraction.markings == [
        (label, "AMD Internal Distribution Only")
    ]
    assert mail(("text/plain", b"x"), headers="Sensitivity: Company-Confidential\r\n").extraction.markings == [
        ("Sensitivity", "Company-Confidential")
    ]


def test_parts_of_a_mail_that_cannot_be_read_are_named() -> None:
    result = mail(
        ("text/plain", b"hello"),
        ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(64)), "passport.png"),
        ("application/pkcs7-mime", b"\x30\x82", "smime.p7m"),
        ("application/pkcs7-signature", b"\x30\x82", "smime.p7s"),
        ("application/zip", make.package({"../../in.csv": "a;b"}), "all.zip"),
    )
    parts = {(part.place, part.why) for part in result.extraction.unread_parts}
    assert parts == {
        ("passport.png", Unread.UNKNOWN_FORMAT),
        ("smime.p7m", Unread.PASSWORD),
        ("all.zip", Unread.DAMAGED),
    }
    assert "hello" in result.extraction.text


def test_a_mail_in_a_mail() -> None:
    inner = make.eml(("text/plain", b"the inner text"), headers="Subject: inner subject\r\n")
    outer = (
        b"From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    )
    text = text_of(outer, "a.eml")
    assert "inner subject" in text
    assert "the inner text" in text


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/plain; charset=rot13",
        b"Content-Type: text/plain; charset=\xff",
        b"Content-Type: text/plain; charset*=unknown''x; charset=y",
        b"Content-Disposition: attachment; filename*0*=utf-8''%E5; filename*2=x",
        b"Subject: =?nonsense?b?////?= =?utf-8?b?!?=",
        b"Content-Transfer-Encoding: base64",
        b'Content-Type: text/plain; charset="\0"',
        b"Content-Type: text/plain; charset*=\0''x",
        b"Content-Type: text/plain; charset=\"\0\"\r\nContent-Disposition: attachment; filename*=\0''x.txt",
    ],
)
def test_odd_headers_do_no_harm(header: bytes) -> None:
    assert "From: a" in text_of(b"From: a\r\n" + header + b"\r\n\r\n" + b"body text " * 99, "a.eml")


def test_pdf_properties_annotations_and_attachments() -> None:
    label = f"/MSIP_Label_{make.LABEL}_Name(Secret)/MSIP_Label_{make.LABEL}_Enabled(true)"
    result = read_document(make.pdf("text", info=f"/Title(Plan)/Author(Eva){label}"), "a.pdf")
    assert places(result) == [
        ("page 1", "text"),
        ("metadata Title", "Title: Plan"),
        ("metadata Author", "Author: Eva"),
    ]
    assert result.extraction.markings == [(f"MSIP_Label_{make.LABEL}", "Secret")]


def test_a_label_in_xmp_packed_or_plain() -> None:
    name = f"MSIP_Label_{make.LABEL}_Name"
    xmp = f"<x><pdfx:{name}>Confidential</pdfx:{name}></x>".encode()
    plain = b"<</Type/Metadata/Length %d>>stream\n%s\nendstream" % (len(xmp), xmp)
    packed = zlib.compress(xmp)
    deflated = b"<</Type/Metadata/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
    for stream in (plain, deflated):
        result = read_document(make.pdf("text", extra=[stream]), "a.pdf")
        assert result.extraction.markings == [(f"MSIP_Label_{make.LABEL}", "Confidential")]


def test_a_pdf_that_is_an_archive_as_well_says_so() -> None:
    both = make.pdf("text") + make.package({"hidden.txt": "x"})
    result = read_document(both, "a.pdf")
    assert [part.place for part in result.extraction.unread_parts] == ["archive behind the PDF"]


def test_text_beside_the_page_is_text() -> None:
    beside = make.pdf(
        "x", content=b"<</Length 44>>stream\nBT /F 12 Tf 900 -300 Td (out of sight) Tj ET\nendstream"
    )
    assert "out of sight" in text_of(beside, "a.pdf")


def test_an_empty_page_is_not_a_scanned_page() -> None:
    result = read_document(make.pdf("text", ""), "a.pdf")
    assert result.extraction.unread_parts == []
    assert read_document(make.pdf(""), "a.pdf").unread is Unread.NO_TEXT
