"""National numbers of Sweden, Norway, Denmark, Finland and Iceland.

Sources: Skatteverket SKV 704 (personnummer) and SKV 707 (samordningsnummer); Bolagsverket (organisationsnummer);
Skatteetaten, "Fødselsnummer" and "Ny kontrollsifferalgoritme fra 2032"; Direktoratet for e-helse (H-, FH-number);
Brønnøysundregistrene (organisasjonsnummer); CPR-kontoret, "Personnummeret i CPR"; Erhvervsstyrelsen (CVR); Digital
and Population Data Services Agency (henkilötunnus, new separators 2023); PRH (Y-tunnus); Þjóðskrá (kennitala).
"""

from homeport.labelling.identifiers.number import (
    NumberKind,
    forms,
    is_date,
    is_short_date,
    luhn,
    weighted,
    words,
)

_NO_K1 = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_NO_K2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_NO_MONTH_OFFSETS = (0, 40, 65, 80)  # ordinary, H-number or test, and the two series of synthetic persons
_NO_ORG = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_DK_CVR = (2, 7, 6, 5, 4, 3, 2, 1)
_FI_HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_FI_BUSINESS = (7, 9, 10, 5, 8, 4, 2)
_IS_KT = (3, 2, 7, 6, 5, 4, 3, 2, 1)


def se_personal(digits: str) -> bool:
    """Swedish personnummer or samordningsnummer (day + 60); 10 or 12 digits, Luhn over the last ten."""
    century, ten = digits[:-10], digits[-10:]
    year, month, day = int(ten[:2]), int(ten[2:4]), int(ten[4:6])
    day = day - 60 if day > 60 else day
    if century:
        dated = century in {"18", "19", "20"} and is_date(int(century) * 100 + year, month, day)
    else:
        dated = is_short_date(year, month, day)
    return dated and ten[6:9] != "000" and luhn(ten)


def se_organisation(digits: str) -> bool:
    """Swedish organisationsnummer: the third and fourth digit are at least 20, Luhn; 12 digits begin with 16."""
    prefix, ten = digits[:-10], digits[-10:]
    return prefix in {"", "16"} and ten[0] in "12356789" and int(ten[2:4]) >= 20 and luhn(ten)


def no_personal(digits: str) -> bool:
    """Norwegian fødselsnummer, D-, H-, FH- and synthetic number with both check digits.

    From 2032 on the first check digit may leave a remainder of 0 to 3 and the individual number no longer tells
    the century.
    """
    if weighted(digits, _NO_K2) % 11:
        return False
    rest = weighted(digits, _NO_K1) % 11
    day, month, year, individual = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6:9])
    if digits[0] in "89":  # FH-number: no date in it
        return rest == 0
    day = day - 40 if day > 40 else day
    offset = max(known for known in _NO_MONTH_OFFSETS if known < month) if month else 0
    century = _no_century(year, individual)
    if century is None or rest > 3 or not is_date(century + year, month - offset, day):
        return False
    return rest == 0 or century + year >= 2032


def _no_century(year: int, individual: int) -> int | None:
    if individual < 500:
        return 1900
    if year < 40:
        return 2000
    if individual < 750 and year >= 54:
        return 1800
    return 1900 if individual >= 900 else None


def no_organisation(digits: str) -> bool:
    """Norwegian organisasjonsnummer: nine digits from 8 or 9, modulus 11."""
    return digits[0] in "89" and weighted(digits, _NO_ORG) % 11 == 0


def dk_personal(digits: str) -> bool:
    """Danish CPR number: a date whose century follows from the seventh digit.

    Modulus 11 does not hold for all numbers given out since 2007, so it is not asked for.
    """
    day, month, year, seventh = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    if seventh <= 3:
        century = 1900
    elif seventh in {4, 9}:
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    return is_date(century + year, month, day)


def dk_business(digits: str) -> bool:
    """Danish CVR number: eight digits, modulus 11."""
    return digits[0] != "0" and weighted(digits, _DK_CVR) % 11 == 0


def fi_personal(value: str) -> bool:
    """Finnish henkilötunnus, for example ``DDMMYY-NNNC``; 900 to 999 are temporary numbers."""
    value = value.upper()
    day, month, year, separator = int(value[:2]), int(value[2:4]), int(value[4:6]), value[6]
    century = 1800 if separator == "+" else 2000 if separator in "ABCDEF" else 1900
    serial = value[7:10]
    return (
        is_date(century + year, month, day)
        and int(serial) >= 2
        and _FI_HETU[int(value[:6] + serial) % 31] == value[10]
    )


