"""`homeport ask`: the whole task, from reading to the record."""

import argparse
from pathlib import Path

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.found_engines import ask_about_engines
from homeport.cli.json_lines import JsonLines
from homeport.cli.person import NobodyToAsk, TerminalPerson
from homeport.cli.show import Story, show_notices, show_recorded
from homeport.cli.task_arguments import add_task_arguments, task_of
from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserFacingError
from homeport.domain.task import Task
from homeport.domain.task_state import Phase, TaskState
from homeport.services.program import Program
from homeport.services.run_task import RunTask
from homeport.services.task_context import TaskContext


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a document to work on")
    parser.add_argument("instruction", metavar="INSTRUCTION", help='what to do, as one argument: "List the dates"')
    parser.add_argument("--stronger", action="store_true", help="ask for a stronger lane once the draft stands")
    add_task_arguments(parser)
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    missing = [path for path in args.files if not path.exists()]
    if missing:
        raise UserFacingError(f"There is no file {missing[0]}.", "Check the name; nothing was read or recorded.")
    if not args.instruction.strip():
        raise UserFacingError("The instruction is empty.", "Say what to do as the last argument, in quotes.")
    if not args.json:
        await ask_about_engines(program, terminal, args.files)
    task = task_of(args, program, args.instruction)
    state = await run_task(program, terminal, task, args.files, as_json=args.json, stronger=args.stronger)
    return exit_code(state)


async def run_task(
    program: Program, terminal: Terminal, task: Task, files: list[Path], *, as_json: bool, stronger: bool = False
) -> TaskState:
    """Run one task and say what was recorded; in JSON nobody is asked anything."""
    show_notices(program, terminal)
    await program.settle_interrupted()
    tell = JsonLines() if as_json else Story(terminal, program.policy.policy)
    person = NobodyToAsk() if as_json else TerminalPerson(terminal)
    run = RunTask(TaskContext(program.workshop, person, tell, task, files), ask_for_more=stronger)
    try:
        state = await run.run()
        if stronger and isinstance(person, TerminalPerson) and person.present:
            state = await ask_second_person(program, run, person)
        return state
    finally:
        if not as_json:
            await show_recorded(program, terminal, task.id)


async def ask_second_person(program: Program, run: RunTask, person: TerminalPerson) -> TaskState:
    """Where nothing but a second person's yes opens a lane: offer to ask one, the least exposed lane first."""
    if run.nothing_offered:
        for lane in run.approvable:
            open_lane = program.workshop.escalate.endpoint(program.policy.policy.lanes[lane])
            if open_lane is not None and await person.wants_second(open_lane.endpoint.provider):
                return await run.ask_second_person(lane)
    return run.state


def exit_code(state: TaskState) -> int:
    """How the task stands, as an exit code."""
    if state.phase is Phase.WAITING:
        return Exit.WAITING
    return Exit.DONE if state.kept_draft else Exit.FAILED


COMMAND = Command(
    "ask", "Label, route and draft here; offer more only where the policy allows it.", _arguments, _run
)
