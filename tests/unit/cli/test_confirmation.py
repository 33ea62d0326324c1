"""The confirmation at the terminal: everything that leaves is on it, and only the company's name sends."""

import io

import pytest

from homeport.cli.person import TerminalPerson
from homeport.cli.terminal import Terminal
from homeport.domain.consent import Prepared
from homeport.domain.exchange import Outgoing
from homeport.domain.lane import Endpoint, Region

pytestmark = pytest.mark.anyio

BODY = '{"content":"pay \u202e001\u202c kronor\u200b"}'


def prepared(company: str) -> Prepared:
    endpoint = Endpoint(
        "p/m", "premium", company, "chat", "https://p.example/v1", "m", True, Region.GLOBAL, "-", "-", 1000, 100
    )
    headers = (("content-type", "application/json"), ("x-note", "a\x1b[2Jb"))
    outgoing = Outgoing(
        "POST", "https://p.example/v1/chat/completions", headers, BODY.encode(), ("authorization",)
    )
    return Prepared("t", endpoint, outgoing, ("your instruction",), (), None)


async def shown(monkeypatch: pytest.MonkeyPatch, company: str, typed: str) -> tuple[bool, str]:
    async def answer(_self: TerminalPerson, _question: str) -> str:
        return typed

    monkeypatch.setattr(TerminalPerson, "answer", answer)
    out = io.StringIO()
    yes = await TerminalPerson(Terminal(out=out)).confirms(prepared(company))
    return yes, out.getvalue()


async def test_characters_that_cannot_be_seen_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    _, sheet = await shown(monkeypatch, "Exempel AB", "")
    assert r'{"content":"pay \u202e001\u202c kronor\u200b"}' in sheet
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
    yes, _ = await shown(monkeypatch, company, typed)
    assert yes is sends
