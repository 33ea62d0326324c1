import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.instruction_template import Missing, Template, Variable, escape, parse


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("plain", ("plain",)),
        ("Dear {{name}},", ("Dear ", Variable("name"), ",")),
        ("{{ first  name }}", (Variable("first name"),)),
        ("{{day=Monday}}", (Variable("day", "Monday"),)),
        ("{{day = Monday 9:00 }}", (Variable("day", "Monday 9:00"),)),
        ("{{day=}}", (Variable("day", ""),)),
        ("{{Kündigungs-frist}}", (Variable("Kündigungs-frist"),)),
        (r"\{{name}}", ("{{name}}",)),
        (r"\\{{name}}", ("\\", Variable("name"))),
        (r"\\\{{name}}", (r"\{{name}}",)),
        (r"C:\dir {name}", (r"C:\dir {name}",)),
        ("{{}} {{ }} {{1}} {{a b!}} {{open", ("{{}} {{ }} {{1}} {{a b!}} {{open",)),
        ("{{{name}}}", ("{{{name}}}",)),
        ("{{a}}{{b}}", (Variable("a"), Variable("b"))),
        ("{{a={{b}}}}", ("{{a=", Variable("b"), "}}")),
        ("{{a\n}}", (Variable("a"),)),
    ],
)
def test_a_text_is_read_as_plain_parts_and_variables(text: str, parts: tuple[str | Variable, ...]) -> None:
    assert parse(text) == Template(parts)


def test_a_variable_that_stands_twice_is_asked_for_once() -> None:
    template = parse("{{name}} and {{day}} and {{name=Åsa}} and {{name=Bo}}")
    assert template.variables == (Variable("name", "Åsa"), Variable("day"))
    assert template.fill({"day": "Friday"}) == "Åsa and Friday and Åsa and Åsa"
    assert template.fill({"name": "Eva", "day": ""}) == "Eva and  and Eva and Eva"


def test_what_is_missing_is_named_and_nothing_filled_in() -> None:
    assert parse("{{a}} {{b=1}} {{c}} {{a}}").fill({"other": "x"}) == Missing(("a", "c"))


def test_a_value_is_never_read_as_a_variable() -> None:
    assert parse("{{a}} {{b}}").fill({"a": r"{{b}} \{{", "b": "2"}) == r"{{b}} \{{ 2"


@given(st.text(alphabet="ab\\{}= \n1é", max_size=40))
def test_an_escaped_text_has_no_variable_and_says_the_same(text: str) -> None:
    assert parse(escape(text)).fill({}) == text
    assert parse(escape(text)).variables == ()


@given(st.text(alphabet="ab\\{}= ", max_size=40))
def test_every_text_has_a_template_that_can_be_filled(text: str) -> None:
    template = parse(text)
    assert isinstance(template.fill({variable.name: "x" for variable in template.variables}), str)


def test_a_long_text_of_braces_is_read_in_time() -> None:
    assert parse("{{a " * 200_000).variables == ()
    assert len(parse("{{" * 200_000).parts) == 1
