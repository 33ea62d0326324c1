import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.text.markdown_blocks import LONGEST, MOST_CELLS, Block, BlockKind, BlockSplitter, Tail, split

LETTER = """# Notice period #
The tenant has **three months**,
the landlord nine.

- first
- second
  - inner
    goes on
- third

1. one
1. two

   under two
   ```python
   def f():
       return 1
   ```
2. three

| Party | Notice |
|:------|-------:|
| Tenant | 3 \\| three |
| Landlord |

> said
> so
>> deeper

---
The end"""

BLOCKS = [
    Block(BlockKind.HEADING, "Notice period", 1),
    Block(BlockKind.PARAGRAPH, "The tenant has **three months**,\nthe landlord nine."),
    Block(BlockKind.ITEM, "first", 0, "•"),
    Block(BlockKind.ITEM, "second", 0, "•"),
    Block(BlockKind.ITEM, "inner\ngoes on", 1, "•"),
    Block(BlockKind.ITEM, "third", 0, "•"),
    Block(BlockKind.ITEM, "one", 0, "1."),
    Block(BlockKind.ITEM, "two", 0, "2."),
    Block(BlockKind.PARAGRAPH, "under two", 1),
    Block(BlockKind.CODE, "def f():\n    return 1", 1, "python"),
    Block(BlockKind.ITEM, "three", 0, "3."),
    Block(BlockKind.TABLE, rows=(("Party", "Notice"), ("Tenant", "3 | three"), ("Landlord", ""))),
    Block(BlockKind.QUOTE, "said\nso", 1),
    Block(BlockKind.QUOTE, "deeper", 2),
    Block(BlockKind.RULE),
    Block(BlockKind.PARAGRAPH, "The end"),
]


def test_a_whole_text_is_cut_into_its_blocks() -> None:
    assert split(LETTER) == BLOCKS


@given(st.lists(st.integers(1, 12), min_size=1, max_size=40))
def test_the_blocks_do_not_depend_on_how_the_text_arrives(steps: list[int]) -> None:
    splitter, blocks, at, turn = BlockSplitter(), [], 0, 0
    while at < len(LETTER):
        step = steps[turn % len(steps)]
        blocks += splitter.feed(LETTER[at : at + step])
        splitter.tail()
        at, turn = at + step, turn + 1
    assert blocks + splitter.close() == BLOCKS


SIGNS = st.sampled_from(
    ["- ", "1. ", "# ", "> ", "```", "|", "a", " ", "\n", "\n\n", "  ", "|-|", "**", "---", "x y"]
)


@given(st.lists(SIGNS, max_size=60), st.integers(1, 7))
def test_whatever_arrives_in_whatever_steps_makes_the_same_blocks(pieces: list[str], step: int) -> None:
    text = "".join(pieces)
    splitter, blocks = BlockSplitter(), []
    for at in range(0, len(text), step):
        blocks += splitter.feed(text[at : at + step])
    assert blocks + splitter.close() == split(text)


@given(st.text("ab \n-#>|`*1.", max_size=200))
def test_every_letter_of_the_answer_is_in_a_block(text: str) -> None:
    shown = "".join(block.text + block.marker + "".join(map("".join, block.rows)) for block in split(text))
    for letter in "ab":
        assert shown.count(letter) == text.count(letter)


def test_a_block_that_has_ended_is_given_once_and_the_rest_is_the_tail() -> None:
    splitter = BlockSplitter()
    assert splitter.feed("First.\n\nSec") == [Block(BlockKind.PARAGRAPH, "First.")]
    assert splitter.tail() == Tail(1, BlockKind.PARAGRAPH, 0, "", (), "Sec")
    assert splitter.feed("ond\nline") == []
    assert splitter.tail() == Tail(1, BlockKind.PARAGRAPH, 0, "", ("Second",), "line")
    assert splitter.tail(1) == Tail(1, BlockKind.PARAGRAPH, 0, "", (), "line")
    assert splitter.close() == [Block(BlockKind.PARAGRAPH, "Second\nline")]
    assert splitter.tail() is None


def test_an_item_ends_when_the_next_one_begins() -> None:
    splitter = BlockSplitter()
    splitter.feed("- one\n- t")
    assert splitter.tail() == Tail(1, BlockKind.ITEM, 0, "•", (), "t")


def test_open_code_shows_its_lines_and_not_the_fence_that_closes_it() -> None:
    splitter = BlockSplitter()
    splitter.feed("```sh\nls\n``")
    assert splitter.tail() == Tail(0, BlockKind.CODE, 0, "sh", ("ls",), "``")
    splitter.feed("`")
    assert splitter.tail() == Tail(0, BlockKind.CODE, 0, "sh", ("ls",), "")
    assert splitter.feed("\n") == [Block(BlockKind.CODE, "ls", 0, "sh")]


def test_code_that_never_ends_is_code() -> None:
    assert split("```\n# not a heading\n- no item") == [Block(BlockKind.CODE, "# not a heading\n- no item")]


def test_a_year_at_the_start_of_a_line_is_no_list() -> None:
    assert split("It was signed in\n2024. Then it ran.") == [
        Block(BlockKind.PARAGRAPH, "It was signed in\n2024. Then it ran.")
    ]


def test_a_line_without_end_is_cut_at_spaces_and_loses_no_word() -> None:
    text = "word " * 10_000
    blocks = split(text)
    assert max(len(block.text) for block in blocks) <= LONGEST
    assert sum(block.text.count("word") for block in blocks) == 10_000


def test_a_table_without_end_stays_within_its_bounds_and_loses_no_row() -> None:
    text = "|a|b|\n|-|-|\n" + "|x|y|\n" * 9_000
    blocks = split(text)
    assert all(sum(map(len, block.rows)) <= MOST_CELLS for block in blocks)
    cells = [cell for block in blocks for row in block.rows for cell in row]
    assert cells.count("x") + sum(block.text.count("x") for block in blocks) == 9_000


def test_deep_lists_and_quotes_are_flattened() -> None:
    nested = "\n".join("  " * depth + "- a" for depth in range(200))
    assert {block.level for block in split(nested)} == set(range(6))
    assert [block.level for block in split(">" * 10_000 + "a")] == [6]


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "- " * 50_000,
        "a" * 200_000,
        "|" * 100_000,
        "|a" * 50_000 + "\n" + "|-" * 50_000,
        "```\n" + "x\n" * 50_000,
        "#" * 100_000,
        " " * 100_000 + "a",
        "| -" * 30_000 + "x",
        "*  " * 30_000 + "x",
        "|x\n" * 30_000,
        "1. " * 30_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    splitter = BlockSplitter()
    for at in range(0, len(text), 50):
        splitter.feed(text[at : at + 50])
    splitter.close()
    assert time.process_time() - began < 1.5  # measured at most 0.11 s; a quadratic pass takes minutes
