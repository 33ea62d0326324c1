"""What reaches the terminal obeys nobody but us."""

import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.cli.json_lines import JsonLines
from homeport.cli.main import COMMANDS, parse
from homeport.cli.terminal import Terminal, printable
from homeport.text.visible import visible


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain words", "plain words"),
        ("\x1b[2J\x1b[31mred", "[2J[31mred"),
        ("a\rb\bc", "abc"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\x9b31mC1", "31mC1"),
        ("räksmörgås\n\ttab", "räksmörgås\n\ttab"),
        ("soft\u00adhyphen", "soft\u00adhyphen"),
        ("\ud800", ""),
    ],
)
def test_control_characters_do_not_reach_the_terminal(written: str, shown: str) -> None:
    assert printable(written) == shown


@given(st.text())
def test_no_escape_ever_passes(text: str) -> None:
    assert not set(printable(text)) & set("\x1b\x9b\r\b\x07\u202e\u2066")


def test_a_pipe_gets_no_colours_and_no_progress() -> None:
    out = io.StringIO()
    terminal = Terminal(out=out, err=io.StringIO())
    terminal.progress("Reading 1 of 2")
    terminal.styled(terminal.paint("word", "31"))
    assert out.getvalue() == "word\n"


def test_long_paragraphs_are_wrapped_and_indented() -> None:
    out = io.StringIO()
    Terminal(out=out).line("word " * 60, 2, 4)
    first, *rest = out.getvalue().splitlines()
    assert first.startswith("  word")
    assert all(line.startswith("    word") for line in rest)
    assert max(map(len, (first, *rest))) <= 100


def test_an_error_says_what_and_what_next_on_the_error_stream() -> None:
    out, err = io.StringIO(), io.StringIO()
    Terminal(out=out, err=err).error("It broke.", "Do this.")
    assert out.getvalue() == ""
    assert err.getvalue() == "homeport: It broke.\n  Do this.\n"


@pytest.mark.parametrize(
    "line",
    [
        ["ask", "a.txt", "b.txt", "Why?", "--task", "contract", "--json"],
        ["ask", "--json", "a.txt", "--task", "contract", "b.txt", "Why?"],
        ["ask", "a.txt", "--task", "contract", "b.txt", "--json", "Why?"],
    ],
)
def test_options_may_stand_anywhere(line: list[str]) -> None:
    command, args = parse(line)
    assert command.name == "ask"
    assert ([path.name for path in args.files], args.instruction) == (["a.txt", "b.txt"], "Why?")
    assert (args.task, args.json) == ("contract", True)


@pytest.mark.parametrize(
    "line", [[], ["sing"], ["ask"], ["label"], ["history", "burn"], ["ask", "x", "--task", "magic"]]
)
def test_a_line_that_is_not_understood_exits_with_two(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(line)
    assert left.value.code == 2
    assert "usage: homeport" in capsys.readouterr().err


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    for command in COMMANDS:
        assert f"  {command.name}" in said
        with pytest.raises(SystemExit):
            parse([command.name, "--help"])
        assert command.help in " ".join(capsys.readouterr().out.split())


def test_a_json_line_is_one_line_with_its_type_first() -> None:
    out = io.StringIO()
    JsonLines(out).write("text", {"text": "två\nrader"})
    assert out.getvalue() == '{"type": "text", "text": "två\\nrader"}\n'
    assert json.loads(out.getvalue()) == {"type": "text", "text": "två\nrader"}


def test_no_other_line_end_cuts_a_json_line() -> None:
    out = io.StringIO()
    JsonLines(out).write("text", {"text": "a\u2028b\u2029c\x85d"})
    (line,) = out.getvalue().splitlines()
    assert json.loads(line)["text"] == "a\u2028b\u2029c\x85d"


@given(st.text())
def test_what_is_confirmed_leaves_nothing_out(text: str) -> None:
    shown = visible(text)
    assert printable(shown) == shown, "nothing in it obeys the text"
    seen = [c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}]
    assert len(shown) >= len(text)
    assert shown.count("\\u") >= len(text) - len(seen)


def test_a_painted_part_obeys_nobody() -> None:
    out = io.StringIO()
    terminal = Terminal(out=out)
    terminal.styled(terminal.paint("invoice\x1b[2J\u202egpj.exe", "1"))
    assert out.getvalue() == "invoice[2Jgpj.exe\n"
