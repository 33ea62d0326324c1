"""A task told to a person at a terminal, in the order in which it happens."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from homeport.cli.policy_in_force import notice_of
from homeport.cli.terminal import AMBER, BOLD, DIM, RED, TEAL, Terminal
from homeport.domain.data_class import DataClass
from homeport.domain.document import Remark
from homeport.domain.draft import Draft, DraftEnd
from homeport.domain.label import Label
from homeport.domain.ledger import LedgerKind
from homeport.domain.policy import Policy
from homeport.domain.task_state import Phase
from homeport.policy.explain import explain
from homeport.policy.lane_state import LaneState
from homeport.services.fault_words import fault_words
from homeport.services.program import Program
from homeport.services.route import UNDECIDABLE
from homeport.services.updates import (
    AnswerGrew,
    ApprovalEnded,
    DraftBegan,
    DraftChecked,
    DraftEnded,
    Ended,
    EngineStarting,
    KeptBefore,
    LaneFailed,
    NobodyMayApprove,
    NotSendable,
    Offered,
    Opened,
    Reading,
    Routed,
    SecondSaid,
    Sent,
    TaskLabelled,
    Update,
    YesExpired,
)

MOST_FINDINGS = 6
"""Findings of one source that are listed; the rest is counted."""

CLASS_COLOUR = {
    DataClass.PUBLIC: DIM,
    DataClass.INTERNAL: TEAL,
    DataClass.CONFIDENTIAL: AMBER,
    DataClass.RESTRICTED: RED,
}

LANE_MARKS = {
    LaneState.CHOSEN: "chosen",
    LaneState.ALLOWED: "ready",
    LaneState.WOULD_ASK: "would ask",
    LaneState.BLOCKED: "closed",
    LaneState.UNAVAILABLE: "not set up",
    LaneState.UNUSED: "not used",
}

REMARK_WORDS = {
    Remark.READ_BY_CONTENT: "its name says another format; it was read as what it is",
    Remark.MACROS: "there are programs (macros) in it; they were not run",
    Remark.EXTERNAL: "it asks to load things from elsewhere; nothing was loaded",
    Remark.PICTURES: "pictures stand in it, and nobody read them",
}

ENGINE_NAMES = {"built-in": "the built-in engine", "ollama": "Ollama"}


class Story:
    """Writes updates as text."""

    def __init__(self, terminal: Terminal, policy: Policy) -> None:
        """Write to `terminal`; `policy` explains the decisions."""
        self._terminal = terminal
        self._policy = policy
        self._documents = 0
        self._place = "the model"
        self._streaming = False

    def __call__(self, update: Update) -> None:
        """Tell one update; one that a person need not see is passed over."""
        tell = self._tellers.get(type(update))
        if tell is not None:
            tell(self, update)

    def _reading(self, update: Reading) -> None:
        self._terminal.progress(f"Reading {update.index} of {update.total}: {update.name}")

    def _opened(self, update: Opened) -> None:
        terminal, document = self._terminal, update.document
        if not self._documents:
            terminal.title("Documents")
        self._documents += 1
        terminal.styled(f"  {terminal.paint(_one_line(document.name), BOLD)}  {self._class(update.label)}")
        self._findings(update.label)
        for remark in document.remarks:
            terminal.line(REMARK_WORDS[remark], 4, 6)
        for part in document.unread_parts[:MOST_FINDINGS]:
            terminal.line(f"not read: {part.place} ({part.why})", 4, 6)
        if len(document.unread_parts) > MOST_FINDINGS:
            terminal.line(f"and {len(document.unread_parts) - MOST_FINDINGS} more parts that were not read", 4)

    def _task_labelled(self, update: TaskLabelled) -> None:
        own = Label(update.label.data_class, tuple(f for f in update.label.findings if f.source == "instruction"))
        if own.findings:
            self._terminal.title("Instruction")
            self._findings(own)
        self._terminal.title(f"This task is {update.label.data_class.word}")

    def _routed(self, update: Routed) -> None:
        if not update.first_time:
            return
        terminal, decision = self._terminal, update.decision
        undecidable = [r for rules in decision.blocked.values() for r in rules if r.startswith(UNDECIDABLE)]
        if undecidable:
            terminal.title("Route")
            terminal.line(f"The policy cannot read this task ({undecidable[0]}), so it waits for you.", 2, 4)
            return
        told = explain(self._policy, decision, update.facts)
        terminal.title("Facts")
        for fact in told.facts:
            terminal.line(fact.sentence, 2, 4)
        for rule in told.classification:
            terminal.line(rule.sentence, 2, 4)
        terminal.title("Route")
        for sentence in told.outcome:
            terminal.line(sentence, 2, 4)
        for lane in told.lanes:
            terminal.line(f"{LANE_MARKS[lane.state]:<11}{lane.sentence}", 2, 13)
        leading = [following for following in told.next if following.lanes]
        for following in leading:
            terminal.line(following.sentence, 2, 4)
        if len(leading) < len(told.next):
            terminal.line(
                "Whatever else happens, there is no further lane: a draft made here stands, or it waits.", 2
            )
        for review in told.review:
            terminal.line(review.sentence, 2, 4)
        if not told.review:
            terminal.line(told.no_review, 2, 4)
        terminal.line(told.policy, 2, 4)

    def _engine(self, update: EngineStarting) -> None:
        self._place = ENGINE_NAMES.get(update.engine, update.engine)
        step = update.progress
        share = f" {100 * step.done // step.total} %" if step and step.total else ""
        self._terminal.progress(f"Preparing {self._place}: {step.phase if step else 'starting'}{share}")

    def _began(self, update: DraftBegan) -> None:
        terminal, endpoint = self._terminal, update.endpoint
        where = "on this computer" if endpoint.on_device else f"at {endpoint.provider}"
        self._place = self._place if endpoint.on_device else endpoint.provider
        terminal.title(f"Draft by {endpoint.model} {where}")
        if update.proof is not None:
            for check in update.proof.checks:
                terminal.styled(terminal.paint(f"  {_one_line(check)}", DIM))
        if endpoint.starter:
            terminal.line(
                "This small practice model shows how Homeport works. It is often wrong and does not know Swedish. "
                "Do not use its answers.",
                2,
            )
        terminal.styled("")
        terminal.progress("Reading the prompt …")

    def _grew(self, update: AnswerGrew) -> None:
        self._streaming = True
        self._terminal.raw(update.text)

    def _end_of_answer(self) -> None:
        if self._streaming:
            self._streaming = False
            self._terminal.raw("\n\n")

    def _ended_draft(self, update: DraftEnded) -> None:
        terminal, draft = self._terminal, update.draft
        self._end_of_answer()
        terminal.styled("  " + terminal.paint(speed_words(draft), DIM))
        if draft.end is DraftEnd.STOPPED:
            terminal.line("Stopped. What was written until then is kept and marked as stopped.", 2)
        if draft.fault is not None:
            self._fault(draft.fault)

    def _checked(self, update: DraftChecked) -> None:
        failed = update.report.failed
        total = len(update.report.checks)
        if not failed:
            self._terminal.line(f"All {total} checks passed.", 2)
            return
        self._terminal.line(f"This draft failed {len(failed)} of {total} checks:", 2)
        for check in failed:
            self._terminal.line(check.says, 4, 6)

    def _lane_failed(self, update: LaneFailed) -> None:
        self._end_of_answer()
        self._terminal.title(f"The lane {update.lane} gave nothing")
        self._fault(update.fault)
        if update.may_have_left:
            self._terminal.line("The request may have left this computer.", 2)

    def _offered(self, update: Offered) -> None:
        if update.refused_because:
            self._terminal.title(f"{update.offer.endpoint.provider} could be asked, and was not")
            self._terminal.line(f"Nothing was sent: {update.refused_because}.", 2)

    def _not_sendable(self, update: NotSendable) -> None:
        because, recipient = update.because, update.endpoint.provider
        self._terminal.title(f"Nothing could be made ready for {recipient}: {because.why}")
        if because.ceiling_eur is not None:
            known = because.highest_price is not None
            price = f"{because.highest_price:.2f} {because.currency}" if known else "an amount that is not known"
            self._terminal.line(f"It would cost up to {price}; the ceiling is {because.ceiling_eur:.2f} EUR.", 2)
        self._terminal.line("Nothing was sent.", 2)

    def _kept_before(self, update: KeptBefore) -> None:
        recipient = update.prepared.endpoint.provider
        self._terminal.title(f"Kept here, as before: the same was not to go to {recipient}")

    def _yes_expired(self, update: YesExpired) -> None:
        recipient = update.prepared.endpoint.provider
        self._terminal.title(f"Your yes was too old to be used, so nothing was sent to {recipient}")

    def _second_said(self, update: SecondSaid) -> None:
        recipient, by = update.prepared.endpoint.provider, update.by
        if update.granted:
            when = "earlier today" if update.earlier else "just now"
            self._terminal.title(f"{by} approved these bytes for {recipient} {when}")
            self._terminal.line(
                f"It counts until {update.until}. Nothing has been sent: it takes your yes, too.", 2
            )
            return
        self._terminal.title(f"Not approved{f' by {by}' if by else ''}: nothing was sent to {recipient}")
        if update.reason:
            self._terminal.line(f"Reason: {update.reason}", 2, 4)

    def _nobody_may(self, update: NobodyMayApprove) -> None:
        self._terminal.title(f"{update.endpoint.provider} takes a second person, and nobody is enrolled")
        self._terminal.line("Nothing was sent. `homeport approvers add NAME` enrols somebody else than you.", 2)

    def _approval_ended(self, update: ApprovalEnded) -> None:
        recipient = update.prepared.endpoint.provider
        self._terminal.title(
            f"The second person's yes no longer counts ({update.why}), so nothing went to {recipient}"
        )

    def _sent(self, update: Sent) -> None:
        self._end_of_answer()
        outcome = f"ledger entry {update.seq}, {update.outcome}"
        self._terminal.line(f"Sent once to {update.endpoint.provider}: {outcome}.", 2)

    def _ended(self, update: Ended) -> None:
        state, terminal = update.state, self._terminal
        words = {
            Phase.HELD: "This result is held for your review before it is used"
            + (" by two people" if state.people > 1 else "")
            + (f" (rule {', '.join(state.hold)})." if state.hold else "."),
            Phase.WAITING: "No lane is left for this task, so it waits for you. Nothing went anywhere else.",
        }
        if state.phase in words:
            terminal.line("")
            terminal.line(words[state.phase], 2)

    def _fault(self, fault: Any) -> None:
        words = fault_words(fault, self._place)
        self._terminal.line(words.title[:1].upper() + words.title[1:], 2, 4)
        if fault.detail:
            self._terminal.line(_one_line(fault.detail), 4, 6)
        self._terminal.line(words.what_next, 2, 4)

    def _class(self, label: Label) -> str:
        categories = " ".join(f"· {category}" for category in sorted(label.categories))
        shown = self._terminal.paint(label.data_class.word, CLASS_COLOUR[label.data_class])
        return f"{shown} {categories}".rstrip()

    def _findings(self, label: Label) -> None:
        if not label.findings:
            self._terminal.line(label.default_reason, 4, 6)
        same = Counter((f.where, f.evidence) for f in sorted(label.findings, key=lambda f: -f.data_class))
        for (where, evidence), count in list(same.items())[:MOST_FINDINGS]:
            times = f" ({count} times)" if count > 1 else ""
            self._terminal.line(f"{where}: {evidence}{times}", 4, 6)
        if len(same) > MOST_FINDINGS:
            self._terminal.line(f"and {len(same) - MOST_FINDINGS} more kinds of findings", 4)

    _tellers: Mapping[type[Any], Callable[["Story", Any], None]] = {
        Reading: _reading,
        Opened: _opened,
        TaskLabelled: _task_labelled,
        Routed: _routed,
        EngineStarting: _engine,
        DraftBegan: _began,
        AnswerGrew: _grew,
        DraftEnded: _ended_draft,
        DraftChecked: _checked,
        LaneFailed: _lane_failed,
        Offered: _offered,
        NotSendable: _not_sendable,
        KeptBefore: _kept_before,
        YesExpired: _yes_expired,
        SecondSaid: _second_said,
        NobodyMayApprove: _nobody_may,
        ApprovalEnded: _approval_ended,
        Sent: _sent,
        Ended: _ended,
    }


def speed_words(draft: Draft) -> str:
    """How long it took, as far as it was measured."""
    speed = draft.speed
    parts = [f"{speed.total_seconds:.1f} s"]
    if speed.first_token_seconds is not None:
        parts.append(f"first word after {speed.first_token_seconds:.1f} s")
    if speed.output_tokens is not None:
        parts.append(f"{speed.prompt_tokens} tokens read, {speed.output_tokens} written")
    if speed.output_tokens_per_second is not None:
        parts.append(f"{speed.output_tokens_per_second:.0f} tokens/s")
    return " · ".join(parts)


def show_notices(program: Program, terminal: Terminal) -> None:
    """What is not as the person chose it: a broken settings file, a policy that is refused or cannot be read."""
    if program.settings_notice:
        terminal.error("Your settings could not be read, so the defaults are used.", program.settings_notice)
    if program.lanes_notice:
        terminal.error("Every lane off this computer is closed for now.", program.lanes_notice)
    title, what = notice_of(program.policy)
    if title:
        terminal.error(title, what)


async def show_recorded(program: Program, terminal: Terminal, task_id: str) -> None:
    """What the record now holds about the task."""
    record = await program.store.record(task_id)
    if record is None:
        return
    entries = record.entries
    span = f"ledger entries {entries[0].seq} to {entries[-1].seq}" if entries else "no ledger entry"
    sends = sum(entry.kind is LedgerKind.SEND_INTENDED for entry in entries)
    terminal.title("Recorded")
    terminal.line(
        f"Task {task_id[:8]}: {_count(len(record.documents), 'document')}, "
        f"{_count(len(record.decisions), 'decision')}, {_count(len(record.drafts), 'draft')}, {span}.",
        2,
        4,
    )
    if sends:
        terminal.line(
            f"Homeport sent {_count(sends, 'request')} from this task; `homeport history show` lists it.", 2
        )
    else:
        terminal.line("Homeport has sent nothing from this task.", 2)
    if program.why_record_ends:
        terminal.line(f"{program.why_record_ends}: this record ends with this run.", 2, 4)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
