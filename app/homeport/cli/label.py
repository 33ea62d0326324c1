"""`homeport label`: the class of documents with the evidence for it."""

import argparse
from pathlib import Path

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.label_rows import label_rows
from homeport.cli.show import Story
from homeport.cli.terminal import Terminal
from homeport.services.program import Program


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a document")
    parser.add_argument(
        "--jsonl",
        action="store_true",
        help='the two files are IN and OUT: rows {"id", "text"} are read from IN, their labels written to OUT',
    )
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    if args.jsonl:
        return await _run_rows(args.files, terminal)
    tell = JsonLines() if args.json else Story(terminal, program.policy.policy)
    opened = await program.open_documents.open(args.files, tell)
    unread = any(not each.document.readable for each in opened)
    return Exit.FAILED if unread else Exit.DONE


async def _run_rows(files: list[Path], terminal: Terminal) -> int:
    if len(files) != 2:
        terminal.error("--jsonl takes two files.", "Write: homeport label --jsonl IN OUT")
        return Exit.USAGE
    count = await label_rows(files[0], files[1], terminal)
    terminal.line(f"{count} rows labelled; written to {files[1]}")
    return Exit.DONE


COMMAND = Command("label", "Read documents and say how sensitive they are, and why.", _arguments, _run)
