"""`homeport policy`: say which policy decides; check a policy file, ask it, lay it out, and make one of one's own.

Works on files and needs no lane. The record is read only for what really was decided: `diff --replay`, `example`.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Never

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.policy_check import show_check, show_problems
from homeport.cli.policy_decision import show_decision, show_explanation, show_why_not
from homeport.cli.policy_difference import show_difference, show_replay
from homeport.cli.policy_example import add_example, make_copy
from homeport.cli.policy_in_force import show_in_force
from homeport.cli.policy_layout import show_matrix, show_mutants, show_table
from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserFacingError
from homeport.domain.facts import KNOWN_FACTS, Fact, Facts, FactSource
from homeport.domain.policy import Policy
from homeport.policy.check import Checked, check_policy, try_policy
from homeport.policy.json_schema import json_schema
from homeport.policy.layers import load_layer
from homeport.policy.load import load_policy
from homeport.policy.problems import PolicyErrors, Problem
from homeport.services.policies import PolicyFiles
from homeport.services.policy_replay import DAYS
from homeport.services.program import Program

USES = {
    "show": "show",
    "check": "check [FILE]",
    "decide": "decide FILE --facts FACTS.json",
    "explain": "explain FILE --facts FACTS.json",
    "why-not": "why-not LANE FILE --facts FACTS.json",
    "table": "table FILE [--jsonl]",
    "matrix": "matrix FILE",
    "diff": "diff [OLD] NEW [--replay]",
    "mutate": "mutate FILE",
    "schema": "schema",
    "copy": "copy FILE [NAME]",
    "example": "example TASK --expect first=LANE|stays|review=RULE",
}
MOST_CHANGES = 20


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        default="show",
        choices=list(USES),
        help="show which policy is in force; check a file, or the chosen one with your own; decide, explain or "
        "ask why not for given facts; lay out all combinations, class by lane or the difference of two files; try "
        "what promises and examples notice; print the JSON schema; save a copy of your own; make an example for "
        "it of a real decision that should have been different",
    )
    parser.add_argument("values", nargs="*", metavar="VALUE", help="; ".join(f"`{use}`" for use in USES.values()))
    parser.add_argument("--with", dest="layer", metavar="USER_FILE", help="a user's own file that narrows FILE")
    parser.add_argument("--facts", type=Path, metavar="FACTS.json", help='for example {"sensitivity": "internal"}')
    parser.add_argument("--language", choices=["en", "sv"], default="en", help="of sentences (default: en)")
    parser.add_argument(
        "--most", type=int, default=MOST_CHANGES, help="show at most this many changed combinations"
    )
    parser.add_argument(
        "--otherwise",
        action="store_true",
        help="with why-not: also what would have to be different, for those who write policies",
    )
    parser.add_argument("--replay", action="store_true", help="with diff: decide the last days' decisions again")
    parser.add_argument("--days", type=int, default=DAYS, help=f"with --replay: how many (default: {DAYS})")
    parser.add_argument("--expect", default="", help="with example: first=LANE, stays, or review=RULE")
    parser.add_argument("--in", dest="copy", default="", metavar="FILE", help="with example: your copy")
    parser.add_argument("--jsonl", action="store_true", help="with table: one JSON object for each combination")
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:  # noqa: PLR0911
    ask = _Ask(args, program.policies, terminal)
    match args.what, args.values:
        case "show", []:
            return show_in_force(program.policy, terminal, args.language, as_json=args.json)
        case "check", []:
            return ask.check_chosen(program)
        case "check", [file]:
            return show_check(ask.checked(file), terminal, args.language, as_json=args.json)
        case "decide", [file]:
            return ask.of_facts(file, show_decision)
        case "explain", [file]:
            return ask.of_facts(file, show_explanation)
        case "why-not", [lane, file]:
            return ask.why_not(lane, file)
        case "table", [file]:
            return ask.of(file, lambda policy: show_table(policy, terminal, as_json=args.jsonl or args.json))
        case "matrix", [file]:
            return ask.of(file, lambda policy: show_matrix(policy, terminal, as_json=args.json))
        case "mutate", [file]:
            return ask.of(file, lambda policy: show_mutants(policy, terminal, as_json=args.json))
        case "schema", []:
            sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
            return Exit.DONE
    return await _run_more(ask, args, program, terminal)


async def _run_more(ask: "_Ask", args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    """What may need the record, or writes a file."""
    match args.what, args.values:
        case "diff", [old, new]:
            return await ask.difference(program, ask.policy(old), ask.policy(new))
        case "diff", [new]:
            return await ask.difference(program, program.policy.policy, ask.policy(new))
        case "copy", [file, *name] if len(name) <= 1:
            return make_copy(program, file, "".join(name), terminal, as_json=args.json)
        case "example", [task]:
            return await add_example(
                program, task, args.expect, args.copy, terminal, args.language, as_json=args.json
            )
    raise UserFacingError(f"That is not how `policy {args.what}` is used.", f"Use `policy {USES[args.what]}`.")


class _Ask:
    """One run of the command: reads the files it names and hands the policy on."""

    def __init__(self, args: argparse.Namespace, files: PolicyFiles, terminal: Terminal) -> None:
        self._args = args
        self._files = files
        self._terminal = terminal

    def checked(self, name: str) -> Checked:
        file = self._files.read(name)
        checked = check_policy(file.data, file.cases)
        if self._args.layer is None or checked.tried is None or not checked.accepted:
            return checked
        narrowed = load_layer(checked.tried.policy, self._files.read(self._args.layer).data)
        if isinstance(narrowed, PolicyErrors):
            return Checked(narrowed.problems, None)
        return Checked((), try_policy(narrowed))

    def check_chosen(self, program: Program) -> int:
        """Check the files that would decide, then say what does."""
        args, terminal = self._args, self._terminal
        if args.layer is None and os.path.lexists(program.own_policy_file):
            args.layer = str(program.own_policy_file)
        try:
            code = show_check(self.checked(program.settings.policy), terminal, args.language, as_json=args.json)
        except UserFacingError as error:
            terminal.error(error.title, error.what_next)
            code = Exit.FAILED
        return max(code, show_in_force(program.policy, terminal, args.language, as_json=args.json, brief=True))

    def of(self, name: str, show: Callable[[Policy], int]) -> int:
        """Show something of an accepted policy; a refused one shows its problems instead."""
        return show(self.policy(name))

    def of_facts(self, name: str, show: Callable[[Policy, Facts, Terminal, str, bool], int]) -> int:
        facts = self._facts()
        return self.of(
            name, lambda policy: show(policy, facts, self._terminal, self._args.language, self._args.json)
        )

    def why_not(self, lane: str, name: str) -> int:
        args, facts = self._args, self._facts()
        return self.of(
            name,
            lambda policy: show_why_not(
                policy, lane, facts, self._terminal, args.language, as_json=args.json, otherwise=args.otherwise
            ),
        )

    async def difference(self, program: Program, before: Policy, after: Policy) -> int:
        args, terminal = self._args, self._terminal
        code = show_difference(before, after, args.most, terminal, args.language, as_json=args.json)
        if args.replay:
            code = await show_replay(program, before, after, args.days, terminal, as_json=args.json)
        return code

    def policy(self, name: str) -> Policy:
        """An accepted policy.

        Raises:
            UserFacingError: it is refused; its mistakes have been shown.
        """
        policy = self._policy(name)
        return self._refused(name, policy.problems) if isinstance(policy, PolicyErrors) else policy

    def _policy(self, name: str) -> Policy | PolicyErrors:
        file = self._files.read(name)
        policy = load_policy(file.data, file.cases)
        if isinstance(policy, PolicyErrors) or self._args.layer is None:
            return policy
        return load_layer(policy, self._files.read(self._args.layer).data)

    def _refused(self, name: str, problems: tuple[Problem, ...]) -> Never:
        show_problems(problems, self._terminal, self._args.language, as_json=self._args.json)
        raise UserFacingError(
            f"The policy {name} is refused.", f"`homeport policy check {name}` says everything about it."
        )

    def _facts(self) -> Facts:
        path: Path | None = self._args.facts
        if path is None:
            raise UserFacingError("The facts are missing.", 'Add `--facts FILE`, a JSON object {"fact": "value"}.')
        try:
            read = json.loads(path.read_bytes())
        except OSError as error:
            raise UserFacingError(f"{path} cannot be read: {error.strerror}.", "Check the name.") from error
        except (ValueError, RecursionError) as error:
            raise UserFacingError(f"{path} is not JSON.", 'Write {"fact": "value", ...} in it.') from error
        if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
            raise UserFacingError(f"{path} is not a flat object.", 'Write {"fact": "value", ...} in it.')
        return _given(read, path)


def _given(read: Mapping[str, str], path: Path) -> Facts:
    for name in read:
        if name not in KNOWN_FACTS:
            # A misspelt data class would otherwise count as the highest without a word.
            near = get_close_matches(name, KNOWN_FACTS, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(KNOWN_FACTS)}."
            raise UserFacingError(f"There is no fact called {name}.", hint)
    why = f"in {path.name}"
    return Facts(tuple(Fact(name, read[name], FactSource.TYPED, why) for name in KNOWN_FACTS if name in read))


COMMAND = Command(
    "policy", "Say which policy decides; check a policy file, ask it about facts, or lay it out.", _arguments, _run
)
