"""What the account that runs the program is called: nobody approves their own work under it."""

import getpass
import os
import sys
from contextlib import suppress


def own_names() -> frozenset[str]:
    """The account's login and, where the system tells it, its full name; empty names are left out."""
    names: set[str] = set()
    with suppress(OSError, KeyError, ImportError):  # an account without a name, in a container
        names.add(getpass.getuser())
    if sys.platform != "win32":
        import pwd  # noqa: PLC0415 - does not exist on Windows

        with suppress(KeyError):
            names.add(pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0])
    return frozenset(name for name in names if name.strip())
