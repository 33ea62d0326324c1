"""The guide says what is there: pictures, keys, and the words that the window itself uses."""

import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from homeport.ui.actions import MENUS, Actions
from homeport.ui.words import Words

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
WALK = GUIDE / "first-ten-minutes.md"
MENDED = "## What was mended because of this walk"
"""From here on the walk speaks of what no longer is."""

LARGEST = 120_000
KEYS = re.compile(r"\*\*((?:Ctrl|Shift|F\d|Esc)[^*]*)\*\*")
QUOTED = re.compile(r"“([^”]+)”")
PICTURES = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
ELSEWHERE = {"cloud", "task"}
"""Quoted because they are others' words, not those of a control."""


def said(language: str = "en") -> set[str]:
    """Every text of the catalogues, without ellipses, with a slot standing for anything."""
    texts: set[str] = set()
    for path in (ROOT / "resources" / "i18n" / language).glob("*.toml"):
        for value in tomllib.loads(path.read_text("utf-8")).values():
            texts.update(value.values() if isinstance(value, dict) else [value])
    return texts


def is_said(quoted: str, texts: set[str]) -> bool:
    wanted = quoted.rstrip("….")
    patterns = (re.escape(text.rstrip("….")) for text in texts)
    return any(re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", pattern), wanted) for pattern in patterns)


def walk() -> str:
    return WALK.read_text("utf-8").partition(MENDED)[0]


@pytest.mark.parametrize("page", [WALK, GUIDE / "user.md", ROOT / "README.md"], ids=lambda page: page.name)
def test_every_picture_is_there_and_small(page: Path) -> None:
    pictures = PICTURES.findall(page.read_text("utf-8"))
    assert pictures
    for says, name in pictures:
        path = page.parent / name
        assert path.exists(), name
        assert says, f"{name} is not described"
        assert path.stat().st_size < LARGEST, f"{name}: {path.stat().st_size}"


def test_no_picture_is_left_over() -> None:
    there = {path.name for path in (GUIDE / "pictures").iterdir()}
    assert there == {Path(name).name for _, name in PICTURES.findall(WALK.read_text("utf-8"))}


@pytest.mark.parametrize("text", [walk(), (GUIDE / "user.md").read_text("utf-8")], ids=["walk", "user"])
def test_every_word_of_a_control_is_in_the_catalogues(text: str) -> None:
    plain = re.sub(r"\s+", " ", text)
    texts = said() | {entry for text_ in said() for entry in text_.split("; ")}
    unknown = [
        quoted for quoted in QUOTED.findall(plain) if quoted not in ELSEWHERE and not is_said(quoted, texts)
    ]
    assert not unknown


def test_every_key_of_the_walk_is_a_key_of_the_window() -> None:
    keys = {
        key.replace("Return", "Enter") for entries in MENUS.values() for entry in entries for key in entry.keys
    }
    named = set(KEYS.findall(walk()))
    assert len(named) > 8
    assert named <= keys, named - keys


def test_the_table_of_keys_is_that_of_the_menus(words: Words, qtbot: object) -> None:
    window = QWidget()
    actions = Actions(window, words)
    table = (GUIDE / "user.md").read_text("utf-8").partition("## Keys")[2].partition("## Adding")[0]
    for entries in MENUS.values():
        for entry in entries:
            if entry.keys:
                assert entry.keys[0].replace("Return", "Enter") in table, entry.do
                assert actions[entry.do].text().partition("\t")[0] in table, entry.do
    window.deleteLater()
