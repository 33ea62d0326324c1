"""The plain models under the composer and the document view: files gathered, chips counted, lines mapped."""

import random
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Section, SectionKind
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.ui.models.composer import ChipKind, ChipState, ChipView
from homeport.ui.models.composer_chips import ChipModel
from homeport.ui.models.composer_files import gather
from homeport.ui.models.document_lines import LONGEST_LINE, Lines
from homeport.ui.models.document_marks import Mark, Marks, Places, marks_of
from homeport.ui.models.document_search import MOST_HITS, TextSearch

CONFIDENTIAL = Label(DataClass.CONFIDENTIAL)


def chips(count: int, start: int = 0) -> list[ChipView]:
    return [ChipView(str(at), f"file {at}.pdf", path=Path(f"file {at}.pdf")) for at in range(start, start + count)]


# ---- files


def test_a_folder_means_its_files_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "Appendices"
    (folder / "inner").mkdir(parents=True)
    for name in ("b.txt", "a.txt", ".hidden", "~$lock.docx", "inner/c.txt"):
        (folder / name).write_text("x")
    gathered = gather([folder])
    assert [path.name for path in gathered.files] == ["a.txt", "b.txt", "c.txt"]
    assert gathered.folders == (("Appendices", 3),)
    assert gathered.says_something


def test_the_same_file_twice_is_said_and_not_doubled(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x")
    other_way = tmp_path / "x" / ".." / "a.txt"
    (tmp_path / "x").mkdir()
    gathered = gather([file, other_way])
    assert gathered.files == (file,)
    assert gathered.twice == ("a.txt",)
    assert gather([other_way], there=[file]).files == ()


def test_a_file_that_is_not_there_is_taken_so_that_its_chip_can_say_so(tmp_path: Path) -> None:
    missing = tmp_path / "gone.txt"
    assert gather([missing]).files == (missing,)
    assert not gather([missing]).says_something


def test_a_limit_holds_and_is_said(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text("x")
    gathered = gather([tmp_path], there=[tmp_path / "00.txt"], most=10)
    assert len(gathered.files) == 9
    assert gathered.too_many == 10
    assert gathered.twice == ("00.txt",)


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("x")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    assert [path.name for path in gather([folder]).files] == ["a.txt"]


# ---- chips


def test_counts_follow_every_change() -> None:
    model = ChipModel()
    model.add(chips(3))
    assert (model.summary.total, model.summary.reading) == (3, 3)
    read = replace(chips(1)[0], state=ChipState.READ, label=CONFIDENTIAL)
    model.update([read, replace(read, id="unknown")])
    assert (model.summary.total, model.summary.reading) == (3, 2)
    assert model.summary.classes == ((DataClass.CONFIDENTIAL, 1),)
    model.update([replace(read, label=Label(DataClass.RESTRICTED), state=ChipState.UNREAD)])
    assert model.summary.classes == ((DataClass.RESTRICTED, 1),)
    assert model.summary.unread == 1
    assert model.remove("0") is not None
    assert model.remove("0") is None
    assert model.summary.classes == ()
    assert model.row_of("2") == 1
    assert not model.has_path(Path("file 0.pdf"))
    assert model.has_path(Path("file 1.pdf"))
    model.clear()
    assert model.summary.total == 0


def test_numbers_of_pasted_texts_are_not_used_twice() -> None:
    model = ChipModel()
    assert [model.next_number(ChipKind.TEXT), model.next_number(ChipKind.TEXT)] == [1, 2]
    assert model.next_number(ChipKind.IMAGE) == 1


def test_a_chip_that_comes_again_takes_its_old_place() -> None:
    model = ChipModel()
    model.add(chips(2))
    model.add([replace(chips(1)[0], name="other")])
    assert [chip.name for chip in model] == ["other", "file 1.pdf"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "update", "remove"]), st.integers(0, 9), st.sampled_from(DataClass))
    )
)
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_the_chips(steps: list[tuple[str, int, DataClass]]) -> None:
    model = ChipModel()
    for what, number, data_class in steps:
        chip = ChipView(str(number), "x", ChipState.READ, label=Label(data_class))
        if what == "remove":
            model.remove(chip.id)
        else:
            (model.add if what == "add" else model.update)([chip])
    held = list(model)
    assert model.summary.total == len(held) == model.rowCount()
    for data_class, count in model.summary.classes:
        assert count == sum(chip.label is not None and chip.label.data_class is data_class for chip in held)
    assert [model.row_of(chip.id) for chip in held] == list(range(len(held)))


def seconds_for(count: int) -> float:
    started = time.perf_counter()
    model = ChipModel()
    for chip in chips(count):
        model.add([chip])
    for chip in chips(count):
        model.update([replace(chip, state=ChipState.READ, label=CONFIDENTIAL)])
        assert model.summary.total == count
    return time.perf_counter() - started


def test_a_thousand_chips_cost_ten_times_a_hundred() -> None:
    seconds_for(100)
    small = min(seconds_for(200) for _ in range(5))
    large = min(seconds_for(2000) for _ in range(3))
    assert large < 25 * small  # ten times the chips; a hundred times would be quadratic


