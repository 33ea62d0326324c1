"""The page of policies over the services."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from homeport.domain.policy import Policy
from homeport.policy.agreement import disagreements
from homeport.policy.agreement_sentences import disagreement_sentence
from homeport.policy.own_sentences import own_sentence
from homeport.policy.problem_sentences import problem_sentence
from homeport.policy.prove import Whole, whole
from homeport.policy.sentences import in_language
from homeport.services.policies import PolicyFiles
from homeport.services.policy_in_force import FileInForce, PolicyInForce, Standing
from homeport.ui.dialogs.policy_page import PolicyPage
from homeport.ui.models.settings_view import OwnPolicyView, PolicyChange, PolicyListView, RuleLine
from homeport.ui.presenters import policy_values, settings_work
from homeport.ui.presenters.settings_desk import SettingsDesk
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words


class PolicyPresenter(QObject):
    """Reads policies, says what another one would change, and keeps the choice."""

    matrix_wanted = Signal(object)
    """A `policy.prove.Whole` whose table is to be shown."""
    read_wanted = Signal(str)
    """Open this policy in its window: a shipped name, or a path."""

    def __init__(self, desk: SettingsDesk, page: PolicyPage) -> None:
        super().__init__(desk)
        self._desk, self._page = desk, page
        page.read_wanted.connect(self.read_wanted)
        page.file_wanted.connect(self._pick)
        page.change_wanted.connect(self._compare)
        page.change_accepted.connect(self._use)
        page.matrix_wanted.connect(self._show_matrix)

    def fill(self) -> None:
        """Show the list."""
        self._desk.show(read_policies(self._desk), self._page.show_policies, self._page)

    def _pick(self) -> None:
        words = self._desk.words
        self._desk.pick(words("policy_page.file_dialog"), words("policy_page.file_dialog_filter"), self._compare)

    def _compare(self, ref: str) -> None:
        async def compare() -> PolicyChange | None:
            program, words = self._desk.program(), self._desk.loop_words
            in_force, files = program.policy.organisation, program.policies

            def work() -> PolicyChange | None:
                read = policy_values.read_policy(files, ref)
                change = policy_values.policy_change(in_force, read, words)
                return change and replace(change, warnings=_warnings(read.policy, words) if read.policy else ())

            return await asyncio.to_thread(work)

        def show(change: PolicyChange | None) -> None:
            if change is None:  # refused: the window shows every mistake
                self.read_wanted.emit(ref)
            else:
                self._page.show_change(change)

        self._desk.show(compare(), show, self._page)

    def _use(self, ref: str) -> None:
        self._desk.save(
            lambda program: settings_work.save(program, replace(program.settings, policy=ref)), self._page
        )

    def _show_matrix(self, ref: str) -> None:
        async def read() -> Whole | None:
            files = self._desk.program().policies

            def work() -> Whole | None:
                policy = policy_values.read_policy(files, ref).policy
                return whole(policy) if policy else None

            return await asyncio.to_thread(work)

        def show(all_of: Whole | None) -> None:
            if all_of is not None:
                self.matrix_wanted.emit(all_of)

        self._desk.show(read(), show, self._page)


async def read_policies(desk: SettingsDesk) -> PolicyListView:
    """The list of policies; on the loop's thread."""
    program = desk.program()
    in_force, chosen, files = program.policy, program.settings.policy, program.policies
    copies = program.policy_copies.refs
    return await asyncio.to_thread(policy_list, files, chosen, in_force, desk.loop_words, copies)


def policy_list(
    files: PolicyFiles, chosen: str, in_force: PolicyInForce, words: Words, copies: Sequence[str] = ()
) -> PolicyListView:
    """Every policy, what decides, what narrows it, and why it is not the chosen one."""
    view = policy_values.policy_list(files, chosen, in_force.organisation, words, copies)
    because = _why_refused(in_force.chosen, words)
    former = in_force.chosen.standing is Standing.LAST_ACCEPTED
    which = f"{in_force.chosen.name} {in_force.chosen.version}"
    return replace(
        view,
        device_only_because=because if in_force.chosen.standing is Standing.NONE else (),
        last_accepted=words("policy_page.last_accepted", name=which) if former else "",
        refused_because=because if former else (),
        own=_own(in_force, in_force.own, words) if in_force.own else None,
        warnings=_warnings(in_force.policy, words),
    )


def _warnings(policy: Policy, words: Words) -> tuple[str, ...]:
    return tuple(disagreement_sentence(found, words.language) for found in disagreements(policy))


def _own(in_force: PolicyInForce, own: FileInForce, words: Words) -> OwnPolicyView:
    counts = in_force.alone is not None
    told = "policy_page.own_narrows"
    if own.refusal is not None:
        told = "policy_page.own_refused_former" if counts else "policy_page.own_refused"
    rules = tuple(
        RuleLine(
            rule.id, in_language(rule.say, words.language), own_sentence(in_force.policy, rule, words.language)
        )
        for rule in in_force.own_rules
    )
    path = own.refusal.ref if own.refusal else own.came_from
    return OwnPolicyView(path, words(told), counts, rules, _why_refused(own, words))


def _why_refused(file: FileInForce, words: Words) -> tuple[str, ...]:
    """Every mistake in a file, or that it cannot be read."""
    refusal = file.refusal
    if refusal is None:
        return ()
    if refusal.unread:
        return (ServiceWords(words).notice(refusal.unread),)
    return tuple(problem_sentence(problem, words.language) for problem in refusal.problems)
