"""The main window in every state a person can meet, filled as the presenters fill it. For pictures and checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from fakes.sheets import paged
from homeport.domain.check import Check
from homeport.domain.data_class import Category, DataClass
from homeport.domain.decision import Decision
from homeport.domain.document import Remark, Unread
from homeport.domain.draft import DraftEnd
from homeport.domain.facts import Fact, Facts, FactSource
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.lane import Endpoint, Region
from homeport.domain.policy import Policy
from homeport.labelling.label import label_document, label_text
from homeport.policy.decide import decide
from homeport.policy.load import load_policy
from homeport.ports.engine import Locality
from homeport.ui.main_window import MainWindow
from homeport.ui.models.composer import ChipState, ChipView, ForecastState, ForecastView
from homeport.ui.models.history_model import HistoryRow
from homeport.ui.models.turn import (
    ActionKind,
    Answer,
    Blocked,
    Cost,
    DocumentChip,
    Failed,
    Held,
    NotFullyRead,
    OverBudget,
    ReadingDocuments,
    ReadingPrompt,
    SentOnce,
    Source,
    StoppedHere,
    StrongerOffer,
    TurnView,
    Waiting,
    WaitingFor,
    Writing,
)
from homeport.ui.models.why import Moment, Told, WayOn
from homeport.ui.models.why_view import why_view
from homeport.ui.theme import Theme
from homeport.ui.views.header import HeaderView
from homeport.ui.views.status_bar_words import MonthLine, Notice, SendLine, StatusView
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources"

QUESTION = {
    "en": "How long is the notice period for each party, and is anything missing that we should ask the landlord"
    " about?",
    "sv": "Hur lång är uppsägningstiden för vardera parten, och saknas något som vi borde fråga hyresvärden om?",
}
TITLE = {"en": "Notice period in the lease", "sv": "Uppsägningstiden i hyresavtalet"}
NEXT = {
    "en": "Draft a short, polite letter to the landlord with those three questions",
    "sv": "Skriv ett kort och artigt brev till hyresvärden med de tre frågorna",
}
TEXT = {
    "en": """**The tenant has three months, the landlord nine.** Notice must be given in writing and runs \
from the end of the month in which it was received.

| Party | Notice | Where it says so |
| --- | --- | --- |
| Tenant | 3 months | Lease, clause 7.1 |
| Landlord | 9 months | Lease, clause 7.2 |

**Worth asking the landlord**

- Clause 7.4 refers to an Appendix C that is not in the file.
- The lease and the 2024 addendum name different contact persons.
- Nothing says whether e-mail counts as written notice.
""",
    "sv": """**Hyresgästen har tre månader, hyresvärden nio.** Uppsägningen ska vara skriftlig och räknas från \
slutet av den månad då den togs emot.

| Part | Tid | Var det står |
| --- | --- | --- |
| Hyresgäst | 3 månader | Avtalet, punkt 7.1 |
| Hyresvärd | 9 månader | Avtalet, punkt 7.2 |

**Värt att fråga hyresvärden**

