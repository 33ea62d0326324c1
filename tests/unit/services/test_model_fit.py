"""Whether a model fits is said from measured needs."""

import pytest

from homeport.services.engine_network import pulled_from
from homeport.services.model_fit import Fit, fit, memory_needed

GB = 1_000_000_000


def test_the_need_covers_what_was_measured() -> None:
    assert memory_needed(1_117_320_768) >= 1.85 * GB  # measured: 1.9 GB
    assert memory_needed(98_362_432) >= 0.25 * GB


@pytest.mark.parametrize(
    ("size", "memory", "expected"),
    [
        (2 * GB, 16 * GB, Fit.FITS),
        (5 * GB, 8 * GB, Fit.TIGHT),
        (7 * GB, 8 * GB, Fit.TOO_LARGE),
        (70 * GB, 16 * GB, Fit.TOO_LARGE),
        (0, 16 * GB, Fit.UNKNOWN),
        (2 * GB, 0, Fit.UNKNOWN),
    ],
)
def test_fit(size: int, memory: int, expected: Fit) -> None:
    assert fit(size, memory) is expected


@pytest.mark.parametrize(
    ("model", "place"),
    [
        ("qwen3:8b", "ollama.com"),
        ("someone/model:latest", "ollama.com"),
        ("registry.ollama.ai/library/qwen3:8b", "ollama.com"),
        ("hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF", "hf.co"),
        ("https://hf.co/a/b", "hf.co"),
        ("models.example:5000/a/b:c", "models.example:5000"),
        ("intranet/a/b", "intranet"),
        ("evil\u202e.example/a/b", "'evil\\u202e.example'"),
        ("plain", "ollama.com"),
    ],
)
def test_where_ollama_gets_a_model_from(model: str, place: str) -> None:
    assert pulled_from(model) == place
