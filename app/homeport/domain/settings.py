"""Everything a person can set, with types, defaults and limits. Adapters read and write the file."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engines on this computer may be used. Nothing found is ever switched on by itself."""

    ollama_enabled: bool = False
    ollama_url: str = "http://127.0.0.1:11434"
    ollama_model: str = ""
    model_file: str = ""  # a GGUF file for the built-in engine; empty = the starter model
    model_sha256: str = ""  # the file is refused unless its hash is this
    context_tokens: int = 4096


@dataclass(frozen=True, slots=True)
class Settings:
    """One person's settings.

    `lanes` maps a lane of the policy to endpoint ids, in order; a lane with none is "not set up".
    """

    policy: str = "two-lanes"  # the name of a file in resources/policies, or a path
    language: str = "en"
    engines: EngineSettings = EngineSettings()
    lanes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    max_output_tokens: int = 1024
