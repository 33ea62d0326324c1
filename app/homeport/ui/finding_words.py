"""Findings, places and what was not read, as sentences in the person's language.

The labeller speaks English; each of its sentences is known here by the entry it stands for and said anew. A
sentence of an older version or another labeller is shown as it was written.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from homeport.domain.data_class import DataClass
from homeport.domain.document import Document, Remark, SectionKind, Unread, UnreadPart
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.labelling.kinds import KINDS
from homeport.ui.words import Words

LONGEST_NAME = 60
"""Characters of a name from a file that are shown within a sentence."""

MOST_PLACES = 12
"""Places that a sentence about coverage names; the rest is counted."""

ENTRY_OF_EVIDENCE = {KINDS[entry].evidence: entry for entry in reversed(tuple(KINDS))}
"""The labeller's English sentence to its entry; of two entries with one sentence the first."""

UNREAD_OF_EVIDENCE = {
    "the file holds no bytes": Unread.EMPTY,
    "the file is larger than the limit": Unread.TOO_LARGE,
    "it unpacks to more than the limit": Unread.UNPACKS_TOO_LARGE,
    "it holds more text than the limit": Unread.TOO_MANY_CHARACTERS,
    "the file is damaged": Unread.DAMAGED,
    "it is protected by a password": Unread.PASSWORD,
    "its format is not known here": Unread.UNKNOWN_FORMAT,
    "its name says another format than its content": Unread.WRONG_EXTENSION,
    "this account may not read it": Unread.NOT_ALLOWED,
    "it is not there": Unread.MISSING,
    "reading it took too long and was stopped": Unread.TIMEOUT,
    "reading it needed more memory than allowed": Unread.MEMORY,
    "the reader ended before it was done": Unread.WORKER_DIED,
    "it holds no text, for example a scanned page": Unread.NO_TEXT,
}
"""The labeller's half sentences for what was not read."""

UNREADABLE = "UNREADABLE"
"""The kind of a finding that says what was not read: nobody can call that a false alarm."""

RAISED = "RAISED"
"""The kind of a finding that says that a person raised the class (`services.raise_class`)."""

_UNREAD = re.compile(r"could not be read: (.+); what cannot be read may hold anything")
_MORE = re.compile(r"(?P<evidence>.+), and (?P<count>\d+) more of them", re.DOTALL)
_NAMED = re.compile(r"(?P<evidence>.+?) \((?P<name>[^()]*)\)", re.DOTALL)
_NUMBER = re.compile(r"\d+")
_PAGES = re.compile(r"pages? (\d+)(?:-(\d+))?")
_PAGE_WORD = re.compile(r"^pages? ")

_WHOLE_PLACES = {
    "properties": "metadata",
    "file": "file",
    "embedded object": "embedded_object",
    "archive behind the PDF": "archive_behind",
    "nested parts": "nested_parts",
    "further parts": "further_parts",
    "further attachments": "further_attachments",
    "encrypted part": "encrypted_part",
    "header mail": "mail_header",
    "hidden comment in the page": "page_comment",
    "metadata link": "link",
    "metadata external reference": "external",
    "metadata outline": "outline",
    "metadata name": "defined_name",
}
_PLACE_FORMS = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"pages (\d+-\d+)", "pages"),
        (r"comment page (\d+)", "comment_on_page"),
        (r"note speaker notes (.+)", "speaker_notes"),
        (r"hidden slide (.+)", "hidden_slide"),
        (r"hidden sheet (.+)", "hidden_sheet"),
        (r"hidden hidden text near paragraph (\d+)", "hidden_near"),
        (r"hidden changed text near paragraph (\d+)", "changed_near"),
        (r"hidden (?:hidden|changed) text near \w+ \d+()", "hidden"),
        (r"paragraph chart (.+)", "chart"),
        (r"paragraph diagram (.+)", "diagram"),
        (r"paragraph drawing (.+)", "drawing"),
        (r"\w+ text box (\d+)", "text_box"),
        (r"part (\d+)", "part"),
    )
)
_WITH_NAME = {
    SectionKind.HEADER: "header_of",
    SectionKind.FOOTER: "footer_of",
    SectionKind.COMMENT: "comment_by",
    SectionKind.NOTE: "note_by",
    SectionKind.METADATA: "property",
    SectionKind.BODY: "attachment",  # a body has a name only inside another file
}
_KINDS = {kind.value: kind for kind in SectionKind}
_SOURCES = {
    "instruction": "instruction",
    "file name": "file_name",
    "draft": "draft",
    "earlier": "earlier",
    "earlier question": "earlier_question",
    "earlier answer": "earlier_answer",
    "half answer": "half_answer",
}


