"""A whole good answer in each wire format, piece by piece, for servers to send well or badly."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

MODEL = "replayed-model"


@dataclass(frozen=True)
class Script:
    """The pieces of one answer: each is one event or line.

    `start` comes before the text, `end` holds the terminal marker; `error` is what this provider sends when it
    fails after a good beginning. `ping` is a sign of life that means nothing; empty where the format has none.
    """

    content_type: str
    start: tuple[bytes, ...]
    text: tuple[bytes, ...]
    end: tuple[bytes, ...]
    error: bytes
    ping: bytes = b""

    @property
    def pieces(self) -> tuple[bytes, ...]:
        """All of it in order."""
        return (*self.start, *self.text, *self.end)


def script(wire: str, tokens: Sequence[str]) -> Script:
    """The answer that consists of these tokens, in the format of that name."""
    return _MAKERS[wire](tokens)


def event(data: Mapping[str, object] | str, name: str = "") -> bytes:
    """One server-sent event."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return (f"event: {name}\n" if name else "").encode() + f"data: {text}\n\n".encode()


def line(data: Mapping[str, object]) -> bytes:
    """One line of JSON."""
    return json.dumps(data, ensure_ascii=False).encode() + b"\n"


def _chat(tokens: Sequence[str]) -> Script:
    def chunk(delta: Mapping[str, object], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return event({"object": "chat.completion.chunk", "model": MODEL, "choices": [choice]})

    usage = {"prompt_tokens": 10, "completion_tokens": len(tokens), "total_tokens": 10 + len(tokens)}
    timings = {"prompt_ms": 50.0, "predicted_ms": 5.0 * len(tokens)}
    return Script(
        content_type="text/event-stream",
        start=(chunk({"role": "assistant", "content": ""}),),
        text=tuple(chunk({"content": token}) for token in tokens),
        end=(
            chunk({}, "stop"),
            event({"model": MODEL, "choices": [], "usage": usage, "timings": timings}),
            event("[DONE]"),
        ),
        error=event({"error": {"message": "the engine broke", "type": "server_error", "code": 500}}),
        ping=b": ping\n\n",
    )


def _ollama_chat(tokens: Sequence[str]) -> Script:
    def part(content: str, **more: object) -> bytes:
        message = {"role": "assistant", "content": content}
        return line(
            {"model": MODEL, "created_at": "2026-11-01T00:00:00Z", "message": message, "done": False, **more}
        )

    end = {
        "done": True,
        "done_reason": "stop",
        "prompt_eval_count": 10,
        "prompt_eval_duration": 50_000_000,
        "eval_count": len(tokens),
        "eval_duration": 5_000_000 * len(tokens),
    }
    return Script(
        content_type="application/x-ndjson",
        start=(),
        text=tuple(part(token) for token in tokens),
        end=(part("", **end),),
        error=line({"error": "the engine broke"}),
    )


_MAKERS: Mapping[str, Callable[[Sequence[str]], Script]] = {"chat": _chat, "ollama_chat": _ollama_chat}

WIRES: tuple[str, ...] = tuple(_MAKERS)
"""Every format that can be played."""
