"""Putting together the pieces of tool calls that a stream brings; they are shown, never executed."""

from homeport.domain.exchange import ToolCallSeen

_MAX_CALLS = 64
_MAX_CHARACTERS = 256 * 1024  # of all calls of one answer; what is beyond is dropped


class ToolCalls:
    """Collects the calls of one answer by their index, within fixed limits."""

    def __init__(self) -> None:
        self._calls: dict[int, tuple[list[str], list[str]]] = {}
        self._room = _MAX_CHARACTERS

    def add(self, index: int, name: str, arguments: str) -> None:
        """More of the name and the arguments of one call."""
        if index not in self._calls and len(self._calls) >= _MAX_CALLS:
            return
        names, pieces = self._calls.setdefault(index, ([], []))
        names.append(self._within(name))
        pieces.append(self._within(arguments))

    def take(self) -> list[ToolCallSeen]:
        """All calls in the order of their index; afterwards there are none."""
        calls = [
            ToolCallSeen("".join(names), "".join(pieces)) for _, (names, pieces) in sorted(self._calls.items())
        ]
        self._calls.clear()
        return calls

    def _within(self, text: str) -> str:
        text = text[: self._room]
        self._room -= len(text)
        return text
