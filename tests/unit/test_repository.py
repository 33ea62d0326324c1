"""What must be true of the files: nothing secret, nothing of one machine, nothing hidden, one version."""

import re
import tomllib
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = frozenset({".docx", ".gguf", ".pdf", ".png", ".ico", ".icns", ".ttf", ".woff2", ".zip", ".xlsx", ".pptx"})
ADR_PARTS = ["Summary", "Context", "Decision", "Consequences", "Alternatives"]

# Patterns are written so that they do not match this file.
_KEY = re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----"
    r"(?:\\n|[\s\"'+])*(?:[A-Za-z-]+: [^\n]*\s+)*[A-Za-z0-9+/]{40}"
    r"|minisign encrypted secret[ ]key\s+[A-Za-z0-9+/]{40}"
)
_INDEX = re.compile(
    r"https?://[^\s\"'/]*(?:py"
    r"pi\.|python"
    r"hosted\.)|--(?:extra-)?index-"
    r"url|--find-"
    r"links|PIP_(?:EXTRA_)?INDEX_"
    r"URL"
)
_MACHINE = re.compile(r"(?<![\w.$}>-])/(?:work|root|home/[a-z][\w-]*|Users/[A-Za-z][\w-]*)/(?=[\w.])")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]")


def ignored_names() -> list[str]:
    lines = (ROOT / ".gitignore").read_text("utf-8").split()
    return [".git", *(line.rstrip("/") for line in lines)]


