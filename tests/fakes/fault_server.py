"""A provider that plays badly: each case is one function that decides every byte of the answer.

One server plays all cases in all formats; the path says which::

    with FaultServer() as server:
        server.base_url("reset_in_a_chunk", "chat")  # an API root, for an endpoint

`CASES` says how each must end, so that every client can be held to the same.
"""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fakes.raw_server import Conversation, RawServer
from fakes.wire_scripts import Script, script
from homeport.domain.exchange import FaultKind, FinishReason

TOKENS = ("Hyvää ", "päivää ", "😎 ", "kaikille")
WHOLE = "".join(TOKENS)
BEGINNING = "".join(TOKENS[:2])

PAGE = b"<!DOCTYPE html><html><title>Welcome to the hotel network</title><p>Log in to go on.</p></html>"

LARGE = 3 * 1024 * 1024  # bytes; one event of this size must pass
TOO_LARGE = 9 * 1024 * 1024


@dataclass(frozen=True)
class Case:
    """How to answer, and how that must end.

    `end` is what the answer comes to: how it finished, or what went wrong. `text` is all that may be shown of it.
    `broken`: the transport itself fails. `endless`: it only ends when the client leaves; `end` is then what is
    known at that moment.
    """

    play: Callable[[Conversation, Script], None]
    end: FaultKind | FinishReason
    text: str = ""
    broken: bool = False
    endless: bool = False


CASES: dict[str, Case] = {}

_Play = Callable[[Conversation, Script], None]


def _case(
    end: FaultKind | FinishReason, text: str = "", *, broken: bool = False, endless: bool = False
) -> Callable[[_Play], _Play]:
    def add(play: _Play) -> _Play:
        CASES[play.__name__] = Case(play, end, text, broken, endless)
        return play

    return add


class FaultServer(RawServer):
    """Plays the case that the path names. `elsewhere` is where redirects point to."""

    def __init__(self, elsewhere: str = "") -> None:
        super().__init__(self._play)
        self._elsewhere = elsewhere

    def __enter__(self) -> "FaultServer":
        self.start()
        return self

    def base_url(self, case: str, wire: str) -> str:
        """The API root at which that case is played in that format."""
        return f"{self.url}/{wire}/{case}"

    def _play(self, conversation: Conversation) -> None:
        _, wire, case, *_ = conversation.request.path.split("/")
        if case.startswith("redirect_"):
            target = f"{self._elsewhere or self.url}/{wire}/a_good_answer"
            conversation.reply(int(case.removeprefix("redirect_")), b"", f"Location: {target}")
            return
        CASES[case].play(conversation, script(wire, TOKENS))


def _begin(conversation: Conversation, found: Script, *, pieces: int = 2, content_type: str = "") -> None:
    """A chunked answer up to that many tokens."""
    conversation.head(200, f"Content-Type: {content_type or found.content_type}", "Transfer-Encoding: chunked")
    for piece in (*found.start, *found.text[:pieces]):
        conversation.chunk(piece)


def _whole(conversation: Conversation, body: bytes, content_type: str) -> None:
    conversation.reply(200, body, f"Content-Type: {content_type}")


@_case(FinishReason.STOP, WHOLE)
def a_good_answer(conversation: Conversation, found: Script) -> None:
    _begin(conversation, found, pieces=len(TOKENS))
    for piece in found.end:
        conversation.chunk(piece)
    conversation.end_chunks()


# How a connection can break


@_case(FaultKind.CUT, broken=True)
def no_answer_at_all(conversation: Conversation, found: Script) -> None:
    conversation.wait(0.05)


@_case(FaultKind.CUT, broken=True)
def reset_before_the_head(conversation: Conversation, found: Script) -> None:
    conversation.reset()


@_case(FaultKind.CUT, broken=True)
def not_http(conversation: Conversation, found: Script) -> None:
    conversation.send(b"220 mail.example ESMTP\r\n\r\n")


@_case(FaultKind.CUT, BEGINNING, broken=True)
def reset_in_a_chunk(conversation: Conversation, found: Script) -> None:
    _begin(conversation, found)
    conversation.send(b"400\r\n" + found.text[2][:10])
    conversation.reset()


@_case(FaultKind.CUT, BEGINNING, broken=True)
def end_inside_a_chunk(conversation: Conversation, found: Script) -> None:
    _begin(conversation, found)
    conversation.send(b"400\r\n" + found.text[2][:10])


@_case(FaultKind.CUT, BEGINNING, broken=True)
def end_between_chunks(conversation: Conversation, found: Script) -> None:
    _begin(conversation, found)


@_case(FaultKind.CUT, BEGINNING)
def chunks_end_too_early(conversation: Conversation, found: Script) -> None:
    _begin(conversation, found)
    conversation.end_chunks()


@_case(FaultKind.CUT, BEGINNING)
def close_without_a_length(conversation: Conversation, found: Script) -> None:
    conversation.head(200, f"Content-Type: {found.content_type}", "Connection: close")
    conversation.send(b"".join((*found.start, *found.text[:2])) + found.text[2][:-8])