# ---- lines


def read_whole(lines: Lines, piece: int) -> str:
    shown = ""
    while not lines.whole:
        shown += lines.read(piece)
    return shown


TEXTS = st.text(alphabet=st.sampled_from("ab å\n\t😀\r\u2028\u2029\u202e\ufdd0"), max_size=400)


@given(TEXTS, st.integers(1, 50))
@settings(max_examples=150, deadline=None)
def test_every_character_is_found_where_the_view_shows_it(text: str, piece: int) -> None:
    lines = Lines(text)
    shown = read_whole(lines, piece).split("\n")
    assert len(shown) == len(lines)
    for offset, letter in enumerate(text):
        line, column = lines.place(offset)
        units = shown[line].encode("utf-16-le")
        if letter == "\n":
            assert column == len(units) // 2
        else:
            wide = 4 if ord(letter) > 0xFFFF else 2
            seen = units[2 * column : 2 * column + wide].decode("utf-16-le")
            assert seen in {letter, "\ufffd"}
            assert lines.offset(line, column) == offset


@given(st.integers(1, 9000), st.integers(1, 5000))
@settings(max_examples=60, deadline=None)
def test_long_lines_are_cut_in_the_view_only(length: int, piece: int) -> None:
    text = ("word " * length)[:length] + "\nend"
    lines = Lines(text)
    shown = read_whole(lines, piece)
    assert shown.replace("\n", "") == text.replace("\n", "")
    assert all(len(line) <= LONGEST_LINE + 1 for line in shown.split("\n"))
    for offset in range(0, length, 97):
        line, column = lines.place(offset)
        assert shown.split("\n")[line][column] == text[offset]
        assert lines.offset(line, column) == offset


def test_signs_that_qt_would_end_a_line_at_have_a_stand_in() -> None:
    lines = Lines("a\rb\u2029c\x00d\u202ee")
    assert lines.read(100) == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert len(lines) == 1


# ---- marks


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=40), st.integers(0, 200))
@settings(max_examples=150, deadline=None)
def test_marks_between_are_all_that_touch(spans: list[tuple[int, int]], start: int) -> None:
    marks = Marks(Mark(at, at + length, DataClass.INTERNAL, n) for n, (at, length) in enumerate(spans))
    end = start + 40
    expected = {n for n, (at, length) in enumerate(spans) if at < end and at + length > start}
    assert {mark.number for mark in marks.between(start, end, 1000)} == expected


def test_marks_go_on_and_back() -> None:
    marks = Marks([Mark(10, 20, DataClass.INTERNAL, 0), Mark(30, 40, DataClass.INTERNAL, 1)])
    after = marks.next_after(10)
    before = marks.last_before(30)
    assert after is not None
    assert before is not None
    assert (after.number, before.number) == (1, 0)
    assert marks.next_after(30) is None
    assert marks.last_before(10) is None


def test_only_findings_of_the_text_itself_are_marked() -> None:
    def found(source: str, end: int) -> Finding:
        return Finding("X", source, "", 0, end, DataClass.INTERNAL, Category.PERSONAL, "d", "e")

    marks = marks_of([found("file name", 4), found("a.pdf", 4), found("a.pdf", 0)], "a.pdf")
    assert [mark.number for mark in marks.all] == [1]


def test_places_begin_once() -> None:
    places = Places(
        [
            Section(SectionKind.PAGE, "1", 0, 10),
            Section(SectionKind.PAGE, "2", 10, 20),
            Section(SectionKind.PARAGRAPH, "1", 20, 30),
            Section(SectionKind.HEADER, "", 30, 35),
            Section(SectionKind.HEADER, "", 35, 40),
        ]
    )
    assert list(places.begin_between(0, 100)) == [(0, "page 1"), (10, "page 2"), (30, "header")]
    assert list(places.begin_between(5, 11)) == [(10, "page 2")]


# ---- search


def found_in(text: str, wanted: str, step: int) -> list[tuple[int, int]]:
    search = TextSearch(text, wanted)
    while not search.done:
        search.step(step)
    return search.hits


@pytest.mark.parametrize("step", [1, 3, 7, 1000])
def test_a_search_in_pieces_finds_what_one_in_whole_finds(step: int) -> None:
    random.seed(1)
    text = "".join(random.choice("ab \n") for _ in range(500))
    assert found_in(text, "ab a", step) == found_in(text, "ab a", 10_000)
    assert found_in(text, "ab a", step)


def test_letters_case_and_line_breaks_do_not_count() -> None:
    assert found_in("Notice\nPERIOD", "notice period", 100) == [(0, 13)]
    assert found_in("anything", "   ", 100) == []


def test_a_search_stops_when_there_is_too_much() -> None:
    search = TextSearch("a" * (MOST_HITS + 10), "a")
    search.step(10**6)
    assert search.done
    assert search.more
    assert search.index_from(17) == 17
    assert search.index_from(10**6) == 0
