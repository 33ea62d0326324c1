"""Facts of a task, each with its source and its reason."""

import time

import pytest

from homeport.domain.data_class import Category, DataClass
from homeport.domain.document import Document, Section, SectionKind, Unread, UnreadPart
from homeport.domain.facts import KNOWN_FACTS, Fact, FactSource
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.said import said
from homeport.domain.task import Ceiling, Latency, Task, TaskKind
from homeport.quality.assess import HARD, STAKES, assess

INTERNAL = Label(DataClass.INTERNAL, (), "No marking and nothing sensitive found.")


def task(instruction: str = "Summarise this.", kind: TaskKind = TaskKind.GENERAL) -> Task:
    return Task("t1", "default", instruction, kind, Latency.BACKGROUND, Ceiling.SMALL, "2026-11-23T08:00:00Z")


def finding(category: Category, data_class: DataClass = DataClass.RESTRICTED, **changes: object) -> Finding:
    values = {
        "kind": "KIND", "source": "Addendum.docx", "place": "page 3", "start": 0, "end": 4,
        "data_class": data_class, "category": category,
        "detector": "test", "evidence": "a number with a correct check digit",
    }  # fmt: skip
    return Finding(**{**values, **changes})


def document(text: str = "Some text.", **changes: object) -> Document:
    return Document(
        **{"name": "a.txt", "sha256": "", "size": 1, "media_type": "text/plain", "text": text, **changes}
    )


UNREAD = document("", name="locked.pdf", unread=Unread.PASSWORD)


def fact(name: str, *, label: Label = INTERNAL, documents: tuple[Document, ...] = (), **changes: object) -> Fact:
    given = changes.pop("task", task())
    facts = assess(given, label, documents, changes.pop("context_tokens", 4096), **changes)
    found = facts.get(name)
    assert found is not None
    return found


def test_every_known_fact_is_there_in_order_with_a_reason():
    facts = assess(task(), INTERNAL, (), 4096)
    assert tuple(fact.name for fact in facts.given) == KNOWN_FACTS
    assert all(fact.why and "{" not in fact.why for fact in facts.given)
    assert facts.values() == {
        "sensitivity": "internal",
        "personal": "none",
        "task": "general",
        "difficulty": "routine",
        "stakes": "normal",
        "latency": "background",
        "ceiling": "small",
        "redaction": "none",
        "approval": "none",
        "declassified": "none",
    }


def test_what_the_person_chose_is_typed():
    for name in ("task", "latency", "ceiling"):
        assert fact(name).source is FactSource.TYPED


def test_the_class_comes_from_the_label_with_its_finding():
    label = Label(DataClass.RESTRICTED, (finding(Category.PERSONAL), finding(Category.CREDENTIAL)))
    found = fact("sensitivity", label=label)
    assert (found.value, found.source) == ("restricted", FactSource.LABEL)
    assert found.why == "Addendum.docx, page 3: a number with a correct check digit, and 1 more"
    one = Label(DataClass.RESTRICTED, label.findings[:1])
    assert fact("sensitivity", label=one).why == "Addendum.docx, page 3: a number with a correct check digit"


def test_a_class_nothing_set_says_why():
    found = fact("sensitivity")
    assert (found.value, found.source, found.why) == ("internal", FactSource.DEFAULT, INTERNAL.default_reason)
    assert fact("sensitivity", label=Label(DataClass.INTERNAL)).why == "nothing sensitive was found"


@pytest.mark.parametrize(
    ("categories", "value"),
    [
        ((), "none"),
        ((Category.CREDENTIAL, Category.FINANCIAL, Category.LEGAL, Category.MARKING), "none"),
        ((Category.PERSONAL,), "personal"),
        ((Category.PERSONAL, Category.SPECIAL), "special"),
        ((Category.SPECIAL,), "special"),
    ],
)
def test_personal_data_follows_the_categories(categories, value):
    label = Label(DataClass.RESTRICTED, tuple(finding(category) for category in categories))
    found = fact("personal", label=label)
    assert found.value == value
    assert found.source is (FactSource.DEFAULT if value == "none" else FactSource.LABEL)


