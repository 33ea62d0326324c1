"""All wire formats by the name that provider files use."""

from collections.abc import Callable, Mapping, Sequence

from homeport.domain.errors import UserFacingError
from homeport.wire.chat import ChatFormat
from homeport.wire.format import WireFormat
from homeport.wire.generate_content import GenerateContentFormat
from homeport.wire.messages import MessagesFormat
from homeport.wire.ollama_chat import OllamaChatFormat
from homeport.wire.responses import ResponsesFormat

_MAKERS: Mapping[str, Callable[..., WireFormat]] = {
    "chat": ChatFormat,
    "ollama_chat": OllamaChatFormat,
    "responses": ResponsesFormat,
    "messages": MessagesFormat,
    "generate_content": GenerateContentFormat,
}

FORMATS: Mapping[str, WireFormat] = {name: make() for name, make in _MAKERS.items()}
"""Every format as it is without provider data."""


def wire_format(id: str, omit: Sequence[str] = ()) -> WireFormat:
    """The format of that name, less the body keys that a provider's schema forbids.

    Raises:
        UserFacingError: there is no such format, or `omit` names a key that must be sent.
    """
    make = _MAKERS.get(id)
    if make is None:
        raise UserFacingError(
            f"A provider file asks for the wire format “{id}”, which this version does not know.",
            f"Use one of: {', '.join(_MAKERS)}.",
        )
    return make(tuple(omit))
