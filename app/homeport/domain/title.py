"""The title of a task: the beginning of its instruction and nothing else."""

MOST_CHARACTERS = 80
"""Of a title; what is cut is shown by an ellipsis, which counts."""


def title_of(instruction: str) -> str:
    """The first line that says anything, its white space collapsed, at most `MOST_CHARACTERS` long."""
    # Cut before it is split: an instruction may hold a whole pasted text on one line.
    line = instruction.lstrip()[: MOST_CHARACTERS * 10]
    title = " ".join(line.splitlines()[0].split()) if line else ""
    return title if len(title) <= MOST_CHARACTERS else title[: MOST_CHARACTERS - 1].rstrip() + "…"
