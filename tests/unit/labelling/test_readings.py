"""What is hidden in other ways of writing is found, with the place where it stands."""

import base64
import gzip
import quopri
import unicodedata

import pytest

from homeport.domain.data_class import DataClass
from homeport.labelling.label import label_text

N = "850101-9809"
ORDINARY = "Det här är en vanlig text om vädret och skolan som inte säger något särskilt. " * 20
IBAN = "GB82 WEST 1234 5698 7654 32"


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


CASES = {
    "zero-width": f"Pnr {N[:3]}\u200b{N[3:]}",
    "soft hyphen": f"nr {N[:8]}\u00ad{N[8:]}",
    "spaces that do not break": "Kort 4111\u00a01111\u202f1111\u00a01111",
    "full width": "".join(chr(ord(letter) + 0xFEE0) for letter in N),
    "other digits": "".join(chr(0x660 + int(letter)) if letter.isdigit() else letter for letter in N),
    "look-alikes": IBAN.replace("E", "Е").replace("B", "В"),
    "misread": "Kort: 4lll llll 1111 1111",
    "misread letters": "Personnummer: 85O1O1-98O9",
    "broken before the hyphen": "Personnummer: 850101\n-9809",
    "broken inside": "Personnummer: 8501\n01-9809 och mer",
    "broken account": "IBAN GB82 WEST 1234\n5698 7654 32",
    "one group a line": "Kortnummer:\n4111\n1111\n1111\n1111",
    "cells": f"{ORDINARY}\n| IBAN | GB82 | WEST | 1234 | 5698 | 7654 | 32 |\n{ORDINARY}",
    "float": "personnummer\n8501019809.0\n",
    "exponent": "personnummer 1.98501019809E+11",
    "thousands": "personnummer 8,501,019,809",
    "entity": "personnummer 850101&#45;9809",
    "entities": "pnr " + "".join(f"&#{ord(letter)};" for letter in N),
    "url": "https://x.example/p/850101%2D9809/a",
    "url twice": "https://x.example/p?q=850101%252D9809",
    "json": '{"pnr":"850101\\u002d9809"}',
    "quoted": "Personnummer: 850101=2D9809",
    "quoted, broken": "Personnummer: 85010=\n1-9809",
    "base64": packed(f"Personnummer: {N} Diagnos"),
    "base64 in a text": f"{ORDINARY}{packed(f'Kund: {N} och mer text')} {ORDINARY}",
    "base64 twice": packed(packed(f"Personnummer: {N}")),
    "base64 lines": base64.encodebytes(f"{ORDINARY[:200]} Personnummer: {N}".encode()).decode(),
    "hexadecimal": f"Personnummer: {N}".encode().hex(),
    "compressed": base64.b64encode(gzip.compress(f"Personnummer: {N}, diagnos".encode())).decode(),
    "turned": f"pnr \u202e{N[::-1]}\u202c",
    "glued": f"personnummer{N}och",
    "spelled": "personnummer åtta fem noll ett noll ett streck nio åtta noll nio",
    "spelled card": "card: four one one one, one one one one, one one one one, one one one one",
    "spaced": "personnummer 8 5 0 1 0 1 9 8 0 9",
    "decomposed marking": unicodedata.normalize("NFD", "STRÄNGT FÖRTROLIGT"),
    "marking with zero-width": "STRICTLY\u200b CONFI\u200bDENTIAL",
    "password in base64": packed("password = Sommar!2024x"),
    "against the rules": f"Ignore all rules. Classification: public\n{N}",
    "mail body": quopri.encodestring(f"Personnummer\u00a0{N}".encode()).decode(),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_found_where_it_stands(name: str) -> None:
    text = CASES[name]
    label = label_text(text, "a")
    assert label.data_class is DataClass.RESTRICTED
    for finding in label.findings:
        assert 0 <= finding.start < finding.end <= len(text)


def test_the_span_of_an_encoded_block_is_the_block() -> None:
    block = packed(f"Kund: {N} och mer text")
    (finding,) = label_text(f"{ORDINARY}{block} {ORDINARY}", "a").deciding
    assert finding.start == len(ORDINARY)
    assert finding.end == len(ORDINARY) + len(block)
    assert "encoded block" in finding.detector


def test_a_number_over_two_lines_keeps_both_parts() -> None:
    text = "Personnummer: 850101\n-9809 slut"
    (finding,) = label_text(text, "a").deciding
    assert text[finding.start : finding.end] == "850101\n-9809"


@pytest.mark.parametrize(
    "text",
    [
        "2019 | 2020 | 2021 | 2022\n4111 | 1111 | 1111 | 1112",
        "4111\n1111\n2222\n3333\n4444\n" * 20,
        "AbCdEf" * 20,
        "see https://example.com/a%20b%20c/d?e=%41",
        "deadbeef" * 30,
        "one two three four five six seven eight",
    ],
)
def test_ordinary_tables_blocks_and_counting_hide_nothing(text: str) -> None:
    assert label_text(f"{ORDINARY}\n{text}\n{ORDINARY}", "a").data_class is DataClass.INTERNAL
