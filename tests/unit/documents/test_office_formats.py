"""What a person would be embarrassed to have missed in office files, read in this process."""

from typing import NamedTuple

import pytest

from fakes import make_documents as make
from fakes.make_documents import paragraph, run, story
from homeport.adapters.documents.read import read_document
from homeport.domain.document import Remark, Unread


class Read(NamedTuple):
    text: str
    places: list[tuple[str, str]]
    markings: list[tuple[str, str]]
    unread_parts: list[tuple[str, Unread]]
    remarks: set[Remark]


def read(data: bytes, name: str = "a.docx") -> Read:
    result = read_document(data, name)
    assert result.unread is None, result.unread
    out = result.extraction
    places = [(f"{s.kind} {s.name}".strip(), out.text[s.start : s.end].rstrip("\n")) for s in out.sections]
    parts = [(part.place, part.why) for part in out.unread_parts]
    return Read(out.text, places, out.markings, parts, out.remarks)


def test_paragraphs_signs_and_tables() -> None:
    table = (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc>"
        f"{paragraph('b1')}{paragraph('b2')}</w:tc></w:tr><w:tr><w:tc>{paragraph('c')}</w:tc></w:tr></w:tbl>"
    )
    signs = (
        "<w:r><w:t>x</w:t><w:tab/><w:t>y</w:t><w:br/><w:t>z</w:t><w:noBreakHyphen/><w:sym w:char='00E5'/></w:r>"
    )
    stops = "<w:p><w:pPr><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr><w:r><w:t>stop</w:t></w:r></w:p>"
    found = read(make.docx("first", paragraph(signs), table, stops, "last"))
    assert found.places == [
        ("paragraph 1", "first"),
        ("paragraph 2", "x\ty\nz-å"),
        ("table 1", "a\tb1\nb2"),
        ("table 1", "c"),
        ("paragraph 7", "stop"),
        ("paragraph 8", "last"),
    ]


def test_an_identity_number_split_over_runs_is_one_word() -> None:
    assert "850102-9805" in read(make.docx(paragraph(run("8501"), run("02-98"), run("05")))).text


def test_a_table_in_a_table_and_a_table_in_a_text_box() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('in 1')}</w:tc><w:tc>{paragraph('in 2')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('out')}{inner}</w:tc></w:tr></w:tbl>"
    box = f"<w:p><w:r><w:txbxContent>{inner}</w:txbxContent></w:r></w:p>"
    found = read(make.docx(outer, box, "end"))
    assert found.places == [
        ("table 1", "out\nin 1\tin 2"),
        ("paragraph 7", "end"),
        ("paragraph text box 1", "in 1\tin 2"),
    ]


def test_every_other_story_is_read() -> None:
    found = read(
        make.docx(
            "body",
            parts={
                "word/header1.xml": story("hdr", "CONFIDENTIAL"),
                "word/footer2.xml": story("ftr", "page"),
                "word/footnotes.xml": story("footnotes", f"<w:footnote>{paragraph('a note')}</w:footnote>"),
                "word/endnotes.xml": story("endnotes", f"<w:endnote>{paragraph('at the end')}</w:endnote>"),
                "word/comments.xml": story(
                    "comments", f'<w:comment w:author="Eva Ek">{paragraph("fire him")}</w:comment>'
                ),
                "word/strange-name.xml": story("hdr", "other header"),
                "word/charts/chart1.xml": "<c:chartSpace xmlns:c='c' xmlns:a='a'><a:p><a:r><a:t>chart title</a:t>"
                "</a:r></a:p><c:v>42</c:v></c:chartSpace>",
                "word/theme/theme1.xml": "<a:theme xmlns:a='a'><a:t>no text</a:t></a:theme>",
            },
        )
    )
    assert set(found.places) == {
        ("paragraph 1", "body"),
        ("header", "CONFIDENTIAL"),
        ("header", "other header"),
        ("footer", "page"),
        ("note", "a note"),
        ("note", "at the end"),
        ("comment Eva Ek", "fire him"),
        ("paragraph chart 1", "chart title\n42"),
    }


