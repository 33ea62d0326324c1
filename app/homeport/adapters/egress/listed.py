"""What the broker may fetch: the addresses of the program's own list of models, and where their answers point.

The broker reads the list by itself, from the program's files, so that not even code in the app's process can make
an address up. An answer that points elsewhere is never followed; the address it names may be asked for once, by a
ticket of its own, if its host is one of those that the list names for this file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from homeport.domain.address import parse


@dataclass(slots=True)
class ListedAddresses:
    """The list, and the addresses that answers have pointed to and nobody has asked for yet.

    Args:
        read: gives the hosts that each listed address may point to; called when the first fetch comes.
    """

    read: Callable[[], Mapping[str, frozenset[str]]]
    _listed: Mapping[str, frozenset[str]] | None = None
    _pointed_to: dict[str, frozenset[str]] = field(default_factory=dict)

    def take(self, url: str) -> frozenset[str] | None:
        """The hosts its answer may point to; None when it may not be fetched. Uses a pointed-to address up."""
        if self._listed is None:
            self._listed = self.read()
        hosts = self._listed.get(url)
        return hosts if hosts is not None else self._pointed_to.pop(url, None)

    def point(self, hosts: frozenset[str], location: str) -> bool:
        """Remember where an answer points; False when the list does not name that host."""
        address = parse(location)
        if address is None or address.scheme != "https" or not _is_one_of(address.host, hosts):
            return False
        self._pointed_to[location] = frozenset()  # it may not point on
        return True


def _is_one_of(host: str, hosts: frozenset[str]) -> bool:
    """Whether a host is named; ``*.example.org`` names all below it."""
    return host in hosts or any(
        name.startswith("*.") and host.endswith(name[1:]) and len(host) >= len(name) for name in hosts
    )
