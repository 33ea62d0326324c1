"""Whatever the text is, the scan ends with hits inside it: pieces that detectors look for, joined anyhow."""

import base64
import textwrap
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeport.labelling.label import label_text
from homeport.labelling.scanner import scan

PIECES = (
    "850101-9809", "8501019809", "GB82 WEST 1234 5698 7654 32", "4111 1111 1111 1111", "010190-9998", "+46 70 174",
    "(0)", "personnummer", "kort", "iban ", "password = ", "Sommar!2024x", "api_key: ", "aB3" * 12, "deadbeef" * 8,
    "ab:cd:" * 9, base64.b64encode(b"Personnummer: 850101-9809 och").decode(), "eyJ", ".ey", "AKIA", "-----BEGIN ",
    "PRIVATE KEY-----", "https://u:p4ss@", "a@b.example", "::1", "1.2.3.4", "%2D", "&#45;", "&#x110000;",
    "\\u002d",
    "\\ud800", "=\r\n", "=2D", "1.98501019809E+11", "8,501,019,809", "noll ett två tre fyra fem sex ", "SECRET",
    "Classification: ", "HEMLIG", "TLP:RED", "the patient was ", "history of present illness", "Storgatan 5",
    "Mr Smith", "Name: Anna Berg", "non-disclosure agreement", "receiving party", "\n", "\r\n", "\f", "\t", "|",
    ";", " ", "  ", "-",
    "\u200b", "\u202e", "\u202c", "\u00ad", "\u0301", "а", "Ω", "４", "٤", "\ud800", "\x00", "😀",
)  # fmt: skip


def check(text: str) -> None:
    for hit in scan(text):
        assert 0 <= hit.start < hit.end <= len(text)
    label_text(text, "fuzz")


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40))
@settings(max_examples=400, deadline=None)
def test_pieces_joined_anyhow(pieces: list[str]) -> None:
    check("".join(pieces))


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.integers(1, 3000))
@settings(max_examples=60, deadline=None)
def test_pieces_over_and_over(pieces: list[str], times: int) -> None:
    check(("".join(pieces) * times)[:20_000])


@pytest.mark.parametrize("more", ["\nexample", "\n0123456789abcde", "\r\nabcdefgh\nab", "\nabcdef==", "\nzz"])
def test_lines_after_a_hexadecimal_block(more: str) -> None:
    check("deadbeef" * 8 + more)


def test_a_hexadecimal_block_over_lines_is_read() -> None:
    block = ("Det här står i flera rader, och sist: personnummer 850101-9809".encode()).hex()
    lines = "\n".join(block[place : place + 48] for place in range(0, len(block), 48))
    assert [lines[hit.start : hit.end] for hit in scan(lines)] == [lines]


def test_a_line_that_only_looks_like_a_part_of_a_block_does_not_hide_it() -> None:
    block = base64.b64encode(b"Personnummer: 850101-9809 och mer text").decode()
    text = "a" * 45 + "\n" + block
    assert [text[hit.start : hit.end] for hit in scan(text)] == [block]


@pytest.mark.parametrize(
    "encode", [base64.encodebytes, lambda raw: "\n".join(textwrap.wrap(raw.hex(), 76)).encode()]
)
def test_a_long_block_of_many_lines_is_read_once(encode: Callable[[bytes], bytes]) -> None:
    def seconds(size: int) -> float:
        text = encode(b"Det var en dag. " * (size // 16)).decode()
        started = time.process_time()
        scan(text)
        return time.process_time() - started

    seconds(1000)
    assert seconds(400_000) < 20 * max(seconds(50_000), 0.01)
