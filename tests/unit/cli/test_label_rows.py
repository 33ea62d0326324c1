"""Rows of text in, rows of labels out; a bad row leaves nothing half-written."""

import io
import json
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from homeport.cli.label_rows import label_rows
from homeport.cli.main import parse
from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserFacingError
from homeport.labelling.names import NameTagger

TEST_NUMBER = "850101-9809"  # serial 980 to 999 are reserved for tests (Skatteverket)


def quiet() -> Terminal:
    return Terminal(out=io.StringIO(), err=io.StringIO())


async def labelled(folder: Path, *rows: Mapping[str, object]) -> list[dict[str, object]]:
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert await label_rows(folder / "in.jsonl", folder / "out.jsonl", quiet()) == len(rows)
    return [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.anyio
async def test_a_row_gives_class_categories_and_values_at_characters_of_its_own_text(tmp_path: Path) -> None:
    text = f"å😀\u200b Pnr {TEST_NUMBER}, ask@example.com"
    (row,) = await labelled(tmp_path, {"id": "a", "text": text, "other": [1]})
    assert list(row) == ["id", "class", "categories", "findings"]
    assert (row["id"], row["class"], row["categories"]) == ("a", "restricted", ["personal"])
    findings = row["findings"]
    assert isinstance(findings, list)
    assert [(finding["type"], finding["value"], finding["class"]) for finding in findings] == [
        ("SE_PNR", TEST_NUMBER, "restricted"),
        ("EMAIL", "ask@example.com", "internal"),
    ]
    for finding in findings:
        assert set(finding) == {"type", "start", "end", "value", "class", "detector"}
        assert text[finding["start"] : finding["end"]] == finding["value"]


@pytest.mark.anyio
async def test_order_and_ids_are_kept_and_every_text_is_taken(tmp_path: Path) -> None:
    rows = await labelled(
        tmp_path, {"id": "b", "text": ""}, {"id": 7, "text": "\ud800 \u2028"}, {"id": "b", "text": "x"}
    )
    assert [(row["id"], row["class"]) for row in rows] == [("b", "internal"), (7, "internal"), ("b", "internal")]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not an object"),
        (b'{"text": "x"}', '"id"'),
        (b'{"id": true, "text": "x"}', '"id"'),
        (b'{"id": "a"}', '"text"'),
        (b'{"id": "a", "text": null}', '"text"'),
        (b'{"id": "a", "text": "\xff"}', "UTF-8"),
    ],
)
async def test_a_bad_row_is_named_by_its_line_and_nothing_is_written(
    tmp_path: Path, line: bytes, says: str
) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"id": "a", "text": "x"}\n\n' + line + b"\n")
    (tmp_path / "out.jsonl").write_text("as before", "utf-8")
    with pytest.raises(UserFacingError, match=f"Line 3 .*{says}"):
        await label_rows(tmp_path / "in.jsonl", tmp_path / "out.jsonl", quiet())
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "as before"
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl"}


@pytest.mark.anyio
async def test_files_that_cannot_be_read_or_replaced_are_named(tmp_path: Path) -> None:
    rows = tmp_path / "in.jsonl"
    with pytest.raises(UserFacingError, match="could not be read"):
        await label_rows(rows, tmp_path / "out.jsonl", quiet())
    rows.write_text('{"id": "a", "text": "x"}\n', "utf-8")
    with pytest.raises(UserFacingError, match="could not be written"):
        await label_rows(rows, tmp_path / "nowhere" / "out.jsonl", quiet())
    with pytest.raises(UserFacingError, match="overwritten"):
        await label_rows(rows, rows, quiet())
    with pytest.raises(UserFacingError, match="replaced"):
        await label_rows(rows, tmp_path, quiet())
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl"}


@pytest.mark.anyio
async def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'\xef\xbb\xbf{"id": "a", "text": "x"}')
    assert await label_rows(tmp_path / "in.jsonl", tmp_path / "out.jsonl", quiet()) == 1


@pytest.mark.anyio
async def test_a_thousand_short_rows_take_a_few_seconds_of_processor_time(tmp_path: Path) -> None:
    started = time.process_time()
    await labelled(tmp_path, *({"id": str(i), "text": f"kund 850101-{i:04d} i en kort rad"} for i in range(1000)))
    assert time.process_time() - started < 5


def test_the_command_line_takes_both_forms() -> None:
    _, args = parse(["label", "--jsonl", "in.jsonl", "out.jsonl"])
    assert (args.jsonl, args.files) == (True, [Path("in.jsonl"), Path("out.jsonl")])
    _, args = parse(["label", "a.txt"])
    assert (args.jsonl, args.files) == (False, [Path("a.txt")])


@pytest.mark.anyio
async def test_names_are_told_under_the_name_that_data_sets_use(tmp_path: Path) -> None:
    models = Path(__file__).parents[3] / "resources" / "models" / "names"
    tagger = NameTagger(lambda language: (models / f"{language}.crf").read_bytes())
    rows, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    text = "Det säger Erik Lundgren och det är inte sant."
    rows.write_text(json.dumps({"id": 1, "text": text}), "utf-8")
    assert await label_rows(rows, out, quiet(), tagger) == 1
    (finding,) = json.loads(out.read_text("utf-8"))["findings"]
    assert (finding["type"], finding["value"]) == ("PERSON", "Erik Lundgren")
