"""Speed of the policy: load and prove, decide and explain, counterfactual, and the fuzzed run-time conditions."""

import gc
import json
import math
import time
from collections.abc import Callable
from functools import partial
from itertools import product

from fakes.fuzzed_runs import FuzzedRuns, Sends
from fakes.random_policies import NAMES, POLICIES, shipped
from homeport.domain.decision import Decision
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.policy import Policy
from homeport.policy.check import check_policy
from homeport.policy.counterfactual import what_would_open
from homeport.policy.decide import decide
from homeport.policy.explain import explain
from homeport.policy.load import load_policy
from homeport.policy.prove import prove, whole
from homeport.policy.space import count_combinations

CONDITIONS = 1_000_000
OF_EACH = 3  # what else the machine does in between is not the program's time
SIZES = (576, 6_912, 50_000, 200_000)

NUMBERED = ("task", "latency", "difficulty", "stakes", "personal", "redaction", "approval")
"""Facts that get further values until a generated policy has about the wanted number of combinations."""


def run() -> list[tuple[str, str, str]]:
    """Rows of what was measured, the figure, and the target."""
    gc.collect()
    gc.freeze()  # what was imported is not looked through again and again while measuring
    try:
        return [*_loading(), *_deciding(), *_changing(), *_fuzzing()]
    finally:
        gc.unfreeze()


def _loading() -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    proved: dict[int, float] = {}
    for wanted in SIZES:
        data = generated(wanted)
        policy = _accepted(data)
        size = count_combinations(policy.facts)
        loaded = _best(partial(load_policy, data))
        proved[size] = _best(partial(prove, policy))
        checked = _best(partial(check_policy, data))
        figure = f"{loaded * 1000:.1f} ms, of it the proof {proved[size] * 1000:.2f} ms"
        rows.append((f"load and prove {size:,} combinations", figure, "under 1000 ms" if size == 6_912 else ""))
        target = "under 150 ms" if size == 576 else ""
        rows.append(("the same with every remark, as while typing", f"{checked * 1000:.1f} ms", target))
    least, most = min(proved), max(proved)
    power = math.log(proved[most] / proved[least]) / math.log(most / least)
    times, more = proved[most] / proved[least], most / least
    figure = f"{times:.1f} times the time for {more:.0f} times as many: power {power:.2f}"
    return [
        *rows,
        (f"growth of the proof from {least:,} to {most:,} combinations", figure, "a power of at most 1"),
    ]


def generated(wanted: int) -> bytes:
    """The default policy, or the four-lane rules over as many values as come nearest to `wanted` from below."""
    if wanted < 6_912:
        return (POLICIES / "two-lanes.toml").read_bytes()
    text = (POLICIES / "nordics.toml").read_text("utf-8")
    specs = shipped("nordics").facts
    base = count_combinations(specs)
    least = [len(specs[name].values) for name in NUMBERED]
    fixed = base // math.prod(least)
    counts = max(
        (each for each in product(*(range(few, 7) for few in least)) if fixed * math.prod(each) <= wanted),
        key=math.prod,
    )
    for name, count in zip(NUMBERED, counts, strict=True):
        values = [*specs[name].values, *(f"{name}-{number}" for number in range(count - len(specs[name].values)))]
        old = f"[facts.{name}]"
        head, rest = text.split(old, 1)
        _, after = rest.split("]", 1)
        comment = rest.split("\n", 1)[0]
        text = f"{head}{old}{comment}\nvalues = {json.dumps(values)}{after}"
    return text[: text.index("[[example]]")].encode() if wanted > base else text.encode()


def _accepted(data: bytes) -> Policy:
    policy = load_policy(data)
    assert isinstance(policy, Policy), policy
    return policy


def _deciding() -> list[tuple[str, str, str]]:
    policy, facts = shipped("nordics"), _every("nordics")

    def decide_and_explain(given: Facts) -> None:
        decision = decide(policy, given.values())
        assert isinstance(decision, Decision)
        assert explain(policy, decision, given).sentences

    taken = sorted(_best(partial(decide_and_explain, given), OF_EACH) for given in facts)
    what = f"decide with explanation, {len(facts):,} combinations of four lanes, best of {OF_EACH} each"
    return [(what, _percentiles(taken), "99 % under 2 ms")]


def _changing() -> list[tuple[str, str, str]]:
    policy = shipped("nordics")
    all_of, facts = whole(policy), _every("nordics")[::7]
    taken = sorted(_best(partial(what_would_open, all_of, given.values(), "premium"), OF_EACH) for given in facts)
    what = f"what would open a lane, {len(facts):,} combinations of four lanes, best of {OF_EACH} each"
    return [(what, _percentiles(taken), "99 % under 50 ms")]


def _fuzzing() -> list[tuple[str, str, str]]:
    start, total = time.perf_counter(), Sends()
    for seed, name in enumerate(NAMES):
        sends = FuzzedRuns(shipped(name)).run(-(-CONDITIONS // len(NAMES)), seed)
        total.conditions += sends.conditions
        total.managed += sends.managed
        total.restricted += sends.restricted
    taken = time.perf_counter() - start
    what = f"{total.conditions:,} fuzzed run-time conditions over the tables of the shipped policies"
    return [
        (f"{what}: restricted sends", f"{total.restricted} (other sends: {total.managed:,})", "0"),
        ("the same: time", f"{taken:.0f} s", "under 60 s"),
    ]


def _every(name: str) -> list[Facts]:
    specs = shipped(name).facts
    return [
        Facts(
            tuple(Fact(*pair, FactSource.LABEL, "found in a document.") for pair in zip(specs, row, strict=True))
        )
        for row in product(*(spec.values for spec in specs.values()))
    ]


def _percentiles(taken: list[float]) -> str:
    half, most, worst = (taken[int(len(taken) * share)] * 1000 for share in (0.5, 0.99, 0.9999))
    return f"50 % within {half:.2f} ms, 99 % within {most:.2f} ms, the slowest {worst:.2f} ms"


def _best(work: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the fastest of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)
