"""Classes and labels: the strictest wins, nothing unknown is taken for harmless, findings are never lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.data_class import UNMARKED, UNREADABLE, Category, DataClass, strictest
from homeport.domain.finding import Finding
from homeport.domain.label import Label, combine

classes = st.sampled_from(DataClass)


def finding(data_class: DataClass, category: Category = Category.PERSONAL, **others: Any) -> Finding:
    given: dict[str, Any] = {"place": "", "struck": False} | others
    return Finding(
        kind="TEST", source="a.txt", start=0, end=1, data_class=data_class, category=category,
        detector="test", evidence="a test", **given,
    )  # fmt: skip


findings = st.builds(finding, classes, st.sampled_from(Category), struck=st.booleans())
labels = st.builds(
    Label, classes, st.lists(findings, max_size=3).map(tuple), st.sampled_from(["", "unmarked", "typed"])
)


def test_the_order_of_classes_is_the_order_of_sensitivity() -> None:
    assert DataClass.PUBLIC < DataClass.INTERNAL < DataClass.CONFIDENTIAL < DataClass.RESTRICTED


@given(classes)
def test_a_class_is_read_back_from_its_word(data_class: DataClass) -> None:
    assert DataClass.from_word(data_class.word) is data_class


@given(st.text(max_size=20).filter(lambda word: word not in {c.word for c in DataClass}))
def test_an_unknown_word_is_the_most_sensitive_class(word: str) -> None:
    assert DataClass.from_word(word) is DataClass.RESTRICTED


@pytest.mark.parametrize("word", ["Public", "PUBLIC", " public", "public ", "öppen", ""])
def test_a_word_that_only_looks_like_public_is_not_public(word: str) -> None:
    assert DataClass.from_word(word) is DataClass.RESTRICTED


def test_unmarked_is_internal_and_unreadable_is_restricted() -> None:
    assert UNMARKED is DataClass.INTERNAL
    assert UNREADABLE is DataClass.RESTRICTED


@given(st.lists(classes, min_size=1))
def test_the_strictest_is_one_of_them_and_none_is_stricter(given_classes: list[DataClass]) -> None:
    result = strictest(given_classes)
    assert result in given_classes
    assert all(data_class <= result for data_class in given_classes)


def test_the_strictest_of_nothing_is_restricted_unless_said_otherwise() -> None:
    assert strictest([]) is DataClass.RESTRICTED
    assert strictest([], default=DataClass.PUBLIC) is DataClass.PUBLIC
    assert strictest([DataClass.PUBLIC], default=DataClass.RESTRICTED) is DataClass.PUBLIC


def test_without_any_label_a_task_is_internal() -> None:
    assert combine([]) == Label(DataClass.INTERNAL)


@given(st.lists(labels, min_size=1, max_size=5))
def test_combining_takes_the_strictest_class_and_keeps_every_finding(given_labels: list[Label]) -> None:
    whole = combine(given_labels)
    assert whole.data_class is strictest(label.data_class for label in given_labels)
    assert whole.findings == tuple(found for label in given_labels for found in label.findings)


@given(st.lists(labels, min_size=1, max_size=4), st.lists(labels, min_size=1, max_size=4))
def test_combining_in_steps_gives_the_same_as_at_once(first: list[Label], second: list[Label]) -> None:
    assert combine([combine(first), combine(second)]) == combine([*first, *second])


@given(st.lists(labels, min_size=1, max_size=4), labels)
def test_another_source_never_lowers_the_class(given_labels: list[Label], another: Label) -> None:
    assert combine([*given_labels, another]).data_class >= combine(given_labels).data_class


@given(st.lists(labels, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_class_does_not_depend_on_the_order_of_sources(given_labels: list[Label], random: Any) -> None:
    shuffled = list(given_labels)
    random.shuffle(shuffled)
    assert combine(shuffled).data_class is combine(given_labels).data_class


@given(st.lists(labels, min_size=1, max_size=4))
def test_the_reason_comes_from_a_label_that_carries_the_class(given_labels: list[Label]) -> None:
    whole = combine(given_labels)
    carrying = [label.default_reason for label in given_labels if label.data_class is whole.data_class]
    assert whole.default_reason in carrying
    assert bool(whole.default_reason) == any(carrying)


def test_a_struck_finding_stays_listed_but_neither_decides_nor_counts() -> None:
    stands = finding(DataClass.RESTRICTED)
    struck = finding(DataClass.RESTRICTED, Category.FINANCIAL, struck=True)
    weaker = finding(DataClass.INTERNAL, Category.LEGAL)
    label = Label(DataClass.RESTRICTED, (stands, struck, weaker))
    assert label.findings == (stands, struck, weaker)
    assert label.deciding == (stands,)
    assert label.categories == {Category.PERSONAL, Category.LEGAL}


def test_a_finding_says_where_it_was() -> None:
    assert finding(DataClass.INTERNAL).where == "a.txt"
    assert finding(DataClass.INTERNAL, place="page 3").where == "a.txt, page 3"
