"""Compares the policy that is open with another one, and decides last week's decisions again under both."""

import shiboken6
from PySide6.QtCore import QObject

from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.domain.policy import Policy
from homeport.policy.change_sentences import (
    change_sentence,
    facts_words,
    lane_sentences,
    rule_change_sentence,
    work_words,
)
from homeport.policy.changes import Change, changes
from homeport.services.policy_replay import (
    DAYS,
    Outcome,
    Replay,
    Replayed,
    days_before,
    replay,
)
from homeport.services.program import Program
from homeport.ui.dialogs.policy_difference import MOST_ENTRIES, DifferenceSection
from homeport.ui.models.policy_difference import ChangeEntry, DifferenceView, ReplayEntry, ReplayView
from homeport.ui.models.policy_opened import IN_FORCE
from homeport.ui.presenters.policy_values import read_policy
from homeport.ui.presenters.policy_work import PolicyWork
from homeport.ui.runtime import Handle
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words


class DifferencePresenter(QObject):
    """Works off the window's thread; a newer comparison takes the place of an older one."""

    def __init__(self, work: PolicyWork, section: DifferenceSection) -> None:
        super().__init__(work)
        self._work, self._section = work, section
        self._policies: tuple[Policy, Policy] | None = None
        self._replaying: Handle[ReplayView] | None = None
        self._said = ServiceWords(work.words)
        section.compare_wanted.connect(self._compare)
        section.replay_wanted.connect(self._replay)
        section.stop_wanted.connect(self._stop)
        work.dialog.finished.connect(lambda _: self._cancel())

    def _compare(self, base: str) -> None:
        self._cancel()
        opened = self._work.opened
        if opened is None or opened.all_of is None:
            return
        new = opened.all_of.policy

        def compare(program: Program, words: Words) -> tuple[Policy, DifferenceView | None]:
            old = _policy(program, base, words)
            return old, difference_view(old, new, words)

        def show(found: tuple[Policy, DifferenceView | None]) -> None:
            old, view = found
            words = self._work.words
            if view is None:
                told = words("policy_difference.too_many"), words("policy_difference.too_many_next")
                self._section.show_none(*told)
                return
            self._policies = old, new
            self._section.show_difference(view)
            self._replay()

        self._work.off_window(compare, show, "difference", self._refused)

    def _refused(self, error: UserFacingError) -> None:
        said = self._said.error(error)
        self._section.show_none(said.title, said.what_next)

    def _replay(self) -> None:
        self._cancel()
        if self._policies is None:
            return
        old, new = self._policies
        work, section = self._work, self._section
        section.show_replaying()

        def progress(done: int, total: int) -> None:
            work.runtime.call_soon(lambda: told(done, total))

        def told(done: int, total: int) -> None:
            if self._replaying is not None and shiboken6.isValid(self):
                section.show_replaying(done, total)

        async def again() -> ReplayView:
            program = work.program()
            since = days_before(program.clock.now(), DAYS)
            found = await replay(program.store, old, new, since, program.open_documents.off_loop, progress)
            return replay_view(found, work.thread_words)

        def done(view: ReplayView) -> None:
            self._replaying = None
            if shiboken6.isValid(self):
                section.show_replay(view)

        def failed(error: Exception) -> None:
            self._replaying = None
            if isinstance(error, UserCancelled) or not shiboken6.isValid(self):
                return
            if not isinstance(error, UserFacingError):
                work.runtime.failed.emit(error)
                return
            said = self._said.error(error)
            section.show_replay(ReplayView((said.title, said.what_next)))

        self._replaying = work.runtime.submit(again(), done, failed)

    def _stop(self) -> None:
        self._cancel()
        self._section.show_replay(None)

    def _cancel(self) -> None:
        if self._replaying is not None:
            self._replaying.cancel()
            self._replaying = None


def difference_view(old: Policy, new: Policy, words: Words) -> DifferenceView | None:
    """What differs, in words; None when the two cannot be laid side by side."""
    found = changes(old, new)
    if found is None:
        return None
    language = words.language
    outside = (
        *lane_sentences(old, new, language, words.lane),
        *(rule_change_sentence(rule, old, new, language) for rule in found.rules),
    )
    key = "policy_difference.same" if found.nothing else "policy_difference.counted"
    return DifferenceView(
        words(key, changed=found.changed, combinations=found.combinations),
        tuple(_entry(change, words) for change in found.changes if change.opening),
        tuple(_entry(change, words) for change in found.changes if not change.opening),
        tuple(outside),
    )


def replay_view(found: Replay, words: Words) -> ReplayView:
    """What came of the replay, in words."""
    if not found.decisions:
        return ReplayView((words("policy_difference.replay_none"),))
    told = []
    if found.elsewhere or found.otherwise:
        counts = {"decisions": found.decisions, "elsewhere": found.elsewhere, "otherwise": found.otherwise}
        told.append(words("policy_difference.replay_elsewhere", **counts))
    elif found.unread < found.decisions:
        told.append(words("policy_difference.replay_same"))
    for name, count in (("unread", found.unread), ("other_policy", found.other_policy)):
        if count:
            told.append(words(f"policy_difference.replay_{name}", count=count))
    entries = tuple(_replayed(each, words) for each in found.listed[:MOST_ENTRIES])
    more = found.elsewhere + found.otherwise - len(entries)
    return ReplayView(tuple(told), entries, words("policy_difference.replay_more", count=more) if more else "")


def _policy(program: Program, ref: str, words: Words) -> Policy:
    if ref == IN_FORCE:
        # The own file narrows whatever is chosen, so policies are compared without it.
        return program.policy.organisation
    policy = read_policy(program.policies, ref).policy
    if policy is None:
        told = words("policy_difference.base_refused"), words("policy_difference.base_refused_next")
        raise UserFacingError(*told)
    return policy


def _entry(change: Change, words: Words) -> ChangeEntry:
    language = words.language
    return ChangeEntry(
        change_sentence(change, language, words.lane, words.number),
        change.opening,
        tuple(_capital(work_words(box, language)) for box in change.work),
        tuple((facts, facts_words(facts, language)) for facts in change.examples),
    )


def _replayed(each: Replayed, words: Words) -> ReplayEntry:
    moved = words("policy_difference.replay_moved", before=_way(each.before, words), after=_way(each.after, words))
    return ReplayEntry(
        each.task_id, words.moment(each.at), moved, facts_words(each.facts, words.language), each.opening
    )


def _way(outcome: Outcome, words: Words) -> str:
    if not outcome.lane:
        return words("policy_difference.replay_waits")
    way = words("policy_difference.replay_lane", lane=words.lane(outcome.lane), rule=outcome.rule)
    more = ", ".join(words.lane(lane) for lane in outcome.reaches if lane != outcome.lane)
    if more:
        way = words("policy_difference.replay_may", lane=way, lanes=more)
    for before in sorted({before for before, _ in outcome.review}):
        way = words(f"policy_difference.replay_review_{before}", way=way)
    return way


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
