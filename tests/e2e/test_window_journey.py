"""The main job in the real window, by key events alone: real model, real TLS, real record, real fence."""

from pathlib import Path

import pytest

from fakes.profile import PASSPHRASE, PROVIDER, Profile, text_of
from fakes.provider_key import KEY, enter_key
from fakes.tls_provider import TlsProvider
from fakes.window_run import run_window

SAID = {
    "en": {"see": "See what would be sent", "send": f"Send to {PROVIDER}"},
    "sv": {"see": "Se vad som skulle skickas", "send": f"Skicka till {PROVIDER}"},
}


@pytest.mark.parametrize(("language", "appearance"), [("en", "light"), ("sv", "dark")])
def test_the_main_job_by_keys_alone(
    language: str,
    appearance: str,
    profile_with_provider: Profile,
    provider: TlsProvider,
    referral: Path,
    note: Path,
    tmp_path: Path,
) -> None:
    profile = profile_with_provider
    settings = profile.config / "settings.toml"
    settings.write_text(
        f'language = "{language}"\nappearance = "{appearance}"\nfirst_run_done = true\n' + settings.read_text()
    )
    enter_key(profile)

    given = {
        "passphrase": PASSPHRASE,
        "referral": str(referral),
        "note": str(note),
        "question": "When is the release?",
        **SAID[language],
    }
    seen = run_window(profile, "journey", tmp_path / "window", given=given)
    assert seen.code == 0, seen.errors

    first = seen.told["first"]
    assert first["class"] == "restricted"
    assert first["lanes"] == ["device"]
    assert first["answers"][0].strip()
    assert first["documents"] == ["remiss.docx"]
    assert "N1" in seen.told["first_why"]
    assert "remiss.docx" in seen.told["first_why"]

    assert seen.told["second"]["class"] == "internal"  # the document is public, what was typed is not
    assert seen.told["second"]["lanes"] == ["device"]

    (received,) = provider.requests
    assert received.body_sha256 == seen.told["hash"]
    assert received.header("authorization") == f"Bearer {KEY}"
    body = received.body.decode()
    assert "The release is on Monday at ten." in body
    assert "release.md" not in body
    assert KEY not in seen.told["sheet_again"]
    assert seen.told["third"]["lanes"] == ["device", "premium"]
    assert "says the provider" in seen.told["third"]["answers"][1]
    assert "SentOnce" in seen.told["third"]["notices"]
    assert PROVIDER in seen.told["status"]
    assert provider.connections == 1

    verdict = profile.type("ledger", "verify")
    profile.unlock(verdict)
    said = " ".join(text_of(verdict))
    verdict.close()
    assert verdict.exitstatus == 0
    assert "complete and in order" in said
