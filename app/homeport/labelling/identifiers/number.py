"""What a number-like identifier is to the scanner, and the arithmetic that several of them share."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberKind:
    """An identifier made of digits and single separators.

    `shapes` are the written forms, each digit as ``9`` (``999999-9999``); `alone` are those that count without a
    word that explains them, because their check digits, date and separator together are hardly met by chance.
    `valid` sees the digits only. `context` is an RE2 pattern, looked for around a candidate.
    """

    kind: str
    shapes: frozenset[str]
    alone: frozenset[str]
    valid: Callable[[str], bool]
    context: str


def forms(written: str) -> frozenset[str]:
    """Written forms, parted by ``|``, each digit as ``9``."""
    return frozenset(written.split("|"))


def words(*stems: str) -> str:
    """An RE2 pattern for context words; each stem starts a word, a stem that ends in ``$`` is the whole word."""
    parts = [re.escape(stem.rstrip("$")) + (r"\b" if stem.endswith("$") else "") for stem in stems]
    return r"(?i)(?:^|[^\w\x80-\xff])(?:" + "|".join(parts) + ")"


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Sum of the leading digits times their weights."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def luhn(digits: str) -> bool:
    """The Luhn check of ISO/IEC 7812-1, annex B; the last digit is the check digit."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, digits[-1::-2])) + sum(map(int, doubled))) % 10 == 0


_DOUBLED = str.maketrans("0123456789", "0246813579")
"""A digit to the digit sum of its double."""


def mod11_10(digits: str) -> bool:
    """ISO 7064 MOD 11,10; the last digit is the check digit."""
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_date(year: int, month: int, day: int) -> bool:
    """Whether the day exists in the Gregorian calendar; `year` has four digits."""
    if not 1 <= month <= 12 or not 1 <= day <= _MONTH_DAYS[month - 1]:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return not (month == 2 and day == 29) or leap


def is_short_date(year: int, month: int, day: int) -> bool:
    """Whether the day exists in 19YY or 20YY; `year` has two digits."""
    return is_date(1900 + year, month, day) or is_date(2000 + year, month, day)
