"""What refusals mean, in every dialect there is."""

import json
import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.exchange import FaultKind as Kind
from homeport.wire.faults import MAX_DETAIL, MAX_RETRY_AFTER, fault_of_response, retry_after
from homeport.wire.formats import FORMATS

JSON = {"content-type": "application/json"}


def openai(message: str, code: object = None, type_: str = "invalid_request_error") -> dict[str, object]:
    return {"error": {"message": message, "type": type_, "param": None, "code": code}}


def anthropic(type_: str, message: str) -> dict[str, object]:
    return {"type": "error", "error": {"type": type_, "message": message}, "request_id": "r"}


def gemini(code: int, status: str, message: str, reason: str = "") -> dict[str, object]:
    return {"error": {"code": code, "message": message, "status": status, "details": [{"reason": reason}]}}


def llama(code: int, type_: str, message: str) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "type": type_}}


CASES: list[tuple[int, object, Kind]] = [
    # too long a prompt
    (
        400,
        openai("This model's maximum context length is 8 tokens.", "context_length_exceeded"),
        Kind.CONTEXT_EXCEEDED,
    ),
    (400, openai("Your input exceeds the context window of this model."), Kind.CONTEXT_EXCEEDED),
    (
        400,
        anthropic("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
        Kind.CONTEXT_EXCEEDED,
    ),
    (
        400,
        anthropic("invalid_request_error", "input length and `max_tokens` exceed context limit: 9"),
        Kind.CONTEXT_EXCEEDED,
    ),
    (413, anthropic("request_too_large", "prompt is too long"), Kind.CONTEXT_EXCEEDED),
    (400, llama(400, "exceed_context_size_error", "request (4031 tokens) exceeds it"), Kind.CONTEXT_EXCEEDED),
    (
        400,
        llama(400, "", "request (9 tokens) exceeds the available context size (4 tokens)"),
        Kind.CONTEXT_EXCEEDED,
    ),
    (
        400,
        gemini(400, "INVALID_ARGUMENT", "The input token count (9) exceeds the maximum number"),
        Kind.CONTEXT_EXCEEDED,
    ),
    (400, {"error": "the prompt is longer than the context length currently available"}, Kind.CONTEXT_EXCEEDED),
    (500, {"error": "the input length exceeds the context length"}, Kind.CONTEXT_EXCEEDED),
    (
        422,
        {"error": "`inputs` tokens + `max_new_tokens` must be <= 4096.", "error_type": "validation"},
        Kind.CONTEXT_EXCEEDED,
    ),
    (
        400,
        {
            "object": "error",
            "message": "too large for model with 32768 maximum context length",
            "type": "invalid_request_prompt",
        },
        Kind.CONTEXT_EXCEEDED,
    ),
    (400, {"message": "Input is too long for requested model."}, Kind.CONTEXT_EXCEEDED),
    # who is asking
    (401, openai("Incorrect API key provided", "invalid_api_key"), Kind.UNAUTHORIZED),
    (401, anthropic("authentication_error", "invalid x-api-key"), Kind.UNAUTHORIZED),
    (401, llama(401, "authentication_error", "Invalid API Key"), Kind.UNAUTHORIZED),
    (400, gemini(400, "INVALID_ARGUMENT", "API key not valid.", "API_KEY_INVALID"), Kind.UNAUTHORIZED),
    (401, None, Kind.UNAUTHORIZED),
    (402, anthropic("billing_error", "Check your plan"), Kind.PAYMENT),
    (402, None, Kind.PAYMENT),
    (400, anthropic("invalid_request_error", "Your credit balance is too low to access the API"), Kind.PAYMENT),
    (403, anthropic("permission_error", "Not allowed"), Kind.FORBIDDEN),
    (403, None, Kind.FORBIDDEN),
    (
        403,
        openai("Country, region, or territory not supported", "unsupported_country_region_territory"),
        Kind.REGION,
    ),
    (403, openai("no", "data_residency_mismatch"), Kind.REGION),
    (401, openai("no", "data_residency_mismatch"), Kind.REGION),
    (400, gemini(400, "FAILED_PRECONDITION", "User location is not supported for the API use."), Kind.REGION),
    # which model
    (
        404,
        openai("The model `x` does not exist or you do not have access to it.", "model_not_found"),
        Kind.MODEL_MISSING,
    ),
    (403, openai("Project does not have access to model", "model_not_found"), Kind.MODEL_MISSING),
    (404, anthropic("not_found_error", "model: claude-x"), Kind.MODEL_MISSING),
    (404, gemini(404, "NOT_FOUND", "models/x is not found for API version v1beta"), Kind.MODEL_MISSING),
    (404, {"error": "model 'x' not found"}, Kind.MODEL_MISSING),
    (404, {"error": 'model "x" not found, try pulling it first'}, Kind.MODEL_MISSING),
    (
        404,
        {"error": {"code": "DeploymentNotFound", "message": "The API deployment is missing"}},
        Kind.MODEL_MISSING,
    ),
    (
        400,
        {"object": "error", "message": "Invalid model: x", "type": "invalid_model", "code": "1500"},
        Kind.MODEL_MISSING,
    ),
    (404, None, Kind.MODEL_MISSING),
    (404, llama(404, "not_found_error", "File Not Found"), Kind.BAD_REQUEST),
    # what else may be wrong with a request
    (400, openai("bad"), Kind.BAD_REQUEST),
    (400, {"error": '"x" does not support thinking'}, Kind.BAD_REQUEST),
    (405, None, Kind.BAD_REQUEST),
    (408, None, Kind.TIMEOUT),
    (409, openai("conflict"), Kind.SERVER),
    (413, anthropic("request_too_large", "Request exceeds the maximum size"), Kind.TOO_LARGE),
    (
        422,
        {"detail": [{"loc": ["body", "store"], "msg": "Extra inputs are not permitted", "type": "extra"}]},
        Kind.BAD_REQUEST,
    ),
    (422, {"object": "error", "message": {"detail": [{"msg": "Extra inputs"}]}, "type": "x"}, Kind.BAD_REQUEST),
    # too much
    (429, openai("Rate limit reached", "rate_limit_exceeded", "requests"), Kind.RATE_LIMITED),
    (429, anthropic("rate_limit_error", "slow down"), Kind.RATE_LIMITED),
    (429, None, Kind.RATE_LIMITED),
    (429, openai("You exceeded your current quota", "insufficient_quota", "insufficient_quota"), Kind.QUOTA),
    (
        429,
        gemini(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan"),
        Kind.QUOTA,
    ),
    (429, gemini(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted"), Kind.RATE_LIMITED),
    (429, {"error": "Model is overloaded", "error_type": "overloaded"}, Kind.OVERLOADED),
    (529, anthropic("overloaded_error", "Overloaded"), Kind.OVERLOADED),
    (503, gemini(503, "UNAVAILABLE", "The model is overloaded."), Kind.OVERLOADED),
    (503, {"error": "server busy, please try again. maximum pending requests exceeded"}, Kind.OVERLOADED),
    (503, llama(503, "unavailable_error", "Loading model"), Kind.LOADING),
    (503, {"error": "Model org/x is currently loading", "estimated_time": 20.0}, Kind.LOADING),
    (503, None, Kind.OVERLOADED),
    # the other side is broken
    (500, openai("The server had an error", None, "server_error"), Kind.SERVER),
    (500, anthropic("api_error", "Internal server error"), Kind.SERVER),
    (500, {"error": "llama runner process has terminated: exit status 2"}, Kind.ENGINE_DIED),
    (500, None, Kind.SERVER),
    (502, None, Kind.SERVER),
    (504, anthropic("timeout_error", "took too long"), Kind.TIMEOUT),
    (504, None, Kind.TIMEOUT),
    (599, None, Kind.SERVER),
    # a local engine that would ask somebody else
    (403, {"error": "ollama cloud is disabled: remote inference is unavailable"}, Kind.REMOTE_MODEL),
    (401, {"error": "unauthorized", "signin_url": "https://ollama.example/connect"}, Kind.REMOTE_MODEL),
    # somebody else
    (307, None, Kind.REDIRECTED),
    (301, openai("moved"), Kind.REDIRECTED),
    (407, None, Kind.NOT_THE_PROVIDER),
    (511, None, Kind.NOT_THE_PROVIDER),
    (200, None, Kind.NOT_THE_PROVIDER),
    (200, openai("x", "context_length_exceeded"), Kind.CONTEXT_EXCEEDED),
    (200, openai("x", None, "mystery"), Kind.SERVER),
]


@pytest.mark.parametrize("wire", FORMATS)
@pytest.mark.parametrize(("status", "body", "kind"), CASES)
def test_what_a_refusal_means(wire: str, status: int, body: object, kind: Kind) -> None:
    data = b"" if body is None else json.dumps(body).encode()
    fault = FORMATS[wire].fault(status, JSON, data)
    assert fault.kind is kind
    assert bool(fault.detail) is (body is not None), "its own words are kept, if there are any"


@pytest.mark.parametrize(("status", "body", "kind"), CASES)
def test_a_list_around_the_error_changes_nothing(status: int, body: object, kind: Kind) -> None:
    if body is not None:
        assert fault_of_response(status, JSON, json.dumps([body]).encode()).kind is kind


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "context_length_exceeded", Kind.CONTEXT_EXCEEDED),
        (429, "insufficient_quota", Kind.QUOTA),
        (503, "Loading model", Kind.LOADING),
    ],
)
def test_a_body_that_was_cut_is_still_understood(status: int, code: str, kind: Kind) -> None:
    assert fault_of_response(status, JSON, b'{"error":{"code":"' + code.encode() + b'","mess').kind is kind


PAGE = b"<!DOCTYPE html><title>Log in to the network</title>"


@pytest.mark.parametrize("headers", [{"content-type": "text/html; charset=utf-8"}, {}])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, Kind.NOT_THE_PROVIDER),
        (302, Kind.REDIRECTED),
        (400, Kind.NOT_THE_PROVIDER),
        (401, Kind.NOT_THE_PROVIDER),
        (403, Kind.NOT_THE_PROVIDER),
        (404, Kind.NOT_THE_PROVIDER),
        (413, Kind.TOO_LARGE),
        (429, Kind.RATE_LIMITED),
        (502, Kind.SERVER),
        (503, Kind.OVERLOADED),
    ],
)
def test_a_web_page_is_never_quoted(headers: Mapping[str, str], status: int, kind: Kind) -> None:
    fault = fault_of_response(status, headers, PAGE)
    assert (fault.kind, fault.detail) == (kind, "")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"null", b'""', b"\xff\xfe", b"[" * 70_000, b"7", b'{"error":{}}', b'{"error":[1]}'],
)
@pytest.mark.parametrize(
    ("status", "kind"), [(400, Kind.BAD_REQUEST), (500, Kind.SERVER), (429, Kind.RATE_LIMITED)]
)
def test_a_body_that_says_nothing_leaves_the_status_to_speak(status: int, kind: Kind, body: bytes) -> None:
    assert fault_of_response(status, JSON, body).kind is kind


