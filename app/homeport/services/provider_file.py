"""A provider file as TOML has it: closed keys, values of the right kind, and errors that name the key."""

import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from homeport.domain.lane import Agreement, Attested, Price

T = TypeVar("T")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_MOST_FILLED_IN = 200  # characters of a value

CHANGEABLE = ("region", "processed_in", "stored_in", "retention", "training")
"""What an attestation may put in the place of the file's own, more exposed words."""


class ProviderFileError(ValueError):
    """A key is missing, unknown, or holds what it must not; the text begins with the key."""


class Table:
    """One table of the file; every value is taken out by a method that says what it must be."""

    def __init__(self, values: Mapping[str, object], where: str = "") -> None:
        self._values = values
        self.where = where

    @classmethod
    def parse(cls, data: bytes) -> "Table":
        """The whole file.

        Raises:
            ProviderFileError: it is not TOML in UTF-8.
        """
        try:
            return cls(tomllib.loads(data.decode()))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
            raise ProviderFileError(f"it is not TOML: {error}") from None

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def only(self, *known: str) -> None:
        """Refuse every other key: a misspelt one must not go unnoticed."""
        if unknown := sorted(set(self._values) - set(known)):
            raise ProviderFileError(f"{self.name(unknown[0])}: there is no such key")

    def name(self, key: str) -> str:
        """The key with the tables it stands in."""
        return f"{self.where}.{key}" if self.where else key

    def wrong(self, key: str, why: str) -> ProviderFileError:
        """The error to raise about a key."""
        return ProviderFileError(f"{self.name(key)}: {why}")

    def text(self, key: str, default: str | None = None, pattern: str = "") -> str:
        """A line of text, not empty; of that form, if one is given."""
        value = self._take(key, str, default, "text")
        if value is not default and (not value.strip() or not value.isprintable()):
            raise self.wrong(key, "is empty, or holds more than one line of text")
        if value is not default and pattern and not re.fullmatch(pattern, value, re.ASCII):
            raise self.wrong(key, f"{value!r} is not of the form {pattern}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when it is missing."""
        values: list[object] = self._take(key, list, [], "a list of texts")
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.wrong(key, "must be a list of texts")
        return tuple(map(str, values))

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        return self._take(key, bool, default, "true or false")

    def count(self, key: str, default: int | None = None) -> int:
        """A whole number above 0."""
        value = self._take(key, int, default, "a whole number")
        if isinstance(value, bool) or value < 1:
            raise self.wrong(key, "must be a whole number above 0")
        return value

    def amount(self, key: str) -> float:
        """A number, 0 or more."""
        value = self._take(key, (int, float), None, "a number")
        if isinstance(value, bool) or not math.isfinite(value) or value < 0:
            raise self.wrong(key, "must be a number, 0 or more")
        return float(value)

    def day(self, key: str, default: str | None = None) -> str:
        """A date, written 2026-11-23."""
        value = self._take(key, str, default, "a date in quotes, as in 2026-11-23")
        if value == default:
            return value
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise self.wrong(key, f"{value!r} is not a date as in 2026-11-23") from None

    def table(self, key: str) -> "Table":
        """A table, empty when it is missing."""
        return Table(self._take(key, dict, {}, "a table"), self.name(key))

    def tables(self, key: str) -> "dict[str, Table]":
        """A table of tables, by their keys."""
        outer = self.table(key)
        return {name: outer.table(name) for name in outer}

    def pattern(self, key: str) -> str:
        """A regular expression, empty when it is missing."""
        value = self.text(key, "")
        try:
            re.compile(value)
        except re.error as error:
            raise self.wrong(key, f"is no regular expression: {error}") from None
        return value

    def _take(self, key: str, kind: type[T] | tuple[type[T], ...], default: T | None, says: str) -> T:
        value = self._values.get(key, default)
        if key not in self._values and default is None:
            raise self.wrong(key, f"is missing; it must be {says}")
        if not isinstance(value, kind):
            raise self.wrong(key, f"must be {says}")
        return value


@dataclass(frozen=True, slots=True)
class Hole:
    """Something only the person's organisation knows; without it nothing is offered.

    `choices` are the allowed values, where they can be listed. `optional`: it only opens one model.
    """

    key: str
    says: str
    pattern: str = ""
    choices: "Mapping[str, Choice] | None" = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: what ``{key.host}`` stands for, and what the file says instead when it is chosen."""

    host: str
    changes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Attestation:
    """Something an address cannot show, and what the file says instead when somebody answers for it."""

    key: str
    says: str
    changes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filling:
    """What a person's own file adds to a shipped one."""

    id: str
    template: str
    fill_in: Table
    attest: Mapping[str, Table]
    agreement: Agreement | None
    models: Mapping[str, Table]
    tried_live: str


def read_filling(file: Table) -> Filling:
    """A file that says ``template``.

    Raises:
        ProviderFileError: a key is missing, unknown or wrong.
    """
    file.only("id", "template", "fill_in", "attest", "agreement", "models", "tried_live")
    return Filling(
        id=read_id(file),
        template=file.text("template"),
        fill_in=file.table("fill_in"),
        attest=file.tables("attest"),
        agreement=_agreement(file.table("agreement")) if "agreement" in file else None,
        models=file.tables("models"),
        tried_live=read_tried_live(file, ""),
    )


def read_id(file: Table) -> str:
    """The id: it names keys in the keyring and endpoints, so it holds no slash."""
    return file.text("id", pattern=r"[a-z0-9][a-z0-9-]{0,40}")


def read_tried_live(file: Table, default: str) -> str:
    """``never``, or the date on which somebody tried it for real."""
    return default if file.text("tried_live", "never") == "never" else file.day("tried_live")


def read_holes(file: Table) -> tuple[Hole, ...]:
    """What is to be filled in."""
    holes = []
    for key, table in file.tables("fill_in").items():
        table.only("says", "pattern", "choices", "optional")
        if not _KEY.fullmatch(key):
            raise ProviderFileError(f"{table.where}: is no name for a key")
        choices = {value: _choice(choice) for value, choice in table.tables("choices").items()}
        pattern = table.pattern("pattern")
        if bool(choices) == bool(pattern):
            raise table.wrong("pattern", "either this or choices must be there")
        optional = table.flag("optional", default=False)
        holes.append(Hole(key, table.text("says"), pattern, choices or None, optional))
    return tuple(holes)


def _choice(table: Table) -> Choice:
    table.only("host", *CHANGEABLE)
    return Choice(table.text("host"), {name: table.text(name) for name in CHANGEABLE if name in table})


def fill(holes: tuple[Hole, ...], given: Table) -> tuple[dict[str, str], dict[str, str]]:
    """What each placeholder stands for, as far as it was filled in, and the words that this changes.

    Raises:
        ProviderFileError: a value is not of the form asked for, or there is no such hole.
    """
    given.only(*(hole.key for hole in holes))
    values: dict[str, str] = {}
    changed: dict[str, str] = {}
    for hole in holes:
        if hole.key not in given:
            continue
        value = given.text(hole.key)
        if hole.choices is not None:
            if value not in hole.choices:
                raise given.wrong(hole.key, f"{value!r} is none of {', '.join(hole.choices)}")
            values[f"{hole.key}.host"] = hole.choices[value].host
            changed |= hole.choices[value].changes
        elif len(value) > _MOST_FILLED_IN or not re.fullmatch(hole.pattern, value, re.ASCII):
            raise given.wrong(hole.key, f"{value!r} is not {hole.says}")
        values[hole.key] = value
    return values, changed


def put(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; those without a value stay."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def is_whole(text: str) -> bool:
    """Whether no placeholder is left."""
    return not _PLACEHOLDER.search(text)


def check_placeholders(file: Table, holes: tuple[Hole, ...], texts: Mapping[str, str]) -> None:
    """Refuse a placeholder that nothing fills, and a hole that nothing uses."""
    known = {hole.key for hole in holes} | {f"{hole.key}.host" for hole in holes if hole.choices is not None}
    used: set[str] = set()
    for key, text in texts.items():
        names = set(_PLACEHOLDER.findall(text))
        if unknown := sorted(names - known):
            raise file.wrong(key, f"nothing fills in {{{unknown[0]}}}")
        used |= {name.partition(".")[0] for name in names}
    for hole in holes:
        if hole.key not in used:
            raise file.wrong(f"fill_in.{hole.key}", "is used nowhere")


def read_attestations(file: Table) -> tuple[Attestation, ...]:
    """What can be attested."""
    found = []
    for key, table in file.tables("attest").items():
        table.only("says", *CHANGEABLE)
        changes = {name: table.text(name) for name in CHANGEABLE if name in table}
        if not changes:
            raise table.wrong("says", "an attestation must change something")
        found.append(Attestation(key, table.text("says"), changes))
    return tuple(found)


def attest(
    known: tuple[Attestation, ...], given: Mapping[str, Table], wrong: Callable[[str, str], ProviderFileError]
) -> tuple[tuple[Attested, ...], dict[str, str]]:
    """Who answers for what, and the words that this changes.

    Raises:
        ProviderFileError: there is no such attestation, nobody signs it, or two say different things.
    """
    if unknown := sorted(set(given) - {attestation.key for attestation in known}):
        raise wrong(f"attest.{unknown[0]}", "there is no such key")
    attested: list[Attested] = []
    changed: dict[str, str] = {}
    for attestation in known:
        signed = given.get(attestation.key)
        if signed is None:
            attested.append(Attested(attestation.key, attestation.says))
            continue
        signed.only("by", "on", "reference")
        attested.append(
            Attested(
                attestation.key,
                attestation.says,
                signed.text("by"),
                signed.day("on"),
                signed.text("reference", ""),
            )
        )
        for name, words in attestation.changes.items():
            if changed.setdefault(name, words) != words:
                raise wrong(f"attest.{attestation.key}", f"contradicts another attestation about {name}")
    return tuple(attested), changed


def read_price(model: Table) -> Price | None:
    """The list price of a model; None when the file gives none."""
    if "input_per_million" not in model:
        return None
    above = model.count("dearer_above_tokens") if "dearer_above_tokens" in model else None
    dearer = above is not None and "dearer_input_per_million" in model
    return Price(
        model.amount("input_per_million"),
        model.amount("output_per_million"),
        model.text("currency", pattern="[A-Z]{3}"),
        model.day("price_read_on"),
        above,
        model.amount("dearer_input_per_million") if dearer else None,
        model.amount("dearer_output_per_million") if dearer else None,
    )


def _agreement(table: Table) -> Agreement:
    table.only("reference", "on", "transfer_basis", "subprocessors_read_on", "attested_by")
    return Agreement(
        table.text("reference"),
        table.day("on"),
        table.text("transfer_basis", ""),
        table.day("subprocessors_read_on", ""),
        table.text("attested_by"),
    )
