"""The forecast: what a run would decide, told without a trace; seconds only where they were measured."""

import statistics
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from fakes.kept_secrets import KeptSecrets
from fakes.random_policies import shipped
from fakes.record_samples import sample_draft, sample_prepared, sample_task
from fakes.still_clock import StillClock
from homeport.adapters.store.record import FILE_NAME, Record, open_record
from homeport.domain.data_class import DataClass
from homeport.domain.document import Document
from homeport.domain.draft import DraftEnd, Speed
from homeport.domain.exchange import FinishReason
from homeport.domain.label import Label
from homeport.domain.lane import DEVICE
from homeport.domain.task import Ceiling, Latency, TaskKind
from homeport.domain.turn import Turn
from homeport.labelling.label import label_text
from homeport.services import forecast as module
from homeport.services.forecast import Forecaster, ForecastInput, LabelledDocument, Speeds, speed_of, speeds_of
from homeport.services.raise_class import raise_class
from homeport.services.route import Route

pytestmark = pytest.mark.anyio

T = TypeVar("T")
BUILT_IN = ("built-in", "smol")


async def _run(function: Callable[[], T]) -> T:
    return function()


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    opened = open_record(tmp_path / FILE_NAME, KeptSecrets(), StillClock())
    await opened.save_task(sample_task())
    yield opened
    await opened.close()


def _forecaster(record: Record, policy: str = "two-lanes", context_tokens: int = 4096) -> Forecaster:
    route = Route(shipped(policy), {}, context_tokens)
    return Forecaster(route, record, lambda lane: sample_prepared().endpoint, BUILT_IN, _run)


def _document(text: str, data_class: DataClass = DataClass.INTERNAL, sha: str = "ab" * 32) -> LabelledDocument:
    return LabelledDocument(Document("a.txt", sha, len(text), "text/plain", text), Label(data_class))


async def _measured(
    record: Record, speeds: list[Speed], model: str = "smol", end: DraftEnd = DraftEnd.WHOLE
) -> None:
    for n, speed in enumerate(speeds):
        draft = replace(sample_draft(f"{model}-{end}-{n}"), model=model, speed=speed, end=end, finish=None)
        await record.save_draft(draft)


async def test_it_runs_here_and_nothing_is_recorded(record: Record) -> None:
    before = (await record.history_page(), await record.entries(), await record.record("t1"))
    given = ForecastInput("List the dates", (), TaskKind.GENERAL, Latency.INTERACTIVE, Ceiling.FREE)
    found = await _forecaster(record).forecast(given)
    assert (found.lane, found.endpoint, found.asks) == (DEVICE, None, False)
    assert (found.seconds_low, found.seconds_likely, found.basis) == (None, None, None)
    assert found.label.data_class is DataClass.INTERNAL
    assert (await record.history_page(), await record.entries(), await record.record("t1")) == before


async def test_the_strictest_source_counts_typed_attached_or_earlier(record: Record) -> None:
    forecaster = _forecaster(record)
    number = ForecastInput("Svara 811228-9874")  # a number of the tax agency's test series
    assert (await forecaster.forecast(number)).label.data_class is DataClass.RESTRICTED
    attached = ForecastInput("Sum up", (_document("x", DataClass.CONFIDENTIAL), _document("y", sha="")))
    assert (await forecaster.forecast(attached)).label.data_class is DataClass.CONFIDENTIAL
    turn = Turn("Question", "Answer", Label(DataClass.RESTRICTED), "t1")
    follow_up = ForecastInput("And then?", earlier=(turn,))
    found = await forecaster.forecast(follow_up)
    assert found.label.data_class is DataClass.RESTRICTED
    assert found.facts.values()["sensitivity"] == "restricted"
    assert found.decision.blocked


