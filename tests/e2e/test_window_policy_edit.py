"""A policy is copied, mended, saved and put in force in the real window, by keys; the terminal says the same."""

import tomllib
from pathlib import Path

from fakes.profile import PASSPHRASE, Profile
from fakes.window_run import run_window


def test_a_copy_is_edited_saved_and_in_force(profile: Profile, tmp_path: Path) -> None:
    (profile.config / "settings.toml").write_text("first_run_done = true\n")
    seen = run_window(profile, "policy_edit", tmp_path / "window", given={"passphrase": PASSPHRASE}).told
    assert any("Did you mean “lanes”?" in mistake for mistake in seen["mistakes"]), seen
    assert seen["may_save"] is False
    assert seen["at_line"] == "lnaes = { managed = true }"
    assert "Premium closes: 24 combinations." in seen["changes"]
    assert "(my copy)" in seen["asked"]
    assert seen["meanwhile"] == seen["before"]  # saving it decides nothing
    assert seen["after"].endswith("(my copy)")
    path = Path(seen["saved"])
    assert path.parent == profile.config / "policies"
    assert path.stat().st_mode & 0o077 == 0
    assert tomllib.loads(path.read_text("utf-8"))["never"][-1]["id"] == "N9"
    (in_force,) = profile.json("policy").of("policy_in_force")
    assert in_force["chosen"]["from"] == str(path)
    assert in_force["says"] == []
    changed = profile.json("policy", "diff", "two-lanes", path, "--most", "0").of("change")
    assert [(change["kind"], change["lane"]) for change in changed] == [("closes", "premium")]
    assert not (path.parent / "unsaved.json").exists()
