"""Which engine drafts: choosing one puts the others out of use and forgets nothing of them."""

from dataclasses import replace

from homeport.domain.listed_model import ListedModel
from homeport.domain.settings import EngineSettings

OLLAMA = EngineSettings(ollama_enabled=True, ollama_model="qwen3:4b", ollama_url="http://127.0.0.1:9")
LM_STUDIO = EngineSettings(lmstudio_enabled=True, lmstudio_model="qwen3-4b", lmstudio_url="http://127.0.0.1:8")


def test_one_engine_is_in_use_at_a_time_and_keeps_its_address() -> None:
    over = OLLAMA.with_lm_studio("gemma")
    assert (over.lmstudio_enabled, over.ollama_enabled) == (True, False)
    assert (over.lmstudio_model, over.lmstudio_url) == ("gemma", EngineSettings().lmstudio_url)
    back = over.with_ollama("llama")
    assert (back.ollama_enabled, back.lmstudio_enabled) == (True, False)
    assert (back.ollama_model, back.ollama_url) == ("llama", "http://127.0.0.1:9")


def test_an_address_that_is_given_counts() -> None:
    assert EngineSettings().with_ollama("llama", "http://127.0.0.1:7").ollama_url == "http://127.0.0.1:7"
    assert EngineSettings().with_lm_studio("gemma", "http://127.0.0.1:7").lmstudio_url == "http://127.0.0.1:7"


def test_a_file_is_known_by_its_hash_in_small_letters() -> None:
    chosen = LM_STUDIO.with_file("model.gguf", "ABCDEF")
    assert (chosen.model_file, chosen.model_sha256) == ("model.gguf", "abcdef")
    assert not chosen.lmstudio_enabled
    assert not chosen.ollama_enabled


def test_the_practice_model_is_no_file_and_no_server() -> None:
    assert OLLAMA.with_file("model.gguf", "ab").with_practice() == replace(OLLAMA, ollama_enabled=False)


def test_a_listed_model_is_a_value() -> None:
    model = ListedModel(
        "m",
        "m.gguf",
        "https://example.org/m",
        ("*.example.org",),
        "ab",
        1,
        "4B",
        "Q4",
        8,
        "MIT",
        "sv",
        "",
        "never",
    )
    assert replace(model, tried="2026-11-23") != model
    assert len({model, replace(model)}) == 1
