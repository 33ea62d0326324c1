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


def _responses(tokens: Sequence[str]) -> Script:
    def typed(type_: str, **fields: object) -> bytes:
        return event({"type": type_, **fields}, type_)

    def delta(token: str) -> bytes:
        return typed("response.output_text.delta", item_id="msg_1", output_index=0, content_index=0, delta=token)

    begun = {"id": "resp_1", "object": "response", "status": "in_progress", "model": MODEL, "error": None}
    content = [{"type": "output_text", "text": "".join(tokens), "annotations": []}]
    done = {
        **begun,
        "status": "completed",
        "output": [{"type": "message", "role": "assistant", "status": "completed", "content": content}],
        "usage": {"input_tokens": 10, "output_tokens": len(tokens), "total_tokens": 10 + len(tokens)},
    }
    failed = {**begun, "status": "failed", "error": {"code": "server_error", "message": "the engine broke"}}
    return Script(
        content_type="text/event-stream",
        start=(
            typed("response.created", response=begun),
            typed("response.in_progress", response=begun),
            typed("response.output_item.added", output_index=0, item={"type": "message", "content": []}),
            typed("response.content_part.added", part={"type": "output_text", "text": ""}),
        ),
        text=tuple(delta(token) for token in tokens),
        end=(
            typed("response.output_text.done", text="".join(tokens)),
            typed("response.output_item.done", output_index=0, item=done["output"]),
            typed("response.completed", response=done),
        ),
        error=typed("response.failed", response=failed),
        ping=b": ping\n\n",
    )


def _messages(tokens: Sequence[str]) -> Script:
    def typed(type_: str, **fields: object) -> bytes:
        return event({"type": type_, **fields}, type_)

    def delta(token: str) -> bytes:
        return typed("content_block_delta", index=0, delta={"type": "text_delta", "text": token})

    message = {"type": "message", "role": "assistant", "content": [], "model": MODEL, "stop_reason": None}
    return Script(
        content_type="text/event-stream",
        start=(
            typed("message_start", message={**message, "usage": {"input_tokens": 10, "output_tokens": 1}}),
            typed("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        ),
        text=tuple(delta(token) for token in tokens),
        end=(
            typed("content_block_stop", index=0),
            typed("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": len(tokens)}),
            typed("message_stop"),
        ),
        error=typed("error", error={"type": "api_error", "message": "the engine broke"}),
        ping=typed("ping"),
    )


def _generate_content(tokens: Sequence[str]) -> Script:
    def chunk(text: str, finish: str = "") -> bytes:
        candidate: dict[str, object] = {"content": {"role": "model", "parts": [{"text": text}]}}
        usage: dict[str, object] = {"trafficType": "ON_DEMAND"}
        if finish:
            candidate["finishReason"] = finish
            usage |= {"promptTokenCount": 10, "candidatesTokenCount": len(tokens)}
        return event({"candidates": [candidate], "usageMetadata": usage, "modelVersion": MODEL})

    return Script(
        content_type="text/event-stream",
        start=(),
        text=tuple(chunk(token) for token in tokens),
        end=(chunk("", "STOP"),),
        error=event({"error": {"code": 500, "message": "the engine broke", "status": "INTERNAL"}}),
        ping=b": ping\n\n",
    )


_MAKERS: Mapping[str, Callable[[Sequence[str]], Script]] = {
    "chat": _chat,
    "ollama_chat": _ollama_chat,
    "responses": _responses,
    "messages": _messages,
    "generate_content": _generate_content,
}

WIRES: tuple[str, ...] = tuple(_MAKERS)
"""Every format that can be played."""
