"""Two hundred files dropped on the real window at once: all are read and labelled, and typing goes on."""

import os
from pathlib import Path

import pytest

from fakes.first_matter import PERSONAL_NUMBER
from fakes.profile import PASSPHRASE, Profile
from fakes.window_run import run_window

FILES = 200
NOT_NOTICED_SECONDS = 0.25
"""A hand that types notices a longer wait; half of what a busy machine of the tests takes away."""


def test_two_hundred_files_at_once(bare_profile: Profile, tmp_path: Path) -> None:
    folder = tmp_path / "dropped"
    folder.mkdir()
    for n in range(FILES):
        number = f"The patient is {PERSONAL_NUMBER}." if n == FILES // 2 else "Nothing to see."
        (folder / f"note {n:03}.txt").write_text(f"Note {n}. {number}\n")
    (bare_profile.config / "settings.toml").write_text("first_run_done = true\n")
    given = {"passphrase": PASSPHRASE, "folder": str(folder)}
    seen = run_window(bare_profile, "many_files", tmp_path / "window", given=given)
    told = seen.told
    assert told["accepted"] == [True, True]
    assert told["classes"] == ["internal", "restricted"]
    assert f"{FILES} documents" in told["words"]
    assert "199 internal" in told["words"]
    assert "1 restricted" in told["words"]
    assert "note 100.txt" in told["why"]
    assert told["typed"] == "Which of them has a number?"
    assert seen.code == 0
    if told["longest"] >= NOT_NOTICED_SECONDS and os.getloadavg()[0] > (os.cpu_count() or 1):
        pytest.skip(f"the machine is too busy to measure: {told['gaps']} at load {os.getloadavg()[0]:.1f}")
    assert told["longest"] < NOT_NOTICED_SECONDS, told["gaps"]
