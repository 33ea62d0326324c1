"""Lists every third-party package of the shipped program in NOTICE, with its licence, from the installed metadata.

Run by ``make notices``. A test compares NOTICE with the pins and refuses a licence that is not in `ACCEPTED`.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = (ROOT / "requirements" / "runtime.txt", ROOT / "requirements" / "embedded.txt")
NOTICE = ROOT / "NOTICE"
BEGIN, END = "-- packages: begin (made by `make notices`) --", "-- packages: end --"

ACCEPTED = frozenset(
    {
        "Apache-2.0",
        "BSD-3-Clause",
        "LGPL-3.0-only",  # Qt and its bindings, shipped as replaceable shared files
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)
"""SPDX identifiers of licences the program can be shipped under without asking anybody."""

BY_HAND = {
    "pypdfium2": "Apache-2.0 AND BSD-3-Clause",  # the metadata names them in prose
    "pywin32-ctypes": "BSD-3-Clause",  # only on Windows
    "sqlcipher3": "Zlib",  # no licence field; the text in the wheel is zlib's
}

FROM_WORDS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def pins() -> dict[str, str]:
    """Name to version of everything that is shipped on some system."""
    found = re.findall(
        r"^([a-z0-9][a-z0-9._-]*)==(\S+)", "\n".join(path.read_text("utf-8") for path in PINS), re.M
    )
    return dict(sorted(found))


def licence_of(name: str) -> str:
    """The SPDX expression of a package; empty when nothing tells."""
    if name in BY_HAND:
        return BY_HAND[name]
    try:
        given = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classified = [FROM_WORDS[word] for word in given.get_all("Classifier") or [] if word in FROM_WORDS]
    return given.get("License-Expression") or " AND ".join(classified) or given.get("License", "").strip()


def accepted(expression: str) -> bool:
    """Whether the licence can be met: for OR one side is enough, for AND every side is needed.

    Parentheses and exceptions do not occur among our packages and are refused.
    """
    sides = expression.split(" OR ")
    return any(all(part.strip() in ACCEPTED for part in side.split(" AND ")) for side in sides)


def table(before: str = "") -> str:
    """One line a package. One that this system does not install keeps the line it had."""
    lines = []
    for name, version in pins().items():
        kept = re.search(rf"^{re.escape(name)} {re.escape(version)}  (.+)$", before, re.M)
        licence = licence_of(name) or (kept[1] if kept else "UNKNOWN")
        lines.append(f"{name} {version}  {licence}")
    return "\n".join(lines)


def main() -> int:
    """Print the list, or with ``--write`` put it into NOTICE."""
    text = NOTICE.read_text("utf-8")
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    new = table(text)
    if "--write" in sys.argv[1:]:
        NOTICE.write_text(f"{head}{BEGIN}\n{new}\n{END}{tail}", "utf-8")
    else:
        print(new)
    return 1 if "UNKNOWN" in new else 0


if __name__ == "__main__":
    sys.exit(main())
