"""`homeport lanes test`: a text of the program's own, the same sheet and yes as any send, the ledger knows."""

import hashlib
import json
from pathlib import Path

import pytest

from fakes.profile import ENDPOINT, PROVIDER, Profile, plain, text_of
from fakes.provider_key import KEY, enter_key
from fakes.tls_provider import TlsProvider, answer
from homeport.services.lane_test import TEXT


@pytest.mark.parametrize("name", [ENDPOINT, "premium"])
def test_it_shows_asks_sends_and_records(profile_with_provider: Profile, provider: TlsProvider, name: str) -> None:
    profile = profile_with_provider
    enter_key(profile)
    child = profile.type("lanes", "test", name)
    profile.unlock(child)
    child.expect(f"Type .*{PROVIDER}.* to send: ")
    shown = " ".join(plain(child.before or "").split())
    assert "nothing of yours" in shown
    assert TEXT in shown
    assert provider.connections == 0
    child.sendline(PROVIDER)
    said = " ".join(text_of(child))
    child.close()
    assert child.exitstatus == 0, said
    assert "The release is on Monday, says the provider." in said
    assert "Model: provider-model (as asked)" in said
    (received,) = provider.requests
    assert received.header("authorization") == f"Bearer {KEY}"
    assert hashlib.sha256(received.body).hexdigest() in shown
    assert json.loads(received.body)["messages"] == [{"role": "user", "content": TEXT}]
    ledger = profile.type("ledger", "verify", "--json")
    profile.unlock(ledger)
    told = json.loads(plain(ledger.read()).strip().splitlines()[-1])
    ledger.close()
    assert (told["sends"], told["confirmed"], told["broken_at"]) == (1, 1, None)
    assert not told["anchor_missing"]


def test_enter_sends_nothing(profile_with_provider: Profile, provider: TlsProvider) -> None:
    enter_key(profile_with_provider)
    child = profile_with_provider.type("lanes", "test", ENDPOINT)
    profile_with_provider.unlock(child)
    child.expect("to send: ")
    child.sendline("")
    assert "Nothing was sent." in child.read()
    child.close()
    assert provider.connections == 0


def test_a_refused_key_is_said_with_what_next(profile_with_provider: Profile, provider: TlsProvider) -> None:
    enter_key(profile_with_provider)
    provider.script = answer("401 Unauthorized", "application/json", b'{"error":{"message":"bad key"}}')
    child = profile_with_provider.type("lanes", "test", ENDPOINT)
    profile_with_provider.unlock(child)
    child.expect("to send: ")
    child.sendline(PROVIDER)
    said = " ".join(text_of(child))
    child.close()
    assert child.exitstatus == 1
    assert "did not accept the key" in said
    assert "may have left" in said
    assert provider.connections == 1


def test_without_a_key_a_terminal_or_a_lane_nothing_happens(
    profile_with_provider: Profile, provider: TlsProvider, tmp_path: Path
) -> None:
    piped = profile_with_provider.run("lanes", "test", ENDPOINT)
    assert piped.returncode == 1
    assert "nobody to ask" in piped.stderr
    unknown = profile_with_provider.run("lanes", "test", "anthropic/claude")
    assert unknown.returncode == 1
    assert ENDPOINT in unknown.stderr
    child = profile_with_provider.type("lanes", "test", ENDPOINT)
    profile_with_provider.unlock(child, new=True)
    assert "There is no key" in " ".join(text_of(child))
    child.close()
    assert provider.connections == 0
