"""The closed words of the policy language: what a file may name, in which order, and how much of it."""

from collections.abc import Mapping

from homeport.domain.data_class import DataClass
from homeport.domain.facts import KNOWN_FACTS
from homeport.domain.task import Ceiling, Latency, TaskKind

SCHEMA_VERSION = 1
MAX_FILE_BYTES = 1_000_000
MAX_COMBINATIONS = 200_000
VALUES_PER_FACT = (2, 6)
SAY_CHARACTERS = (10, 200)
PEOPLE = (1, 2)

RULE_ID = r"^[A-Z][0-9]+$"
NAME = r"^[a-z][a-z0-9_-]{0,31}$"
LANGUAGES = ("en", "sv")

SENSITIVITY = "sensitivity"
CEILING_FACT = "ceiling"
LATENCY_FACT = "latency"
FOUND_SUFFIX = "_was"
"""``X_was`` in a condition reads fact X as found, before any rule raised or lowered it."""

TOP_CLASS = DataClass.RESTRICTED.word

KNOWN_VALUES: Mapping[str, tuple[str, ...]] = {
    SENSITIVITY: tuple(data_class.word for data_class in DataClass),
    "personal": ("none", "personal", "special"),
    "task": tuple(TaskKind),
    "difficulty": ("routine", "hard"),
    "stakes": ("normal", "high"),
    LATENCY_FACT: tuple(Latency),
    CEILING_FACT: tuple(Ceiling),
    "redaction": ("none", "verified"),
    "approval": ("none", "granted"),
    "declassified": ("none", "self", "second"),
}
"""The values the program supplies, from least to most where the order has a meaning.

A policy may declare more values for every fact but sensitivity, and leave values out; a request that then carries
an undeclared one waits. It may not turn their order round.
"""

NATURAL_ORDER = frozenset(KNOWN_FACTS) - {"task", LATENCY_FACT}
"""Facts whose known values have an order that a policy may not reverse."""

PER_LANE_FACTS = ("redaction", "approval")
"""Facts judged for each lane and the text prepared for it (docs/policy.md, Review and approval)."""

REVIEW_BEFORE = ("use", "send")
LOWERED_BY = ("self", "second")
ALWAYS_TRIGGERED = {"hard": ("difficulty", "hard"), "high_stakes": ("stakes", "high")}
"""Triggers that fire by themselves, with the fact and value that fires them."""
