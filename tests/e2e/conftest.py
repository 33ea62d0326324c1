"""Servers of the end-to-end tests: a real model behind Ollama's wire shapes, and a provider with real TLS."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from fakes.ollama_front import MODEL, OllamaFront
from fakes.profile import ENDPOINT, Profile
from fakes.provider_key import PERSONAL_NUMBER
from fakes.tls_provider import Authority, TlsProvider, sse

if TYPE_CHECKING:
    from fakes.llama_server import LlamaServer

pytest_plugins = ["fakes.llama_server"]

PROVIDER_ANSWER = "The release is on Monday, says the provider."


@pytest.fixture
def ollama(llama_server: "LlamaServer") -> Iterator[OllamaFront]:
    with OllamaFront(llama_server.url, llama_server.api_key, llama_server.n_ctx) as front:
        yield front


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def provider(authority: Authority) -> Iterator[TlsProvider]:
    with TlsProvider(
        sse(*(f"{word} " for word in PROVIDER_ANSWER.split())), authority.context("localhost")
    ) as server:
        yield server


@pytest.fixture
def bare_profile(tmp_path: Path) -> Profile:
    """A person who has set up nothing."""
    (tmp_path / "home").mkdir()
    return Profile(tmp_path / "home")


@pytest.fixture
def profile(bare_profile: Profile, ollama: OllamaFront) -> Profile:
    """A person who uses Ollama."""
    bare_profile.use_ollama(ollama.url, MODEL)
    return bare_profile


@pytest.fixture
def profile_with_provider(
    bare_profile: Profile, ollama: OllamaFront, provider: TlsProvider, authority: Authority
) -> Profile:
    """A person who uses Ollama and has set up a provider for the premium lane."""
    bare_profile.use_ollama(ollama.url, MODEL, lanes=f'premium = ["{ENDPOINT}"]')
    bare_profile.add_provider(provider.url(path="/v1"), authority.pem)
    return bare_profile


@pytest.fixture
def referral(tmp_path: Path) -> Path:
    path = tmp_path / "remiss.docx"
    document = docx.Document()
    document.add_paragraph("Remiss till lungkliniken.")
    document.add_paragraph(f"Patienten, personnummer {PERSONAL_NUMBER}, hostar på natten.")
    document.save(str(path))
    return path


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "release.md"
    path.write_text("FOR IMMEDIATE RELEASE\n\nThe release is on Monday at ten.\n")
    return path
