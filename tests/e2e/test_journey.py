"""The main job, as its user does it: real model, real TLS, real terminal, real fence."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from fakes.ollama_front import MODEL, OllamaFront
from fakes.profile import PROVIDER, Profile, plain, text_of
from fakes.provider_key import KEY, PERSONAL_NUMBER, enter_key
from fakes.tls_provider import TlsProvider, silent


def test_a_personal_number_keeps_the_task_here(
    profile_with_provider: Profile, provider: TlsProvider, referral: Path
) -> None:
    told = profile_with_provider.json("ask", referral, "Sammanfatta remissen", "--stronger", "--task", "medical")
    document = told.one("document")
    assert document["class"] == "restricted"
    (finding,) = [f for f in document["findings"] if f["type"] == "SE_PNR"]
    assert finding["place"].startswith("paragraph")
    route = told.of("route")[0]
    assert route["first"] == "device"
    assert route["blocked"]["premium"] == ["N1"]
    assert "Swedish personal identity" in route["facts"]["sensitivity"]["why"]
    draft = told.one("draft")
    assert draft["lane"] == "device"
    assert draft["text"].strip()
    assert told.of("offer") == []
    assert told.one("task")["state"] == "held"
    assert told.code == 0
    assert provider.connections == 0


def test_the_same_in_words(profile_with_provider: Profile, referral: Path) -> None:
    said = profile_with_provider.run("route", referral, "--task", "medical").stdout
    said = " ".join(said.split())
    assert "restricted" in said
    assert "a Swedish personal identity or coordination number with a correct check digit" in said
    assert "rule N1" in said or "N1 (" in said
    assert "closed premium" in said.lower()
    assert PERSONAL_NUMBER not in said


def test_an_offer_is_refused_then_approved_and_the_bytes_are_the_ones_shown(
    profile_with_provider: Profile, provider: TlsProvider, note: Path
) -> None:
    profile = profile_with_provider
    enter_key(profile)

    child = profile.type("ask", note, "When is the release?", "--stronger")
    profile.unlock(child)
    child.expect(r"See what would be sent\? \[y/N\]")
    child.sendline("y")
    child.expect(f"Type .*{PROVIDER}.* to send: ")
    child.sendline("")  # Enter keeps it here
    kept = "\n".join(text_of(child))
    child.close()
    assert child.exitstatus == 0
    assert "Homeport has sent nothing from this task." in kept
    assert (provider.connections, provider.requests) == (0, [])

    child = profile.type("ask", note, "When is the release?", "--stronger")
    profile.unlock(child)
    child.expect(r"See what would be sent\? \[y/N\]")
    child.sendline("y")
    child.expect(f"Type .*{PROVIDER}.* to send: ")
    sheet = plain(child.before)
    child.sendline(PROVIDER)
    after = "\n".join(text_of(child))
    child.close()
    assert child.exitstatus == 0
    (received,) = provider.requests
    (shown,) = re.findall(r"SHA-256\s+([0-9a-f]{64})", sheet)
    assert received.body_sha256 == shown
    assert received.header("authorization") == f"Bearer {KEY}"
    assert KEY not in sheet
    body = received.body.decode()
    assert "The release is on Monday at ten." in body
    assert "release.md" not in body
    assert body.replace("\n", "") in sheet.replace("\n", "")
    assert "says the provider" in after
    assert "Sent once to" in after
    assert provider.connections == 1

    verdict = profile.type("ledger", "verify")
    profile.unlock(verdict)
    assert "1 sends" in "\n".join(text_of(verdict))
    verdict.close()
    assert verdict.exitstatus == 0


def test_a_document_taken_out_does_not_leave(
    profile_with_provider: Profile, provider: TlsProvider, note: Path, tmp_path: Path
) -> None:
    other = tmp_path / "price.md"
    other.write_text("FOR IMMEDIATE RELEASE\n\nThe price is nine kronor.\n")
    enter_key(profile_with_provider)
    child = profile_with_provider.type("ask", note, other, "When is the release?", "--stronger")
    profile_with_provider.unlock(child)
    child.expect(r"See what would be sent\? \[y/N\]")
    child.sendline("y")
    child.expect(f"Type .*{PROVIDER}.* to send: ")
    first = plain(child.before)
    assert "3 Document 2 (price.md)" in first
    child.sendline("3")
    child.expect(f"Type .*{PROVIDER}.* to send: ")
    second = plain(child.before)
    assert provider.connections == 0
    child.sendline(PROVIDER)
    list(text_of(child))
    child.close()
    (received,) = provider.requests
    hashes = re.findall(r"SHA-256\s+([0-9a-f]{64})", first + second)
    assert received.body_sha256 == hashes[1] != hashes[0]
    assert b"nine kronor" not in received.body
    assert b"Monday at ten" in received.body


def test_a_word_that_is_not_the_name_sends_nothing(
    profile_with_provider: Profile, provider: TlsProvider, note: Path
) -> None:
    enter_key(profile_with_provider)
    child = profile_with_provider.type("ask", note, "When is the release?", "--stronger")
    profile_with_provider.unlock(child)
    child.expect(r"See what would be sent\? \[y/N\]")
    child.sendline("y")
    child.expect(f"Type .*{PROVIDER}.* to send: ")
    child.sendline("yes")
    assert "sent nothing from this task" in "\n".join(text_of(child))
    child.close()
    assert provider.connections == 0


def test_without_a_terminal_a_step_that_needs_a_yes_is_refused(
    profile_with_provider: Profile, provider: TlsProvider, note: Path
) -> None:
    told = profile_with_provider.json("ask", note, "When is the release?", "--stronger")
    assert "no terminal" in told.one("offer")["refused"]
    assert told.code == 0
    said = profile_with_provider.run("ask", note, "When is the release?", "--stronger").stdout
    assert "was not" in said
    assert "this record ends with this run" in " ".join(said.split())
    assert provider.connections == 0


def test_what_is_recorded_is_there_on_the_next_start(profile: Profile, note: Path, ollama: OllamaFront) -> None:
    child = profile.type("ask", note, "When is the release?")
    profile.unlock(child, new=True)
    first = "\n".join(text_of(child))
    child.close()
    assert child.exitstatus == 0
    (task,) = re.findall(r"Task ([0-9a-f]{8})", first)
    listed = profile.type("history", "list")
    profile.unlock(listed)
    assert task in "\n".join(text_of(listed))
    listed.close()
    shown = profile.type("history", "show", task)
    profile.unlock(shown)
    told = "\n".join(text_of(shown))
    shown.close()
    assert "When is the release?" in told
    assert "release.md" in told
    assert "DraftFinished" in told
    assert ollama.would_have_left == []


def test_the_practice_model_is_not_for_own_documents(bare_profile: Profile, note: Path) -> None:
    told = bare_profile.json("ask", note, "When is the release?")
    assert told.one("lane_failed")["fault"] == "practice-model"
    assert told.code == 3
    said = " ".join(bare_profile.run("ask", note, "When is the release?").stdout.split())
    assert "often wrong and does not know Swedish" in said
    assert "homeport models use ollama" in said


def test_free_chat_with_the_practice_model(bare_profile: Profile) -> None:
    told = bare_profile.json("ask", "Say hello in one short sentence.")
    assert told.one("draft")["text"].strip()
    assert told.one("draft_started")["local"] == "local"
    speed = told.one("draft")["speed"]
    assert speed["output_tokens"] > 0
    assert speed["first_token_seconds"] > 0
    assert told.one("draft")["mean_logprob"] < 0
    assert told.code == 0


def test_a_found_ollama_is_asked_about_and_never_switched_on(
    bare_profile: Profile, ollama: OllamaFront, note: Path
) -> None:
    (bare_profile.config / "settings.toml").write_text(f'[engines]\nollama_url = "{ollama.url}"\n')
    said = " ".join(bare_profile.run("ask", note, "When is the release?").stdout.split())
    assert f"homeport models use ollama {MODEL}" in said
    assert "practice model is set up" in said
    assert ollama.asked("/api/chat") == []

    child = bare_profile.type("ask", note, "When is the release?")
    child.expect("or Enter to go on without: ")
    child.sendline("")
    bare_profile.unlock(child, new=True)
    assert "practice model is set up" in " ".join(text_of(child))
    child.close()
    assert ollama.asked("/api/chat") == []

    child = bare_profile.type("ask", note, "When is the release?")
    child.expect("or Enter to go on without: ")
    child.sendline(MODEL)
    bare_profile.unlock(child)
    assert f"Draft by {MODEL}" in "\n".join(text_of(child))
    child.close()
    assert child.exitstatus == 0
    assert len(ollama.asked("/api/chat")) > 0


def test_a_broker_killed_during_a_send_is_restarted_and_the_record_says_what_is_known(
    profile_with_provider: Profile, provider: TlsProvider, note: Path
) -> None:
    profile = profile_with_provider
    enter_key(profile)
    answer, provider.script = provider.script, silent(30)
    child = profile.type("ask", note, "When is the release?", "--stronger")
    profile.unlock(child)
    child.expect(r"See what would be sent\? \[y/N\]")
    child.sendline("y")
    child.expect(f"Type .*{PROVIDER}.* to send: ")
    kill_broker(child.pid)  # before the send: a new one is started, and the same yes still counts
    child.sendline(PROVIDER)
    wait_until(lambda: len(provider.requests) == 1)
    kill_broker(child.pid)  # during it
    said = " ".join(text_of(child))
    child.close()
    assert child.exitstatus == 0
    assert "may have left" in said
    assert len(provider.requests) == 1

    provider.script = answer
    child = profile.type("ask", note, "When is the release?", "--stronger")
    profile.unlock(child)
    child.expect(r"See what would be sent\? \[y/N\]")
    child.sendline("y")
    child.expect(f"Type .*{PROVIDER}.* to send: ")
    child.sendline(PROVIDER)
    said = " ".join(text_of(child))
    child.close()
    assert "finished" in said
    assert len(provider.requests) == 2
    verdict = profile.type("ledger", "verify")
    profile.unlock(verdict)
    assert "2 sends" in "\n".join(text_of(verdict))
    verdict.close()


def test_ctrl_c_during_a_send_says_that_it_may_have_left(
    profile_with_provider: Profile, provider: TlsProvider, note: Path
) -> None:
    profile = profile_with_provider
    enter_key(profile)
    provider.script = silent(30)
    child = profile.type("ask", note, "When is the release?", "--stronger")
    profile.unlock(child)
    child.expect(r"See what would be sent\? \[y/N\]")
    child.sendline("y")
    child.expect(f"Type .*{PROVIDER}.* to send: ")
    child.sendline(PROVIDER)
    wait_until(lambda: len(provider.requests) == 1)
    child.sendintr()
    said = "\n".join(text_of(child))
    child.close()
    assert child.exitstatus == 130
    (task,) = re.findall(r"Task ([0-9a-f]{8})", said)
    shown = profile.type("history", "show", task)
    profile.unlock(shown)
    told = " ".join(text_of(shown))
    shown.close()
    assert "stopped: may have left" in told
    assert "Stopped" in told
    assert len(provider.requests) == 1


def test_the_demonstration_asks_for_nothing_and_keeps_nothing(bare_profile: Profile) -> None:
    child = bare_profile.type("demo", timeout=240)
    said = " ".join(" ".join(text_of(child)).split())
    child.close()
    assert child.exitstatus == 0
    assert said.count("A demonstration keeps nothing: this record ends with this run.") == 3
    assert said.count("Draft by SmolLM2") == 3
    assert not list(bare_profile.data.glob("*.db"))


def test_no_passphrase_means_no_record_and_no_run(profile: Profile) -> None:
    child = profile.type("ask", "Hello")
    child.expect("New passphrase: ")
    child.sendline("")
    said = " ".join(" ".join(text_of(child)).split())
    child.close()
    assert child.exitstatus == 1
    assert "nothing was run" in said
    assert not (profile.data / "record.db").exists()


def kill_broker(launcher: int) -> None:
    children = psutil.Process(launcher).children()
    next(child for child in children if "homeport.adapters.egress.broker" in child.cmdline()).kill()


def wait_until(happened: Callable[[], bool], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)
