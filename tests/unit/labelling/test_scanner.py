"""The scan: what counts where, offsets, and time that grows with the text only."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.labelling.identifiers.nordic import dk_personal, se_personal
from homeport.labelling.scanner import scan

PNR = "850101-9809"
ORDINARY = "Det här är en vanlig text om vädret och skolan som inte säger något särskilt. " * 20


def kinds(text: str) -> set[str]:
    return {hit.entry for hit in scan(text)}


def found(text: str, entry: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in scan(text) if hit.entry == entry]


@pytest.mark.parametrize("written", [PNR, "19850101-9809", "850101+9809", "198501019809"])
def test_forms_that_say_enough_need_no_word(written: str) -> None:
    assert found(f"{ORDINARY} {written} {ORDINARY}", "SE_PNR") == [written]


def test_ten_plain_digits_need_a_word_a_column_or_nothing_around_them() -> None:
    assert kinds(f"{ORDINARY} 8501019809 {ORDINARY}") == set()
    assert found(f"{ORDINARY} personnummer 8501019809 {ORDINARY}", "SE_PNR") == ["8501019809"]
    assert "SE_PNR" in kinds("8501019809")


def test_a_column_of_valid_numbers_counts_and_a_mixed_one_does_not() -> None:
    valid = ["8501019809", "8501019817", "8501019825", "8501019833", "8501019841", "8501019858"]
    assert len(found(ORDINARY + "\n" + "\n".join(valid), "SE_PNR")) == 6
    mixed = valid[:3] + [f"85010198{n:02d}" for n in (10, 20, 30, 40, 50, 60, 70)]
    assert found(ORDINARY + "\n" + "\n".join(mixed), "SE_PNR") == []


def test_the_header_of_a_table_explains_rows_far_below() -> None:
    rows = "\n".join(f"{ORDINARY[:60]};{index};x" for index in range(200))
    assert found(f"text;personnummer;ort\n{rows}\na;8501019809;b\n", "SE_PNR") == ["8501019809"]


def test_part_of_a_longer_number_is_no_number() -> None:
    assert kinds(f"{ORDINARY} 1234-{PNR}-77 {ORDINARY}") == set()
    assert kinds(f"{ORDINARY} 99{PNR} {ORDINARY}") == set()


def test_a_word_frees_a_glued_number() -> None:
    assert found(f"{ORDINARY} personnummer{PNR}och mer {ORDINARY}", "SE_PNR") == [PNR]


def test_a_failing_check_digit_is_no_finding() -> None:
    assert kinds("Ref. 850101-9808") == set()
    assert kinds("Kort 4111 1111 1111 1112") == set()


def test_neighbours_in_one_run_of_digits_are_parted() -> None:
    text = f"070-174 06 05 {PNR} 4111 1111 1111 1111"
    assert found(text, "SE_PNR") == [PNR]
    assert found(text, "CARD") == ["4111 1111 1111 1111"]


@pytest.mark.parametrize(
    "text",
    ["tel +46 70-174 06 05", "Mobil: 070-174 06 05", "+1 (212) 555-0100", "(555) 253-0000", "ring 08-465 004 00"],
)
def test_telephone_numbers_by_their_forms(text: str) -> None:
    assert "PHONE" in kinds(text)


@pytest.mark.parametrize("text", ["job number 20261102-0417", "2026-11-02 10:15", "page 1234567", "version 1.2.3"])
def test_dates_and_counters_are_no_telephone_numbers(text: str) -> None:
    assert "PHONE" not in kinds(f"{ORDINARY}{text}{ORDINARY}")


def test_addresses_of_people_and_machines() -> None:
    assert kinds("ask@example.com") == {"EMAIL"}
    assert kinds("host 192.0.2.1 is up") == {"IP"}
    assert kinds("host 2001:db8::1 is up") == {"IPV6"}
    assert kinds("AA-BB-CC-DD-EE-FF") == {"MAC"}
    assert kinds("std::string and 192.168.1.256 and 12:30:45") == set()


def test_a_country_s_own_number_is_found_inside_its_vat_number() -> None:
    assert {"EU_VAT", "IT_VAT"} <= kinds("IT 00743110157")


def test_the_check_digit_of_one_country_beats_the_mere_date_of_another() -> None:
    digits = next(
        f"010112{serial}{check}"
        for serial in range(980, 999)
        for check in range(10)
        if se_personal(f"010112{serial}{check}") and dk_personal(f"010112{serial}{check}")
    )
    assert kinds(f"{ORDINARY} {digits[:6]}-{digits[6:]} {ORDINARY}") == {"SE_PNR"}


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_scanned_and_spans_lie_in_it(text: str) -> None:
    for hit in scan(text):
        assert 0 <= hit.start < hit.end <= len(text)


@given(
    st.lists(
        st.sampled_from(
            [
                PNR,
                "GB82 WEST 1234 5698 7654 32",
                "%2D",
                "\u200b",
                "8",
                "å",
                "\n",
                " | ",
                "=\n",
                "password: ",
                "QUJD" * 8,
                "é",
                "€",
            ]
        ),
        max_size=30,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_mixture_of_pieces_can_be_scanned(pieces: list[str]) -> None:
    text = "".join(pieces)
    for hit in scan(text):
        assert 0 <= hit.start < hit.end <= len(text)


@pytest.mark.parametrize(
    "unit",
    [
        "1234567890",
        "12 ",
        "1-",
        "a@",
        "1:",
        "%41",
        "- secret ",
        "GB82 ",
        "api_key=",
        "a\u200b",
        "one two ",
        "1l1l ",
        "аb ",
        "e\u0301",
    ],
)
def test_time_grows_with_the_length_of_one_line(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[: size * 2]
        start = time.process_time()
        scan(text)
        return time.process_time() - start

    seconds(1000)
    assert seconds(80_000) < 32 * max(seconds(10_000), 0.02)  # 8 where linear, 64 where quadratic
