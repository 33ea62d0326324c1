"""`homeport demo`: the main job on the shipped examples; what `make run` shows where there is no display."""

import argparse

from homeport.cli.ask import exit_code, run_task
from homeport.cli.command import Command, nothing
from homeport.cli.exits import Exit
from homeport.cli.terminal import Terminal
from homeport.domain.task import DEFAULT_WORKSPACE, Ceiling, Latency, Task, TaskKind
from homeport.services.program import Program

QUESTIONS = (
    ("press-release.md", TaskKind.GENERAL, "Who opened a workshop, and how many people work there?"),
    ("referral.docx", TaskKind.MEDICAL, "List what the lung clinic is asked to do."),
    ("supplier-agreement.pdf", TaskKind.CONTRACT, "How long is the notice period for each party?"),
)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    del args
    terminal.line(
        "Three example documents: a public one, one about a patient, and a contract. Each is labelled, routed by "
        "the policy, and drafted on this computer by the small practice model."
    )
    by_name = {path.name: path for path in program.examples}
    worst = int(Exit.DONE)
    for name, kind, question in QUESTIONS:
        terminal.styled("\n" + "─" * terminal.width)
        terminal.line(f"homeport ask {name} “{question}” --task {kind}")
        task = Task(
            id=program.workshop.new_id(),
            workspace=DEFAULT_WORKSPACE,
            instruction=question,
            kind=kind,
            latency=Latency.INTERACTIVE,
            ceiling=Ceiling.PREMIUM,
            created=program.clock.now(),
        )
        state = await run_task(program, terminal, task, [by_name[name]], as_json=False)
        worst = max(worst, exit_code(state))
    terminal.title("Your own documents")
    terminal.line(
        "homeport label FILE… · homeport route FILE… · homeport ask FILE… “instruction” · homeport --help", 2
    )
    return worst


COMMAND = Command("demo", "Show the main job on the shipped example documents.", nothing, _run, demonstration=True)
