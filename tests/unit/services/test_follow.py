"""One exchange becomes a draft, whatever the server does: every case of the fault server, in every format."""

from collections.abc import Iterator

import pytest

from fakes.fault_server import CASES, FaultServer
from fakes.plain_egress import PlainEgress
from homeport.adapters.system.clock import SystemClock
from homeport.domain.consent import DevicePermit
from homeport.domain.draft import DraftEnd
from homeport.domain.exchange import FaultKind, FinishReason, Message, ModelRequest, Role, Usage
from homeport.domain.lane import DEVICE, Endpoint, Region
from homeport.ports.egress import Deadlines
from homeport.services.draft import Drafting, follow
from homeport.services.draft_here import must_have_been_read
from homeport.wire.formats import FORMATS, wire_format

pytestmark = pytest.mark.anyio

REQUEST = ModelRequest("m", (Message(Role.USER, "hello " * 200),), 64)
SHORT = Deadlines(connect=2.0, first_byte=0.5, idle=0.5, total=1.5)


def drafting_at(base_url: str, wire: str) -> Drafting:
    endpoint = Endpoint(
        "e/m", DEVICE, "here", wire, base_url, "m", False, Region.DEVICE, "here", "nothing", 4096, 64
    )
    clock = SystemClock()
    return Drafting("d", "t", endpoint, clock.steady(), clock, lambda _text: None)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


@pytest.mark.parametrize("wire", sorted(FORMATS))
@pytest.mark.parametrize("case", sorted(CASES))
async def test_every_case_ends_as_it_must(server: FaultServer, case: str, wire: str) -> None:
    expected = CASES[case]
    drafting = drafting_at(server.base_url(case, wire), wire)
    format_ = wire_format(wire)
    outgoing = format_.build(drafting.endpoint, REQUEST)
    await follow(drafting, PlainEgress(), format_, REQUEST, outgoing, DevicePermit("e/m"), {}, SHORT)
    draft = drafting.snapshot(drafting.end())
    if isinstance(expected.end, FinishReason):
        assert draft.fault is None
        assert draft.finish is expected.end
        assert draft.end is (DraftEnd.PARTIAL if expected.end is FinishReason.LENGTH else DraftEnd.WHOLE)
    else:
        assert draft.fault is not None
        assert draft.end in {DraftEnd.PARTIAL, DraftEnd.FAILED}
        assert (draft.end is DraftEnd.PARTIAL) == bool(draft.text.strip())
    assert server.connections == 1, "nothing is sent twice"


def test_a_prompt_that_was_cut_in_silence_fails_the_draft() -> None:
    drafting = drafting_at("http://127.0.0.1:1", "ollama_chat")
    drafting.take(Usage(input_tokens=20, output_tokens=3))
    must_have_been_read(drafting, REQUEST)
    assert drafting.fault is not None
    assert drafting.fault.kind is FaultKind.CONTEXT_EXCEEDED
    whole = drafting_at("http://127.0.0.1:1", "ollama_chat")
    whole.take(Usage(input_tokens=210, output_tokens=3))
    must_have_been_read(whole, REQUEST)
    assert whole.fault is None
