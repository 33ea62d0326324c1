"""What differs between two versions of a policy, in English and Swedish."""

from collections.abc import Callable, Mapping

from homeport.domain.policy import Policy, Trigger
from homeport.policy.boxes import Box
from homeport.policy.changes import Change, ChangeKind, RuleChange
from homeport.policy.own_sentences import WHEN, own_sentence
from homeport.policy.reach import FIRST, Way
from homeport.policy.sentences import Words, fact_name, in_language, pick, value_words

LaneName = Callable[[str], str]
Number = Callable[[int], str]

COUNTS_AS: Words = (
    "It counts as {after} instead of {before}",
    "Det räknas som {after} i stället för {before}",
)

CHANGES: Mapping[ChangeKind, Words] = {
    ChangeKind.OPENS: ("{lane} opens", "{lane} öppnas"),
    ChangeKind.OFFERED: ("{lane} is also offered if {ways}", "{lane} erbjuds också om {ways}"),
    ChangeKind.UNBLOCKED: (
        "{lane} is closed no more, though no rule leads there yet",
        "{lane} är inte längre stängd, men ingen regel leder dit än",
    ),
    ChangeKind.CLOSES: ("{lane} closes", "{lane} stängs"),
    ChangeKind.NOT_OFFERED: ("{lane} is no more offered if {ways}", "{lane} erbjuds inte längre om {ways}"),
    ChangeKind.BLOCKED: (
        "{lane} is closed now; no rule led there before",
        "{lane} är nu stängd; ingen regel ledde dit förut",
    ),
    ChangeKind.STARTS: (
        "Work starts on {after} instead of {before}",
        "Arbetet börjar på {after} i stället för {before}",
    ),
    ChangeKind.LOWERED: (
        "It counts as {after} instead of {before}",
        "Det räknas som {after} i stället för {before}",
    ),
    ChangeKind.RAISED: (
        "It counts as {after} instead of {before}",
        "Det räknas som {after} i stället för {before}",
    ),
    ChangeKind.ORDER: ("The same lanes come in another order", "Samma vägar kommer i en annan ordning"),
}
WAITS_NOW: Words = (
    "Work waits for a person instead of starting on {before}",
    "Arbetet väntar på en person i stället för att börja på {before}",
)
WAITED: Words = (
    "Work starts on {after} instead of waiting for a person",
    "Arbetet börjar på {after} i stället för att vänta på en person",
)
REVIEWS: Mapping[tuple[ChangeKind, str, bool], Words] = {
    (ChangeKind.UNREVIEWED, "use", False): (
        "Nobody has to accept the result before it is used any more",
        "Ingen behöver längre godkänna resultatet innan det används",
    ),
    (ChangeKind.UNREVIEWED, "use", True): (
        "Two people no longer have to accept the result before it is used",
        "Två personer behöver inte längre godkänna resultatet innan det används",
    ),
    (ChangeKind.UNREVIEWED, "send", False): (
        "Nobody has to tick every replacement before something is sent any more",
        "Ingen behöver längre bocka av varje ersättning innan något skickas",
    ),
    (ChangeKind.UNREVIEWED, "send", True): (
        "Two people no longer have to tick every replacement before something is sent",
        "Två personer behöver inte längre bocka av varje ersättning innan något skickas",
    ),
    (ChangeKind.REVIEWED, "use", False): (
        "A person accepts the result before it is used",
        "En person godkänner resultatet innan det används",
    ),
    (ChangeKind.REVIEWED, "use", True): (
        "Two people accept the result before it is used",
        "Två personer godkänner resultatet innan det används",
    ),
    (ChangeKind.REVIEWED, "send", False): (
        "A person ticks every replacement before something is sent",
        "En person bockar av varje ersättning innan något skickas",
    ),
    (ChangeKind.REVIEWED, "send", True): (
        "Two people tick every replacement before something is sent",
        "Två personer bockar av varje ersättning innan något skickas",
    ),
}
NOT_AVAILABLE: Words = ("a lane before it cannot be used", "en väg före den inte kan användas")

