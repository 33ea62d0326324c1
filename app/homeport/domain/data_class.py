"""The four data classes and the categories that stand beside them."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class DataClass(IntEnum):
    """How sensitive a text is; a larger value is stricter."""

    PUBLIC = 0
    INTERNAL = 1
    CONFIDENTIAL = 2
    RESTRICTED = 3

    @property
    def word(self) -> str:
        """The name used in policies, records and JSON, for example ``restricted``."""
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> "DataClass":
        """Read a class name; an unknown one counts as the most sensitive (fail closed)."""
        return _BY_WORD.get(word, cls.RESTRICTED)


class Category(StrEnum):
    """What kind of sensitive content a finding is about; independent of its class."""

    PERSONAL = "personal"
    SPECIAL = "special"  # GDPR Art. 9: health and the other special categories
    CREDENTIAL = "credential"
    FINANCIAL = "financial"
    LEGAL = "legal"
    MARKING = "marking"
    STATE_SECURITY = "state-security"
    BUSINESS = "business"  # a company's public number: names nobody, raises nothing by itself
    TECHNICAL = "technical"  # an address of a machine
    UNREADABLE = "unreadable"


_BY_WORD = {data_class.word: data_class for data_class in DataClass}

UNMARKED = DataClass.INTERNAL
"""Text alone cannot prove that it was published, so unmarked text is internal."""

UNREADABLE = DataClass.RESTRICTED
"""What cannot be read may hold anything."""


def strictest(classes: Iterable[DataClass], default: DataClass = DataClass.RESTRICTED) -> DataClass:
    """The strictest of the classes; `default` when there are none."""
    return max(classes, default=default)
