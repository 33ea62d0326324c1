"""A person's own version of a draft, kept apart from the model's words."""

from dataclasses import dataclass

from homeport.domain.label import Label

MOST_EDITS = 50
"""Versions kept of one draft; the oldest goes when one more is saved."""


@dataclass(frozen=True, slots=True)
class DraftEdit:
    """One saved version. `label` is that of this text; `edited_at` is UTC, ISO 8601 with seconds."""

    draft_id: str
    text: str
    label: Label
    edited_at: str
