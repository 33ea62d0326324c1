"""Everything a service says is said in the person's language: every producer is enumerated."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import homeport
from fakes.still_clock import StillClock
from homeport.adapters.documents.lock import sandbox_words
from homeport.adapters.engines.proof_lines import PROOF_WORDS, line
from homeport.adapters.engines.server import Phase
from homeport.adapters.store import cipher
from homeport.adapters.system import fence_attempts
from homeport.adapters.system.settings_file import read_settings
from homeport.bootstrap.wired import NOT_SET_UP
from homeport.domain.data_class import Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.document import Document, Unread, UnreadPart
from homeport.domain.draft import Draft, DraftEnd, Speed
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault, FaultKind, FinishReason
from homeport.domain.facts import Fact, FactSource
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerVerdict
from homeport.domain.said import said
from homeport.domain.task import Ceiling, Latency, Task, TaskKind
from homeport.labelling.label import label_text
from homeport.ports.engine import EngineProgress, Locality, LocalityProof
from homeport.quality.assess import HARD, REASONS, STAKES, assess
from homeport.quality.checks import check_draft
from homeport.services.endpoints import read_provider
from homeport.services.fault_words import FAULT_WORDS
from homeport.text.messages import Messages, read_catalogue, slots_of
from homeport.ui.service_words import ServiceWords, form_of
from homeport.ui.words import Words

I18N = Path(__file__).parents[2] / "resources" / "i18n"
ENGLISH, SWEDISH = Messages(I18N, "en"), Messages(I18N, "sv")
AREAS = (
    "common",
    "faults",
    "facts",
    "checks",
    "notices",
    "errors",
    "settings",
    "policy_page",
    "first_run",
    "providers",
)
FORBIDDEN = {
    "safe",
    "secure",
    "verified",
    "compliant",
    "anonymised",
    "säker",
    "säkert",
    "verifierad",
    "anonymiserad",
}
TASK = Task("t", "default", "", TaskKind.GENERAL, Latency.INTERACTIVE, Ceiling.FREE, "2026-11-23T12:00:00+00:00")


@pytest.fixture
def en(words: Words) -> ServiceWords:
    return ServiceWords(words)


@pytest.fixture
def sv(swedish: Words) -> ServiceWords:
    return ServiceWords(swedish)


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys_and_slots(area: str) -> None:
    both = [
        {key: sentence for key, sentence in read_catalogue(I18N / language).items() if key.startswith(f"{area}.")}
        for language in ("en", "sv")
    ]
    assert both[0]
    assert {k: slots_of(s) for k, s in both[0].items()} == {k: slots_of(s) for k, s in both[1].items()}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_word_promises_too_much(language: str) -> None:
    for key, sentence in read_catalogue(I18N / language).items():
        if key.partition(".")[0] in AREAS:
            assert not FORBIDDEN & set(re.findall(r"\w+", str(sentence).lower())), key


# ---- faults


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_fault_has_a_title_and_a_next_step(en: ServiceWords, sv: ServiceWords, kind: FaultKind) -> None:
    for service_words in (en, sv):
        fault = service_words.fault(Fault(kind), "Ollama")
        assert fault.title.endswith(".")
        assert fault.what_next.endswith(".")
        assert "homeport " not in fault.what_next  # a command of the terminal
        assert "{" not in fault.title + fault.what_next
    english, swedish = en.fault(Fault(kind), "Ollama"), sv.fault(Fault(kind), "Ollama")
    assert english.title == FAULT_WORDS[kind].title.replace("{place}", "Ollama")
    assert swedish.title != english.title
    assert swedish.what_next != english.what_next


def test_a_title_that_begins_with_a_place_begins_with_a_capital(sv: ServiceWords) -> None:
    assert (
        sv.fault(Fault(FaultKind.NOT_RUNNING), "den inbyggda motorn").title == "Den inbyggda motorn svarar inte."
    )


def test_a_wait_that_the_other_side_names_is_shown(sv: ServiceWords) -> None:
    fault = sv.fault(Fault(FaultKind.RATE_LIMITED, retry_after_seconds=12.4), "Mistral AI")
    assert fault.what_next == "Vänta 12 s, och avgör sedan om du vill skicka igen."


# ---- facts


def _reasons() -> Iterator[tuple[str, str]]:
    for name, words in REASONS.items():
        if name not in {"more", "signal"}:
            yield name, words
    for signal in (*STAKES, *HARD):
        yield f"signal_{signal.id}", f"{signal.because} (“{{word}}”)"


@pytest.mark.parametrize(("name", "words"), list(_reasons()))
def test_every_reason_of_a_fact_has_a_key(name: str, words: str) -> None:
    slots = dict.fromkeys(slots_of(words), "7")
    assert ENGLISH.say(f"facts.{name}", **slots) == words.format(**slots)
    assert SWEDISH.say(f"facts.{name}", **slots) != words.format(**slots)


def test_real_facts_are_said_as_the_assessor_said_them_and_in_swedish(en: ServiceWords, sv: ServiceWords) -> None:
    finding = Finding(
        "SE_PNR", "brev.docx", "page 3", 0, 1, DataClass.RESTRICTED, Category.PERSONAL, "scanner",
        "a Swedish personal identity or coordination number with a correct check digit",
    )  # fmt: skip
    label = Label(DataClass.RESTRICTED, (finding, finding))
    document = Document("brev.docx", "", 1, "", "x " * 20, unread_parts=(UnreadPart("page 2", Unread.NO_TEXT),))
    task = Task(**{name: getattr(TASK, name) for name in TASK.__slots__} | {"instruction": "Sign it. Court!"})
    facts = assess(task, label, (document, document), 4096)
    assert [en.why(fact) for fact in facts.given] == [fact.why for fact in facts.given]
    told = {fact.name: fact.why for fact in sv.facts(facts).given}
    assert told["sensitivity"] == (
        "brev.docx, sidan 3: ett svenskt personnummer eller samordningsnummer med korrekt kontrollsiffra, "
        "och 1 till"
    )
    assert told["difficulty"] == "2 dokument ska läsas tillsammans; delar som inte kunde läsas: 2"
    assert told["stakes"] == (
        "resultatet lämnar organisationen eller skrivs under (”sign”); "
        "en domstol eller myndighet läser det (”court”)"
    )
    assert not [fact for fact in facts.given if sv.why(fact) == fact.why]


def test_the_class_that_nothing_set_is_explained_in_swedish(sv: ServiceWords) -> None:
    facts = assess(TASK, label_text("Hej", "instruction"), (), 4096)
    sensitivity = facts.get("sensitivity")
    assert sensitivity is not None
    assert sv.why(sensitivity) == (
        "Ingen märkning och inget känsligt hittades; av texten ensam går det inte att se om den är offentlig."
    )


def test_the_reason_in_an_old_record_stays_as_it_was(sv: ServiceWords) -> None:
    assert sv.why(Fact("task", "dev", FactSource.TYPED, "because I said so")) == "because I said so"


# ---- checks


def _draft(text: str, **fields: object) -> Draft:
    given = {"end": DraftEnd.WHOLE, "finish": FinishReason.STOP, "tool_calls": ()} | fields
    return Draft("d", "t", "device", "e", "m", "m", text, "", fault=None, speed=Speed(None, 1.0), **given)  # type: ignore[arg-type]


DRAFTS = (
    _draft("Three months."),
    _draft(" "),
    _draft("A part", end=DraftEnd.PARTIAL, finish=None),
    _draft("A part", end=DraftEnd.PARTIAL, finish=FinishReason.LENGTH),
    _draft("No.", finish=FinishReason.REFUSED),
    _draft("Let me look.", tool_calls=("search",)),
    _draft("the same thing again and " * 30),
    _draft(" ".join(f"word{n}" for n in range(60))),
)


def test_every_check_is_said_in_both_languages(en: ServiceWords, sv: ServiceWords) -> None:
    seen = set()
    for draft in DRAFTS:
        for check in check_draft(draft).checks:
            assert check.said is not None
            seen.add(check.said.key)
            assert en.check(check) == check.says
            assert sv.check(check) not in {check.says, ""}
    draft_keys = [key for key in read_catalogue(I18N / "en") if re.match(r"checks\.(?!local|led|un|phase)", key)]
    assert seen == set(draft_keys)


# ---- engines


@pytest.mark.parametrize("sentence", list(PROOF_WORDS))
def test_every_line_of_a_locality_proof_is_said_in_both_languages(
    en: ServiceWords, sv: ServiceWords, sentence: str
) -> None:
    made = line(sentence, **dict.fromkeys(slots_of(PROOF_WORDS[sentence]), "here"))
    proof = LocalityProof(Locality.LOCAL, (made.words,), said=(made.said,))
    assert en.proof(proof) == (made.words,)
    (swedish,) = sv.proof(proof)
    assert swedish != made.words
    old = LocalityProof(Locality.LOCAL, (made.words,))  # from before the values were kept
    assert sv.proof(old) == (swedish,)


@pytest.mark.parametrize(
    "phase", [*(str(p) for p in Phase if p not in {Phase.READY, Phase.FAILED}), "downloading"]
)
def test_every_phase_of_an_engine_is_said(en: ServiceWords, sv: ServiceWords, phase: str) -> None:
    progress = EngineProgress(phase, 1, 4)
    assert en.progress("ollama", progress) != en.progress("ollama", None)
    assert sv.progress("ollama", progress) not in {en.progress("ollama", progress), sv.progress("ollama", None)}


def test_an_engine_that_begins_says_its_name(sv: ServiceWords) -> None:
    assert sv.progress("built-in", None) == "Inbyggd motor startar"


# ---- the record


ROWS = (
    (LedgerVerdict(4212, 7, "2026-03-03T08:00:00+00:00", "", confirmed=7), "4 212 poster är kompletta"),
    (LedgerVerdict(4212, 7, "2026-03-03T08:00:00+00:00", "", confirmed=6), "varav 6 med"),
    (LedgerVerdict(5, 0, "2026-03-03T08:00:00+00:00", ""), "inga utskick."),
    (LedgerVerdict(776, 0, "", "", broken_at=777), "Post 777 stämmer inte"),
    (LedgerVerdict(776, 0, "", "", anchor_missing=True), "De 776 posterna hänger ihop"),
    (LedgerVerdict(0, 0, "", ""), "Protokollet är tomt."),
)


@pytest.mark.parametrize(("verdict", "begins"), ROWS)
def test_a_verdict_claims_no_more_than_was_checked(
    en: ServiceWords, sv: ServiceWords, verdict: LedgerVerdict, begins: str
) -> None:
    swedish = sv.verdict(verdict)
    assert begins in swedish[0].replace("\u00a0", " ").replace("\u202f", " ")
    assert all(told.endswith(".") for told in (*swedish, *en.verdict(verdict)))


OUTCOMES = (
    "", "finished", "stopped: may have left",
    *(f"failed ({kind}): {left}" for kind in FaultKind for left in ("may have left", "nothing left")),
)  # fmt: skip


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_of_a_send_is_said(en: ServiceWords, sv: ServiceWords, outcome: str) -> None:
    english, swedish = en.send_outcome(outcome, "Mistral AI"), sv.send_outcome(outcome, "Mistral AI")
    assert english != swedish
    assert ("may have left" in english) == (outcome == "" or "may have left" in outcome)
    assert ("kan ha lämnat" in swedish) == (outcome == "" or "may have left" in outcome)


def test_an_unknown_outcome_stays_as_it_is(sv: ServiceWords) -> None:
    assert sv.send_outcome("something else", "Mistral AI") == "something else"


# ---- errors and notices


def _templates(call: ast.Call) -> Iterator[str]:
    """The sentences of one call, each slot filled with something that no sentence holds."""
    for argument in call.args:
        if isinstance(argument, ast.Constant):
            yield str(argument.value)
        elif isinstance(argument, ast.JoinedStr):
            parts = argument.values
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "§7" for part in parts)


A_SECRET = "A secret in §7 §7."
"""Of the keyring; its second slot is one of a few words, each a sentence of the catalogue."""


def _errors() -> Iterator[tuple[str, str]]:
    """Every sentence that a part behind the window may raise."""
    source = Path(homeport.__file__).parent
    for path in sorted(source.rglob("*.py")):
        if "cli" in path.relative_to(source).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UserFacingError":
                yield from ((path.name, sentence) for sentence in _templates(node) if sentence != A_SECRET)
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_failed" and node.args:
                yield from ((path.name, A_SECRET.replace("§7.", f"{what}.")) for what in _templates(node))
    for sentences in (*cipher._WORDS.values(), cipher._PLAIN):
        yield from (("cipher.py", sentence.format(path="§7")) for sentence in sentences)


ERRORS = sorted(set(_errors()))


def test_the_errors_are_found() -> None:
    assert len(ERRORS) > 100


@pytest.mark.parametrize(("path", "sentence"), ERRORS)
def test_every_error_is_said_in_swedish(sv: ServiceWords, path: str, sentence: str) -> None:
    swedish = sv.error(UserFacingError(sentence, "Try again."))
    assert swedish.title != sentence, f"{path} says something that errors.toml does not have"
    assert swedish.title.count("§7") == sentence.count("§7")
    assert swedish.what_next == "Försök igen."


def test_no_error_stands_in_the_catalogue_that_nothing_raises() -> None:
    raised = [sentence for _, sentence in ERRORS]
    for key, sentence in read_catalogue(I18N / "en").items():
        if key.startswith("errors."):
            assert any(form_of(str(sentence)).fullmatch(told) for told in raised), key


@pytest.mark.parametrize(
    "broken",
    ["x" * (1 << 21), "\udcff", "= 1", "nonsense = 1", "policy = 1", "text_scale = 5", "max_output_tokens = 0",
     "max_output_tokens = 'a'", "appearance = 'pink'", "lanes = 1", "[engines]\nollama_enabled = 1",
     "[lanes]\npremium = 'a'"],
)  # fmt: skip
def test_whatever_is_wrong_with_the_settings_is_said_in_swedish(
    sv: ServiceWords, tmp_path: Path, broken: str
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(broken, "utf-8", "surrogateescape")
    read = read_settings(path, StillClock())
    assert read.problem
    told = sv.notice(f"{read.problem} The file was kept as {read.set_aside}.")
    assert read.problem not in told
    assert told.endswith(f"Filen sparades som {read.set_aside}.")


def test_the_fence_is_spoken_of_in_swedish(sv: ServiceWords) -> None:
    # Only the names and the stops: trying them for real takes a fenced process.
    ways = {
        node.value
        for node in ast.walk(ast.parse(Path(fence_attempts.__file__).read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    names = {str(text) for key, text in read_catalogue(I18N / "en").items() if key.startswith("notices.way_")}
    assert names
    assert names <= ways
    assert {text for text in names if sv.notice(text) == text} == {"asyncio", "urllib"}


def test_what_holds_the_parser_is_said_in_swedish(sv: ServiceWords) -> None:
    english = sandbox_words()
    swedish = sv.listed(english)
    assert swedish.startswith("en egen process, ")
    assert not [part for part in re.split(", |; ", english) if part in re.split(", |; ", swedish)]


@pytest.mark.parametrize(
    "where", ["the system keyring (Secret Service)", "a passphrase vault", "memory, until this run ends"]
)
def test_where_keys_are_kept_is_said_in_swedish(sv: ServiceWords, where: str) -> None:
    assert sv.key_place(where) != where


@pytest.mark.parametrize(
    "why", ["A demonstration keeps nothing", "There is no keyring and no terminal for a passphrase"]
)
def test_why_a_record_ends_is_said_in_swedish(sv: ServiceWords, why: str) -> None:
    assert sv.notice(why) != why


def test_a_lane_that_is_not_set_up_says_so_in_swedish(sv: ServiceWords) -> None:
    decision = Decision(
        {}, {}, (), None, (), None, {}, {}, {}, (), "p", "1", "", unavailable={"premium": NOT_SET_UP}
    )
    assert sv.decision(decision).unavailable == {"premium": "ingen leverantör eller server är inställd för den"}


# ---- provider files


def _provider_facts() -> Iterator[str]:
    for path in sorted((I18N.parent / "providers").glob("*.toml")):
        provider = read_provider(path.name, path.read_bytes())
        outline = provider.outline
        yield from (outline.country, outline.retention, outline.facts.stored_in, provider.key_is)
        table = tomllib.loads(path.read_text("utf-8"))
        for attested in table.get("attest", {}).values():
            yield from (
                attested[key] for key in ("says", "processed_in", "retention", "training") if key in attested
            )


@pytest.mark.parametrize("fact", sorted(set(_provider_facts()) - {""}))
def test_what_shipped_provider_files_say_is_said_in_swedish(sv: ServiceWords, fact: str) -> None:
    filled = fact.replace("{location}", "europe-north1")
    assert sv.provider(filled) != filled
    assert "{" not in sv.provider(filled)


def test_an_own_provider_file_speaks_for_itself(sv: ServiceWords) -> None:
    assert sv.provider("in our cellar") == "in our cellar"


def test_a_said_value_takes_texts_and_numbers() -> None:
    value = said("facts.too_long", count=5000, room=3072)
    assert value.in_words(ENGLISH.say) == "about 5000 tokens do not fit into the 3072 there is room for"
