"""Edits a copy: checks the text while it is typed, saves what is proved, asks before it decides."""

from dataclasses import dataclass, replace
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QTimer

from homeport.domain.errors import UserFacingError
from homeport.domain.policy import Policy
from homeport.policy.agreement_sentences import disagreement_sentence
from homeport.policy.change_sentences import lane_sentences, rule_change_sentence
from homeport.policy.changes import Changes, changes
from homeport.policy.check import Checked, check_policy
from homeport.policy.problem_sentences import problem_sentence
from homeport.services.policy_copies import CopyText, NotSaved, Saved
from homeport.services.program import Program
from homeport.ui.dialogs.policy_edit import EditSection
from homeport.ui.models.policy_edit import EditedCopy, EditProblem, EditVerdict
from homeport.ui.models.policy_opened import IN_FORCE
from homeport.ui.models.settings_view import PolicyChange
from homeport.ui.presenters import settings_work
from homeport.ui.presenters.policy_values import ReadPolicy, change_line, policy_change
from homeport.ui.presenters.policy_work import PolicyWork
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words

SETTLED_MS = 50
"""After the last letter; with the check of two lanes (8 ms) far below the 150 ms it may take."""


KEPT_MS = 1000
"""After the last letter an unsaved text is kept, in case the window goes: so much of it is lost at most."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """What is being edited: the policy that was opened, its text on disk, and under which key the net keeps it."""

    ref: str
    copy: CopyText
    key: str


class EditPresenter(QObject):
    """One copy at a time; what was typed and not saved is kept for the next time, too."""

    def __init__(self, work: PolicyWork, section: EditSection) -> None:
        super().__init__(work)
        self._work, self._section = work, section
        self._opened: _Opened | None = None
        self._saving = False  # the question is about saving the chosen copy, not about choosing
        self._said = ServiceWords(work.words)
        self._settled = QTimer(self, interval=SETTLED_MS, singleShot=True)
        self._settled.timeout.connect(self._check)
        self._at_rest = QTimer(self, interval=KEPT_MS, singleShot=True)
        self._at_rest.timeout.connect(self._keep_unsaved)
        section.copy_wanted.connect(self._open)
        section.edited.connect(self._settled.start)
        section.edited.connect(self._at_rest.start)
        section.save_wanted.connect(self._on_save)
        section.use_wanted.connect(self._on_use)
        section.accepted.connect(self._on_accepted)
        section.discard_wanted.connect(self._discard)
        work.dialog.add_guard(self._may_leave)

    def insert(self, ref: str, example: str) -> bool:
        """Put an example into the text, if this copy is being edited and has changes that are not saved."""
        opened = self._opened
        if opened is None or opened.copy.ref != ref or not self._section.dirty:
            return False
        self._section.append(example)
        return True

    def forget_read(self) -> None:
        """The file is another one than was read, and nothing here is unsaved: read it when it is shown next."""
        if not self._section.dirty:
            self._opened = None

    # ---- opening

    def _open(self, ref: str) -> None:
        opened, section = self._opened, self._section
        same = opened is not None and ref in (opened.ref, opened.copy.ref)
        if same and (section.dirty or (opened is not None and opened.copy.ref)):
            return  # it was read again because what decides has changed; what is typed stays

        def read(program: Program, words: Words) -> tuple[_Opened, EditedCopy]:
            name = ref or program.policy.chosen.came_from or program.settings.policy
            copies = program.policy_copies
            copy = copies.open(name, lambda told: words("policy_edit.copy_name", name=told))
            key = copy.ref or f"new {name}"
            unsaved = copies.unsaved(key)
            restored = unsaved is not None and unsaved != copy.text
            shown = _edited(program, copy, words, of=_name_of(copy.text, name))
            if restored and unsaved is not None:
                shown = replace(shown, text=unsaved, restored=True)
            return _Opened(ref, copy, key), shown

        def show(read: tuple[_Opened, EditedCopy]) -> None:
            self._opened, copy = read
            section.show_copy(copy)

        self._work.off_window(read, show, "edit", self._refused)

    def _refused(self, error: UserFacingError) -> None:
        told = self._said.error(error)
        self._section.show_not_saved(told.title, told.what_next)

    def _discard(self) -> None:
        opened = self._opened
        if opened is None:
            return
        self._at_rest.stop()

        def forget(program: Program, words: Words) -> EditedCopy:
            program.policy_copies.keep_unsaved(opened.key, None)
            return _edited(program, opened.copy, words, of=_name_of(opened.copy.text, opened.ref))

        self._work.off_window(forget, self._section.show_copy, "edit", self._refused)

    def _may_leave(self) -> bool:
        if not self._section.dirty:
            return True
        self._work.dialog.show_section("edit")
        self._section.ask_to_leave()
        return False

    # ---- checking

    def _check(self) -> None:
        opened, text = self._opened, self._section.written
        if opened is None:
            return

        def check(program: Program, words: Words) -> EditVerdict:
            return judge(text, program.policy.organisation, words)

        def show(verdict: EditVerdict) -> None:
            if self._section.written == text:
                self._section.show_verdict(verdict)

        self._work.off_window(check, show, "check")

    def _keep_unsaved(self) -> None:
        opened, text = self._opened, self._section.written
        if opened is None:
            return
        unsaved = text if text != opened.copy.text else None
        self._work.off_window(
            lambda program, _: program.policy_copies.keep_unsaved(opened.key, unsaved), lambda _: None, "unsaved"
        )

    # ---- saving and choosing

    def _on_save(self) -> None:
        copy = self._section.copy
        if copy is not None and copy.chosen:
            self._ask(saving=True)
        else:
            self._save()

    def _on_use(self) -> None:
        self._ask(saving=False)

    def _ask(self, *, saving: bool) -> None:
        opened, text = self._opened, self._section.written
        if opened is None:
            return

        def compare(program: Program, words: Words) -> PolicyChange | None:
            if program.policy.managed:
                raise UserFacingError(words("policy_edit.managed"), words("policy_edit.managed_next"))
            read = ReadPolicy(opened.copy.ref, Path(opened.copy.ref), check_policy(_bytes(text)))
            change = policy_change(program.policy.organisation, read, words)
            tried = read.checked.tried
            warnings = tried.disagreements if tried else ()
            told = tuple(disagreement_sentence(found, words.language) for found in warnings)
            return change and replace(change, warnings=told)

        def show(change: PolicyChange | None) -> None:
            if change is not None and self._section.written == text:
                self._saving = saving
                self._section.show_question(change)

        self._work.off_window(compare, show, "ask", self._refused)

    def _on_accepted(self, ref: str) -> None:
        if self._saving:
            self._save(choose=True)
        else:
            self._choose(ref)

    def _save(self, *, choose: bool = False) -> None:
        opened, text = self._opened, self._section.written
        if opened is None:
            return

        self._at_rest.stop()

        def save(program: Program, words: Words) -> tuple[Saved | NotSaved, EditedCopy | None]:
            saved = program.policy_copies.save(replace(opened.copy, text=text))
            if not isinstance(saved, Saved):
                return saved, None
            program.policy_copies.keep_unsaved(opened.key, None)
            return saved, _edited(program, saved.copy, words)

        def show(done: tuple[Saved | NotSaved, EditedCopy | None]) -> None:
            saved, shown = done
            if not isinstance(saved, Saved) or shown is None:
                words = self._work.words
                title = words(f"policy_edit.not_saved_{saved}")
                self._section.show_not_saved(title, words(f"policy_edit.not_saved_{saved}_next"))
                return
            self._opened = _Opened(saved.copy.ref, saved.copy, saved.copy.ref)
            self._section.show_saved(shown)
            if choose:
                self._choose(saved.copy.ref)
            else:
                self._work.dialog.open_for(saved.copy.ref)
            self._check()

        self._work.off_window(save, show, "save", self._refused)

    def _choose(self, ref: str) -> None:
        work = self._work

        async def choose() -> EditedCopy | None:
            program = work.program()
            settings_work.save(program, replace(program.settings, policy=ref))
            opened = self._opened
            return _edited(program, opened.copy, work.thread_words) if opened else None

        def done(copy: EditedCopy | None) -> None:
            if not shiboken6.isValid(self):
                return
            if copy is not None:
                self._section.show_saved(copy)
            work.dialog.open_for(ref)
            work.changed.emit()
            self._check()

        def failed(error: Exception) -> None:
            if isinstance(error, UserFacingError) and shiboken6.isValid(self):
                self._refused(error)
            else:
                work.runtime.failed.emit(error)

        work.runtime.submit(choose(), done, failed)


def judge(text: str, in_force: Policy, words: Words) -> EditVerdict:
    """Check a text and say everything that is shown of it; touches nothing."""
    checked = check_policy(_bytes(text))
    language = words.language
    problems = tuple(EditProblem(p.line, problem_sentence(p, language)) for p in checked.problems)
    tried = checked.tried
    if tried is None:
        return _mistaken(problems, "", (), (), words)
    counted = words(
        "policy_edit.counted",
        promises=words("policy_edit.promises", count=sum(result.holds for result in tried.proof.promises)),
        examples=words("policy_edit.examples", count=sum(result.passed for result in tried.examples)),
        remarks=words("policy_edit.remarks", count=len(tried.remarks) + len(tried.disagreements)),
    )
    said, opens = _changed(in_force, tried.policy, words)
    if not checked.accepted:
        return _mistaken(problems, counted, said, opens, words)
    proved = words("policy_edit.proved", combinations=tried.proof.combinations)
    return EditVerdict(True, proved, (), counted, said, opens)


def _mistaken(
    problems: tuple[EditProblem, ...],
    counted: str,
    said: tuple[str, ...],
    opens: tuple[str, ...],
    words: Words,
) -> EditVerdict:
    told, why = (words(f"policy_edit.{key}", count=len(problems)) for key in ("mistakes", "why_not"))
    return EditVerdict(False, told, problems, counted, said, opens, why)


def _changed(old: Policy, new: Policy, words: Words) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found: Changes | None = changes(old, new)
    if found is None:
        return (words("policy_edit.too_many"),), ()
    if found.nothing:
        return (words("policy_edit.no_change"),), ()
    language = words.language
    said, opens = [], []
    for change in found.changes:
        said.append(change_line(change, words))
        if change.opening:
            opens.append(said[-1])
    said += lane_sentences(old, new, language, words.lane)
    said += (rule_change_sentence(rule, old, new, language) for rule in found.rules)
    return tuple(said), tuple(opens)


def _edited(program: Program, copy: CopyText, words: Words, of: str = "") -> EditedCopy:
    chosen = bool(copy.ref) and copy.ref == program.settings.policy
    if not copy.ref:
        told = words("policy_edit.new_copy", name=of)
    else:
        told = words("policy_edit.chosen_copy" if chosen else "policy_edit.kept_copy", path=copy.ref)
    return EditedCopy(copy.ref, copy.text, told, chosen)


def _name_of(text: str, ref: str) -> str:
    """What the policy calls itself; what it was opened by, if it makes no sense yet."""
    checked: Checked = check_policy(_bytes(text))
    return checked.tried.policy.name if checked.tried else ref or IN_FORCE


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
