"""The engines on this computer, and which of them is the lane."""

import hashlib
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from homeport.bootstrap.process import run_in_thread
from homeport.domain.settings import Settings

if TYPE_CHECKING:
    from homeport.adapters.egress.client import BrokerEgress
    from homeport.adapters.system.launcher_client import LauncherClient
    from homeport.ports.engine import Engine, PullingEngine
    from homeport.services.device import DeviceLane


class Engines:
    """Made anew when the settings change.

    Args:
        settings: which engine, which model, how much context.
        resources: the program's data files: the practice model's description and the examples it may read.
        processes: starts the built-in engine's process.
        egress: the way to every engine.
        opened: what is to be closed when the program ends.
    """

    def __init__(
        self,
        settings: Settings,
        resources: Path,
        processes: "LauncherClient",
        egress: "BrokerEgress",
        opened: AsyncExitStack,
    ) -> None:
        self._settings = settings
        self._resources = resources
        self._processes = processes
        self._egress = egress
        self._opened = opened
        self._built_in_model = ""

    @cached_property
    def built_in(self) -> "Engine":
        """The built-in engine with the chosen model file, or with the practice model."""
        from homeport.adapters.engines.builtin import BuiltInEngine
        from homeport.adapters.system.model_files import chosen_model, starter_model

        chosen = self._settings.engines
        model = (
            chosen_model(Path(chosen.model_file), chosen.model_sha256)
            if chosen.model_file
            else starter_model(self._resources / "models.toml")
        )
        engine = BuiltInEngine(
            self._processes,
            self._egress,
            model,
            context_tokens=chosen.context_tokens,
            max_output_tokens=self._settings.max_output_tokens,
        )
        self._opened.push_async_callback(engine.stop)
        self._built_in_model = model.name
        return engine

    @cached_property
    def ollama(self) -> "PullingEngine":
        """Ollama at the address of the settings; asked only when the settings or a person say so."""
        return self.ollama_at(self._settings.engines.ollama_url)

    def ollama_at(self, url: str) -> "PullingEngine":
        """Ollama at an address; for looking, before anything is chosen."""
        from homeport.adapters.egress.transport import BrokerTransport
        from homeport.adapters.engines.ollama import OllamaEngine

        return OllamaEngine(
            url,
            self._egress,
            context_tokens=self._settings.engines.context_tokens,
            max_output_tokens=self._settings.max_output_tokens,
            transport=lambda: BrokerTransport(self._egress),
        )

    @cached_property
    def lm_studio(self) -> "Engine":
        """LM Studio at the address of the settings; asked only when the settings or a person say so."""
        return self.lm_studio_at(self._settings.engines.lmstudio_url)

    def lm_studio_at(self, url: str) -> "Engine":
        """LM Studio at an address; for looking, before anything is chosen."""
        from homeport.adapters.engines.lmstudio import LmStudioEngine

        return LmStudioEngine(
            url,
            self._egress,
            self._processes,
            context_tokens=self._settings.engines.context_tokens,
            max_output_tokens=self._settings.max_output_tokens,
        )

    @cached_property
    def device(self) -> "DeviceLane":
        """The lane on this computer."""
        from homeport.services.device import DeviceLane

        chosen = self._settings.engines
        if chosen.ollama_enabled:
            return DeviceLane(self.ollama, chosen.ollama_model, self.example_hashes, practice=False)
        if chosen.lmstudio_enabled:
            return DeviceLane(self.lm_studio, chosen.lmstudio_model, self.example_hashes, practice=False)
        engine = self.built_in
        practice = not chosen.model_file
        return DeviceLane(engine, self._built_in_model, self.example_hashes, practice=practice)

    async def practice_model_refuses(self, files: Sequence[Path]) -> bool:
        """Whether only the practice model is set up, and one of the files is not a shipped example."""
        chosen = self._settings.engines
        if chosen.ollama_enabled or chosen.lmstudio_enabled or chosen.model_file:
            return False
        return await run_in_thread(lambda: any(_sha256(path) not in self.example_hashes for path in files))

    @cached_property
    def examples(self) -> tuple[Path, ...]:
        """The shipped example documents, in the order of their names."""
        return tuple(sorted(p for p in (self._resources / "examples").iterdir() if p.name != "README.md"))

    @cached_property
    def example_hashes(self) -> frozenset[str]:
        """SHA-256 of every shipped example: what the practice model may read."""
        return frozenset(_sha256(path) for path in self.examples)


def _sha256(path: Path) -> str:
    """Hex SHA-256 of a file; empty when it cannot be read, which is nobody's hash."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
