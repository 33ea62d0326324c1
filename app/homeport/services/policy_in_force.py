"""Which policy decides: the chosen one, else the last one that was accepted, else this device only.

On top of it comes the person's own file, which may only narrow. A file counts after it was loaded and proved, and
only then its bytes are kept, so that a later mistake in it leaves what was accepted before in force.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from pathlib import Path

from homeport.domain.errors import UserFacingError
from homeport.domain.policy import Policy, Promise, Rule
from homeport.policy.device_only import DEVICE_ONLY
from homeport.policy.layers import load_layer
from homeport.policy.load import CASES, load_policy
from homeport.policy.own_sentences import rules_with_sentence
from homeport.policy.problems import PolicyErrors, Problem
from homeport.ports.accepted_policies import AcceptedPolicies, AcceptedPolicy, NotKept, PolicyLayer
from homeport.ports.clock import Clock
from homeport.services.policies import CASES_SUFFIX, PolicyFile, PolicyFiles

OWN_FILE = "own-policy.toml"
"""The person's own narrowing file, in the folder of the settings."""

MOST_LINES = 8
"""Lines with a mistake that a short sentence names."""


class Standing(StrEnum):
    """How a file came to decide."""

    CHOSEN = auto()  # it is the file itself, as it is now
    LAST_ACCEPTED = auto()  # the file is refused; what was accepted before stays in force
    NONE = auto()  # the file is refused and nothing was accepted before: this device only, or nothing narrowed


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not used: every mistake in it, or why it cannot be read."""

    ref: str
    problems: tuple[Problem, ...] = ()
    unread: str = ""

    @property
    def lines(self) -> str:
        """The lines with a mistake, as short as possible."""
        found = [f"{CASES_SUFFIX} {p.line}" if p.file == CASES else str(p.line) for p in self.problems]
        lines = list(dict.fromkeys(found))
        return ", ".join(lines[:MOST_LINES]) + (" …" if len(lines) > MOST_LINES else "")


@dataclass(frozen=True, slots=True)
class FileInForce:
    """What one file contributes, and from when on."""

    standing: Standing
    came_from: str = ""  # the name of a shipped policy, or a path; empty for this device only
    since: str = ""  # UTC, ISO 8601
    name: str = ""
    version: str = ""
    refusal: Refusal | None = None
    copy_unusable: bool = False  # there is a kept copy, and it was changed or is not accepted any more
    not_kept: str = ""  # why what was accepted could not be kept, in words


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """The policy that decides, where it comes from, and why it is not the chosen one, if it is not."""

    policy: Policy
    chosen: FileInForce = FileInForce(Standing.CHOSEN)
    own: FileInForce | None = None  # None: there is no own file, or this device only
    alone: Policy | None = None  # the chosen policy without the own file; None: the own file narrows nothing
    managed: bool = False  # the organisation's settings fix the chosen policy

    @property
    def organisation(self) -> Policy:
        """The policy without the person's own file."""
        return self.alone or self.policy

    @property
    def own_rules(self) -> Sequence[Rule]:
        """The rules that the person's own file adds."""
        if self.alone is None:
            return ()
        theirs = {rule.id for rule in rules_with_sentence(self.alone)}
        # The promises every policy makes may stand only in the two together; an own file makes none.
        added = [rule for rule in rules_with_sentence(self.policy) if not isinstance(rule, Promise)]
        return [rule for rule in added if rule.id not in theirs]

    @property
    def says(self) -> tuple[str, ...]:
        """What a person has to know, in sentences of `notices.toml`; empty when all is as chosen."""
        return (*_says_chosen(self.chosen), *(_says_own(self.own, self.organisation) if self.own else ()))

    @property
    def notice(self) -> tuple[str, ...]:
        """Why everything stays on this computer; empty when it does not."""
        return self.says if self.chosen.standing is Standing.NONE else ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every mistake in the files, the chosen one first."""
        files = (self.chosen, self.own)
        return tuple(p for file in files if file and file.refusal for p in file.refusal.problems)


class PolicyDesk:
    """Finds the policy in force and keeps what was accepted."""

    def __init__(self, files: PolicyFiles, kept: AcceptedPolicies | None, own_file: Path, clock: Clock) -> None:
        """Take the policy files, the kept copies (None: nothing is kept), the own file and the clock."""
        self._files = files
        self._kept = kept
        self._own_file = own_file
        self._clock = clock

    @property
    def chosen_before(self) -> str:
        """What was chosen when a policy was accepted last; empty when nothing is known of that.

        It counts while no settings say what is chosen: a broken file of settings is no choice, and the default
        policy may allow what the chosen one does not.
        """
        kept = self._kept.read(PolicyLayer.CHOSEN) if self._kept else NotKept.NONE
        return kept.came_from if isinstance(kept, AcceptedPolicy) else ""

    def in_force(self, chosen: str) -> PolicyInForce:
        """Load and prove what decides; `chosen` is the name of a shipped policy, or a path."""
        policy, file = self._layer(PolicyLayer.CHOSEN, chosen, load_policy)
        if policy is None:
            return PolicyInForce(DEVICE_ONLY, replace(file, name=DEVICE_ONLY.name, version=DEVICE_ONLY.version))
        file = replace(file, name=policy.name, version=policy.version)
        if not os.path.lexists(self._own_file):
            return PolicyInForce(policy, replace(file, not_kept=file.not_kept or self._forget_own()))
        together, own = self._layer(PolicyLayer.OWN, str(self._own_file), lambda data, _: load_layer(policy, data))
        if together is None:
            return PolicyInForce(policy, file, own)
        name = together.name.removeprefix(f"{policy.name} + ")
        version = together.version.removeprefix(f"{policy.version} + ")
        return PolicyInForce(together, file, replace(own, name=name, version=version), policy)

    def _layer(
        self, layer: PolicyLayer, ref: str, load: Callable[[bytes, bytes], Policy | PolicyErrors]
    ) -> tuple[Policy | None, FileInForce]:
        try:
            file = self._files.read(ref)
        except UserFacingError as error:
            refusal = Refusal(ref, unread=error.title)
        else:
            loaded = load(file.data, file.cases)
            if isinstance(loaded, Policy):
                return loaded, self._keep(layer, ref, file)
            refusal = Refusal(ref, loaded.problems)
        kept = self._kept.read(layer) if self._kept else NotKept.NONE
        if isinstance(kept, AcceptedPolicy):
            loaded = load(kept.data, kept.cases)
            if isinstance(loaded, Policy):
                return loaded, FileInForce(Standing.LAST_ACCEPTED, kept.came_from, kept.since, refusal=refusal)
        return None, FileInForce(Standing.NONE, refusal=refusal, copy_unusable=kept is not NotKept.NONE)

    def _keep(self, layer: PolicyLayer, ref: str, file: PolicyFile) -> FileInForce:
        """Keep what was just proved, unless it is kept already."""
        now = self._clock.now()
        if self._kept is None:
            return FileInForce(Standing.CHOSEN, ref, now)
        before = self._kept.read(layer)
        same = isinstance(before, AcceptedPolicy) and (before.data, before.cases) == (file.data, file.cases)
        since = before.since if isinstance(before, AcceptedPolicy) and same else now
        accepted = AcceptedPolicy(ref, since, file.data, file.cases)
        not_kept = ""
        if accepted != before:
            try:
                self._kept.keep(layer, accepted)
            except OSError as error:
                not_kept = f"The accepted policy could not be kept: {error.strerror}."
        return FileInForce(Standing.CHOSEN, ref, since, not_kept=not_kept)

    def _forget_own(self) -> str:
        """Who takes the own file away wants it to count no more."""
        try:
            if self._kept is not None:
                self._kept.forget(PolicyLayer.OWN)
        except OSError as error:
            return f"The kept copy of your own policy file could not be removed: {error.strerror}."
        return ""


def _says_chosen(file: FileInForce) -> Sequence[str]:
    says = [_refused(file.refusal)] if file.refusal else []
    if file.standing is Standing.LAST_ACCEPTED:
        which = f"{file.name}, version {file.version}, since {_when(file.since)}"
        says.append(f"The last accepted one stays in force: {which}.")
    elif file.standing is Standing.NONE:
        says.append(UNUSABLE_COPY if file.copy_unusable else NONE_BEFORE)
    return [*says, file.not_kept] if file.not_kept else says


def _says_own(file: FileInForce, organisation: Policy) -> Sequence[str]:
    says = [_refused(file.refusal, own=True)] if file.refusal else []
    if file.standing is Standing.LAST_ACCEPTED:
        says.append(f"What was accepted of it last stays in force, since {_when(file.since)}.")
    elif file.standing is Standing.NONE:
        says.append(f"Nothing of it counts: {organisation.name} decides alone.")
    return [*says, file.not_kept] if file.not_kept else says


def _when(at: str) -> str:
    """To the minute, the same in every language."""
    return f"{at[:10]} {at[11:16]} UTC"


def _refused(refusal: Refusal, *, own: bool = False) -> str:
    if refusal.unread:
        return refusal.unread
    which = f"Your own policy file {refusal.ref}" if own else f"The policy {refusal.ref}"
    return f"{which} is refused (line {refusal.lines})."


NONE_BEFORE = "No other policy was accepted before, so everything stays on this computer."
UNUSABLE_COPY = (
    "The kept copy of the last accepted policy was changed or is not accepted any more, so it is not used."
)