def test_a_text_box_is_read_once_and_a_different_copy_too() -> None:
    def boxes(new: str, old: str) -> str:
        return paragraph(
            run("around"),
            f"<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{paragraph(new)}</w:txbxContent></mc:Choice>"
            f"<mc:Fallback><w:pict><w:textbox><w:txbxContent>{paragraph(old)}</w:txbxContent></w:textbox>"
            "</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            run(" it"),
        )  # fmt: skip

    same = read(make.docx(boxes("in the box", "in the box")))
    assert same.text == "around it\nin the box\n"
    assert "other words" in read(make.docx(boxes("in the box", "other words"))).text


def test_tracked_changes_give_the_text_now_and_the_text_before() -> None:
    changed = paragraph(
        run("The price is "),
        "<w:del><w:r><w:delText>100</w:delText></w:r></w:del>",
        f"<w:ins>{run('250')}</w:ins>",
        run(" kr"),
    )
    moved = paragraph(f"<w:moveFrom>{run('gone')}</w:moveFrom>", f"<w:moveTo>{run('here')}</w:moveTo>")
    assert read(make.docx(changed, moved)).places == [
        ("paragraph 1", "The price is 250 kr"),
        ("paragraph 2", "here"),
        ("hidden changed text near paragraph 1", "The price is 100 kr"),
        ("hidden changed text near paragraph 2", "gone"),
    ]


def test_a_paragraph_that_was_inserted_whole_has_no_text_before() -> None:
    assert read(make.docx("first", paragraph(f"<w:ins>{run('new')}</w:ins>"))).text == "first\nnew\n"