def files(folder: Path, ignored: list[str]) -> Iterator[Path]:
    """Every file git would take; read from .gitignore, because a bare machine need not have git."""
    for path in sorted(folder.iterdir()):
        if any(fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files(path, ignored)
        elif path.suffix not in BINARY:
            yield path


def texts() -> Iterator[tuple[str, str]]:
    for path in files(ROOT, ignored_names()):
        # Broken documents among the test data are not UTF-8; what is looked for is ASCII or whole characters.
        yield str(path.relative_to(ROOT)), path.read_bytes().decode("utf-8", errors="replace")


def holds_private_key(text: str) -> bool:
    return _KEY.search(text) is not None


def names_an_index(text: str) -> bool:
    return _INDEX.search(text) is not None


def names_a_machine(text: str) -> bool:
    return _MACHINE.search(text) is not None


def hides_characters(text: str) -> bool:
    return _BIDI.search(text) is not None or _CONTROL.search(text) is not None


def test_files_are_looked_at() -> None:
    names = {name for name, _ in texts()}
    assert {
        "Makefile",
        ".ci/run",
        "pyproject.toml",
        "app/homeport/__init__.py",
        "docs/adr/0002-the-house.md",
    } <= names
    assert not any(name.startswith((".venv/", ".git/")) or "__pycache__" in name for name in names)


@pytest.mark.parametrize("found", [holds_private_key, names_an_index, names_a_machine])
def test_no_file_holds_it(found: Callable[[str], bool]) -> None:
    assert [name for name, text in texts() if found(text)] == []


def test_no_source_hides_characters() -> None:
    written = (".py", ".toml", ".md", ".sh", ".in", "Makefile", "run", "NOTICE", "LICENSE")
    assert [name for name, text in texts() if name.endswith(written) and hides_characters(text)] == []


BEGIN = "-----BEGIN "


@pytest.mark.parametrize(
    ("found", "planted"),
    [
        (holds_private_key, BEGIN + "PRIVATE KEY-----\n" + "A" * 64),
        (holds_private_key, BEGIN + "RSA PRIVATE KEY-----\\n" + "A" * 64),
        (holds_private_key, BEGIN + "EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n" + "A" * 64),
        (holds_private_key, BEGIN + "OPENSSH PRIVATE KEY-----\n" + "b3Bl" * 16),
        (holds_private_key, 'KEY = "' + BEGIN + 'PRIVATE KEY-----"\n    "' + "A" * 64),
        (holds_private_key, "untrusted comment: minisign encrypted secret key\n" + "A" * 64),
        (names_an_index, "https://py" + "pi.org/simple"),
        (names_an_index, "https://files.python" + "hosted.org/packages/a.whl"),
        (names_an_index, "pip install --extra-index-" + "url file:///x"),
        (names_a_machine, "path = '/wo" + "rk/main/app'"),
        (names_a_machine, "see /ro" + "ot/.cache"),
        (names_a_machine, "/ho" + "me/anna/homeport"),
        (names_a_machine, "/Us" + "ers/anna/homeport"),
        (hides_characters, "access = 'user\u202e'"),
        (hides_characters, "a\u2066b"),
        (hides_characters, "zero\u200bwidth"),
        (hides_characters, "\x1b[31m"),
    ],
)
def test_a_planted_one_is_found(found: Callable[[str], bool], planted: str) -> None:
    assert found(planted)


@pytest.mark.parametrize(
    ("found", "harmless"),
    [
        (holds_private_key, "-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
        (holds_private_key, BEGIN + "CERTIFICATE-----\n" + "A" * 64),
        (names_an_index, "the package index"),
        (names_a_machine, "https://example.test/wo" + "rk/item"),
        (names_a_machine, "$HOME/work/x, build/work/y, /home/"),
        (hides_characters, "Strängt konfidentiell\t–\r\n"),
    ],
)
def test_a_harmless_one_is_not(found: Callable[[str], bool], harmless: str) -> None:
    assert not found(harmless)


def broken_links(folder: Path, text: str) -> list[str]:
    """Links of a Markdown page to files that are not there."""
    targets = re.findall(r"\]\(([^)\s#]+)[^)]*\)", text)
    return [target for target in targets if "://" not in target and not (folder / target).exists()]


def test_pages_link_to_what_is_there() -> None:
    pages = [path for path in files(ROOT, ignored_names()) if path.suffix == ".md"]
    broken = {str(page.relative_to(ROOT)): broken_links(page.parent, page.read_text("utf-8")) for page in pages}
    assert {page: links for page, links in broken.items() if links} == {}


def test_a_broken_link_is_found() -> None:
    assert broken_links(ROOT, "[a](README.md) [b](docs/adr) [c](https://example.test/x) [d](README.md#two)") == []
    assert broken_links(ROOT, "[a](README.md) [b](docs/no-such-page.md)") == ["docs/no-such-page.md"]


def briefcase_problems(pyproject: str, briefcase: str) -> list[str]:
    """What is wrong with the split between the two files; see the head of briefcase.toml."""
    project, place = tomllib.loads(pyproject), tomllib.loads(briefcase)
    problems = []
    if "briefcase" in project.get("tool", {}):
        problems.append("pyproject.toml has tool.briefcase")
    if set(place) != {"tool"} or set(place.get("tool", {})) != {"briefcase"}:
        problems.append("briefcase.toml has more, or less, than tool.briefcase")
    told = place.get("tool", {}).get("briefcase", {})
    if told.get("version") != project["project"]["version"]:
        problems.append("the versions differ")
    return problems


def test_briefcase_settings_stand_in_their_own_file_with_the_same_version() -> None:
    pyproject, briefcase = ((ROOT / name).read_text("utf-8") for name in ("pyproject.toml", "briefcase.toml"))
    assert briefcase_problems(pyproject, briefcase) == []
    tomllib.loads(f"{pyproject}\n{briefcase}")  # they are joined for Briefcase: no table may stand in both


PROJECT = '[project]\nversion = "1"\n'
PLACE = '[tool.briefcase]\nversion = "1"\n'


@pytest.mark.parametrize(
    ("pyproject", "briefcase"),
    [
        (PROJECT + "[tool.briefcase]\n", PLACE),
        (PROJECT, PLACE + "[tool.other]\n"),
        (PROJECT, PLACE + "[project]\n"),
        (PROJECT, ""),
        (PROJECT, '[tool.briefcase]\nversion = "2"\n'),
        (PROJECT, "[tool.briefcase]\n"),
    ],
)
def test_a_wrong_split_is_found(pyproject: str, briefcase: str) -> None:
    assert briefcase_problems(PROJECT, PLACE) == []
    assert briefcase_problems(pyproject, briefcase) != []


def version_problems(version: str, changelog: str, installed: str) -> list[str]:
    """Where another version than the project's is told."""
    problems = [] if installed == version else [f"installed is {installed}: run `make setup`"]
    releases = re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.M)
    if releases and releases[0] != version:
        problems.append(f"the changelog's newest release is {releases[0]}")
    if not changelog.partition("\n## ")[2].startswith("[Unreleased]"):
        problems.append("the changelog does not begin with what is unreleased")
    return problems


def test_one_version_is_told_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert version_problems(version, changelog, metadata.version("homeport")) == []


def test_another_version_is_found() -> None:
    good = "# Changelog\n\n## [Unreleased]\n\n## [1.0] - 2026-01-01\n"
    assert version_problems("1.0", good, "1.0") == []
    assert version_problems("1.1", good, "1.1") != []
    assert version_problems("1.0", good, "1.1") != []
    assert version_problems("1.0", good.replace("## [Unreleased]\n", ""), "1.0") != []


def adr_problems(name: str, text: str) -> list[str]:
    """What a decision record lacks: number and title, each part once, in order and not empty."""
    problems = []
    number = name.partition("-")[0]
    if not re.match(rf"# {number}\. \S", text):
        problems.append(f"{name}: the first line is not '# {number}. Title'")
    parts = re.findall(r"^## (.+)\n+([^#\s].*)?", text, re.M)
    if [title for title, _ in parts] != ADR_PARTS:
        problems.append(f"{name}: the parts are not {', '.join(ADR_PARTS)}")
    problems += [f"{name}: {title} is empty" for title, first in parts if not first]
    return problems


def test_every_decision_record_is_whole() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [path.name[:4] for path in records]
    assert numbers == sorted(set(numbers))
    assert all(number.isdecimal() for number in numbers)
    assert [problem for path in records for problem in adr_problems(path.name, path.read_text("utf-8"))] == []


ADR = "# 0001. Title\n\n" + "".join(f"## {part}\n\nText.\n\n" for part in ADR_PARTS)


@pytest.mark.parametrize(
    "spoilt",
    [
        ADR.replace("# 0001. Title", "# Title"),
        ADR.replace("# 0001.", "# 0002."),
        ADR.replace("## Alternatives\n\nText.\n\n", ""),
        ADR.replace("## Context\n\nText.", "## Context\n"),
        ADR + "## More\n\nText.\n",
    ],
)
def test_a_spoilt_decision_record_is_found(spoilt: str) -> None:
    assert adr_problems("0001-title.md", ADR) == []
    assert adr_problems("0001-title.md", spoilt) != []
