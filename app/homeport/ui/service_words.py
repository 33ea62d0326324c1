"""What services, engines and checks say, in the person's language.

What they give as a value is said by its key. Where they speak English, the English catalogue is the pattern by
which a sentence is known, and that sentence of the person's language is said; one that no catalogue knows stays
as it is, so that nothing is lost.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from string import Formatter

from homeport.domain.check import Check
from homeport.domain.data_class import Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind
from homeport.domain.facts import Fact, Facts
from homeport.domain.finding import Finding
from homeport.domain.ledger import LedgerVerdict
from homeport.domain.said import Said
from homeport.labelling.label import UNMARKED_REASON
from homeport.ports.engine import EngineProgress, LocalityProof
from homeport.services.fault_words import FaultWords, fault_words
from homeport.services.not_prepared import NotPrepared
from homeport.text.messages import FALLBACK
from homeport.ui.finding_words import FindingWords
from homeport.ui.words import Words

_JOINTS = re.compile(r"(, |; )")
_OUTCOME = re.compile(r"(?P<how>finished|stopped|failed)(?: \((?P<kind>[a-z-]+)\))?(?:: (?P<left>.+))?")


class ServiceWords:
    """Says in one language what services gave."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._findings = FindingWords(words)

    def fault(self, fault: Fault, place: str) -> FaultWords:
        """What happened at `place` (an engine's or a company's name) and what to do next."""
        return fault_words(fault, place, self._words)

    def error(self, error: UserFacingError) -> FaultWords:
        """An error's two sentences."""
        return FaultWords(self._anew("errors", error.title), self._anew("errors", error.what_next))

    def notice(self, sentence: str) -> str:
        """What a service says of the settings, the record or the keys, one or more sentences."""
        return self._sentences(sentence, ("notices", "errors")) or sentence

    def provider(self, fact: str) -> str:
        """What a provider file says of a company: where it processes, what it keeps; an own file's words stay."""
        return self._sentences(fact, ("providers",)) or fact

    def listed(self, parts: str) -> str:
        """Parts that a service joined by commas and semicolons, each said anew."""
        return "".join(
            part if part in {", ", "; "} else self._anew("notices", part) for part in _JOINTS.split(parts)
        )

    def key_place(self, where: str) -> str:
        """Where keys are kept."""
        return self._anew("notices", where)

    def why(self, fact: Fact) -> str:
        """Why a fact has its value; the English of an old record stays English."""
        if not fact.said:
            return fact.why
        first, *others = fact.said
        return self._reason(first) + "".join(
            f"{', ' if said.key == 'facts.more' else '; '}{self._reason(said)}" for said in others
        )

    def facts(self, facts: Facts) -> Facts:
        """The facts with their reasons in the person's language, for `policy.explain`."""
        return Facts(tuple(replace(fact, why=self.why(fact), said=()) for fact in facts.given))

    def decision(self, decision: Decision) -> Decision:
        """The decision with the reasons of unavailable lanes in the person's language."""
        unavailable = {lane: self._anew("facts", why) for lane, why in decision.unavailable.items()}
        return replace(decision, unavailable=unavailable)

    def check(self, check: Check) -> str:
        """What a check of a draft saw."""
        return check.said.in_words(self._words) if check.said else self._anew("checks", check.says)

    def proof(self, proof: LocalityProof) -> tuple[str, ...]:
        """How Homeport knows where a model runs, one sentence a check."""
        if not proof.said:
            return tuple(self._anew("checks", check) for check in proof.checks)
        return tuple(said.in_words(self._words) for said in proof.said)

    def engine(self, engine: str) -> str:
        """The name of an engine on this computer."""
        key = f"common.engine_{engine.replace('-', '_')}"
        return self._words(key) if self._words.has(key) else engine

    def progress(self, engine: str, progress: EngineProgress | None) -> str:
        """How far an engine is on its way."""
        key = f"checks.phase_{progress.phase if progress else 'starting'}"
        if progress is None or not self._words.has(key):
            return self._words("checks.phase_starting", engine=self.engine(engine))
        share = round(100 * progress.done / progress.total) if progress.total else 0
        return self._words(key, share=share)

    def not_prepared(self, result: NotPrepared) -> str:
        """Why nothing was made ready to be sent, as a half sentence."""
        return result.said.in_words(self._words) if result.said else self._anew("faults", result.why)

    def send_outcome(self, outcome: str, recipient: str) -> str:
        """What became of a send, from the ledger's words; without any it may have left."""
        match = _OUTCOME.fullmatch(outcome)
        if match is None:
            return outcome or self._words("faults.sent_running")
        if match["how"] == "finished":
            return self._words("faults.sent_finished")
        left = "nothing_left" if match["left"] == "nothing left" else "may_have_left"
        if match["how"] == "stopped":
            return self._words("faults.sent_stopped_may_have_left")
        kind = match["kind"] or ""
        fault = self.fault(Fault(FaultKind(kind)), recipient).title if kind in set(FaultKind) else kind
        return self._words(f"faults.sent_failed_{left}", fault=fault)

    def verdict(self, verdict: LedgerVerdict) -> tuple[str, ...]:
        """The result of a full check of the record (wording, rows 19 and 20)."""
        if verdict.broken_at is not None:
            return (
                self._words("notices.ledger_broken", entry=verdict.broken_at, before=verdict.broken_at - 1),
                self._words("notices.ledger_keep"),
            )
        if verdict.anchor_missing:
            return (
                self._words("notices.ledger_cut", count=verdict.entries),
                self._words("notices.ledger_keep"),
            )
        if not verdict.entries:
            return (self._words("notices.ledger_empty"),)
        entries = self._words(
            "notices.ledger_entries", count=verdict.entries, date=self._words.date(verdict.since)
        )
        if not verdict.sends:
            sends = self._words("notices.ledger_no_sends")
        elif verdict.confirmed == verdict.sends:
            sends = self._words("notices.ledger_sends_confirmed", count=verdict.sends)
        else:
            sends = self._words("notices.ledger_sends_some", count=verdict.sends, confirmed=verdict.confirmed)
        return (f"{entries} {sends}", self._words("notices.ledger_means"))

    def _reason(self, said: Said) -> str:
        texts = dict(said.texts)
        if said.key == "facts.default_reason":
            return self._words("facts.unmarked") if texts["reason"] == UNMARKED_REASON else texts["reason"]
        if said.key == "facts.evidence":
            finding = _finding_of(texts)
            return self._words(
                said.key,
                where=self._where(texts["source"], texts["place"]),
                evidence=self._findings.evidence(finding),
            )
        return said.in_words(self._words)

    def _where(self, source: str, place: str) -> str:
        if source in ("instruction", "file name", "draft"):
            return self._findings.place(place, source)
        return f"{source}, {self._findings.place(place, source)}" if place else source

    def _sentences(self, told: str, areas: tuple[str, ...]) -> str | None:
        """Each sentence anew; the shortest first, because a slot at the end would take the next one, too."""
        for boundary in re.finditer(r"(?<=\.) ", told):
            first = self._known(told[: boundary.start()], areas)
            rest = self._sentences(told[boundary.end() :], areas)
            if first is not None and rest is not None:
                return f"{first} {rest}"
        return self._known(told, areas)

    def _known(self, sentence: str, areas: tuple[str, ...]) -> str | None:
        return next((said for area in areas if (said := self._say_anew(area, sentence)) is not None), None)

    def _anew(self, area: str, sentence: str) -> str:
        return self._say_anew(area, sentence) or sentence

    def _say_anew(self, area: str, sentence: str) -> str | None:
        if self._words.language == FALLBACK:
            return sentence
        for key, pattern in self._patterns[area].items():
            match = pattern.fullmatch(sentence)
            if match is not None:
                return self._words(f"{area}.{key}", **match.groupdict())
        return None

    @cached_property
    def _patterns(self) -> "_Patterns":
        return _Patterns(self._words)


