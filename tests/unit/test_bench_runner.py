"""The bench runner finds modules, tells what failed and replaces only its own block of the page."""

import importlib.util
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("homeport_bench_runner", ROOT / "tests" / "bench" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RUNNER = _runner()


def bench(folder: Path, name: str, body: str) -> Path:
    path = folder / f"bench_{name}.py"
    path.write_text(body, "utf-8")
    return path


def test_modules_are_found_by_name_and_can_be_chosen(tmp_path: Path) -> None:
    b, a = bench(tmp_path, "b", ""), bench(tmp_path, "a", "")
    (tmp_path / "helper.py").touch()
    assert RUNNER.modules(tmp_path) == [a, b]
    assert RUNNER.modules(tmp_path, ["b"]) == [b]


def test_rows_come_from_run(tmp_path: Path) -> None:
    path = bench(tmp_path, "x", "def run():\n    return [('start', '0.4 s', '< 1 s')]\n")
    assert RUNNER.measure(path) == ([("start", "0.4 s", "< 1 s")], True)


@pytest.mark.parametrize("body", ["def run():\n    1 / 0\n", "import no_such_module\n", "", "def run(:\n"])
def test_a_broken_module_is_told_and_fails_the_run(body: str, tmp_path: Path) -> None:
    (row,), ended = RUNNER.measure(bench(tmp_path, "x", body))
    assert row[:2] == ("x", "failed")
    assert not ended


def test_only_the_block_of_the_page_is_replaced() -> None:
    page = f"# Title\n\n{RUNNER.BEGIN}\nold\n{RUNNER.END}\n\nafter\n"
    assert RUNNER.page_with(page, "new") == f"# Title\n\n{RUNNER.BEGIN}\nnew\n{RUNNER.END}\n\nafter\n"


@pytest.mark.parametrize("page", ["", "text", "BEGIN", "END BEGIN", "BEGIN BEGIN END"])
def test_a_page_without_one_block_is_left_alone(page: str) -> None:
    with pytest.raises(ValueError, match="one block"):
        RUNNER.page_with(page.replace("BEGIN", RUNNER.BEGIN).replace("END", RUNNER.END), "new")


def test_the_shipped_page_has_its_block() -> None:
    assert "new" in RUNNER.page_with((ROOT / "docs" / "benchmarks.md").read_text("utf-8"), "new")


def test_a_cell_stays_in_its_table() -> None:
    assert RUNNER.table([("a|b", "1\n2", "")]).splitlines()[-1] == "| a\\|b | 1 2 |  |"


def test_the_machine_is_described_but_not_named() -> None:
    told = RUNNER.machine(datetime(2026, 1, 2, tzinfo=UTC))
    assert told.startswith("2026-01-02")
    assert "cores" in told
    assert socket.gethostname() not in told.split()
