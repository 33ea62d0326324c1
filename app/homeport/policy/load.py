"""Read a policy file: bytes in, a policy or everything that is wrong with it out."""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from homeport.domain.policy import Policy
from homeport.policy.build import build_policy
from homeport.policy.build_examples import build_cases
from homeport.policy.examples import ExampleResult, check_examples
from homeport.policy.problems import PolicyErrors, Problem, ProblemKind, ProblemList
from homeport.policy.proof_sentences import combination_words
from homeport.policy.prove import Proof, prove
from homeport.policy.shape import check_cases_shape, check_shape
from homeport.policy.toml_lines import Path, index_lines
from homeport.policy.vocabulary import MAX_FILE_BYTES

CASES = "cases"
"""Marks a problem in the file of cases beside the policy."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A policy file that makes sense and has not been tried yet."""

    policy: Policy
    own_examples: int  # of `policy.examples`; the rest are cases
    problems: ProblemList
    case_problems: ProblemList

    def errors(self) -> PolicyErrors | None:
        """What has been noted so far, if anything."""
        noted = (*self.problems.sorted(), *self.case_problems.sorted())
        return PolicyErrors(noted) if noted else None


def load_policy(data: bytes, cases: bytes = b"") -> Policy | PolicyErrors:
    """Accept a policy file or refuse it.

    Everything wrong of one kind is listed at once: first what is not TOML, then keys and types, then names and
    sense, then examples that come out differently, promises that do not hold and combinations without a route.

    Args:
        data: the file.
        cases: the file ``NAME.cases.toml`` beside it: more examples, and nothing else.
    """
    parsed = parse_policy(data, cases)
    if isinstance(parsed, PolicyErrors):
        return parsed
    return judge(parsed, check_examples(parsed.policy), prove(parsed.policy)) or parsed.policy


def parse_policy(data: bytes, cases: bytes = b"") -> Parsed | PolicyErrors:
    """Everything up to trying it: TOML, keys and types, names and sense."""
    read, more = parse_toml(data), parse_toml(cases)
    if isinstance(more, PolicyErrors):
        more = PolicyErrors(tuple(replace(problem, file=CASES) for problem in more.problems))
    if isinstance(read, PolicyErrors):
        return read
    if isinstance(more, PolicyErrors):
        return more
    (raw, problems), (raw_cases, index_of_cases) = read, more
    case_problems = ProblemList(index_of_cases.index, CASES)
    check_shape(raw, problems)
    check_cases_shape(raw_cases, case_problems)
    if problems or case_problems:
        return PolicyErrors((*problems.sorted(), *case_problems.sorted()))
    policy = build_policy(raw, hashlib.sha256(data).hexdigest(), problems)
    if problems:
        return PolicyErrors(problems.sorted())
    added = build_cases(raw_cases.get("example", ()), policy, case_problems)
    whole = replace(policy, examples=(*policy.examples, *added))
    parsed = Parsed(whole, len(policy.examples), problems, case_problems)
    return parsed.errors() or parsed


def judge(parsed: Parsed, examples: Sequence[ExampleResult], proof: Proof) -> PolicyErrors | None:
    """Refuse a file whose examples, promises or routes do not hold; None = accepted."""
    for place, result in enumerate(examples):
        own = place < parsed.own_examples
        problems = parsed.problems if own else parsed.case_problems
        for difference in result.differences:
            path: Path = (
                "example",
                place if own else place - parsed.own_examples,
                "expect",
                *difference.key.split("."),
            )
            problems.add(ProblemKind.EXAMPLE_FAILS, path, difference.expected, detail=difference.got)
    for place, promise in enumerate(proof.promises):
        if promise.counterexample is not None:
            parsed.problems.name(("promise", place), promise.promise.id)
            shown = combination_words(promise.counterexample, promise.lanes)
            parsed.problems.add(ProblemKind.PROMISE_BROKEN, ("promise", place), promise.broken, detail=shown)
    if proof.gap is not None:
        parsed.problems.add(ProblemKind.GAP, ("route",), proof.gaps, detail=combination_words(proof.gap))
    return parsed.errors()


def parse_toml(data: bytes) -> tuple[dict[str, Any], ProblemList] | PolicyErrors:
    """The tables of a file and an empty list that knows its lines."""
    if len(data) > MAX_FILE_BYTES:
        return _refused(ProblemKind.FILE_TOO_LARGE, value=str(len(data)), detail=str(MAX_FILE_BYTES))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return tomllib.loads(text), ProblemList(index_lines(text))
    except UnicodeDecodeError as error:
        return _refused(ProblemKind.NOT_TEXT, line=data.count(b"\n", 0, error.start) + 1)
    except RecursionError:
        return _refused(ProblemKind.NESTED_TOO_DEEP)
    except tomllib.TOMLDecodeError as error:
        return _not_toml(str(error), text)


def _not_toml(message: str, text: str) -> PolicyErrors:
    """`tomllib` tells the place only in words."""
    place = re.search(r"at line (\d+)", message)
    line = int(place.group(1)) if place else text.count("\n") + 1
    written = text.split("\n")[line - 1].strip()
    if re.search(r"twice|overwrite|immutable|already", message, re.IGNORECASE):
        return _refused(ProblemKind.TWICE_IN_TOML, line, written[:80])
    return _refused(ProblemKind.NOT_TOML, line, written[:80], _hint(written))


def _hint(written: str) -> str:
    """What is probably wrong with a line that is not TOML; `homeport.policy.problem_sentences` has the words."""
    outside = re.sub(r'"[^"]*"', "", written)
    if '"' in outside:
        return "quote"
    if any(outside.count(opening) > outside.count(closing) for opening, closing in ("[]", "{}")):
        return "bracket"
    if "=" in outside:
        return "value"
    return "" if outside.startswith("[") else "equals"


def _refused(kind: ProblemKind, line: int = 1, value: str = "", detail: str = "") -> PolicyErrors:
    return PolicyErrors((Problem(kind, line, value=value, detail=detail),))