class _Patterns(dict[str, Mapping[str, re.Pattern[str]]]):
    """Area to key to the form of the English sentence; read when first asked for."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._folder = words.messages.folder / FALLBACK

    def __missing__(self, area: str) -> Mapping[str, re.Pattern[str]]:
        sentences = tomllib.loads((self._folder / f"{area}.toml").read_text("utf-8"))
        # The one with most words of its own first: a bare slot would take every sentence.
        ordered = sorted(sentences.items(), key=lambda item: -len(re.sub(r"\{\w+\}", "", str(item[1]))))
        self[area] = {key: form_of(text) for key, text in ordered if isinstance(text, str)}
        return self[area]


def form_of(sentence: str) -> re.Pattern[str]:
    """What a sentence with slots looks like once they are filled."""
    form, seen = "", set[str]()
    for plain, slot, _, _ in Formatter().parse(sentence):
        form += re.escape(plain)
        if slot:
            form += f"(?P={slot})" if slot in seen else f"(?P<{slot}>.+?)"
            seen.add(slot)
    return re.compile(form, re.DOTALL)


def _finding_of(texts: Mapping[str, str]) -> Finding:
    """As much of a finding as its words need."""
    evidence = texts["evidence"]
    kind = "UNREADABLE" if evidence.startswith("could not be read: ") else ""
    return Finding(
        kind, texts["source"], texts["place"], 0, 0, DataClass.RESTRICTED, Category.PERSONAL, "", evidence
    )
