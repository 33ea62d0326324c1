"""Pseudonymises texts of one session with the detectors of the labels, and keeps the map under a key.

A map is as sensitive as the texts: it leaves this service only encrypted (AES-256-GCM), each map with a key of its
own in the keyring or the vault. Without the key the file is noise, so erasing the key erases every copy of it.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from homeport.domain.data_class import Category
from homeport.domain.errors import UserFacingError
from homeport.domain.finding import Finding
from homeport.labelling.kinds import KINDS
from homeport.labelling.names import NameTagger
from homeport.labelling.scanner import scan
from homeport.ports.secrets import Secrets
from homeport.redaction.entities import PseudonymMap, map_of
from homeport.redaction.placeholder import pick_nonce
from homeport.redaction.pseudonymise import Collision, Pseudonymised, StillIdentifying, pseudonymise
from homeport.redaction.remains import Remains, still_in
from homeport.redaction.restore import Restored, restore
from homeport.redaction.structured import restore_csv, restore_json, restore_markdown

IDENTIFYING = frozenset(
    {Category.PERSONAL, Category.FINANCIAL, Category.CREDENTIAL, Category.BUSINESS, Category.TECHNICAL}
)
"""Categories whose findings are values that point to somebody; the others are about a text, not in it."""

_WHERE_NO_VALUE_STANDS = frozenset({"table header", "contact fields and name"})
"""Detectors that mark the stretch around values; in the outgoing text they count as something left."""

FORMAT = 1
_KEY_BYTES = 32
_NONCE_BYTES = 12  # AES-GCM's own size (NIST SP 800-38D, 8.2)
_ID_BYTES = 8

Find = Callable[[str], tuple[Finding, ...]]
"""Every finding of a text, none left out for brevity."""


def find_all(text: str) -> tuple[Finding, ...]:
    """All findings of a text by the detectors of the labels; a label itself keeps only the first of each kind."""
    return tuple(
        Finding(
            kind=KINDS[hit.entry].kind,
            source="text",
            place="",
            start=hit.start,
            end=hit.end,
            data_class=KINDS[hit.entry].data_class,
            category=KINDS[hit.entry].category,
            detector=hit.detector,
            evidence=KINDS[hit.entry].evidence,
        )
        for hit in scan(text)
    )


def identifying(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that point to somebody."""
    return tuple(finding for finding in findings if finding.category in IDENTIFYING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A text that may be shown as outgoing, or why there is none, with what is still in it."""

    result: Pseudonymised | StillIdentifying | Collision
    remains: Remains | None = None


class Pseudonymiser:
    """Replaces what is found, by one map for all texts of a session. Call it off the loop thread."""

    def __init__(self, find: Find = find_all, names: NameTagger | None = None) -> None:
        """Take the detectors.

        Args:
            find: every finding of a text, of any kind and category.
            names: looks for names of people in running text; the counts say whether somebody did.
        """
        self._find = find
        self._names = names

    def replace(self, text: str, known: PseudonymMap | None = None, chosen: tuple[Finding, ...] = ()) -> Outcome:
        """Pseudonymise one text.

        Args:
            text: the text as it is.
            known: the session's map; None begins a session.
            chosen: findings a person added, or struck so that their value stays.
        """
        begun = known or PseudonymMap(pick_nonce(os.urandom(16), (text,)))
        values = tuple(
            finding for finding in identifying(self._find(text)) if finding.detector not in _WHERE_NO_VALUE_STANDS
        )
        # The tagger guesses, so it has no say in the scan of the outgoing text: a word it first suspects there
        # is no value that was missed. Whatever it found here is replaced wherever it stands.
        found = (*values, *self._found_names(text), *chosen)
        result = pseudonymise(text, found, begun, lambda outgoing: identifying(self._find(outgoing)))
        if not isinstance(result, Pseudonymised):
            return Outcome(result)
        return Outcome(result, still_in(result.outgoing, names_looked_for=self._names is not None))

    def _found_names(self, text: str) -> tuple[Finding, ...]:
        if self._names is None:
            return ()
        facts = KINDS["NAME"]
        return tuple(
            Finding(
                kind=facts.kind,
                source="text",
                place="",
                start=named.start,
                end=named.end,
                data_class=facts.data_class,
                category=facts.category,
                detector="name tagger",
                evidence=facts.evidence,
            )
            for named in self._names.people(text, eager=True)
        )


FORMS: Mapping[str, Callable[[str, PseudonymMap], Restored]] = {
    "plain": restore,
    "json": restore_json,
    "csv": restore_csv,
    "markdown": restore_markdown,
}
"""How values are written into a text of each form."""

_FORM_OF_SUFFIX = {".json": "json", ".jsonl": "json", ".csv": "csv"}


def restore_as(text: str, known: PseudonymMap, form: str = "", suffix: str = "") -> Restored:
    """Restore a text.

    Args:
        text: what came back, or what was sent.
        known: the session's map.
        form: a key of `FORMS`; empty to go by `suffix`, where a text that is exactly what was sent is plain.
        suffix: how the file's name ends, with its dot.
    """
    sent = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() in known.outgoing
    by_suffix = "plain" if sent else _FORM_OF_SUFFIX.get(suffix.lower(), "plain")
    return FORMS[form or by_suffix](text, known)


class MapKeeper:
    """Encrypts maps for a file and opens them again; the keys are in the keyring or the vault."""

    def __init__(self, secrets: Secrets) -> None:
        """Take the place where keys live."""
        self._secrets = secrets

    def seal(self, known: PseudonymMap, before: bytes | None = None) -> bytes:
        """The bytes of a map's file; `before` are those of the file it replaces, whose key is kept.

        Raises:
            UserFacingError: there is no place where the key would outlive this run, or `before` is no map.
        """
        if not self._secrets.lasting:
            raise UserFacingError(
                f"The map was not written: its key would be lost, because keys are kept in {self._secrets.where}.",
                "Start a system keyring, or run this in a terminal to make a vault with a passphrase.",
            )
        id_ = os.urandom(_ID_BYTES).hex() if before is None else _parts(before)[0]
        name = _name(id_)
        if before is None:
            self._secrets.put(name, os.urandom(_KEY_BYTES).hex())
        key, nonce = self._key(id_), os.urandom(_NONCE_BYTES)
        sealed = nonce + AESGCM(key).encrypt(nonce, known.to_json().encode(), _header(id_))
        return json.dumps({"homeport_map": FORMAT, "id": id_, "sealed": sealed.hex()}).encode() + b"\n"

    def open(self, data: bytes) -> PseudonymMap:
        """The map of a file.

        Raises:
            UserFacingError: the file is no map or was changed, or its key is not here (or was erased).
        """
        id_, sealed = _parts(data)
        try:
            plain = AESGCM(self._key(id_)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _header(id_))
            return map_of(plain.decode())
        except (InvalidTag, ValueError) as error:
            raise _damaged() from error

    def erase(self, data: bytes) -> None:
        """Erase the key of a map's file: no copy of the file can be opened again.

        Raises:
            UserFacingError: the file is no map, or the key could not be erased.
        """
        self._secrets.delete(_name(_parts(data)[0]))

    def _key(self, id_: str) -> bytes:
        key = self._secrets.get(_name(id_))
        if key is None:
            raise UserFacingError(
                f"The key of this map is not in {self._secrets.where}.",
                "It was made on another computer or account, or its key was erased; then nothing can open it.",
            )
        return bytes.fromhex(key)


def _parts(data: bytes) -> tuple[str, bytes]:
    """Id and ciphertext of a map's file."""
    try:
        given = json.loads(data)
        id_, sealed = str(given["id"]), bytes.fromhex(given["sealed"])
        right = given["homeport_map"] == FORMAT and len(bytes.fromhex(id_)) == _ID_BYTES
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged() from error
    if not right or len(sealed) <= _NONCE_BYTES:
        raise _damaged()
    return id_, sealed


def _name(id_: str) -> str:
    return f"pseudonym-map-{id_}"


def _header(id_: str) -> bytes:
    return json.dumps(["homeport_map", FORMAT, id_]).encode()


def _damaged() -> UserFacingError:
    return UserFacingError(
        "This is not a map of Homeport, or it was changed.", "It was left as it is. Give the right file."
    )
