"""Read the facts and lanes a policy declares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeport.domain.facts import KNOWN_FACTS
from homeport.domain.lane import DEVICE, Lane, Region
from homeport.domain.policy import FactSpec
from homeport.policy.problems import ProblemKind, ProblemList
from homeport.policy.space import count_combinations
from homeport.policy.toml_lines import Path
from homeport.policy.vocabulary import (
    CEILING_FACT,
    KNOWN_VALUES,
    MAX_COMBINATIONS,
    NAME,
    NATURAL_ORDER,
    SENSITIVITY,
    TOP_CLASS,
    VALUES_PER_FACT,
)

Raw = Mapping[str, Any]


def read_facts(raw: Raw, problems: ProblemList) -> dict[str, FactSpec]:
    """The declared facts, in file order."""
    facts = {
        name: FactSpec(name, tuple(entry["values"]), entry.get("ordered", False), entry.get("can_change", False))
        for name, entry in raw.items()
    }
    for spec in facts.values():
        _check_fact(spec, problems)
    if SENSITIVITY not in facts:
        problems.add(ProblemKind.NO_SENSITIVITY, ("facts",))
    total = count_combinations(facts)
    if total > MAX_COMBINATIONS:
        problems.add(ProblemKind.TOO_MANY_COMBINATIONS, ("facts",), total, detail=str(MAX_COMBINATIONS))
    return facts


def _check_fact(spec: FactSpec, problems: ProblemList) -> None:
    path: Path = ("facts", spec.name)
    if spec.name not in KNOWN_FACTS:
        problems.add(ProblemKind.UNKNOWN_FACT, path, spec.name, KNOWN_FACTS)
        return
    fewest, most = VALUES_PER_FACT
    if not fewest <= len(spec.values) <= most:
        problems.add(ProblemKind.VALUE_COUNT, (*path, "values"), len(spec.values), detail=f"{fewest}-{most}")
    for value in spec.values:
        if not re.fullmatch(NAME, value):
            problems.add(ProblemKind.BAD_NAME, (*path, "values"), value)
    known = KNOWN_VALUES[spec.name]
    declared = [value for value in spec.values if value in known]
    if spec.name in NATURAL_ORDER and declared != sorted(declared, key=known.index):
        problems.add(ProblemKind.VALUE_ORDER, (*path, "values"), ", ".join(declared), detail=", ".join(known))
    if spec.name == SENSITIVITY:
        _check_sensitivity(spec, path, problems)


def _check_sensitivity(spec: FactSpec, path: Path, problems: ProblemList) -> None:
    # A class that is left out counts as the highest, so the highest has to be there; an invented one would too.
    for value in spec.values:
        if value not in KNOWN_VALUES[SENSITIVITY]:
            problems.add(ProblemKind.UNKNOWN_CLASS, (*path, "values"), value, KNOWN_VALUES[SENSITIVITY])
    if TOP_CLASS not in spec.values:
        problems.add(ProblemKind.NO_TOP_CLASS, (*path, "values"), TOP_CLASS)
    if not spec.ordered:
        problems.add(ProblemKind.SENSITIVITY_UNORDERED, path)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Reads `say`; every sentence must be there in the languages the file asks for."""

    languages: tuple[str, ...]
    problems: ProblemList

    def read(self, raw: str | Mapping[str, str], path: Path) -> dict[str, str]:
        """The sentence by language; a plain one stands under ``""``."""
        say = {"": raw} if isinstance(raw, str) else dict(raw)
        for language in self.languages:
            if language not in say:
                self.problems.add(ProblemKind.SAY_LANGUAGE, (*path, "say"), language)
        return {language: sentence.strip() for language, sentence in say.items()}


def read_lanes(
    raw: Raw, facts: Mapping[str, FactSpec], sentences: Sentences, problems: ProblemList
) -> dict[str, Lane]:
    """The lanes, from least to most exposed."""
    lanes: dict[str, Lane] = {}
    for name, entry in raw.items():
        say = sentences.read(entry["say"], ("lanes", name))
        plain = say.get("") or say.get("en") or next(iter(say.values()))
        region, standing = Region(entry["region"]), entry.get("standing_yes", False)
        lanes[name] = Lane(name, plain, entry["managed"], region, entry["needs_ceiling"], say, standing)
        _check_ceiling(lanes[name], facts.get(CEILING_FACT), problems)
    _check_exposure(lanes, problems)
    return lanes


def _check_ceiling(lane: Lane, ceiling: FactSpec | None, problems: ProblemList) -> None:
    path: Path = ("lanes", lane.id, "needs_ceiling")
    if ceiling is not None:
        if lane.needs_ceiling not in ceiling.values:
            problems.add(ProblemKind.UNKNOWN_VALUE, path, lane.needs_ceiling, ceiling.values, CEILING_FACT)
    elif lane.needs_ceiling != KNOWN_VALUES[CEILING_FACT][0]:
        problems.add(ProblemKind.NO_CEILING_FACT, path, lane.needs_ceiling, detail=KNOWN_VALUES[CEILING_FACT][0])


def _check_exposure(lanes: Mapping[str, Lane], problems: ProblemList) -> None:
    if not lanes:
        problems.add(ProblemKind.NO_LANES, ("lanes",))
    outside = ""
    for place, lane in enumerate(lanes.values()):
        path: Path = ("lanes", lane.id)
        at_home = not lane.managed and lane.region is Region.DEVICE
        if (place == 0) != (lane.id == DEVICE) or (place == 0 and not at_home):
            problems.add(ProblemKind.FIRST_LANE, path, lane.id, detail=DEVICE)
        if lane.managed and lane.region is Region.DEVICE:
            problems.add(ProblemKind.MANAGED_ON_DEVICE, path, lane.id)
        if lane.standing_yes and (lane.managed or lane.id == DEVICE):
            problems.add(ProblemKind.STANDING_YES, (*path, "standing_yes"), lane.id)
        if not lane.managed and outside:
            problems.add(ProblemKind.UNMANAGED_AFTER_MANAGED, path, lane.id, detail=outside)
        outside = outside or (lane.id if lane.managed else "")
