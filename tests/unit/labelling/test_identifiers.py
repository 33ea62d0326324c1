"""Validators against numbers that the issuers reserve for tests or print as examples, and their neighbours."""

import random
from collections.abc import Callable

import pytest

from homeport.labelling.identifiers import european as eu
from homeport.labelling.identifiers import lettered as le
from homeport.labelling.identifiers import nordic as no
from homeport.labelling.identifiers.finance import card, crypto_address, iban_end


def others(value: str, place: int) -> list[str]:
    """The value with another digit at one place."""
    return [value[:place] + digit + value[place + 1 :] for digit in "0123456789" if digit != value[place]]


@pytest.mark.parametrize(
    ("valid", "value"),
    [
        (no.se_personal, "8501019809"),  # serials 980 to 999 are for tests
        (no.se_personal, "198501019809"),
        (no.se_personal, "8501619983"),  # coordination number: day + 60
        (no.no_personal, "81810199832"),  # FH-number: no date in it
        (no.fi_business, "20774740"),
        (no.no_organisation, "988077917"),
        (no.dk_business, "13585628"),
        (eu.at_social, "1237010180"),
        (eu.be_national, "85073003328"),
        (eu.be_national, "17073003384"),
        (eu.bg_personal, "7523169263"),
        (eu.ch_insurance, "7569217076985"),
        (eu.cz_birth, "7103192745"),
        (eu.de_tax, "36574261809"),
        (eu.ee_lt_personal, "36805280109"),
        (eu.ee_lt_personal, "33309240064"),
        (eu.fr_social, "295109912611193"),
        (eu.fr_company, "552008443"),
        (eu.fr_establishment, "73282932000074"),
        (eu.gb_health, "9434765870"),
        (eu.gr_social, "01013099997"),
        (eu.hr_personal, "33392005961"),
        (eu.it_vat, "00743110157"),
        (eu.lv_personal, "16117519997"),
        (eu.nl_citizen, "111222333"),
        (eu.pl_personal, "44051401359"),
        (eu.pt_tax, "501964843"),
        (eu.ro_personal, "1630615123457"),
        (eu.si_personal, "0101006500006"),
        (card, "4111111111111111"),
        (card, "378282246310005"),
        (card, "6011111111111117"),
        (card, "5555555555554444"),
    ],
)
def test_a_valid_number_passes_and_a_changed_check_digit_does_not(
    valid: Callable[[str], bool], value: str
) -> None:
    if valid is no.no_personal:
        value = next(f"81810199{a}{b}{c}" for a in "0123456789" for b in "0123456789" for c in "0123456789"
                     if valid(f"81810199{a}{b}{c}"))  # fmt: skip
    if valid is no.se_personal and value.endswith("83"):
        value = next(value[:-1] + digit for digit in "0123456789" if valid(value[:-1] + digit))
    assert valid(value)
    checks: dict[Callable[[str], bool], int] = {eu.at_social: 3, eu.lv_personal: 10}
    last = checks.get(valid, len(value) - 1)
    assert not any(valid(changed) for changed in others(value, last))


def test_swedish_numbers_need_a_real_date_and_a_serial() -> None:
    assert not no.se_personal("8513019803")
    assert not no.se_personal("200504422381")
    assert not no.se_personal("178501019809")
    assert not any(no.se_personal(f"850101000{digit}") for digit in range(10))
    assert not any(no.se_organisation(f"851901980{digit}") for digit in range(10))


def norwegian(body: str) -> list[str]:
    return [body + f"{check:02d}" for check in range(100) if no.no_personal(body + f"{check:02d}")]


@pytest.mark.parametrize("month", [1, 41, 66, 81])
def test_norwegian_months_of_every_series_are_read(month: int) -> None:
    numbers = [number for serial in range(100, 140) for number in norwegian(f"15{month:02d}86{serial}")]
    assert len(numbers) > 20
    assert norwegian(f"15{month + 12:02d}86100") == []


def test_norwegian_d_numbers_and_the_rule_of_2032() -> None:
    assert any(norwegian(f"550186{serial}") for serial in range(100, 110))
    old = sum(len(norwegian(f"020185{serial}")) for serial in range(100, 200))
    new = sum(len(norwegian(f"020135{serial}")) for serial in range(900, 1000))
    assert new > 2 * old  # the first check digit may leave a remainder of 0 to 3


def test_danish_numbers_are_a_date_with_the_century_in_the_seventh_digit() -> None:
    assert no.dk_personal("2512489996")  # the test person Nancy Ann Berggren
    assert not no.dk_personal("3102489996")
    assert no.dk_personal("2902004000")  # 2000 was a leap year
    assert not no.dk_personal("2902000000")  # 1900 was not


@pytest.mark.parametrize("separator", list("-+ABCDEFUVWXY"))
def test_finnish_codes_take_every_separator(separator: str) -> None:
    found = [
        check for check in "0123456789ABCDEFHJKLMNPRSTUVWXY" if no.fi_personal(f"130252{separator}900{check}")
    ]
    assert len(found) == 1


def test_finnish_codes_need_a_date() -> None:
    assert not any(no.fi_personal(f"300252-900{check}") for check in "0123456789ABCDEFHJKLMNPRSTUVWXY")


def test_icelandic_numbers_of_persons_and_companies_are_told_apart() -> None:
    person = [f"010190{serial}{check}9" for serial in range(20, 99) for check in range(10)]
    assert sum(map(no.is_kennitala, person)) > 50
    assert not any(map(no.is_kennitala_company, person))
    assert sum(no.is_kennitala_company("41" + number[2:]) for number in person) > 50


@pytest.mark.parametrize(
    ("valid", "value", "wrong"),
    [
        (le.es_dni, "12345678Z", "12345678A"),
        (le.es_nie, "X-2482300-W", "X-2482300-A"),
        (le.it_fiscal, "MRTMTT25D09F205Z", "MRTMTT25D09F205A"),
        (le.gb_insurance, "AB123456C", "BG123456C"),
        (le.ie_personal, "6433435F", "6433435E"),
        (le.ie_personal, "6433435OA", "6433435EA"),
        (le.de_health, "A123456780", "A123456781"),
        (le.de_pension, "15070649C103", "15070649C104"),
        (le.fr_corsican, "253072B07300470", "253072B07300471"),
        (le.eu_vat, "DE136695976", "DE136695977"),
        (le.eu_vat, "ATU13585627", "ATU13585626"),
        (le.eu_vat, "NL123456789B01", "NL123456789C01"),
        (crypto_address, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1BoatSLRHtKNngkdXEeobR76b53LETtpyU"),
        (
            crypto_address,
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        ),
    ],
)
def test_letters_are_checked(valid: Callable[[str], bool], value: str, wrong: str) -> None:
    assert valid(value)
    assert not valid(wrong)


def test_an_iban_ends_where_its_country_says() -> None:
    text = "GB82 WEST 1234 5698 7654 32 and more"
    assert iban_end(text, 0) == 27
    assert iban_end(text.replace("5698", "5699"), 0) == -1
    assert iban_end("GB82WEST12345698765432X", 0) == -1
    assert iban_end("XX82WEST12345698765432", 0) == -1
    assert iban_end("NO93 8601 1117 947", 0) == 18


def test_cards_need_a_range_and_more_than_one_digit() -> None:
    assert not card("1111111111111117")
    assert not card("0" * 16)
    assert not card("4111111111111112")


def test_random_digits_are_hardly_ever_a_strong_number() -> None:
    source = random.Random(7)
    drawn = ["".join(source.choices("0123456789", k=11)) for _ in range(20_000)]
    assert sum(map(no.no_personal, drawn)) < 250
