"""Pictures of the window and its dialogs, compared with those that were looked at and kept.

The same wheel of Qt draws the bundled fonts without hinting into memory, so the same picture comes out the same
to the pixel on one machine. Between processors Qt takes other vector instructions, which round the blending of an
edge differently: by a level or two of 255. Colours are kept in steps of `LEVELS`, which lets a picture do with a
palette and halves the files; such a rounding is one step at most. `STRAY` pixels may differ by more, which
is less than a letter. Another letter or place is hundreds; colours of grounds and letters are kept as they are.

``make pictures`` keeps new ones. Look at them before you commit them.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from fakes.dialog_states import DIALOGS
from fakes.window_checks import settle
from fakes.window_states import SIZES, STATES, Stage
from homeport.ui.main_window import MainWindow
from homeport.ui.theme import Theme
from homeport.ui.words import Words

KEPT = Path(__file__).parent / "golden"

LEVELS = 24
"""Of 255; a channel that differs by one step counts as the same."""

OFTEN, MOST_FLAT = 400, 48
"""A colour of so many pixels, and one of so many most frequent ones, is flat."""

STRAY = 24
"""Pixels that may differ by more."""

ON_THE_EDGE = 4
"""Flat colours of which one picture has just enough pixels and the other has not."""

NORMAL = (1200, 720)

MAIN = ("empty", "answered", "held", "blocked", "streaming", "document_open")
"""States that are also kept with larger text."""

LOOKS = (("light", "en"), ("dark", "sv"))
CROSSED = (("dark", "en"), ("light", "sv"))

CASES = [
    *((state, *look, 1.0) for state in STATES for look in LOOKS),
    *(("answered", *look, 1.0) for look in CROSSED),
    *((state, *look, 1.5) for n, state in enumerate(MAIN) for look in (LOOKS[n % 2], CROSSED[n % 2])),
    *((name, *LOOKS[n % 2], 1.0) for n, name in enumerate(DIALOGS)),
    *(
        (name, *LOOKS[(n + 1) % 2], 1.0)
        for n, name in enumerate(DIALOGS)
        if name in {"sheet", "matrix", "finding"}
    ),
    *(("sheet", *look, 1.5) for look in LOOKS),
    *(("folded", *look, 1.0) for look in LOOKS),
]

Draw = Callable[[str, str, str, float], QImage]


@pytest.fixture
def draw(theme: Theme, request: pytest.FixtureRequest, qapp: QApplication) -> Draw:
    """Draws a state or a dialog."""

    def drawn(name: str, appearance: str, language: str, scale: float) -> QImage:
        qapp.setEffectEnabled(Qt.UIEffect.UI_General, False)  # nothing moves
        theme.set_appearance(appearance)  # type: ignore[arg-type]
        theme.set_scale(scale)
        words: Words = request.getfixturevalue("words" if language == "en" else "swedish")
        if name in DIALOGS:
            return picture_of(quiet(DIALOGS[name](theme, words)), qapp)
        window = MainWindow(theme, words)
        window.resize(*((800, 640) if name == "folded" else SIZES.get(name, NORMAL)))
        quiet(window)
        settle(qapp, 2)
        STATES["answered" if name == "folded" else name](Stage(window, theme, words))
        return picture_of(window, qapp)

    return drawn


def quiet(widget: QWidget) -> QWidget:
    """Shown without the keyboard: no caret, no ring."""
    widget.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    widget.show()
    return widget


def picture_of(widget: QWidget, app: QApplication) -> QImage:
    """What a widget looks like when it has come to rest, in colours of `LEVELS`."""
    settle(app, 12)
    if focus := widget.focusWidget():
        focus.clearFocus()
    QTest.qWait(60)  # text that is laid out piece by piece
    settle(app, 4)
    return coarse(widget.grab().toImage())


def flat(image: QImage) -> set[int]:
    """The colours of grounds, edges and the inside of letters; all others are blended from two of these."""
    often = Counter(memoryview(image.constBits()).cast("I")).most_common(MOST_FLAT)
    return {colour for colour, count in often if count >= OFTEN}


def coarse(image: QImage) -> QImage:
    """Flat colours as they are, blended ones in steps of `LEVELS`, so that a palette is enough for all of them."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(image.constBits()).cast("I")
    kept = flat(image)
    steps = bytes(min(255, (value + LEVELS // 2) // LEVELS * LEVELS) for value in range(256))
    colours = {
        colour: colour if colour in kept else int.from_bytes(colour.to_bytes(4, "big").translate(steps), "big")
        for colour in set(pixels)
    }
    data = array("I", [colours[pixel] for pixel in pixels]).tobytes()
    return QImage(data, image.width(), image.height(), QImage.Format.Format_RGB32).copy()


def small(image: QImage) -> QImage:
    """The same picture with a palette, if one is enough for it."""
    colours = set(memoryview(image.constBits()).cast("I"))
    if len(colours) > 256:
        return image
    opaque = [colour | 0xFF000000 for colour in sorted(colours)]
    return image.convertToFormat(QImage.Format.Format_Indexed8, opaque, Qt.ImageConversionFlag.AvoidDither)


def differing(one: QImage, other: QImage) -> int:
    """Pixels of which a channel differs by more than one step."""
    a, b = bytes(one.constBits()), bytes(other.constBits())
    if a == b:
        return 0
    wide = one.bytesPerLine()
    count = 0
    for start in range(0, len(a), wide):
        row, kept = a[start : start + wide], b[start : start + wide]
        if row != kept:
            far = {
                at // 4
                for at, (x, y) in enumerate(zip(row, kept, strict=True))
                if abs(x - y) > LEVELS and at % 4 < 3
            }
            count += len(far)
    return count


@pytest.mark.skipif(sys.platform != "linux", reason="other systems draw letters with their own rasteriser")
@pytest.mark.parametrize(
    ("name", "appearance", "language", "scale"), CASES, ids=["-".join(map(str, case)) for case in CASES]
)
def test_it_looks_as_it_was_approved(
    name: str,
    appearance: str,
    language: str,
    scale: float,
    draw: Draw,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    image = draw(name, appearance, language, scale)
    file = KEPT / f"{name}-{appearance}-{language}-{scale:g}.png"
    if request.config.getoption("--golden-write", default=False):
        KEPT.mkdir(exist_ok=True)
        assert small(image).save(str(file), "PNG", 0)  # 0: the smallest file
        return
    kept = QImage(str(file)).convertToFormat(QImage.Format.Format_RGB32)
    assert not kept.isNull(), f"{file.name} is not kept yet: --golden-write"
    image.save(str(tmp_path / file.name))
    assert image.size() == kept.size(), tmp_path
    assert differing(image, kept) <= STRAY, tmp_path / file.name
    assert len(flat(image) ^ flat(kept)) <= ON_THE_EDGE, tmp_path / file.name


def test_nothing_is_kept_that_nobody_compares() -> None:
    names = {f"{name}-{appearance}-{language}-{scale:g}.png" for name, appearance, language, scale in CASES}
    assert {file.name for file in KEPT.iterdir()} == names
    assert sum(file.stat().st_size for file in KEPT.iterdir()) < 6_000_000


def test_a_word_more_is_seen(draw: Draw, theme: Theme, words: Words, qapp: QApplication) -> None:
    before = draw("empty", "light", "en", 1.0)
    window = next(each for each in qapp.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible())
    window.header._why.setText("Why that route")
    assert differing(before, picture_of(window, qapp)) > STRAY