def test_the_words_are_one_short_printable_line() -> None:
    body = json.dumps({"error": "a\n\x1b[31m\u202eb\u0000 " + "ö" * 1000}).encode()
    detail = fault_of_response(500, JSON, body).detail
    assert len(detail) == MAX_DETAIL
    assert detail.isprintable()
    assert detail.startswith("a [31m b ö")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("999999", MAX_RETRY_AFTER),
        ("9" * 5000, MAX_RETRY_AFTER),
        ("Wed, 18 Nov 2026 10:00:30 GMT", 30.0),
        ("Wed, 18 Nov 2026 09:00:00 GMT", 0.0),
        ("Wed, 18 Nov 2099 09:00:00 GMT", MAX_RETRY_AFTER),
        ("", None),
        ("-3", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e9", None),
        ("٣", None),
        ("Wed, 99 Nov 2026 10:00:30 GMT", None),
        ("Wed, 18 Nix 2026 10:00:30 GMT", None),
        ("Wed, 18 Nov 2026 10:00:30 EST", None),
    ],
)
def test_how_long_to_wait(value: str, seconds: float | None) -> None:
    headers = {"retry-after": value, "date": "Wed, 18 Nov 2026 10:00:00 GMT"}
    assert retry_after(headers) == seconds
    assert fault_of_response(429, headers, b"").retry_after_seconds == seconds


