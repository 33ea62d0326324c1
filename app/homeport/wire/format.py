"""What every wire format offers."""

from collections.abc import Mapping
from typing import Protocol

from homeport.domain.exchange import AnswerEvent, Fault, ModelRequest, Outgoing
from homeport.domain.lane import Endpoint


class AnswerDecoder(Protocol):
    """Turns the bytes of one response into events; holds the state of one stream."""

    def feed(self, data: bytes) -> list[AnswerEvent]:
        """Events completed by these bytes. After a `Fault` nothing more comes."""
        ...

    def close(self) -> list[AnswerEvent]:
        """The stream ended: the last event, `Fault(CUT)` unless the terminal marker was seen.

        Call it when the exchange broke, too: it tells whether the answer was whole before that.
        """
        ...


class WireFormat(Protocol):
    """One provider dialect."""

    @property
    def id(self) -> str:
        """The name used in provider files: ``chat``, ``ollama_chat``."""
        ...

    def build(self, endpoint: Endpoint, request: ModelRequest) -> Outgoing:
        """The exact bytes. Runs before consent; the same arguments give the same bytes."""
        ...

    def decoder(self, request: ModelRequest) -> AnswerDecoder:
        """A decoder for the answer to `request`. Its last event is a `Finished` or a `Fault`; no other is."""
        ...

    def is_answer_type(self, headers: Mapping[str, str]) -> bool:
        """Whether a 200 with these headers can be an answer at all; a login page cannot."""
        ...

    def fault(self, status: int, headers: Mapping[str, str], body: bytes) -> Fault:
        """What a response that is not a success means; `body` may be cut, empty or not JSON."""
        ...
