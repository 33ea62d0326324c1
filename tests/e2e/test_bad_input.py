"""Bad input: a clear error each time, nothing lost, nothing sent."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.make_documents import encrypted_office, pdf, zip_bomb
from fakes.ollama_front import MODEL, OllamaFront
from fakes.profile import PASSPHRASE, Profile, program, text_of

MEGABYTE = 1024 * 1024


def unreadable(folder: Path) -> list[tuple[Path, str]]:
    """Files that cannot be read, with the reason the program has to give."""
    folder.mkdir()
    empty = folder / "empty.docx"
    empty.touch()
    huge = folder / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(500 * MEGABYTE)
    wrong = folder / "picture.pdf"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    whole = pdf("The release is on Monday.", "Page two.")
    truncated = whole[: len(whole) * 6 // 10]
    (folder / "encrypted.docx").write_bytes(encrypted_office())
    (folder / "truncated.pdf").write_bytes(truncated)
    (folder / "bomb.docx").write_bytes(zip_bomb())
    return [
        (empty, "empty"),
        (huge, "too-large"),
        (wrong, "wrong-extension"),
        (folder / "encrypted.docx", "password"),
        (folder / "truncated.pdf", "damaged"),
        (folder / "bomb.docx", "unpacks-too-large"),
        (folder / "missing.txt", "missing"),
        (folder, "unknown-format"),
    ]


def test_what_cannot_be_read_is_restricted_and_says_why(bare_profile: Profile, tmp_path: Path) -> None:
    files = unreadable(tmp_path / "files")
    told = bare_profile.json("label", *[path for path, _ in files])
    said = {line["name"]: line for line in told.of("document")}
    for path, reason in files:
        assert said[path.name]["class"] == "restricted", path.name
        assert said[path.name]["unread"] == reason, path.name
    assert told.code == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file; runs where CI is an ordinary user")
def test_a_file_that_may_not_be_read(bare_profile: Profile, tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"
    path.write_text("The release is on Monday.")
    path.chmod(0)
    told = bare_profile.json("label", path)
    assert told.one("document")["unread"] == "not-allowed"
    assert told.one("document")["class"] == "restricted"


def test_an_unreadable_policy_means_this_device_only(
    profile_with_provider: Profile, ollama: OllamaFront, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = 1\n[[never]]\nid = 'N1'\nwenn = 3\n")
    profile_with_provider.use_ollama(
        ollama.url, MODEL, policy=str(broken), lanes='premium = ["exempel/provider-model"]'
    )
    told = profile_with_provider.json("ask", "Hello", "--stronger")
    assert "everything stays on this computer" in told.errors
    assert told.of("route")[0]["policy"]["name"] == "This device only"
    assert told.of("route")[0]["lanes"] == ["device"]
    assert told.of("offer") == []
    assert told.one("draft")["text"]


def test_a_broken_provider_file_closes_its_lanes_and_nothing_else(profile_with_provider: Profile) -> None:
    (profile_with_provider.config / "providers" / "exempel.toml").write_text("id = [broken")
    told = profile_with_provider.json("ask", "Hello", "--stronger")
    assert "exempel.toml" in told.errors
    assert told.of("offer") == []
    assert told.one("draft")["text"]
    assert told.code == 0


def test_corrupt_settings_are_set_aside_and_told(bare_profile: Profile) -> None:
    path = bare_profile.config / "settings.toml"
    path.write_text("policy = [broken\n")
    told = bare_profile.run("route", __file__)
    assert "settings could not be read" in told.stderr
    (kept,) = bare_profile.config.glob("settings.broken-*.toml")
    assert kept.read_text() == "policy = [broken\n"


def test_a_wrong_passphrase_leaves_the_record_alone(profile: Profile, tmp_path: Path) -> None:
    child = profile.type("ask", "Hello")
    profile.unlock(child, new=True)
    list(text_of(child))
    child.close()
    before = {path.name: path.read_bytes() for path in profile.data.iterdir() if path.is_file()}
    wrong = profile.type("history", "list")
    wrong.expect("Passphrase of your Homeport vault: ")
    wrong.sendline(PASSPHRASE + "x")
    said = " ".join(text_of(wrong))
    wrong.close()
    assert wrong.exitstatus == 1
    assert "passphrase" in said.lower()
    assert {path.name: path.read_bytes() for path in profile.data.iterdir() if path.is_file()} == before


def test_an_engine_that_dies_midway_leaves_a_marked_part(profile: Profile, ollama: OllamaFront) -> None:
    ollama.script.chat = "cut"
    told = profile.json("ask", "Tell me about the sea.")
    assert told.one("draft")["end"] == "partial"
    assert told.one("draft")["fault"]["kind"] == "cut"
    assert told.one("task")["draft"]


def test_a_full_disk_is_said_and_nothing_is_half_written(bare_profile: Profile, ollama: OllamaFront) -> None:
    """No file of the program may grow beyond 64 KiB: the first pages of the record do not fit."""
    bare_profile.use_ollama(ollama.url, MODEL)

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))

    done = subprocess.run(
        [*program(), "ask", "Hello"],
        env=bare_profile.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=small_disk,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("homeport: ")
    assert sys.platform == "linux"
    assert ollama.asked("/api/chat") == []
