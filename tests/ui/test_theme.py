"""The theme: sizes, fonts, icons, what follows the system, and what it costs."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit

from homeport.domain.data_class import DataClass
from homeport.ui.theme import Theme
from homeport.ui.theme.fonts import ROLES
from homeport.ui.theme.style_sheet import filled_in

RESOURCES = Path(__file__).parents[2] / "resources"
ICONS = sorted(path.stem for path in (RESOURCES / "icons").glob("*.svg"))


def test_light_and_dark_give_other_colours_and_say_so(theme: Theme, qtbot: object) -> None:
    light = theme.colour("canvas")
    with qtbot.waitSignal(theme.changed):
        theme.set_appearance("dark")
    assert theme.dark
    assert theme.colour("canvas") != light
    assert QApplication.palette().color(QPalette.ColorRole.Window) == theme.colour("canvas")


def test_the_same_appearance_again_changes_nothing(theme: Theme) -> None:
    heard: list[bool] = []
    theme.changed.connect(lambda: heard.append(True))
    theme.set_appearance("light")
    theme.set_scale(1.0)
    assert heard == []


def test_text_and_spacing_grow_together_to_twice_their_size(theme: Theme) -> None:
    assert theme.px(12) == 12
    assert theme.font("body").pixelSize() == 14
    theme.set_scale(1.5)
    assert theme.px(12) == 18
    assert theme.font("body").pixelSize() == 21
    theme.set_scale(5)
    assert theme.scale == 2.0
    assert theme.font("title").pixelSize() == 34
    field = QLineEdit()
    field.ensurePolished()
    assert field.font().pixelSize() == 28


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_is_set_in_a_bundled_face(theme: Theme, role: str) -> None:
    font = theme.font(role)
    info = QFontInfo(font)
    assert info.family() == ("JetBrains Mono" if role == "code" else "Inter")
    assert info.weight() == ROLES[role][1]
    assert font.hintingPreference() == QFont.HintingPreference.PreferNoHinting


def test_an_unknown_lane_is_drawn_as_the_most_exposed(theme: Theme) -> None:
    assert theme.lane("moonbase") == theme.lane("premium")
    assert theme.lane("device") != theme.lane("premium")


def test_every_class_has_its_own_badge(theme: Theme) -> None:
    assert len({theme.data_class(data_class) for data_class in DataClass}) == len(DataClass)


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_drawn_in_the_colour_it_is_asked_for(theme: Theme, name: str) -> None:
    picture = theme.pixmap(name, QColor("#123456"), 20, 2.0)
    assert picture.width() == 40
    assert picture.devicePixelRatio() == 2.0
    image = picture.toImage()
    solid = [
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert len(solid) > 10
    assert set(solid) == {"#123456"}
    border = [image.pixelColor(x, y).alpha() for x in range(40) for y in (0, 39)]
    assert not any(border), "strokes stay within the grid"


def test_an_icon_for_menus_is_sharp_on_every_screen_and_pale_when_disabled(theme: Theme) -> None:
    icon = theme.icon("trash")
    assert not icon.isNull()
    active = icon.pixmap(20, 20).toImage()
    pale = icon.pixmap(20, 20, mode=icon.Mode.Disabled).toImage()
    assert active != pale


def test_icons_keep_one_stroke() -> None:
    for name in ICONS:
        text = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8")
        assert 'stroke-width="1.6"' in text, name
        assert 'viewBox="0 0 20 20"' in text, name
        assert "#" not in text, f"{name} has a colour of its own"


def test_the_style_sheet_names_only_what_there_is(theme: Theme) -> None:
    assert "@" not in QApplication.instance().styleSheet()
    assert filled_in("a { margin: @8px; color: @text; }", {"text": "red"}, lambda n: int(2 * n)) == (
        "a { margin: 16px; color: red; }"
    )
    with pytest.raises(KeyError):
        filled_in("a { color: @nothing; }", {}, int)


def test_no_colour_stands_in_the_code() -> None:
    folder = Path(__file__).parents[2] / "app" / "homeport" / "ui"
    for path in folder.rglob("*.py"):
        assert not re.search(r"[\"'(]#[0-9A-Fa-f]{3,8}\b", path.read_text("utf-8")), path


def test_the_theme_needs_qt_and_nothing_else() -> None:
    code = (
        "import sys, homeport.ui.theme;"
        "known = set(sys.stdlib_module_names) | {'PySide6', 'shiboken6', 'homeport'};"
        "print(sorted({m.partition('.')[0] for m in sys.modules} - known"
        " - {'__main__', 'sitecustomize', '_virtualenv', 'shibokensupport', 'signature_bootstrap'}));"
        "print(sorted(m for m in sys.modules if m.startswith('homeport.')"
        " and not m.startswith(('homeport.ui', 'homeport.domain'))))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded, ours = ran.stdout.splitlines()
    assert [name for name in ast.literal_eval(loaded) if not name.startswith("_")] == []
    assert ours == "[]"
