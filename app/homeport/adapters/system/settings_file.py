"""Settings as a TOML file a person may edit; a broken one is set aside and told, never replaced in silence."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from homeport.adapters.system.private_files import make_private_folder, write_private
from homeport.domain.errors import UserFacingError
from homeport.domain.settings import Settings, Within
from homeport.ports.clock import Clock

FILE_NAME = "settings.toml"
"""The settings' file in the config folder."""

MAX_FILE_BYTES = 1 << 20
"""Far above any real one; a larger file is something else."""


@dataclass(frozen=True, slots=True)
class SettingsRead:
    """What is in force, and what became of a file that could not be used."""

    settings: Settings
    problem: str = ""  # in words, naming the key; empty when all is well
    set_aside: Path | None = None  # where the broken file is now; None too when it could not be moved
    chosen: bool = True  # False: no file said any of it, so these are defaults that nobody chose


class BrokenSettings(ValueError):  # noqa: N818 - names what was found
    """What is wrong with the text, naming the key."""


def read_settings(path: Path, clock: Clock) -> SettingsRead:
    """The settings in the file; the defaults when there is none, or when it is broken.

    A broken file is renamed to ``settings.broken-<time>.toml``. One that cannot even be read stays where it is.
    """
    try:
        with path.open("rb") as file:
            return SettingsRead(from_toml(file.read(MAX_FILE_BYTES + 1)))
    except FileNotFoundError:
        return SettingsRead(Settings(), chosen=False)
    except OSError as error:
        return SettingsRead(Settings(), f"{path} cannot be read: {error.strerror}.", chosen=False)
    except BrokenSettings as error:
        return SettingsRead(Settings(), f"{path.name}: {error}.", _set_aside(path, clock), chosen=False)


def write_settings(path: Path, settings: Settings, clock: Clock) -> SettingsRead:
    """Write the settings; a broken file found in the way is set aside first, and told.

    Raises:
        UserFacingError: it could not be written, or a value is out of its limits; the file is as it was.
    """
    text = to_toml(settings)
    try:
        from_toml(text.encode())
    except BrokenSettings as error:
        raise UserFacingError(
            f"A setting cannot be kept: {error}.", "Choose another value, then try again."
        ) from error
    try:
        make_private_folder(path.parent)
        found = read_settings(path, clock)
        if found.problem and found.set_aside is None:
            raise UserFacingError(
                found.problem, "Your settings were not saved. Move that file away, then try again."
            )
        write_private(path, text.encode())
    except OSError as error:
        raise UserFacingError(
            f"Your settings could not be saved in {path}: {error.strerror}.",
            "Check free space and rights of that folder, then try again.",
        ) from error
    return SettingsRead(settings, found.problem, found.set_aside)


def to_toml(settings: Settings) -> str:
    """The settings as TOML 1.0, every value named.

    Raises:
        UserFacingError: a value holds half a character, which no file can.
    """
    lines = ["# Homeport's settings. A key that is not known, or a value of another kind, sets the file aside."]
    lines += _table(settings, ())
    text = "\n".join(lines) + "\n"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UserFacingError("A setting holds a broken character.", "Type that value anew.") from error
    return text


def from_toml(data: bytes) -> Settings:
    """Read settings; keys that are not there take their defaults.

    Raises:
        BrokenSettings: not TOML, a key that is not known, or a value of another kind.
    """
    if len(data) > MAX_FILE_BYTES:
        raise BrokenSettings(f"larger than {MAX_FILE_BYTES} bytes")
    try:
        given = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BrokenSettings(f"not UTF-8 at byte {error.start}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BrokenSettings(f"not TOML ({error})") from error
    settings: Settings = _read(Settings, given, "")
    return settings


def _set_aside(path: Path, clock: Clock) -> Path | None:
    stamp = clock.now().replace(":", "")  # a colon is no file name on Windows
    for number in range(100):
        suffix = f"-{number}" if number else ""
        target = path.with_name(f"{path.stem}.broken-{stamp}{suffix}{path.suffix}")
        if target.exists():
            continue
        try:
            return path.rename(target)
        except OSError:
            return None
    return None


def _read(kind: Any, given: Any, key: str) -> Any:
    origin = get_origin(kind)
    if is_dataclass(kind):
        return _read_table(kind, given, key)
    if origin is dict:
        return {
            name: _read(get_args(kind)[1], value, f"{key}.{name}") for name, value in _is(given, dict, key).items()
        }
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], value, key) for value in _is(given, list, key))
    return _read_value(kind, given, key)


def _read_value(kind: Any, given: Any, key: str) -> Any:
    if get_origin(kind) is Annotated:
        number, *limits = get_args(kind)
        return _within(_is(given, number, key), limits, key)
    if get_origin(kind) is Literal:
        return _one_of(get_args(kind), given, key)
    if issubclass(kind, Enum):
        return kind(_one_of([member.value for member in kind], given, key))
    return _is(given, kind, key)


def _within(value: int, limits: Sequence[Within], key: str) -> int:
    for limit in limits:
        if not limit.holds(value):
            allowed = f"{limit.least} or more" if limit.most is None else f"from {limit.least} to {limit.most}"
            raise BrokenSettings(f"{key} is {value}; it must be {allowed}")
    return value


def _one_of(words: Sequence[str], given: Any, key: str) -> str:
    word: str = _is(given, str, key)
    if word not in words:
        raise BrokenSettings(f"{key} is {word!r}; it must be one of {', '.join(words)}")
    return word


def _read_table(kind: Any, given: Any, key: str) -> Any:
    table: Mapping[str, Any] = _is(given, dict, key)
    hints = get_type_hints(kind, include_extras=True)
    prefix = f"{key}." if key else ""
    if unknown := sorted(set(table) - set(hints)):
        raise BrokenSettings(f"there is no setting {prefix}{unknown[0]}")
    return kind(**{name: _read(hints[name], value, f"{prefix}{name}") for name, value in table.items()})


_SHOWN = {str: "text", int: "a whole number", bool: "true or false", dict: "a table", list: "a list"}


def _is(value: Any, kind: type, key: str) -> Any:
    if type(value) is not kind:  # bool is an int, but no number of tokens
        raise BrokenSettings(f"{key or 'the file'} must be {_SHOWN[kind]}")
    return value


def _table(value: Any, path: tuple[str, ...]) -> list[str]:
    items = {f.name: getattr(value, f.name) for f in fields(value)} if is_dataclass(value) else value
    inner = {name: item for name, item in items.items() if is_dataclass(item) or isinstance(item, dict)}
    lines = [f"{_key(name)} = {_value(item)}" for name, item in items.items() if name not in inner]
    for name, item in inner.items():
        lines += ["", f"[{'.'.join(map(_key, (*path, name)))}]", *_table(item, (*path, name))]
    return lines


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    return "[" + ", ".join(_text(item) for item in value) + "]"


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else _text(name)


def _text(text: str) -> str:
    # JSON escapes a subset of what a TOML basic string does; only DEL must be escaped in addition.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
