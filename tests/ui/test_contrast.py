"""Every pair of colours that carries words or an edge, from the token files (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

from homeport.ui.theme.tokens import Tokens, contrast, load_tokens

THEMES = Path(__file__).parents[2] / "resources" / "themes"

PAGES = ("canvas", "surface", "sidebar", "raised")
"""Where text stands."""

STATES = ("hover", "pressed", "user")
"""Behind text of a row, a ghost button or a bubble for a moment or in part."""

APPEARANCES = [
    pytest.param(False, False, 4.5, 3.0, id="light"),
    pytest.param(True, False, 4.5, 3.0, id="dark"),
    pytest.param(False, True, 7.0, 4.5, id="light-contrast"),
    pytest.param(True, True, 7.0, 4.5, id="dark-contrast"),
]


def words_on(tokens: Tokens) -> dict[str, tuple[str, str]]:
    """Every colour of words with what it stands on."""
    c = tokens.colours
    softs = {f"{name} soft": lane.soft for name, lane in tokens.lanes.items()}
    softs |= {n: c[n] for n in ("accent_soft", "danger_soft", "warning_soft", "info_soft", "good_soft")}
    pages = {name: c[name] for name in PAGES}
    states = {name: c[name] for name in STATES}
    marks = {name: c[name] for name in ("selection", "match")}
    under = {
        "text": pages | states | marks | softs,
        "text2": pages | states | softs,
        "text3": pages | {"hover": c["hover"], "user": c["user"]},
        "accent": pages | {"hover": c["hover"], "user": c["user"], "accent_soft": c["accent_soft"]},
        "accent_hover": pages,
        "danger": pages | {"hover": c["hover"], "danger_soft": c["danger_soft"]},
        "warning": pages | {"warning_soft": c["warning_soft"]},
        "info": pages | {"info_soft": c["info_soft"]},
        "good": pages | {"good_soft": c["good_soft"]},
        "on_accent": {"accent": c["accent"], "accent_hover": c["accent_hover"]},
        "on_danger": {"danger": c["danger"], "danger_hover": c["danger_hover"]},
        "on_tooltip": {"tooltip": c["tooltip"]},
    }
    pairs = {f"{fg} on {name}": (c[fg], bg) for fg, places in under.items() for name, bg in places.items()}
    for name, lane in tokens.lanes.items():
        places = pages | {"hover": c["hover"], "its soft": lane.soft}
        pairs |= {f"{name} lane on {place}": (lane.fg, bg) for place, bg in places.items()}
    return pairs | {f"{name} badge": (badge.fg, badge.bg) for name, badge in tokens.classes.items()}


def edges_on(tokens: Tokens) -> dict[str, tuple[str, str]]:
    """Every colour of an edge, a focus ring or a scroll handle with what it stands on."""
    c = tokens.colours
    edges = ("border_strong", "accent", "danger")
    return {f"{edge} edge on {page}": (c[edge], c[page]) for edge in edges for page in PAGES}


@pytest.mark.parametrize(("dark", "high", "least_words", "least_edges"), APPEARANCES)
def test_every_pair_is_readable(dark: bool, high: bool, least_words: float, least_edges: float) -> None:
    tokens = load_tokens(THEMES, dark=dark, high_contrast=high)
    measured = [(name, contrast(*pair), least_words) for name, pair in words_on(tokens).items()]
    measured += [(name, contrast(*pair), least_edges) for name, pair in edges_on(tokens).items()]
    assert len(measured) > 100
    assert [f"{name}: {ratio:.2f} < {least}" for name, ratio, least in measured if ratio < least] == []


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#FFFFFF", "#FFFFFF", 1.0), ("#777777", "#FFFFFF", 4.48)],
)
def test_contrast_is_the_ratio_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_both_appearances_say_the_same_things() -> None:
    light, dark = (load_tokens(THEMES, dark=dark) for dark in (False, True))
    assert light.colours.keys() == dark.colours.keys()
    assert light.lanes.keys() == dark.lanes.keys()
    assert light.classes.keys() == dark.classes.keys()


@pytest.mark.parametrize("dark", [False, True])
def test_more_contrast_changes_only_what_there_is(dark: bool) -> None:
    plain, more = (load_tokens(THEMES, dark=dark, high_contrast=high) for high in (False, True))
    assert plain.colours.keys() == more.colours.keys()
    assert plain.lanes.keys() == more.lanes.keys()
    assert plain.colours != more.colours


@pytest.mark.parametrize("dark", [False, True])
def test_the_pictures_of_the_style_sheet_use_the_colours_of_their_theme(dark: bool) -> None:
    tokens = load_tokens(THEMES, dark=dark)
    folder = THEMES / ("dark" if dark else "light")
    wanted = {
        "check": ("on_accent",),
        "dash": ("on_accent",),
        "down": ("text2",),
        "up": ("text2",),
        "right": ("text2",),
        "down-disabled": ("disabled",),
        "radio": ("border_strong", "surface"),
        "radio-hover": ("accent", "surface"),
        "radio-on": ("accent", "on_accent"),
        "radio-disabled": ("border", "canvas"),
        "radio-on-disabled": ("disabled", "on_accent"),
    }
    assert {path.stem for path in folder.glob("*.svg")} == set(wanted)
    for name, used in wanted.items():
        found = re.findall(r"#[0-9A-Fa-f]{6}", (folder / f"{name}.svg").read_text("utf-8"))
        assert set(found) == {tokens.colours[token] for token in used}, name