def test_a_date_without_a_date_to_count_from_says_nothing() -> None:
    assert retry_after({"retry-after": "Wed, 18 Nov 2026 10:00:30 GMT"}) is None
    assert retry_after({}) is None


@pytest.mark.parametrize(
    ("status", "body"), [(401, b""), (429, b'{"error":{"code":"insufficient_quota"}}'), (400, b"")]
)
def test_no_wait_is_named_where_waiting_does_not_help(status: int, body: bytes) -> None:
    assert fault_of_response(status, {"retry-after": "5"}, body).retry_after_seconds is None


@given(status=st.integers(100, 999), body=st.binary(max_size=200), value=st.text(max_size=40))
def test_nothing_makes_it_raise(status: int, body: bytes, value: str) -> None:
    fault = fault_of_response(status, {"retry-after": value, "date": value, "content-type": value}, body)
    assert len(fault.detail) <= MAX_DETAIL


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["error", "message", "code", "detail", "details", "type", "status"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_shape_of_error_makes_it_raise(value: object) -> None:
    fault_of_response(400, JSON, json.dumps(value).encode())


@pytest.mark.parametrize("piece", ["model ", "context ", "exceeds ", "runner ", "input token count "])
def test_no_text_makes_reading_it_slow(piece: str) -> None:
    began = time.process_time()
    fault_of_response(400, JSON, (piece * 10_000).encode())
    assert time.process_time() - began < 0.5
