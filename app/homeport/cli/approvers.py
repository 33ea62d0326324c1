"""`homeport approvers`: who may approve on this computer as a second person."""

import argparse

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.person import TerminalPerson
from homeport.cli.terminal import BOLD, Terminal, printable
from homeport.domain.approval import Approver
from homeport.domain.errors import UserFacingError
from homeport.ports.approvals import SHORTEST_PASSPHRASE, Proof
from homeport.services.approvals import LONGEST_NAME, EnrolRefused
from homeport.services.program import Program

REFUSED = {
    EnrolRefused.NO_NAME: ("That is no name.", f"Give a name of at most {LONGEST_NAME} characters."),
    EnrolRefused.OWN_NAME: (
        "That is the name of the account that works here.",
        "An approver is somebody else: nobody approves their own work.",
    ),
    EnrolRefused.NAME_TAKEN: (
        "Somebody with that name is enrolled.",
        "Choose another name, or remove them first.",
    ),
    EnrolRefused.SHORT: (
        "That passphrase is too short.",
        f"It needs at least {SHORTEST_PASSPHRASE} characters; nobody was enrolled.",
    ),
    EnrolRefused.SAME_AS_VOUCHER: (
        "That is the passphrase of the person who agreed.",
        "Each person has their own, which nobody else knows; nobody was enrolled.",
    ),
    EnrolRefused.NOT_VOUCHED: (
        "Nobody who is enrolled has agreed.",
        "Somebody enrolled has to type their passphrase; nobody was enrolled.",
    ),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        default="list",
        choices=["list", "add", "remove"],
        help="list who may approve (default); enrol somebody; remove somebody",
    )
    parser.add_argument("name", nargs="*", metavar="NAME", help="`add NAME`, `remove NAME`")
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    name = " ".join(" ".join(args.name).split())
    if args.what == "list" and not name:
        return await _list(args, program, terminal)
    if args.what != "list" and name:
        person = await (_add if args.what == "add" else _remove)(program, terminal, name, quiet=args.json)
        if args.json:
            JsonLines().write("approver", {"did": args.what, **approver_fields(person)})
        return Exit.DONE
    raise UserFacingError(
        "That is not something approvers can do.", "Use `approvers list`, `approvers add NAME` or `remove NAME`."
    )


async def _list(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    people = await program.second_persons.people()
    names = {person.id: person.name for person in people}
    for person in people:
        if args.json:
            JsonLines().write("approver", approver_fields(person))
            continue
        by = names.get(person.vouched_by, "somebody who was removed") if person.vouched_by else ""
        how = f"with the yes of {by}" if by else "as the first"
        name = terminal.paint(printable(person.name), BOLD)
        terminal.styled(f"  {name}  enrolled {person.enrolled_at} {printable(how)}")
    if not people and not args.json:
        terminal.line("Nobody is enrolled, so nothing can be approved. `homeport approvers add NAME` enrols one.")
    return Exit.DONE


async def _add(program: Program, terminal: Terminal, name: str, *, quiet: bool) -> Approver:
    asking = TerminalPerson(terminal)
    if quiet or not asking.present:
        raise UserFacingError("Somebody is enrolled by a person at a terminal.", "Run this in a terminal.")
    people = await program.second_persons.people()
    terminal.line(f"{name} will be able to approve what leaves this computer, as a second person.")
    terminal.line(
        "That has to be somebody else than whoever works here: with one person behind both, there is no second. "
        "They type a passphrase of their own now, which nobody else knows. The ledger notes it."
    )
    voucher = await _voucher(asking, people) if people else None
    again = await asking.answer(f"  {printable(name)}, if you are somebody else, type your name: ")
    if " ".join(again.casefold().split()) != name.casefold():
        raise UserFacingError("Nobody was enrolled.", "The person to be enrolled types their name themselves.")
    passphrase = await asking.secret("  A passphrase of your own (it is not shown): ")
    if await asking.secret("  The same again: ") != passphrase:
        raise UserFacingError("These were two different ones.", "Nobody was enrolled; try again.")
    enrolled = await program.second_persons.enrol(name, passphrase, voucher)
    if isinstance(enrolled, EnrolRefused):
        raise UserFacingError(*REFUSED[enrolled])
    terminal.line(f"{enrolled.name} may approve from now on.")
    return enrolled


async def _voucher(asking: TerminalPerson, people: tuple[Approver, ...]) -> Proof:
    """Somebody enrolled agrees to another one."""
    names = {" ".join(person.name.casefold().split()): person for person in people}
    asking.terminal.line(f"Somebody enrolled has to agree: {', '.join(person.name for person in people)}.")
    typed = await asking.answer("  Who agrees? Type your name: ")
    person = names.get(" ".join(typed.casefold().split()))
    if person is None:
        raise UserFacingError(*REFUSED[EnrolRefused.NOT_VOUCHED])
    return Proof(
        person.id, await asking.secret(f"  {printable(person.name)}, your passphrase (it is not shown): ")
    )


async def _remove(program: Program, terminal: Terminal, name: str, *, quiet: bool) -> Approver:
    people = await program.second_persons.people()
    person = next((each for each in people if each.name.casefold() == name.casefold()), None)
    if person is None or not await program.second_persons.remove(person.id):
        raise UserFacingError(f"Nobody called {name} is enrolled.", "`homeport approvers` lists who is.")
    if not quiet:
        terminal.line(f"{person.name} may approve nothing any more; what they approved counts no longer.")
    return person


def approver_fields(person: Approver) -> dict[str, str]:
    """One person, for a program."""
    return {
        "id": person.id,
        "name": person.name,
        "enrolled_at": person.enrolled_at,
        "vouched_by": person.vouched_by,
    }


COMMAND = Command("approvers", "List, enrol or remove who may approve as a second person.", _arguments, _run)
