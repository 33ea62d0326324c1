"""Which endpoints a lane may have: managed by others and region are looked at apart."""

from itertools import product

import pytest

from homeport.domain.lane import Endpoint, Lane, Region, no_more_exposed

KINDS = list(product((False, True), Region))


def endpoint(managed: bool, region: Region) -> Endpoint:
    return Endpoint("p/m", "x", "P", "chat", "https://p.example/v1", "m", managed, region, "-", "-", 1000, 100)


@pytest.mark.parametrize(("lane_managed", "lane_region"), KINDS)
@pytest.mark.parametrize(("managed", "region"), KINDS)
def test_neither_others_nor_a_farther_region_come_in_by_an_endpoint(
    managed: bool, region: Region, lane_managed: bool, lane_region: Region
) -> None:
    order = [Region.DEVICE, Region.EU, Region.GLOBAL]
    more = (managed and not lane_managed) or order.index(region) > order.index(lane_region)
    lane = Lane("x", "a lane", lane_managed, lane_region, "free")
    assert no_more_exposed(endpoint(managed, region), lane) is not more


def test_an_own_server_outside_the_eu_serves_no_lane_in_the_eu() -> None:
    assert not no_more_exposed(endpoint(False, Region.GLOBAL), Lane("eu", "EU", True, Region.EU, "small"))
    assert not no_more_exposed(endpoint(True, Region.DEVICE), Lane("private", "Ours", False, Region.EU, "free"))
