"""Asking the person at the terminal. Nothing but a typed word of agreement counts as a yes."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from homeport.cli.terminal import AMBER, BOLD, DIM, Terminal
from homeport.domain.consent import Part, Prepared
from homeport.domain.errors import UserFacingError
from homeport.domain.policy import Trigger
from homeport.ports.approvals import Proof
from homeport.ports.person import (
    Answer,
    KeepHere,
    Offer,
    SecondAnswer,
    SecondAsked,
    SecondNo,
    SecondYes,
    SendIt,
    TakeOut,
)
from homeport.services.second_step import TRIES
from homeport.services.sheet import Remaining, RemarkKind, Sheet, SheetRemark, sheet_of
from homeport.text.visible import visible

YES_TO_LOOK = frozenset({"y", "yes"})

TRIGGER_WORDS = {
    Trigger.LOW_QUALITY: "the draft failed a check",
    Trigger.HARD: "this is hard work",
    Trigger.HIGH_STAKES: "much depends on it",
    Trigger.ASKED: "you asked for it",
    Trigger.ERROR: "the lane before it failed",
    Trigger.SLOW: "the lane before it is slow",
    Trigger.OVER_CEILING: "the lane before it costs too much",
    Trigger.DECLINED: "you kept it from the lane before",
}


@dataclass(frozen=True, slots=True)
class NobodyToAsk:
    """A run without a terminal: every step that needs a yes is refused."""

    @property
    def present(self) -> bool:
        """Nobody is there."""
        return False

    async def wants_to_see(self, offer: Offer) -> bool:
        """No."""
        del offer
        return False

    async def confirms(self, prepared: Prepared) -> Answer:
        """No."""
        del prepared
        return KeepHere()

    async def approves(self, asked: SecondAsked) -> SecondAnswer:
        """No."""
        del asked
        return SecondNo()


@dataclass(frozen=True, slots=True)
class TerminalPerson:
    """The person who typed the command."""

    terminal: Terminal

    @property
    def present(self) -> bool:
        """Whether both ends are a real terminal: a piped "y" is nobody's yes."""
        return sys.stdin.isatty() and sys.stdout.isatty()

    async def wants_to_see(self, offer: Offer) -> bool:
        """Offer to show what would be sent."""
        endpoint = offer.endpoint
        reasons = (
            " and ".join(TRIGGER_WORDS[trigger] for trigger in offer.triggers) or "your policy starts it there"
        )
        self.terminal.title(f"{endpoint.provider} could be asked, because {reasons}")
        self.terminal.line("Nothing has been sent. You would first see exactly what would leave this computer.", 2)
        answer = await self.answer("  See what would be sent? [y/N] ")
        return answer.strip().lower() in YES_TO_LOOK

    async def wants_second(self, recipient: str) -> bool:
        """Offer to ask a second person, where nothing else opens a lane."""
        self.terminal.title(f"{recipient} could be asked only with a second person's yes")
        self.terminal.line("Nothing has been sent. They would first read here exactly what would leave.", 2)
        answer = await self.answer("  Is a second person with you, to read it now? [y/N] ")
        return answer.strip().lower() in YES_TO_LOOK

    async def approves(self, asked: SecondAsked) -> SecondAnswer:
        """Show the bytes to the second person; only their name and their own passphrase are a yes."""
        terminal = self.terminal
        sheet = sheet_of(asked.prepared)
        names = {" ".join(person.name.casefold().split()): person for person in asked.approvers}
        if asked.tries_left == TRIES:
            self._show(
                sheet, f"For the second person: may this go to {sheet.recipient}? Nothing has been sent yet."
            )
        else:
            terminal.styled(
                terminal.paint(f"  That was not your passphrase. Tries left: {asked.tries_left}.", AMBER)
            )
        terminal.line(f"May approve: {', '.join(person.name for person in asked.approvers)}", 2, 15)
        terminal.line(
            f"A yes counts for exactly these bytes until {asked.until}; the first person still decides.", 2
        )
        terminal.styled(terminal.paint("  Enter is a no; other words are a no with that reason.", AMBER))
        typed = (await self.answer("  Second person, type your name to approve: ")).strip()
        person = names.get(" ".join(typed.casefold().split()))
        if person is None:
            return SecondNo(typed)
        passphrase = await self.secret("  Your own passphrase (it is not shown): ")
        return SecondYes(sheet.body_sha256, Proof(person.id, passphrase)) if passphrase else SecondNo()

    async def secret(self, question: str) -> str:
        """One line that is not shown while it is typed."""
        with _without_echo():
            typed = await self.answer(question)
        self.terminal.styled("")
        return typed.removesuffix("\n")

    async def confirms(self, prepared: Prepared) -> Answer:
        """Show recipient, place, bytes and price; only typing the recipient's name sends.

        A number takes a part out; then other bytes are shown and asked about.
        """
        sheet = sheet_of(prepared)
        self._show(sheet, f"Send this to {sheet.recipient}? Nothing has been sent yet.")
        removable = [part for part in sheet.parts if part.removable and not _is_number(sheet.recipient)]
        self.terminal.styled(
            self.terminal.paint("  Enter keeps it here. To send, type the recipient's name.", AMBER)
        )
        if removable:
            self.terminal.line("To take a part out and see the rest again, type its number.", 2)
        answer = await self.answer(f"  Type {self.terminal.paint(sheet.recipient, BOLD)} to send: ")
        typed = answer.strip()  # never empty for a yes: a company without a name must not make Enter one
        if typed and typed.casefold() == sheet.recipient.casefold():
            return SendIt(sheet.body_sha256)
        numbers = {str(number): part for number, part in enumerate(sheet.parts, 1) if part in removable}
        if typed in numbers:
            return TakeOut((numbers[typed].id,))
        return KeepHere()

    def _show(self, sheet: Sheet, title: str) -> None:
        terminal = self.terminal
        terminal.title(title)
        rows = [
            ("Recipient", f"{sheet.recipient}, model {sheet.model}"),
            ("Processed in", sheet.country),
            ("Kept", sheet.retention),
            *(("You send" if n == 1 else "", f"{n} {part_words(part)}") for n, part in enumerate(sheet.parts, 1)),
            ("Its class", sheet.data_class.word),
            *(("Still in it", remaining_words(remaining)) for remaining in sheet.remaining),
            (
                "Not told",
                "names of people that stand alone, people told by description, unmarked business secrets",
            ),
            ("Highest price", price_words(sheet)),
            ("Address", f"{sheet.method} {sheet.url}, {sheet.body_bytes:,} bytes"),
            ("Fingerprint", f"SHA-256 {sheet.body_sha256}"),
            *(("Look twice", remark_words(remark)) for remark in sheet.remarks),
        ]
        for name, value in rows:
            terminal.line(f"{name:<14}{value}", 2, 16)
        terminal.title("Exactly these bytes")
        for header, value in sheet.headers:
            terminal.styled(terminal.paint(visible(f"  {header}: {value}"), DIM))
        for header in sheet.secret_headers:
            terminal.styled(terminal.paint(f"  {visible(header)}: (your key, from where it is kept)", DIM))
        own = (
            "(and what every request has: host, content-length, connection, user-agent, accept-encoding: identity)"
        )
        terminal.styled(terminal.paint(f"  {own}", DIM))
        # Unwrapped: what is read here is what is sent, character for character.
        terminal.raw("\n" + visible(sheet.raw) + "\n\n")

    async def answer(self, question: str) -> str:
        """One line from the person; end of input counts as a plain Enter."""
        self.terminal.prompt(question)
        _forget_what_was_typed_before()
        return await _line()


