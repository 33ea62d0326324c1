"""Marking words where a marking stands: on a line of their own, after "classification:", at the head of a file.

Running text that speaks of secrets is no marking. A marking that raises the class counts wherever it stands; one
that says public has to speak for the whole text: at its beginning, or on its pages throughout.

Terms: Traffic Light Protocol 2.0 (FIRST), national protective security rules (SE Säkerhetsskyddsförordning, NO
sikkerhetsloven, DK sikkerhedscirkulæret, FI asetus 1101/2019, EU 2013/488, NATO C-M(2002)49), and the words that
Nordic and European organisations put on their papers.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from homeport.labelling.engine import Pass
from homeport.labelling.hit import Hit
from homeport.labelling.layout import LONGEST_LINE, Layout, inside
from homeport.text.view import View

_TERMS = {
    "MARKING_STATE": """
        nato restricted|nato confidential|nato secret|cosmic top secret|nato diffusion restreinte
        restreint ue|eu restricted|restreint ue/eu restricted|confidentiel ue|eu confidential
        confidentiel ue/eu confidential|secret ue|eu secret|secret ue/eu secret|très secret ue|eu top secret
        très secret ue/eu top secret|begränsat hemlig|begränsat hemlig/restricted|hemlig/restricted
        konfidentiell/confidential|hemlig/confidential|hemlig/secret|hemlig/top secret|kvalificerat hemlig
        kvalificerat hemlig/top secret|strengt hemmelig|strengt hemmelig/top secret|yderst hemmeligt
        til tjenestebrug|käyttö rajoitettu|erittäin salainen|turvallisuusluokka i|turvallisuusluokka ii
        turvallisuusluokka iii|turvallisuusluokka iv|vs-nur für den dienstgebrauch|vs-nfd
        vs - nur für den dienstgebrauch
        vs-vertraulich|stg. geheim|stg. zeer geheim|stg. confidentieel|très secret défense|secret défense
        confidentiel défense|zeer geheim
    """,
    "MARKING_SECRET": """
        secret|top secret|strictly confidential|highly confidential|most confidential|confidential - restricted
        strictly private and confidential|tlp:red|tlp red|highly restricted|restricted
        hemlig|hemligt|hemligstämplad|strängt konfidentiellt|strängt konfidentiell|strängt förtroligt
        strängt förtrolig
        strikt konfidentiellt|strikt konfidentiell|topphemlig|topphemligt|sekretess|sekretessbelagd|sekretessbelagt
        strengt fortrolig|strengt fortroleg|strengt konfidensielt|strengt konfidensiell|hemmelig|hemmeleg
        hemmelegstempla
        strengt fortroligt|hemmeligt|tophemmeligt|strengt hemmeligt
        salainen|salassa pidettävä|salassapidettävä|erittäin luottamuksellinen|ehdottoman luottamuksellinen
        leyndarmál|algert leyndarmál|algjört leyndarmál|stranglega trúnaðarmál|algjört trúnaðarmál
        strangt trúnaðarmál
        geheim|streng geheim|streng vertraulich|strikt vertraulich|secret|très secret|strictement confidentiel
        hautement confidentiel|strikt vertrouwelijk|streng vertrouwelijk|strikt geheim
    """,
    "MARKING_CONFIDENTIAL": """
        confidential|company confidential|private and confidential|privileged and confidential
        business confidential
        commercial in confidence|commercial-in-confidence|in confidence|proprietary and confidential
        confidential and proprietary|confidential information|in strict confidence|tlp:amber|tlp:amber+strict
        tlp amber
        tlp:amber-strict|official-sensitive|official sensitive|limited distribution|need to know|sensitive
        konfidentiell|konfidentiellt|förtrolig|förtroligt|företagshemlighet|företagskonfidentiellt
        fortrolig|fortroleg|konfidensiell|konfidensielt|taushetsbelagt|unntatt offentlighet|unnateke offentlegheit
        fortroligt|i fortrolighed|luottamuksellinen|luottamuksellista|trúnaðarmál|trúnaður|bundið trúnaði|í trúnaði
        vertraulich|firmenvertraulich|vertraulich behandeln|confidentiel|diffusion restreinte
        confidentiel entreprise
        confidentieel|vertrouwelijk|bedrijfsvertrouwelijk|departementaal vertrouwelijk
    """,
    "MARKING_INTERNAL": """
        internal|internal only|internal use|internal use only|for internal use|for internal use only
        company internal
        not for external distribution|official use only|for official use only|fouo|tlp:green|tlp green|official
        internt|intern|endast för internt bruk|för internt bruk|enbart för internt bruk|intern information
        kun til intern bruk|til intern bruk|kun for intern bruk|berre til internt bruk|berre for intern bruk
        internt bruk
        kun til internt brug|til internt brug|kun til intern brug|internt brug
        sisäinen|vain sisäiseen käyttöön|sisäiseen käyttöön|vain sisäinen käyttö
        aðeins til innri nota|eingöngu til innri nota|til innri nota|innri notkun|til innanhússnota
        nur für den internen gebrauch|nur für internen gebrauch|für den internen gebrauch
        nur für den dienstgebrauch
        usage interne|à usage interne|à usage interne uniquement|interne|réservé à l'usage interne
        alleen voor intern gebruik|intern gebruik|voor intern gebruik
    """,
    "MARKING_PUBLIC": """
        public|for immediate release|for public release|unclassified|tlp:clear|tlp:white|tlp clear|tlp white|open
        offentlig|offentligt|öppen|öppen information|publik|åpen|julkinen|opinber|öffentlich|publique|openbaar
    """,
}

_ENTRY_OF = {
    term.strip(): entry
    for entry, block in reversed(_TERMS.items())
    for line in block.strip().splitlines()
    for term in line.split("|")
}

_LABELS = (
    "classification",
    "classified",
    "class",
    "sensitivity",
    "marking",
    "confidentiality",
    "security",
    "distribution",
    "data class",
    "information class",
    "protective marking",
    "klassning",
    "klassificering",
    "informationsklass",
    "säkerhetsklass",
    "sekretess",
    "klass",
    "märkning",
    "klassifisering",
    "gradering",
    "beskyttelse",
    "klassifikation",
    "fortrolighed",
    "luokitus",
    "tietoluokka",
    "turvallisuusluokka",
    "suojaustaso",
    "flokkun",
    "trúnaðarstig",
    "klassifizierung",
    "einstufung",
    "vertraulichkeit",
    "classificatie",
    "rubricering",
    "confidentialité",
    "clasificación",
    "label",
    "status",
    "tlp",
)
_PREFIX = re.compile(
    r"^(?:[\w .-]{0,24}\b)?(?P<label>"
    + "|".join(sorted(map(re.escape, _LABELS), key=len, reverse=True))
    + r")\b[\w -]{0,20}[:=]\s*(?P<value>.+)$"
)
_EDGE = " \t\r\f\v*#=_~-–—|<>[](){}\"'“”«».,:;!/\\•·\ufeff"
_PAGE = re.compile(
    r"\b(?:page|sida|side|sivu|seite|blaðsíða|bls\.?|pagina|pag\.)? *\d{1,4} *(?:(?:of|av|af|/|von|de|van) "
    r"*\d{1,4})?$"
)
_PART = re.compile(r"\s+[|/–—-]{1,2}\s+|\s*//\s*|\s{3,}|\t")
_NOT_WORD = r"[^\w\n\x80-\xff]"
_OPENING = (
    r"|(?m:^)[^\w\n]{0,8}(?-i:(?:COMPANY |STRICTLY |HIGHLY )?(?:CONFIDENTIAL|SECRET|RESTRICTED|INTERNAL|HEMLIG"
    r"|KONFIDENTIELL|FORTROLIG|HEMMELIG|VERTRAULICH|GEHEIM|LUOTTAMUKSELLINEN|SALAINEN))\b"
)
PATTERN = (
    rf"(?mi)(?:^|[:=|/\t-]|\x93|\x94|  ){_NOT_WORD}{{0,12}}(?:"
    + "|".join(sorted({re.escape(term) for term in _ENTRY_OF}, key=len, reverse=True))
    + rf")(?:{_NOT_WORD}{{0,12}}(?:(?:page|sida|side|sivu|seite) ?)?(?:\d{{1,4}} ?(?:of|av|af|/|von|de|van)? "
    rf"?\d{{0,4}})?{_NOT_WORD}{{0,12}}$" + r"|[ \t]*[|/,;(.:\t-]|[ \t]*\xe2\x80|  )" + _OPENING
)
"""Finds lines that may carry a marking: a term at the start or end of a line or of a part of it."""

NAME = "marking"

# Words that stand alone on a line in ordinary papers too: they count only in capitals, or at the head of the text.
_ORDINARY = frozenset(
    [
        "public",
        "open",
        "official",
        "internal",
        "intern",
        "internt",
        "interne",
        "sensitive",
        "secret",
        "hemlig",
        "hemligt",
        "geheim",
        "offentlig",
        "offentligt",
        "publik",
        "öppen",
        "åpen",
        "restricted",
        "confidential",
        "information",
        "sekretess",
        "trúnaður",
        "need",
        "to",
        "know",
    ]
) | {"confidential information", "in confidence", "limited distribution"}


def markings(seen: Pass, view: View, layout_of: Callable[[], Layout]) -> Iterator[Hit]:
    """Every marking in position, as entries of `KINDS`.

    Args:
        seen: the text under the engine.
        view: the text as a reading of the original.
        layout_of: gives where markings stand in the original; asked only when there is a term.
    """
    spans = seen.spans(NAME)
    if not spans:
        return
    text, layout = seen.text, layout_of()
    found: list[_Marking] = []
    last = 0
    for start, _ in spans:
        if start < last:
            continue  # the line was looked at
        first, last = text.rfind("\n", last, start + 1) + 1 or last, text.find("\n", start + 1)
        last = len(text) if last < 0 else last
        marking = _in_line(text[first : min(last, first + LONGEST_LINE)], last - first)
        if marking is not None:
            place = view.span(first, first + 1)[0]
            at_edge = inside(place, layout.headers if marking.part else layout.edges)
            found.append(replace(marking, offset=first, place=place, at_edge=at_edge))
    repeated = Counter(marking.term for marking in found)
    state = any(seen.spans(STATE_REFERENCE))
    throughout = _throughout(found, layout)
    for marking in found:
        if _ENTRY_OF[marking.term] == "MARKING_PUBLIC":
            counts = marking.term in throughout or (marking.speaks and inside(marking.place, (layout.opening,)))
        else:
            counts = marking.sure or marking.at_edge or (marking.capitals and repeated[marking.term] >= 2)
        if counts:
            entry = "MARKING_STATE" if state and marking.term in _STATE_IF_REFERRED else _ENTRY_OF[marking.term]
            start = marking.offset + marking.start
            yield Hit(entry, start, start + len(marking.term), "marking", True)


@dataclass(frozen=True, slots=True)
class _Marking:
    """A term in a line; `sure` needs no more, else it counts at an edge, or in capitals when it is repeated.

    One that is a `part` of a line, and no sure one, counts in headers and footers only. One that `speaks` says by
    itself that it is about the text: a word that papers use otherwise does not.
    """

    term: str
    start: int
    sure: bool
    capitals: bool
    part: bool = False
    speaks: bool = False
    offset: int = 0
    place: int = 0
    at_edge: bool = False


def _throughout(found: list[_Marking], layout: Layout) -> set[str]:
    """Terms that stand in every header or footer there is, or at an edge of nearly every page."""
    boxes, pages = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for marking in found:
        if inside(marking.place, layout.repeated):
            boxes[marking.term].add(bisect_right(layout.repeated, marking.place, key=lambda box: box[0]))
        elif inside(marking.place, layout.edges):
            pages[marking.term].add(layout.page_of(marking.place))
    terms = {term for term, where in boxes.items() if len(where) == len(layout.repeated)}
    if len(layout.pages) >= _LEAST_PAGES:
        terms |= {term for term, where in pages.items() if len(where) >= _NEARLY_ALL * len(layout.pages)}
    return terms


_LEAST_PAGES, _NEARLY_ALL = 2, 0.8  # a title page and a blank one may go without


def _in_line(line: str, length: int) -> _Marking | None:
    """A marking at the start of a line, on a line or a part of it of its own, or after "classification:"."""
    lowered = line.lower()
    if len(lowered) != len(line):
        return None
    prefixed = _PREFIX.match(lowered.strip(_EDGE))
    if prefixed is not None:
        value = prefixed["value"].strip(_EDGE)
        for candidate in (value, *_PART.split(value), re.split(r"[,;(]", value)[0]):
            term = candidate.strip(_EDGE)
            if term in _ENTRY_OF:
                speaks = term == value and prefixed["label"] not in _OTHER_LABELS
                return _Marking(term, lowered.rindex(term), sure=True, capitals=False, speaks=speaks)
    whole = _PAGE.sub("", lowered.strip(_EDGE)).strip(_EDGE)
    if length <= LONGEST_LINE:
        for part in (lowered, *_PART.split(lowered)):
            term = _PAGE.sub("", part.strip(_EDGE)).strip(_EDGE)
            if term in _ENTRY_OF:
                start = lowered.index(term)
                capitals = line[start : start + len(term)].isupper()
                sure = capitals or (term == whole and term not in _ORDINARY)
                only_part = not sure and term != whole and " " not in term
                speaks = sure and term == whole and term not in _NEVER_ALONE
                return _Marking(term, start, sure=sure, capitals=capitals, part=only_part, speaks=speaks)
    opening = _CAPITALS.match(line)
    if opening is not None:
        term = opening[1].lower().strip(_EDGE)
        if term in _ENTRY_OF and _ENTRY_OF[term] != "MARKING_PUBLIC":
            return _Marking(term, lowered.index(term), sure=opening[2] in ".:" and " " in term, capitals=True)
    return None


_OTHER_LABELS = frozenset({"status", "label", "class"})
"""A ticket or a piece of code is open or public in another sense."""

_NEVER_ALONE = frozenset({"open", "öppen", "åpen"})
"""What also stands on a shop's door."""

