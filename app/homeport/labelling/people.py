"""A private person's name together with address, telephone or e-mail.

A name is taken from its place: after a title, after "Name:", or on a line of its own; with a name tagger also from
running text. Limits: without one a name in running text is not seen; a business card looks like a private address.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from homeport.labelling.engine import Pass
from homeport.labelling.hit import Hit
from homeport.labelling.languages import guess_language
from homeport.labelling.names import NameTagger

_WORD = r"[^\s\d,.;:()<>|]"
_ENGLISH = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Way|Court|Ct|Terrace|Boulevard|Blvd"
    "|Place|Square|Crescent|Close|Gardens|Grove|Parade|Highway|Circle|Trail|Parkway"
)
_SUFFIXES = (
    r"gatan|gata|vägen|väg|gränd|torget|stigen|backen|gade|vej|vejen|stræde|allé|vegen|veien"
    r"|gate|veg|vei|katu|tie|kuja|polku|straße|strasse|str\.|weg|platz|gasse|allee|straat|laan|plein|kade|stræti"
    r"|braut|vegur|gerði|ergärde"
)
_STREETS = (
    rf"\d{{1,6}} (?:[A-Z]{_WORD}{{1,20}} ){{1,4}}(?:{_ENGLISH})\b",
    rf"[A-Z\x80-\xff]{_WORD}{{1,24}}(?:{_SUFFIXES}) \d{{1,4}} ?[A-Za-z]?\b",
    r"\d{1,4},? (?:rue|avenue|boulevard|chemin|place|allée) [A-Za-z][^\n,]{2,30}",
    r"(?:Calle|C/|Avda\.?|Av\.|Paseo|Plaza|Via|Viale|Piazza|Rua|Travessa|Rue) [A-Z][^\n,\d]{2,30},? (?:n\.? "
    r"?)?\d{1,4}\b",
    r"(?:Apt\.?|Suite|Flat|Lgh|lgh|leil\.?) \d{1,5}\b",
    r"\b[FA]PO A[AEP] \d{5}|\bP\.? ?O\.? Box \d",
)
_STREET_TRIGGERS = (
    rf" (?:{_ENGLISH})\b",
    rf"(?:{_SUFFIXES}) \d",
    r"\d,? (?:rue|avenue|boulevard|chemin|place|allée) [A-Za-z]",
    r"(?:Calle|C/|Avda\.?|Av\.|Paseo|Plaza|Via|Viale|Piazza|Rua|Travessa|Rue) [A-Z]",
    *_STREETS[-2:],
)
_TITLES = r"\b(?:Mr|Mrs|Ms|Miss|Herr|Frau|Fru|Frøken|Hr|Señora?|Sra|Mme|Rouva)\.? [A-Z\x80-\xff]"
_NAME_LABELS = (
    r"(?mi)^[ \t>*|-]*(?:full |first |last |given |contact )?(?:name|namn|förnamn|efternamn|navn|nimi|nafn|nombre"
    r"|apellidos|nom|naam|vorname|nachname|surname"
    r"|kontaktperson|contact person|kund|customer|client)[ \t]*[:=]"
)
_OWN_LINE = (
    r"(?m)^[> \t]*[A-Z\x80-\xff]"
    + _WORD
    + r"{1,20}(?: [A-Z]\.?)?(?: (?:[A-Z\x80-\xff])"
    + _WORD
    + r"{1,20}){1,2}[ \t]*$"
)
_FIELDS = (
    r"(?mi)^[ \t>*|-]*(?:home |private |mobile |cell |e-?mail )?(?:phone|mobile|cell|desk|tel|telephone|telefon"
    r"|mobil|tlf|puhelin|sími|fax|e-?mail|e-?post|sähköposti"
    r"|address|adress|adresse|osoite|heimilisfang|domicilio|dirección|born|birthday|date of birth|född|født"
    r"|syntynyt)\.?(?: no\.?| number)?[ \t]*[:=]"
)
_NEAR = 300  # characters between a name and what belongs to it
_LEAST_ROWS = 3

_HEADER_NAME = re.compile(
    r"(?<![^\W_])(?:given ?name|first ?name|last ?name|sur ?name|full ?name|customer|name|namn|förnamn|efternamn"
    r"|navn|fornavn|etternavn|efternavn"
    r"|nimi|etunimi|sukunimi|nafn|vorname|nachname|nombre|apellidos?|nom|prénom|kund|naam)(?![^\W_])",
    re.IGNORECASE,
)
_HEADER_CONTACT = re.compile(
    r"street|address|adress|osoite|heimilisfang|e-?mail|e-?post|sähköposti|phone|telefon|mobil|puhelin|sími|birth"
    r"|född|født|syntymä|postnum|zip|gatu",
    re.IGNORECASE,
)

PLACES = (("street", "|".join(_STREETS)), ("person field", _FIELDS))
PERSONS = (("person title", _TITLES), ("person label", _NAME_LABELS), ("person line", _OWN_LINE))
"""What counts only beside a place."""

TRIGGERS = {"street": "|".join(_STREET_TRIGGERS)}


NAMES_EVERYWHERE = 100_000
"""Characters up to which all names of a text are looked for; in a longer one only those near contact data."""

_TAGGED_NEAR = 100  # characters between a tagged name and what belongs to it


def contact_data(seen: Pass, hits: list[Hit], names: Sequence[Hit] = ()) -> list[Hit]:
    """Stretches where a person stands together with where to find them.

    Args:
        seen: the text under the engine.
        hits: what was found in it so far.
        names: people's names in it, if they were looked for.
    """
    return [*_tables(seen.text), *_clusters(seen, hits), *_named(seen, hits, names)]


def names_in(seen: Pass, hits: list[Hit], tagger: NameTagger) -> list[Hit]:
    """People's names: all of them, or in a long text those near an address, a telephone number or an e-mail."""
    text = seen.text
    language = guess_language(text)
    windows = [(0, len(text))]
    if len(text) > NAMES_EVERYWHERE:
        windows = []
        for start, end in _where_found(seen, hits):
            low, high = max(0, start - _NEAR), min(len(text), end + _NEAR)
            if windows and low <= windows[-1][1]:
                windows[-1] = (windows[-1][0], high)
            else:
                windows.append((low, high))
    return [
        Hit("NAME", low + name.start, low + name.end, "name tagger")
        for low, high in windows
        for name in tagger.people(text[low:high], language)
    ]