def part_words(part: Part) -> str:
    """A part in words, with the person's own name for it; that name is not sent."""
    pages = f", {part.pages} pages" if part.pages else ""
    own = f" ({part.own_name})" if part.own_name else ""
    return f"{part.name}{own}: {part.characters:,} characters{pages}, {part.label.data_class.word}"


def remaining_words(remaining: Remaining) -> str:
    """What still stands in the text, and how often."""
    return remaining.evidence + (f" ({remaining.count} times)" if remaining.count > 1 else "")


def remark_words(remark: SheetRemark) -> str:
    """A reason to look twice in words."""
    match remark.kind:
        case RemarkKind.STRUCK:
            assert remark.finding is not None
            agreed = f", and {remark.finding.agreed_by} agreed" if remark.finding.agreed_by else ""
            return f"called a false alarm{agreed}: {remark.finding.evidence} ({remark.finding.where})"
        case RemarkKind.LOWERED:
            return f"its class was lowered by rule {remark.rule}"
        case RemarkKind.COMPANY_PROXY:
            return "your organisation's proxy can read this: a private authority is accepted"
        case RemarkKind.UNSEEN_CHARACTERS:
            return "characters that cannot be seen are shown below as \\uXXXX; they are sent as they are"


def price_words(sheet: Sheet) -> str:
    """The ceiling in words; an unknown price says so."""
    if sheet.highest_price is None:
        return "not known"
    return f"at most {sheet.highest_price:.2g} {sheet.currency} (list price read on {sheet.price_age.on})"


def _is_number(text: str) -> bool:
    return text.strip().isdecimal()


async def _line() -> str:
    """One line from standard input, without a thread that would outlive a Ctrl+C."""
    loop = asyncio.get_running_loop()
    if sys.platform == "win32":
        return await loop.run_in_executor(None, sys.stdin.readline)
    arrived: asyncio.Future[str] = loop.create_future()
    descriptor = sys.stdin.fileno()
    loop.add_reader(descriptor, lambda: arrived.set_result(os.read(descriptor, 4096).decode(errors="replace")))
    try:
        return await arrived
    finally:
        loop.remove_reader(descriptor)


@contextmanager
def _without_echo() -> Iterator[None]:
    """Show nothing of what is typed; where that cannot be had, nothing is asked."""
    try:
        import termios  # noqa: PLC0415 - does not exist on Windows
    except ImportError as error:
        raise UserFacingError(
            "A passphrase cannot be typed unseen in this terminal.", "Approve in the window; nothing was sent."
        ) from error
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    silent = [*before]
    silent[3] = before[3] & ~termios.ECHO
    termios.tcsetattr(descriptor, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _forget_what_was_typed_before() -> None:
    """Drop keys pressed before the question was on the screen: they answered something else."""
    try:
        import termios  # noqa: PLC0415 - does not exist on Windows
    except ImportError:
        return
    termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
