"""The choices a person makes for a task, the same for every command that takes one."""

import argparse
import uuid

from homeport.domain.task import DEFAULT_WORKSPACE, Ceiling, Latency, Task, TaskKind
from homeport.services.program import Program


def add_task_arguments(parser: argparse.ArgumentParser) -> None:
    """Kind of work, latency target and cost ceiling."""
    parser.add_argument("--task", choices=[*TaskKind], default=TaskKind.GENERAL, help="the kind of work")
    parser.add_argument(
        "--latency", choices=[*Latency], default=Latency.INTERACTIVE, help="how long you are ready to wait"
    )
    parser.add_argument(
        "--ceiling", choices=[*Ceiling], default=Ceiling.PREMIUM, help="the cost ceiling; free = never a paid lane"
    )


def task_of(args: argparse.Namespace, program: Program, instruction: str) -> Task:
    """The task that the command line describes."""
    return Task(
        id=uuid.uuid4().hex,
        workspace=DEFAULT_WORKSPACE,
        instruction=instruction,
        kind=TaskKind(args.task),
        latency=Latency(args.latency),
        ceiling=Ceiling(args.ceiling),
        created=program.clock.now(),
    )
