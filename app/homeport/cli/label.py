"""`homeport label`: the class of documents with the evidence for it."""

import argparse
from pathlib import Path

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.show import Story
from homeport.cli.terminal import Terminal
from homeport.services.program import Program


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a document")
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    tell = JsonLines() if args.json else Story(terminal, program.policy.policy)
    opened = await program.open_documents.open(args.files, tell)
    unread = any(not each.document.readable for each in opened)
    return Exit.FAILED if unread else Exit.DONE


COMMAND = Command("label", "Read documents and say how sensitive they are, and why.", _arguments, _run)
