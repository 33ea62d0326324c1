"""Cases beside a policy: the same examples in a file of their own, and nothing else."""

import pytest

from fakes.broken_policies import EXAMPLE, SMALL
from homeport.domain.policy import Policy
from homeport.policy.load import load_policy
from homeport.policy.problem_sentences import problem_sentence
from homeport.policy.problems import PolicyErrors, Problem
from homeport.policy.problems import ProblemKind as K


def refused(cases: str, policy: str = SMALL) -> tuple[Problem, ...]:
    errors = load_policy(policy.encode(), cases.encode())
    assert isinstance(errors, PolicyErrors)
    return errors.problems


def test_cases_are_run_like_the_examples_of_the_file():
    policy = load_policy((SMALL + EXAMPLE).encode(), EXAMPLE.encode())
    assert isinstance(policy, Policy)
    assert len(policy.examples) == 2
    assert policy.examples[0] == policy.examples[1]


def test_a_case_that_comes_out_differently_refuses_the_policy_and_names_its_own_line():
    wrong = "# a comment\n" + EXAMPLE + EXAMPLE.replace('first = "device"', 'first = "eu"')
    (problem,) = refused(wrong, SMALL + EXAMPLE)
    assert (problem.kind, problem.file) == (K.EXAMPLE_FAILS, "cases")
    assert 'first = "eu"' in wrong.split("\n")[problem.line - 1]
    assert problem_sentence(problem).startswith(f"File of cases: Line {problem.line}. Example 2: it expects “eu”")
    assert problem_sentence(problem, "sv").startswith("Filen med fall: Rad")


def test_an_example_of_the_policy_itself_is_still_named_in_the_policy():
    (problem,) = refused(EXAMPLE, SMALL + EXAMPLE.replace('first = "device"', 'first = "eu"'))
    assert (problem.kind, problem.file) == (K.EXAMPLE_FAILS, "")


@pytest.mark.parametrize(
    ("cases", "kind"),
    [
        (EXAMPLE + '[[never]]\nid = "N2"\n', K.UNKNOWN_KEY),
        ('name = "x"\n' + EXAMPLE, K.UNKNOWN_KEY),
        ("example = 1\n", K.WRONG_TYPE),
        ("[[example]\n", K.NOT_TOML),
        (EXAMPLE.replace('task = "dev", ', ""), K.MISSING_FACT),
        (EXAMPLE.replace('"dev"', '"cooking"'), K.UNKNOWN_VALUE),
        (EXAMPLE.replace('say = "A public question stays here."', ""), K.MISSING_KEY),
        ("#" * 1_000_001, K.FILE_TOO_LARGE),
    ],
)
def test_anything_else_in_a_file_of_cases_is_refused(cases, kind):
    problems = refused(cases)
    assert kind in {problem.kind for problem in problems}
    assert {problem.file for problem in problems} == {"cases"}
    assert all(problem_sentence(problem).startswith("File of cases: ") for problem in problems)


def test_mistakes_of_shape_in_both_files_are_told_at_once():
    problems = refused(EXAMPLE.replace("given", "givn"), SMALL.replace("owner", "ower"))
    assert {problem.file for problem in problems} == {"", "cases"}


def test_a_policy_that_makes_no_sense_is_told_before_its_cases():
    problems = refused(EXAMPLE.replace('"dev"', '"cooking"'), SMALL.replace('["device"]', '["devise"]'))
    assert [problem.kind for problem in problems] == [K.UNKNOWN_LANE]
    assert refused(EXAMPLE, "[[[")[0].file == ""
