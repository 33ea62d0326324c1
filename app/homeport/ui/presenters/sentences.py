"""The sentences that turns need of the policy, the services and the findings, in the person's language."""

from collections.abc import Callable

from homeport.domain.document import Document
from homeport.domain.lane import DEVICE
from homeport.domain.policy import Trigger
from homeport.policy.explain import Explanation, explain
from homeport.policy.lane_state import LaneState
from homeport.services.updates import NotSendable
from homeport.ui.finding_words import FindingWords
from homeport.ui.models.turn import ActionKind, Failed, Notice, OverBudget
from homeport.ui.models.why import WayOn
from homeport.ui.presenters.live_task import Failure, LiveTask
from homeport.ui.presenters.route import InForce
from homeport.ui.presenters.turns import Sentences
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words


def sentences_for(
    words: Words, in_force: Callable[[], InForce | None], ways: Callable[[LiveTask], tuple[WayOn, ...]]
) -> Sentences:
    """The sentences of one language, with the policy that is in force when they are asked for.

    Args:
        words: the person's language.
        in_force: the policy, once it is read.
        ways: the legal ways on from a task.
    """
    said, findings = ServiceWords(words), FindingWords(words)

    def explained(live: LiveTask) -> Explanation | None:
        now = in_force()
        decision = live.decision
        if now is None or decision is None or live.facts is None or decision.policy_sha256 != now.policy.sha256:
            return None
        return explain(now.policy, said.decision(decision), said.facts(live.facts), words.language)

    def failure(failed: Failure) -> tuple[str, str]:
        place = said.engine(failed.place) if failed.lane == DEVICE else failed.place
        told = said.fault(failed.fault, place)
        return told.title[:1].upper() + told.title[1:], told.what_next

    def not_sendable(told: NotSendable) -> Notice:
        because, recipient = told.because, told.endpoint.provider
        if because.ceiling_eur is not None:
            price = words("unsent.price_unknown")
            if because.highest_price is not None:
                price = words.money(because.highest_price, because.currency)
            ceiling = words.money(because.ceiling_eur, "EUR")
            return OverBudget(price, ceiling, (ActionKind.CHANGE_CEILING, ActionKind.WHY))
        title = words("unsent.title", recipient=recipient, why=said.not_prepared(because))
        key = because.said.key.partition(".")[2] if because.said else ""
        next_step = words(f"unsent.{key}_next") if words.has(f"unsent.{key}_next") else words("unsent.next")
        return Failed(title, next_step, actions=(ActionKind.OPEN_LANES,))

    def review_rules(live: LiveTask) -> tuple[str, ...]:
        told = explained(live)
        if told is not None and told.review:
            return tuple(rule.sentence for rule in told.review)
        return tuple(live.state.hold) if live.state else ()

    def closed(live: LiveTask) -> tuple[str, ...]:
        told = explained(live)
        if told is None:
            return ()
        return tuple(lane.sentence for lane in told.lanes if lane.state is LaneState.BLOCKED)

    def reasons(live: LiveTask) -> tuple[str, ...]:
        triggers = live.offer.triggers if live.offer else ()
        said_apart = {Trigger.LOW_QUALITY}  # the checks themselves are listed
        return tuple(words(f"window.because_{trigger}") for trigger in triggers if trigger not in said_apart)

    def missing(document: Document) -> str:
        return findings.coverage(document)

    def ways_on(live: LiveTask) -> tuple[str, ...]:
        return tuple(way.label for way in ways(live))

    return Sentences(failure, not_sendable, review_rules, closed, reasons, missing, ways_on, findings.place)
