"""What a decision makes of one lane; apart from `explain`, so that a view may name it without loading that."""

from enum import StrEnum


class LaneState(StrEnum):
    """What a decision makes of one lane."""

    CHOSEN = "chosen"
    ALLOWED = "allowed"  # may take over by itself
    WOULD_ASK = "would_ask"  # may be offered; needs a yes to the exact bytes
    BLOCKED = "blocked"
    UNAVAILABLE = "unavailable"  # allowed by the policy, not usable now
    UNUSED = "unused"  # nothing refuses it, and nothing leads there