def test_hidden_text_is_kept_apart_by_run_style_and_paragraph() -> None:
    styles = (
        f"<w:styles {make.W}><w:style w:styleId='base'><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:styleId='heir'><w:basedOn w:val='base'/></w:style><w:style w:styleId='plain'/></w:styles>"
    )
    found = read(
        make.docx(
            paragraph(run("8501"), run("02-98", "<w:vanish/>"), run("05")),
            paragraph(run("not "), run("hidden", '<w:vanish w:val="0"/>')),
            paragraph(run("by style", '<w:rStyle w:val="heir"/>')),
            f'<w:p><w:pPr><w:pStyle w:val="base"/></w:pPr>{run("whole paragraph")}</w:p>',
            f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{run('only the mark')}</w:p>",
            paragraph(run("was hidden once", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>")),
            parts={"word/styles.xml": styles},
        )
    )
    assert found.places == [
        ("paragraph 1", "850105"),
        ("paragraph 2", "not hidden"),
        ("paragraph 5", "only the mark"),
        ("paragraph 6", "was hidden once"),
        ("hidden hidden text near paragraph 1", "850102-9805"),
        ("hidden hidden text near paragraph 3", "by style"),
        ("hidden hidden text near paragraph 4", "whole paragraph"),
    ]


def test_properties_and_links_are_read() -> None:
    core = "<coreProperties><title>Plan</title><creator>Eva Ek</creator><revision>7</revision></coreProperties>"
    relations = (
        '<Relationships><Relationship Type="x/hyperlink" Target="mailto:eva@example.com" TargetMode="External"/>'
        '<Relationship Type="x/attachedTemplate" Target="http://192.0.2.1/t.dotm" TargetMode="External"/>'
        '<Relationship Type="x/styles" Target="styles.xml"/></Relationships>'
    )
    found = read(
        make.docx(
            "body",
            parts={
                "docProps/core.xml": core,
                "docProps/custom.xml": make.custom_properties(Client="Fjordtek"),
                "word/_rels/document.xml.rels": relations,
                "word/vbaProject.bin": b"\xd0\xcf",
                "word/media/image1.png": b"\x89PNG",
            },
        )
    )
    assert {
        ("metadata title", "title: Plan"),
        ("metadata creator", "creator: Eva Ek"),
        ("metadata Client", "Client: Fjordtek"),
        ("metadata link", "mailto:eva@example.com"),
        ("metadata external reference", "http://192.0.2.1/t.dotm"),
    } == {place for place in found.places if place[0].startswith("metadata")}
    assert found.remarks == {Remark.EXTERNAL, Remark.MACROS, Remark.PICTURES}


NAMED = {
    f"MSIP_Label_{make.LABEL}_Enabled": "true",
    f"MSIP_Label_{make.LABEL}_SiteId": make.TENANT,
    f"MSIP_Label_{make.LABEL}_Name": "Confidential - All",
}
PART = "docMetadata/LabelInfo.xml"


def labelled(info: str = "", **custom: str) -> list[tuple[str, str]]:
    parts: dict[str, str | bytes] = {}
    if custom:
        parts["docProps/custom.xml"] = make.custom_properties(**custom)
    if info:
        parts[PART] = info
    return read(make.docx("body", parts=parts)).markings


def test_sensitivity_labels() -> None:
    assert labelled() == []
    assert labelled(**NAMED) == [(f"MSIP_Label_{make.LABEL}", "Confidential - All")]
    assert labelled(**{**NAMED, f"MSIP_Label_{make.LABEL}_Enabled": "False"}) == []
    nameless = {f"MSIP_Label_{make.LABEL}_Enabled": "true"}
    assert labelled(**nameless) == [(f"MSIP_Label_{make.LABEL}", make.LABEL)]
    assert labelled(make.label_info()) == [("sensitivity label", make.LABEL)]
    assert labelled(make.label_info(removed="1")) == []
    assert labelled(make.label_info(enabled="0")) == []


def test_the_label_part_goes_before_the_properties_of_the_same_tenant() -> None:
    other = make.LABEL.replace("a7f8", "ffff")
    assert labelled(make.label_info(other), **NAMED) == [("sensitivity label", other)]
    assert labelled(make.label_info(removed="1"), **NAMED) == []
    assert labelled(make.label_info(), **NAMED) == [("sensitivity label", "Confidential - All")]
    elsewhere = make.label_info(other, tenant=make.TENANT.replace("1", "9"))
    assert len(labelled(elsewhere, **NAMED)) == 2


def test_a_damaged_part_is_named_and_the_rest_is_read() -> None:
    found = read(make.docx("body", parts={"word/footnotes.xml": story("footnotes", "note")[:-20]}))
    assert "body" in found.text
    assert found.unread_parts == [("footnotes.xml", Unread.DAMAGED)]


def test_a_document_inside_a_document_is_read_and_an_object_is_named() -> None:
    found = read(
        make.docx(
            "body",
            parts={
                "word/embeddings/inner.xlsx": make.xlsx({"Pay": [["Eva", "100"]]}),
                "word/embeddings/oleObject1.bin": make.encrypted_office().replace(b"E\0n\0c\0", b"o\0l\0d\0"),
            },
        )
    )
    assert ("sheet inner.xlsx: Pay", "Eva\t100") in found.places
    assert found.unread_parts == [("oleObject1.bin", Unread.UNKNOWN_FORMAT)]


def test_files_in_files_are_followed_so_deep_and_no_deeper() -> None:
    data = make.package({"inner.txt": "the bottom"})
    for level in range(3):
        data = make.package({f"level{level}.zip": data})
    assert "the bottom" in read(data, "a.zip").text
    found = read(make.package({"a.zip": data}), "a.zip")
    assert "the bottom" not in found.text
    assert [why for _, why in found.unread_parts] == [Unread.UNPACKS_TOO_LARGE]


def test_a_bomb_in_an_attachment_leaves_the_rest_readable() -> None:
    found = read(make.package({"note.txt": "readable", "bomb.docx": make.zip_bomb(100)}), "a.zip")
    assert "readable" in found.text
    assert found.unread_parts == [("bomb.docx", Unread.UNPACKS_TOO_LARGE)]


def test_a_damaged_file_in_an_archive_leaves_the_rest_readable() -> None:
    data = make.package({"first.txt": "one one one", "second.txt": "readable"}, 0)
    found = read(data.replace(b"one one one", b"one two one"), "a.zip")
    assert "readable" in found.text
    assert found.unread_parts == [("first.txt", Unread.DAMAGED)]


@pytest.mark.parametrize("kind", ["document", "hdr"])
def test_nesting_without_end_is_refused(kind: str) -> None:
    deep = "<w:r>" * 5000 + "</w:r>" * 5000
    result = read_document(make.docx(parts={"word/document.xml": story(kind, deep)}), "a.docx")
    assert result.unread is Unread.DAMAGED


def test_slides_notes_hidden_ones_and_layout_prompts() -> None:
    prompt = "<p:nvPr><p:ph type='title'/></p:nvPr><a:p><a:r><a:t>Click to edit</a:t></a:r></a:p>"
    footer = "<p:nvPr><p:ph type='ftr'/></p:nvPr><a:p><a:r><a:t>Company confidential</a:t></a:r></a:p>"
    found = read(
        make.pptx(
            {
                "ppt/slides/slide10.xml": "ten",
                "ppt/slides/slide2.xml": "two",
                "ppt/slides/slide3.xml": "hidden three",
                "ppt/notesSlides/notesSlide2.xml": "price floor",
                "ppt/slideLayouts/slideLayout1.xml": prompt,
                "ppt/slideLayouts/slideLayout2.xml": footer,
            }
        ),
        "a.pptx",
    )
    assert found.places == [
        ("slide 2", "two"),
        ("hidden slide 3", "hidden three"),
        ("slide 10", "ten"),
        ("note speaker notes 2", "price floor"),
        ("header 2", "Company confidential"),
    ]


def test_speaker_notes_name_the_slide_they_belong_to() -> None:
    slides = make.pptx({"ppt/slides/slide4.xml": "four", "ppt/notesSlides/notesSlide1.xml": "price floor"})
    name = "ppt/notesSlides/_rels/notesSlide1.xml.rels"
    relations = '<Relationships><Relationship Id="r" Target="../slides/slide4.xml"/></Relationships>'
    found = read(make.add_part(slides, name, relations), "a.pptx")
    assert found.places == [("slide 4", "four"), ("note speaker notes 4", "price floor")]
    found = read(make.add_part(slides, name, "<Relationships>"), "a.pptx")
    assert found.places == [("slide 4", "four"), ("note speaker notes 1", "price floor")]
    assert found.unread_parts == [("notesSlide1.xml.rels", Unread.DAMAGED)]


def test_sheets_hidden_ones_numbers_comments_and_names() -> None:
    found = read(
        make.xlsx({"List": [["Eva", "1.98501029805E11", "3.5"]], "payout": [["IBAN", "7"]]}, hidden=["payout"],
                  **{"xl__comments1.xml": "<comments><comment><text><t>why?</t></text></comment></comments>"}),
        "a.xlsx",
    )  # fmt: skip
    assert found.places == [
        ("sheet List", "Eva\t198501029805\t3.5"),
        ("header List", "Header of List"),
        ("hidden sheet payout", "IBAN\t7"),
        ("header payout", "Header of payout"),
        ("comment", "why?"),
    ]


def test_open_document_text_headers_notes_comments_and_deletions() -> None:
    content = (
        "<office:body><text:tracked-changes><text:deletion><text:p>deleted</text:p></text:deletion>"
        "</text:tracked-changes><text:h>Title</text:h><text:p>a<text:s text:c='3'/>b<text:tab/>c<text:note>"
        "<text:p>a note</text:p></text:note><office:annotation><text:p>a remark</text:p></office:annotation> d"
        "</text:p>"
        "<table:table table:name='T'><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>"
        "<table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table></office:body>"
    )
    styles = "<text:p>no text</text:p><style:header><text:p>Internt</text:p></style:header>"
    found = read(make.odt(content, styles, "<title>Plan</title>"), "a.odt")
    assert found.places == [
        ("hidden", "deleted"),
        ("paragraph 2", "Title"),
        ("note", "a note"),
        ("comment", "a remark"),
        ("paragraph 5", "a   b\tc d"),
        ("table T", "1\t2"),
        ("header", "Internt"),
        ("metadata title", "title: Plan"),
    ]


def test_an_encrypted_open_document_needs_its_password() -> None:
    data = make.odt("<text:p>x</text:p>", manifest="<file-entry><encryption-data/></file-entry>")
    assert read_document(data, "a.odt").unread is Unread.PASSWORD
