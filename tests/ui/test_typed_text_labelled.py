"""What is typed is labelled once a text, and the forecast never speaks of another text's class."""

import pytest

from fakes.window_bench import window_bench
from homeport.domain.data_class import DataClass
from homeport.domain.label import Label
from homeport.domain.task import Ceiling, Latency, TaskKind
from homeport.services import forecast, open_documents

PNR = "Who is 640823-3234?"


@pytest.fixture
def labelled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that was labelled as typed, by whoever did."""
    seen: list[str] = []
    for module in (forecast, open_documents):
        real = module.label_text

        def counted(text: str, source: str, *more: object, real=real, **named: object) -> Label:
            seen.append(text)
            return real(text, source, *more, **named)

        monkeypatch.setattr(module, "label_text", counted)
    return seen


def test_each_text_is_labelled_once_and_its_class_is_in_the_forecast(
    qtbot, theme, words, tmp_path, labelled: list[str]
) -> None:
    with window_bench(qtbot, theme, words, tmp_path) as bench:
        composer, route = bench.window.composer, bench.presenter.views.route
        for text, expected in ((PNR, DataClass.RESTRICTED), ("When is it?", DataClass.INTERNAL)):
            composer.set_text(text)
            bench.wait(lambda e=expected: route._forecast is not None and route._forecast.label.data_class is e)
            for kind in (TaskKind.CONTRACT, TaskKind.GENERAL):
                composer.set_choices(kind, Latency.INTERACTIVE, Ceiling.FREE)
                bench.presenter.views.conversation._forecast()
            bench.wait(lambda: route._asked is None)
            assert labelled.count(text) == 1
