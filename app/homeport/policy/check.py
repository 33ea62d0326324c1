"""Everything there is to say about a policy file, for the person who writes it."""

from dataclasses import dataclass

from homeport.domain.policy import Policy
from homeport.policy.agreement import Disagreement, disagreements
from homeport.policy.examples import ExampleResult, check_examples
from homeport.policy.load import judge, parse_policy
from homeport.policy.problems import PolicyErrors, Problem
from homeport.policy.prove import Proof, prove_whole, whole
from homeport.policy.remarks import Remark, remarks_on


@dataclass(frozen=True, slots=True)
class Tried:
    """A policy and what came of trying every combination and every example."""

    policy: Policy
    proof: Proof
    examples: tuple[ExampleResult, ...]
    remarks: tuple[Remark, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a file. `tried` is None when the file makes no sense yet, so nothing could be tried."""

    problems: tuple[Problem, ...]
    tried: Tried | None

    @property
    def accepted(self) -> bool:
        """Whether `load_policy` would accept it."""
        return not self.problems


def check_policy(data: bytes, cases: bytes = b"") -> Checked:
    """Judge a file as `load_policy` does, and keep all that was found on the way."""
    parsed = parse_policy(data, cases)
    if isinstance(parsed, PolicyErrors):
        return Checked(parsed.problems, None)
    tried = try_policy(parsed.policy)
    errors = judge(parsed, tried.examples, tried.proof)
    return Checked(errors.problems if errors else (), tried)


def try_policy(policy: Policy) -> Tried:
    """Prove a policy, run its examples, and look for parts that do nothing or say something else."""
    all_of = whole(policy)
    return Tried(policy, prove_whole(all_of), check_examples(policy), remarks_on(all_of), disagreements(policy))
