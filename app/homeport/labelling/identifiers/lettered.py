"""Identifiers that mix digits and letters, as RE2 patterns with their own checks.

Sources: the issuing offices' published formats, one line at each validator.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from homeport.labelling.identifiers.finance import crypto_address
from homeport.labelling.identifiers.nordic import fi_personal
from homeport.labelling.identifiers.number import luhn, mod11_10, weighted, words


@dataclass(frozen=True, slots=True)
class LetteredKind:
    r"""An identifier found by an RE2 pattern over UTF-8 bytes (``\\b`` is ASCII there).

    `valid` sees the matched text. `alone` says whether it counts without a context word. `trigger`, where given,
    matches wherever the pattern does and is cheaper to look for.
    """

    kind: str
    pattern: str
    valid: Callable[[str], bool]
    alone: bool
    context: str
    trigger: str = ""


def _bare(value: str) -> str:
    return "".join(letter for letter in value if letter.isalnum()).upper()


_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"


def es_dni(value: str) -> bool:
    """Spanish DNI: eight digits and the letter for the remainder by 23."""
    value = _bare(value)
    return _DNI[int(value[:-1]) % 23] == value[-1] and int(value[:-1]) > 0


def es_nie(value: str) -> bool:
    """Spanish NIE: X, Y or Z stand for a leading 0, 1 or 2."""
    value = _bare(value)
    return _DNI[int(str("XYZ".index(value[0])) + value[1:-1]) % 23] == value[-1]


_CF_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21) * 2 + (2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)


def it_fiscal(value: str) -> bool:
    """Italian codice fiscale with its check letter; L to V may stand for digits (omocodia)."""
    value = _bare(value)
    digits = value.translate(str.maketrans("LMNPQRSTUV", "0123456789"))
    if not 1 <= int(digits[9:11]) % 40 <= 31:
        return False
    total = sum(_CF_ODD[letter] for letter in value[:15:2])
    total += sum(int(letter) if letter.isdigit() else ord(letter) - 65 for letter in value[1:15:2])
    return chr(65 + total % 26) == value[15]


def gb_insurance(value: str) -> bool:
    """British National Insurance number: prefixes that HMRC gives out, suffix A to D."""
    prefix = _bare(value)[:2]
    return (
        prefix[0] not in "DFIQUV"
        and prefix[1] not in "DFIOQUV"
        and prefix not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    )


def ie_personal(value: str) -> bool:
    """Irish PPS number: weights 8 to 2, the optional second letter times 9, modulus 23."""
    value = _bare(value)
    total = weighted(value[:7], (8, 7, 6, 5, 4, 3, 2))
    second = value[8:]
    if second and second not in "WT":
        total += (ord(second) - 64) * 9
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == value[7]


def de_health(value: str) -> bool:
    """German Krankenversichertennummer: the letter as two digits, weights 1 2, digit sums, modulus 10."""
    value = _bare(value)
    digits = f"{ord(value[0]) - 64:02d}{value[1:9]}"
    total = 0
    for index, digit in enumerate(digits):
        product = int(digit) * (1 + index % 2)
        total += product // 10 + product % 10
    return total % 10 == int(value[9])


def de_pension(value: str) -> bool:
    """German Rentenversicherungsnummer: area, date, letter, serial; weighted digit sums, modulus 10 (VKVV).

    The day counts on from 51 when the serials of a day are used up.
    """
    value = _bare(value)
    if not 1 <= int(value[2:4]) % 50 <= 31 or not 1 <= int(value[4:6]) <= 12:
        return False
    digits = value[:8] + f"{ord(value[8]) - 64:02d}" + value[9:11]
    total = 0
    for digit, weight in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True):
        product = int(digit) * weight
        total += product // 10 + product % 10
    return total % 10 == int(value[11])


def fr_corsican(value: str) -> bool:
    """French NIR of Corsica: 2A counts as 19, 2B as 18."""
    value = _bare(value)
    body = value[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(value[13:])


def de_vat(value: str) -> bool:
    """German Umsatzsteuer-Identifikationsnummer: nine digits, ISO 7064 MOD 11,10."""
    digits = _bare(value)[2:]
    return digits[0] != "0" and mod11_10(digits)


def _any(_digits: str) -> bool:
    return True  # no check digit is published, or it differs by kind of company


def _at_vat(digits: str) -> bool:
    total = sum(int(d) if i % 2 == 0 else sum(divmod(int(d) * 2, 10)) for i, d in enumerate(digits[1:8]))
    return (96 - total) % 10 == int(digits[8])


def _cy_vat(value: str) -> bool:
    odd = sum((1, 0, 5, 7, 9, 13, 15, 17, 19, 21)[int(d)] for d in value[0:8:2])
    even = sum(int(d) for d in value[1:8:2])
    return chr(65 + (odd + even) % 26) == value[8]


_VAT: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "AT": (re.compile(r"U\d{8}"), _at_vat),
    "BE": (re.compile(r"[01]?\d{9}"), lambda v: 97 - int(v[:-2]) % 97 == int(v[-2:])),
    "BG": (re.compile(r"\d{9,10}"), _any),
    "CY": (re.compile(r"\d{8}[A-Z]"), _cy_vat),
    "CZ": (re.compile(r"\d{8,10}"), _any),
    "DE": (re.compile(r"\d{9}"), mod11_10),
    "DK": (re.compile(r"\d{8}"), lambda v: weighted(v, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0),
    "EE": (re.compile(r"\d{9}"), lambda v: weighted(v, (3, 7, 1, 3, 7, 1, 3, 7, 1)) % 10 == 0),
    "EL": (
        re.compile(r"\d{9}"),
        lambda v: sum(int(d) << 8 - i for i, d in enumerate(v[:8])) % 11 % 10 == int(v[8]),
    ),
    "ES": (re.compile(r"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]"), _any),
    "FI": (re.compile(r"\d{8}"), lambda v: weighted(v, (7, 9, 10, 5, 8, 4, 2, 1)) % 11 == 0),
    "FR": (re.compile(r"[0-9A-HJ-NP-Z]{2}\d{9}"), lambda v: luhn(v[2:])),
    "GB": (re.compile(r"\d{9}(?:\d{3})?"), _any),
    "HR": (re.compile(r"\d{11}"), mod11_10),
    "HU": (re.compile(r"\d{8}"), lambda v: weighted(v, (9, 7, 3, 1, 9, 7, 3, 1)) % 10 == 0),
    "IE": (re.compile(r"\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W]"), _any),
    "IT": (re.compile(r"\d{11}"), luhn),
    "LT": (re.compile(r"\d{9}(?:\d{3})?"), _any),
    "LU": (re.compile(r"\d{8}"), lambda v: int(v[:6]) % 89 == int(v[6:])),
    "LV": (re.compile(r"\d{11}"), _any),
    "MT": (re.compile(r"\d{8}"), lambda v: weighted(v, (3, 4, 6, 7, 8, 9, 10, 1)) % 37 == 0),
    "NL": (re.compile(r"\d{9}B\d{2}"), _any),
    "NO": (re.compile(r"\d{9}MVA"), lambda v: weighted(v, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0),
    "PL": (re.compile(r"\d{10}"), lambda v: weighted(v, (6, 5, 7, 2, 3, 4, 5, 6, 7, -1)) % 11 == 0),
    "PT": (
        re.compile(r"\d{9}"),
        lambda v: (11 - weighted(v, (9, 8, 7, 6, 5, 4, 3, 2)) % 11) % 11 % 10 == int(v[8]),
    ),
    "RO": (re.compile(r"\d{4,10}"), _any),
    "SE": (re.compile(r"\d{10}01"), lambda v: luhn(v[:10])),
    "SI": (re.compile(r"\d{8}"), _any),
    "SK": (re.compile(r"\d{10}"), lambda v: int(v) % 11 == 0),
}


def eu_vat(value: str) -> bool:
    """A VAT number of an EU or EEA country by its own form and, where it is published, its check (VIES)."""
    bare = _bare(value)
    known = _VAT.get(bare[:2])
    return known is not None and known[0].fullmatch(bare[2:]) is not None and known[1](bare[2:])


_VAT_CONTEXT = words(
    "vat",
    "ust",
    "umsatzsteuer",
    "tva",
    "iva",
    "moms",
    "mva",
    "alv",
    "btw",
    "dph",
    "dič",
    "uid",
    "nif",
    "tax",
    "ddv",
    "pvm",
    "pvn",
    "kmkr",
    "áfa",
)

LETTERED = (
    LetteredKind(
        "FI_HETU",
        r"\b\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y]\b",
        fi_personal,
        True,
        words("hetu", "henkilötunnus", "personbeteckning"),
    ),
    LetteredKind(
        "ES_DNI",
        r"\b\d{1,2}\.?\d{3}\.?\d{3}[- ]?[A-Za-z]\b",
        es_dni,
        True,
        words("dni", "nif", "d.n.i", "documento"),
    ),
    LetteredKind("ES_NIE", r"\b[XYZxyz][- ]?\d{7}[- ]?[A-Za-z]\b", es_nie, True, words("nie$", "extranjero")),
    LetteredKind(
        "IT_CF",
        r"\b[A-Za-z]{6}[0-9LMNP-Vlmnp-v]{2}[A-EHLMPR-Ta-ehlmpr-t][0-9LMNP-Vlmnp-v]{2}[A-Za-z][0-9LMNP-Vlmnp-v]{3}[A-Za-z]\b"
        r"|\b[A-Za-z]{3} [A-Za-z]{3} \d{2}[A-EHLMPR-T]\d{2} [A-Z]\d{3}[A-Z]\b",
        it_fiscal,
        True,
        words("codice fiscale", "c.f", "cf$"),
    ),
    LetteredKind(
        "GB_NINO",
        r"\b[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]\b",
        gb_insurance,
        True,
        words("national insurance", "nino", "ni number"),
    ),
    LetteredKind("IE_PPS", r"\b\d{7}[A-Wa-w][A-IWTa-iwt]?\b", ie_personal, True, words("pps", "personal public")),
    LetteredKind("DE_KVNR", r"\b[A-Z]\d{9}\b", de_health, True, words("kv", "egk", "versicherten", "krankenvers")),
    LetteredKind(
        "DE_SVNR",
        r"\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b",
        de_pension,
        True,
        words("rentenvers", "sozialvers", "sv-n", "rv-n"),
    ),
    LetteredKind(
        "FR_NIR",
        r"\b[1-478] ?\d{2} ?\d{2} ?2[AB] ?\d{3} ?\d{3} ?\d{2}\b",
        fr_corsican,
        True,
        words("sécu", "nir$"),
    ),
    LetteredKind("DE_VAT", r"\bDE[- ]{0,3}\d{3}[. ]?\d{3}[. ]?\d{3}\b", de_vat, True, _VAT_CONTEXT),
    LetteredKind(
        "EU_VAT",
        r"\b(?:ATU|AT ?U|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK)"
        r"[- ]{0,3}\(?[0-9A-HJ-NP-Z]\)?(?:[. ]?[0-9A-Z]){6,12}\b",
        eu_vat,
        False,
        _VAT_CONTEXT,
    ),
    LetteredKind(
        "CRYPTO_ADDRESS",
        r"\b(?:[13][1-9A-HJ-NP-Za-km-z]{24,34}|bc1[02-9ac-hj-np-z]{11,87}|BC1[02-9AC-HJ-NP-Z]{11,87}|0x[0-9a-fA-F]{40})\b",
        crypto_address,
        True,
        words("bitcoin", "btc"),
        r"\b(?:[13][1-9A-HJ-NP-Za-km-z]{8}|bc1[02-9ac-hj-np-z]{6}|BC1[02-9AC-HJ-NP-Z]{6}|0x[0-9a-fA-F]{8})",
    ),
)
