"""Looking for words in a long text a piece at a time, so that the window never waits for it."""

import re

MOST_HITS = 5_000
"""Hits that are kept; beyond them the count says "more than"."""


class TextSearch:
    """Every place of some words; letters' case and line breaks between words do not count."""

    def __init__(self, text: str, wanted: str) -> None:
        self.hits: list[tuple[int, int]] = []
        self._text = text
        words = wanted.split()
        self._pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE) if words else None
        self._margin = 4 * len(wanted) + 64  # a hit may reach this far into the next piece
        self._at = 0

    @property
    def done(self) -> bool:
        """Whether the whole text was looked through, or enough was found."""
        return self._pattern is None or self._at >= len(self._text) or len(self.hits) >= MOST_HITS

    @property
    def more(self) -> bool:
        """Whether it stopped because there is too much of it."""
        return len(self.hits) >= MOST_HITS

    def step(self, characters: int = 250_000) -> None:
        """Look through the next piece."""
        if self._pattern is None or self.done:
            return
        end = self._at + characters
        last = self._at
        for match in self._pattern.finditer(self._text, self._at, min(len(self._text), end + self._margin)):
            if match.start() >= end or len(self.hits) >= MOST_HITS:
                break
            self.hits.append(match.span())
            last = match.end()
        self._at = max(end, last)

    def index_from(self, offset: int) -> int:
        """The first hit at or after a character, else the first of all; -1 without any."""
        if not self.hits:
            return -1
        return next((at for at, (start, _) in enumerate(self.hits) if start >= offset), 0)
