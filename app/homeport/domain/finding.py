"""One reason for a data class."""

from dataclasses import dataclass

from homeport.domain.data_class import Category, DataClass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a detector saw in one text.

    `start` and `end` are character offsets in the original text (``text[start:end]`` is the value); both are 0
    for a finding about the whole source (an unreadable file, a label in its properties). `evidence` is a sentence
    for a person ("a Swedish personal identity number with a correct check digit") and never repeats the value.
    """

    kind: str  # SE_PNR, IBAN, MARKING, UNREADABLE ...
    source: str  # the document's name, or "instruction", "file name", "draft"
    place: str  # "page 3"; empty when the source has no places
    start: int
    end: int
    data_class: DataClass
    category: Category
    detector: str
    evidence: str
    struck: bool = False  # a person called it a false alarm; it stays listed
    more: int = 0  # how many further ones of its kind stand in the text and are not listed
    agreed_by: str = ""  # the second person who agreed that a struck one is a false alarm, by name

    @property
    def where(self) -> str:
        """Source and place in words."""
        return f"{self.source}, {self.place}" if self.place else self.source
