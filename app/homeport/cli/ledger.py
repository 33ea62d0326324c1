"""`homeport ledger verify`: check the whole record of what was decided and sent."""

import argparse
from dataclasses import asdict

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.terminal import Terminal
from homeport.domain.ledger import LedgerVerdict
from homeport.services.program import Program


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"], help="check every entry against the one before it")
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    terminal.progress("Checking the record …")
    verdict = await program.ledger.verify()
    if args.json:
        JsonLines().write("ledger", asdict(verdict))
    else:
        for sentence in verdict_words(verdict):
            terminal.line(sentence)
    return Exit.FAILED if verdict.broken_at is not None or verdict.anchor_missing else Exit.DONE


def verdict_words(verdict: LedgerVerdict) -> tuple[str, ...]:
    """The verdict in sentences that claim no more than was checked."""
    if verdict.broken_at is not None:
        return (
            f"Entry {verdict.broken_at} does not fit the one before it. "
            f"Entries up to {verdict.broken_at - 1} are unchanged.",
            "Keep this file and tell your administrator.",
        )
    if verdict.anchor_missing:
        return (
            f"The {verdict.entries} entries fit together, but a later one that was signed is missing: "
            "the end was cut off, or an older copy was put back.",
            "Keep this file and tell your administrator.",
        )
    if not verdict.entries:
        return ("The record is empty.",)
    return (
        f"{verdict.entries} entries are complete and in order since {verdict.since}; {verdict.sends} sends.",
        "This shows what Homeport sent, not what other programs did.",
    )


COMMAND = Command("ledger", "Check that the record is complete and in order.", _arguments, _run)
