"""The shape of a policy file as data: the loader checks it, and the JSON schema is made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from homeport.domain.lane import Region
from homeport.domain.policy import ESCALATE_TRIGGERS, FALLBACK_TRIGGERS
from homeport.policy.vocabulary import LOWERED_BY, REVIEW_BEFORE


class Kind(Enum):
    """What may stand under a key."""

    TEXT = auto()
    SAY = auto()  # a sentence, or a table of sentences by language
    ID = auto()
    BOOLEAN = auto()
    TRUE = auto()
    WHOLE_NUMBER = auto()
    NUMBER = auto()  # not negative
    NUMBERS = auto()  # a table of such numbers
    CHOICE = auto()  # one of `choices`
    CHOICES = auto()  # a list of them
    TEXTS = auto()  # a list of texts
    LANES = auto()  # a list of lane ids, in order
    SELECTOR = auto()  # lane ids, or a table of attributes
    CONDITION = auto()
    CONDITIONS = auto()  # one condition, or a list of them (any of)
    GIVEN = auto()  # fact -> value
    EXPECT = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table. `may_be_empty` is of lists."""

    kind: Kind
    required: bool = True
    choices: tuple[str, ...] = ()
    may_be_empty: bool = False


_TRIGGERS = (*FALLBACK_TRIGGERS, *ESCALATE_TRIGGERS)
_RULE = {"id": Key(Kind.ID), "say": Key(Kind.SAY), "when": Key(Kind.CONDITION, required=False)}

HEAD: Mapping[str, Key] = {
    "schema": Key(Kind.WHOLE_NUMBER),
    "name": Key(Kind.TEXT),
    "version": Key(Kind.TEXT),
    "owner": Key(Kind.TEXT),
    "languages": Key(Kind.CHOICES, required=False, choices=("en", "sv")),
}
"""Keys that stand before the first table."""

NAMED: Mapping[str, Mapping[str, Key]] = {
    "facts": {
        "values": Key(Kind.TEXTS),
        "ordered": Key(Kind.BOOLEAN, required=False),
        "can_change": Key(Kind.BOOLEAN, required=False),
    },
    "lanes": {
        "say": Key(Kind.SAY),
        "managed": Key(Kind.BOOLEAN),
        "region": Key(Kind.CHOICE, choices=tuple(Region)),
        "needs_ceiling": Key(Kind.TEXT),
        "standing_yes": Key(Kind.BOOLEAN, required=False),
    },
}
"""Tables with a name of their own: ``[facts.task]``."""

REPEATED: Mapping[str, Mapping[str, Key]] = {
    "raise": {**_RULE, "sensitivity": Key(Kind.TEXT)},
    "lower": {**_RULE, "sensitivity": Key(Kind.TEXT)},
    "declassify": {
        **_RULE,
        "from": Key(Kind.TEXT),
        "to": Key(Kind.TEXT),
        "reasons": Key(Kind.TEXTS),
        "by": Key(Kind.CHOICE, choices=LOWERED_BY),
    },
    "never": {**_RULE, "lanes": Key(Kind.SELECTOR)},
    "route": {**_RULE, "lanes": Key(Kind.LANES)},
    "escalate": {**_RULE, "on": Key(Kind.CHOICES, choices=ESCALATE_TRIGGERS), "lanes": Key(Kind.LANES)},
    "fallback": {**_RULE, "on": Key(Kind.CHOICES, choices=FALLBACK_TRIGGERS), "lanes": Key(Kind.LANES)},
    "review": {
        **_RULE,
        "before": Key(Kind.CHOICE, choices=REVIEW_BEFORE),
        "people": Key(Kind.WHOLE_NUMBER, required=False),
    },
    "slow": {**_RULE, "first_word_s": Key(Kind.NUMBERS)},
    "spend": {
        **_RULE,
        "per_request_eur": Key(Kind.NUMBERS),
        "per_week_eur": Key(Kind.NUMBER, required=False),
    },
    "promise": {
        "id": Key(Kind.ID),
        "say": Key(Kind.SAY),
        "for": Key(Kind.CONDITIONS, required=False),
        "on": Key(Kind.CHOICES, required=False, choices=_TRIGGERS),
        "reaches_no": Key(Kind.SELECTOR, required=False),
        "has_route": Key(Kind.TRUE, required=False),
        "reviewed": Key(Kind.CHOICE, required=False, choices=REVIEW_BEFORE),
        "never_widens": Key(Kind.TEXT, required=False),
    },
    "example": {"say": Key(Kind.SAY), "given": Key(Kind.GIVEN), "expect": Key(Kind.EXPECT)},
}
"""Tables that may stand many times: ``[[route]]``."""

CASE_TABLE = "example"
"""The only table of a file of cases."""

LAYER_TABLES = ("never", "route", "review")
"""Rules that can narrow a policy: all that a user's file may hold."""

EXPECT: Mapping[str, Key] = {
    "first": Key(Kind.TEXT, required=False),
    "rule": Key(Kind.TEXT, required=False),
    "reaches": Key(Kind.TEXTS, required=False, may_be_empty=True),
    "review": Key(Kind.TEXTS, required=False, may_be_empty=True),
    "waits": Key(Kind.BOOLEAN, required=False),
}
"""What an example may expect, beside `EXPECT_MAPS`."""

EXPECT_MAPS: Mapping[str, tuple[str, ...]] = {"next": _TRIGGERS, "blocked": ()}
"""Tables of lists in `expect`, with the keys they may have (``blocked``: the lanes of the file)."""

SELECTOR: Mapping[str, Key] = {
    "managed": Key(Kind.BOOLEAN, required=False),
    "region": Key(Kind.CHOICE, required=False, choices=tuple(Region)),
}
"""Attributes by which a rule may name lanes."""

RANGE = ("at_least", "at_most")
PROMISE_KINDS = ("reaches_no", "has_route", "reviewed", "never_widens")
