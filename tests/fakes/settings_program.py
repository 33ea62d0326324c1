"""The real program on folders of its own, for tests of the settings: real files, loopback egress, kept keys."""

from functools import cached_property
from pathlib import Path

from fakes.kept_secrets import KeptSecrets
from fakes.launched import Launched
from fakes.plain_egress import PlainEgress
from homeport.adapters.system.child_environment import Handover
from homeport.adapters.system.folders import Folders, resources_folder
from homeport.bootstrap.wired import Bootstrap, Places


class SettingsBootstrap(Bootstrap):
    """`Bootstrap` without a launcher; give it a folder that is empty."""

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
