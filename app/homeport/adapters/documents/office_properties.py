"""Properties of office files: title and the like as text, sensitivity labels as markings.

Labels: MS-OFFCRYPTO 2.6.3 and MS-OI29500 3.4.1.5. The label part (``docMetadata/LabelInfo.xml``) holds for its
tenant; custom properties ``MSIP_Label_<GUID>_<what>`` count for tenants that have no label there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from homeport.adapters.documents.extraction import Extraction
from homeport.adapters.documents.markup import Handler
from homeport.domain.document import SectionKind

LABEL_PROPERTY = re.compile(r"(MSIP_Label_\{?([0-9a-fA-F-]{36})\}?)_(\w+)", re.ASCII)

_TELLING = {
    "title", "subject", "creator", "description", "keywords", "category", "contentStatus", "lastModifiedBy",
    "Company", "Manager", "HyperlinkBase", "initial-creator", "keyword",
}  # fmt: skip


@dataclass(slots=True)
class Labels:
    """What the files of one package, or one mail header, say about sensitivity labels."""

    properties: dict[str, dict[str, str]] = field(default_factory=dict)  # GUID -> what -> value
    elements: list[Mapping[str, str]] = field(default_factory=list)  # attributes of label elements

    def take_property(self, name: str, value: str) -> bool:
        """Keep a property if it is about a label."""
        match = LABEL_PROPERTY.fullmatch(name)
        if match:
            self.properties.setdefault(match[2].lower(), {})[match[3].lower()] = value
        return match is not None

    def mark(self, out: Extraction) -> None:
        """Write the labels that hold; one without a name is given by its GUID."""
        governed = {_guid(element.get("siteId", "")) for element in self.elements}
        for element in self.elements:
            guid = _guid(element.get("id", ""))
            if element.get("removed", "0") in {"1", "true"} or element.get("enabled", "1") in {"0", "false"}:
                continue
            named = self.properties.get(guid, {}).get("name", "")
            out.mark("sensitivity label", named or guid or "label without an id")
        for guid, facts in self.properties.items():
            if facts.get("enabled", "true").lower() in {"false", "0"}:
                continue
            if _guid(facts.get("siteid", "none")) not in governed:
                out.mark(f"MSIP_Label_{guid}", facts.get("name", "") or guid)


class Properties(Handler):
    """Reads core, extended and custom properties and OpenDocument's metadata."""

    def __init__(self, out: Extraction, labels: Labels) -> None:
        self._out = out
        self._labels = labels
        self._name = ""
        self._custom = ""
        self._value: list[str] = []

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""
        if name in {"property", "user-defined"}:
            self._custom = attributes.get("name", "")
        self._name = name
        self._value = []

    def end(self, name: str, /) -> None:
        """An element ends."""
        value = "".join(self._value).strip()
        self._value = []
        if self._custom:
            if value and not self._labels.take_property(self._custom, value):
                self._out.add(SectionKind.METADATA, self._custom, f"{self._custom}: {value}")
            if value or name in {"property", "user-defined"}:
                self._custom = ""
        elif value and name in _TELLING:
            self._out.add(SectionKind.METADATA, name, f"{name}: {value}")

    def text(self, data: str, /) -> None:
        """Characters."""
        self._value.append(data)


class LabelElements(Handler):
    """Reads the label part."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""
        if name == "label" and len(self._labels.elements) < 50:
            self._labels.elements.append(attributes)


def _guid(text: str) -> str:
    return text.strip("{} ").lower()
