"""The first minutes of somebody new, by keys alone, with a picture of each step; `back_again` goes on."""

from typing import Any

from fakes.window_scenes import Steps, close, focus, idle, known, run_now, runs, scene, settled_scene


def script(hands: Any) -> Steps:
    given = hands.given
    yield lambda: hands.dialog("PassphraseDialog")
    yield from settled_scene(hands, "passphrase")
    yield from hands.unlock(given["passphrase"], new=True)
    yield from first_run(hands)
    yield from example(hands)
    yield from own_document(hands)
    yield from ollama(hands)
    yield from three_documents(hands)
    yield from stop_and_change(hands)
    yield from versions(hands)
    yield from own_version(hands)
    yield from take_away(hands)
    yield from follow_up(hands)
    yield from hands.quit()


def first_run(hands: Any) -> Steps:
    yield lambda: hands.dialog("FirstRunDialog")
    yield from settled_scene(hands, "first-run")
    hands.press("Return")
    yield from settled_scene(hands, "first-run-model")
    hands.press("Return")
    yield lambda: "Two lanes" in hands.words_of(hands.dialog("FirstRunDialog").policy)
    yield from settled_scene(hands, "first-run-policy")
    yield from hands.tab_to("Try it on an example")
    hands.press("Space")
    yield lambda: hands.dialog("FirstRunDialog") is None and idle(hands)


def example(hands: Any) -> Steps:
    yield lambda: hands.window.composer.text() and known(hands)
    yield from settled_scene(hands, "example")
    yield from run_now(hands)
    yield from settled_scene(hands, "example-answer")
    hands.tell(example=hands.facts())


def own_document(hands: Any) -> Steps:
    """Only the practice model is set up: it is said before the run, and after it with the way on."""
    hands.press("Ctrl+N")
    yield lambda: not hands.turns()
    hands.tell(new_task_chips=len(list(hands.window.composer.chips)), new_task_focus=focus(hands))
    yield from hands.attach(hands.given["offer"])
    hands.press("Ctrl+L")
    hands.type("Who decides about the price, and until when?")
    yield lambda: known(hands)
    hands.tell(own_forecast=hands.forecast())
    yield from run_now(hands)
    yield from settled_scene(hands, "own-document")
    hands.tell(own=hands.facts(), own_words=hands.words_of(hands.window.answer))


def ollama(hands: Any) -> Steps:
    yield from hands.tab_to("Choose a model")
    hands.press("Space")
    yield lambda: hands.dialog("SettingsDialog")
    yield from hands.tab_to("Address")
    hands.press("Ctrl+A")
    hands.type(hands.given["url"])
    hands.press("Return")
    yield lambda: "Use this model" in hands.words_of(hands.dialog("SettingsDialog"))
    yield from hands.tab_to(f"Use {hands.given['model']}")
    yield from settled_scene(hands, "ollama")
    hands.press("Space")
    yield lambda: f"{hands.given['model']} through Ollama" in hands.words_of(hands.dialog("SettingsDialog"))
    yield from close(hands)
    yield from hands.tab_to("Try again")
    hands.press("Space")
    yield lambda: runs(hands) or hands.answers()
    yield hands.settled
    hands.tell(tried_again=hands.facts(), tried_again_focus=focus(hands))


def three_documents(hands: Any) -> Steps:
    hands.press("Ctrl+N")
    yield lambda: not hands.turns()
    for name in ("offer", "referral", "minutes"):
        yield from hands.attach(hands.given[name])
    hands.press("Ctrl+L")
    hands.type("What has to be done, and by when?")
    yield lambda: known(hands) and "Restricted" in hands.words_of(hands.window.why)
    yield from settled_scene(hands, "three-documents")
    hands.tell(why=hands.words_of(hands.window.why))
    yield from hands.tab_to("Restricted: Referral.docx")
    hands.press("Space")
    yield lambda: not idle(hands)
    yield from settled_scene(hands, "why-restricted")
    yield from hands.tab_to("Show it")
    hands.press("Space")
    yield lambda: idle(hands) and hands.window.document.isVisible()
    yield from settled_scene(hands, "finding")
    hands.tell(document=hands.words_of(hands.window.document))
    hands.press("F6")
    hands.press("Ctrl+L")


def stop_and_change(hands: Any) -> Steps:
    hands.press("Ctrl+Return")
    yield lambda: hands.answers() and hands.answers()[-1].text
    hands.press("Esc")
    yield hands.settled
    yield from settled_scene(hands, "stopped")
    hands.tell(stopped=hands.facts())
    yield from hands.tab_to("Change the question")
    hands.press("Space")
    yield lambda: "question" in focus(hands)
    hands.type(" Answer in one sentence.")
    scene(hands, "change-the-question")
    yield from run_now(hands)
    hands.tell(changed=hands.facts(), changed_focus=focus(hands))


def versions(hands: Any) -> Steps:
    hands.press("Ctrl+R")
    yield lambda: runs(hands) or len(hands.answers()) == 3
    yield hands.settled
    hands.tell(versions=len(hands.answers()), versions_focus=focus(hands))
    yield from hands.tab_to("More")
    hands.press("Space")
    yield hands.wait(0.2)
    for _ in range(3):
        hands.press("Down")
    hands.press("Return")
    yield lambda: hands.dialog("CompareDialog")
    yield from settled_scene(hands, "versions")
    yield from close(hands)


def own_version(hands: Any) -> Steps:
    hands.press("Ctrl+Shift+E")
    yield lambda: "version" in focus(hands)
    hands.type(" Checked by me.")
    hands.press("Ctrl+Return")
    yield lambda: hands.answers()[-1].own_text
    yield from settled_scene(hands, "own-version")
    hands.tell(own_text=hands.answers()[-1].own_text)


def take_away(hands: Any) -> Steps:
    clipboard = hands.gui.QGuiApplication.clipboard()
    hands.press("Ctrl+Shift+C")
    yield lambda: "Checked by me" in clipboard.text()
    hands.tell(formats=clipboard.mimeData().formats(), said=hands.window.composer.notice.text)
    hands.press("Ctrl+E")
    yield lambda: hands.dialog("QFileDialog")
    hands.tell(name=hands.dialog("QFileDialog").selectedFiles())
    hands.press("Ctrl+A")
    hands.type(hands.given["export"])
    hands.press("Return")
    yield lambda: idle(hands) and "Saved" in hands.window.composer.notice.text


def follow_up(hands: Any) -> Steps:
    hands.press("Ctrl+L")
    hands.type("And who signs?")
    yield lambda: known(hands)
    yield from run_now(hands)
    yield from settled_scene(hands, "follow-up")
    hands.tell(turns=len(hands.turns()), title=hands.window.windowTitle())
