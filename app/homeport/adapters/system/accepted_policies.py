"""Copies of accepted policies in the data folder, each with the hash of all it says.

The hash finds a copy that was cut off or edited. It is no signature: whoever may write this person's files can
also write a hash that fits, and could as well change the settings. A copy is proved again before it decides.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeport.adapters.system.private_files import make_private_folder, write_private
from homeport.domain.ledger import canonical
from homeport.ports.accepted_policies import AcceptedPolicy, NotKept, PolicyLayer

MAX_FILE_BYTES = 1 << 24
"""Far above two policy files of the largest size that is read, whatever JSON escapes in them."""

FILES = {PolicyLayer.CHOSEN: "accepted-policy.json", PolicyLayer.OWN: "accepted-own-policy.json"}

_FIELDS = ("from", "since", "data", "cases")


class AcceptedPolicyFiles:
    """`ports.accepted_policies.AcceptedPolicies` as one private file a layer."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when something is kept."""
        self._folder = folder

    def read(self, layer: PolicyLayer) -> AcceptedPolicy | NotKept:
        """The copy, if it is byte for byte what was written."""
        try:
            with (self._folder / FILES[layer]).open("rb") as file:
                written = file.read(MAX_FILE_BYTES + 1)
            return _unpacked(written)
        except FileNotFoundError:
            return NotKept.NONE
        except (OSError, ValueError, RecursionError):
            return NotKept.CHANGED

    def keep(self, layer: PolicyLayer, accepted: AcceptedPolicy) -> None:
        """Replace the copy in one step."""
        packed = _packed(accepted)
        make_private_folder(self._folder)
        write_private(self._folder / FILES[layer], packed)

    def forget(self, layer: PolicyLayer) -> None:
        """Remove the copy, if there is one."""
        (self._folder / FILES[layer]).unlink(missing_ok=True)


def _packed(accepted: AcceptedPolicy) -> bytes:
    """An accepted policy is UTF-8, so it stays readable in the copy."""
    says = {
        "from": accepted.came_from,
        "since": accepted.since,
        "data": accepted.data.decode(),
        "cases": accepted.cases.decode(),
    }
    return canonical({**says, "sha256": _sha256(says)})


def _unpacked(written: bytes) -> AcceptedPolicy | NotKept:
    if len(written) > MAX_FILE_BYTES:
        return NotKept.CHANGED
    given = json.loads(written)
    if not isinstance(given, dict) or set(given) != {*_FIELDS, "sha256"}:
        return NotKept.CHANGED
    says = {name: given[name] for name in _FIELDS}
    if not all(isinstance(text, str) for text in says.values()) or given["sha256"] != _sha256(says):
        return NotKept.CHANGED
    return AcceptedPolicy(says["from"], says["since"], says["data"].encode(), says["cases"].encode())


def _sha256(says: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(says)).hexdigest()
