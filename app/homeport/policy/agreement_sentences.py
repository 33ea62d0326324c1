"""What to tell an author whose sentence and rule differ, in English and Swedish."""

from collections.abc import Mapping

from homeport.policy.agreement import Disagreement, DisagreementKind
from homeport.policy.sentences import Words, pick

NONE: Words = ("none", "ingen")
SENTENCES: Mapping[DisagreementKind, Words] = {
    DisagreementKind.DENIES_NOT: (
        "{rule}: the rule closes something, but its sentence has no word like “never”, “not” or “only”.",
        "{rule}: regeln stänger något, men meningen har inget ord som ”aldrig”, ”inte” eller ”bara”.",
    ),
    DisagreementKind.DENIES: (
        "{rule}: the sentence says “never” or “not”, but the rule does not close anything.",
        "{rule}: meningen säger ”aldrig” eller ”inte”, men regeln stänger ingenting.",
    ),
    DisagreementKind.CLASSES: (
        "{rule}: the sentence names the data classes {says}; the rule reads or sets {does}.",
        "{rule}: meningen nämner dataklasserna {says}; regeln läser eller sätter {does}.",
    ),
    DisagreementKind.LANES: (
        "{rule}: the sentence names the lanes {says}; the rule names {does}.",
        "{rule}: meningen nämner vägarna {says}; regeln anger {does}.",
    ),
}


def disagreement_sentence(found: Disagreement, language: str = "en") -> str:
    """One warning in words."""
    nothing = pick(NONE, language)
    return pick(SENTENCES[found.kind], language).format(
        rule=found.rule, says=", ".join(found.says) or nothing, does=", ".join(found.does) or nothing
    )
