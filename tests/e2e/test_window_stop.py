"""Esc ends what runs within a second, while the model reads and while it writes, with a real model."""

from pathlib import Path

from fakes.ollama_front import OllamaFront
from fakes.profile import PASSPHRASE, Profile
from fakes.window_run import run_window

LONG = "The parties met on Monday and agreed that the second part is paid in ninety days. "


def test_esc_stops_within_a_second(profile: Profile, ollama: OllamaFront, tmp_path: Path) -> None:
    ollama.script.endless = True
    settings = profile.config / "settings.toml"
    longer = settings.read_text().replace("max_output_tokens = 60", "max_output_tokens = 300")
    settings.write_text(f"first_run_done = true\n{longer}")
    reading, writing = tmp_path / "long.txt", tmp_path / "short.txt"
    reading.write_text(LONG * 28)  # most of the context: a second and more of reading
    writing.write_text(LONG)
    given = {"passphrase": PASSPHRASE, "reading": str(reading), "writing": str(writing)}
    seen = run_window(profile, "stopping", tmp_path / "window", given=given).told
    for stage, name in (("reading", "ReadingPrompt"), ("writing", "Writing")):
        stopped = seen[stage]
        assert stopped["stage"] == name, seen
        assert stopped["seconds"] < 1, seen
        assert "StoppedHere" in stopped["notices"], seen
    assert ollama.client_gone.is_set()
    assert seen["writing"]["answers"][0].strip()
