"""The app process: started by the launcher, fenced before anything else, then terminal or window."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from homeport.bootstrap import Bootstrap, default_places, enter_app_process

if TYPE_CHECKING:
    from homeport.adapters.system.child_environment import Handover
    from homeport.adapters.system.front_end import Window
    from homeport.bootstrap.wired import AskPassphrase


def main() -> int:
    """Choose the front end and run it; gives the exit code."""
    handover = enter_app_process()
    if handover is None:
        sys.stderr.write("homeport: this program is started by its launcher: type homeport, not a module of it.\n")
        return 1
    from homeport.adapters.system.front_end import NotUnderstood, Window, front_end
    from homeport.cli.names import COMMAND_NAMES
    from homeport.domain.errors import UserFacingError

    chosen = front_end(sys.argv[1:], os.environ, sys.platform, COMMAND_NAMES, folder=Path.cwd())
    try:
        if isinstance(chosen, Window):
            return _window(handover, chosen)
    except UserFacingError as error:
        chosen = NotUnderstood(error.title, error.what_next)
    if isinstance(chosen, NotUnderstood):
        sys.stderr.write(f"homeport: {chosen.title} {chosen.what_next}\n")
        return 1
    if chosen.notice:
        sys.stderr.write(f"{chosen.notice}\n")
    return _terminal(handover, chosen.arguments)


def _terminal(handover: "Handover", arguments: tuple[str, ...]) -> int:
    from homeport.cli.main import main as run_terminal
    from homeport.cli.passphrase import asker

    def open_program(demonstration: bool) -> Bootstrap:
        return Bootstrap(default_places(), handover, asker(), demonstration=demonstration)

    return run_terminal(arguments, open_program)


def _window(handover: "Handover", chosen: "Window") -> int:
    """Open the window, or hand the wish to the one that is open."""
    import gc

    from homeport.adapters.system.front_end import DEMONSTRATION_COMMAND
    from homeport.adapters.system.private_files import write_private
    from homeport.adapters.system.qt_libraries import missing_libraries
    from homeport.adapters.system.single_instance import first_or_hand_over
    from homeport.adapters.system.sleep_clocks import with_sleep_and_awake

    places = default_places()
    only = None if chosen.demonstration else first_or_hand_over(places.folders.data, chosen.wish)
    if only is None and not chosen.demonstration:
        return 0
    if lacking := missing_libraries(os.environ, sys.platform):
        sys.stderr.write(f"homeport: {lacking.title} {lacking.what_next}\n")
        return _terminal(handover, (DEMONSTRATION_COMMAND,)) if chosen.demonstration else 1
    gc.disable()  # nothing is garbage yet; the window switches it on after its first paint
    from homeport.ui.app import Start, run_window

    def open_program(ask_passphrase: "AskPassphrase") -> Bootstrap:
        return Bootstrap(places, handover, ask_passphrase, demonstration=chosen.demonstration)

    window_file = places.folders.data / "window.json"
    kept_window = b"" if chosen.demonstration or not window_file.exists() else window_file.read_bytes()

    def keep_window(data: bytes) -> None:
        if not chosen.demonstration:
            write_private(window_file, data)

    settings = Bootstrap(places, handover).settings
    return run_window(
        Start(
            resources=places.resources,
            open_program=open_program,
            settings=settings,
            clocks=with_sleep_and_awake,
            wish=chosen.wish,
            only=only,
            demonstration=chosen.demonstration,
            kept_window=kept_window,
            keep_window=keep_window,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
