"""`homeport fence`: try every way out of this process, and say what stopped it."""

import argparse
from dataclasses import asdict

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.terminal import RED, TEAL, Terminal
from homeport.services.program import Program


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    report, tried = program.try_the_fence()
    if args.json:
        lines = JsonLines()
        lines.write("fence", asdict(report))
        for attempt in tried:
            lines.write("attempt", asdict(attempt))
        return Exit.DONE if all(attempt.stopped for attempt in tried) else Exit.FAILED
    for sentence in report.sentences:
        terminal.line(sentence)
    terminal.line(f"Documents are read in {program.document_sandbox}.")
    terminal.title("Ways out that were tried just now")
    for attempt in tried:
        mark = terminal.paint("stopped", TEAL) if attempt.stopped else terminal.paint("GOT OUT", RED)
        terminal.styled(f"  {mark}  {attempt.name}: {attempt.by}")
    return Exit.DONE if all(attempt.stopped for attempt in tried) else Exit.FAILED


COMMAND = Command("fence", "Try every way out of this process and show what stops it.", add_json, _run)
