"""The list of names says what the terminal can do."""

from homeport.cli.main import COMMANDS
from homeport.cli.names import COMMAND_NAMES


def test_every_command_is_in_the_list_and_nothing_else() -> None:
    assert {command.name for command in COMMANDS} == COMMAND_NAMES
