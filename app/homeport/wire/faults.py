"""What a provider's refusal means: one reading of all dialects' error bodies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from homeport.domain.exchange import Fault, FaultKind
from homeport.wire.json_value import JsonValue, NotJsonError, as_count, as_list, as_object, as_text, parse

MAX_DETAIL = 300
"""Characters of the other side's own text that are kept in a fault."""

MAX_RETRY_AFTER = 86_400.0
"""Seconds; a longer wait is told as this one: nobody waits for it either way."""

_MAX_READ = 64 * 1024  # bytes of an error body that are looked at
_MAX_SEARCHED = 4_000  # characters that the patterns see

# The one form that RFC 9110 (5.6.7) lets senders make; read here because `email.utils` would load `socket`.
_HTTP_DATE = re.compile(
    r"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What an error body says: every machine-readable name in it, the sentence, and a status code (0: none)."""

    names: tuple[str, ...]
    message: str
    status: int = 0

    @property
    def searched(self) -> str:
        """All of it as one text."""
        return " ".join((*self.names, self.message))[:_MAX_SEARCHED]


_BY_WORDS: tuple[tuple[re.Pattern[str], FaultKind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        # Ollama refuses, or cannot reach, a model that runs on somebody else's computer.
        (r"ollama cloud is disabled|remote inference is unavailable|signin_url", FaultKind.REMOTE_MODEL),
        (
            r"context_length_exceeded|exceed_context_size_error|model_context_window_exceeded"
            r"|maximum context length|exceeds? the available context"
            r"|exceeds? (?:the )?context (?:length|size|limit|window)"
            r"|longer than the context length|prompt is too long|input is too long"
            r"|input token count .{0,40}exceeds|tokens \+ `?max_new_tokens`? must be"
            r"|must have less than [0-9]+ tokens|context.{0,20}overflow",
            FaultKind.CONTEXT_EXCEEDED,
        ),
        (
            r"data_residency_mismatch|unsupported_country|country, region, or territory not supported"
            r"|location is not supported|not (?:supported|available) in your (?:country|region|location)",
            FaultKind.REGION,
        ),
        (r"billing_error|credit balance is too low|payment[_ ]required", FaultKind.PAYMENT),
        (
            r"insufficient_quota|quota_exceeded|exceeded your current quota|billing_hard_limit"
            r"|exceeded your monthly|no remaining credits",
            FaultKind.QUOTA,
        ),
        (
            r"model_not_found|invalid_model|deploymentnotfound|models?\b.{0,200}(?:not found|does not exist)"
            r"|invalid model:|not_found_error model:|foundation model from the provided model identifier",
            FaultKind.MODEL_MISSING,
        ),
        (r"loading model|model .{0,200}is (?:currently )?loading", FaultKind.LOADING),
        (r"overloaded|server busy|at capacity|service_unavailable|\bunavailable\b", FaultKind.OVERLOADED),
        (r"rate_limit|rate limit|too many requests|throttl|resource_exhausted", FaultKind.RATE_LIMITED),
        (r"runner .{0,80}(?:stopped|terminated|exited|crashed)|unexpectedly stopped", FaultKind.ENGINE_DIED),
        (
            r"authentication_error|invalid_api_key|api_key_invalid|invalid api key|unauthenticated",
            FaultKind.UNAUTHORIZED,
        ),
        (r"permission_error|permission_denied|\bforbidden\b", FaultKind.FORBIDDEN),
        (r"request_too_large", FaultKind.TOO_LARGE),
        (r"timeout_error|deadline_exceeded|\btimed out\b", FaultKind.TIMEOUT),
        (r"invalid_request_error|invalid_argument|bad_request", FaultKind.BAD_REQUEST),
    )
)

_WORDS_OUTWEIGH: Mapping[int, frozenset[FaultKind]] = {
    400: frozenset(
        {
            FaultKind.CONTEXT_EXCEEDED,
            FaultKind.REGION,
            FaultKind.PAYMENT,
            FaultKind.QUOTA,
            FaultKind.MODEL_MISSING,
            FaultKind.REMOTE_MODEL,
            FaultKind.UNAUTHORIZED,  # Gemini answers 400 to a wrong key
        }
    ),
    401: frozenset({FaultKind.REMOTE_MODEL, FaultKind.REGION}),
    403: frozenset({FaultKind.REMOTE_MODEL, FaultKind.REGION, FaultKind.MODEL_MISSING, FaultKind.QUOTA}),
    404: frozenset({FaultKind.MODEL_MISSING}),
    413: frozenset({FaultKind.CONTEXT_EXCEEDED}),
    422: frozenset({FaultKind.CONTEXT_EXCEEDED, FaultKind.MODEL_MISSING}),
    429: frozenset({FaultKind.QUOTA, FaultKind.PAYMENT, FaultKind.OVERLOADED}),
    500: frozenset({FaultKind.CONTEXT_EXCEEDED, FaultKind.ENGINE_DIED, FaultKind.OVERLOADED, FaultKind.LOADING}),
    502: frozenset({FaultKind.REMOTE_MODEL, FaultKind.ENGINE_DIED}),
    503: frozenset({FaultKind.LOADING}),
}
"""Where the words may say more than the status. Nothing in a body turns a refusal into something milder."""

_BY_STATUS: Mapping[int, FaultKind] = {
    401: FaultKind.UNAUTHORIZED,
    402: FaultKind.PAYMENT,
    403: FaultKind.FORBIDDEN,
    407: FaultKind.NOT_THE_PROVIDER,  # a proxy wants a login
    408: FaultKind.TIMEOUT,
    409: FaultKind.SERVER,  # a conflict on their side: the request itself may be right
    413: FaultKind.TOO_LARGE,
    429: FaultKind.RATE_LIMITED,
    503: FaultKind.OVERLOADED,
    504: FaultKind.TIMEOUT,
    511: FaultKind.NOT_THE_PROVIDER,  # a network wants a login
    524: FaultKind.TIMEOUT,
    529: FaultKind.OVERLOADED,
}

_A_PAGE_MEANS_ANOTHER_ANSWERED = frozenset({400, 401, 403, 404, 405, 407, 511})

_MAY_WAIT = frozenset(
    {FaultKind.RATE_LIMITED, FaultKind.OVERLOADED, FaultKind.LOADING, FaultKind.SERVER, FaultKind.TIMEOUT}
)


def fault_of_response(status: int, headers: Mapping[str, str], body: bytes) -> Fault:
    """What a whole response that is no answer means; `body` may be cut, empty or not JSON."""
    text = body[:_MAX_READ].decode("utf-8", "replace").removeprefix("\ufeff")
    page = _is_page(headers, text)
    words = ErrorWords((), "") if page else _words_of_text(text, plain=status >= 400)
    kind = _kind(status, words, page=page)
    wait = retry_after(headers) if kind in _MAY_WAIT else None
    return Fault(kind, shortened(words.message or " ".join(words.names)), wait)


def fault_in_stream(error: JsonValue) -> Fault:
    """What an error object inside a stream that began as a success means."""
    words = error_words(error)
    by_status = _kind(words.status, words, page=False) if 400 <= words.status < 600 else FaultKind.SERVER
    kind = _kind_by_words(words) or by_status
    return Fault(kind, shortened(words.message or " ".join(words.names)))


def error_words(value: JsonValue) -> ErrorWords:
    """Find names and message in any of the known shapes of an error."""
    if isinstance(value, list):  # Gemini without alt=sse; FastAPI's list of complaints
        return error_words(value[0]) if value else ErrorWords((), "")
    if isinstance(value, str):
        return ErrorWords((), value)
    fields = as_object(value)
    inner = fields.get("error")
    if isinstance(inner, dict | list):
        return error_words(inner)
    names = [
        name if isinstance(name, str) else ""
        for name in (fields.get(key) for key in ("code", "type", "status", "error_type", "object", "__type"))
    ]
    if "signin_url" in fields:
        names.append("signin_url")
    names += [as_text(as_object(detail).get("reason")) for detail in as_list(fields.get("details"))]
    message = (
        as_text(inner)
        or as_text(fields.get("message"))
        or as_text(fields.get("Message"))
        or as_text(fields.get("msg"))
        or as_text(fields.get("detail"))
    )
    if not message and isinstance(fields.get("detail"), list):
        message = error_words(fields["detail"]).message
    if not message and isinstance(fields.get("message"), dict):  # Mistral's 422
        message = error_words(fields["message"]).message
    status = next((n for n in (as_count(fields.get("code")), as_count(fields.get("status"))) if n), 0)
    return ErrorWords(tuple(name for name in names if name), message, status)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from ``Retry-After`` (RFC 9110, 10.2.3); None when absent or senseless.

    A date counts from the response's own ``Date``, so no clock of ours takes part; without that it is not used.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(?:\.[0-9]*)?", value):
        return MAX_RETRY_AFTER if len(value) > 15 else min(float(value), MAX_RETRY_AFTER)
    then, now = _date(value), _date(headers.get("date", ""))
    if then is None or now is None:
        return None
    return min(max((then - now).total_seconds(), 0.0), MAX_RETRY_AFTER)


def shortened(text: str) -> str:
    """One line of printable characters, at most `MAX_DETAIL`."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[:_MAX_SEARCHED]).split())
    return line if len(line) <= MAX_DETAIL else line[: MAX_DETAIL - 1] + "…"


def _kind(status: int, words: ErrorWords, *, page: bool) -> FaultKind:
    if 300 <= status < 400:
        return FaultKind.REDIRECTED
    if page and (status < 400 or status in _A_PAGE_MEANS_ANOTHER_ANSWERED):
        return FaultKind.NOT_THE_PROVIDER
    by_words = _kind_by_words(words)
    if status < 400:  # a success that is no answer
        said = bool(words.names or words.message)
        return (by_words or FaultKind.SERVER) if said else FaultKind.NOT_THE_PROVIDER
    if by_words in _WORDS_OUTWEIGH.get(status, frozenset()):
        return by_words
    if status == 404:
        return FaultKind.BAD_REQUEST if words.message else FaultKind.MODEL_MISSING
    return _BY_STATUS.get(status) or (FaultKind.SERVER if status >= 500 else FaultKind.BAD_REQUEST)


def _kind_by_words(words: ErrorWords) -> FaultKind | None:
    searched = words.searched
    return next((kind for pattern, kind in _BY_WORDS if pattern.search(searched)), None)


def _words_of_text(text: str, *, plain: bool) -> ErrorWords:
    try:
        return error_words(parse(text))
    except NotJsonError:
        # plain text, or JSON that was cut, in which the patterns still find names
        return ErrorWords((), text if plain else "")


def _is_page(headers: Mapping[str, str], text: str) -> bool:
    return "html" in headers.get("content-type", "").lower() or text.lstrip()[:1] == "<"


def _date(value: str) -> datetime | None:
    found = _HTTP_DATE.fullmatch(value.strip())
    if found is None:
        return None
    day, month, year, hour, minute, second = found.groups()
    try:
        return datetime(
            int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
    except ValueError:
        return None
