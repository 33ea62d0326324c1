"""A person says that a text is more sensitive than was found: always allowed; the way back is what was found."""

from dataclasses import replace

from homeport.domain.data_class import Category, DataClass
from homeport.domain.finding import Finding
from homeport.domain.label import Label

RAISED = "RAISED"
"""Kind of the finding that stands for the person's word."""

PERSON = "person"


def raise_class(found: Label, source: str, to: DataClass) -> Label:
    """The label with a stricter class, and the person's word among its findings.

    Args:
        found: as it was found.
        source: whose label it is: a document's name, or ``instruction``.
        to: the class it is to have.

    Raises:
        ValueError: `to` is not stricter than what was found; lowering is a matter of the policy.
    """
    if to <= found.data_class:
        raise ValueError(f"{to.word} is not stricter than {found.data_class.word}")
    said = Finding(RAISED, source, "", 0, 0, to, Category.MARKING, PERSON, "a person raised the class")
    return replace(found, data_class=to, findings=(said, *found.findings))
