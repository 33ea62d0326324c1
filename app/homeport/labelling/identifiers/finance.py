"""Payment cards, bank account numbers and addresses of crypto currencies.

Sources: ISO/IEC 7812 with the issuers' published number ranges; ISO 13616 and the SWIFT IBAN Registry; the Bitcoin
wiki (Base58Check) and BIP 173 / BIP 350 (bech32).
"""

import functools
import hashlib
import re
from collections.abc import Iterator

from homeport.labelling.identifiers.number import NumberKind, luhn, words

_CARD_RANGES: tuple[tuple[int, int, frozenset[int]], ...] = (
    # first and last prefix, lengths
    (4, 4, frozenset({13, 16, 19})),  # Visa
    (51, 55, frozenset({16})),  # Mastercard
    (2221, 2720, frozenset({16})),
    (34, 34, frozenset({15})),  # American Express
    (37, 37, frozenset({15})),
    (300, 305, frozenset({14, 16, 19})),  # Diners Club
    (3095, 3095, frozenset({14, 16, 19})),
    (36, 36, frozenset({14, 16, 19})),
    (38, 39, frozenset({14, 16, 19})),
    (6011, 6011, frozenset({16, 19})),  # Discover
    (644, 649, frozenset({16, 19})),
    (65, 65, frozenset({16, 19})),
    (3528, 3589, frozenset({16, 17, 18, 19})),  # JCB
    (62, 62, frozenset({16, 17, 18, 19})),  # UnionPay
    (50, 50, frozenset({12, 13, 14, 15, 16, 17, 18, 19})),  # Maestro
    (56, 58, frozenset({12, 13, 14, 15, 16, 17, 18, 19})),
    (6304, 6304, frozenset({12, 13, 14, 15, 16, 17, 18, 19})),
    (6390, 6390, frozenset({12, 13, 14, 15, 16, 17, 18, 19})),
    (67, 67, frozenset({12, 13, 14, 15, 16, 17, 18, 19})),
    (5019, 5019, frozenset({16})),  # Dankort
    (2200, 2205, frozenset({16, 19})),  # Mir; BankAxept uses 9578
    (9578, 9578, frozenset({16})),
)


def card(digits: str) -> bool:
    """A payment card: an issuer's range with a length it uses, Luhn, and not one digit over and over."""
    if len(set(digits)) == 1 or not luhn(digits):
        return False
    return any(
        len(digits) in lengths and low <= int(digits[: len(str(low))]) <= high
        for low, high, lengths in _CARD_RANGES
    )


def _card_shapes() -> Iterator[str]:
    for length in range(12, 20):
        yield "9" * length
    for gap in " -.":
        for groups in (
            (4, 4, 4, 4),
            (4, 6, 5),
            (4, 6, 4),
            (4, 4, 4, 4, 3),
            (4, 4, 4, 1),
            (4, 4, 4, 3),
            (8, 8),
            (6, 13),
            (4, 4, 5),
            (4, 5, 6),
            (4, 4, 4),
            (6, 10),
            (4, 12),
        ):
            yield gap.join("9" * group for group in groups)
    for gap in (" - ",):
        yield gap.join(["9999"] * 4)


CARD = NumberKind(
    "CARD",
    frozenset(_card_shapes()),
    frozenset(shape for shape in _card_shapes() if len(shape.replace(" ", "")) >= 14),
    card,
    words(
        "card",
        "kort",
        "visa",
        "mastercard",
        "amex",
        "maestro",
        "credit",
        "debit",
        "betal",
        "karte",
        "carte",
        "tarjeta",
        "luottokort",
        "pan$",
    ),
)

NUMBERS = (CARD,)

