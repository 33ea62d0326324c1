"""A person's own provider files, in the folder beside the settings."""

from pathlib import Path

from homeport.adapters.system.private_files import make_private_folder, write_private
from homeport.domain.errors import UserFacingError


def keep_provider(folder: Path, name: str, data: bytes, company_ca: str = "") -> None:
    """Write ``NAME.toml`` and, if there is one, the authority beside it, which is written first.

    Raises:
        UserFacingError: they could not be written; what was there before still is.
    """
    try:
        make_private_folder(folder)
        authority = folder / f"{name}.ca.pem"
        if company_ca:
            write_private(authority, company_ca.encode("ascii"))
        else:
            authority.unlink(missing_ok=True)
        write_private(folder / f"{name}.toml", data)
    except (OSError, UnicodeEncodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "the certificate is not plain text"
        raise UserFacingError(
            f"The provider file {name} could not be written: {why}.",
            "Check free space and rights of that folder, then try again.",
        ) from error


def forget_provider(folder: Path, name: str) -> tuple[bytes, str] | None:
    """Remove an own provider file; gives what was in it and its authority, None when there is none of that name.

    Raises:
        UserFacingError: it could not be removed.
    """
    path, authority = folder / f"{name}.toml", folder / f"{name}.ca.pem"
    try:
        if not path.exists():
            return None
        kept = path.read_bytes(), authority.read_text("ascii") if authority.exists() else ""
        path.unlink()
        authority.unlink(missing_ok=True)
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(
            f"The provider file {name} could not be removed.", "Check the rights of that folder, then try again."
        ) from error
    return kept


def own_providers(folder: Path) -> frozenset[str]:
    """The names of the person's own provider files."""
    return frozenset(path.stem for path in folder.glob("*.toml"))
