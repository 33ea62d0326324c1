"""What goes to a model and what comes back, apart from any wire format."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """Who speaks in a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A request in our own words; a wire format turns it into bytes.

    `context_tokens` is set explicitly where the engine takes it (Ollama); elsewhere the endpoint's size is checked
    before sending. `logprobs` is the number of alternatives asked for per token, 0 for none.
    """

    model: str
    messages: tuple[Message, ...]
    max_output_tokens: int
    context_tokens: int | None = None
    temperature: float | None = None
    seed: int | None = None
    logprobs: int = 0
    json_schema: Mapping[str, Any] | None = None
    stream: bool = True


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The exact bytes that would leave: shown, hashed and sent unchanged.

    `headers` are lower-case names with values, without secrets; `secret_headers` names those whose values the
    broker adds from the keyring at the last moment.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    secret_headers: tuple[str, ...] = ()

    @property
    def body_sha256(self) -> str:
        """Hex SHA-256 of the body."""
        return hashlib.sha256(self.body).hexdigest()


class FinishReason(StrEnum):
    """Why a model stopped."""

    STOP = "stop"
    LENGTH = "length"
    REFUSED = "refused"
    FILTERED = "filtered"
    TOOL_CALL = "tool-call"
    PAUSED = "paused"
    UNKNOWN = "unknown"


class FaultKind(StrEnum):
    """What went wrong, as far as a person has to act differently."""

    NOT_RUNNING = "not-running"  # nothing listens there
    MODEL_MISSING = "model-missing"
    LOADING = "loading"
    CONTEXT_EXCEEDED = "context-exceeded"
    UNAUTHORIZED = "unauthorized"
    PAYMENT = "payment"
    FORBIDDEN = "forbidden"
    REGION = "region"
    BAD_REQUEST = "bad-request"
    TOO_LARGE = "too-large"
    RATE_LIMITED = "rate-limited"
    QUOTA = "quota"
    OVERLOADED = "overloaded"
    SERVER = "server"
    CUT = "cut"  # the stream ended without its terminal marker
    MALFORMED = "malformed"
    NOT_THE_PROVIDER = "not-the-provider"  # a login or proxy page answered
    REDIRECTED = "redirected"
    TLS = "tls"
    NAME = "name"  # the host name was not found
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    REMOTE_MODEL = "remote-model"  # a "local" model that runs elsewhere
    NOT_LOCAL = "not-local"  # address or peer is not loopback
    TICKET_REFUSED = "ticket-refused"
    BROKER_LOST = "broker-lost"
    ENGINE_DIED = "engine-died"
    MODEL_REFUSED = "model-refused"  # the file has another hash than agreed, or cannot be run
    PRACTICE_MODEL = "practice-model"  # the starter model is not for a person's own documents
    NO_MODEL = "no-model"  # no engine on this computer is set up
    NO_KEY = "no-key"  # the endpoint's key is not in the keyring


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """A generated token, its natural-log probability and the best alternatives."""

    token: str
    logprob: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the answer."""

    text: str
    logprobs: tuple[TokenLogprob, ...] = ()


@dataclass(frozen=True, slots=True)
class ThinkingDelta:
    """More of the model's reasoning; kept apart from the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class RefusalDelta:
    """The model's own words of refusal."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCallSeen:
    """A tool call nobody asked for: shown, never executed."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ModelNamed:
    """The model the answer claims to come from."""

    name: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts as the engine gave them; the last one seen counts, they are never added.

    `cached_input_tokens` are those of the input that were not read anew: `prompt_seconds` did not go into them.
    """

    input_tokens: int
    output_tokens: int
    prompt_seconds: float | None = None
    generation_seconds: float | None = None
    cached_input_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """The terminal marker was seen: the answer is whole as far as the engine says."""

    reason: FinishReason
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """The exchange failed. `detail` is the other side's own text, shortened; untrusted."""

    kind: FaultKind
    detail: str = ""
    retry_after_seconds: float | None = None


AnswerEvent = TextDelta | ThinkingDelta | RefusalDelta | ToolCallSeen | ModelNamed | Usage | Finished | Fault
