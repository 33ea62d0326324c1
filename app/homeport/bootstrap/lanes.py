"""The lanes off this computer: which providers there are, and which endpoints the settings assign."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from homeport.domain.errors import UserFacingError
from homeport.domain.settings import Settings

if TYPE_CHECKING:
    from homeport.services.endpoints import Provider
    from homeport.services.escalate import OpenLane


class Lanes:
    """Made anew when the settings or the files change.

    Args:
        settings: which endpoints serve each lane.
        shipped: the folder of the provider files that come with the program.
        own: the folder of the person's own.
    """

    def __init__(self, settings: Settings, shipped: Path, own: Path) -> None:
        self._settings = settings
        self._shipped = shipped
        self._own = own

    @cached_property
    def providers(self) -> "Mapping[str, Provider]":
        """Provider files by id."""
        from homeport.services.endpoints import ProviderSource, read_providers

        def sources(folder: Path) -> Iterator[ProviderSource]:
            for path in sorted(folder.glob("*.toml")):
                authority = path.with_suffix(".ca.pem")
                company_ca = authority.read_text("ascii") if authority.exists() else ""
                yield ProviderSource(path.name, path.read_bytes(), company_ca)

        return read_providers(sources(self._shipped), sources(self._own))

    @property
    def notice(self) -> str:
        """Why every lane off this computer is closed although lanes are set up; empty when none is."""
        try:
            self.providers  # noqa: B018 - reads the files
        except UserFacingError as error:
            return f"{error.title} {error.what_next}" if self._settings.lanes else ""
        return ""

    @cached_property
    def open(self) -> "Mapping[str, tuple[OpenLane, ...]]":
        """The endpoints that the settings assign to each lane, in order; an unknown one is left out."""
        from homeport.services.escalate import OpenLane
        from homeport.wire.formats import wire_format

        if self.notice:  # work on this computer goes on
            return {}
        known = {
            endpoint.id: (provider, endpoint)
            for provider in self.providers.values()
            for endpoint in provider.endpoints
        }
        return {
            lane: tuple(
                OpenLane(replace(endpoint, lane=lane), wire_format(provider.wire, provider.omit))
                for provider, endpoint in (known[name] for name in names if name in known)
            )
            for lane, names in self._settings.lanes.items()
        }

    @property
    def own(self) -> frozenset[str]:
        """The ids of the person's own provider files."""
        from homeport.adapters.system.provider_files import own_providers

        return own_providers(self._own)

    def keep(self, name: str, data: bytes, company_ca: str) -> None:
        """Write an own provider file.

        Raises:
            UserFacingError: it could not be written.
        """
        from homeport.adapters.system.provider_files import keep_provider

        keep_provider(self._own, name, data, company_ca)

    def forget(self, name: str) -> tuple[bytes, str] | None:
        """Remove an own provider file; gives its bytes and its authority back, None when there is none."""
        from homeport.adapters.system.provider_files import forget_provider

        return forget_provider(self._own, name)
