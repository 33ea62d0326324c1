"""The policy window of the real program: read, filtered, tried, by keys alone."""

from pathlib import Path

import pytest

from fakes.profile import PASSPHRASE, Profile
from fakes.window_run import run_window

SAID = {
    "en": {
        "sections": "Sections", "filter": "Data class", "table": "All combinations of facts",
        "rule": "Confidential and restricted input never leaves this computer.",
        "left": "144 of 576 combinations", "confidential": "Confidential", "starts": "It starts with",
        "promise": "Holds in all 144 combinations it is about",
    },
    "sv": {
        "sections": "Avsnitt", "filter": "Dataklass", "table": "Alla kombinationer av fakta",
        "rule": "Konfidentiellt och strängt konfidentiellt material lämnar aldrig den här datorn.",
        "left": "144 av 576 kombinationer", "confidential": "Konfidentiell", "starts": "Det börjar med",
        "promise": "Håller i alla 144 kombinationer det handlar om",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_policy_is_read_filtered_and_tried_by_keys_alone(
    language: str, profile: Profile, tmp_path: Path
) -> None:
    settings = profile.config / "settings.toml"
    settings.write_text(f'language = "{language}"\nfirst_run_done = true\n' + settings.read_text())
    said = SAID[language]
    given = {"passphrase": PASSPHRASE, "then": "internal", **said}
    seen = run_window(profile, "policy", tmp_path / "window", given=given)
    assert seen.code == 0, seen.errors
    told = seen.told
    assert not told["modal"]
    assert said["rule"] in told["rules"]
    assert "N1" in told["rules"]
    assert f"{said['confidential']}\t144" in told["counted"]
    assert said["left"] in told["filtered"]
    assert told["tried"]["sensitivity"] == "confidential"
    assert said["starts"] in told["said"]
    assert said["rule"] in told["said"]  # it closes the premium lane
    assert told["then"] == {**told["tried"], "sensitivity": "internal"}
    assert said["rule"] not in told["said_then"]
    assert told["seconds"] < 1.0  # the promise of 50 ms is measured where nothing else runs
    assert said["promise"] in told["promises"]
    assert told["closed"]
