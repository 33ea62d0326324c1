"""Make docs/pictures/terminal.svg: the program's own terminal output, as a person sees it. Run by hand.

    python packaging/terminal_picture.py

It runs the program in a pseudo-terminal on a shipped example, so the picture shows nothing that did not happen.
The picture loads nothing from anywhere; its font is the monospaced one of whoever looks at it.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pexpect

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "pictures" / "terminal.svg"
COMMAND = "homeport route referral.docx --task medical"

COLUMNS, COLUMN, ROW, EDGE = 100, 8.4, 20, 20  # pixels; a monospaced character of 14 px is 8.4 px wide
COLOURS = {"31": "#ff9db5", "33": "#f0b25a", "36": "#5ccdbf", "2": "#929ba8"}  # the window's dark tokens
_STYLE = re.compile(r"\x1b\[(\d+)m")


def output() -> list[str]:
    """The lines of one run, with their colours."""
    program = str(Path(sys.executable).parent / "homeport")
    example = str(ROOT / "resources" / "examples" / "referral.docx")
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm"}
        child = pexpect.spawn(
            program,
            ["route", example, "--task", "medical"],
            env=environment,
            encoding="utf-8",
            dimensions=(60, COLUMNS),
            timeout=60,
        )
        child.expect(pexpect.EOF)
        text = str(child.before)
        child.close()
    # Of a line that was written over, only what stood there last.
    return [line.split("\x1b[K")[-1] for line in text.replace("\r\n", "\n").strip("\n").split("\n")]


def pieces(line: str) -> Iterator[tuple[int, str, str]]:
    """Column, text and style attributes of each run of one style; leading spaces become a column."""
    column, style = 0, ""
    for index, part in enumerate(_STYLE.split(line)):
        if index % 2:
            style = {"0": "", "1": ' font-weight="600"'}.get(part, f' fill="{COLOURS.get(part, "")}"')
        elif text := part.strip():
            yield column + len(part) - len(part.lstrip()), text, style
        column += 0 if index % 2 else len(part)


def picture(lines: list[str]) -> str:
    """The SVG."""
    width, height = round(COLUMNS * COLUMN + 2 * EDGE), len(lines) * ROW + 2 * EDGE
    drawn = [
        f'<text x="{EDGE + column * COLUMN:.1f}" y="{EDGE + (row + 0.75) * ROW:.0f}"{style}>{escape(text)}</text>'
        for row, line in enumerate(lines)
        for column, text, style in pieces(line)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
            ' font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14">',
            "<title>The route of a task about one patient: restricted, so it stays on this computer</title>",
            f'<rect width="{width}" height="{height}" rx="12" fill="#15181d"/>',
            '<g fill="#e8ebef" xml:space="preserve">',
            *drawn,
            "</g>",
            "</svg>\n",
        ]
    )


def main() -> None:
    """Write the picture."""
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture([f"\x1b[2m$ {COMMAND}\x1b[0m", "", *output()]), "utf-8")


if __name__ == "__main__":
    main()
