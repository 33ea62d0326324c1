"""The class of a text with every reason for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from homeport.domain.data_class import UNMARKED, Category, DataClass
from homeport.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Label:
    """Class, categories and findings of one source or of a whole task."""

    data_class: DataClass
    findings: tuple[Finding, ...] = ()
    default_reason: str = ""  # why this class when no finding set it

    @property
    def categories(self) -> frozenset[Category]:
        """Categories of the findings that stand."""
        return frozenset(finding.category for finding in self.findings if not finding.struck)

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """The standing findings that carry the class."""
        return tuple(f for f in self.findings if f.data_class is self.data_class and not f.struck)


def combine(labels: Iterable[Label]) -> Label:
    """One label for several sources: the strictest class, all findings.

    Without any label the result is internal: an empty task holds nothing, but nothing proves it public either.
    """
    given = tuple(labels)
    data_class = max((label.data_class for label in given), default=UNMARKED)
    findings = tuple(finding for label in given for finding in label.findings)
    reasons = [label.default_reason for label in given if label.data_class is data_class and label.default_reason]
    return Label(data_class, findings, reasons[0] if reasons else "")
