"""Turn a task into the facts a policy reads, each with its source and the reason in words.

Rules, not a model: everything here can be read, changed and shown. What does not fit is hard, stakes are a matter
of words, and length alone says little (prompt length alone told easy from hard hardly better than chance).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Document, SectionKind
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.said import Said, said
from homeport.domain.task import Task, TaskKind
from homeport.text.tokens import estimate_tokens


@dataclass(frozen=True, slots=True)
class Signal:
    """Words of the instruction that speak for high stakes or hard work.

    Words stand between bars; one that ends in ``*`` matches every word that begins so. Both languages are looked
    for, whichever the window speaks. `tasks` empty = every kind of work. `because` is English; `facts.toml`
    has it for other languages, as ``signal_`` and `id`.
    """

    id: str
    because: str
    english: str
    swedish: str
    tasks: tuple[TaskKind, ...] = ()


CONTRACT, MEDICAL, DEV = (TaskKind.CONTRACT,), (TaskKind.MEDICAL,), (TaskKind.DEV,)

STAKES = (
    Signal(
        "matters",
        "you said that it matters",
        "high stakes | high-stakes | critical | legally binding | must be right | must be correct",
        "mycket står på spel | kritisk* | juridiskt bindande | måste bli rätt | måste vara rätt",
    ),
    Signal(
        "leaves",
        "the result leaves the organisation or is signed",
        "sign | signed | signature* | send to | send it to | submit* | publish | press release | to the client",
        "underteckna* | skriva under | signera* | skicka till | skicka det till | lämna in | publicera "
        "| pressmeddelande* | till kunden",
    ),
    Signal(
        "authority",
        "a court or an authority reads it",
        "court | courts | tribunal* | regulator* | authority | authorities | lawsuit*",
        "domstol* | tingsrätt* | hovrätt* | kammarrätt* | tillsyn* | myndighet* | stämningsansök*",
    ),
    Signal(
        "somebody",
        "someone's health, liberty, job or money depends on it",
        "dismiss* | redundan* | layoff* | custody | asylum | detention | pension* | mortgage* | patient*",
        "avsked* | varsel | varsla* | vårdnad* | asyl* | frihetsberöv* | bolån* | sjukskriv*",
    ),
    Signal(
        "undone",
        "it cannot be undone",
        "irreversibl* | cannot be undone | permanently",
        "oåterkallelig* | går inte att ångra | slutgiltig*",
    ),
    Signal(
        "clause",
        "a clause with consequences",
        "liabilit* | indemn* | intellectual property | personal data | governing law | auto-renew* | renewal* "
        "| terminat* | redline*",
        "ansvar* | skadestånd* | skadeslös* | immateri* | personuppgift* | tillämplig lag | förläng* "
        "| uppsägning* | hävning*",
        CONTRACT,
    ),
    Signal(
        "treatment",
        "it bears on treatment or its risks",
        "dose* | dosing | dosage* | contraindicat* | pregnan* | child* | paediatric* | pediatric* "
        "| safety signal* | adverse | recommend* | submission*",
        "dos | doser* | kontraindi* | gravid* | barn* | pediatri* | säkerhetssignal* | biverkning* | rekommend*",
        MEDICAL,
    ),
    Signal(
        "production",
        "it touches access, money, data or production",
        "authenticat* | authoris* | authoriz* | login* | crypto* | encrypt* | decrypt* | payment* | migration* "
        "| delet* | production | secret* | password* | licence* | license*",
        "inloggning* | autentiser* | behörighet* | krypter* | betalning* | migrering* | radera* | produktion* "
        "| hemlighet* | lösenord* | licens*",
        DEV,
    ),
)

HARD = (
    Signal(
        "override",
        "later terms may override earlier ones",
        "amend* | addendum* | overrid* | cross-reference* | precedence",
        "tillägg* | ändringsavtal* | korshänvis* | företräde",
        CONTRACT,
    ),
    Signal(
        "weighed",
        "evidence has to be weighed",
        "conflicting | contradict* | non-randomised | non-randomized | observational | subgroup* | pooled "
        "| pooling | meta-anal*",
        "motstrid* | motsäg* | icke-randomiser* | observationsstudi* | subgrupp* | metaanal*",
        MEDICAL,
    ),
    Signal(
        "far_reaching",
        "the change is far-reaching",
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

REASONS: Mapping[str, str] = {
    "nothing_found": "nothing sensitive was found",
    "no_personal_data": "no personal data was found",
    "more": "and {count} more",
    "unread": "{name} could not be read and may hold anything",
    "task": "the kind of work you chose",
    "latency": "how long you are ready to wait",
    "ceiling": "the cost ceiling you chose",
    "routine": "one readable document at most, and it fits",
    "documents": "{count} documents have to be read together",
    "too_long": "about {count} tokens do not fit into the {room} there is room for",
    "far_too_long": "{count} characters do not fit into {room} tokens",
    "unread_parts": "parts that could not be read: {count}",
    "tables": "there are tables to be read",
    "normal": "no word in the instruction speaks for high stakes",
    "signal": "{because} (“{word}”)",
    "redaction": "nobody has checked a redacted text",
    "approval": "no second person has approved anything",
    "declassified": "nobody has lowered the class",
    "struck": "findings struck as false alarms: {count}",
    "struck_second": "findings struck as false alarms, each with a second person: {count}",
    "given": "recorded for this task",
}
"""In English; the catalogue `facts` has each under its key, in every language of the window."""


def tokens_of(document: Document) -> int:
    """Likely tokens of a document's text."""
    return estimate_tokens(document.text).likely