- Punkt 7.4 hänvisar till en bilaga C som inte finns i filen.
- Avtalet och tillägget från 2024 anger olika kontaktpersoner.
- Ingenting säger om e-post räknas som skriftlig uppsägning.
""",
}
HISTORY = {
    "en": (
        "Notice period in the lease",
        "Reply to Åse about the invoice",
        "Compare three CRM offers",
        "Board minutes, action list",
        "Market sizing for the Tromsø pilot",
        "Rewrite the onboarding guide",
        "Annual report 2025, summary",
        "Translate the safety data sheet",
    ),
    "sv": (
        "Uppsägningstiden i hyresavtalet",
        "Svar till Åse om fakturan",
        "Jämför tre offerter på kundsystem",
        "Styrelseprotokoll, åtgärdslista",
        "Marknadsstorlek för försöket i Tromsø",
        "Skriv om introduktionsguiden",
        "Årsredovisning 2025, sammanfattning",
        "Översätt säkerhetsdatabladet",
    ),
}
PLACES = (
    ("device", "held", "2026-11-23T10:42:00+00:00", DataClass.RESTRICTED),
    ("device", "done", "2026-11-23T09:15:00+00:00", DataClass.INTERNAL),
    ("eu", "done", "2026-11-23T08:50:00+00:00", DataClass.INTERNAL),
    ("private", "done", "2026-11-22T15:31:00+00:00", DataClass.CONFIDENTIAL),
    ("premium", "offered", "2026-11-22T13:07:00+00:00", DataClass.PUBLIC),
    ("device", "stopped", "2026-11-22T10:20:00+00:00", DataClass.INTERNAL),
    ("private", "done", "2026-11-19T09:00:00+00:00", DataClass.CONFIDENTIAL),
    ("device", "done", "2026-11-18T09:00:00+00:00", DataClass.PUBLIC),
)
LEASE = paged(
    "Lease Storgata 12.pdf",
    [
        "Lease of business premises\n\nThe tenant is Kari Holm, Storgatan 12, 111 22 Stockholm.\n"
        "Write to kari@example.com.\n",
        "7.1 The tenant may give three months' notice in writing.\n7.2 The landlord may give nine months' notice"
        " in writing.\n7.4 See Appendix C for the condition of the premises.\n",
        "Rent is paid to the account SE45 5000 0000 0583 9825 7466.\nThe guarantor's number is 121212-1212.\n",
    ],
)
ADDENDUM = paged("Addendum.docx", ["Addendum of 2024. The guarantor is 121212-1212.\n"])
CHIPS = (DocumentChip(LEASE.name, DataClass.CONFIDENTIAL), DocumentChip(ADDENDUM.name, DataClass.RESTRICTED))
QWEN = Endpoint(
    "built_in/qwen", "device", "Ollama", "chat", "http://127.0.0.1", "Qwen3 8B", False, Region.DEVICE,
    "this computer", "none", 8192, 2048,
)  # fmt: skip
MONTH = MonthLine(tasks=2, sends=3, highest={"EUR": 0.31})
CHECKS = (Check("whole", True, ""), Check("not-empty", True, ""), Check("quotes-exact", True, ""))


@dataclass(frozen=True)
class Stage:
    """A window to fill, and the language of what stands in it."""

    window: MainWindow
    theme: Theme
    words: Words

    @property
    def language(self) -> str:
        """English or Swedish."""
        return self.words.language

    def title(self) -> str:
        """The task's."""
        return TITLE[self.language]


def rows(language: str) -> list[HistoryRow]:
    """A week of work."""
    return [
        HistoryRow(f"t{n}", title, lane, state, data_class, at)
        for n, (title, (lane, state, at, data_class)) in enumerate(zip(HISTORY[language], PLACES, strict=True))
    ]


def chips() -> list[ChipView]:
    """Two documents that were read."""
    return [
        ChipView("1", LEASE.name, ChipState.READ, label=Label(DataClass.CONFIDENTIAL), document=LEASE),
        ChipView("2", ADDENDUM.name, ChipState.READ, label=label_document(ADDENDUM), document=ADDENDUM,
                 remarks=(Remark.MACROS,)),
    ]  # fmt: skip


def answer(language: str, **more: object) -> Answer:
    """A whole answer from this computer."""
    usual = Answer(
        "d1", "device", "Qwen3 8B", TEXT[language], end=DraftEnd.WHOLE, locality=Locality.LOCAL, checks=CHECKS,
        seconds=9.4, cost=Cost(0.0), sources=(Source(0, 100, 150, "page 2", "three months' notice", True),),
    )  # fmt: skip
    return replace(usual, **more)  # type: ignore[arg-type]


