"""Two people at one terminal: somebody is enrolled, reads the exact bytes, approves; the first person sends."""

import re
from pathlib import Path

import pytest

from fakes.ollama_front import MODEL
from fakes.profile import ENDPOINT, PROVIDER, Profile, plain, text_of
from fakes.provider_key import enter_key
from fakes.tls_provider import TlsProvider

KIM = "kim's own passphrase"


@pytest.fixture
def profile(profile_with_provider: Profile) -> Profile:
    """Under the four-lane policy, where internal text goes out only with a second person's yes."""
    settings = profile_with_provider.config / "settings.toml"
    settings.write_text(settings.read_text().replace('policy = "two-lanes"', 'policy = "nordics"'))
    assert f'premium = ["{ENDPOINT}"]' in settings.read_text()
    assert MODEL in settings.read_text()
    return profile_with_provider


@pytest.fixture
def memo(tmp_path: Path) -> Path:
    path = tmp_path / "memo.md"
    path.write_text("The release is on Monday at ten.\n")
    return path


def enrol(profile: Profile) -> str:
    child = profile.type("approvers", "add", "Kim", "Björk")
    profile.unlock(child)
    child.expect("type your name: ")
    child.sendline("kim björk")
    child.expect("passphrase of your own")
    child.sendline(KIM)
    child.expect("The same again: ")
    child.sendline(KIM)
    said = "\n".join(text_of(child))
    child.close()
    assert child.exitstatus == 0
    assert KIM not in said
    return said


def ask_second(profile: Profile, memo: Path, name: str, passphrase: str) -> tuple[str, str, int]:
    """What the second person read, what was said after the passphrase, and the exit code."""
    child = profile.type("ask", memo, "When is the release?", "--stronger")
    profile.unlock(child)
    child.expect("read it now")
    child.sendline("y")
    child.expect("type your name to approve: ")
    read = plain(child.before)
    child.sendline(name)
    if passphrase:
        child.expect("passphrase")
        child.sendline(passphrase)
        found = child.expect([f"Type .*{PROVIDER}.* to send: ", "Tries left: 2", "type your name to approve: "])
        child.sendline(PROVIDER if found == 0 else "")
    after = plain("".join(text_of(child)))
    child.close()
    return read, after, child.exitstatus


def test_a_second_person_approves_and_the_first_sends(profile: Profile, provider: TlsProvider, memo: Path) -> None:
    enter_key(profile)
    assert "may approve from now on" in enrol(profile)
    read, after, code = ask_second(profile, memo, "Kim Björk", KIM)
    assert code == 0
    (received,) = provider.requests
    assert re.findall(r"SHA-256\s+([0-9a-f]{64})", read) == [received.body_sha256]
    assert "Nothing has been sent yet" in read
    assert KIM not in read + after
    assert "Sent once to" in after
    assert "says the provider" in after

    verdict = profile.type("ledger", "verify")
    profile.unlock(verdict)
    assert "1 sends" in "\n".join(text_of(verdict))
    verdict.close()
    assert verdict.exitstatus == 0


@pytest.mark.parametrize(
    ("name", "passphrase"), [("", ""), ("not with a client's name", ""), ("Kim Björk", "guess")]
)
def test_anything_else_is_a_no(
    profile: Profile, provider: TlsProvider, memo: Path, name: str, passphrase: str
) -> None:
    enter_key(profile)
    enrol(profile)
    _, after, code = ask_second(profile, memo, name, passphrase)
    assert code == 0
    assert "Not approved" in after
    assert "sent nothing from this task" in after
    assert provider.connections == 0


def test_who_may_approve_is_listed_and_removed_and_nobody_is_themselves(profile: Profile) -> None:
    assert profile.json("approvers").of("approver") == []
    assert profile.run("approvers", "add", "Kim").returncode == 1, "a person enrols somebody, at a terminal"
    enter_key(profile)  # makes the vault
    enrol(profile)
    listed = profile.type("approvers", "list", "--json")
    profile.unlock(listed)
    said = "".join(text_of(listed))
    listed.close()
    assert '"name": "Kim Björk"' in said
    other = profile.type("approvers", "add", "Alex")
    profile.unlock(other)
    other.expect("Type your name: ")
    other.sendline("Kim Björk")
    other.expect("passphrase")
    other.sendline("guess")
    other.expect("type your name: ")
    other.sendline("Alex")
    for _ in range(2):
        other.expect("is not shown|same again")
        other.sendline("alex' own passphrase")
    refused = "".join(text_of(other))
    other.close()
    assert other.exitstatus == 1
    assert "Nobody who is enrolled has agreed" in refused
    removed = profile.type("approvers", "remove", "Kim", "Björk")
    profile.unlock(removed)
    assert "may approve nothing any more" in "".join(text_of(removed))
    removed.close()
    assert removed.exitstatus == 0