CountTokens = Callable[[Document], int]
"""As `tokens_of`; a caller that asks again and again remembers the answers."""


def assess(
    task: Task,
    label: Label,
    documents: tuple[Document, ...],
    context_tokens: int,
    *,
    redaction: str = "none",
    approval: str = "none",
    declassified: str = "none",
    count: CountTokens = tokens_of,
    earlier: tuple[str, ...] = (),
) -> Facts:
    """Every known fact of a task.

    Args:
        task: instruction, kind of work, latency and ceiling.
        label: of everything the task holds: instruction, file names, documents, drafts.
        documents: as they were read.
        context_tokens: the context of the model on this computer.
        redaction: the value that holds for the whole task; per lane it is given to `policy.decide`.
        approval: likewise.
        declassified: who lowered the class of a source; struck findings count by who struck them.
        count: likely tokens of a document's text, for whoever has counted before.
        earlier: texts of earlier turns that are read along.
    """
    return Facts(
        (
            _sensitivity(label, documents),
            _personal(label, documents),
            _fact("task", task.kind, FactSource.TYPED, _reason("task")),
            _difficulty(task, documents, context_tokens, count, earlier),
            _stakes(task),
            _fact("latency", task.latency, FactSource.TYPED, _reason("latency")),
            _fact("ceiling", task.ceiling, FactSource.TYPED, _reason("ceiling")),
            _given("redaction", redaction),
            _given("approval", approval),
            _declassified(label, declassified),
        )
    )


@dataclass(frozen=True, slots=True)
class _Reason:
    """The same reason in English and as a value."""

    words: str
    said: tuple[Said, ...]


def _reason(reason: str, /, **slots: str | int) -> _Reason:
    return _Reason(REASONS[reason].format(**slots), (said(f"facts.{reason}", **slots),))


def _all(reasons: Sequence[_Reason]) -> _Reason:
    sentences = tuple(sentence for reason in reasons for sentence in reason.said)
    return _Reason("; ".join(reason.words for reason in reasons), sentences)


def _fact(name: str, value: str, source: FactSource, reason: _Reason) -> Fact:
    return Fact(name, str(value), source, reason.words, reason.said)


def _sensitivity(label: Label, documents: tuple[Document, ...]) -> Fact:
    name = "sensitivity"
    unread = _unread_documents(documents)
    if unread and label.data_class < DataClass.RESTRICTED:
        # The label should say so already; a document nobody could read is never less than the strictest class.
        reason = _reason("unread", name=unread[0].name)
        return _fact(name, DataClass.RESTRICTED.word, FactSource.UNKNOWN, reason)
    deciding = label.deciding
    if not deciding:
        nothing = _reason("nothing_found")
        if label.default_reason:
            nothing = _Reason(label.default_reason, (said("facts.default_reason", reason=label.default_reason),))
        return _fact(name, label.data_class.word, FactSource.DEFAULT, nothing)
    seen = [finding for finding in deciding if finding.category is not Category.UNREADABLE]
    source = FactSource.LABEL if seen else FactSource.UNKNOWN
    return _fact(name, label.data_class.word, source, _evidence(seen or deciding))


