"""The confirmation sheet in words: at most seven lines, in the order in which a person decides.

The texts that would be sent are in `homeport.ui.models.sheet_text`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from homeport.domain.consent import Part, PartKind
from homeport.domain.data_class import DataClass
from homeport.domain.finding import Finding
from homeport.domain.lane import Region
from homeport.services.sheet import Passage, Remaining, RemarkKind, Sheet, SheetRemark, Unrecognised
from homeport.ui.finding_words import FindingWords
from homeport.ui.words import Words

HASH_SHOWN = 12
"""Hex digits of the fingerprint that are shown; the whole of it is copied."""

OLD_DAYS = 90
"""A price read longer ago than this is told with its age: providers change them about twice a year."""


CENT = 0.01
"""Up to it `Words.money` says "under a cent" and no figure."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One of the lines: what it is about, and what is so."""

    id: str
    label: str
    says: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of what would be sent."""

    id: str
    name: str  # as the person knows it
    says: str  # how much of it, and what it is called there
    data_class: DataClass
    removable: bool


@dataclass(frozen=True, slots=True)
class SheetView:
    """Everything on the sheet but the texts."""

    title: str
    where: str
    remarks: tuple[str, ...]
    lines: tuple[SheetLine, ...]
    parts: tuple[PartRow, ...]
    taken_out: str  # empty when nothing was
    send: str
    keep: str
    address: str
    headers: tuple[str, ...]
    sha256: str
    data_class: DataClass

    @property
    def short_sha256(self) -> str:
        """The first digits of the fingerprint."""
        return self.sha256[:HASH_SHOWN]


def sheet_view(sheet: Sheet, words: Words) -> SheetView:
    """What the sheet says."""
    return _Maker(sheet, words).view()


def heading(sheet: Sheet, words: Words) -> Callable[[Passage], str]:
    """What stands above a passage of the readable text: whose words they are."""
    rows = {row.id: row for row in sheet_view(sheet, words).parts}

    def head(passage: Passage) -> str:
        row = rows.get(passage.part_id)
        return words("sheet.head", name=row.name if row else words("sheet.head_own"))

    return head


class _Maker:
    def __init__(self, sheet: Sheet, words: Words) -> None:
        self._sheet = sheet
        self._words = words
        self._said = FindingWords(words)

    def view(self) -> SheetView:
        sheet, words = self._sheet, self._words
        return SheetView(
            title=words("sheet.title", recipient=sheet.recipient),
            where=f"{self._where()} {words('sheet.nothing_sent_yet')}",
            remarks=tuple(self._remark(remark) for remark in sheet.remarks),
            lines=tuple(self._lines()),
            parts=tuple(self._part(part) for part in sheet.parts),
            taken_out=words("sheet.taken_out", count=len(sheet.taken_out)) if sheet.taken_out else "",
            send=words("sheet.send", recipient=sheet.recipient),
            keep=words("sheet.keep"),
            address=words(
                "sheet.address", method=sheet.method, url=sheet.url, size=self._words.size(sheet.body_bytes)
            ),
            headers=tuple(self._headers()),
            sha256=sheet.body_sha256,
            data_class=sheet.data_class,
        )

    def _where(self) -> str:
        sheet, words = self._sheet, self._words
        if not sheet.managed:
            return words("sheet.where_own", country=sheet.country)
        return words(
            "sheet.where_eu" if sheet.region is Region.EU else "sheet.where_outside", country=sheet.country
        )

    def _lines(self) -> Iterator[SheetLine]:
        yield self._line("recipient", self._recipient())
        yield self._line("purpose", self._purpose())
        yield self._line("parts", self._parts())
        yield self._line("replaced", self._replaced())
        yield self._line("remaining", self._remaining())
        yield self._line("unrecognised", self._unrecognised())
        yield self._line("price", self._price())

    def _line(self, name: str, says: str) -> SheetLine:
        return SheetLine(name, self._words(f"sheet.label_{name}"), says)

    def _recipient(self) -> str:
        sheet = self._sheet
        return self._words(
            "sheet.recipient",
            recipient=sheet.recipient,
            model=sheet.model,
            country=sheet.country,
            kept=sheet.retention.rstrip("."),
        )

    def _purpose(self) -> str:
        words, purpose = self._words, self._sheet.purpose
        reasons = [words(f"sheet.because_{trigger}") for trigger in purpose.triggers]
        because = words("sheet.and").join(reasons) if reasons else words("sheet.because_policy")
        kind = words(f"common.task_{purpose.kind}")
        if not purpose.rule:
            return words("sheet.purpose", kind=kind, because=because)
        return words("sheet.purpose_rule", kind=kind, because=because, rule=purpose.rule)

    def _parts(self) -> str:
        words = self._words
        by_kind = {kind: [part for part in self._sheet.parts if part.kind is kind] for kind in PartKind}
        named = []
        if by_kind[PartKind.INSTRUCTION]:
            named.append(words("sheet.your_question"))
        documents = by_kind[PartKind.DOCUMENT]
        if len(documents) == 1 and documents[0].pages:
            named.append(words("sheet.one_document", count=documents[0].pages))
        elif documents:
            named.append(words("sheet.documents", count=len(documents)))
        if by_kind[PartKind.EARLIER]:
            named.append(words("sheet.earlier", count=len(by_kind[PartKind.EARLIER])))
        if by_kind[PartKind.HALF]:
            named.append(words("sheet.half"))
        if not named:
            return words("sheet.sending_own_words")
        *others, last = named
        listed = f"{', '.join(others)}{words('sheet.and')}{last}" if others else last
        sending = words("sheet.sending", parts=listed)
        if any(part.removable for part in self._sheet.parts):
            return f"{sending} {words('sheet.can_take_out')}"
        return sending

    def _part(self, part: Part) -> PartRow:
        words = self._words
        own = part.own_name if part.kind is PartKind.DOCUMENT else ""
        name = own or words(f"sheet.part_{part.kind}", name=part.name)
        length = (
            words("sheet.part_pages", count=part.pages, characters=part.characters)
            if part.pages
            else words("sheet.part_characters", count=part.characters)
        )
        says = f"{length} · {words('sheet.sent_as', name=part.name)}" if own else length
        return PartRow(part.id, name, says, part.label.data_class, part.removable)

    def _replaced(self) -> str:
        count = self._sheet.replaced
        return self._words("sheet.replaced", count=count) if count else self._words("sheet.nothing_replaced")

    def _remaining(self) -> str:
        sheet, words = self._sheet, self._words
        if not sheet.remaining:
            return words("sheet.nothing_remains")
        listed = (
            words("sheet.remaining_kind", count=each.count, evidence=self._said.evidence(_finding(each)))
            for each in sheet.remaining
        )
        return words("sheet.remaining", listed="; ".join(listed))

    def _unrecognised(self) -> str:
        words = self._words
        listed = [words(f"sheet.unrecognised_{_key(each)}") for each in self._sheet.unrecognised]
        return words("sheet.unrecognised", listed="; ".join(listed))

    def _price(self) -> str:
        sheet, words = self._sheet, self._words
        if sheet.highest_price is None:
            return words("sheet.price_unknown")
        money = words.money(sheet.highest_price, sheet.currency)
        small = 0 < sheet.highest_price <= CENT  # then the amount says "under" itself
        most = money[:1].upper() + money[1:] if small else words("sheet.at_most", money=money)
        age = sheet.price_age
        if not age.on:
            return words("sheet.price", most=most)
        if age.days is not None and age.days > OLD_DAYS:
            return words("sheet.price_old", most=most, date=words.date(age.on), count=age.days)
        return words("sheet.price_read", most=most, date=words.date(age.on))

    def _remark(self, remark: SheetRemark) -> str:
        words = self._words
        if remark.kind is RemarkKind.STRUCK and remark.finding is not None:
            finding = remark.finding
            slots = {"evidence": self._said.evidence(finding), "where": self._said.where(finding)}
            if finding.agreed_by:
                return words("sheet.remark_struck_second", name=finding.agreed_by, **slots)
            return words("sheet.remark_struck", **slots)
        return words(f"sheet.remark_{_key(remark.kind)}", rule=remark.rule)

    def _headers(self) -> Iterator[str]:
        for name, value in self._sheet.headers:
            yield f"{name}: {value}"
        for name in self._sheet.secret_headers:
            yield self._words("sheet.secret_header", name=name)
        yield self._words("sheet.usual_headers")


def _finding(each: Remaining) -> Finding:
    """A finding that reads like these."""
    return Finding(each.kind, "instruction", "", 0, 0, each.data_class, each.category, "", each.evidence)


def _key(member: Unrecognised | RemarkKind) -> str:
    return member.value.replace("-", "_")
