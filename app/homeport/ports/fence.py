"""What keeps a process from sending by itself, and whether it holds."""

from dataclasses import dataclass


class FencedError(PermissionError):
    """Something in this process tried a way out."""


@dataclass(frozen=True, slots=True)
class FencePart:
    """One layer, whether it stands here, and what that means in words."""

    name: str
    active: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class FenceReport:
    """What keeps this process in."""

    parts: tuple[FencePart, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each part in words."""
        return tuple(part.sentence for part in self.parts)

    @property
    def kernel(self) -> bool:
        """Whether the system itself refuses, so that native code is held, too."""
        return any(part.active for part in self.parts if part.name == "seccomp")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way out that was tried: whether it was stopped, and by what."""

    name: str
    stopped: bool
    by: str
