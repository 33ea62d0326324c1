"""Text as a person confirms it: every character that cannot be seen stands as its escape."""

import re
import unicodedata

KEPT_CONTROLS = frozenset("\n\t")
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Control, format (direction, zero width), surrogate and private characters, and line ends of other scripts."""

MOST_BY_ONE = 16
"""Up to so many different characters, replacing one after the other is the quickest."""


def visible(text: str) -> str:
    """Text in which every character that cannot be seen stands as its JSON escape: nothing is left out.

    For what a person confirms. In a JSON body a backslash of the text itself is doubled, so the two cannot be
    confused. Linear, and quick where nothing is to be escaped: the categories are asked once for each character
    that occurs, not for each of its places.
    """
    unseen = "" if text.isascii() and text.isprintable() else unseen_in(text)
    if len(unseen) > MOST_BY_ONE:
        return re.sub(f"[{re.escape(unseen)}]", lambda match: _escape(match.group()), text)
    for character in unseen:
        text = text.replace(character, _escape(character))
    return text


def unseen_in(text: str) -> str:
    """The different characters of the text that cannot be seen, in order."""
    return "".join(
        sorted(
            character
            for character in set(text) - KEPT_CONTROLS
            if unicodedata.category(character) in UNSEEN_CATEGORIES
        )
    )


def _escape(character: str) -> str:
    return f"\\u{ord(character):04x}"
