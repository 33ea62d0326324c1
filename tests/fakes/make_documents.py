"""Makes documents of every kind that is read, honest ones and hostile ones."""

import base64
import hashlib
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping, Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "application/vnd.openxmlformats-officedocument."
LABEL = "a7f8178b-746d-4a61-b779-82b249631300"
TENANT = "11111111-2222-4333-8444-555555555555"


def package(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def add_part(data: bytes, name: str, content: str) -> bytes:
    """The same zip file with one more part."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def content_types(main: str) -> str:
    """The part that says what kind of office file it is."""
    return f'<Types><Override PartName="/main" ContentType="{OFFICE}{main}.main+xml"/></Types>'


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str) -> str:
    """A paragraph; bare text becomes a run."""
    return "<w:p>" + "".join(each if each.startswith("<") else run(each) for each in content) + "</w:p>"


def story(root: str, *content: str) -> str:
    """A part of a docx; bare text becomes a paragraph."""
    body = "".join(each if each.startswith("<") else paragraph(each) for each in content)
    return f"<?xml version='1.0'?><w:{root} {W} {MC} {A}>{body}</w:{root}>"


def docx(*body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A docx with this body and further parts."""
    return package(
        {
            "[Content_Types].xml": content_types("wordprocessingml.document"),
            "word/document.xml": story("document", *body),
            **(parts or {}),
        }
    )


def custom_properties(**values: str) -> str:
    """``docProps/custom.xml``."""
    rows = "".join(
        f'<property name="{name}"><lpwstr>{value}</lpwstr></property>' for name, value in values.items()
    )
    return f"<Properties>{rows}</Properties>"


def label_info(guid: str = LABEL, tenant: str = TENANT, **attributes: str) -> str:
    """``docMetadata/LabelInfo.xml``."""
    more = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f'<labelList><label id="{{{guid}}}" siteId="{{{tenant}}}" {more}/></labelList>'


def pptx(slides: Mapping[str, str]) -> bytes:
    """A pptx from the content of parts: bare text becomes a paragraph of drawing text."""
    parts: dict[str, str | bytes] = {"[Content_Types].xml": content_types("presentationml.presentation")}
    for name, content in slides.items():
        root = {"slides": "sld", "notesSlides": "notes", "slideLayouts": "sldLayout"}[name.split("/")[1]]
        inner = content if content.startswith("<") else f"<a:p><a:r><a:t>{content}</a:t></a:r></a:p>"
        hidden = ' show="0"' if "hidden" in content else ""
        parts[name] = f"<p:{root} {P} {A}{hidden}><p:sp>{inner}</p:sp></p:{root}>"
    return package(parts)


def xlsx(sheets: Mapping[str, Sequence[Sequence[str]]], hidden: Sequence[str] = (), **parts: str) -> bytes:
    """An xlsx with inline and shared strings and numbers; `parts` are further parts, ``__`` stands for ``/``."""
    strings: list[str] = []
    all_parts: dict[str, str | bytes] = {"[Content_Types].xml": content_types("spreadsheetml.sheet")}
    book, links = "", ""
    for number, (name, rows) in enumerate(sheets.items(), 1):
        cells = ""
        for row in rows:
            cells += "<row>"
            for value in row:
                if value.replace(".", "").replace("E", "").isdigit():
                    cells += f"<c><v>{value}</v></c>"
                else:
                    strings.append(value)
                    cells += f'<c t="s"><v>{len(strings) - 1}</v></c>'
            cells += "</row>"
        all_parts[f"xl/worksheets/sheet{number}.xml"] = (
            f"<worksheet {S}><sheetData>{cells}</sheetData>"
            f"<headerFooter><oddHeader>&amp;C&amp;&quot;Arial&quot;Header of {name}</oddHeader></headerFooter>"
            "</worksheet>"
        )
        state = ' state="hidden"' if name in hidden else ""
        book += f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"{state}/>'
        links += f'<Relationship Id="rId{number}" Target="worksheets/sheet{number}.xml"/>'
    all_parts["xl/workbook.xml"] = f"<workbook {S} {R}><sheets>{book}</sheets></workbook>"
    all_parts["xl/_rels/workbook.xml.rels"] = f"<Relationships>{links}</Relationships>"
    all_parts["xl/sharedStrings.xml"] = f"<sst {S}>" + "".join(f"<si><t>{s}</t></si>" for s in strings) + "</sst>"
    return package({**all_parts, **{name.replace("__", "/"): part for name, part in parts.items()}})


def odt(content: str, styles: str = "", meta: str = "", manifest: str = "") -> bytes:
    """An odt from the inside of its parts."""
    spaces = 'xmlns:text="urn:text" xmlns:table="urn:table" xmlns:office="urn:office" xmlns:style="urn:style"'
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
            "content.xml": f"<office:document-content {spaces}>{content}</office:document-content>",
            "styles.xml": f"<office:document-styles {spaces}>{styles}</office:document-styles>",
            "meta.xml": f"<office:document-meta {spaces}>{meta}</office:document-meta>",
        }
    )


