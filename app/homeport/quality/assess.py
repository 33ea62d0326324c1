"""Turn a task into the facts a policy reads, each with its source and the reason in words.

Rules, not a model: everything here can be read, changed and shown. What does not fit is hard, stakes are a matter
of words, and length alone says little (prompt length alone told easy from hard hardly better than chance).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Document, SectionKind
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.task import Task, TaskKind
from homeport.text.tokens import estimate_tokens

Words = tuple[str, str]
"""English, Swedish."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Words of the instruction that speak for high stakes or hard work.

    Words stand between bars; one that ends in ``*`` matches every word that begins so. Both languages are looked
    for, whichever the window speaks. `tasks` empty = every kind of work.
    """

    because: Words
    english: str
    swedish: str
    tasks: tuple[TaskKind, ...] = ()


CONTRACT, MEDICAL, DEV = (TaskKind.CONTRACT,), (TaskKind.MEDICAL,), (TaskKind.DEV,)

STAKES = (
    Signal(
        ("you said that it matters", "du sa att det är viktigt"),
        "high stakes | high-stakes | critical | legally binding | must be right | must be correct",
        "mycket står på spel | kritisk* | juridiskt bindande | måste bli rätt | måste vara rätt",
    ),
    Signal(
        ("the result leaves the organisation or is signed", "resultatet lämnar organisationen eller skrivs under"),
        "sign | signed | signature* | send to | send it to | submit* | publish | press release | to the client",
        "underteckna* | skriva under | signera* | skicka till | skicka det till | lämna in | publicera "
        "| pressmeddelande* | till kunden",
    ),
    Signal(
        ("a court or an authority reads it", "en domstol eller myndighet läser det"),
        "court | courts | tribunal* | regulator* | authority | authorities | lawsuit*",
        "domstol* | tingsrätt* | hovrätt* | kammarrätt* | tillsyn* | myndighet* | stämningsansök*",
    ),
    Signal(
        (
            "someone's health, liberty, job or money depends on it",
            "någons hälsa, frihet, arbete eller pengar berörs",
        ),
        "dismiss* | redundan* | layoff* | custody | asylum | detention | pension* | mortgage* | patient*",
        "avsked* | varsel | varsla* | vårdnad* | asyl* | frihetsberöv* | bolån* | sjukskriv*",
    ),
    Signal(
        ("it cannot be undone", "det går inte att ångra"),
        "irreversibl* | cannot be undone | permanently",
        "oåterkallelig* | går inte att ångra | slutgiltig*",
    ),
    Signal(
        ("a clause with consequences", "en klausul med konsekvenser"),
        "liabilit* | indemn* | intellectual property | personal data | governing law | auto-renew* | renewal* "
        "| terminat* | redline*",
        "ansvar* | skadestånd* | skadeslös* | immateri* | personuppgift* | tillämplig lag | förläng* "
        "| uppsägning* | hävning*",
        CONTRACT,
    ),
    Signal(
        ("it bears on treatment or its risks", "det gäller behandling eller dess risker"),
        "dose* | dosing | dosage* | contraindicat* | pregnan* | child* | paediatric* | pediatric* "
        "| safety signal* | adverse | recommend* | submission*",
        "dos | doser* | kontraindi* | gravid* | barn* | pediatri* | säkerhetssignal* | biverkning* | rekommend*",
        MEDICAL,
    ),
    Signal(
        ("it touches access, money, data or production", "det rör åtkomst, pengar, data eller drift"),
        "authenticat* | authoris* | authoriz* | login* | crypto* | encrypt* | decrypt* | payment* | migration* "
        "| delet* | production | secret* | password* | licence* | license*",
        "inloggning* | autentiser* | behörighet* | krypter* | betalning* | migrering* | radera* | produktion* "
        "| hemlighet* | lösenord* | licens*",
        DEV,
    ),
)

HARD = (
    Signal(
        ("later terms may override earlier ones", "senare villkor kan ändra tidigare"),
        "amend* | addendum* | overrid* | cross-reference* | precedence",
        "tillägg* | ändringsavtal* | korshänvis* | företräde",
        CONTRACT,
    ),
    Signal(
        ("evidence has to be weighed", "underlag ska vägas mot varandra"),
        "conflicting | contradict* | non-randomised | non-randomized | observational | subgroup* | pooled "
        "| pooling | meta-anal*",
        "motstrid* | motsäg* | icke-randomiser* | observationsstudi* | subgrupp* | metaanal*",
        MEDICAL,
    ),
    Signal(
        ("the change is far-reaching", "ändringen är genomgripande"),
        "concurren* | race condition* | deadlock* | failing test* | refactor* | several files | architecture",
        "samtidighet* | kapplöpning* | deadlock* | test som inte går | refaktorer* | flera filer | arkitektur*",
        DEV,
    ),
)

TABLES_ARE_HARD = MEDICAL
"""Kinds of work for which a table in a document is hard: numbers have to be read off and compared."""

ANSWER_SHARE = 4
"""One part in so many of the context is kept for the answer."""

NEVER_FITS = 12
"""Characters for each token of room; text longer than that is not counted, it does not fit."""

REASONS: Mapping[str, Words] = {
    "nothing found": ("nothing sensitive was found", "inget känsligt hittades"),
    "no personal data": ("no personal data was found", "inga personuppgifter hittades"),
    "more": ("and {n} more", "och {n} till"),
    "unread": (
        "{name} could not be read and may hold anything",
        "{name} kunde inte läsas och kan innehålla vad som helst",
    ),
    "task": ("the kind of work you chose", "den typ av arbete du valde"),
    "latency": ("how long you are ready to wait", "hur länge du är beredd att vänta"),
    "ceiling": ("the cost ceiling you chose", "det kostnadstak du valde"),
    "routine": ("one readable document at most, and it fits", "högst ett läsbart dokument, och det får plats"),
    "documents": ("{n} documents have to be read together", "{n} dokument ska läsas tillsammans"),
    "too long": (
        "about {n} tokens do not fit into the {room} there is room for",
        "ungefär {n} token får inte plats i de {room} som finns",
    ),
    "far too long": ("{n} characters do not fit into {room} tokens", "{n} tecken får inte plats i {room} token"),
    "unread parts": ("{n} parts could not be read", "{n} delar kunde inte läsas"),
    "tables": ("there are tables to be read", "det finns tabeller att läsa"),
    "normal": (
        "no word in the instruction speaks for high stakes",
        "inget ord i uppdraget talar för att mycket står på spel",
    ),
    "signal": ("{because} (“{word}”)", "{because} (”{word}”)"),
    "redaction": ("nobody has checked a redacted text", "ingen har kontrollerat en maskad text"),
    "approval": ("no second person has approved anything", "ingen andra person har godkänt något"),
    "declassified": ("nobody has lowered the class", "ingen har sänkt klassen"),
    "struck": ("{n} findings were struck as false alarms", "{n} fynd ströks som falska larm"),
    "given": ("recorded for this task", "noterat för uppgiften"),
}


def assess(
    task: Task,
    label: Label,
    documents: tuple[Document, ...],
    context_tokens: int,
    *,
    language: str = "en",
    redaction: str = "none",
    approval: str = "none",
    declassified: str = "none",
) -> Facts:
    """Every known fact of a task.

    Args:
        task: instruction, kind of work, latency and ceiling.
        label: of everything the task holds: instruction, file names, documents, drafts.
        documents: as they were read.
        context_tokens: the context of the model on this computer.
        language: of the reasons, ``en`` or ``sv``.
        redaction: the value that holds for the whole task; per lane it is given to `policy.decide`.
        approval: likewise.
        declassified: who lowered the class of a source; struck findings count as ``self`` at least.
    """
    say = _Speaker(language)
    typed = [
        Fact(name, str(value), FactSource.TYPED, say(name))
        for name, value in (("latency", task.latency), ("ceiling", task.ceiling))
    ]
    return Facts(
        (
            _sensitivity(label, documents, say),
            _personal(label, documents, say),
            Fact("task", task.kind, FactSource.TYPED, say("task")),
            _difficulty(task, documents, context_tokens, say),
            _stakes(task, say),
            *typed,
            _given("redaction", redaction, say),
            _given("approval", approval, say),
            _declassified(label, declassified, say),
        )
    )


@dataclass(frozen=True, slots=True)
class _Speaker:
    language: str

    def __call__(self, reason: str, **slots: object) -> str:
        return self.pick(REASONS[reason]).format(**slots)

    def pick(self, words: Words) -> str:
        return words[1 if self.language == "sv" else 0]


def _sensitivity(label: Label, documents: tuple[Document, ...], say: _Speaker) -> Fact:
    name = "sensitivity"
    unread = _unread_documents(documents)
    if unread and label.data_class < DataClass.RESTRICTED:
        # The label should say so already; a document nobody could read is never less than the strictest class.
        return Fact(name, DataClass.RESTRICTED.word, FactSource.UNKNOWN, say("unread", name=unread[0].name))
    deciding = label.deciding
    if not deciding:
        return Fact(name, label.data_class.word, FactSource.DEFAULT, label.default_reason or say("nothing found"))
    seen = [finding for finding in deciding if finding.category is not Category.UNREADABLE]
    source = FactSource.LABEL if seen else FactSource.UNKNOWN
    return Fact(name, label.data_class.word, source, _evidence(seen or deciding, say))


def _personal(label: Label, documents: tuple[Document, ...], say: _Speaker) -> Fact:
    name = "personal"
    by_category: dict[Category, list[Finding]] = {}
    for finding in label.findings:
        # An e-mail address or number alone stands in nearly every letter and carries no class of its own; with a
        # person's name beside it the labeller says so, at confidential.
        if not finding.struck and finding.data_class >= DataClass.CONFIDENTIAL:
            by_category.setdefault(finding.category, []).append(finding)
    if found := by_category.get(Category.SPECIAL):
        return Fact(name, "special", FactSource.LABEL, _evidence(found, say))
    if unreadable := by_category.get(Category.UNREADABLE):
        return Fact(name, "special", FactSource.UNKNOWN, _evidence(unreadable, say))
    if unread := _unread_documents(documents):
        return Fact(name, "special", FactSource.UNKNOWN, say("unread", name=unread[0].name))
    if found := by_category.get(Category.PERSONAL):
        return Fact(name, "personal", FactSource.LABEL, _evidence(found, say))
    return Fact(name, "none", FactSource.DEFAULT, say("no personal data"))


def _difficulty(task: Task, documents: tuple[Document, ...], context_tokens: int, say: _Speaker) -> Fact:
    reasons = [
        *_measured(task, documents, context_tokens, say),
        *_signals(HARD, task, say),
    ]
    if not reasons:
        return Fact("difficulty", "routine", FactSource.MEASURED, say("routine"))
    return Fact("difficulty", "hard", FactSource.MEASURED, "; ".join(reasons))


def _measured(task: Task, documents: tuple[Document, ...], context_tokens: int, say: _Speaker) -> Iterator[str]:
    if len(documents) > 1:
        yield say("documents", n=len(documents))
    room = context_tokens - context_tokens // ANSWER_SHARE
    texts = [task.instruction, *(document.text for document in documents)]
    characters = sum(map(len, texts))
    if characters > room * NEVER_FITS:
        yield say("far too long", n=characters, room=room)
    elif (tokens := sum(estimate_tokens(text).likely for text in texts)) > room:
        yield say("too long", n=tokens, room=room)
    unread = sum(len(document.unread_parts) for document in documents) + len(_unread_documents(documents))
    if unread:
        yield say("unread parts", n=unread)
    if task.kind in TABLES_ARE_HARD and any(
        section.kind in {SectionKind.TABLE, SectionKind.SHEET}
        for document in documents
        for section in document.sections
    ):
        yield say("tables")


def _stakes(task: Task, say: _Speaker) -> Fact:
    reasons = list(_signals(STAKES, task, say))
    if not reasons:
        return Fact("stakes", "normal", FactSource.DEFAULT, say("normal"))
    return Fact("stakes", "high", FactSource.MEASURED, "; ".join(reasons))


def _signals(signals: Iterable[Signal], task: Task, say: _Speaker) -> Iterator[str]:
    for signal in signals:
        if not signal.tasks or task.kind in signal.tasks:
            match = _pattern(f"{signal.english} | {signal.swedish}").search(task.instruction)
            if match:
                yield say("signal", because=say.pick(signal.because), word=match.group().lower())


@cache
def _pattern(words: str) -> re.Pattern[str]:
    parts = (
        r"\s+".join(re.escape(part) for part in word.removesuffix("*").split())
        + (r"\w*" if word[-1] == "*" else "")
        for word in (word.strip() for word in words.split("|"))
    )
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


def _given(name: str, value: str, say: _Speaker) -> Fact:
    if value == "none":
        return Fact(name, value, FactSource.DEFAULT, say(name))
    return Fact(name, value, FactSource.TYPED, say("given"))


def _declassified(label: Label, declassified: str, say: _Speaker) -> Fact:
    struck = sum(finding.struck for finding in label.findings)
    if declassified == "none" and struck:
        return Fact("declassified", "self", FactSource.TYPED, say("struck", n=struck))
    return _given("declassified", declassified, say)


def _unread_documents(documents: tuple[Document, ...]) -> list[Document]:
    return [document for document in documents if not document.readable]


def _evidence(findings: Iterable[Finding], say: _Speaker) -> str:
    first, *others = findings
    shown = f"{first.where}: {first.evidence.rstrip('.')}"
    return f"{shown}, {say('more', n=len(others))}" if others else shown
