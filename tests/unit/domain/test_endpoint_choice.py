"""The first endpoint that may serve a lane and can be used; another one is other terms."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.domain.endpoint_choice import PassedOver, Term, changed_terms, choose_endpoint
from homeport.domain.lane import Endpoint, Lane, Region, no_more_exposed

LANE = Lane("eu", "An EU model", True, Region.EU, "small")


def endpoint(name: str, managed: bool = True, region: Region = Region.EU) -> Endpoint:
    return Endpoint(name, "eu", name, "chat", f"https://{name}.example/v1", "m", managed, region, "-", "-", 1, 1)


def test_the_order_of_the_settings_counts_and_what_was_passed_over_is_named():
    far, ill, first, second = endpoint("far", region=Region.GLOBAL), endpoint("ill"), endpoint("a"), endpoint("b")
    choice = choose_endpoint([far, ill, first, second], LANE, {"ill", "b"})
    assert choice.endpoint == first
    assert choice.passed_over == ((far, PassedOver.MORE_EXPOSED), (ill, PassedOver.UNAVAILABLE))
    assert choose_endpoint([far], LANE, ()).endpoint is None
    assert choose_endpoint([], LANE, ()).passed_over == ()


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.builds(endpoint, st.sampled_from("abcdef"), st.booleans(), st.sampled_from(Region)), max_size=6),
    st.builds(Lane, st.just("x"), st.just("x"), st.booleans(), st.sampled_from(Region), st.just("free")),
    st.sets(st.sampled_from("abcdef")),
)
def test_no_choice_is_more_exposed_than_its_lane(endpoints, lane, unavailable):
    choice = choose_endpoint(endpoints, lane, unavailable)
    if choice.endpoint is not None:
        assert no_more_exposed(choice.endpoint, lane)
        assert choice.endpoint.id not in unavailable
        assert [each for each, _ in choice.passed_over] == endpoints[: len(choice.passed_over)]
    else:
        assert len(choice.passed_over) == len(endpoints)


@pytest.mark.parametrize(
    ("change", "terms"),
    [
        ({}, ()),
        ({"provider": "Others"}, (Term.RECIPIENT,)),
        ({"base_url": "https://elsewhere.example/v1"}, (Term.RECIPIENT,)),
        ({"managed": False}, (Term.RECIPIENT,)),
        ({"model": "n"}, (Term.MODEL,)),
        ({"region": Region.GLOBAL}, (Term.REGION,)),
        ({"country": "anywhere"}, (Term.REGION,)),
        ({"provider": "Others", "model": "n", "region": Region.GLOBAL}, tuple(Term)),
        ({"context_tokens": 2}, ()),
    ],
)
def test_another_recipient_model_or_region_is_other_terms(change, terms):
    agreed = endpoint("a")
    assert changed_terms(agreed, replace(agreed, **change)) == terms