_IBAN_FORMS = """
AD 8n12c AE 19n AL 8n16c AT 16n AZ 4a20c BA 16n BE 12n BG 4a6n8c BH 4a14c BI 5n5n11n2n BR 23n1a1c BY 4c4n16c CH
5n12c CR 18n CY 8n16c CZ 20n DE 18n DJ 23n DK 14n DO 4c20n EE 16n EG 25n ES 20n FI 14n FK 2a12n FO 14n FR 10n11c2n
GB 4a14n GE 2a16n GI 4a15c GL 14n GR 7n16c GT 24c HN 4a20n HR 17n HU 24n IE 4a14n IL 19n IQ 4a15n IS 22n IT
1a10n12c JO 4a4n18c KW 4a22c KZ 3n13c LB 4n20c LC 4a24c LI 5n12c LT 16n LU 3n13c LV 4a13c LY 21n MC 10n11c2n MD
2c18c ME 18n MK 3n10c2n MN 16n MR 23n MT 4a5n18c MU 4a19n3a NI 4a20n NL 4a10n NO 11n OM 3n16c PK 4a16c PL 24n PS
4a21c PT 21n QA 4a21c RO 4a16c RS 18n RU 14n15c SA 2n18c SC 4a20n3a SD 14n SE 20n SI 15n SK 20n SM 1a10n12c SO 19n
ST 21n SV 4a20n TL 19n TN 20n TR 6n16c UA 6n19c VA 18n VG 4a16n XK 16n YE 4a4n18c
"""
"""Country and structure of the account number, n digits, a capital letters, c either (IBAN Registry)."""


def _forms() -> dict[str, str]:
    """Country to the classes of all characters."""
    forms = {}
    fields = _IBAN_FORMS.split()
    for country, structure in zip(fields[::2], fields[1::2], strict=True):
        classes, count = "", ""
        for letter in structure:
            if letter.isdigit():
                count += letter
            else:
                classes += letter * int(count)
                count = ""
        forms[country] = "aann" + classes
    return forms


_FORMS = _forms()
IBAN_PATTERN = rf"(?i)\b(?:{'|'.join(sorted(_FORMS))}) ?\d\d"
"""Where an IBAN may begin; `iban_end` decides."""

_LETTERS = {"n": "[0-9]", "a": "[A-Za-z]", "c": "[0-9A-Za-z]"}


@functools.cache
def _written(country: str) -> re.Pattern[str] | None:
    """The country's IBAN with single separators between any two of its characters."""
    classes = _FORMS.get(country)
    return re.compile(r"[ \-.\t]?".join(map(_LETTERS.__getitem__, classes))) if classes else None


def iban_end(text: str, start: int) -> int:
    """Where the IBAN that begins at `start` ends in `text`; -1 when there is none.

    Groups may be parted by single separators; length and structure follow the country, the check is modulus 97.
    """
    written = _written(text[start : start + 2].upper())
    match = written.match(text, start) if written else None
    if match is None or text[match.end() : match.end() + 1].isalnum():
        return -1
    value = match.group().translate(_UNPARTED)
    return match.end() if int("".join(str(int(letter, 36)) for letter in value[4:] + value[:4])) % 97 == 1 else -1


_UNPARTED = dict.fromkeys(map(ord, " -.\t"))


_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def crypto_address(value: str) -> bool:
    """A Bitcoin address with its checksum (Base58Check of 25 bytes, or bech32), or an Ethereum address by form."""
    lowered = value.lower()
    if lowered.startswith(
        "0x"
    ):  # Ethereum: its checksum is in the case of the letters, and most are written without
        return len(set(lowered)) > 8
    if lowered.startswith("bc1"):
        return value in {lowered, value.upper()} and _bech32(lowered)
    number = 0
    for letter in value:
        index = _BASE58.find(letter)
        if index < 0:
            return False
        number = number * 58 + index
    if number.bit_length() > 200:
        return False
    raw = number.to_bytes(25, "big")
    leading = len(value) - len(value.lstrip("1"))
    zeroes = len(raw) - len(raw.lstrip(b"\0"))
    check = hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4]
    return leading == zeroes and raw[21:] == check and raw[0] in {0, 5}


def _bech32(value: str) -> bool:
    data = [_BECH32.find(letter) for letter in value[3:]]
    if min(data) < 0:
        return False
    check = 1
    for item in [3, 3, 0, 2, 3, *data]:  # "bc" expanded
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ item
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check in {1, 0x2BC830A3}
