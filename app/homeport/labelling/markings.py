"""Marking words where a marking stands: on a line of their own, after "classification:", at the head of a file.

Running text that speaks of secrets is no marking. Terms: Traffic Light Protocol 2.0 (FIRST), national protective
security rules (SE Säkerhetsskyddsförordning, NO sikkerhetsloven, DK sikkerhedscirkulæret, FI asetus 1101/2019,
EU 2013/488, NATO C-M(2002)49), and the words that Nordic and European organisations put on their papers.
"""

import re
from collections.abc import Iterator

from homeport.labelling.engine import Pass
from homeport.labelling.hit import Hit

_TERMS = {
    "MARKING_STATE": """
        nato restricted|nato confidential|nato secret|cosmic top secret|nato diffusion restreinte
        restreint ue|eu restricted|restreint ue/eu restricted|confidentiel ue|eu confidential
        confidentiel ue/eu confidential|secret ue|eu secret|secret ue/eu secret|très secret ue|eu top secret
        très secret ue/eu top secret|begränsat hemlig|begränsat hemlig/restricted|hemlig/restricted
        konfidentiell/confidential|hemlig/confidential|hemlig/secret|hemlig/top secret|kvalificerat hemlig
        kvalificerat hemlig/top secret|strengt hemmelig|strengt hemmelig/top secret|yderst hemmeligt
        til tjenestebrug|käyttö rajoitettu|erittäin salainen|turvallisuusluokka i|turvallisuusluokka ii
        turvallisuusluokka iii|turvallisuusluokka iv|vs-nur für den dienstgebrauch|vs-nfd|vs - nur für den dienstgebrauch
        vs-vertraulich|stg. geheim|stg. zeer geheim|stg. confidentieel|très secret défense|secret défense
        confidentiel défense|zeer geheim
    """,
    "MARKING_SECRET": """
        secret|top secret|strictly confidential|highly confidential|most confidential|confidential - restricted
        strictly private and confidential|tlp:red|tlp red|highly restricted|restricted
        hemlig|hemligt|hemligstämplad|strängt konfidentiellt|strängt konfidentiell|strängt förtroligt|strängt förtrolig
        strikt konfidentiellt|strikt konfidentiell|topphemlig|topphemligt|sekretess|sekretessbelagd|sekretessbelagt
        strengt fortrolig|strengt fortroleg|strengt konfidensielt|strengt konfidensiell|hemmelig|hemmeleg|hemmelegstempla
        strengt fortroligt|hemmeligt|tophemmeligt|strengt hemmeligt
        salainen|salassa pidettävä|salassapidettävä|erittäin luottamuksellinen|ehdottoman luottamuksellinen
        leyndarmál|algert leyndarmál|algjört leyndarmál|stranglega trúnaðarmál|algjört trúnaðarmál|strangt trúnaðarmál
        geheim|streng geheim|streng vertraulich|strikt vertraulich|secret|très secret|strictement confidentiel
        hautement confidentiel|strikt vertrouwelijk|streng vertrouwelijk|strikt geheim
    """,
    "MARKING_CONFIDENTIAL": """
        confidential|company confidential|private and confidential|privileged and confidential|business confidential
        commercial in confidence|commercial-in-confidence|in confidence|proprietary and confidential
        confidential and proprietary|confidential information|in strict confidence|tlp:amber|tlp:amber+strict|tlp amber
        tlp:amber-strict|official-sensitive|official sensitive|limited distribution|need to know|sensitive
        konfidentiell|konfidentiellt|förtrolig|förtroligt|företagshemlighet|företagskonfidentiellt
        fortrolig|fortroleg|konfidensiell|konfidensielt|taushetsbelagt|unntatt offentlighet|unnateke offentlegheit
        fortroligt|i fortrolighed|luottamuksellinen|luottamuksellista|trúnaðarmál|trúnaður|bundið trúnaði|í trúnaði
        vertraulich|firmenvertraulich|vertraulich behandeln|confidentiel|diffusion restreinte|confidentiel entreprise
        confidentieel|vertrouwelijk|bedrijfsvertrouwelijk|departementaal vertrouwelijk
    """,
    "MARKING_INTERNAL": """
        internal|internal only|internal use|internal use only|for internal use|for internal use only|company internal
        not for external distribution|official use only|for official use only|fouo|tlp:green|tlp green|official
        internt|intern|endast för internt bruk|för internt bruk|enbart för internt bruk|intern information
        kun til intern bruk|til intern bruk|kun for intern bruk|berre til internt bruk|berre for intern bruk|internt bruk
        kun til internt brug|til internt brug|kun til intern brug|internt brug
        sisäinen|vain sisäiseen käyttöön|sisäiseen käyttöön|vain sisäinen käyttö
        aðeins til innri nota|eingöngu til innri nota|til innri nota|innri notkun|til innanhússnota
        nur für den internen gebrauch|nur für internen gebrauch|für den internen gebrauch|nur für den dienstgebrauch
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
    "classification", "classified", "class", "sensitivity", "marking", "confidentiality", "security", "distribution",
    "data class", "information class", "protective marking", "klassning", "klassificering", "informationsklass",
    "säkerhetsklass", "sekretess", "klass", "märkning", "klassifisering", "gradering", "beskyttelse", "klassifikation",
    "fortrolighed", "luokitus", "tietoluokka", "turvallisuusluokka", "suojaustaso", "flokkun", "trúnaðarstig",
    "klassifizierung", "einstufung", "vertraulichkeit", "classificatie", "rubricering", "confidentialité",
    "clasificación", "label", "status", "tlp",
)  # fmt: skip
_PREFIX = re.compile(
    r"^(?:[\w .-]{0,24}\b)?(?:"
    + "|".join(sorted(map(re.escape, _LABELS), key=len, reverse=True))
    + r")\b[\w -]{0,20}[:=]\s*(.+)$"
)
_EDGE = " \t\r\f\v*#=_~-–—|<>[](){}\"'“”«».,:;!/\\•·\ufeff"
_PAGE = re.compile(
    r"\b(?:page|sida|side|sivu|seite|blaðsíða|bls\.?|pagina|pag\.)? *\d{1,4} *(?:(?:of|av|af|/|von|de|van) *\d{1,4})?$"
)
_PART = re.compile(r"\s+[|/–—-]{1,2}\s+|\s*//\s*|\s{3,}|\t")
_NOT_WORD = r"[^\w\x80-\xff]"
PATTERN = (
    rf"(?mi)(?:^|[:=|/\t-]|\x93|\x94|  ){_NOT_WORD}{{0,12}}(?:"
    + "|".join(sorted({re.escape(term) for term in _ENTRY_OF}, key=len, reverse=True))
    + rf")(?:{_NOT_WORD}{{0,12}}(?:(?:page|sida|side|sivu|seite) ?)?(?:\d{{1,4}} ?(?:of|av|af|/|von|de|van)? ?\d{{0,4}})?{_NOT_WORD}{{0,12}}$"
    + r"|[ \t]*[|/,;(\t-]|[ \t]*\xe2\x80|  )"
)
"""Finds lines that may carry a marking: a term at the start or end of a line or of a part of it."""

NAME = "marking"
_HEAD_LINES, _TAIL_LINES = 12, 6
_LONGEST_LINE = 120

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


def markings(seen: Pass) -> Iterator[Hit]:
    """Every marking in position, as entries of `KINDS`."""
    text = seen.text
    spans = list(seen.spans(NAME))
    if not spans:
        return
    head, tail = _edges(text)
    done = -1
    for start, _ in spans:
        for line_start, line_end in _lines_at(text, start):
            if line_start <= done or not 3 < line_end - line_start <= _LONGEST_LINE:
                continue
            done = line_start
            found = _in_line(text[line_start:line_end], line_start <= head or line_start >= tail)
            if found is not None:
                entry, first, last = found
                yield Hit(entry, line_start + first, line_start + last, "marking", True)


def _lines_at(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The line of a character and, as a match may begin with the break before it, the next line."""
    first = text.rfind("\n", 0, start) + 1
    for _ in range(2):
        last = text.find("\n", first)
        last = len(text) if last < 0 else last
        yield first, last
        first = last + 1
        if first > start + 1 or first > len(text):
            return


def _edges(text: str) -> tuple[int, int]:
    """Where the last of the first lines, and the first of the last lines, that hold something begin."""
    head = [match.start() for match, _ in zip(_FILLED.finditer(text), range(_HEAD_LINES), strict=False)]
    end = text[-_TAIL_LINES * _LONGEST_LINE :]
    tail = [len(text) - len(end) + match.start() for match in _FILLED.finditer(end)][-_TAIL_LINES:]
    return (head[-1] if head else 0), (tail[0] if tail else 0)


_FILLED = re.compile(r"^.*\S.*$", re.MULTILINE)


def _in_line(line: str, at_edge: bool) -> tuple[str, int, int] | None:
    lowered = line.lower()
    if len(lowered) != len(line):
        return None
    prefixed = _PREFIX.match(lowered.strip(_EDGE))
    if prefixed is not None:
        value = prefixed[1].strip(_EDGE)
        for candidate in (value, *_PART.split(value), re.split(r"[,;(]", value)[0].strip(_EDGE)):
            entry = _ENTRY_OF.get(candidate.strip(_EDGE))
            if entry:
                start = lowered.rindex(candidate.strip(_EDGE))
                return entry, start, start + len(candidate.strip(_EDGE))
    for part in (lowered, *_PART.split(lowered)):
        core = _PAGE.sub("", part.strip(_EDGE)).strip(_EDGE)
        entry = _ENTRY_OF.get(core)
        if entry is None:
            continue
        start = lowered.index(core)
        written = line[start : start + len(core)]
        alone = core == _PAGE.sub("", lowered.strip(_EDGE)).strip(_EDGE)
        if written.isupper() or (at_edge and alone) or (alone and core not in _ORDINARY):
            return entry, start, start + len(core)
    return None


_LABEL_WORDS = (
    ("LABEL_SECRET", re.compile(r"secret|hemlig|hemmelig|salai|geheim|strictly|highly|strengt|strängt|restricted|leyndarm")),
    ("LABEL_CONFIDENTIAL", re.compile(r"confiden|konfiden|förtrolig|fortrolig|luottamuks|trúnað|vertrau|vertrouw|sensitive")),
    ("LABEL_INTERNAL", re.compile(r"intern|sisäi|innri|general|official|company|distribution only")),
    ("LABEL_PUBLIC", re.compile(r"public|offentlig|öppen|åpen|open|julki|opinber|öffentlich|personal|non-business")),
)  # fmt: skip


def property_label(value: str) -> str:
    """The entry for a sensitivity label that stands in a file's properties, by its name; an unknown one is unknown."""
    lowered = " ".join(value.lower().replace("_", " ").split())
    for entry, pattern in _LABEL_WORDS:
        if pattern.search(lowered):
            return entry
    return "LABEL_UNKNOWN"