def _personal(label: Label, documents: tuple[Document, ...]) -> Fact:
    name = "personal"
    by_category: dict[Category, list[Finding]] = {}
    for finding in label.findings:
        # An e-mail address or number alone stands in nearly every letter and carries no class of its own; with a
        # person's name beside it the labeller says so, at confidential.
        if not finding.struck and finding.data_class >= DataClass.CONFIDENTIAL:
            by_category.setdefault(finding.category, []).append(finding)
    if found := by_category.get(Category.SPECIAL):
        return _fact(name, "special", FactSource.LABEL, _evidence(found))
    if unreadable := by_category.get(Category.UNREADABLE):
        return _fact(name, "special", FactSource.UNKNOWN, _evidence(unreadable))
    if unread := _unread_documents(documents):
        return _fact(name, "special", FactSource.UNKNOWN, _reason("unread", name=unread[0].name))
    if found := by_category.get(Category.PERSONAL):
        return _fact(name, "personal", FactSource.LABEL, _evidence(found))
    return _fact(name, "none", FactSource.DEFAULT, _reason("no_personal_data"))


def _difficulty(
    task: Task,
    documents: tuple[Document, ...],
    context_tokens: int,
    count: CountTokens,
    earlier: tuple[str, ...],
) -> Fact:
    spoken = (task.instruction, *earlier)
    reasons = [*_measured(task, documents, context_tokens, count, spoken), *_signals(HARD, task)]
    if not reasons:
        return _fact("difficulty", "routine", FactSource.MEASURED, _reason("routine"))
    return _fact("difficulty", "hard", FactSource.MEASURED, _all(reasons))


def _measured(
    task: Task,
    documents: tuple[Document, ...],
    context_tokens: int,
    count: CountTokens,
    spoken: tuple[str, ...],
) -> Iterator[_Reason]:
    if len(documents) > 1:
        yield _reason("documents", count=len(documents))
    room = context_tokens - context_tokens // ANSWER_SHARE
    characters = sum(map(len, spoken)) + sum(len(document.text) for document in documents)
    if characters > room * NEVER_FITS:
        yield _reason("far_too_long", count=characters, room=room)
    elif (tokens := sum(estimate_tokens(t).likely for t in spoken) + sum(map(count, documents))) > room:
        yield _reason("too_long", count=tokens, room=room)
    unread = sum(len(document.unread_parts) for document in documents) + len(_unread_documents(documents))
    if unread:
        yield _reason("unread_parts", count=unread)
    if task.kind in TABLES_ARE_HARD and any(
        section.kind in {SectionKind.TABLE, SectionKind.SHEET}
        for document in documents
        for section in document.sections
    ):
        yield _reason("tables")


def _stakes(task: Task) -> Fact:
    reasons = list(_signals(STAKES, task))
    if not reasons:
        return _fact("stakes", "normal", FactSource.DEFAULT, _reason("normal"))
    return _fact("stakes", "high", FactSource.MEASURED, _all(reasons))


def _signals(signals: Iterable[Signal], task: Task) -> Iterator[_Reason]:
    for signal in signals:
        if not signal.tasks or task.kind in signal.tasks:
            match = _pattern(f"{signal.english} | {signal.swedish}").search(task.instruction)
            if match:
                word = match.group().lower()
                words = REASONS["signal"].format(because=signal.because, word=word)
                yield _Reason(words, (said(f"facts.signal_{signal.id}", word=word),))


@cache
def _pattern(words: str) -> re.Pattern[str]:
    parts = (
        r"\s+".join(re.escape(part) for part in word.removesuffix("*").split())
        + (r"\w*" if word[-1] == "*" else "")
        for word in (word.strip() for word in words.split("|"))
    )
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


def _given(name: str, value: str) -> Fact:
    if value == "none":
        return _fact(name, value, FactSource.DEFAULT, _reason(name))
    return _fact(name, value, FactSource.TYPED, _reason("given"))


def _declassified(label: Label, declassified: str) -> Fact:
    struck = [finding for finding in label.findings if finding.struck]
    if declassified == "none" and struck:
        agreed = all(finding.agreed_by for finding in struck)  # one that a person struck alone stays known as that
        who, reason = ("second", "struck_second") if agreed else ("self", "struck")
        return _fact("declassified", who, FactSource.TYPED, _reason(reason, count=len(struck)))
    return _given("declassified", declassified)


def _unread_documents(documents: tuple[Document, ...]) -> list[Document]:
    return [document for document in documents if not document.readable]


def _evidence(findings: Iterable[Finding]) -> _Reason:
    first, *others = findings
    evidence = first.evidence.rstrip(".")
    sentence = said("facts.evidence", source=first.source, place=first.place, evidence=evidence)
    shown = _Reason(f"{first.where}: {evidence}", (sentence,))
    if not others:
        return shown
    more = _reason("more", count=len(others))
    return _Reason(f"{shown.words}, {more.words}", shown.said + more.said)
