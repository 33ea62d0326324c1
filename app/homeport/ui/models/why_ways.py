"""The legal ways on as buttons of the panel "Why this route"."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from homeport.domain.decision import Decision
from homeport.domain.lane import DEVICE, Endpoint
from homeport.domain.policy import Trigger
from homeport.services.ways_on import AskSecondPerson, OnlyQuestion, RunHere, WithoutDocuments
from homeport.services.ways_on import WayOn as LegalWay
from homeport.ui.models.why import WayOn
from homeport.ui.words import Words


@dataclass(frozen=True, slots=True)
class AskForMore:
    """Ask for the lane that the policy offers next."""

    lane: str


def ways_in_words(
    ways: Iterable[LegalWay],
    decision: Decision,
    endpoints: Mapping[str, Endpoint],
    words: Words,
    *,
    drafted: bool,
    tried: Iterable[str] = (),
) -> tuple[WayOn, ...]:
    """The ways on, the one that changes least first; `value` of each is the way itself, or `AskForMore`.

    Args:
        ways: from `services.ways_on`; to leave it is always there and needs no button.
        decision: the one that stands.
        endpoints: what is set up for each lane.
        words: the person's language.
        drafted: whether a draft stands that a stronger lane could be asked to improve.
        tried: lanes that have worked on it.
    """
    return tuple(_ways(ways, decision, endpoints, words, drafted=drafted, tried=set(tried)))


def _ways(
    ways: Iterable[LegalWay],
    decision: Decision,
    endpoints: Mapping[str, Endpoint],
    words: Words,
    *,
    drafted: bool,
    tried: set[str],
) -> Iterator[WayOn]:
    asks = words("why.way_on_says")
    if drafted:
        lane = next((lane for lane in decision.next.get(Trigger.ASKED, ()) if lane not in {DEVICE, *tried}), "")
        if lane:
            named = endpoints[lane].provider if lane in endpoints else words.lane(lane)
            yield WayOn(words("why.way_ask", lane=named), asks, AskForMore(lane))
    for way in ways:
        match way:
            case AskSecondPerson(lane):
                named = endpoints[lane].provider if lane in endpoints else words.lane(lane)
                yield WayOn(words("second.way", recipient=named), words("second.way_says", recipient=named), way)
            case RunHere() if decision.first != DEVICE and DEVICE not in tried:
                yield WayOn(words("why.way_here"), words("why.way_here_says"), way)
            case WithoutDocuments(parts):
                listed = ", ".join(part.own_name or part.name for part in parts)
                yield WayOn(words("why.way_without", count=len(parts), name=listed), asks, way)
            case OnlyQuestion():
                yield WayOn(words("why.way_question"), asks, way)
