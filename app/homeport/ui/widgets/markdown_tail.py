"""What stands in the document of a block that has not ended."""

from homeport.text.markdown_blocks import Tail


class ShownTail:
    """Where the open block begins, and how much of it is shown."""

    def __init__(self, tail: Tail, end: int, codes: int, *, empty: bool) -> None:
        """Remember the document as it was before: its end, its codes, and whether it was empty."""
        self.end = end
        self.codes = codes
        self.empty = empty
        self.lines = 0
        self.partial = ""
        self.waits = False  # a line has ended, and nothing stands on the next yet
        self.kind = tail.kind
        self._look = _look(tail)

    def is_of(self, tail: Tail) -> bool:
        """Whether this is still the same block, looking the same."""
        return self._look == _look(tail)

    def took(self, tail: Tail) -> None:
        """Lines that have ended are done with; the last one may still grow."""
        self.lines += len(tail.lines)
        self.partial = tail.partial


def _look(tail: Tail) -> tuple[object, ...]:
    return tail.number, tail.kind, tail.level, tail.marker
