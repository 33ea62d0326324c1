"""The type of the window: Inter and JetBrains Mono as they are bundled, in the roles of the design."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication

TEXT_FAMILY = "Inter"
CODE_FAMILY = "JetBrains Mono"

ROLES: dict[str, tuple[float, int]] = {
    "brand": (16, 700),
    "title": (17, 600),
    "panel_title": (15, 600),
    "body": (14, 400),
    "strong": (14, 600),
    "row": (13, 500),
    "button": (14, 600),
    "ghost": (13, 500),
    "caption": (12, 400),
    "section": (12, 600),
    "badge": (11.5, 600),
    "code": (13, 400),
}
"""Role to size in px at 100 % and weight."""

USUAL_PX = {"windows": 12.0, "cocoa": 13.0}
"""Height of the system's text before anybody enlarged it: 9 pt at 96 dpi, 13 pt at 72 dpi."""

USUAL_ELSEWHERE_PX = 44 / 3
"""11 pt at 96 dpi, the usual text of a Linux desktop."""


def load_fonts(folder: Path) -> None:
    """Make the bundled faces known to the application; for a missing file the system's own font stands in."""
    for path in sorted(folder.glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


def system_factor() -> float:
    """How much larger than usual the person has set the text of the whole computer; 1 at least, 2 at most."""
    usual = USUAL_PX.get(QGuiApplication.platformName(), USUAL_ELSEWHERE_PX)
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    factor = QFontInfo(system).pixelSize() / usual
    return min(2.0, factor) if factor > 1.1 else 1.0


def make_font(role: str, factor: float) -> QFont:
    """The font of a role, `factor` times its size.

    Raises:
        KeyError: for a role that `ROLES` does not have.
    """
    px, weight = ROLES[role]
    code = role == "code"
    fallback = QFontDatabase.SystemFont.FixedFont if code else QFontDatabase.SystemFont.GeneralFont
    font = QFont([CODE_FAMILY if code else TEXT_FAMILY, QFontDatabase.systemFont(fallback).family()])
    font.setPixelSize(int(px * factor + 0.5))
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if role in {"caption", "section"}:
        # Times and amounts stand under each other and change in place: figures of one width keep them still.
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
