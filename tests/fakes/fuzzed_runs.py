"""Random run-time conditions over the table of every combination of a policy.

One condition: a combination, lanes that cannot be used now, and what happens then, hop by hop; in one of four the
class has risen before the next hop, as it does when a draft reveals more, and the hop is decided again.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

from homeport.domain.decision import Decision
from homeport.domain.policy import Policy, Trigger
from homeport.policy.decide import narrow, next_step
from homeport.policy.table import table

TOP = "restricted"
HOPS = 4


@dataclass
class Sends:
    """How many conditions were tried, and how many led to a managed lane; any under the top class is a breach."""

    conditions: int = 0
    managed: int = 0
    restricted: int = 0


class FuzzedRuns:
    """The table of one policy, laid out once, and random runs over it."""

    def __init__(self, policy: Policy) -> None:
        assert next(iter(policy.facts)) == "sensitivity"  # so that the next class stands one block further
        self.decisions: Sequence[Decision] = list(table(policy))
        self._block = len(self.decisions) // len(policy.facts["sensitivity"].values)
        self._managed = frozenset(lane.id for lane in policy.lanes.values() if lane.managed)
        lanes = list(policy.lanes)
        subsets = [chosen for size in range(len(lanes) + 1) for chosen in combinations(lanes, size)]
        self._unavailable = [dict.fromkeys(chosen, "not now") for chosen in subsets]
        self._reviews = ((), (), ("unread parts",))

    def run(self, conditions: int, seed: int) -> Sends:
        """Try that many conditions; the same seed tries the same ones."""
        chance = random.Random(seed)
        sends = Sends(conditions)
        for _ in range(conditions):
            self._one(chance, sends)
        return sends

    def _one(self, chance: Random, sends: Sends) -> None:
        draw = chance.random
        place = int(draw() * len(self.decisions))
        unavailable = self._unavailable[int(draw() * len(self._unavailable))]
        decision = narrow(self.decisions[place], unavailable, self._reviews[int(draw() * 3)])
        lane, tried = decision.first, []
        for _ in range(HOPS):
            if lane is None:
                return
            tried.append(lane)
            if lane in self._managed:
                sends.managed += 1
                sends.restricted += (
                    decision.facts["sensitivity"] == TOP or decision.facts_found["sensitivity"] == TOP
                )
            if draw() < 0.25 and place + self._block < len(self.decisions):
                place += self._block
                unavailable = self._unavailable[int(draw() * len(self._unavailable))]
                decision = narrow(self.decisions[place], unavailable)
            lane = next_step(decision, _TRIGGERS[int(draw() * len(_TRIGGERS))], tried)


_TRIGGERS = tuple(Trigger)
