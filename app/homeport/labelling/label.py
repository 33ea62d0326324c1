"""From hits to a label: class, categories and findings with evidence, for texts and for documents."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from homeport.domain.data_class import UNMARKED, UNREADABLE, Category, DataClass
from homeport.domain.document import Document, Unread
from homeport.domain.finding import Finding
from homeport.domain.label import Label, combine
from homeport.labelling.hit import Hit
from homeport.labelling.kinds import KINDS
from homeport.labelling.markings import property_label
from homeport.labelling.names import NameTagger
from homeport.labelling.scanner import scan

KEPT_PER_KIND = 200
"""Findings stored for one kind in one text; the rest is counted in the evidence of the last one kept."""

UNMARKED_REASON = "No marking and nothing sensitive found; text alone cannot prove that it was published."

_UNREAD_SENTENCES = {
    Unread.EMPTY: "the file holds no bytes",
    Unread.TOO_LARGE: "the file is larger than the limit",
    Unread.UNPACKS_TOO_LARGE: "it unpacks to more than the limit",
    Unread.TOO_MANY_CHARACTERS: "it holds more text than the limit",
    Unread.DAMAGED: "the file is damaged",
    Unread.PASSWORD: "it is protected by a password",
    Unread.UNKNOWN_FORMAT: "its format is not known here",
    Unread.WRONG_EXTENSION: "its name says another format than its content",
    Unread.NOT_ALLOWED: "this account may not read it",
    Unread.MISSING: "it is not there",
    Unread.TIMEOUT: "reading it took too long and was stopped",
    Unread.MEMORY: "reading it needed more memory than allowed",
    Unread.WORKER_DIED: "the reader ended before it was done",
    Unread.NO_TEXT: "it holds no text, for example a scanned page",
}


def label_text(
    text: str, source: str, *, places: Document | None = None, names: NameTagger | None = None
) -> Label:
    """Label one text.

    Args:
        text: what was typed, read or drafted.
        source: where it stands, in words: a file name, ``instruction``, ``draft``.
        places: the document whose text this is; tells the page or paragraph of each finding.
        names: also finds people's names in running text. It reads half a megabyte a second, so it is asked for; in
            a text longer than `people.NAMES_EVERYWHERE` it reads only what stands near an address, a telephone
            number or an e-mail. Names alone raise nothing; with one of those they are a person's contact data.
    """
    findings = _findings(scan(text, places, names), source, places)
    return Label(_class_of(findings), findings, "" if findings else UNMARKED_REASON)


def label_document(document: Document, names: NameTagger | None = None) -> Label:
    """Label a file: its text, its name, the labels in its properties, and what could not be read."""
    labels = [_name_label(document.name), _property_labels(document), _unread_label(document)]
    if document.readable:
        labels.append(label_text(document.text, document.name, places=document, names=names))
    findings = combine(labels).findings
    return Label(_class_of(findings), findings, "" if findings else UNMARKED_REASON)


def _class_of(findings: Iterable[Finding]) -> DataClass:
    """The strictest class found; public only where a marking says so and nothing else is stricter."""
    return max((finding.data_class for finding in findings), default=UNMARKED)


def _findings(hits: Iterable[Hit], source: str, places: Document | None) -> tuple[Finding, ...]:
    counted = Counter[str]()
    kept: list[Finding] = []
    last: dict[str, int] = {}
    for hit in hits:
        facts = KINDS[hit.entry]
        counted[hit.entry] += 1
        if counted[hit.entry] > KEPT_PER_KIND:
            continue
        last[hit.entry] = len(kept)
        kept.append(
            Finding(
                kind=facts.kind,
                source=source,
                place=places.place_of(hit.start) if places else "",
                start=hit.start,
                end=hit.end,
                data_class=facts.data_class,
                category=facts.category,
                detector=hit.detector,
                evidence=facts.evidence,
            )
        )
    for entry, count in counted.items():
        if count > KEPT_PER_KIND:
            more = count - KEPT_PER_KIND
            kept[last[entry]] = replace(
                kept[last[entry]], evidence=f"{KINDS[entry].evidence}, and {more} more of them", more=more
            )
    return tuple(kept)


def _name_label(name: str) -> Label:
    # A file name joins its words with signs that would hide a number or a marking from the scanner.
    spoken = name.translate(str.maketrans("_", " "))
    label = label_text(spoken, "file name")
    findings = tuple(finding for finding in label.findings if finding.data_class > DataClass.PUBLIC)
    return replace(label, data_class=_class_of(findings), findings=findings)  # a name may raise, never lower


def _property_labels(document: Document) -> Label:
    findings = []
    for name, value in document.markings:
        facts = KINDS[property_label(value)]
        findings.append(
            Finding(
                facts.kind,
                document.name,
                "properties",
                0,
                0,
                facts.data_class,
                facts.category,
                "file label",
                f"{facts.evidence} ({name})" if name else facts.evidence,
            )
        )
    return Label(_class_of(findings), tuple(findings))


def _unread_label(document: Document) -> Label:
    unread = [] if document.unread is None else [("", document.unread)]
    unread += [(part.place, part.why) for part in document.unread_parts]
    findings = tuple(
        Finding(
            "UNREADABLE",
            document.name,
            place,
            0,
            0,
            UNREADABLE,
            Category.UNREADABLE,
            "document reader",
            f"could not be read: {_UNREAD_SENTENCES[why]}; what cannot be read may hold anything",
        )
        for place, why in unread
    )
    return Label(_class_of(findings), findings)
