"""What a person wishes in the answer pane: one set of signals for all its turns."""

from PySide6.QtCore import QObject, Signal


class AnswerWishes(QObject):
    """Every signal begins with the id of the turn it is about; `draft` is the id of a draft."""

    stop_requested = Signal(str)
    edit_saved = Signal(str, str, str)
    """Turn, draft, text: the person's own version of a draft."""
    instruction_edited = Signal(str, str)
    """Turn, text: run this instead."""
    regenerate_requested = Signal(str)
    continue_requested = Signal(str)
    copy_requested = Signal(str, str)
    """Turn, a value of `CopyKind`."""
    code_copied = Signal(str, str)
    """Turn, the code."""
    instruction_saved = Signal(str, str, str)
    """Turn, name, text with its variables: keep it as a template."""
    source_requested = Signal(str, int, int, int)
    """Turn, document, start, end."""
    reviewed = Signal(str, bool)
    """Turn, whether the draft was accepted."""
    offer_answered = Signal(str, bool)
    """Turn, whether the person wants to see what would be sent."""
    send_shown = Signal(str, int)
    """Turn, number of the send in the ledger: see what was sent."""
    version_chosen = Signal(str, int)
    """Turn, version."""
    why_requested = Signal(str)
    action_chosen = Signal(str, str)
    """Turn, a value of `ActionKind`."""
    example_requested = Signal()