@dataclass(frozen=True, slots=True)
class _Place:
    key: str
    name: str = ""
    inside: str = ""  # the attachment it lies in


class FindingWords:
    """Says what was found and where."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def evidence(self, finding: Finding) -> str:
        """What was found, as a noun phrase; never the value itself."""
        if finding.kind == UNREADABLE:
            return self._say(UNREADABLE, reason=self._reason(finding.evidence))
        if finding.kind == RAISED:
            return self._say(RAISED)
        return self._evidence(finding.evidence)

    def sentence(self, finding: Finding) -> str:
        """What was found with a capital letter, for a row of its own."""
        said = self.evidence(finding)
        said = self._say("false_alarm", evidence=said) if finding.struck else said
        return said[:1].upper() + said[1:]

    def place(self, place: str, source: str = "") -> str:
        """A place by itself, ``page 3``; without one, what the source is."""
        return self._place(place, source, "place")

    def where(self, finding: Finding) -> str:
        """Where the finding stands, with a capital letter."""
        said = self.place(finding.place, finding.source)
        return said[:1].upper() + said[1:]

    def unread(self, why: Unread) -> str:
        """Why something was not read, as a half sentence."""
        return self._say(f"unread_{_key(why)}")

    def unread_short(self, why: Unread) -> str:
        """The same in a word or two, for brackets."""
        return self._say(f"short_{_key(why)}")

    def unread_next(self, why: Unread) -> str:
        """What a person can do about it."""
        return self._say(f"next_{_key(why)}")

    def remark(self, remark: Remark) -> str:
        """Something about a file that is no finding."""
        return self._say(f"remark_{_key(remark)}")

    def remarks(self, remarks: Iterable[Remark]) -> tuple[str, ...]:
        """All of them, in order."""
        return tuple(self.remark(remark) for remark in remarks)

    def why(self, label: Label, unread: Unread | None = None) -> str:
        """Why this class: the badge's sentence (wording, rows 1 to 3).

        Args:
            label: class and findings.
            unread: why nothing of the document was read, if so.
        """
        if unread is not None:
            return f"{self._say('not_read')} {self._say('not_read_why', reason=self.unread(unread))}"
        name = self._words.data_class(label.data_class)
        deciding = sorted(label.deciding, key=_telling)
        if not deciding:
            return self._default(label, name)
        first = deciding[0]
        if first.kind == RAISED:
            return self._words("findings.by_person", **{"class": name})
        if first.kind == UNREADABLE:
            said = self._words(
                "findings.because_unread",
                **{"class": name},
                place=self.place(first.place, first.source),
                reason=self._reason(first.evidence),
            )
        elif not first.place and first.source not in _SOURCES:
            said = self._words("findings.because_here", **{"class": name}, evidence=self.evidence(first))
        else:
            place = self._place(first.place, first.source, "at")
            said = self._words("findings.because", **{"class": name}, place=place, evidence=self.evidence(first))
        more = len(deciding) - 1
        return f"{said} {self._words('findings.and_more', count=more)}" if more else said

    def coverage(self, document: Document) -> str:
        """What of a document was not read (wording, row 10); empty when all of it was."""
        if document.unread is not None:
            return f"{self._say('not_read')} {self._say('not_read_why', reason=self.unread(document.unread))}"
        pages = [part for part in document.unread_parts if _PAGES.fullmatch(part.place)]
        others = [part for part in document.unread_parts if not _PAGES.fullmatch(part.place)]
        said = []
        if pages:
            missing = sum(_length(part.place) for part in pages)
            read = len(
                {
                    section.name
                    for section in document.sections
                    if section.kind is SectionKind.PAGE and section.name.isdecimal()
                }
            )
            # A page without text but with its comment read counts as not read.
            said.append(
                self._words(
                    "findings.coverage_pages", read=read, count=read + missing, places=self._page_list(pages)
                )
            )
        if others:
            listed = [self._part(part) for part in others[:MOST_PLACES]]
            said.append(
                self._words("findings.coverage_parts", count=len(others), places=self._list(listed, len(others)))
            )
        return " ".join(said)

    def count(self, number: int) -> str:
        """So many findings."""
        return self._words("findings.findings", count=number)

    def _default(self, label: Label, name: str) -> str:
        if any(finding.struck and finding.data_class > label.data_class for finding in label.findings):
            return self._words("findings.lowered", **{"class": name})
        key = "by_default" if label.data_class is DataClass.INTERNAL else "by_person"
        return self._words(f"findings.{key}", **{"class": name})

    def _evidence(self, english: str) -> str:
        entry = ENTRY_OF_EVIDENCE.get(english)
        if entry is not None:
            return self._say(entry)
        more = _MORE.fullmatch(english)
        if more is not None:
            count = int(more["count"])
            return self._words("findings.more", evidence=self._evidence(more["evidence"]), count=count)
        named = _NAMED.fullmatch(english)
        if named is not None and named["evidence"] in ENTRY_OF_EVIDENCE:
            said = self._say(ENTRY_OF_EVIDENCE[named["evidence"]])
            return self._say("named", evidence=said, name=shortened(named["name"]))
        return english

    def _reason(self, english: str) -> str:
        match = _UNREAD.fullmatch(english)
        why = UNREAD_OF_EVIDENCE.get(match[1]) if match else None
        if why is not None:
            return self.unread(why)
        return match[1] if match else english

    def _place(self, place: str, source: str, form: str) -> str:
        if not place:
            return self._say(f"{form}_{_SOURCES.get(source, 'document')}")
        found = _parsed(place)
        said = self._say(f"{form}_{found.key}", name=shortened(found.name))
        return self._say(f"{form}_inside", place=said, name=shortened(found.inside)) if found.inside else said

    def _page_list(self, parts: Sequence[UnreadPart]) -> str:
        listed = [f"{_PAGE_WORD.sub('', part.place)} ({self.unread_short(part.why)})" for part in parts]
        return self._list(listed[:MOST_PLACES], len(listed))

    def _part(self, part: UnreadPart) -> str:
        return f"{self.place(part.place)} ({self.unread_short(part.why)})"

    def _list(self, listed: Sequence[str], total: int) -> str:
        said = ", ".join(listed)
        more = total - len(listed)
        return self._words("findings.coverage_and_more", places=said, count=more) if more > 0 else said

    def _say(self, name: str, /, **slots: object) -> str:
        return self._words(f"findings.{name}", **slots)


def shortened(name: str) -> str:
    """A name from a file, its middle left out when it is long."""
    if len(name) <= LONGEST_NAME:
        return name
    half = LONGEST_NAME // 2
    return f"{name[:half].rstrip()}…{name[1 - half :].lstrip()}"


def _telling(finding: Finding) -> tuple[int, bool, int]:
    """What says most about why comes first: what was found, what was not read, what a person said."""
    rank = {UNREADABLE: 1, RAISED: 2}.get(finding.kind, 0)
    return rank, not finding.place, finding.start


def _key(member: Unread | Remark) -> str:
    return member.value.replace("-", "_")


def _length(place: str) -> int:
    match = _PAGES.fullmatch(place)
    assert match is not None
    return int(match[2] or match[1]) - int(match[1]) + 1


def _parsed(place: str) -> _Place:
    """Undo `Section.words` and the names that the readers give."""
    if place in _WHOLE_PLACES:
        return _Place(_WHOLE_PLACES[place])
    for pattern, key in _PLACE_FORMS:
        match = pattern.fullmatch(place)
        if match is not None:
            return _Place(key, match[1])
    return _by_kind(place)


def _by_kind(place: str) -> _Place:
    word, _, rest = place.partition(" ")
    kind = _KINDS.get(word)
    if kind is None:
        return _Place("named", place)
    inside, separator, inner = rest.rpartition(": ")
    if separator and inside and kind is not SectionKind.METADATA:
        found = _parsed(f"{word} {inner}")
        return _Place(found.key, found.name, inside)
    if kind is SectionKind.HIDDEN:  # unnamed, inside another file
        return _Place(word, inside=rest)
    numbered = kind in {SectionKind.COMMENT, SectionKind.NOTE} and _NUMBER.fullmatch(rest)
    if not rest or numbered:
        return _Place(word)
    return _Place(_WITH_NAME.get(kind, word), rest)
