"""A model server without a model: streams a fixed answer at a given rate, in the format its path asks for.

In the process of a test::

    with ReplayServer(tokens=400, rate=200) as server:
        server.base_url("chat")  # an API root, for an endpoint

In a process of its own, so that it does not share an interpreter with what is measured::

    with ReplayProcess(tokens=400, rate=200) as server:
        server.base_url("chat")

By hand: ``PYTHONPATH=tests python -m fakes.replay_server --tokens 400 --rate 200``; it ends when its input does.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from fakes.raw_server import Conversation, RawServer
from fakes.wire_scripts import WIRES, Script, script

_WORDS = ("The", " agreement", " runs", " for", " thirty", " days", ",", " hyvää", " päivää", ".\n")


def words(count: int) -> list[str]:
    """That many tokens of text."""
    return [_WORDS[index % len(_WORDS)] for index in range(count)]


def root(url: str, wire: str) -> str:
    """The API root of a format at a server of this kind."""
    return f"{url}/{wire}"


class ReplayServer(RawServer):
    """Streams `tokens` (or that many words) at `rate` tokens per second; 0 is as fast as it goes.

    `first_token_seconds` passes before anything is said, as if a prompt were read.
    """

    def __init__(
        self, tokens: int | Sequence[str] = 400, rate: float = 200.0, first_token_seconds: float = 0.0
    ) -> None:
        super().__init__(self._stream)
        self._rate = rate
        self._first_token_seconds = first_token_seconds
        texts = words(tokens) if isinstance(tokens, int) else tokens
        self._scripts = {wire: script(wire, texts) for wire in WIRES}

    def __enter__(self) -> "ReplayServer":
        self.start()
        return self

    def base_url(self, wire: str) -> str:
        """The API root that answers in that format."""
        return root(self.url, wire)

    def _stream(self, conversation: Conversation) -> None:
        first = conversation.request.path.split("/")[1]
        wire = "chat" if first == "v1" else first  # as llama.cpp and everybody after OpenAI call it
        found = self._scripts.get(wire)
        if found is None or conversation.request.method != "POST":
            conversation.reply(404, b'{"error":"nothing is replayed here"}', "Content-Type: application/json")
            return
        conversation.head(200, f"Content-Type: {found.content_type}", "Transfer-Encoding: chunked")
        conversation.wait(self._first_token_seconds)
        self._pieces(conversation, found)
        conversation.end_chunks()

    def _pieces(self, conversation: Conversation, found: Script) -> None:
        for piece in found.start:
            conversation.chunk(piece)
        began = time.monotonic()
        for index, piece in enumerate(found.text, start=1):
            conversation.chunk(piece)
            if self._rate:  # by the clock, so that delays do not add up
                conversation.wait(began + index / self._rate - time.monotonic())
        for piece in found.end:
            conversation.chunk(piece)


class ReplayProcess:
    """The same server in a process of its own; ended by its pid."""

    def __init__(self, tokens: int = 400, rate: float = 200.0, first_token_seconds: float = 0.0) -> None:
        options = {"--tokens": tokens, "--rate": rate, "--first-token-seconds": first_token_seconds}
        self._command = [sys.executable, "-m", "fakes.replay_server"]
        self._command += [str(part) for option in options.items() for part in option]
        self.url = ""

    def __enter__(self) -> "ReplayProcess":
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=20)  # closes its input, at which it ends

    def base_url(self, wire: str) -> str:
        """The API root that answers in that format."""
        return root(self.url, wire)


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--tokens", type=int, default=400)
    parser.add_argument("--rate", type=float, default=200.0, help="tokens per second; 0 is as fast as it goes")
    parser.add_argument("--first-token-seconds", type=float, default=0.0)
    options = parser.parse_args()
    with ReplayServer(options.tokens, options.rate, options.first_token_seconds) as server:
        print(server.url, flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    _main()
