"""Turn the names in a rule into facts, values, classes and lanes that the policy declares."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from homeport.domain.facts import KNOWN_FACTS
from homeport.domain.lane import Lane
from homeport.domain.policy import Condition, FactSpec
from homeport.policy.problems import ProblemKind, ProblemList
from homeport.policy.toml_lines import Path
from homeport.policy.vocabulary import FOUND_SUFFIX, SENSITIVITY


@dataclass(frozen=True, slots=True)
class Lookups:
    """What the file declares; every lookup that fails is noted and gives what is left."""

    facts: Mapping[str, FactSpec]
    lanes: Mapping[str, Lane]
    problems: ProblemList

    def condition(self, raw: Mapping[str, Any], path: Path) -> Condition:
        """A condition with ranges turned into sets of values."""
        allowed: dict[str, frozenset[str]] = {}
        for key, wanted in raw.items():
            spec = self.fact(key.removesuffix(FOUND_SUFFIX), (*path, key))
            if spec is not None:
                allowed[key] = self._wanted(spec, wanted, (*path, key))
        return Condition(allowed)

    def fact(self, name: str, path: Path) -> FactSpec | None:
        """A declared fact."""
        if name in self.facts:
            return self.facts[name]
        kind = ProblemKind.UNDECLARED_FACT if name in KNOWN_FACTS else ProblemKind.UNKNOWN_FACT
        self.problems.add(kind, path, name, tuple(self.facts))
        return None

    def value(self, spec: FactSpec, value: str, path: Path) -> str | None:
        """A declared value of a fact."""
        if value in spec.values:
            return value
        self.problems.add(ProblemKind.UNKNOWN_VALUE, path, value, spec.values, spec.name)
        return None

    def data_class(self, value: str, path: Path) -> str:
        """A class; the highest when it is not one."""
        classes = self.classes
        if value not in classes:
            self.problems.add(ProblemKind.UNKNOWN_CLASS, path, value, classes)
        return value

    @property
    def classes(self) -> tuple[str, ...]:
        """The declared classes, lowest first."""
        return self.facts[SENSITIVITY].values if SENSITIVITY in self.facts else ()

    def lanes_listed(self, raw: Iterable[str], path: Path) -> tuple[str, ...]:
        """Lanes in the order they are written."""
        listed = tuple(raw)
        for lane in listed:
            if lane not in self.lanes:
                self.problems.add(ProblemKind.UNKNOWN_LANE, path, lane, tuple(self.lanes))
        return listed

    def lanes_selected(self, raw: list[str] | Mapping[str, Any], path: Path) -> tuple[str, ...]:
        """Lanes by id or by attributes, from least to most exposed."""
        if isinstance(raw, list):
            chosen: Collection[str] = self.lanes_listed(raw, path)
            return tuple(lane for lane in self.lanes if lane in chosen)
        return tuple(
            lane.id
            for lane in self.lanes.values()
            if raw.get("managed", lane.managed) == lane.managed and raw.get("region", lane.region) == lane.region
        )

    def _wanted(self, spec: FactSpec, wanted: list[str] | Mapping[str, str], path: Path) -> frozenset[str]:
        if isinstance(wanted, list):
            return frozenset(value for value in wanted if self.value(spec, value, path))
        if not spec.ordered:
            self.problems.add(ProblemKind.NOT_ORDERED, path, spec.name)
        ends = [self.value(spec, value, path) for value in wanted.values()]
        if None in ends:
            return frozenset()
        low = spec.values.index(wanted.get("at_least", spec.values[0]))
        high = spec.values.index(wanted.get("at_most", spec.values[-1]))
        if low > high:
            self.problems.add(ProblemKind.EMPTY_RANGE, path, spec.name)
        return frozenset(spec.values[low : high + 1])