def pdf(*pages: str | None, info: str = "", extra: Sequence[bytes] = (), content: bytes | None = None) -> bytes:
    """A PDF with a line of text a page; None makes a page with a drawing only, an empty text an empty page.

    Args:
        pages: what stands on them.
        info: entries of the information dictionary, in PDF syntax.
        extra: further objects, numbered on from the information dictionary.
        content: the packed stream of the first page, with its dictionary, in place of the text.
    """
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    kids = []
    for page in pages:
        stream = b"" if page == "" else b"0 0 99 99 re f" if page is None else _show(page)
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (number + 1)
        )
        objects.append(content or b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    objects.append(f"<<{info}>>".encode())
    information = len(objects)
    objects += extra
    return _pdf_file(objects, f"/Root 1 0 R/Info {information} 0 R".encode())


def encrypted_pdf(password: bytes) -> bytes:
    """A PDF that opens with a password only (ISO 32000-1, 7.6.3: 40-bit RC4, the oldest way)."""
    filler = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded = (password + filler)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    identifier = bytes(16)
    key = hashlib.md5(padded + owner + struct.pack("<i", -4) + identifier).digest()[:5]
    lock = f"/Filter/Standard/V 1/R 2/P -4/O<{owner.hex()}>/U<{_rc4(key, filler).hex()}>"
    plain = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", f"<<{lock}>>".encode()]  # fmt: skip
    return _pdf_file(plain, f"/Root 1 0 R/Encrypt 4 0 R/ID[<{identifier.hex()}><{identifier.hex()}>]".encode())


def packed_pdf_bomb(size: int) -> bytes:
    """A small PDF whose page content unpacks to `size` bytes, packed twice."""
    inner, outer = zlib.compressobj(1), zlib.compressobj(9)
    block = b"0 0 m 9 9 l S\n" * 75_000
    packed = b""
    for _ in range(size // len(block) + 1):
        packed += outer.compress(inner.compress(block))
    packed += outer.compress(inner.flush()) + outer.flush()
    head = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(packed)
    return pdf("x", content=head + packed + b"\nendstream")


def eml(*parts: tuple[str, bytes] | tuple[str, bytes, str], headers: str = "") -> bytes:
    """A mail; each part is its content type, its bytes, and perhaps a file name. Headers end in line breaks."""
    lines = f"From: Anna <anna@example.com>\r\nTo: Bo <bo@example.com>\r\n{headers}MIME-Version: 1.0\r\n".encode()
    lines += b'Content-Type: multipart/mixed; boundary="=b="\r\n\r\n'
    for kind, content, *name in parts:
        disposition = f'Content-Disposition: attachment; filename="{name[0]}"\r\n' if name else ""
        lines += (
            f"--=b=\r\nContent-Type: {kind}\r\n{disposition}Content-Transfer-Encoding: base64\r\n\r\n".encode()
        )
        lines += base64.encodebytes(content) + b"\r\n"
    return lines + b"--=b=--\r\n"


def encrypted_office() -> bytes:
    """The beginning of the compound file in which Office puts an encrypted document."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    entries = (
        name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    )
    return header + b"".join(entries)


def zip_bomb(megabytes: int = 200) -> bytes:
    """A docx whose body is that many megabytes of short paragraphs, and says so."""
    block = (paragraph("x") * 1000).encode()
    buffer = io.BytesIO(package({"[Content_Types].xml": content_types("wordprocessingml.document")}))
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        part.write(f"<w:document {W}>".encode())
        for _ in range(megabytes * 1_000_000 // len(block)):
            part.write(block)
        part.write(b"</w:document>")
    return buffer.getvalue()


def lying_zip_bomb(megabytes: int = 200) -> bytes:
    """The same, but the directory claims that the part is small."""
    data = bytearray(zip_bomb(megabytes))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1000)
    return bytes(data)


def docx_with_dtd(dtd: str, reference: str) -> bytes:
    """A docx whose body declares a document type and uses an entity of it."""
    body = f"<?xml version='1.0'?><!DOCTYPE d [{dtd}]><w:document {W}>{paragraph(run(reference))}</w:document>"
    return docx(parts={"word/document.xml": body})


BILLION_LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)


def docx_with_names(*names: str) -> bytes:
    """A docx with further parts of any name, also of one that is there already."""
    buffer = io.BytesIO(docx("text"))
    with zipfile.ZipFile(buffer, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the doubled name
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "<w/>")
    return buffer.getvalue()


def _show(text: str) -> bytes:
    escaped = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F 12 Tf 40 700 Td (" + escaped + b") Tj ET"


def _pdf_file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    out = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
