"""The confirmation at the terminal: everything that leaves is on it, and only the company's name sends."""

import io

import pytest

from homeport.cli.person import TerminalPerson
from homeport.cli.terminal import Terminal
from homeport.domain.consent import Part, PartKind, Prepared
from homeport.domain.data_class import DataClass
from homeport.domain.exchange import Outgoing
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint, Region
from homeport.ports.person import Answer, KeepHere, SendIt, TakeOut

pytestmark = pytest.mark.anyio

BODY = '{"messages":[{"role":"user","content":"pay \u202e001\u202c kronor\u200b"}]}'


def prepared(company: str) -> Prepared:
    endpoint = Endpoint(
        "p/m", "premium", company, "chat", "https://p.example/v1", "m", True, Region.GLOBAL, "-", "-", 1000, 100
    )
    headers = (("content-type", "application/json"), ("x-note", "a\x1b[2Jb"))
    outgoing = Outgoing(
        "POST", "https://p.example/v1/chat/completions", headers, BODY.encode(), ("authorization",)
    )
    label = Label(DataClass.INTERNAL)
    parts = (
        Part("instruction", PartKind.INSTRUCTION, "Instruction", "", 10, None, label, removable=False),
        Part("document-1", PartKind.DOCUMENT, "Document 1", "budget.pdf", 4000, 12, label, removable=True),
    )
    return Prepared("t", endpoint, outgoing, parts, None)


async def shown(monkeypatch: pytest.MonkeyPatch, company: str, typed: str) -> tuple[Answer, str]:
    async def answer(_self: TerminalPerson, _question: str) -> str:
        return typed

    monkeypatch.setattr(TerminalPerson, "answer", answer)
    out = io.StringIO()
    said = await TerminalPerson(Terminal(out=out)).confirms(prepared(company))
    return said, out.getvalue()


async def test_characters_that_cannot_be_seen_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    _, sheet = await shown(monkeypatch, "Exempel AB", "")
    assert r'"content":"pay \u202e001\u202c kronor\u200b"}' in sheet
    assert "cannot be seen" in sheet
    assert "\u202e" not in sheet
    assert "\x1b" not in sheet


@pytest.mark.parametrize(
    ("company", "typed", "sends"),
    [
        ("Exempel AB", "exempel ab\n", True),
        ("Exempel AB", "\n", False),
        ("Exempel AB", "y\n", False),
        ("Exempel AB", "yes\n", False),
        ("", "\n", False),
        (" ", " \n", False),
    ],
)
async def test_only_the_name_sends(monkeypatch: pytest.MonkeyPatch, company: str, typed: str, sends: bool) -> None:
    said, _ = await shown(monkeypatch, company, typed)
    assert said == (SendIt(prepared(company).outgoing.body_sha256) if sends else KeepHere())


@pytest.mark.parametrize(
    ("company", "typed", "said"),
    [
        ("Exempel AB", "2\n", TakeOut(("document-1",))),
        ("Exempel AB", "1\n", KeepHere()),  # without the instruction there is nothing to ask
        ("Exempel AB", "3\n", KeepHere()),
        ("2", "2\n", SendIt(prepared("2").outgoing.body_sha256)),  # a name that is a number offers no numbers
    ],
)
async def test_a_number_takes_a_part_out(
    monkeypatch: pytest.MonkeyPatch, company: str, typed: str, said: Answer
) -> None:
    answer, sheet = await shown(monkeypatch, company, typed)
    assert answer == said
    assert ("type its number" in sheet) is (company != "2")


async def test_each_part_stands_with_its_class_and_the_name_a_person_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, sheet = await shown(monkeypatch, "Exempel AB", "")
    assert "2 Document 1 (budget.pdf): 4,000 characters, 12 pages, internal" in sheet
