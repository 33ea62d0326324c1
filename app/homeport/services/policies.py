"""Policy files: those that are shipped, by name, and any other, by path."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from homeport.domain.errors import UserFacingError
from homeport.policy.vocabulary import MAX_FILE_BYTES

SUFFIX = ".toml"
CASES_SUFFIX = ".cases.toml"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The bytes of a policy and of the file of cases beside it, which is empty when there is none."""

    path: Path
    data: bytes
    cases: bytes = b""


class PolicyFiles:
    """Finds and reads policy files."""

    def __init__(self, shipped: Path) -> None:
        """Take the folder of shipped policies."""
        self._shipped = shipped

    @property
    def names(self) -> Sequence[str]:
        """The names of the shipped policies."""
        return sorted(
            path.name.removesuffix(SUFFIX)
            for path in self._shipped.glob(f"*{SUFFIX}")
            if not path.name.endswith(CASES_SUFFIX)
        )

    def read(self, name: str) -> PolicyFile:
        """Read a policy with its cases.

        Args:
            name: the name of a shipped policy, else a path.

        Raises:
            UserFacingError: there is no such file, or it cannot be read.
        """
        path = self._shipped / f"{name}{SUFFIX}" if name in self.names else Path(name).expanduser()
        cases = path.with_name(path.name.removesuffix(SUFFIX) + CASES_SUFFIX)
        try:
            return PolicyFile(path, _bytes_of(path), _bytes_of(cases) if cases.is_file() else b"")
        except OSError as error:
            raise UserFacingError(
                f"The policy {name} cannot be read: {error.strerror}.",
                f"Give the path of a policy file, or one of these names: {', '.join(self.names)}.",
            ) from error


def _bytes_of(path: Path) -> bytes:
    """At most one byte more than a policy may have: enough for the loader to refuse a file that never ends."""
    with path.open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)
