"""National numbers of European countries outside the Nordics, and of the United States.

Sources: the issuing offices' published formats, one line at each validator.
"""

import string

from homeport.labelling.identifiers.number import (
    NumberKind,
    forms,
    is_date,
    luhn,
    mod11_10,
    weighted,
    words,
)


def at_social(digits: str) -> bool:
    """Austrian Sozialversicherungsnummer: NNNC DDMMYY, weights 3 7 9 - 5 8 4 2 1 6, modulus 11 (Hauptverband)."""
    check = weighted(digits, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11
    day, month, year = int(digits[4:6]), int(digits[6:8]), int(digits[8:])
    # Month 13 and above stands for an unknown date of birth or a used-up day.
    dated = (
        is_date(2000 + year, month, day)
        or is_date(1900 + year, month, day)
        or (13 <= month <= 15 and 1 <= day <= 31)
    )
    return digits[0] != "0" and check == int(digits[3]) and dated


def be_national(digits: str) -> bool:
    """Belgian Rijksregisternummer or BIS number (month + 20, 40): 97 minus remainder, from 2000 on after a 2."""
    body, check = digits[:9], int(digits[9:])
    month = int(digits[2:4]) % 20
    day = int(digits[4:6])
    if int(digits[2:4]) > 52 or month > 12 or day > 31 or body[6:] in {"000", "999"}:
        return False
    for century, prefix in ((1900, ""), (2000, "2")):
        unknown = month == 0 or day == 0
        if 97 - int(prefix + body) % 97 == check and (unknown or is_date(century + int(digits[:2]), month, day)):
            return True
    return False


def bg_personal(digits: str) -> bool:
    """Bulgarian EGN: date (month + 20 before 1900, + 40 from 2000), weights 2 4 8 5 10 9 7 3 6, modulus 11."""
    month = int(digits[2:4])
    century, month = (2000, month - 40) if month > 40 else (1800, month - 20) if month > 20 else (1900, month)
    check = weighted(digits, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return is_date(century + int(digits[:2]), month, int(digits[4:6])) and check == int(digits[9])


def ch_insurance(digits: str) -> bool:
    """Swiss AHV number: 756 and an EAN-13 check digit (Central Compensation Office)."""
    return digits.startswith("756") and weighted(digits, (1, 3) * 6 + (1,)) % 10 == 0


def cz_birth(digits: str) -> bool:
    """Czech or Slovak rodné číslo: month + 50 for women, + 20 or + 70 when used up; ten digits divide by 11."""
    month = int(digits[2:4])
    for offset in (70, 50, 20):
        if month > offset:
            month -= offset
            break
    year = int(digits[:2])
    if len(digits) == 9:  # before 1954, without a check digit
        return year < 54 and is_date(1900 + year, month, int(digits[4:6])) and digits[6:] != "000"
    century = 1900 if year >= 54 else 2000
    if not is_date(century + year, month, int(digits[4:6])):
        return False
    return int(digits) % 11 == 0 or (int(digits[:9]) % 11 == 10 and digits[9] == "0" and century + year <= 1985)


def de_tax(digits: str) -> bool:
    """German Steuer-Identifikationsnummer: one digit of the first ten is repeated; ISO 7064 MOD 11,10."""
    if digits[0] == "0" or not mod11_10(digits):
        return False
    counts = sorted(digits[:10].count(digit) for digit in string.digits)
    if counts[-1] == 3:
        tripled = next(digit for digit in string.digits if digits[:10].count(digit) == 3)
        return counts[-2] == 1 and tripled * 3 not in digits[:10]
    return counts[-1] == 2 and counts[-2] == 1


def ee_lt_personal(digits: str) -> bool:
    """Estonian isikukood and Lithuanian asmens kodas: century digit, date, two-stage modulus 11."""
    century = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000, "7": 2100, "8": 2100}.get(
        digits[0]
    )
    if century is None or not is_date(century + int(digits[1:3]), int(digits[3:5]), int(digits[5:7])):
        return False
    check = weighted(digits, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighted(digits, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return check == int(digits[10])


def fr_social(digits: str) -> bool:
    """French NIR, digits only (Corsica is read by its letter elsewhere): 97 minus remainder (INSEE)."""
    month = int(digits[3:5])
    known = 1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99
    return digits[0] in "123478" and known and 97 - int(digits[:13]) % 97 == int(digits[13:])


def fr_company(digits: str) -> bool:
    """French SIREN: nine digits, Luhn (INSEE)."""
    return digits != "000000000" and luhn(digits)


def fr_establishment(digits: str) -> bool:
    """French SIRET: SIREN, five digits, Luhn; La Poste's (356000000) have a digit sum that divides by five."""
    if digits.startswith("356000000") and digits != "35600000000048":
        return sum(map(int, digits)) % 5 == 0
    return luhn(digits[:9]) and luhn(digits) and digits[:9] != "000000000"


def gb_health(digits: str) -> bool:
    """British NHS number: ten digits, modulus 11 (NHS Data Model and Dictionary)."""
    check = 11 - weighted(digits, (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return check % 11 == int(digits[9]) and check != 10 and digits != "0" * 10


def gr_social(digits: str) -> bool:
    """Greek AMKA: DDMMYY, five digits, Luhn."""
    year = int(digits[4:6])
    day, month = int(digits[:2]), int(digits[2:4])
    return (is_date(1900 + year, month, day) or is_date(2000 + year, month, day)) and luhn(digits)


def hr_personal(digits: str) -> bool:
    """Croatian OIB: eleven digits, ISO 7064 MOD 11,10."""
    return mod11_10(digits)


def it_vat(digits: str) -> bool:
    """Italian partita IVA: eleven digits, Luhn, a known province code."""
    province = int(digits[7:10])
    known = 1 <= province <= 100 or province in {120, 121, 888, 999}
    return digits[:7] != "0000000" and known and luhn(digits)


def lv_personal(digits: str) -> bool:
    """Latvian personas kods: DDMMYY-CNNNN with a check digit, or 32... since 2017 without a date or a check."""
    if digits.startswith("32"):
        return True
    century = {"0": 1800, "1": 1900, "2": 2000}.get(digits[6])
    if century is None or not is_date(century + int(digits[4:6]), int(digits[2:4]), int(digits[:2])):
        return False
    return (1101 - weighted(digits, (1, 6, 3, 7, 9, 10, 5, 8, 4, 2))) % 11 % 10 == int(digits[10])


def nl_citizen(digits: str) -> bool:
    """Dutch burgerservicenummer: nine digits, weights 9 to 2 and -1, modulus 11 (RvIG)."""
    return digits[:3] != "000" and weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def pl_personal(digits: str) -> bool:
    """Polish PESEL: date (month + 80, 20, 40, 60 for other centuries), weights 1 3 7 9, modulus 10."""
    century, month = {0: 1900, 1: 2000, 2: 2100, 3: 2200, 4: 1800}[int(digits[2:4]) // 20], int(digits[2:4]) % 20
    total = weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1))
    return is_date(century + int(digits[:2]), month, int(digits[4:6])) and total % 10 == 0


def pt_tax(digits: str) -> bool:
    """Portuguese NIF: nine digits, weights 9 to 2, modulus 11."""
    check = 11 - weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return digits[0] in "1235689" + "4" and (0 if check >= 10 else check) == int(digits[8])


def ro_personal(digits: str) -> bool:
    """Romanian CNP: sex and century, date, county, weights 2 7 9 1 4 6 3 5 8 2 7 9, modulus 11."""
    century = {"1": 1900, "2": 1900, "3": 1800, "4": 1800, "5": 2000, "6": 2000, "7": 1900, "8": 1900, "9": 1900}
    first = century.get(digits[0])
    county = int(digits[7:9])
    if first is None or not (1 <= county <= 48 or county in {51, 52, 70, *range(80, 84)}):
        return False
    check = weighted(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return is_date(first + int(digits[1:3]), int(digits[3:5]), int(digits[5:7])) and (
        1 if check == 10 else check
    ) == int(digits[12])


def si_personal(digits: str) -> bool:
    """Slovenian EMŠO (and the other numbers of the Yugoslav JMBG scheme): date, region, modulus 11."""
    year = int(digits[4:7])
    check = 11 - weighted(digits, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    dated = is_date(year + (1000 if year >= 800 else 2000), int(digits[2:4]), int(digits[:2]))
    return dated and check != 10 and check % 11 == int(digits[12])


def tr_citizen(digits: str) -> bool:
    """Turkish T.C. kimlik numarası: eleven digits, two check digits (NVİ)."""
    odd, even = sum(map(int, digits[:9:2])), sum(map(int, digits[1:8:2]))
    tenth = (odd * 7 - even) % 10
    return digits[0] != "0" and tenth == int(digits[9]) and sum(map(int, digits[:10])) % 10 == int(digits[10])


def us_social(digits: str) -> bool:
    """United States SSN: no 000, 666 or 9xx area, no 00 group, no 0000 serial (SSA, since 2011)."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    if area in {"000", "666"} or area[0] == "9" or group == "00" or serial == "0000":
        return False
    return digits not in {"078051120", "219099999", "123456789"} and len(set(digits)) > 1


def de_tax_office(digits: str) -> bool:
    """German Steuernummer: no public check; its slashes make its form."""
    return len(set(digits)) > 3


NUMBERS = (
    NumberKind(
        "AT_SVNR",
        forms("9999999999|9999 999999|9999-999999|9999 99 99 99"),
        forms("9999 999999"),
        at_social,
        words("svnr", "sv-nr", "sozialvers", "versicherungsn", "sv nr", "ssn$", "vsnr", "e-card"),
    ),
    NumberKind(
        "BE_NN",
        forms(
            "99999999999|99.99.99-999.99|999999-999-99|99.99.99.999.99|999999 999 99|99 99 99 999 99|999999-99999"
            "|99.99.99-999-99"
        ),
        forms("99.99.99-999.99|999999-999-99|99.99.99.999.99|999999 999 99|99 99 99 999 99"),
        be_national,
        words("rijksregister", "nationaal", "registre national", "nn$", "niss", "insz", "rrn", "numéro national"),
    ),
    NumberKind("BG_EGN", forms("9999999999"), frozenset(), bg_personal, words("егн", "egn", "ЕГН", "personal")),
    NumberKind(
        "CH_AHV",
        forms("9999999999999|999.9999.9999.99|999 9999 9999 99|999-9999-9999-99"),
        forms("9999999999999|999.9999.9999.99|999 9999 9999 99|999-9999-9999-99"),
        ch_insurance,
        words("ahv", "avs", "sozialvers"),
    ),
    NumberKind(
        "CZ_RC",
        forms("9999999999|999999/9999|999999/999|999999999|999999 9999"),
        forms("999999/9999"),
        cz_birth,
        words("rodné", "rodne", "rč", "r.č", "rc$", "birth number"),
    ),
    NumberKind(
        "DE_IDNR",
        forms("99999999999|99 999 999 999|99-999-999-999|999 999 999 99|99/999/999/999|99.999.999.999"),
        forms("99 999 999 999"),
        de_tax,
        words("steuer", "idnr", "id-nr", "tin$", "tax id", "identifikationsn", "steuerid"),
    ),
    NumberKind(
        "DE_STNR",
        forms(
            "99/999/99999|999/999/99999|999/9999/9999|99999/99999|9999999999999|999/9999/9 999|99999999999"
            "|9999999999"
        ),
        forms("999/999/99999|999/9999/9999"),
        de_tax_office,
        words("steuernummer", "steuer-nr", "steuernr", "st.-nr", "stnr", "finanzamt"),
    ),
    NumberKind(
        "EE_IK",
        forms("99999999999"),
        frozenset(),
        ee_lt_personal,
        words("isikukood", "personal code", "ik$", "id code", "kood"),
    ),
    NumberKind(
        "LT_AK",
        forms("99999999999"),
        frozenset(),
        ee_lt_personal,
        words("asmens", "personal code", "a.k", "ak$", "kodas"),
    ),
    NumberKind(
        "FR_NIR",
        forms("999999999999999|9 99 99 99 999 999 99|9999999999999 99"),
        forms("999999999999999|9 99 99 99 999 999 99|9999999999999 99"),
        fr_social,
        words("sécu", "secu", "nir$", "insee", "assuré"),
    ),
    NumberKind(
        "FR_SIREN",
        forms("999999999|999 999 999|999.999.999"),
        frozenset(),
        fr_company,
        words("siren", "rcs", "r.c.s", "tva"),
    ),
    NumberKind(
        "FR_SIRET",
        forms(
            "99999999999999|999 999 999 99999|999 999 999 999 99|999999999 99999|9 9 9 9 9 9 9 9 9 9 9 9 9 9|9 "
            "999 999 99 99 999|9 999 999 99 999 99|9 99 99 99 99 999 99"
        ),
        forms("999 999 999 99999"),
        fr_establishment,
        words("siret", "établissement", "etablissement"),
    ),
    NumberKind(
        "GB_NHS",
        forms("9999999999|999 999 9999|999-999-9999"),
        frozenset(),
        gb_health,
        words("nhs", "patient", "hospital", "health number"),
    ),
    NumberKind(
        "GR_AMKA",
        forms("99999999999|999999 99999|999999-99999"),
        frozenset(),
        gr_social,
        words("αμκα", "amka", "α.μ.κ.α", "social"),
    ),
    NumberKind("HR_OIB", forms("99999999999"), frozenset(), hr_personal, words("oib", "osobni")),
    NumberKind(
        "IT_VAT",
        forms("99999999999"),
        frozenset(),
        it_vat,
        words("p.iva", "p. iva", "partita iva", "iva$", "p.i$", "vat"),
    ),
    NumberKind(
        "LV_PK",
        forms("999999-99999|99999999999"),
        forms("999999-99999"),
        lv_personal,
        words("personas kods", "personas", "p.k", "pk$", "personal code"),
    ),
    NumberKind(
        "NL_BSN",
        forms("999999999|9999.99.999|999 999 999|9999 99 999|999.999.999|9999-99-999|999-999-999"),
        frozenset(),
        nl_citizen,
        words("bsn", "burgerservice", "sofi", "citizen service", "patiënt"),
    ),
    NumberKind(
        "PL_PESEL", forms("99999999999"), frozenset(), pl_personal, words("pesel", "pacjent", "numer ewid")
    ),
    NumberKind(
        "PT_NIF",
        forms("999999999|999 999 999|999.999.999"),
        frozenset(),
        pt_tax,
        words("nif$", "contribuinte", "fiscal", "nipc", "n.i.f"),
    ),
    NumberKind("RO_CNP", forms("9999999999999"), forms("9999999999999"), ro_personal, words("cnp", "cod numeric")),
    NumberKind(
        "SI_EMSO",
        forms("9999999999999"),
        forms("9999999999999"),
        si_personal,
        words("emšo", "emso", "jmbg", "matičn", "oib"),
    ),
    NumberKind("TR_TCKN", forms("99999999999"), frozenset(), tr_citizen, words("tc$", "t.c", "kimlik", "tckn")),
    NumberKind(
        "US_SSN",
        forms("999-99-9999|999 99 9999|999.99.9999|999999999"),
        forms("999-99-9999"),
        us_social,
        words("ssn", "social security", "social sec"),
    ),
)
