"""Labels of texts that were labelled before: the class travels along, whatever the words have become."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.labelling.label import label_text

INSTRUCTION = "instruction"
"""Source of findings in what the person typed."""

DRAFT = "draft"
"""Source of findings in what a model wrote, and in the person's own edit of it."""

EARLIER = "earlier"
"""Source of findings that came along with an earlier text and stand nowhere in the present one."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text, the source that its findings had before, and the one they are to name now."""

    text: str
    before: str
    source: str


def relabelled(base: Label, texts: Sequence[Spoken]) -> Label:
    """The label of texts that bring the label `base` with them; it may be raised, never lowered.

    What is found in the texts now is added with its places. The findings of `base` stay as reasons: those about
    these very texts lose their places, for the words may be others now. A finding that a person struck stays
    struck where the same thing stands at the same place.
    """
    own = {spoken.before for spoken in texts}
    fresh: list[Finding] = []
    for spoken in texts:
        struck = {(f.kind, f.start, f.end): f for f in base.findings if f.struck and f.source == spoken.before}
        for finding in label_text(spoken.text, spoken.source).findings:
            same = struck.get((finding.kind, finding.start, finding.end))
            fresh.append(replace(finding, struck=True, agreed_by=same.agreed_by) if same else finding)
    found = {(finding.kind, finding.evidence) for finding in fresh}
    brought: dict[tuple[str, str, str, str], Finding] = {}
    for finding in base.findings:
        of_these = finding.source in own
        if of_these and (finding.kind, finding.evidence) in found:
            continue
        source = EARLIER if of_these else finding.source
        key = (finding.kind, source, finding.place, finding.evidence)
        brought.setdefault(key, replace(finding, source=source, start=0, end=0))
    data_class = max([base.data_class, *(f.data_class for f in fresh if not f.struck)])
    return Label(data_class, (*brought.values(), *fresh), base.default_reason)


def relabel_edit(text: str, base: Label) -> Label:
    """The label of an answer that the person edited; `base` is that of the task it was made for."""
    return relabelled(base, [Spoken(text, DRAFT, DRAFT)])
