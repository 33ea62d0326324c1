"""The first minutes of somebody new, in the real window by keys alone, and coming back to what was done.

The same scripts make the pictures of the guide. What is asserted here is what somebody stumbled over once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from fakes.first_matter import write_matter
from fakes.llama_server import LlamaServer
from fakes.ollama_front import MODEL, OllamaFront
from fakes.profile import PASSPHRASE, Profile
from fakes.window_run import run_window

if TYPE_CHECKING:
    from fakes.window_run import Seen

CONTEXT = 4096
"""What the settings begin with."""

LONGEST_ANSWER = 200  # tokens: the smallest model repeats itself until it is stopped

KEPT_TO_ITSELF = "x-kde-passwordManagerHint"


def test_the_first_minutes_and_coming_back(bare_profile: Profile, tmp_path: Path) -> None:
    given = {"passphrase": PASSPHRASE, "model": MODEL, **write_matter(bare_profile.home / "Matter")}
    with LlamaServer(n_ctx=CONTEXT) as server, OllamaFront(server.url, server.api_key, CONTEXT) as ollama:
        given["url"] = ollama.url
        ollama.script.most_tokens = LONGEST_ANSWER
        first = run_window(bare_profile, "first_minutes", tmp_path / "first", given=given)
        again = run_window(bare_profile, "back_again", tmp_path / "again", given=given)
    assert first.code == again.code == 0, first.errors + again.errors
    the_practice_model_says_what_it_does_not_read(first)
    a_restricted_document_says_why(first)
    drafting_goes_on_where_the_keys_are(first)
    what_is_taken_away_is_named_by_no_document(first, Path(given["export"]))
    everything_is_there(again)
    the_window_speaks_swedish(again)


def the_practice_model_says_what_it_does_not_read(first: "Seen") -> None:
    told = first.told
    assert told["example"]["lanes"] == ["device"]
    assert "PracticeModel" in told["example"]["notices"]
    assert told["new_task_chips"] == 0, "documents of one conversation stay in another"
    assert told["own_forecast"] == "unavailable"
    assert told["own"]["lanes"] == []
    assert told["own_words"].count("Choose a model…") == 1
    assert told["tried_again"]["lanes"] == ["device"]
    assert told["tried_again_focus"] == "Instruction"


def a_restricted_document_says_why(first: "Seen") -> None:
    told = first.told
    assert "Referral.docx, paragraph 2" in told["why"]
    assert "Rule N1" in told["why"]
    assert "Referral.docx" in told["document"]


def drafting_goes_on_where_the_keys_are(first: "Seen") -> None:
    told = first.told
    assert "StoppedHere" in told["stopped"]["notices"]
    assert told["stopped"]["answers"][0].strip()
    assert len(told["changed"]["answers"]) == 2
    assert told["versions"] == 3
    assert told["changed_focus"] == told["versions_focus"] == "Instruction"
    assert told["own_text"].endswith("Checked by me.")
    assert told["turns"] == 2
    assert told["title"] == "Homeport"


def what_is_taken_away_is_named_by_no_document(first: "Seen", exported: Path) -> None:
    told = first.told
    assert KEPT_TO_ITSELF in told["formats"], "a copy above internal is kept to this clipboard"
    assert told["said"] == "Copied"
    assert [Path(name).name for name in told["name"]] == ["answer.md"]
    assert "Checked by me." in exported.read_text("utf-8")


def everything_is_there(again: "Seen") -> None:
    told = again.told
    assert told["own_text"].endswith("Checked by me.")
    assert told["versions"] == told["not_run"] + 2 == 3
    assert "cannot be checked" not in told["answer"]
    assert "keeps no documents" in told["told"]
    assert "Add them again, then do it once more" in told["why_not"]
    assert told["rows"] == 3


def the_window_speaks_swedish(again: "Seen") -> None:
    told = again.told
    assert told["kept"] == "Half a thought"
    assert told["swedish_focus"] == "Instruktion"
    for english in ("New task", "Run here", "Settings", "Today", "Nothing sent"):
        assert english not in told["swedish"]
