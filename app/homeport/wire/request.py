"""What all formats' requests have in common."""

from collections.abc import Mapping, Sequence

from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Message, ModelRequest, Outgoing, Role
from homeport.domain.lane import Endpoint
from homeport.wire.json_value import dump

MAX_ALTERNATIVES = 20
"""Most alternatives per token that OpenAI, llama.cpp and Ollama give."""


def post_json(
    endpoint: Endpoint,
    path: str,
    body: Mapping[str, object],
    *,
    accept: str,
    headers: Sequence[tuple[str, str]] = (),
) -> Outgoing:
    """A POST of `body` to `path` under the endpoint's API root.

    The broker adds ``host``, ``content-length`` and its own ``user-agent``, and refuses compression; no request
    may say otherwise. A header of the provider's data takes the place of the format's own.
    """
    given = {name for name, _ in endpoint.headers}
    return Outgoing(
        method="POST",
        url=endpoint.base_url.rstrip("/") + path,
        headers=(
            ("content-type", "application/json"),
            ("accept", accept),
            *(header for header in headers if header[0] not in given),
            *endpoint.headers,
        ),
        body=dump(body),
        secret_headers=(endpoint.auth_header.lower(),) if endpoint.auth_header else (),
    )


def system_text(request: ModelRequest) -> str:
    """The system messages as one text, for formats that keep them apart."""
    return "\n\n".join(message.text for message in request.messages if message.role is Role.SYSTEM)


def spoken(request: ModelRequest) -> list[Message]:
    """The messages that are not the system's."""
    return [message for message in request.messages if message.role is not Role.SYSTEM]


def without(body: Mapping[str, object], omit: Sequence[str]) -> dict[str, object]:
    """The body less the keys that this provider's schema forbids, and less those that hold None."""
    return {key: value for key, value in body.items() if value is not None and key not in omit}


def check_omit(wire: str, omit: Sequence[str], keep: frozenset[str]) -> None:
    """Refuse provider data that would drop what an exchange cannot do, or is not safe, without.

    Raises:
        UserFacingError: a key of `keep` is to be omitted.
    """
    if dropped := sorted(keep.intersection(omit)):
        raise UserFacingError(
            f"A provider file leaves out {', '.join(dropped)}, which the format {wire} must send.",
            "Take it out of the provider's list of omitted keys.",
        )
