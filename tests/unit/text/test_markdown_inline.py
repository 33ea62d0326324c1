import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.text.markdown_inline import LINE_BREAK, Run, parse_inline, plain


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("a **b** c", (Run("a "), Run("b", bold=True), Run(" c"))),
        ("***x** y*", (Run("x", bold=True, italic=True), Run(" y", italic=True))),
        ("`a*b*` and ``c`d``", (Run("a*b*", code=True), Run(" and "), Run("c`d", code=True))),
        ("~~gone~~ ~one~", (Run("gone", struck=True), Run(" ~one~"))),
        ("**Tenant:** three", (Run("Tenant:", bold=True), Run(" three"))),
        ('Say **"Hello"** now', (Run("Say "), Run('"Hello"', bold=True), Run(" now"))),
        ("**unclosed *x* [y", (Run("**unclosed "), Run("x", italic=True), Run(" [y"))),
        ("snake_case_name, 2*3*4, 5 * 6 * 7", (Run("snake_case_name, 2*3*4, 5 * 6 * 7"),)),
        (r"\*not\* \`this\`", (Run("*not* `this`"),)),
        ("a\nb<br>c", (Run(f"a{LINE_BREAK}b{LINE_BREAK}c"),)),
        ("<b onclick='x'>A</b> &amp; B", (Run("<b onclick='x'>A</b> & B"),)),
    ],
)
def test_styles(text: str, runs: tuple[Run, ...]) -> None:
    assert parse_inline(text) == runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("[lease](https://a.example/x(1) 'title')", (Run("lease", address="https://a.example/x(1)"),)),
        ("[run](javascript:alert(1))", (Run("run", address="javascript:alert(1)"),)),
        ("![me](file:///etc/passwd)", (Run("me", address="file:///etc/passwd", picture=True),)),
        ("![](https://a.example/b.png)", (Run("", address="https://a.example/b.png", picture=True),)),
        ("[](https://a.example)", (Run("https://a.example", address="https://a.example"),)),
        ("**[a *b*](u)**", (Run("a ", bold=True, address="u"), Run("b", bold=True, italic=True, address="u"))),
        ("<https://a.example>", (Run("https://a.example"),)),
        ("[1] and [see](", (Run("[1] and [see]("),)),
    ],
)
def test_a_link_is_its_words_and_its_address(text: str, runs: tuple[Run, ...]) -> None:
    assert parse_inline(text) == runs


@given(st.text(max_size=300))
def test_letters_are_never_lost(text: str) -> None:
    shown = "".join(run.text + run.address for run in parse_inline(text))
    assert sum(letter.isalpha() and letter.isascii() for letter in shown) <= len(text) + 40
    if not set(text) & set("&<"):
        for letter in "aåz":
            assert shown.count(letter) >= text.count(letter)


def test_plain_leaves_the_styles_out() -> None:
    assert plain("**Three** months\n[see](u)") == "Three months\nsee"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "](" * 50_000,
        "[a](" * 25_000,
        "*a " * 33_000,
        "**" * 50_000,
        "_a_" * 33_000,
        "`" * 100_000,
        "".join("`" * length + " " for length in range(1, 440)),
        "![a](b" * 17_000,
        "*a_b~~c" * 14_000,
        "[x](" + "(a" * 48_000,
        "[x](a '" * 14_000,
        "<http://" * 12_000,
        "&amp" * 25_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_100000_characters_of_anything_take_a_moment(text: str) -> None:
    began = time.process_time()
    parse_inline(text)
    assert time.process_time() - began < 5  # measured at most 0.8 s; a quadratic pass takes minutes
