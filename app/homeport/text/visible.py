"""Text as a person confirms it: every character that cannot be seen stands as its escape."""

import re
import unicodedata

KEPT_CONTROLS = frozenset("\n\t")
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Control, format (direction, zero width), surrogate and private characters, and line ends of other scripts."""

_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Fillers and joiners that are letters, marks or symbols by category and show nothing."""

_SELECTORS = ((0x180B, 0x180F), (0xFE00, 0xFE0D), (0xE0100, 0xE01EF))
"""Variation selectors, in which text can be hidden; not the two that choose between text and emoji style."""

_NONCHARACTERS = (0xFDD0, 0xFDEF)
"""Never part of a text (Unicode, section 23.7), as the last pair of each plane; Qt takes two for line ends."""

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
            if unicodedata.category(character) in UNSEEN_CATEGORIES or _is_blank(character)
        )
    )


def _is_blank(character: str) -> bool:
    code = ord(character)
    ranges = (*_SELECTORS, _NONCHARACTERS)
    return character in _BLANKS or code & 0xFFFE == 0xFFFE or any(first <= code <= last for first, last in ranges)


def _escape(character: str) -> str:
    return f"\\u{ord(character):04x}"