async def test_the_decision_is_that_of_the_run(record: Record) -> None:
    forecaster, route = _forecaster(record, "nordics"), Route(shipped("nordics"), {}, 4096)
    for kind in TaskKind:
        for ceiling in Ceiling:
            given = ForecastInput("Review the termination clause", (_document("Text."),), kind, ceiling=ceiling)
            found = await forecaster.forecast(given)
            decision, hold = route.decide(found.facts)
            assert (found.decision, found.held_for_review, found.lane) == (decision, hold, decision.first)
            assert found.asks == (found.lane not in {None, DEVICE})
            assert (found.endpoint is not None) == found.asks


async def test_held_for_review_is_told(record: Record) -> None:
    given = ForecastInput("Which clause governs termination?", (_document("Text."),), TaskKind.CONTRACT)
    found = [
        (await _forecaster(record, name).forecast(given)).held_for_review for name in ("two-lanes", "nordics")
    ]
    assert any(found)


async def test_seconds_come_from_the_last_drafts_of_that_very_model(record: Record) -> None:
    await _measured(record, [Speed(1.0, 9.0, 100, 999, 1.0, 1.0)], model="other")
    await _measured(record, [Speed(1.0, 9.0, 100, 999, 1.0, 1.0)], end=DraftEnd.STOPPED)
    assert (await _forecaster(record).forecast(ForecastInput("Hej"))).basis is None
    await _measured(record, [Speed(1.0, 9.0, 100, tokens, 50.0, 10.0) for tokens in (100, 200, 300)])
    found = await _forecaster(record).forecast(ForecastInput("List the dates"))
    assert found.basis == Speeds(3, 50.0, 10.0, 200.0, 150.0)
    assert found.seconds_likely == pytest.approx(20.0, abs=0.5)
    assert found.seconds_low == pytest.approx(15.0, abs=0.5)
    longer = await _forecaster(record).forecast(ForecastInput("List", (_document("word " * 1000),)))
    assert longer.seconds_likely is not None
    assert longer.seconds_likely > found.seconds_likely + 15


async def test_more_than_a_minute_is_offered_as_background_before_it_starts(record: Record) -> None:
    assert not (await _forecaster(record).forecast(ForecastInput("Hej"))).offer_background  # never measured
    await _measured(record, [Speed(1.0, 9.0, 100, 200, 50.0, 10.0)])
    short = await _forecaster(record).forecast(ForecastInput("Hej"))
    assert short.seconds_reading == pytest.approx(0.0, abs=0.2)
    assert not short.offer_background
    given = ForecastInput("Hej", (_document("word " * 3000),))
    long = await _forecaster(record).forecast(given)
    assert long.seconds_likely is not None
    assert long.seconds_likely > 60
    assert long.seconds_reading == pytest.approx(long.seconds_likely - 20.0, abs=0.5)  # and then 200 tokens at 10
    assert long.offer_background
    for latency in (Latency.BACKGROUND, Latency.BATCH):  # nobody sits and waits
        assert not (await _forecaster(record).forecast(replace(given, latency=latency))).offer_background


async def test_only_the_last_twenty_count(record: Record) -> None:
    await _measured(record, [Speed(1.0, 9.0, 100, 100, 1.0, 1.0)] * 30)
    for n in range(20):
        speed = Speed(1.0, 9.0, 100, 100, 50.0, 10.0)
        await record.save_draft(replace(sample_draft(f"new{n}"), speed=speed, end=DraftEnd.WHOLE))
    assert await speed_of(record, *BUILT_IN) == Speeds(20, 50.0, 10.0, 100.0, 100.0)


async def test_a_model_without_a_tag_is_measured_under_its_full_name(record: Record) -> None:
    await _measured(record, [Speed(1.0, 9.0, 100, 100, 50.0, 10.0)], model="qwen3:latest")
    assert await speed_of(record, "built-in", "qwen3") is not None
    assert await speed_of(record, "built-in", "qwen3:4b") is None
    await _measured(record, [Speed(1.0, 9.0, 100, 100, 50.0, 10.0)], model="qwen3:4b:local")
    assert await speed_of(record, "built-in", "qwen3:4b") is not None