@_case(FaultKind.CUT, BEGINNING, broken=True)
def shorter_than_its_length(conversation: Conversation, found: Script) -> None:
    body = b"".join((*found.start, *found.text[:2]))
    conversation.head(200, f"Content-Type: {found.content_type}", f"Content-Length: {len(body) + 100}")
    conversation.send(body)


@_case(FinishReason.STOP, WHOLE, broken=True)
def reset_after_the_end(conversation: Conversation, found: Script) -> None:
    _begin(conversation, found, pieces=len(TOKENS))
    for piece in found.end:
        conversation.chunk(piece)
    conversation.reset()


@_case(FinishReason.STOP, WHOLE)
def last_event_unterminated(conversation: Conversation, found: Script) -> None:
    _begin(conversation, found, pieces=len(TOKENS))
    conversation.chunk(b"".join(found.end).rstrip(b"\n"))
    conversation.end_chunks()


# How bytes can arrive


@_case(FinishReason.STOP, WHOLE)
def byte_by_byte(conversation: Conversation, found: Script) -> None:
    conversation.head(200, f"Content-Type: {found.content_type}", "Transfer-Encoding: chunked")
    for byte in b"".join(found.pieces):
        conversation.chunk(bytes([byte]))
    conversation.end_chunks()


@_case(FinishReason.STOP, WHOLE)
def all_at_once(conversation: Conversation, found: Script) -> None:
    _whole(conversation, b"".join(found.pieces), found.content_type)


@_case(FinishReason.STOP, WHOLE)
def wrong_charset_named(conversation: Conversation, found: Script) -> None:
    _whole(conversation, b"".join(found.pieces), f"{found.content_type}; charset=iso-8859-1")


@_case(FinishReason.STOP, "Hyv\ufffd\ufffd p\ufffdiv\ufffd\ufffd ? kaikille")
def latin_1_bytes(conversation: Conversation, found: Script) -> None:
    body = b"".join(found.pieces).decode().encode("latin-1", "replace")
    _whole(conversation, body, f"{found.content_type}; charset=iso-8859-1")


@_case(FinishReason.STOP, WHOLE)
def byte_order_mark(conversation: Conversation, found: Script) -> None:
    _whole(conversation, b"\xef\xbb\xbf" + b"".join(found.pieces), found.content_type)


@_case(FinishReason.STOP, WHOLE)
def crlf_lines(conversation: Conversation, found: Script) -> None:
    _whole(conversation, b"".join(found.pieces).replace(b"\n", b"\r\n"), found.content_type)


@_case(FinishReason.STOP, WHOLE)
def signs_of_life_between(conversation: Conversation, found: Script) -> None:
    _whole(conversation, (found.ping or b"\n").join(found.pieces), found.content_type)


@_case(FinishReason.STOP, "x" * LARGE)
def a_large_event(conversation: Conversation, found: Script) -> None:
    body = b"".join((*found.start, _grown(found.text[0], LARGE), *found.end))
    _whole(conversation, body, found.content_type)


@_case(FaultKind.MALFORMED, TOKENS[0])
def too_large_an_event(conversation: Conversation, found: Script) -> None:
    pieces = (*found.start, found.text[0], _grown(found.text[0], TOO_LARGE), *found.end)
    _whole(conversation, b"".join(pieces), found.content_type)


@_case(FaultKind.MALFORMED)
def a_line_without_end(conversation: Conversation, found: Script) -> None:
    conversation.head(200, f"Content-Type: {found.content_type}", "Transfer-Encoding: chunked")
    for _ in range(10):
        conversation.chunk(b"x" * 1024 * 1024)
    conversation.end_chunks()


def _grown(piece: bytes, size: int) -> bytes:
    return piece.replace(TOKENS[0].encode(), b"x" * size)


# How time can pass


@_case(FaultKind.TIMEOUT, endless=True)
def no_head(conversation: Conversation, found: Script) -> None:
    conversation.wait_until_gone()


@_case(FaultKind.TIMEOUT, endless=True)
def no_first_byte(conversation: Conversation, found: Script) -> None:
    _begin(conversation, Script(found.content_type, (), (), (), b""))
    conversation.wait_until_gone()


@_case(FaultKind.TIMEOUT, BEGINNING, endless=True)
def silence_in_the_middle(conversation: Conversation, found: Script) -> None:
    _begin(conversation, found)
    conversation.wait_until_gone()


@_case(FaultKind.TIMEOUT, BEGINNING, endless=True)
def signs_of_life_forever(conversation: Conversation, found: Script) -> None:
    _begin(conversation, found)
    while True:
        conversation.wait(0.05)
        conversation.chunk(found.ping or b"\n")


@_case(FaultKind.TIMEOUT, endless=True)
def a_head_without_end(conversation: Conversation, found: Script) -> None:
    conversation.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        conversation.wait(0.02)
        conversation.send(b"X-More: x\r\n")


# What may stand there instead of an answer


@_case(FaultKind.NOT_THE_PROVIDER)
def a_web_page(conversation: Conversation, found: Script) -> None:
    _whole(conversation, PAGE, "text/html; charset=utf-8")


