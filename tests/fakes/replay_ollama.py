"""Ollama's wire shapes in front of a fixed answer: tokens come at the rate a test wants, without a model."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from fakes.ollama_front import OllamaFront
from fakes.replay_server import ReplayServer

CONTEXT_TOKENS = 32_768

MARKDOWN = (
    "## The agreement\n\nThe **agreement** runs for _thirty_ days from the day on which both parties have signed "
    "it, unless something else is said in an annex.\n\n- The first part is paid at once.\n- The second part is "
    "paid in ninety days, with `interest`.\n\n| part | days | sum |\n| --- | --- | --- |\n| one | 0 | 1 200 |\n"
    "| two | 90 | 3 400 |\n\n```\nif late:\n    remind(once)\n```\n\n> Whoever is late is told so in writing.\n\n"
)


def markdown(tokens: int) -> list[str]:
    """So many pieces of an answer with everything in it that an answer may have."""
    pieces = [MARKDOWN[at : at + 5] for at in range(0, len(MARKDOWN), 5)]
    return [pieces[index % len(pieces)] for index in range(tokens)]


@contextmanager
def replay_ollama(
    tokens: int | Sequence[str], rate: float = 200.0, first_token_seconds: float = 0.0
) -> Iterator[OllamaFront]:
    """An Ollama that says the same to every question."""
    with (
        ReplayServer(tokens, rate, first_token_seconds) as replay,
        OllamaFront(replay.url, "none", CONTEXT_TOKENS) as front,
    ):
        yield front
