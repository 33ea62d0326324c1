"""`homeport review`: accept or reject a held result, by one person or by two."""

import argparse

from homeport.cli.command import Command
from homeport.cli.exits import Exit
from homeport.cli.person import TerminalPerson
from homeport.cli.terminal import AMBER, Terminal
from homeport.domain.errors import UserFacingError
from homeport.domain.task_state import Phase, TaskState
from homeport.ports.approvals import Proof
from homeport.ports.store import TaskRecord
from homeport.services.program import Program
from homeport.services.review import ReviewRefused
from homeport.services.thread import state_of, turn_of

REFUSED = {
    ReviewRefused.NO_TASK: ("There is no such task.", "`homeport history list` prints the ids."),
    ReviewRefused.NOT_HELD: (
        "This task does not wait for a review.",
        "`homeport history show` says how it stands.",
    ),
    ReviewRefused.SAME_PERSON: ("The same person has accepted it before.", "One person is not two."),
    ReviewRefused.NOT_ENROLLED: ("That was no passphrase of theirs.", "Nothing was recorded; try again."),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", metavar="TASK", help="the id of a task, or its first characters")


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    person = TerminalPerson(terminal)
    if not person.present:
        raise UserFacingError("A result is reviewed by a person.", "Run this in a terminal.")
    record = await program.store.record(args.task)
    if record is None:
        raise UserFacingError(*REFUSED[ReviewRefused.NO_TASK])
    state = state_of(record)
    if state.phase is not Phase.HELD:
        raise UserFacingError(*REFUSED[ReviewRefused.NOT_HELD])
    _show(record, state, terminal)
    if "" not in state.accepted_by:
        state = await _first(program, person, record)
    if state.phase is Phase.HELD:
        state = await _second(program, person, record, state)
    _tell(state, terminal)
    return Exit.DONE


def _show(record: TaskRecord, state: TaskState, terminal: Terminal) -> None:
    terminal.title(f"Held for review (rule {', '.join(state.hold)})")
    terminal.line(record.task.instruction, 2)
    turn = turn_of(record)
    terminal.title("The result")
    terminal.raw((turn.answer.rstrip() if turn else "") + "\n")


async def _first(program: Program, person: TerminalPerson, record: TaskRecord) -> TaskState:
    person.terminal.styled(person.terminal.paint("  Enter leaves it held.", AMBER))
    typed = (await person.answer("  Type accept or reject: ")).strip().casefold()
    if typed not in {"accept", "reject"}:
        return state_of(record)
    return _recorded(await program.reviews.review(record.task.id, typed == "accept"))


async def _second(program: Program, person: TerminalPerson, record: TaskRecord, state: TaskState) -> TaskState:
    """The second of two people, or nobody yet."""
    terminal = person.terminal
    if state.people < 2 or "" not in state.accepted_by:
        return state
    people = {" ".join(each.name.casefold().split()): each for each in await program.second_persons.people()}
    terminal.line("A second person has to accept it, too.", 2)
    if not people:
        terminal.line("Nobody is enrolled who could: `homeport approvers add NAME`.", 2)
        return state
    terminal.line(f"May: {', '.join(each.name for each in people.values())}. Enter leaves it held.", 2)
    typed = await person.answer("  Second person, type your name: ")
    who = people.get(" ".join(typed.casefold().split()))
    if who is None:
        return state
    verdict = (await person.answer("  Type accept or reject: ")).strip().casefold()
    if verdict not in {"accept", "reject"}:
        return state
    proof = Proof(who.id, await person.secret("  Your own passphrase (it is not shown): "))
    return _recorded(await program.reviews.review_second(record.task.id, verdict == "accept", proof))


def _recorded(state: TaskState | ReviewRefused) -> TaskState:
    if isinstance(state, ReviewRefused):
        raise UserFacingError(*REFUSED[state])
    return state


def _tell(state: TaskState, terminal: Terminal) -> None:
    said = {Phase.DONE: "Accepted: it may be used.", Phase.REJECTED: "Rejected: it is not to be used."}
    waiting = "Still held: a second person has to accept it." if state.accepted_by else "Still held."
    terminal.line(said.get(state.phase, waiting), 2)


COMMAND = Command("review", "Accept or reject a held result, alone or as two people.", _arguments, _run)