def test_a_struck_finding_does_not_count_and_is_a_fact_itself():
    label = Label(DataClass.INTERNAL, (finding(Category.SPECIAL, struck=True),))
    assert fact("personal", label=label).value == "none"
    found = fact("declassified", label=label)
    assert (found.value, found.source) == ("self", FactSource.TYPED)
    assert found.why == "findings struck as false alarms: 1"
    assert fact("declassified", label=label, declassified="second").value == "second"


def test_a_document_nobody_could_read_counts_as_the_strictest_whatever_the_label_says():
    for label in (INTERNAL, Label(DataClass.PUBLIC)):
        found = fact("sensitivity", label=label, documents=(UNREAD,))
        assert (found.value, found.source) == ("restricted", FactSource.UNKNOWN)
        assert "locked.pdf" in found.why
    assert fact("personal", documents=(UNREAD,)).value == "special"
    assert fact("personal", documents=(UNREAD,)).source is FactSource.UNKNOWN


def test_a_finding_that_something_was_unreadable_is_said_to_be_unknown():
    unreadable = finding(Category.UNREADABLE, evidence="could not be read: it holds no text.")
    label = Label(DataClass.RESTRICTED, (unreadable,))
    for name, value in (("sensitivity", "restricted"), ("personal", "special")):
        found = fact(name, label=label)
        assert (found.value, found.source) == (value, FactSource.UNKNOWN)
        assert found.why == "Addendum.docx, page 3: could not be read: it holds no text"
    both = Label(DataClass.RESTRICTED, (unreadable, finding(Category.CREDENTIAL, source="key.txt", place="")))
    assert fact("sensitivity", label=both).source is FactSource.LABEL
    assert fact("sensitivity", label=both).why.startswith("key.txt: ")


@pytest.mark.parametrize(
    ("documents", "context", "words"),
    [
        ((document(), document()), 4096, "2 documents have to be read together"),
        ((document("word " * 400),), 512, "do not fit into the 384 there is room for"),
        ((document("word " * 4000),), 512, "20015 characters do not fit into 384 tokens"),
        ((UNREAD,), 4096, "parts that could not be read: 1"),
        (
            (document(unread_parts=(UnreadPart("page 2", Unread.NO_TEXT),) * 3),),
            4096,
            "could not be read: 3",
        ),
    ],
)
def test_what_can_be_counted_makes_work_hard(documents, context, words):
    found = fact("difficulty", documents=documents, context_tokens=context)
    assert (found.value, found.source) == ("hard", FactSource.MEASURED)
    assert words in found.why


def test_one_document_that_fits_is_routine():
    found = fact("difficulty", documents=(document("word " * 400),), context_tokens=1024)
    assert (found.value, found.source) == ("routine", FactSource.MEASURED)


@pytest.mark.parametrize("kind", [SectionKind.TABLE, SectionKind.SHEET])
def test_tables_are_hard_in_medical_work_only(kind):
    tables = document(sections=(Section(SectionKind.PAGE, "1", 0, 4), Section(kind, "1", 4, 9)))
    assert fact("difficulty", documents=(tables,), task=task(kind=TaskKind.MEDICAL)).value == "hard"
    assert fact("difficulty", documents=(tables,), task=task(kind=TaskKind.CONTRACT)).value == "routine"
    assert fact("difficulty", documents=(document(),), task=task(kind=TaskKind.MEDICAL)).value == "routine"


