"""One test of a draft."""

from dataclasses import dataclass

from homeport.domain.said import Said


@dataclass(frozen=True, slots=True)
class Check:
    """A named test, whether it passed and what it saw, as one sentence in English and as a value."""

    id: str
    passed: bool
    says: str
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class QualityReport:
    """All checks of one draft; any failed one means low quality."""

    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(check for check in self.checks if not check.passed)
