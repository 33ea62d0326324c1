"""The real program on folders of its own, for tests of the settings: real files, loopback egress, kept keys."""

from functools import cached_property
from pathlib import Path

from fakes.kept_secrets import KeptSecrets
from fakes.launched import Launched
from fakes.plain_egress import PlainEgress
from homeport.adapters.engines.ollama import OllamaEngine
from homeport.adapters.system import provider_files
from homeport.adapters.system.child_environment import Handover
from homeport.adapters.system.folders import Folders, resources_folder
from homeport.bootstrap.wired import Bootstrap, Places
from homeport.ports.engine import Engine


class SettingsBootstrap(Bootstrap):
    """`Bootstrap` with what the settings need; give it a folder that is empty."""

    def __init__(self, home: Path) -> None:
        folders = Folders(home / "data", home / "config", home / "cache").make()
        super().__init__(Places(resources_folder(), folders), Handover(-1, -1))

    @cached_property
    def secrets(self) -> KeptSecrets:
        return KeptSecrets()

    @cached_property
    def egress(self) -> PlainEgress:
        return PlainEgress()

    @cached_property
    def processes(self) -> Launched:
        return Launched()

    @property
    def record_path(self) -> Path:
        return self.places.folders.data / "record.db"

    @property
    def own_providers(self) -> frozenset[str]:
        return provider_files.own_providers(self._providers_folder)

    def ollama_at(self, url: str) -> Engine:
        return OllamaEngine(url, self.egress, context_tokens=512, max_output_tokens=64)

    def keep_provider(self, name: str, data: bytes, company_ca: str = "") -> None:
        provider_files.keep_provider(self._providers_folder, name, data, company_ca)
        self._forget_made()

    def forget_provider(self, name: str) -> tuple[bytes, str] | None:
        kept = provider_files.forget_provider(self._providers_folder, name)
        self._forget_made()
        return kept

    @property
    def _providers_folder(self) -> Path:
        return self.places.folders.config / "providers"

    def _forget_made(self) -> None:
        for made in ("providers", "open_lanes", "route", "workshop"):
            self.__dict__.pop(made, None)
