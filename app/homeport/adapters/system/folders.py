"""Where this person's files live on each system, and where the program's own data files are.

Tried on Linux. The Windows and macOS paths follow those systems' documentation and have not been run.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from homeport.adapters.system.private_files import make_private_folder

NAME = "homeport"


@dataclass(frozen=True, slots=True)
class Folders:
    """The record and the keys' vault in `data`, settings in `config`, what can be made again in `cache`."""

    data: Path
    config: Path
    cache: Path

    def make(self) -> "Folders":
        """Make all three, readable by this person only."""
        for folder in (self.data, self.config, self.cache):
            make_private_folder(folder)
        return self


def user_folders(
    environ: Mapping[str, str] | None = None, platform: str = sys.platform, home: Path | None = None
) -> Folders:
    """This person's folders; nothing is made yet.

    Linux follows the XDG Base Directory Specification 0.8, which says that a relative path counts as not set.
    """
    environ = os.environ if environ is None else environ
    home = Path.home() if home is None else home
    if platform == "win32":
        roaming = _folder(environ, "APPDATA", home / "AppData" / "Roaming")
        local = _folder(environ, "LOCALAPPDATA", home / "AppData" / "Local")
        return Folders(local / "Homeport" / "data", roaming / "Homeport", local / "Homeport" / "cache")
    if platform == "darwin":
        library = home / "Library"
        support = library / "Application Support" / "Homeport"
        return Folders(support / "data", support, library / "Caches" / "Homeport")
    return Folders(
        _folder(environ, "XDG_DATA_HOME", home / ".local" / "share") / NAME,
        _folder(environ, "XDG_CONFIG_HOME", home / ".config") / NAME,
        _folder(environ, "XDG_CACHE_HOME", home / ".cache") / NAME,
    )


def resources_folder() -> Path:
    """The folder of policies, providers, workflows and examples that came with the program.

    Raises:
        FileNotFoundError: the program was installed without it.
    """
    here = Path(__file__).resolve()
    unpacked = getattr(sys, "_MEIPASS", None)  # a PyInstaller bundle
    candidates = [Path(unpacked) / "resources"] if unpacked else []
    # a Briefcase bundle keeps it beside the package, a source checkout two folders further up
    candidates += [here.parents[3] / "resources", here.parents[4] / "resources"]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError("The folder 'resources' is not beside the program.")


def _folder(environ: Mapping[str, str], name: str, default: Path) -> Path:
    value = environ.get(name, "")
    return Path(value) if os.path.isabs(value) else default
