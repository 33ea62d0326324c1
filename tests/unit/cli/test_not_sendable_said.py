"""The terminal says what no bytes could be made for, with the reason and the amounts."""

import io
import json
from dataclasses import replace

import pytest

from fakes.sheets import MISTRAL
from fakes.task_bench import policy
from homeport.cli.json_lines import JsonLines
from homeport.cli.show import Story
from homeport.cli.terminal import Terminal
from homeport.domain.policy import Trigger
from homeport.services.not_prepared import NotPrepared
from homeport.services.updates import NotSendable

NO_KEY = NotPrepared("there is no key for Mistral")
TOO_DEAR = NotPrepared(
    "its highest price is above the ceiling", Trigger.OVER_CEILING, None, 0.5, "EUR", ceiling_eur=0.02
)


def told(because: NotPrepared) -> str:
    out = io.StringIO()
    Story(Terminal(out, out), policy("two-lanes"))(NotSendable("premium", MISTRAL, because))
    return " ".join(out.getvalue().split())


def test_the_reason_is_said() -> None:
    text = told(NO_KEY)
    assert "Nothing could be made ready for Mistral: there is no key for Mistral" in text
    assert "Nothing was sent." in text


@pytest.mark.parametrize(("price", "said"), [(0.5, "0.50 EUR"), (None, "an amount that is not known")])
def test_both_amounts_are_said(price: float | None, said: str) -> None:
    text = told(replace(TOO_DEAR, highest_price=price))
    assert f"It would cost up to {said}; the ceiling is 0.02 EUR." in text


def test_a_line_of_json_has_the_amounts(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLines()(NotSendable("premium", MISTRAL, TOO_DEAR))
    line = json.loads(capsys.readouterr().out)
    assert (line["type"], line["lane"], line["endpoint"]) == ("not_sendable", "premium", "mistral/large")
    assert (line["highest_price"], line["currency"], line["ceiling_eur"]) == (0.5, "EUR", 0.02)