def told(
    policy_name: str = "nordics", moment: Moment = Moment.AFTER, data_class: str = "restricted", **given: str
) -> Told:
    """The decision of a shipped policy about a lease."""
    policy = load_policy((RESOURCES / "policies" / f"{policy_name}.toml").read_bytes(), b"")
    assert isinstance(policy, Policy)
    values = {name: spec.values[0] for name, spec in policy.facts.items()}
    values |= {"sensitivity": data_class, "personal": "personal", "task": "contract", **given}
    values = {name: value for name, value in values.items() if name in policy.facts}
    decision = decide(policy, values)
    assert isinstance(decision, Decision)
    evidence = "a Swedish personal identity or coordination number with a correct check digit"
    finding = Finding(
        "SE_PNR", ADDENDUM.name, "page 1", 40, 51, DataClass.RESTRICTED, Category.PERSONAL, "", evidence
    )
    facts = Facts(tuple(Fact(name, value, FactSource.TYPED, "") for name, value in values.items()))
    label = Label(DataClass.from_word(data_class), (finding,) if data_class == "restricted" else ())
    return Told(moment, decision, policy, facts, label, endpoints={"device": QWEN})


def usual(stage: Stage) -> None:
    """What is there once the record is read: history, policy, month."""
    window = stage.window
    window.sidebar.show_history(rows(stage.language))
    window.status.show_status(
        StatusView((), lane="device", model="Qwen3 8B", policy="EU and Nordics", month=MONTH)
    )


def in_task(
    stage: Stage, *views: TurnView, data_class: DataClass = DataClass.RESTRICTED, can_export: bool = True
) -> None:
    """A task that is open."""
    usual(stage)
    window, words = stage.window, stage.words
    window.sidebar.set_open_task("t0")
    fact = words("window.fact_documents", count=2) if words.has("window.fact_documents") else ""
    window.header.show_task(HeaderView(stage.title(), fact, data_class, (Category.PERSONAL,), can_export))
    window.answer.set_turns(views)
    window.why.show_why(why_view(told(), words))


def turn(on: Stage, *versions: Answer, **more: object) -> TurnView:
    """The question about the lease."""
    usual_turn = TurnView("t0", QUESTION[on.language], CHIPS, DataClass.RESTRICTED, versions=versions)
    return replace(usual_turn, **more)  # type: ignore[arg-type]


def next_question(stage: Stage) -> None:
    """Something typed, with its documents."""
    composer = stage.window.composer
    composer.add_chips(chips())
    composer.set_text(NEXT[stage.language])
    composer.set_own_label(label_text(NEXT[stage.language], "instruction"))
    composer.set_forecast(ForecastView(ForecastState.RUNS, "device", seconds=12, held=True))


# ---- the states


def checking(stage: Stage) -> None:
    """The first moment: the record is being checked."""


def empty(stage: Stage) -> None:
    """No task yet."""
    stage.window.sidebar.show_history([])
    stage.window.status.show_status(StatusView((), policy="EU and Nordics", month=MonthLine()))


def scanning(stage: Stage) -> None:
    """Files are being read."""
    usual(stage)
    composer = stage.window.composer
    composer.add_chips([
        chips()[0],
        ChipView("r", "Addendum 2024.docx"),
        ChipView("w", "Appendix C.pdf", ChipState.WAITING),
        ChipView("u", "Scanned floor plan.pdf", ChipState.UNREAD, label=Label(DataClass.RESTRICTED),
                 unread=Unread.NO_TEXT),
    ])  # fmt: skip
    composer.set_text(NEXT[stage.language])
    composer.set_forecast(ForecastView(ForecastState.CHECKING))


def many_files(stage: Stage) -> None:
    """200 files were dropped at once."""
    usual(stage)
    composer = stage.window.composer
    composer.add_chips([
        ChipView(f"f{n}", f"Appendix {n} to the agreement.pdf", ChipState.READ, label=Label(DataClass(1 + n % 3)))
        if n <= 120
        else ChipView(f"f{n}", f"Appendix {n} to the agreement.pdf", ChipState.WAITING)
        for n in range(1, 201)
    ])  # fmt: skip
    composer.set_text(NEXT[stage.language])
    composer.set_forecast(ForecastView(ForecastState.CHECKING))


def forecast(stage: Stage) -> None:
    """Typed, read, and told where it will run."""
    usual(stage)
    next_question(stage)
    way = WayOn("Try own server…", "You first see exactly what would be sent and to whom.", None)
    stage.window.why.show_why(why_view(replace(told(moment=Moment.BEFORE), ways=(way,)), stage.words))