COUNTED: Words = ("{title}: {n} combinations.", "{title}: {n} kombinationer.")
COUNTED_ONE: Words = ("{title}: 1 combination.", "{title}: 1 kombination.")
ALL_WORK: Words = ("all work", "allt arbete")
PART: Words = ("a part of: {work}", "en del av: {work}")
IS: Words = ("{name}: {values}", "{name}: {values}")
OR: Words = (" or ", " eller ")

RULE_NEW: Words = ("Rule {id} is new. {after}", "Regel {id} är ny. {after}")
RULE_GONE: Words = ("Rule {id} is gone. It said: {before}", "Regel {id} är borta. Den sade: {before}")
RULE_CHANGED: Words = (
    "Rule {id} was: {before} It is now: {after}",
    "Regel {id} var: {before} Nu: {after}",
)
LANE_NEW: Words = ("{lane} is a new lane: {say}.", "{lane} är en ny väg: {say}.")
LANE_GONE: Words = ("{lane} is no lane any more.", "{lane} är inte längre en väg.")


def change_title(change: Change, language: str = "en", lane_name: LaneName = str) -> str:
    """What changes, without the work it is for; no full stop."""
    if change.review is not None:
        before, people = change.review
        return pick(REVIEWS[change.kind, before, people > 1], language)
    words = CHANGES[change.kind]
    before, after = change.before, change.after
    if change.kind is ChangeKind.STARTS:
        words = WAITS_NOW if not after else WAITED if not before else words
        before, after = lane_name(before), lane_name(after)
    elif change.kind in (ChangeKind.LOWERED, ChangeKind.RAISED):
        before, after = (value_words("sensitivity", value, language) for value in (before, after))
    ways = pick(OR, language).join(_way(way, language) for way in change.ways)
    title = pick(words, language).format(lane=lane_name(change.lane), before=before, after=after, ways=ways)
    return title[:1].upper() + title[1:]


def change_sentence(change: Change, language: str = "en", lane_name: LaneName = str, number: Number = str) -> str:
    """What changes, and in how many combinations."""
    words = COUNTED_ONE if change.combinations == 1 else COUNTED
    return pick(words, language).format(
        title=change_title(change, language, lane_name), n=number(change.combinations)
    )


def work_words(box: Box, language: str = "en") -> str:
    """For which work: the facts that matter, each with the values it may have."""
    named = (
        pick(IS, language).format(
            name=fact_name(fact, language),
            values=pick(OR, language).join(value_words(fact, value, language) for value in values),
        )
        for fact, values in box.values.items()
    )
    told = "; ".join(named) or pick(ALL_WORK, language)
    return pick(PART, language).format(work=told) if box.part else told


def facts_words(facts: Mapping[str, str], language: str = "en") -> str:
    """One combination, every fact named."""
    is_, named = pick(IS, language), facts.items()
    return "; ".join(is_.format(name=fact_name(f, language), values=value_words(f, v, language)) for f, v in named)


def rule_change_sentence(change: RuleChange, old: Policy, new: Policy, language: str = "en") -> str:
    """What became of a rule that is in no table of combinations."""
    before = own_sentence(old, change.before, language) if change.before else ""
    after = own_sentence(new, change.after, language) if change.after else ""
    words = RULE_NEW if not before else RULE_GONE if not after else RULE_CHANGED
    return pick(words, language).format(id=change.id, before=before, after=after)


def lane_sentences(old: Policy, new: Policy, language: str = "en", lane_name: LaneName = str) -> tuple[str, ...]:
    """Lanes that only one of the two has."""
    added = (lane for lane in new.lanes.values() if lane.id not in old.lanes)
    gone = (name for name in old.lanes if name not in new.lanes)
    told = (
        *(
            pick(LANE_NEW, language).format(
                lane=lane_name(lane.id), say=in_language(lane.say_in or {"": lane.say}, language).rstrip(".")
            )
            for lane in added
        ),
        *(pick(LANE_GONE, language).format(lane=lane_name(name)) for name in gone),
    )
    return tuple(sentence[:1].upper() + sentence[1:] for sentence in told)


def _way(way: Way, language: str) -> str:
    return pick(NOT_AVAILABLE if way == FIRST else WHEN[Trigger(way)], language)
