"""`homeport models` as a person runs it: the real program in a pseudo-terminal, stand-ins for engines behind."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.lmstudio_front import LINK_OFF, LmStudioFront, install_lms, link, peer
from fakes.lmstudio_front import MODEL as LM_MODEL
from fakes.ollama_front import MODEL, NO_FILE, OllamaFront
from fakes.profile import PASSPHRASE, Profile, plain
from homeport.adapters.secrets.open import open_secrets
from homeport.adapters.store.record import open_record
from homeport.adapters.system.clock import SystemClock
from homeport.domain.ledger import LedgerKind


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path)


@pytest.fixture
def ollama(profile: Profile) -> Iterator[OllamaFront]:
    with OllamaFront() as front:
        with (profile.config / "settings.toml").open("a") as file:
            file.write(f'[engines]\nollama_url = "{front.url}"\n')
        yield front


@pytest.fixture
def lm_studio(profile: Profile) -> Iterator[LmStudioFront]:
    with LmStudioFront() as front:
        with (profile.config / "settings.toml").open("a") as file:
            file.write(f'[engines]\nlmstudio_url = "{front.url}"\n')
        yield front


def engines_of(profile: Profile) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((profile.config / "settings.toml").read_text())["engines"]
    return table


async def lines_of(profile: Profile) -> list[dict[str, Any]]:
    record = open_record(
        profile.data / "record.db", open_secrets(lambda _: PASSPHRASE, profile.data), SystemClock()
    )
    try:
        entries = await record.entries()
    finally:
        await record.close()
    return [dict(entry.fields) for entry in entries if entry.kind is LedgerKind.ENGINE_NETWORK]


# Ollama's own downloads


@pytest.mark.anyio
async def test_a_pull_is_asked_about_and_stands_in_the_ledger(profile: Profile, ollama: OllamaFront) -> None:
    child = profile.type("models", "pull", MODEL)
    child.expect(r"Have Ollama download .* \[y/N\] ")
    told = " ".join(plain(child.before or "").split())
    assert f"Ollama itself will download {MODEL} from ollama.com" in told
    assert "nothing of yours" in told
    assert ollama.asked("/api/pull") == []
    child.sendline("y")
    profile.unlock(child, new=True)
    out = " ".join(plain(child.read()).split())
    child.close()
    assert child.exitstatus == 0, out
    assert f"homeport models use ollama {MODEL}" in out
    assert "100 %" in out
    assert ollama.pull_ended == ["success"]
    assert "ollama_enabled" not in engines_of(profile)  # got is not switched on
    common = {"engine": "ollama", "what": "pull", "model": MODEL, "from": "ollama.com"}
    assert await lines_of(profile) == [common | {"step": "asked"}, common | {"step": "done"}]


def test_enter_is_no(profile: Profile, ollama: OllamaFront) -> None:
    child = profile.type("models", "pull", MODEL)
    child.expect(r"\[y/N\] ")
    child.sendline("")
    assert "Nothing was done." in child.read()
    child.close()
    assert child.exitstatus == 0
    assert ollama.asked("/api/pull") == []
    assert not (profile.data / "record.db").exists()


def test_a_piped_yes_is_nobodys(profile: Profile, ollama: OllamaFront) -> None:
    done = profile.run("models", "pull", MODEL)
    assert done.returncode == 1
    assert "nobody to ask" in done.stderr
    assert ollama.asked("/api/pull") == []


@pytest.mark.anyio
async def test_ctrl_c_stops_a_pull(profile: Profile, ollama: OllamaFront) -> None:
    ollama.script.pull_seconds, ollama.script.pull_lines = 0.05, 2000
    child = profile.type("models", "pull", MODEL)
    child.expect(r"\[y/N\] ")
    child.sendline("y")
    profile.unlock(child, new=True)
    child.expect(r"Downloading: \d+ %")
    child.sendintr()
    child.read()
    child.close()
    assert child.exitstatus == 130
    assert ollama.client_gone.wait(5)
    assert ollama.pull_ended == ["client gone"]
    assert [line["step"] for line in await lines_of(profile)] == ["asked", "stopped"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "what"), [("nothing:1b", NO_FILE), ("gpt-oss:20b-cloud", "does not run on this computer")]
)
async def test_a_pull_that_fails_says_what_next(
    profile: Profile, ollama: OllamaFront, name: str, what: str
) -> None:
    child = profile.type("models", "pull", name)
    child.expect(r"\[y/N\] ")
    child.sendline("y")
    profile.unlock(child, new=True)
    out = " ".join(plain(child.read()).split())
    child.close()
    assert child.exitstatus == 1
    assert what in out
    assert [line["step"] for line in await lines_of(profile)] == ["asked", "failed"]


def test_without_a_running_ollama_nothing_is_asked(profile: Profile) -> None:
    (profile.config / "settings.toml").write_text('[engines]\nollama_url = "http://127.0.0.1:1"\n')
    done = profile.run("models", "pull", MODEL)
    assert done.returncode == 1
    assert "Ollama does not answer" in done.stderr
    assert "Start it" in done.stderr


# LM Studio


def test_a_found_lm_studio_is_listed_and_not_used(profile: Profile, lm_studio: LmStudioFront) -> None:
    said = " ".join(profile.run("models").stdout.split())
    assert "homeport models use lm-studio MODEL" in said
    assert LM_MODEL in said
    assert lm_studio.asked("/v1/chat/completions") == []
    (engine,) = [line for line in profile.json("models").of("engine") if line["engine"] == "lm-studio"]
    assert (engine["running"], engine["enabled"]) == (True, False)
    assert engine["models"][0]["fit"] == "fits"


@pytest.mark.parametrize(
    ("linked", "code", "told"),
    [
        (LINK_OFF, 0, "LM Link is switched off on this computer."),
        (None, 0, "gets nothing that is confidential or above"),
        (link(peer("connected", LM_MODEL)), 1, "does not run on this computer"),
    ],
)
def test_it_is_used_when_a_person_says_so_and_what_is_not_local_is_refused(
    profile: Profile, lm_studio: LmStudioFront, linked: Any, code: int, told: str
) -> None:
    if linked:
        install_lms(profile.home, lm_studio.port, linked)
    done = profile.run("models", "use", "lm-studio", LM_MODEL)
    assert done.returncode == code, done.stderr
    assert told in " ".join((done.stdout + done.stderr).split())
    assert bool(engines_of(profile).get("lmstudio_enabled")) is (code == 0)
    if code == 0:
        logs = " ".join(profile.run("models").stdout.split())
        assert "server log" in logs  # an engine that may keep prompts is named
        profile.run("models", "use-practice")
        assert engines_of(profile)["lmstudio_enabled"] is False


# Files and the list


def test_a_file_can_be_used_by_its_hash_of_now(profile: Profile, tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" + b"x" * 100)
    done = profile.run("models", "use-file", file)
    assert done.returncode == 0
    shown = re.search(r"SHA-256 is ([0-9a-f]{64})", " ".join(done.stdout.split()))
    assert shown is not None
    assert engines_of(profile)["model_sha256"] == shown[1]
    wrong = profile.run("models", "use-file", file, "0" * 64)
    assert wrong.returncode == 1
    assert shown[1] in wrong.stderr
    missing = profile.run("models", "use-file", tmp_path / "none.gguf")
    assert "There is no file" in missing.stderr


def test_the_list_says_licence_size_and_fit_and_asks_before_a_download(profile: Profile) -> None:
    listed = profile.json("models", "fetch").of("fetchable")
    assert listed
    for model in listed:
        assert model["licence"]
        assert model["size_bytes"] > 0
        assert model["context_trained"] > 0
        assert model["fit"] in ("fits", "tight", "too-large", "unknown")
    name = listed[0]["name"]
    done = profile.run("models", "fetch", name)
    assert done.returncode == 1
    assert "nobody to ask" in done.stderr
    assert listed[0]["sha256"] in done.stdout
    child = profile.type("models", "fetch", name)
    child.expect(r"Download .*\? \[y/N\] ")
    child.sendline("no")
    assert "Nothing was done." in child.read()
    child.close()
    assert not (profile.data / "models").exists()
    unknown = profile.run("models", "fetch", "something-else")
    assert name in unknown.stderr


def test_what_models_cannot_do_is_said(profile: Profile) -> None:
    for words in (["use", "nobody", "x"], ["pull"], ["fetch", "a", "b"], ["use-file"], ["list", "x"]):
        done = profile.run("models", *words)
        assert done.returncode == 1
        assert "models pull NAME" in done.stderr


def test_every_row_is_one_json_object(profile: Profile, ollama: OllamaFront) -> None:
    out = profile.run("models", "--json").stdout.splitlines()
    assert [json.loads(line)["engine"] for line in out] == ["built-in", "ollama", "lm-studio"]
