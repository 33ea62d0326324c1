"""A second person in the real window, by key events: real model, real TLS, real record, two people's yes."""

from pathlib import Path

from fakes.ollama_front import MODEL
from fakes.profile import PASSPHRASE, PROVIDER, Profile, text_of
from fakes.provider_key import enter_key
from fakes.tls_provider import TlsProvider
from fakes.window_run import run_window

KIM = "kim's own passphrase"


def test_one_enrolled_person_approves_and_the_first_sends(
    profile_with_provider: Profile, provider: TlsProvider, tmp_path: Path
) -> None:
    profile = profile_with_provider
    settings = profile.config / "settings.toml"
    text = settings.read_text().replace('policy = "two-lanes"', 'policy = "nordics"')
    assert MODEL in text
    settings.write_text('language = "en"\nfirst_run_done = true\n' + text)
    enter_key(profile)
    memo = tmp_path / "memo.md"
    memo.write_text("The release is on Monday at ten.\n")
    given = {
        "passphrase": PASSPHRASE,
        "memo": str(memo),
        "question": "When is the release?",
        "none": "Nobody is enrolled",
        "enrol": "Enrol somebody",
        "name": "Kim Berg",
        "own": KIM,
        "go": "Enrol",
        "way": "Ask for a second person",
        "field": "Your own passphrase",
        "approve": f"Approve for {PROVIDER}",
        "send": f"Send to {PROVIDER}",
    }
    seen = run_window(profile, "second_person", tmp_path / "window", given=given)
    assert seen.code == 0, seen.errors
    (received,) = provider.requests
    assert received.body_sha256 == seen.told["hash"] == seen.told["same"]
    assert seen.told["open"], "Enter is no answer of a second person"
    assert "For the second person" in seen.told["sheet"]
    assert "Kim Berg, the first one" in seen.told["people"]
    assert "Kim Berg approved these bytes" in seen.told["after"]
    assert KIM not in str(seen.told)
    verdict = profile.type("ledger", "verify")
    profile.unlock(verdict)
    assert "1 sends" in "\n".join(text_of(verdict))
    verdict.close()
    assert verdict.exitstatus == 0
