"""A computer without any network: the example, a look for Ollama, and the end."""

from typing import Any

from fakes.window_scenes import Steps, close, idle, known, run_now


def script(hands: Any) -> Steps:
    yield from hands.unlock(hands.given["passphrase"], new=True)
    yield lambda: hands.dialog("FirstRunDialog")
    hands.press("Return")
    hands.press("Return")
    yield hands.wait(0.5)
    yield from hands.tab_to("Try it on an example")
    hands.press("Space")
    yield lambda: idle(hands) and hands.window.composer.text() and known(hands)
    yield from run_now(hands)
    hands.tell(newest=hands.facts(), status=hands.words_of(hands.window.status))
    hands.press("Ctrl+,")
    yield lambda: hands.dialog("SettingsDialog")
    yield from hands.tab_to("Look for Ollama")
    hands.press("Space")
    yield lambda: "No Ollama was found" in hands.words_of(hands.dialog("SettingsDialog"))
    yield from close(hands)
    yield from hands.quit()
