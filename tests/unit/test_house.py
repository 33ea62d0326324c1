"""The house stands as ADR 0002 draws it, and each rule about it catches what it is there for."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app" / "homeport"
PYPROJECT = ROOT / "pyproject.toml"
CONTRACTS: list[dict[str, Any]] = tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]

HOUSE = "The house points downwards"
ROOMS = "Adapters do not know each other; what the operating system offers lies under all of them"
WINDOW = "Only the window knows Qt"
CLOSED = "Rules and services open nothing"
NO_BUSINESS = "Adapters do not know the services or the pure engines"

PLANTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    HOUSE: (
        ("homeport.domain", "import homeport.text"),
        ("homeport.text", "import homeport.policy"),
        ("homeport.policy", "import homeport.labelling"),
        ("homeport.labelling", "import homeport.redaction"),
        ("homeport.quality", "from homeport import workflows"),
        ("homeport.wire", "import homeport.ports"),
        ("homeport.ports", "import homeport.services"),
        ("homeport.services", "import homeport.adapters.store"),
        ("homeport.adapters.egress", "import homeport.cli"),
        ("homeport.cli", "import homeport.adapters.engines"),
        ("homeport.ui", "def late():\n    import homeport.bootstrap"),
        ("homeport.domain", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import homeport.wire"),
        ("homeport.stray", "THIS_PACKAGE_HAS_NO_PLACE = True"),
    ),
    NO_BUSINESS: (("homeport.adapters.store", "import homeport.policy"),),
    ROOMS: (
        ("homeport.adapters.engines", "import homeport.adapters.egress"),
        ("homeport.adapters.system", "import homeport.adapters.documents"),
        ("homeport.adapters.stray", "THIS_PACKAGE_HAS_NO_PLACE = True"),
    ),
    WINDOW: (("homeport.services", "from PySide6.QtCore import QObject"),),
    CLOSED: (("homeport.policy", "import socket"),),
}

PURE = frozenset(
    {
        "bisect",
        "collections",
        "dataclasses",
        "enum",
        "functools",
        "hashlib",
        "ipaddress",
        "itertools",
        "json",
        "math",
        "re",
        "typing",
    }
)
"""Standard modules without input, output, clock or chance."""

REACHING = frozenset({"open", "input", "print", "eval", "exec", "compile", "__import__", "breakpoint"})
"""Built-in functions that reach out of a pure module, or round the check of its imports."""


def copy_of_the_house(folder: Path) -> Path:
    """A copy of the program and its contracts that can be spoilt."""
    shutil.copytree(APP, folder / "app" / "homeport", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PYPROJECT, folder / "pyproject.toml")
    return folder


def plant(house: Path, package: str, code: str) -> None:
    """Put code into a package of the copy; a package that is not there is made, a module is added to."""
    place = house.joinpath("app", *package.split("."))
    module = place.with_suffix(".py")
    if module.exists():
        module.write_text(f"{module.read_text('utf-8')}\n{code}\n", "utf-8")
        return
    place.mkdir(exist_ok=True)
    (place / "__init__.py").touch()
    (place / "planted.py").write_text(f"{code}\n", "utf-8")


def contracts_of(house: Path) -> tuple[dict[str, bool], str]:
    """Whether each contract is kept, and all that the linter says."""
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "app"), "COLUMNS": "400", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = result.stdout + result.stderr
    kept = {
        line.removesuffix(verdict).strip(): verdict == " KEPT"
        for line in said.splitlines()
        for verdict in (" KEPT", " BROKEN")
        if line.endswith(verdict)
    }
    assert (result.returncode == 0) == (bool(kept) and all(kept.values())), said
    return kept, said


def test_every_contract_is_kept(tmp_path: Path) -> None:
    kept, said = contracts_of(copy_of_the_house(tmp_path))
    assert kept == {contract["name"]: True for contract in CONTRACTS}, said


def test_every_contract_has_a_planted_violation() -> None:
    assert set(PLANTS) == {contract["name"] for contract in CONTRACTS}


@pytest.mark.parametrize(
    ("contract", "package", "code"),
    [(contract, *planted) for contract, plants in PLANTS.items() for planted in plants],
)
def test_a_planted_violation_is_caught(contract: str, package: str, code: str, tmp_path: Path) -> None:
    house = copy_of_the_house(tmp_path)
    plant(house, package, code)
    kept, said = contracts_of(house)
    assert kept.get(contract) is False, said
    # Named, so that a contract broken by something else does not pass for a catch.
    assert f"{package}.planted ->" in said or f"{package}\n" in said, said


@pytest.mark.parametrize("name", [WINDOW, CLOSED, NO_BUSINESS])
def test_a_forbidding_contract_catches_every_pair_it_names(name: str, tmp_path: Path) -> None:
    contract = next(contract for contract in CONTRACTS if contract["name"] == name)
    pairs = list(product(contract["source_modules"], contract["forbidden_modules"]))
    house = copy_of_the_house(tmp_path)
    for source in contract["source_modules"]:
        plant(house, source, "\n".join(f"import {forbidden}" for forbidden in contract["forbidden_modules"]))
    _, said = contracts_of(house)
    missed = [pair for pair in pairs if f"{pair[0]} is not allowed to import {pair[1]}:" not in said]
    assert missed == []


def test_the_forbidding_contracts_leave_out_no_package() -> None:
    layers = next(contract for contract in CONTRACTS if contract["name"] == HOUSE)["layers"]
    packages = {f"homeport.{package}" for layer in layers for package in layer.split(" | ")}
    by_name = {contract["name"]: set(contract.get("source_modules", ())) for contract in CONTRACTS}
    assert packages - by_name[WINDOW] == {"homeport.ui"}
    above = {"homeport.__main__", "homeport.bootstrap", "homeport.ui", "homeport.cli", "homeport.adapters"}
    assert packages - by_name[CLOSED] == above


def impurities(source: str) -> set[str]:
    """What a module imports or calls that a module of the domain may not."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if not _pure(alias.name)}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found |= set() if _pure(module) else {module}
        elif isinstance(node, ast.Name) and node.id in REACHING:
            found.add(node.id)
    return found


