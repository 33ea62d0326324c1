"""`homeport history`: what the record knows."""

import argparse
from dataclasses import asdict

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines, decision_fields, draft_fields, facts_fields, label_fields
from homeport.cli.show import speed_words
from homeport.cli.terminal import BOLD, DIM, Terminal
from homeport.domain.errors import UserFacingError
from homeport.domain.ledger import LedgerKind
from homeport.domain.task_event import event_of
from homeport.domain.title import title_of
from homeport.ports.store import TaskRecord
from homeport.services.history import was_interrupted
from homeport.services.program import Program
from homeport.services.thread import state_of

TITLE_WIDTH = 48


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["list", "show"], help="list all tasks, or show one")
    parser.add_argument("task", nargs="?", help="the id of a task, or its first characters")
    parser.add_argument("--limit", type=int, default=50, help="list at most this many, newest first")
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    await program.settle_interrupted()
    if args.what == "list":
        return await _list(args, program, terminal)
    if not args.task:
        raise UserFacingError("Which task?", "Give the id that `homeport history list` prints.")
    record = await program.store.record(args.task)
    if record is None:
        raise UserFacingError(f"There is no task {args.task}.", "`homeport history list` prints the ids.")
    if args.json:
        JsonLines().write("record", record_fields(record))
    else:
        _show(record, terminal)
    return Exit.DONE


async def _list(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    summaries = await program.store.history(args.limit)
    for summary in summaries:
        if args.json:
            fields = asdict(summary.task) | {"class": summary.data_class, "lane": summary.lane}
            JsonLines().write("summary", fields | {"state": summary.state, "documents": summary.documents})
            continue
        title = title_of(summary.task.instruction)
        title = title if len(title) <= TITLE_WIDTH else title[: TITLE_WIDTH - 1] + "…"
        place = summary.lane or "no lane"
        terminal.line(
            f"{summary.task.id[:8]}  {summary.task.created}  {summary.data_class:<12}  {place:<8}  "
            f"{summary.state:<8}  {title}"
        )
    if not summaries and not args.json:
        terminal.line("No tasks yet.")
    return Exit.DONE


def _show(record: TaskRecord, terminal: Terminal) -> None:
    task = record.task
    terminal.title(f"Task {task.id}")
    terminal.line(
        f"{task.created} · workspace {task.workspace} · {task.kind} · {task.latency} · {task.ceiling}", 2
    )
    terminal.line(task.instruction, 2)
    terminal.title("Documents")
    for name, sha256, label in record.documents:
        terminal.line(f"{name}  {label.data_class.word}  SHA-256 {sha256 or 'not read'}", 2, 4)
    terminal.title("Decisions")
    for decision in record.decisions:
        first = decision.first or "nowhere: it waited for a person"
        closed = "; ".join(f"{lane} closed by {', '.join(rules)}" for lane, rules in decision.blocked.items())
        terminal.line(f"rule {decision.route_rule}: {first}" + (f"; {closed}" if closed else ""), 2, 4)
        terminal.line(f"policy {decision.policy_name} {decision.policy_version} {decision.policy_sha256[:12]}", 4)
    for draft in record.drafts:
        terminal.title(f"Draft by {draft.model} ({draft.lane}), {draft.end}")
        terminal.styled(terminal.paint("  " + speed_words(draft), DIM))
        terminal.raw(draft.text.rstrip() + "\n")
        for edit in (edit for edit in record.edits if edit.draft_id == draft.id):
            terminal.title(f"Your own version of it, {edit.label.data_class.word}, {edit.edited_at}")
            terminal.raw(edit.text.rstrip() + "\n")
    if was_interrupted(state_of(record)):
        _interrupted(record, terminal)
    if record.sends:
        terminal.title("Sent")
    for send in record.sends:
        terminal.line(f"entry {send.seq}: {send.recipient}, {send.url}, {send.outcome or 'may have left'}", 2, 4)
        terminal.line(f"SHA-256 of the body {send.body_sha256}", 4)
    terminal.title("Ledger")
    for entry in record.entries:
        event = type(event_of(entry.fields)).__name__ if entry.kind is LedgerKind.TASK_EVENT else entry.kind
        terminal.styled(f"  {terminal.paint(str(entry.seq), BOLD)}  {entry.at}  {event}")


def _interrupted(record: TaskRecord, terminal: Terminal) -> None:
    terminal.title("Interrupted")
    kept = any(draft.text.strip() for draft in record.drafts)
    written = "What was written until then is kept." if kept else "Nothing had been written."
    sent = "What is known of its sends stands below." if record.sends else "Nothing was sent."
    terminal.line(f"Homeport ended before this task did. {written} {sent}", 2)
    terminal.line("Ask again to run it from the start; the window can also go on from where it stopped.", 2)


def record_fields(record: TaskRecord) -> dict[str, object]:
    """Everything about one task; the drafts' text is in it."""
    return {
        "task": asdict(record.task),
        "documents": [
            {"name": name, "sha256": sha256, **label_fields(label)} for name, sha256, label in record.documents
        ],
        "label": label_fields(record.label) if record.label else None,
        "facts": facts_fields(record.facts) if record.facts else None,
        "decisions": [decision_fields(decision) for decision in record.decisions],
        "drafts": [draft_fields(draft) for draft in record.drafts],
        "edits": [
            {"draft_id": edit.draft_id, "text": edit.text, "edited_at": edit.edited_at, **label_fields(edit.label)}
            for edit in record.edits
        ],
        "confirmations": [asdict(confirmation) for confirmation in record.confirmations],
        "sends": [asdict(send) for send in record.sends],
        "ledger": [
            {"seq": e.seq, "at": e.at, "kind": e.kind, "hash": e.hash, "fields": dict(e.fields)}
            for e in record.entries
        ],
    }


COMMAND = Command("history", "List earlier tasks, or show everything about one.", _arguments, _run)
