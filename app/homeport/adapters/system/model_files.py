"""Where model files are, and whether a file is the one that was agreed on."""

import hashlib
import importlib.util
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from homeport.domain.address import parse
from homeport.domain.errors import UserFacingError
from homeport.domain.listed_model import ListedModel

CATALOGUE = "models.toml"
"""The list of models, in the program's folder of resources."""

_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.gguf", re.ASCII)
_BLOCK = 1 << 20  # bytes hashed between two reports of progress


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model file for the built-in engine. Zero and empty mean that nobody said.

    `path` is None when the file is not on this computer; `missing` then says what to do about it.
    `ways_on` are the better choices a person has, for a model that is only there to practise on.
    """

    name: str
    path: Path | None
    sha256: str  # lower-case hex; a file with another hash is refused
    size_bytes: int = 0
    parameters: str = ""
    quantization: str = ""
    context_trained: int = 0
    licence: str = ""
    languages: str = ""
    warning: str = ""
    ways_on: tuple[str, ...] = ()
    starter: bool = False
    missing: str = ""


def starter_model(catalogue: Path) -> ModelFile:
    """The practice model that comes with the program, found without importing the package that carries it.

    Args:
        catalogue: `resources/models.toml`.

    Raises:
        UserFacingError: the catalogue cannot be read or names no starter model.
    """
    try:
        with catalogue.open("rb") as file:
            tables = tomllib.load(file)["model"]
        entry = next(table for table in tables if table.get("starter"))
        package, file_name = str(entry["package"]), str(entry["file"])
        path = _in_package(package, file_name)
        return ModelFile(
            name=str(entry["name"]),
            path=path,
            sha256=str(entry["sha256"]),
            size_bytes=int(entry["size_bytes"]),
            parameters=str(entry["parameters"]),
            quantization=str(entry["quantization"]),
            context_trained=int(entry["context_trained"]),
            licence=str(entry["licence"]),
            languages=str(entry["languages"]),
            warning=str(entry["warning"]),
            ways_on=tuple(str(way) for way in entry["ways_on"]),
            starter=True,
            missing="" if path else f'Run "make setup", or install the package {package.replace("_", "-")}.',
        )
    except (OSError, ValueError, LookupError, TypeError, StopIteration) as error:
        raise _broken(catalogue) from error


def listed_models(catalogue: Path) -> tuple[ListedModel, ...]:
    """The models that may be fetched.

    Raises:
        UserFacingError: the catalogue cannot be read, or an entry is not complete.
    """
    try:
        with catalogue.open("rb") as file:
            tables = [table for table in tomllib.load(file)["model"] if "url" in table]
        return tuple(_listed(table) for table in tables)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise _broken(catalogue) from error


def _listed(table: Mapping[str, Any]) -> ListedModel:
    size, context, hosts = table["size_bytes"], table["context_trained"], table["points_to"]
    words = {
        key: table[key]
        for key in ("name", "file", "url", "sha256", "parameters", "quantization", "licence", "languages", "note",
                    "tried")
    }  # fmt: skip
    model = ListedModel(**words, points_to=tuple(hosts), size_bytes=size, context_trained=context)
    address = parse(model.url)
    plain = all(isinstance(word, str) for word in (*words.values(), *hosts))
    if not plain or type(size) is not int or type(context) is not int or not _is_hash(model.sha256):
        raise ValueError("a field of another kind")
    if address is None or address.scheme != "https" or address.url != model.url or not _FILE.fullmatch(model.file):
        raise ValueError("no plain address or file name")
    return model


def chosen_model(path: Path, sha256: str) -> ModelFile:
    """A file that a person chose and whose hash they confirmed.

    Raises:
        UserFacingError: the hash is not a SHA-256 in hex.
    """
    wanted = sha256.strip().lower()
    if not _is_hash(wanted):
        raise UserFacingError(
            f"The model file {path.name} has no SHA-256 to check it by.",
            "Copy the 64 characters from the page the file came from into the settings.",
        )
    there = path.is_file()
    return ModelFile(
        name=path.stem,
        path=path if there else None,
        sha256=wanted,
        size_bytes=path.stat().st_size if there else 0,
        missing="" if there else f"There is no file {path}. Choose the model file again in the settings.",
    )


def sha256_of(file: BinaryIO, progress: Callable[[int], None] | None = None) -> str:
    """Hex SHA-256 of an open file from its start, in constant memory.

    Args:
        file: opened for reading bytes; left at its end.
        progress: is told the bytes hashed so far, after each mebibyte.
    """
    file.seek(0)
    digest = hashlib.sha256()
    done = 0
    while block := file.read(_BLOCK):
        digest.update(block)
        done += len(block)
        if progress:
            progress(done)
    return digest.hexdigest()


def _is_hash(text: str) -> bool:
    return len(text) == 64 and not set(text) - set("0123456789abcdef")


def _broken(catalogue: Path) -> UserFacingError:
    return UserFacingError(
        f"The list of models ({catalogue.name}) cannot be read.", "Install Homeport again, or restore that file."
    )


def _in_package(package: str, file_name: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / file_name
        if path.is_file():
            return path
    return None
