"""`homeport route`: where a task would run and why, without running it."""

import argparse
from pathlib import Path

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.show import Story, show_notices
from homeport.cli.task_arguments import add_task_arguments, task_of
from homeport.cli.terminal import Terminal
from homeport.domain.label import combine
from homeport.labelling.label import label_text
from homeport.services.program import Program
from homeport.services.updates import Routed, TaskLabelled


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a document")
    parser.add_argument("--instruction", default="", help="what you would ask; it is labelled too")
    add_task_arguments(parser)
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    tell = JsonLines() if args.json else Story(terminal, program.policy.policy)
    show_notices(program, terminal)
    task = task_of(args, program, args.instruction)
    opened = await program.open_documents.open(args.files, tell)
    labels = [each.label for each in opened]
    if task.instruction:
        labels.insert(0, label_text(task.instruction, "instruction"))
    label = combine(labels)
    tell(TaskLabelled(label))
    facts = program.route.facts(task, label, tuple(each.document for each in opened))
    decision, _ = program.route.decide(facts)
    tell(Routed(facts, decision, first_time=True))
    return Exit.DONE if decision.first else Exit.WAITING


COMMAND = Command("route", "Say where a task would run, which lanes are closed, and why.", _arguments, _run)