@pytest.mark.parametrize(
    ("kind", "instruction", "word"),
    [
        (TaskKind.GENERAL, "Write the letter we send to the bank.", "send to"),
        (TaskKind.GENERAL, "Skriv yttrandet till Förvaltningsdomstolen, domstolen läser det.", "domstolen"),
        (TaskKind.GENERAL, "This is HIGH  STAKES.", "high  stakes"),
        (TaskKind.GENERAL, "Det måste bli rätt.", "måste bli rätt"),
        (TaskKind.GENERAL, "Utkast till avsked av en anställd", "avsked"),
        (TaskKind.CONTRACT, "Which clauses limit liability?", "liability"),
        (TaskKind.CONTRACT, "Vilken uppsägningstid gäller?", "uppsägningstid"),
        (TaskKind.MEDICAL, "What is the dosing in pregnancy?", "dosing"),
        (TaskKind.MEDICAL, "Vilken dos rekommenderas till barn?", "dos"),
        (TaskKind.DEV, "Add encryption to the payment module.", "encryption"),
        (TaskKind.DEV, "Lagra lösenordet i databasen.", "lösenordet"),
    ],
)
def test_stakes_words_are_found_in_both_languages(kind, instruction, word):
    found = fact("stakes", task=task(instruction, kind))
    assert (found.value, found.source) == ("high", FactSource.MEASURED)
    assert f"“{word}”" in found.why


@pytest.mark.parametrize(
    ("kind", "instruction"),
    [
        (TaskKind.GENERAL, "Which significant clauses limit liability?"),
        (TaskKind.GENERAL, "What is the dosing?"),
        (TaskKind.DEV, "Who is the author of this client library?"),
        (TaskKind.MEDICAL, "Explain the password policy."),
        (TaskKind.GENERAL, ""),
    ],
)
def test_other_words_and_other_kinds_of_work_are_not_high_stakes(kind, instruction):
    found = fact("stakes", task=task(instruction, kind))
    assert (found.value, found.source) == ("normal", FactSource.DEFAULT)


@pytest.mark.parametrize(
    ("kind", "instruction"),
    [
        (TaskKind.CONTRACT, "Does the addendum override clause 4?"),
        (TaskKind.CONTRACT, "Gäller tilläggsavtalet före huvudavtalet?"),
        (TaskKind.MEDICAL, "Weigh the conflicting subgroup results."),
        (TaskKind.MEDICAL, "Hur ska de motstridiga resultaten tolkas?"),
        (TaskKind.DEV, "Find the race condition."),
        (TaskKind.DEV, "Refaktorera modulen."),
    ],
)
def test_words_of_hard_work_are_found_in_both_languages(kind, instruction):
    assert fact("difficulty", task=task(instruction, kind)).value == "hard"
    assert fact("difficulty", task=task(instruction)).value == "routine"


def test_several_reasons_are_all_named():
    found = fact("stakes", task=task("Submit the liability clause to the court.", TaskKind.CONTRACT))
    assert found.why.count(";") == 2


def test_what_is_recorded_for_the_task_is_taken_over():
    facts = {name: fact(name, redaction="verified", approval="granted") for name in ("redaction", "approval")}
    assert [(f.value, f.source) for f in facts.values()] == [
        ("verified", FactSource.TYPED),
        ("granted", FactSource.TYPED),
    ]


def test_every_reason_has_a_key_beside_its_words():
    facts = assess(task("Skicka till banken"), INTERNAL, (UNREAD,), 4096)
    assert all(given.said for given in facts.given)
    assert facts.get("sensitivity").said == (said("facts.unread", name="locked.pdf"),)
    assert facts.get("stakes").said == (said("facts.signal_leaves", word="skicka till"),)


def test_every_signal_listens_for_both_languages():
    assert len({signal.id for signal in (*STAKES, *HARD)}) == len(STAKES) + len(HARD)
    for signal in (*STAKES, *HARD):
        assert signal.because
        assert all(word.strip(" *") for word in (*signal.english.split("|"), *signal.swedish.split("|")))


def test_a_very_long_task_is_assessed_in_one_pass():
    start = time.thread_time()
    long = document("ord " * 1_000_000)
    assert fact("difficulty", documents=(long,), task=task("sign " * 200_000)).value == "hard"
    assert fact("stakes", task=task("x" * 4_000_000)).value == "normal"
    assert time.thread_time() - start < 2
