import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.still_clock import StillClock
from homeport.adapters.system.folders import Folders, resources_folder, user_folders
from homeport.adapters.system.settings_file import (
    FILE_NAME,
    SettingsRead,
    from_toml,
    read_settings,
    to_toml,
    write_settings,
)
from homeport.domain.errors import UserFacingError
from homeport.domain.settings import EngineSettings, Settings, Within, within
from homeport.domain.task import Ceiling, Latency, TaskKind

CHANGED = Settings(
    policy="/etc/homeport/länets policy.toml",
    language="sv",
    engines=EngineSettings(ollama_enabled=True, ollama_model='qwen3 "4b"', context_tokens=8192),
    lanes={"eu": ("eu-mistral", "eu-two"), "premium": (), 'odd "lane".x': ("a",)},
    max_output_tokens=2048,
    appearance="dark",
    text_scale=150,
    kind=TaskKind.MEDICAL,
    latency=Latency.BATCH,
    ceiling=Ceiling.FREE,
    first_run_done=True,
)


def test_no_file_means_the_defaults_and_makes_none(tmp_path: Path) -> None:
    assert read_settings(tmp_path / FILE_NAME, StillClock()) == SettingsRead(Settings(), chosen=False)
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "config" / FILE_NAME
    assert write_settings(path, CHANGED, StillClock()) == SettingsRead(CHANGED)
    assert read_settings(path, StillClock()) == SettingsRead(CHANGED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


_TEXT = st.text(max_size=12)


@given(
    st.builds(
        Settings,
        policy=_TEXT,
        language=_TEXT,
        engines=st.builds(
            EngineSettings, ollama_url=_TEXT, model_file=_TEXT, context_tokens=st.integers(1, 1 << 60)
        ),
        lanes=st.dictionaries(_TEXT, st.lists(_TEXT, max_size=3).map(tuple), max_size=3),
        max_output_tokens=st.integers(1, 1 << 30),
        appearance=st.sampled_from(["system", "light", "dark"]),
        text_scale=st.integers(100, 200),
        kind=st.sampled_from(TaskKind),
        latency=st.sampled_from(Latency),
        ceiling=st.sampled_from(Ceiling),
        first_run_done=st.booleans(),
    )
)
def test_every_settings_value_survives_the_file(settings: Settings) -> None:
    assert from_toml(to_toml(settings).encode()) == settings


def test_a_missing_key_takes_its_default_and_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b'\xef\xbb\xbflanguage = "sv"\n[engines]\nollama_enabled = true\n')
    read = read_settings(path, StillClock())
    assert read == SettingsRead(Settings(language="sv", engines=EngineSettings(ollama_enabled=True)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"language = ", "not TOML"),
        (b"\x00\x01\x02", "not TOML"),
        (b"a = " + b"[" * 5000, "not TOML"),
        (b'language = "\xff"', "not UTF-8"),
        (b"languag = 'sv'", "there is no setting languag"),
        (b"[engines]\nollama = true", "there is no setting engines.ollama"),
        (b"language = 3", "language must be text"),
        (b"max_output_tokens = true", "max_output_tokens must be a whole number"),
        (b"max_output_tokens = 1.5", "max_output_tokens must be a whole number"),
        (b"max_output_tokens = 0", "1 or more"),
        (b"[engines]\ncontext_tokens = 0", "engines.context_tokens is 0; it must be 1 or more"),
        (b"text_scale = 99", "text_scale is 99; it must be from 100 to 200"),
        (b"text_scale = 201", "it must be from 100 to 200"),
        (b"appearance = 'pink'", "appearance is 'pink'; it must be one of system, light, dark"),
        (b"appearance = 1", "appearance must be text"),
        (b"kind = 'poem'", "must be one of general, dev, contract, medical"),
        (b"latency = ''", "must be one of interactive, background, batch"),
        (b"ceiling = 'Free'", "must be one of free, small, premium"),
        (b"first_run_done = 1", "first_run_done must be true or false"),
        (b"[engines]\nollama_enabled = 'yes'", "engines.ollama_enabled must be true or false"),
        (b"engines = 1", "engines must be a table"),
        (b"[lanes]\neu = 'x'", "lanes.eu must be a list"),
        (b"[lanes]\neu = [1]", "lanes.eu must be text"),
        (b"#" * (2 << 20), "larger than"),
    ],
)
def test_a_broken_file_is_set_aside_whole_and_told(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    read = read_settings(path, StillClock())
    assert read.settings == Settings()
    assert words in read.problem
    assert read.set_aside == tmp_path / "settings.broken-2026-01-02T030405Z.toml"
    assert read.set_aside.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == [read.set_aside.name]


def test_two_broken_files_in_one_second_are_both_kept(tmp_path: Path) -> None:
    for content in ("first =", "second ="):
        (tmp_path / FILE_NAME).write_text(content)
        assert read_settings(tmp_path / FILE_NAME, StillClock()).set_aside is not None
    assert sorted(file.read_text() for file in tmp_path.iterdir()) == ["first =", "second ="]


def test_a_file_that_cannot_be_read_stays_and_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.mkdir()  # the one thing that even root cannot read as a file
    read = read_settings(path, StillClock())
    assert (read.settings, read.set_aside) == (Settings(), None)
    assert "cannot be read" in read.problem
    with pytest.raises(UserFacingError, match="cannot be read"):
        write_settings(path, CHANGED, StillClock())
    assert path.is_dir()


def test_saving_over_a_broken_file_sets_it_aside_first(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text("broken =")
    told = write_settings(path, CHANGED, StillClock())
    assert told.set_aside is not None
    assert told.set_aside.read_text() == "broken ="
    assert read_settings(path, StillClock()).settings == CHANGED


@pytest.mark.parametrize("settings", [Settings(text_scale=300), Settings(max_output_tokens=0)])
def test_a_value_out_of_its_limits_is_not_written(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / FILE_NAME
    write_settings(path, CHANGED, StillClock())
    with pytest.raises(UserFacingError, match="cannot be kept"):
        write_settings(path, settings, StillClock())
    assert read_settings(path, StillClock()).settings == CHANGED


def test_limits_can_be_asked_for() -> None:
    assert within("text_scale") == Within(100, 200)
    assert within("max_output_tokens") == Within(1, None)
    for name in ("policy", "kind", "no such setting"):
        with pytest.raises(KeyError):
            within(name)


def test_settings_of_the_first_version_are_read() -> None:
    assert from_toml(b"policy = 'x'\nlanguage = 'en'\nmax_output_tokens = 5\n[engines]\n[lanes]\n") == Settings(
        policy="x", language="en", max_output_tokens=5
    )


def test_half_a_character_is_refused_and_the_file_left(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    write_settings(path, CHANGED, StillClock())
    with pytest.raises(UserFacingError, match="broken character"):
        write_settings(path, Settings(policy="\ud800"), StillClock())
    assert read_settings(path, StillClock()).settings == CHANGED


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserFacingError, match="could not be saved"):
        write_settings(tmp_path / "file" / FILE_NAME, CHANGED, StillClock())


def test_folders_follow_each_system(tmp_path: Path) -> None:
    linux = user_folders({}, "linux", tmp_path)
    assert linux == Folders(
        tmp_path / ".local/share/homeport", tmp_path / ".config/homeport", tmp_path / ".cache/homeport"
    )
    moved = {"XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "relative", "XDG_CACHE_HOME": ""}
    assert user_folders(moved, "linux", tmp_path) == Folders(Path("/data/homeport"), linux.config, linux.cache)
    assert user_folders({}, "darwin", tmp_path).data == tmp_path / "Library/Application Support/Homeport/data"
    assert user_folders({"LOCALAPPDATA": str(tmp_path)}, "win32", tmp_path).data == tmp_path / "Homeport/data"


def test_folders_are_made_for_one_person(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    made = Folders(tmp_path / "data", tmp_path / "a" / "config", tmp_path / "cache").make()
    for folder in (made.data, made.config, made.cache):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_program_finds_its_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (resources_folder().parent / "app" / "homeport").is_dir()
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert resources_folder() == tmp_path / "resources"
