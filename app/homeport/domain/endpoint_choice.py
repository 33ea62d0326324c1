"""Which endpoint of a lane is used, and when a change of it needs a new yes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from homeport.domain.lane import Endpoint, Lane, no_more_exposed


class PassedOver(StrEnum):
    """Why an endpoint that stands earlier in the settings was not used."""

    MORE_EXPOSED = "more_exposed"  # than the lane: it may never serve it
    UNAVAILABLE = "unavailable"  # it does not answer, has no key, or was closed


@dataclass(frozen=True, slots=True)
class EndpointChoice:
    """The endpoint to use, None if there is none, and every earlier one with the reason."""

    endpoint: Endpoint | None
    passed_over: tuple[tuple[Endpoint, PassedOver], ...]


def choose_endpoint(endpoints: Iterable[Endpoint], lane: Lane, unavailable: Collection[str]) -> EndpointChoice:
    """The first endpoint in the order of the settings that may serve the lane and can be used now.

    Args:
        endpoints: as the settings assign them to the lane, in order.
        lane: as the policy declares it.
        unavailable: ids of endpoints that cannot be used now.
    """
    passed_over: list[tuple[Endpoint, PassedOver]] = []
    for endpoint in endpoints:
        if not no_more_exposed(endpoint, lane):
            passed_over.append((endpoint, PassedOver.MORE_EXPOSED))
        elif endpoint.id in unavailable:
            passed_over.append((endpoint, PassedOver.UNAVAILABLE))
        else:
            return EndpointChoice(endpoint, tuple(passed_over))
    return EndpointChoice(None, tuple(passed_over))


class Term(StrEnum):
    """What a person said yes to, beside the bytes."""

    RECIPIENT = "recipient"
    MODEL = "model"
    REGION = "region"


def changed_terms(agreed: Endpoint, now: Endpoint) -> tuple[Term, ...]:
    """What is different from what was agreed; anything here needs a new yes, never a silent retry."""
    terms = (
        (
            Term.RECIPIENT,
            (agreed.provider, agreed.base_url, agreed.managed),
            (now.provider, now.base_url, now.managed),
        ),
        (Term.MODEL, agreed.model, now.model),
        (Term.REGION, (agreed.region, agreed.country), (now.region, now.country)),
    )
    return tuple(term for term, before, after in terms if before != after)
