"""The computer slept when the clock that runs on during sleep is ahead of the other."""

from hypothesis import given
from hypothesis import strategies as st

from homeport.adapters.system.sleep_clocks import with_sleep_and_awake
from homeport.services.suspend import SHORTEST_SLEEP, Clocks, Resumed, SuspendDetector


def test_a_sleep_is_told_once_with_its_length() -> None:
    detector = SuspendDetector(Clocks(1000.0, 900.0))
    assert detector.look(Clocks(1005.0, 905.0)) is None
    assert detector.look(Clocks(4606.0, 906.0)) == Resumed(3600.0)
    assert detector.look(Clocks(4607.0, 907.0)) is None


steps = st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1e6)), max_size=20)


@given(steps)
def test_every_sleep_and_nothing_else_is_told(passed: list[tuple[float, float]]) -> None:
    awake = with_sleep = 50.0
    detector = SuspendDetector(Clocks(with_sleep, awake))
    for ran, slept in passed:
        awake += ran
        with_sleep += ran + slept
        found = detector.look(Clocks(with_sleep, awake))
        if slept > SHORTEST_SLEEP + 0.001:
            assert found is not None
            assert abs(found.after_seconds - slept) < 0.001
        elif slept < SHORTEST_SLEEP - 0.001:
            assert found is None


def test_the_machines_own_clocks_run_side_by_side() -> None:
    detector = SuspendDetector(Clocks(*with_sleep_and_awake()))
    for _ in range(1000):
        assert detector.look(Clocks(*with_sleep_and_awake())) is None