_CAPITALS = re.compile(r"[\W_]*((?:[^\W\d_a-zåäöæøéíóúýþð]{2,}[ /-]?){1,5})([.:]|\s(?=[A-ZÅÄÖÆØ0-9]))")
"""A line that begins in capitals and goes on otherwise."""

STATE_REFERENCE = "state security reference"
STATE_PATTERN = (
    r"(?i)säkerhetsskydds(?:lag|förordning|klass)|säkerhetsskyddslagen|offentlighets- och sekretesslagen \(?osl"
    r"|rikets säkerhet|sveriges säkerhet|sikkerhetsloven|beskyttelsesinstruksen|sikkerhetsgrader|nasjonal "
    r"sikkerhet"
    r"|sikkerhedscirkulære|turvallisuusluokit|national security classif|protective security act|verschlusssache"
)
_AMBIGUOUS = (
    "konfidentiell"
    " konfidentiellt hemlig hemligt fortrolig fortroleg konfidensielt konfidensiell hemmelig begrenset"
    " fortroligt hemmeligt salainen luottamuksellinen geheim vertraulich confidential secret restricted"
)
_STATE_IF_REFERRED = frozenset(_AMBIGUOUS.split())
"""Words of state security and of companies alike: a reference to the state's rules decides."""


_LABEL_WORDS = (
    (
        "LABEL_SECRET",
        re.compile(r"secret|hemlig|hemmelig|salai|geheim|strictly|highly|strengt|strängt|restricted|leyndarm"),
    ),
    (
        "LABEL_CONFIDENTIAL",
        re.compile(r"confiden|konfiden|förtrolig|fortrolig|luottamuks|trúnað|vertrau|vertrouw|sensitive"),
    ),
    ("LABEL_INTERNAL", re.compile(r"intern|sisäi|innri|general|official|company|distribution only")),
    (
        "LABEL_PUBLIC",
        re.compile(r"public|offentlig|öppen|åpen|open|julki|opinber|öffentlich|personal|non-business"),
    ),
)


def property_label(value: str) -> str:
    """The entry for a sensitivity label in a file's properties, by its name; an unknown name is unknown."""
    lowered = " ".join(value.lower().replace("_", " ").split())
    for entry, pattern in _LABEL_WORDS:
        if pattern.search(lowered):
            return entry
    return "LABEL_UNKNOWN"
