"""Makes an example of a real decision that should have been different: facts only, beside a copy of one's own."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from homeport.domain.decision import Decision
from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.domain.policy import Policy
from homeport.policy.change_sentences import facts_words
from homeport.policy.check import Checked, check_policy
from homeport.policy.sentences import fact_name, in_language
from homeport.ports.store import TaskRecord
from homeport.services.decision_example import Expectation, Expected, FactsMissing, example_text, expectations
from homeport.services.policy_copies import NotSaved, Saved
from homeport.services.program import Program
from homeport.ui.dialogs.policy_edit_expected import ExpectedDialog
from homeport.ui.models.policy_expected import ExpectedChoice, ExpectedTarget, ExpectedView
from homeport.ui.runtime import Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words

Insert = Callable[[str, str], bool]
"""Puts an example into the text of a copy (ref, text) that is being edited and not saved; False: it is not."""


@dataclass(frozen=True, slots=True)
class _Past:
    task_id: str
    at: str
    decision: Decision
    values: dict[str, str]


class ExpectedPresenter(QObject):
    """One question at a time."""

    added = Signal(str)
    """The example stands beside this copy: show it being edited."""
    failed = Signal(object)
    """A `UserFacingError`."""

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], Program],
        theme: Theme,
        words: Words,
        insert: Insert,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._runtime, self._program, self._theme, self._words = runtime, program, theme, words
        self._thread_words = Words(words.messages.folder, words.language)
        self._insert = insert
        self.dialog: ExpectedDialog | None = None

    def ask(self, task_id: str, over: QWidget | None) -> None:
        """Ask what was expected of the last decision of a task."""

        async def read() -> tuple[_Past, ExpectedView]:
            program = self._program()
            past = _past(await program.store.record(task_id), self._thread_words)
            return past, await asyncio.to_thread(expected_view, past, program, self._thread_words)

        def show(read: tuple[_Past, ExpectedView]) -> None:
            past, view = read
            if not shiboken6.isValid(self) or (over is not None and not shiboken6.isValid(over)):
                return
            self.dialog = dialog = ExpectedDialog(self._theme, self._words, view, over)
            dialog.answered.connect(partial(self._add, past))
            dialog.finished.connect(self._answered)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._runtime.submit(read(), show, self._refused)

    def _add(self, past: _Past, kind: str, value: str, ref: str) -> None:
        expectation = Expectation(Expected(kind), value)

        async def add() -> tuple[str, str]:
            program = self._program()
            return await asyncio.to_thread(_added, past, expectation, ref, program, self._thread_words)

        def done(added: tuple[str, str]) -> None:
            into, text = added
            if not shiboken6.isValid(self):
                return
            if self._insert(into, text):
                self.added.emit(into)
                return
            self._runtime.submit(keep(into, text), lambda _: self.added.emit(into), self._refused)

        async def keep(into: str, text: str) -> None:
            program, words = self._program(), self._thread_words
            kept = await asyncio.to_thread(program.policy_copies.add_case, into, text)
            if isinstance(kept, NotSaved):
                raise _not_saved(kept, words)

        self._runtime.submit(add(), done, self._refused)

    def _answered(self) -> None:
        self.dialog = None

    def _refused(self, error: Exception) -> None:
        if isinstance(error, UserCancelled) or not shiboken6.isValid(self):
            return
        if isinstance(error, UserFacingError):
            self.failed.emit(error)
        else:
            self._runtime.failed.emit(error)


def expected_view(past: _Past, program: Program, words: Words) -> ExpectedView:
    """The decision, and every copy that can take an example of it."""
    lane = past.decision.first
    where = words.lane(lane) if lane else words("policy_difference.replay_waits")
    decided = words("policy_edit.expected_decided", when=words.moment(past.at), lane=where)
    targets = tuple(_targets(past, program, words))
    return ExpectedView(past.task_id, decided, facts_words(past.decision.facts_found, words.language), targets)


def _targets(past: _Past, program: Program, words: Words) -> Iterator[ExpectedTarget]:
    copies, chosen = program.policy_copies, program.settings.policy
    # The chosen copy first; else a new copy of the chosen policy is what most people mean.
    refs = dict.fromkeys((chosen, *copies.refs))
    for ref in refs:
        try:
            file = program.policies.read(ref)
        except UserFacingError:
            continue
        checked: Checked = check_policy(file.data)
        if checked.tried is None:
            continue
        policy = checked.tried.policy
        own = copies.holds(ref)
        name = policy.name if own else words("policy_edit.expected_new_copy", name=policy.name)
        missing = ", ".join(fact_name(n, words.language) for n in policy.facts if n not in past.values)
        yield ExpectedTarget(ref if own else "", name, tuple(_choices(policy, words)), missing)


def _choices(policy: Policy, words: Words) -> Iterator[ExpectedChoice]:
    says = {rule.id: in_language(rule.say, words.language) for rule in policy.review}
    for each in expectations(policy):
        said = words(f"policy_edit.expect_{each.kind}", lane=words.lane(each.value), rule=each.value)
        yield ExpectedChoice(each.kind, each.value, said, says.get(each.value, ""))


def _added(past: _Past, expectation: Expectation, ref: str, program: Program, words: Words) -> tuple[str, str]:
    """The copy that is to keep the example (a new one is saved first), and the example's text."""
    copies = program.policy_copies
    if not ref:
        begun = copies.open(program.settings.policy, lambda told: words("policy_edit.copy_name", name=told))
        saved = copies.save(begun)
        if not isinstance(saved, Saved):
            raise _not_saved(saved, words)
        ref = saved.copy.ref
    tried = check_policy(program.policies.read(ref).data).tried
    if tried is None:
        raise _not_saved(NotSaved.REFUSED, words)
    text = example_text(tried.policy, past.values, expectation, past.at[:10], past.decision.review)
    if isinstance(text, FactsMissing):
        names = ", ".join(fact_name(name, words.language) for name in text.names)
        missing = words("policy_edit.expected_missing", facts=names)
        raise UserFacingError(missing, words("policy_edit.expected_missing_next"))
    return ref, text


def _past(record: TaskRecord | None, words: Words) -> _Past:
    if record is None or not record.decisions:
        raise UserFacingError(words("policy_edit.expected_none"), words("policy_edit.expected_none_next"))
    decision = record.decisions[-1]
    values = {**(record.facts.values() if record.facts else {}), **decision.facts_found}
    return _Past(record.task.id, record.task.created, decision, values)


def _not_saved(kind: NotSaved, words: Words) -> UserFacingError:
    return UserFacingError(words(f"policy_edit.not_saved_{kind}"), words(f"policy_edit.not_saved_{kind}_next"))