@_case(FaultKind.NOT_THE_PROVIDER)
def no_content_type(conversation: Conversation, found: Script) -> None:
    conversation.reply(200, PAGE)


@_case(FaultKind.NOT_THE_PROVIDER)
def compressed_although_refused(conversation: Conversation, found: Script) -> None:
    body = gzip.compress(b"".join(found.pieces))
    conversation.reply(200, body, f"Content-Type: {found.content_type}", "Content-Encoding: gzip")


@_case(FaultKind.CUT)
def an_empty_body(conversation: Conversation, found: Script) -> None:
    _whole(conversation, b"", found.content_type)


@_case(FaultKind.SERVER, BEGINNING)
def an_error_in_the_middle(conversation: Conversation, found: Script) -> None:
    _whole(
        conversation,
        b"".join((*found.start, *found.text[:2], found.error, *found.text[2:], *found.end)),
        found.content_type,
    )


@_case(FaultKind.MALFORMED, BEGINNING)
def not_json_in_the_middle(conversation: Conversation, found: Script) -> None:
    broken = found.text[2].replace(b"}", b"")
    _whole(
        conversation,
        b"".join((*found.start, *found.text[:2], broken, *found.text[3:], *found.end)),
        found.content_type,
    )


@_case(FaultKind.MALFORMED, BEGINNING)
def not_a_number_in_the_middle(conversation: Conversation, found: Script) -> None:
    broken = found.text[2].replace(b"{", b'{"n":NaN,', 1)
    _whole(
        conversation,
        b"".join((*found.start, *found.text[:2], broken, *found.text[3:], *found.end)),
        found.content_type,
    )


@_case(FinishReason.STOP, WHOLE)
def everything_twice_after_the_end(conversation: Conversation, found: Script) -> None:
    _whole(conversation, b"".join(found.pieces) * 2, found.content_type)


# Refusals


def _refusal(name: str, end: FaultKind, status: int, body: object, *headers: str) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def play(conversation: Conversation, found: Script) -> None:
        conversation.reply(status, data, *(headers or ("Content-Type: application/json",)))

    CASES[name] = Case(play, end)


def _error(message: str, type_: str = "invalid_request_error", code: str | None = None) -> Mapping[str, object]:
    return {"error": {"message": message, "type": type_, "code": code}}


_refusal("status_400", FaultKind.BAD_REQUEST, 400, _error("bad"))
_refusal("status_400_context", FaultKind.CONTEXT_EXCEEDED, 400, _error("too long", code="context_length_exceeded"))
_refusal("status_401", FaultKind.UNAUTHORIZED, 401, _error("wrong key", "authentication_error"))
_refusal("status_402", FaultKind.PAYMENT, 402, _error("no money", "billing_error"))
_refusal("status_403", FaultKind.FORBIDDEN, 403, _error("not for you", "permission_error"))
_refusal("status_403_region", FaultKind.REGION, 403, _error("no", code="data_residency_mismatch"))
_refusal("status_403_page", FaultKind.NOT_THE_PROVIDER, 403, PAGE, "Content-Type: text/html")
_refusal("status_404_model", FaultKind.MODEL_MISSING, 404, _error("no such model", code="model_not_found"))
_refusal("status_407", FaultKind.NOT_THE_PROVIDER, 407, b"", 'Proxy-Authenticate: Basic realm="x"')
_refusal("status_408", FaultKind.TIMEOUT, 408, b"")
_refusal("status_409", FaultKind.SERVER, 409, _error("conflict"))
_refusal("status_413", FaultKind.TOO_LARGE, 413, b"")
_refusal("status_422", FaultKind.BAD_REQUEST, 422, {"detail": [{"msg": "Extra inputs are not permitted"}]})
_refusal("status_429", FaultKind.RATE_LIMITED, 429, _error("slow down", "rate_limit_error"), "Retry-After: 7")
_refusal("status_429_quota", FaultKind.QUOTA, 429, _error("no", "insufficient_quota"), "Retry-After: 7")
_refusal("status_500", FaultKind.SERVER, 500, _error("broken", "server_error"))
_refusal("status_502_page", FaultKind.SERVER, 502, PAGE, "Content-Type: text/html")
_refusal("status_503", FaultKind.OVERLOADED, 503, b"")
_refusal("status_503_loading", FaultKind.LOADING, 503, _error("Loading model", "unavailable_error"))
_refusal("status_504", FaultKind.TIMEOUT, 504, b"")
_refusal("status_529", FaultKind.OVERLOADED, 529, _error("Overloaded", "overloaded_error"))
_refusal("status_500_list", FaultKind.SERVER, 500, [_error("broken", "server_error")])
_refusal("status_511_page", FaultKind.NOT_THE_PROVIDER, 511, PAGE, "Content-Type: text/html")

REDIRECTS = (301, 302, 303, 307, 308)
for _status in REDIRECTS:
    CASES[f"redirect_{_status}"] = Case(a_good_answer, FaultKind.REDIRECTED)
