"""Restoring where a value must be written in a certain way: JSON, tool arguments, CSV, Markdown tables.

For a stream of JSON give `json_escaped` to a `Restorer`: placeholders only stand inside strings there.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from homeport.redaction.entities import PseudonymMap
from homeport.redaction.restore import Report, Restored, Restorer

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"

_JSON_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)


def json_escaped(value: str) -> str:
    """The value as it stands inside a JSON string."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def cell_escaped(value: str) -> str:
    """The value as it stands in a cell of a Markdown table: on one line, its bars escaped."""
    return " ".join(value.split("\n")).replace("|", "\\|")


def restore_json(text: str, known: PseudonymMap) -> Restored:
    """Restore inside the strings of JSON or JSON lines; every other character stays as it is."""
    restorer = Restorer(known)

    def one(match: re.Match[str]) -> str:
        literal = match.group()
        try:
            said = json.loads(literal, strict=False)
        except ValueError:
            return restorer.whole(literal, json_escaped)
        put = restorer.whole(said)
        return literal if put == said else json.dumps(put, ensure_ascii=False)

    return Restored(_JSON_STRING.sub(one, text), restorer.report())


def restore_value(value: Json, known: PseudonymMap) -> tuple[Json, Report]:
    """Restore every string, names of fields too, of a value such as the arguments of a tool call."""
    restorer = Restorer(known)

    def walk(part: Json) -> Json:
        if isinstance(part, str):
            return restorer.whole(part)
        if isinstance(part, Mapping):
            return {restorer.whole(name): walk(inner) for name, inner in part.items()}
        if isinstance(part, Sequence):
            return [walk(inner) for inner in part]
        return part

    return walk(value), restorer.report()


def restore_csv(text: str, known: PseudonymMap, separator: str = ",") -> Restored:
    """Restore the cells of a table; a cell is put in quotes when its value now calls for them."""
    restorer = Restorer(known)
    sign = re.escape(separator)
    cells = re.compile(rf'"[^"]*(?:""[^"]*)*(?:"|\Z)|[^{sign}"\r\n][^{sign}\r\n]*')

    def one(match: re.Match[str]) -> str:
        cell = match.group()
        quoted = cell.startswith('"') and cell.endswith('"') and len(cell) > 1
        said = cell[1:-1].replace('""', '"') if quoted else cell
        put = restorer.whole(said)
        if put == said:
            return cell
        if quoted or any(odd in put for odd in (separator, '"', "\r", "\n")):
            return '"' + put.replace('"', '""') + '"'
        return put

    return Restored(cells.sub(one, text), restorer.report())


def restore_markdown(text: str, known: PseudonymMap) -> Restored:
    """Restore prose with Markdown tables: a value in a row stays in its cell."""
    restorer = Restorer(known)
    pieces: list[str] = []
    done = 0
    for row in _ROW.finditer(text):
        pieces += (restorer.whole(text[done : row.start()]), restorer.whole(row.group(), cell_escaped))
        done = row.end()
    pieces.append(restorer.whole(text[done:]))
    return Restored("".join(pieces), restorer.report())