def _where_found(seen: Pass, hits: list[Hit]) -> list[tuple[int, int]]:
    return sorted([*seen.spans("street"), *((h.start, h.end) for h in hits if h.entry in {"PHONE", "EMAIL"})])


def _named(seen: Pass, hits: list[Hit], names: Sequence[Hit]) -> Iterator[Hit]:
    people = [(name.start, name.end) for name in names]
    for start, end in _where_found(seen, hits) if people else ():
        index = bisect_left(people, (start - _TAGGED_NEAR, 0))
        if index < len(people) and people[index][0] <= end + _TAGGED_NEAR:
            yield Hit("CONTACT_DATA", *_trim(seen.text, start, end), "name tagger")


def _tables(text: str) -> Iterator[Hit]:
    """A table with a column of names and one of addresses, telephones or e-mail."""
    end = text.find("\n")
    header = text[: end if end >= 0 else 0]
    if len(header) > 2000 or sum(map(header.count, "\t;,|")) < 2:
        return
    if not _HEADER_NAME.search(header) or not _HEADER_CONTACT.search(header):
        return
    if text.count("\n", 0, 20_000) >= _LEAST_ROWS:
        yield Hit("CONTACT_DATA", 0, len(header), "table header")


def _clusters(seen: Pass, hits: list[Hit]) -> Iterator[Hit]:
    streets = seen.spans("street")
    reach = [(hit.start, hit.end) for hit in hits if hit.entry in {"PHONE", "EMAIL"}]
    fields = seen.spans("person field") if reach or streets else ()
    if not streets and len(fields) < 2:
        return
    people = sorted(span for name, _ in PERSONS for span in seen.spans(name))
    for start, end in streets:
        if _close(people, start, end):
            yield Hit("CONTACT_DATA", *_trim(seen.text, start, end), "address and name")
    for index, (start, end) in enumerate(fields[1:]):
        previous = fields[index][0]
        if start - previous < _NEAR and _close(people, previous, end) and _close(reach, previous, end):
            yield Hit("CONTACT_DATA", *_trim(seen.text, previous, end), "contact fields and name")


def _close(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_left(spans, (start - _NEAR, 0))
    return index < len(spans) and spans[index][0] <= end + _NEAR


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    value = text[start:end]
    return start + len(value) - len(value.lstrip(" \t\n>*|-")), end
