"""Somebody copies the policy, makes a mistake in it, mends it, saves it, and has it decide; by keys alone."""

from collections.abc import Iterator
from typing import Any

RULE = (
    "[[never]]",
    'id = "N9"',
    'say = "Medical work never leaves this computer, whatever its class is."',
    'when = { task = ["medical"] }',
)
MISTAKE, MENDED = "lnaes = { managed = true }", "lanes = { managed = true }"


def script(hands: Any) -> Iterator[Any]:
    yield from hands.unlock(hands.given["passphrase"], new=True)
    yield hands.ready
    hands.tell(before=hands.window.status._view.policy)
    hands.press("Ctrl+Shift+P")
    yield lambda: hands.dialog("PolicyDialog") and hands.dialog("PolicyDialog").opened
    dialog = hands.dialog("PolicyDialog")
    while dialog.shown_section != "edit":
        hands.press("Down")
        yield lambda: True
    section = dialog.section("edit")
    yield lambda: "Proved" in hands.words_of(section)
    yield from hands.tab_to("Text of the policy")
    hands.press("Ctrl+End")
    for line in (*RULE, MISTAKE):
        hands.press("Return")
        hands.type(line)
    yield lambda: section.problems.count() > 0 and "lnaes" in hands.words_of(section.text)
    yield lambda: any("Did you mean" in section.problems.item(n).text() for n in range(section.problems.count()))
    mistakes = [section.problems.item(n).text() for n in range(section.problems.count())]
    hands.tell(mistakes=mistakes, may_save=section.save.isEnabled())
    hands.picture("mistake", dialog)
    hands.press("Ctrl+S")
    yield from to_the_mistake(hands, section)
    hands.press("Home")
    hands.press("Shift+End")
    hands.type(MENDED)
    yield lambda: "Proved" in hands.words_of(section) and section.save.isEnabled()
    hands.tell(changes=hands.words_of(section))
    hands.picture("mended", dialog)
    hands.press("Ctrl+S")
    yield lambda: "Saved. It decides nothing" in hands.words_of(section) and section.use.isEnabled()
    hands.tell(saved=section.copy.ref, meanwhile=hands.window.status._view.policy)
    yield from hands.tab_to("Use this policy")
    hands.press("Space")
    yield lambda: section.findChild(hands.widgets.QWidget, "accept_change")
    hands.tell(asked=hands.words_of(section), focus=hands.name_of(hands.widgets.QApplication.focusWidget()))
    hands.picture("asked", dialog)
    yield from hands.tab_to("Use the policy Two lanes, one escalation rule (my copy)")
    hands.press("Space")
    yield lambda: "(my copy)" in hands.window.status._view.policy
    hands.tell(after=hands.window.status._view.policy)
    yield lambda: "what you save decides" in hands.words_of(section)
    hands.picture("in-force", dialog)
    hands.press("Esc")
    yield lambda: not dialog.isVisible()
    yield hands.window.isActiveWindow
    yield from hands.quit()


def to_the_mistake(hands: Any, section: Any) -> Iterator[Any]:
    """Enter in the list of mistakes goes to the line of the misspelt word."""
    yield from hands.tab_to("Mistakes; Enter goes to the line")
    while "lnaes" not in section.problems.currentItem().text():
        hands.press("Down")
        yield lambda: True
    hands.press("Return")
    yield lambda: hands.widgets.QApplication.focusWidget() is section.text
    hands.tell(at_line=section.text.textCursor().block().text())
