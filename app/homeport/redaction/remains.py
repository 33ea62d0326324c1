"""What is still in an outgoing text, by simple counts: things from which people may be recognised all the same."""

import re
from dataclasses import dataclass

_MONTHS = (
    "jan(?:uar[iy]?|uary)?|feb(?:ruar[iy]?|ruary)?|mar(?:s|ch|ts)?|apr(?:il)?|ma[jiy]|jun[ie]?|jul[iy]?|aug(?:ust|usti)?"
    "|sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[csz](?:ember)?"
    "|(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuuta?"
)
_DATES = re.compile(
    rf"(?<![\d.])(?:(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[./]\s?\d{{1,2}}[./]\s?(?:19|20)?\d\d"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS})\b\.?(?:,?\s(?:19|20)\d\d)?"
    rf"|(?:{_MONTHS})\b\.?\s\d{{1,2}}(?:,\s?(?:19|20)\d\d)?)(?!\d)",
    re.IGNORECASE,
)
_CURRENCY = (
    r"(?:€|\$|£|kr\b|:-|SEK|NOK|DKK|ISK|EUR|USD|GBP|CHF|euroa?\b|euros?\b|kronor\b|kroner\b|krónur\b|dollars?\b)"
)
_NUMBER = r"\d{1,12}(?:[ \u00a0.,']\d{1,12}){0,6}"
_AMOUNTS = re.compile(
    rf"(?<![\w.,]){_NUMBER}\s?(?:m(?:n|kr)|tkr|miljoner|millioner|million|bn|mrd\.?)?\s?{_CURRENCY}"
    rf"|(?:€|\$|£|(?:SEK|NOK|DKK|ISK|EUR|USD|GBP|CHF)\s?){_NUMBER}",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"\b[^\W\d_]{2,30}(?:gatan|gata|vägen|väg|gränd|torget|gade|vej|vejen|stræde|vegen|veien|gate|katu|tie|kuja|polku"
    r"|straße|strasse|platz|gasse|straat|plein)\b"
    r"|\b[^\W\d_]{2,30} (?:Street|Road|Avenue|Lane|Drive|Square)\b"
    r"|(?<![\d-])\d{3} ?\d{2} {1,2}[A-ZÅÄÖÆØ][^\W\d_]{2,30}"
    r"|(?<![\d-])\d{4} [A-ZÅÄÖÆØ][^\W\d_]{2,30}",
)


@dataclass(frozen=True, slots=True)
class Remains:
    """Counts of what stands in the outgoing text.

    `names_looked_for` is False while no detector of names runs: then nobody knows how many are left.
    """

    dates: int
    amounts: int
    places: int
    names_looked_for: bool


def still_in(outgoing: str, *, names_looked_for: bool) -> Remains:
    """Count dates, amounts of money and what is written like a street or a postal town."""
    return Remains(
        _count(_DATES, outgoing), _count(_AMOUNTS, outgoing), _count(_PLACES, outgoing), names_looked_for
    )


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))
