"""The bundled faces: what they can write, and that their licences lie beside them."""

from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontMetrics, QRawFont

from homeport.ui.theme import Theme
from homeport.ui.theme.fonts import ROLES

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
NORDIC = "åäöÅÄÖæøÆØéÉðþÐÞšžŠŽáÁ"
MARKS = "…·–—“”‘’«»•€£§×≤≥→←"


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.[ot]tf")), ids=lambda path: path.name)
def test_a_face_writes_the_nordic_languages_and_our_marks(qapp: object, path: Path) -> None:
    face = QRawFont(str(path), 14)
    assert [letter for letter in NORDIC + MARKS if not face.supportsCharacter(ord(letter))] == []


def test_every_face_has_its_licence_beside_it() -> None:
    families = {path.name.partition("-")[0] for path in FONTS.glob("*.[ot]tf")}
    assert families == {"Inter", "JetBrainsMono"}
    for family in families:
        text = (FONTS / f"{family}-OFL.txt").read_text("utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text
        assert text.startswith("Copyright")


def test_the_faces_stay_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 2_000_000


def test_figures_of_times_and_amounts_are_equally_wide(theme: Theme) -> None:
    metrics = QFontMetrics(theme.font("caption"))
    assert len({metrics.horizontalAdvance(figure * 8) for figure in "0123456789"}) == 1


def test_weights_are_drawn_and_not_smeared(theme: Theme) -> None:
    """A face that is missing would be emboldened by Qt: its widths would be those of another weight."""
    widths = []
    for weight in (400, 500, 600, 700):
        font = QFont(theme.font("body"))
        font.setWeight(QFont.Weight(weight))
        widths.append(QFontMetrics(font).horizontalAdvance("Homeport has sent nothing from this task" * 3))
    assert widths == sorted(set(widths))


def test_no_role_is_smaller_than_can_be_read() -> None:
    assert min(px for px, _ in ROLES.values()) >= 11.5
