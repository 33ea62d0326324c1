"""The program is killed in the middle of a draft: what was acknowledged is there, the half draft is marked."""

import json
import signal
import time
from pathlib import Path

import pexpect
import psutil
import pytest

from fakes.ollama_front import MODEL, OllamaFront
from fakes.profile import Profile, text_of

FIRST_WORDS = r"Reading the prompt …[^\x1b]*\x1b\[K[^\x1b]*?([A-Za-z][^\x1b\r\n]{12,}?) "


def app_of(launcher: int) -> psutil.Process:
    """The launcher's child that holds the record."""
    children = psutil.Process(launcher).children()
    return next(child for child in children if "homeport.bootstrap" in child.cmdline())


def slowly(ollama: OllamaFront) -> None:
    """A long answer of several seconds, whatever the model would say and however fast the machine is."""
    ollama.script.endless = True
    ollama.script.token_seconds = 0.03


def first_words(child: "pexpect.spawn[str]") -> str:
    """The first words of the answer, once they are on the screen."""
    child.expect(FIRST_WORDS)
    return str(child.match.group(1))


@pytest.mark.parametrize("victim", ["app", "launcher"])
def test_a_kill_during_a_draft_loses_nothing_acknowledged(
    victim: str, bare_profile: Profile, ollama: OllamaFront, tmp_path: Path
) -> None:
    profile = bare_profile
    slowly(ollama)
    profile.use_ollama(ollama.url, MODEL, max_output_tokens=250)
    note = tmp_path / "note.txt"
    note.write_text("The release is on Monday at ten.")
    child = profile.type("ask", note, "Write a long story about the release, with many details.")
    profile.unlock(child, new=True)
    seen = first_words(child)
    time.sleep(1.5)  # longer than a growing draft may stay unsaved
    app = app_of(child.pid)
    family = psutil.Process(child.pid).children(recursive=True)
    (app if victim == "app" else psutil.Process(child.pid)).send_signal(signal.SIGKILL)
    child.close(force=True)
    gone, alive = psutil.wait_procs(family, timeout=5)
    assert alive == [], "children outlived the program"
    assert gone

    again = profile.type("history", "list", "--json")
    profile.unlock(again)
    (summary,) = [json.loads(line) for line in text_of(again) if line.startswith('{"type": "summary"')]
    again.close()
    assert summary["state"] == "interrupted"
    shown = profile.type("history", "show", summary["id"], "--json")
    profile.unlock(shown)
    lines = "".join(text_of(shown))
    shown.close()
    record = json.loads(lines[lines.index('{"type": "record"') :])
    (draft,) = record["drafts"]
    assert draft["end"] == "stopped"
    assert seen in draft["text"]
    told = profile.type("history", "show", summary["id"])
    profile.unlock(told)
    assert "Homeport ended before this task did. What was written until then is kept." in " ".join(text_of(told))
    told.close()
    events = [entry["fields"].get("event") for entry in record["ledger"]]
    assert events[:3] == ["Started", "Labelled", "Decided"]
    assert events[-1] == "Stopped"
    assert record["ledger"][-1]["fields"]["why"] == "interrupted"
    verdict = profile.type("ledger", "verify")
    profile.unlock(verdict)
    assert "complete and in order" in " ".join(text_of(verdict))
    verdict.close()
    assert verdict.exitstatus == 0


def test_ctrl_c_stops_within_a_second_and_keeps_the_half_draft(
    bare_profile: Profile, ollama: OllamaFront, tmp_path: Path
) -> None:
    bare_profile.use_ollama(ollama.url, MODEL, max_output_tokens=250)
    slowly(ollama)
    child = bare_profile.type("ask", "Write a long story about a lighthouse, with many details.")
    bare_profile.unlock(child, new=True)
    assert first_words(child)
    started = time.monotonic()
    child.sendintr()
    said = "\n".join(text_of(child))
    seconds = time.monotonic() - started
    child.close()
    assert child.exitstatus == 130
    assert "Stopped. What was written until then is kept" in said
    assert seconds < 3.0  # stop, record, sign the head and end; the draft itself stops first
    assert ollama.client_gone.wait(1.0)


def kill_the_engine_midway(profile: Profile, *, new: bool) -> str:
    """What the program says when its engine is killed after the first words; empty when there were none."""
    child = profile.type("ask", "Write a long story about a lighthouse, with many details.")
    profile.unlock(child, new=new)
    if child.expect([FIRST_WORDS, pexpect.EOF]) == 1:
        child.close()
        return ""
    for process in psutil.Process(child.pid).children():
        if "homeport.adapters.engines.server" in process.cmdline():
            process.kill()
    said = " ".join(text_of(child))
    child.close()
    assert child.exitstatus == 0
    return said


def test_an_engine_killed_midway_is_said_and_the_next_task_has_a_new_one(bare_profile: Profile) -> None:
    # The practice model may end its story after a few words, before it can be killed: then it is asked again.
    for attempt in range(8):
        said = kill_the_engine_midway(bare_profile, new=attempt == 0)
        if "stopped." in said:
            break
    assert "The model on this computer stopped." in said
    assert "only a part" in said
    again = bare_profile.type("ask", "Say hello.")
    bare_profile.unlock(again)
    said = " ".join(text_of(again))
    again.close()
    assert "Draft by SmolLM2" in said
    assert "stopped." not in said
    assert "tokens/s" in said