def answered(stage: Stage) -> None:
    """An answer, and the next question."""
    in_task(stage, turn(stage, answer(stage.language)))
    next_question(stage)


def reading_documents(stage: Stage) -> None:
    """The task runs: documents are read."""
    in_task(stage, turn(stage, stage=ReadingDocuments(1, 2, ADDENDUM.name)), can_export=False)
    stage.window.composer.set_running(True)


def reading_prompt(stage: Stage) -> None:
    """The model reads; no word has come yet."""
    in_task(stage, turn(stage, stage=ReadingPrompt(180, 2400)), can_export=False)
    stage.window.composer.set_running(True)


def streaming(stage: Stage) -> None:
    """Words are coming."""
    half = answer(stage.language, text="", end=DraftEnd.RUNNING, checks=(), seconds=None, sources=())
    in_task(stage, turn(stage, half, stage=Writing()), can_export=False)
    window = stage.window
    text = TEXT[stage.language]
    window.answer.append_text("t0", text[: len(text) // 2])
    window.composer.set_running(True)


def stopped(stage: Stage) -> None:
    """The person stopped it."""
    text = TEXT[stage.language]
    half = answer(stage.language, text=text[: len(text) // 2], end=DraftEnd.STOPPED, checks=(), cut=True)
    in_task(stage, turn(stage, half, notices=(StoppedHere(),)))


def failed(stage: Stage) -> None:
    """An error with its next step."""
    title = {"en": "Ollama does not answer.", "sv": "Ollama svarar inte."}[stage.language]
    then = {"en": "Start it and run the task again.", "sv": "Starta det och kör uppgiften igen."}[stage.language]
    detail = "connect to 127.0.0.1:11434: refused"
    in_task(stage, turn(stage, notices=(Failed(title, then, detail),)), can_export=False)
    stage.window.say("danger", title, then, (("settings", stage.words("window.do_settings")),))


def offline(stage: Stage) -> None:
    """No network: what may not be done here waits."""
    in_task(stage, turn(stage, notices=(Waiting(WaitingFor.OFFLINE, (ActionKind.RETRY,)),)), can_export=False)
    stage.window.status.show_status(
        StatusView((), policy="EU and Nordics", month=MONTH, notices=(Notice.OFFLINE, Notice.THROW_AWAY))
    )


def model_missing(stage: Stage) -> None:
    """No model is set up."""
    waiting = Waiting(WaitingFor.MODEL, (ActionKind.CHOOSE_MODEL,))
    in_task(stage, turn(stage, notices=(waiting,)), can_export=False)
    stage.window.composer.set_text(NEXT[stage.language])
    stage.window.composer.set_forecast(ForecastView(ForecastState.UNAVAILABLE))


def blocked(stage: Stage) -> None:
    """The policy closes every lane."""
    reason = {
        "en": "Premium is closed for this task: Addendum.docx is restricted (rule N1).",
        "sv": "Premium är stängt för den här uppgiften: Addendum.docx är strängt konfidentiell (regel N1).",
    }[stage.language]
    actions = (ActionKind.RUN_HERE, ActionKind.LEAVE_DOCUMENT_OUT, ActionKind.QUESTION_ONLY, ActionKind.WHY)
    in_task(stage, turn(stage, notices=(Blocked((reason,), actions),)), can_export=False)


def waiting(stage: Stage) -> None:
    """The model here stopped; the material may go nowhere else."""
    notice = Waiting(WaitingFor.ENGINE, (ActionKind.RETRY, ActionKind.CHOOSE_MODEL))
    in_task(stage, turn(stage, notices=(notice,)), can_export=False)
    stage.window.composer.set_forecast(ForecastView(ForecastState.WAITS, why="N1"))


def held(stage: Stage) -> None:
    """A draft that a person has to review."""
    rule = {
        "en": "Contract work is reviewed before it is used (rule R2).",
        "sv": "Avtalsarbete granskas före användning (regel R2).",
    }[stage.language]
    in_task(stage, turn(stage, answer(stage.language), notices=(Held((rule,)),)))


def over_budget(stage: Stage) -> None:
    """It would cost more than the ceiling."""
    price = (stage.words.money(0.31, "EUR"), stage.words.money(0.1, "EUR"))
    in_task(stage, turn(stage, notices=(OverBudget(*price),)), can_export=False)


def not_fully_read(stage: Stage) -> None:
    """Part of a document was not read."""
    missing = {"en": "41-77 (scanned)", "sv": "41-77 (skannade)"}[stage.language]
    says = stage.words("findings.coverage_pages", read=163, count=200, places=missing)
    notice = NotFullyRead(LEASE.name, says)
    in_task(stage, turn(stage, answer(stage.language), notices=(notice,)))


def offer(stage: Stage) -> None:
    """A weak draft, and somebody who could be asked."""
    checks = (Check("whole", True, ""), Check("quotes-exact", False, ""), Check("not-empty", True, ""))
    draft = answer(stage.language, checks=checks)
    in_task(stage, turn(stage, draft, notices=(StrongerOffer("Mistral", "eu"),)), data_class=DataClass.INTERNAL)


def sent(stage: Stage) -> None:
    """Something was sent, and its answer came."""
    second = answer(
        stage.language, draft_id="d2", lane="eu", model="Mistral Large", provider="Mistral", locality=None,
        seconds=14.0, cost=Cost(0.31, "EUR"), sends=1,
    )  # fmt: skip
    at = "2026-11-23T10:42:00+00:00"
    notices = (SentOnce("Mistral", at, 7),)
    in_task(stage, turn(stage, answer(stage.language), second, notices=notices), data_class=DataClass.INTERNAL)
    stage.window.status.show_status(
        StatusView((SendLine("Mistral", at),), "eu", "eu", "Mistral Large", "EU and Nordics", MONTH)
    )


def old_task(stage: Stage) -> None:
    """A task of another day, with the decision of that day."""
    in_task(stage, turn(stage, answer(stage.language)))
    past = replace(told(moment=Moment.PAST), policy=None, decided_at="2026-03-12T09:00:00+00:00")
    stage.window.why.show_why(why_view(past, stage.words))


def search(stage: Stage) -> None:
    """Results of a search."""
    answered(stage)
    found = [
        replace(row, spans=((at, at + 2),))
        for row in rows(stage.language)
        if (at := row.title.lower().find("re")) >= 0
    ]
    stage.window.sidebar._search.setText("re")
    stage.window.sidebar.show_results("re", found)


def undo(stage: Stage) -> None:
    """A task was deleted; it can be taken back."""
    usual(stage)
    said = {"en": "1 task deleted.", "sv": "1 uppgift borttagen."}[stage.language]
    stage.window.undo_bar.show_undo(said, 10_000)


def document_open(stage: Stage) -> None:
    """The document view beside the answer."""
    answered(stage)
    view = stage.window.document
    view.show_document(LEASE, label_document(LEASE))
    view.show()
    view.show_finding(0)


def drawer(stage: Stage) -> None:
    """The why panel over the answer."""
    answered(stage)
    stage.window.show_why()


def said(stage: Stage) -> None:
    """A line over everything."""
    answered(stage)
    title = {"en": "The record was made whole again.", "sv": "Journalen är hel igen."}[stage.language]
    stage.window.say("info", title)


State = Callable[[Stage], None]

STATES: Mapping[str, State] = {
    each.__name__: each
    for each in (
        checking, empty, scanning, many_files, forecast, answered, reading_documents, reading_prompt, streaming,
        stopped, failed, offline, model_missing, blocked, waiting, held, over_budget, not_fully_read, offer, sent,
        old_task, search, undo, document_open, drawer, said,
    )
}  # fmt: skip

SIZES: Mapping[str, tuple[int, int]] = {"drawer": (1000, 720)}
"""Sizes of states that need one of their own, in px before scaling."""


def filled(theme: Theme, words: Words, state: str) -> MainWindow:
    """A window in a state; not shown yet where the state does not need it."""
    window = MainWindow(theme, words)
    window.show()
    STATES[state](Stage(window, theme, words))
    return window


def shown(widget: QWidget) -> list[QWidget]:
    """The widgets a person sees."""
    return [child for child in widget.findChildren(QWidget) if child.isVisible()]