async def test_a_draft_that_met_its_length_is_a_measurement_too(record: Record) -> None:
    speed = Speed(1.0, 9.0, 100, 100, 50.0, 10.0)
    draft = replace(sample_draft(), speed=speed, end=DraftEnd.PARTIAL, finish=FinishReason.LENGTH)
    await record.save_draft(draft)
    await record.save_draft(replace(draft, id="cut", finish=None))
    assert await record.speeds(*BUILT_IN) == (speed,)


@pytest.mark.parametrize(
    ("speeds", "found"),
    [
        ([], None),
        ([Speed(1.0, 2.0)], None),
        ([Speed(None, 2.0, 10, 20, None, None)], None),
        ([Speed(2.0, 12.0, 100, 50, None, None)], Speeds(1, 50.0, 5.0, 50.0, 50.0)),
        ([Speed(2.0, 2.0, 100, 50, None, None)], None),
        ([Speed(None, 1.0, 0, 0, 0.0, 0.0)], None),
    ],
)
def test_what_was_not_measured_is_not_made_up(speeds: list[Speed], found: Speeds | None) -> None:
    assert speeds_of(speeds) == found


async def test_it_is_quick_and_long_documents_are_counted_once(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    forecaster = _forecaster(record, context_tokens=1_000_000)
    documents = tuple(_document("Ett avtal om leverans. " * 20_000, sha=f"{n:064}") for n in range(5))
    given = ForecastInput("Lista alla datum och parter i avtalen", documents)
    first = await forecaster.forecast(given)
    counted: list[int] = []
    real = module.estimate_tokens

    def counting(text: str) -> object:
        counted.append(len(text))
        return real(text)

    monkeypatch.setattr(module, "estimate_tokens", counting)
    taken = []
    for _ in range(11):
        start = time.perf_counter()
        assert await forecaster.forecast(given) == first
        taken.append(time.perf_counter() - start)
    assert max(counted) < 1000
    assert statistics.median(taken) < 0.1  # counting anew takes seconds; the bench holds it to 5 ms


async def test_turns_of_another_thread_are_forgotten(record: Record) -> None:
    forecaster = _forecaster(record)
    turn = Turn("Question", "Answer", Label(DataClass.INTERNAL), "t1")
    await forecaster.forecast(ForecastInput("a", earlier=(turn,)))
    assert set(forecaster._turns) == {turn}
    await forecaster.forecast(ForecastInput("a"))
    assert not forecaster._turns
    for n in range(600):
        await forecaster.forecast(ForecastInput("a", (_document("x", sha=f"{n:064}"),)))
    assert len(forecaster._counted) == module.MOST_COUNTED


@pytest.fixture
def labelled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the forecaster labelled, in order."""
    seen: list[str] = []
    real = module.label_text

    def counted(text: str, source: str) -> Label:
        seen.append(text)
        return real(text, source)

    monkeypatch.setattr(module, "label_text", counted)
    return seen


async def test_a_typed_text_is_labelled_once_however_often_it_is_refreshed(
    record: Record, labelled: list[str]
) -> None:
    forecaster = _forecaster(record)
    given = ForecastInput("Who is 640823-3234?")
    first = await forecaster.forecast(given)
    again = await forecaster.forecast(replace(given, kind=TaskKind.CONTRACT))
    assert labelled == [given.text]
    assert first.label == again.label == label_text(given.text, "instruction")
    other = await forecaster.forecast(replace(given, text="Who?"))
    assert other.label.data_class < first.label.data_class
    raised = raise_class(other.label, "instruction", DataClass.CONFIDENTIAL)  # what the person says comes on top
    assert (await forecaster.forecast(replace(given, text="Who?", label=raised))).label.data_class is (
        DataClass.CONFIDENTIAL
    )
    assert (await forecaster.forecast(given)).label == first.label
    assert labelled == [given.text, "Who?", given.text]


async def test_what_was_labelled_before_is_taken_as_it_was_found(record: Record, labelled: list[str]) -> None:
    given = ForecastInput("Who is 640823-3234?", found=label_text("Who is 640823-3234?", "instruction"))
    found = await _forecaster(record).forecast(given)
    assert labelled == []
    assert found.label == (await _forecaster(record).forecast(replace(given, found=None))).label
