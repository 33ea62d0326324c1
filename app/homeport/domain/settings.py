"""Everything a person can set, with types, defaults and limits. Adapters read and write the file."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal, get_type_hints

from homeport.domain.task import Ceiling, Latency, TaskKind

Appearance = Literal["system", "light", "dark"]
"""The colours of the window; `system` follows the computer."""

SYSTEM_LANGUAGE = "system"
"""Stands for the computer's language; anything else is a code such as ``sv``."""


@dataclass(frozen=True, slots=True)
class Within:
    """The limits of a number; `most` is None when there is none."""

    least: int
    most: int | None = None

    def holds(self, value: int) -> bool:
        """Whether the number may be set."""
        return self.least <= value and (self.most is None or value <= self.most)


Tokens = Annotated[int, Within(1)]
"""A number of tokens."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engines on this computer may be used. Nothing found is ever switched on by itself."""

    ollama_enabled: bool = False
    ollama_url: str = "http://127.0.0.1:11434"
    ollama_model: str = ""
    lmstudio_enabled: bool = False  # counts only while `ollama_enabled` is false
    lmstudio_url: str = "http://127.0.0.1:1234"
    lmstudio_model: str = ""
    model_file: str = ""  # a GGUF file for the built-in engine; empty = the starter model
    model_sha256: str = ""  # the file is refused unless its hash is this
    context_tokens: Tokens = 4096

    def with_practice(self) -> "EngineSettings":
        """Draft with the practice model."""
        return self.with_file("", "")

    def with_file(self, path: str, sha256: str) -> "EngineSettings":
        """Draft with a model file whose hash a person confirmed."""
        off = replace(self, ollama_enabled=False, lmstudio_enabled=False)
        return replace(off, model_file=path, model_sha256=sha256.lower())

    def with_ollama(self, model: str, url: str = "") -> "EngineSettings":
        """Draft with a model of Ollama; an empty address leaves the one there is."""
        off = replace(self, lmstudio_enabled=False)
        return replace(off, ollama_enabled=True, ollama_url=url or self.ollama_url, ollama_model=model)

    def with_lm_studio(self, model: str, url: str = "") -> "EngineSettings":
        """Draft with a model of LM Studio; an empty address leaves the one there is."""
        off = replace(self, ollama_enabled=False)
        return replace(off, lmstudio_enabled=True, lmstudio_url=url or self.lmstudio_url, lmstudio_model=model)


@dataclass(frozen=True, slots=True)
class Settings:
    """One person's settings.

    `lanes` maps a lane of the policy to endpoint ids, in order; a lane with none is "not set up".
    `kind`, `latency` and `ceiling` are what a new task begins with.
    """

    policy: str = "two-lanes"  # the name of a file in resources/policies, or a path
    language: str = SYSTEM_LANGUAGE
    engines: EngineSettings = EngineSettings()
    lanes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    max_output_tokens: Tokens = 1024
    appearance: Appearance = "system"
    text_scale: Annotated[int, Within(100, 200)] = 100  # percent
    kind: TaskKind = TaskKind.GENERAL
    latency: Latency = Latency.INTERACTIVE
    ceiling: Ceiling = Ceiling.PREMIUM
    first_run_done: bool = False


def within(name: str) -> Within:
    """The limits of a number in `Settings`, for whoever lets a person choose it.

    Raises:
        KeyError: there is no such number.
    """
    hint = get_type_hints(Settings, include_extras=True)[name]
    limits = [limit for limit in getattr(hint, "__metadata__", ()) if isinstance(limit, Within)]
    if not limits:
        raise KeyError(name)
    return limits[0]