def fi_business(digits: str) -> bool:
    """Finnish Y-tunnus: seven digits and a check digit, modulus 11."""
    rest = weighted(digits[:7], _FI_BUSINESS) % 11
    return rest != 1 and int(digits[7]) == (11 - rest if rest else 0)


def is_kennitala(digits: str) -> bool:
    """Icelandic kennitala of a person: a date, modulus 11, the last digit tells the century."""
    return _is_number(digits, 0)


def is_kennitala_company(digits: str) -> bool:
    """Icelandic kennitala of a company: the same with 40 added to the day."""
    return _is_number(digits, 40)


def _is_number(digits: str, day_offset: int) -> bool:
    century = {"8": 1800, "9": 1900, "0": 2000}.get(digits[9])
    if century is None or weighted(digits, _IS_KT) % 11:
        return False
    return is_date(century + int(digits[4:6]), int(digits[2:4]), int(digits[:2]) - day_offset)


_TEN = forms("999999-9999")

NUMBERS = (
    NumberKind(
        "SE_PNR",
        forms(
            "999999-9999|999999+9999|9999999999|99999999-9999|99999999+9999|999999999999|9999-99-9999|999999 9999"
            "|99999999 9999|9999-99-99-9999|99-99-99-9999|999999 - 9999|99 99 99-9999|999999.9999|999999/9999"
        ),
        forms("999999-9999|999999+9999|99999999-9999|99999999+9999|999999999999|9999-99-99-9999"),
        se_personal,
        words(
            "personn",
            "person-n",
            "pnr",
            "p-nr",
            "persnr",
            "pers.nr",
            "samordningsn",
            "född$",
            "födelsen",
            "ssn$",
            "personal identity",
            "personal number",
            "identity code",
            "kund$",
            "patient",
            "medlem",
            "national id",
        ),
    ),
    NumberKind(
        "SE_ORGNR",
        forms("999999-9999|9999999999|16999999-9999|99999999-9999|999999999999|999999 9999"),
        _TEN,
        se_organisation,
        words("org", "organisation", "vat", "moms", "företag", "bolag", "aktiebolag", "förening"),
    ),
    NumberKind(
        "NO_FNR",
        forms(
            "99999999999|999999 99999|999999-99999|999999999-99|999999.99999|99 99 99 99999|99.99.99 99999"
            "|99.99.99-99999|999999 999 99|999999/99999"
        ),
        forms("99999999999|999999 99999|999999-99999|99.99.99 99999|99.99.99-99999|999999 999 99"),
        no_personal,
        words(
            "fødsels",
            "fodsels",
            "fnr",
            "f.nr",
            "personn",
            "pnr",
            "d-nummer",
            "dnr",
            "h-nummer",
            "fh-nummer",
            "fødd",
            "født",
            "pasient",
            "national id",
            "nin$",
        ),
    ),
    NumberKind(
        "NO_ORGNR",
        forms("999999999|999 999 999"),
        frozenset(),
        no_organisation,
        words("org", "mva", "foretak", "enhetsregister", "orgnr", "selskap"),
    ),
    NumberKind(
        "DK_CPR",
        forms(
            "999999-9999|9999999999|999999 9999|999999 - 9999|99 99 99-9999|99.99.99-9999|999999/9999|999999.9999"
            "|99-99-99-9999"
        ),
        _TEN,
        dk_personal,
        words("cpr", "personnr", "personnum", "person nr", "pnr", "født", "fødselsdag", "patient", "borger"),
    ),
    NumberKind(
        "DK_CVR",
        forms("99999999|99 99 99 99|9999 9999"),
        frozenset(),
        dk_business,
        words("cvr", "se-nr", "se nr", "virksomhed", "moms", "vat"),
    ),
    NumberKind(
        "FI_YTUNNUS",
        forms("9999999-9|99999999"),
        forms("9999999-9"),
        fi_business,
        words("y-tunnus", "ytunnus", "fo-n", "business id", "y tunnus"),
    ),
    NumberKind(
        "IS_KT",
        forms("999999-9999|9999999999|999999 9999"),
        _TEN,
        is_kennitala,
        words("kennital", "kt$", "kt.", "national id"),
    ),
    NumberKind(
        "IS_KT_COMPANY",
        forms("999999-9999|9999999999|999999 9999"),
        _TEN,
        is_kennitala_company,
        words("kennital", "kt$", "kt."),
    ),
)
