"""`homeport pseudonymise` and `homeport restore`: placeholders for what was found, and back."""

import argparse
import asyncio
import os
import secrets
from dataclasses import asdict
from pathlib import Path

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.terminal import Terminal
from homeport.domain.document import Document
from homeport.domain.errors import UserFacingError
from homeport.redaction.pseudonymise import Collision, Pseudonymised, StillIdentifying
from homeport.redaction.remains import Remains
from homeport.redaction.restore import Report
from homeport.services.program import Program
from homeport.services.pseudonymise import FORMS, MapKeeper, Pseudonymiser, restore_as
from homeport.services.updates import Reading, Update

MOST_LISTED = 10
"""Placeholders of one sort that are listed; the rest is counted."""

MOST_BYTES = 64 << 20
"""A text to restore, or a map, that is larger is something else."""


def _pseudonymise_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a document")
    parser.add_argument("--map", type=Path, required=True, help="the map; one that is there is continued")
    parser.add_argument("--out", type=Path, help="where the text goes; a new file, else standard output")
    add_json(parser)


async def _pseudonymise(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    _must_be_new(args.out)
    keeper = MapKeeper(program.secrets)
    before = _read(args.map) if args.map.exists() else None
    known = keeper.open(before) if before is not None else None

    def tell(update: Update) -> None:
        if isinstance(update, Reading) and not args.json:
            terminal.progress(f"Reading {update.name}")

    (opened,) = await program.open_documents.open([args.file], tell)
    document = opened.document
    if not document.readable:
        raise UserFacingError(
            f"{document.name} could not be read ({document.unread}), so nothing was replaced.",
            "Give a file that can be read.",
        )
    outcome = await asyncio.to_thread(lambda: Pseudonymiser(names=program.names).replace(document.text, known))
    result = outcome.result
    if not isinstance(result, Pseudonymised):
        raise _refused(result)
    sealed = keeper.seal(result.map, before)
    try:
        # The map first: a text whose map is lost could never be restored.
        _keep_map(args.map, sealed, before)
    except BaseException:
        if before is None:
            keeper.erase(sealed)
        raise
    if args.out is not None:
        _write(args.out, result.outgoing)
    assert outcome.remains is not None
    if args.json:
        text = {} if args.out is not None else {"text": result.outgoing}
        replaced = [asdict(one) for one in result.replaced]
        parts = [asdict(part) for part in document.unread_parts]
        fields = {"replaced": replaced, "still_in": asdict(outcome.remains), "unread_parts": parts, **text}
        JsonLines(terminal.out).write("pseudonymised", fields)
        return Exit.DONE
    told = terminal
    if args.out is None:
        told = _to_standard_output(result.outgoing, terminal)
    _tell_replaced(told, len(result.replaced), outcome.remains, document)
    return Exit.DONE


def _tell_replaced(terminal: Terminal, count: int, remains: Remains, document: Document) -> None:
    what = "1 name or number was replaced." if count == 1 else f"{count} names and numbers were replaced."
    terminal.line(f"{what} People may still be recognisable from what remains, so this is still personal data.")
    terminal.line(
        f"Still in it: {_counted(remains.dates, 'date')}, {_counted(remains.amounts, 'amount')}, "
        f"{_counted(remains.places, 'place')}; these are simple counts."
    )
    if not remains.names_looked_for:
        terminal.line("Names in running text were not looked for: those that stand in it are still there.")
    else:
        terminal.line(
            "Names were looked for, by a small tagger that misses some: read the text before it goes anywhere."
        )
    if document.unread_parts:
        terminal.line(f"{_counted(len(document.unread_parts), 'part')} of the file could not be read: not in it.")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _refused(result: StillIdentifying | Collision) -> UserFacingError:
    if isinstance(result, Collision):
        return UserFacingError(
            f"{_counted(result.count, 'placeholder')} of this map already in the text: nothing was replaced.",
            "Give the original text, or another file for the map.",
        )
    kinds = ", ".join(f"{count} {kind}" for kind, count in result.left)
    return UserFacingError(
        f"No text was written: after replacing, there was still something identifying in it ({kinds}).",
        "Take it out of the document by hand, or keep the document on this computer.",
    )


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", nargs="?", help="a text with placeholders, in UTF-8")
    parser.add_argument("--map", type=Path, required=True, help="the map that was made with it")
    parser.add_argument("--out", type=Path, help="where the text goes; a new file, else standard output")
    parser.add_argument("--as", dest="form", choices=list(FORMS), default="", help="how values are written")
    parser.add_argument("--erase", action="store_true", help="erase the map and its key instead, for good")
    add_json(parser)


async def _restore(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    keeper = MapKeeper(program.secrets)
    if args.erase == (args.file is not None):
        raise UserFacingError("Which text?", "Give a FILE to restore, or --erase without one.")
    if args.erase:
        keeper.erase(_read(args.map))
        args.map.unlink()
        terminal.line(f"Erased: {args.map.name} and its key. No copy of it can be opened again.")
        return Exit.DONE
    _must_be_new(args.out)
    known = keeper.open(_read(args.map))
    try:
        text = _read(args.file).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise UserFacingError(
            f"{args.file.name} is not a UTF-8 text.", "Save it as UTF-8 and try again."
        ) from error
    done = await asyncio.to_thread(lambda: restore_as(text, known, args.form, args.file.suffix))
    if args.out is not None:
        _write(args.out, done.text)
    if args.json:
        fields = asdict(done.report) | ({} if args.out is not None else {"text": done.text})
        JsonLines(terminal.out).write("restored", fields)
    else:
        told = terminal
        if args.out is None:
            told = _to_standard_output(done.text, terminal)
        _tell_restored(told, done.report)
    return Exit.DONE if done.report.clean else Exit.FAILED


def _tell_restored(terminal: Terminal, report: Report) -> None:
    terminal.line(f"{_counted(report.restored, 'placeholder')} restored.")
    for names, words in (
        (report.unknown, "not known to this map, left as they are"),
        (report.mangled, "damaged, left as they are"),
        (report.missing, "of the map that did not come back"),
    ):
        if names:
            more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
            terminal.line(f"{len(names)} {words}: {', '.join(names[:MOST_LISTED])}{more}", 0, 2)


def _to_standard_output(text: str, terminal: Terminal) -> Terminal:
    """Write a text as it is, without what could move the cursor of a terminal; says where words about it go."""
    if terminal.live:
        terminal.raw(text)
    else:
        terminal.out.write(text)
        terminal.out.flush()
    return Terminal(terminal.err, terminal.err)


def _must_be_new(path: Path | None) -> None:
    if path is not None and path.exists():
        raise UserFacingError(f"{path} is already there; it was left as it is.", "Give another name with --out.")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UserFacingError(
            f"{path} cannot be read: {error.strerror}.", "Check that it is there and yours."
        ) from error
    if len(data) > MOST_BYTES:
        raise UserFacingError(f"{path} is too large.", f"The limit is {MOST_BYTES >> 20} MiB.")
    return data


def _keep_map(path: Path, sealed: bytes, before: bytes | None) -> None:
    if (_read(path) if path.exists() else None) != before:
        raise UserFacingError(
            f"{path} was changed by another program meanwhile.", "Nothing was written. Try again."
        )
    _write_private(path, sealed)


def _write(path: Path, text: str) -> None:
    _write_private(path, text.encode("utf-8", "surrogatepass"))


def _write_private(path: Path, data: bytes) -> None:
    """Put the file there in one step, readable for this person only."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(6)}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UserFacingError(
            f"{path} could not be written: {error.strerror}.", "Check the folder and free space, then try again."
        ) from error


COMMAND = Command(
    "pseudonymise",
    "Replace what points to people by placeholders, and keep the map encrypted.",
    _pseudonymise_arguments,
    _pseudonymise,
)

RESTORE = Command("restore", "Put back what placeholders stand for.", _restore_arguments, _restore)
