"""Step 0005: what was confirmed is kept as parts; the first version kept the words that it showed."""

import json
import re
from typing import Any

from sqlalchemy import Connection

from homeport.domain.consent import PartKind
from homeport.domain.data_class import DataClass

_DOCUMENT = re.compile(r"Document (\d+), ([\d,]+) characters")
_IN_ALL = "in all "


def parts_of_confirmations(connection: Connection, at: str) -> None:  # noqa: ARG001
    """Rewrite the parts of every confirmation that has them as words."""
    for n, text in connection.exec_driver_sql("SELECT n, prepared FROM confirmation").all():
        prepared = json.loads(text)
        words = prepared.get("parts", [])
        if all(isinstance(part, str) for part in words):
            prepared["parts"] = _parts(words)
            prepared.pop("remarks", None)
            connection.exec_driver_sql(
                "UPDATE confirmation SET prepared = ? WHERE n = ?", (json.dumps(prepared), n)
            )


def _parts(words: list[str]) -> list[dict[str, Any]]:
    """The instruction had no length; the class was said of all parts together."""
    classes = [part.removeprefix(_IN_ALL) for part in words if part.startswith(_IN_ALL)]
    data_class = DataClass.from_word(classes[0] if classes else "")
    parts: list[dict[str, Any]] = []
    for word in words:
        if word.startswith(_IN_ALL):
            continue
        found = _DOCUMENT.fullmatch(word)
        kind = PartKind.DOCUMENT if found else PartKind.INSTRUCTION
        parts.append(
            {
                "id": f"{kind}-{found[1]}" if found else kind.value,
                "kind": kind.value,
                "name": f"Document {found[1]}" if found else word,
                "own_name": "",
                "characters": int(found[2].replace(",", "")) if found else 0,
                "pages": None,
                "label": {"data_class": data_class.value, "findings": [], "default_reason": ""},
                "removable": False,
            }
        )
    return parts
