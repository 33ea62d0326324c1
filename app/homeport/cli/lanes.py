"""`homeport lanes`: which endpoints serve the lanes off this computer, their keys, and whether they answer."""

import argparse
import getpass
import sys
from dataclasses import replace

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.person import TerminalPerson
from homeport.cli.terminal import BOLD, DIM, Terminal, printable
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault
from homeport.domain.lane import DEVICE, Endpoint
from homeport.ports.person import SendIt
from homeport.services.endpoints import serves
from homeport.services.escalate import key_name
from homeport.services.fault_words import fault_words
from homeport.services.lane_test import LaneTest, open_lane_named
from homeport.services.program import Program
from homeport.wire.formats import wire_format


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        default="list",
        choices=["list", "use", "close", "key", "test"],
        help="list lanes (default); let an endpoint serve a lane; close a lane; enter a key; try an endpoint",
    )
    parser.add_argument(
        "values", nargs="*", metavar="VALUE", help="`use LANE ENDPOINT`, `close LANE`, `key ENDPOINT`, `test NAME`"
    )
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    match args.what, args.values:
        case "list", []:
            return _list(args, program, terminal)
        case "use", [lane, endpoint]:
            return _use(program, terminal, lane, endpoint)
        case "close", [lane]:
            lanes = {name: names for name, names in program.settings.lanes.items() if name != lane}
            program.save_settings(replace(program.settings, lanes=lanes))
            terminal.line(f"The lane {lane} has no endpoint any more.")
            return Exit.DONE
        case "key", [endpoint]:
            return _key(program, terminal, _endpoint(program, endpoint))
        case "test", [name]:
            return await _test(program, terminal, name)
    raise UserFacingError(
        "That is not something lanes can do.",
        "Use `lanes list`, `lanes use LANE ENDPOINT`, `lanes close LANE`, `lanes key ENDPOINT` or"
        " `lanes test NAME`.",
    )


def _list(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    for lane in program.policy.policy.lanes.values():
        chosen = program.settings.lanes.get(lane.id, ())
        fitting = [endpoint for endpoint in _endpoints(program).values() if serves(endpoint, lane)]
        if args.json:
            fields = {"lane": lane.id, "say": lane.say, "managed": lane.managed, "region": lane.region}
            offered = [endpoint.id for endpoint in fitting]
            JsonLines().write("lane", fields | {"endpoints": list(chosen), "could_be": offered})
            continue
        terminal.styled("\n" + terminal.paint(lane.id, BOLD) + f"  {printable(lane.say)}")
        if lane.id == DEVICE:
            terminal.line("see `homeport models`", 2)
            continue
        for name in chosen:
            terminal.line(f"served by {name}", 2)
        if not chosen:
            terminal.line("no endpoint is set up, so it is closed", 2)
        for endpoint in fitting:
            words = f"could be {endpoint.id}: {endpoint.provider}, processed in {endpoint.country}"
            terminal.styled(terminal.paint(f"  {words}", DIM))
    return Exit.DONE


def _use(program: Program, terminal: Terminal, lane_id: str, endpoint_id: str) -> int:
    lane = program.policy.policy.lanes.get(lane_id)
    if lane is None or lane_id == DEVICE:
        known = ", ".join(name for name in program.policy.policy.lanes if name != DEVICE) or "none"
        raise UserFacingError(
            f"The policy has no lane {lane_id} to set up.", f"Its lanes off this computer: {known}."
        )
    endpoint = _endpoint(program, endpoint_id)
    if not serves(endpoint, lane):
        raise UserFacingError(
            f"{endpoint_id} is more exposed than the lane {lane_id} allows.",
            f"It is processed in {endpoint.country}; choose another endpoint for this lane.",
        )
    lanes = {**program.settings.lanes, lane_id: (endpoint_id,)}
    program.save_settings(replace(program.settings, lanes=lanes))
    terminal.line(f"The lane {lane_id} is served by {endpoint_id} from now on. Each send still needs your yes.")
    return Exit.DONE


def _key(program: Program, terminal: Terminal, endpoint: Endpoint) -> int:
    if not program.secrets.lasting:
        raise UserFacingError(
            "There is no keyring and no terminal, so a key could not be kept.",
            "Run this in a terminal: the key then goes into a vault with a passphrase.",
        )
    if not sys.stdin.isatty():
        raise UserFacingError("A key is typed or pasted by a person.", "Run this in a terminal.")
    key = getpass.getpass(f"Key for {endpoint.provider} (it is not shown): ").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise UserFacingError("That is not a key.", "Paste it again; nothing was kept.")
    program.secrets.put(key_name(endpoint), key)
    terminal.line(f"Kept in {program.secrets.where}.")
    return Exit.DONE


async def _test(program: Program, terminal: Terminal, name: str) -> int:
    """Send a text of our own to an endpoint, after the same sheet and yes as any send."""
    person, workshop = TerminalPerson(terminal), program.workshop
    lanes, providers = program.policy.policy.lanes, program.providers
    lane = open_lane_named(name, program.settings, lanes, providers, wire_format)
    if not person.present:
        raise UserFacingError(
            "There is nobody to ask, and nothing is sent without a yes.", "Run this in a terminal."
        )
    test = LaneTest(
        workshop.escalate, workshop.egress, workshop.ledger, program.secrets, workshop.clock, workshop.new_id
    )
    made = test.prepare(lane)
    if isinstance(made, Fault):
        words = fault_words(made, lane.endpoint.provider)
        raise UserFacingError(words.title, words.what_next)
    request, prepared = made
    terminal.line(f"This sends a text of Homeport's own to {lane.endpoint.provider}, and nothing of yours.")
    answer = await person.confirms(prepared)
    tested = None
    if isinstance(answer, SendIt):
        tested = await test.send(lane, request, prepared, answer.body_sha256)
    if tested is None:
        terminal.line("Nothing was sent.")
        return Exit.DONE
    draft, endpoint = tested.draft, lane.endpoint
    if draft.fault is not None:
        words = fault_words(draft.fault, endpoint.provider)
        raise UserFacingError(
            f"{words.title} (ledger entry {tested.ledger_seq}: {tested.outcome})", words.what_next
        )
    terminal.title(f"{endpoint.provider} answered")
    terminal.line(draft.text.strip() or "It answered, with no text.", 2)
    named = draft.model_answered or "no name"
    same = "as asked" if named == endpoint.model else f"asked was {endpoint.model}"
    terminal.line(f"Model: {named} ({same}); {draft.speed.total_seconds:.1f} s in all.", 2)
    terminal.line(f"Ledger entry {tested.ledger_seq}.", 2)
    return Exit.DONE


def _endpoints(program: Program) -> dict[str, Endpoint]:
    return {endpoint.id: endpoint for provider in program.providers.values() for endpoint in provider.endpoints}


def _endpoint(program: Program, endpoint_id: str) -> Endpoint:
    known = _endpoints(program)
    if endpoint_id not in known:
        raise UserFacingError(f"There is no endpoint {endpoint_id}.", f"Known are: {', '.join(sorted(known))}.")
    return known[endpoint_id]


COMMAND = Command("lanes", "List the lanes off this computer, set one up, or enter a key.", _arguments, _run)