def _pure(module: str) -> bool:
    return module.startswith("homeport.domain.") or module.partition(".")[0] in PURE


@pytest.mark.parametrize("path", sorted((APP / "domain").rglob("*.py")), ids=lambda path: path.name)
def test_the_domain_imports_only_pure_standard_modules(path: Path) -> None:
    assert impurities(path.read_text("utf-8")) == set()


@pytest.mark.parametrize(
    "line",
    [
        "import time",
        "import os.path",
        "from random import choice",
        "import json, socket",
        "from homeport.text import tokens",
        "from . import task",
        "import attrs",
        "def f():\n    import datetime",
        "text = open('a').read()",
        "__import__('socket')",
    ],
)
def test_an_impure_line_in_the_domain_is_caught(line: str) -> None:
    assert impurities(line) != set()


def banned(code: str) -> bool:
    """Whether ruff, with the project's settings, refuses the code as a banned import."""
    result = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--config", PYPROJECT, "--select", "TID251", "--no-cache",
         "--stdin-filename", APP / "ui" / "planted.py", "-"],
        input=code, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.returncode in (0, 1), result.stderr
    return "TID251" in result.stdout


@pytest.mark.parametrize(
    "code",
    [
        "import PySide6.QtNetwork",
        "from PySide6 import QtNetwork",
        "from PySide6.QtNetwork import QTcpSocket",
    ],
)
def test_the_windows_own_network_module_is_banned(code: str) -> None:
    assert banned(f"{code}\n")


def test_other_parts_of_qt_are_not_banned() -> None:
    assert not banned("from PySide6 import QtWidgets\n")
