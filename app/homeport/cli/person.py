"""Asking the person at the terminal. Nothing but a typed word of agreement counts as a yes."""

import asyncio
import os
import sys
from dataclasses import dataclass

from homeport.cli.terminal import AMBER, BOLD, DIM, Terminal
from homeport.domain.consent import Prepared
from homeport.domain.policy import Trigger
from homeport.ports.person import Offer
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

    async def confirms(self, prepared: Prepared) -> bool:
        """No."""
        del prepared
        return False


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

    async def confirms(self, prepared: Prepared) -> bool:
        """Show recipient, place, bytes and price; only typing the recipient's name sends."""
        terminal, endpoint, outgoing = self.terminal, prepared.endpoint, prepared.outgoing
        terminal.title(f"Send this to {endpoint.provider}? Nothing has been sent yet.")
        rows = [
            ("Recipient", f"{endpoint.provider}, model {endpoint.model}"),
            ("Processed in", endpoint.country),
            ("Kept", endpoint.retention),
            ("You send", "; ".join(prepared.parts)),
            ("Highest price", price_words(prepared)),
            ("Address", f"{outgoing.method} {outgoing.url}, {len(outgoing.body):,} bytes"),
            ("Fingerprint", f"SHA-256 {outgoing.body_sha256}"),
        ]
        if endpoint.company_ca:
            rows.append(("Look twice", "your organisation's proxy can read this: a private authority is accepted"))
        rows += [("Look twice", remark) for remark in prepared.remarks]
        for name, value in rows:
            terminal.line(f"{name:<14}{value}", 2, 16)
        terminal.title("Exactly these bytes")
        for header, value in outgoing.headers:
            terminal.styled(terminal.paint(visible(f"  {header}: {value}"), DIM))
        for header in outgoing.secret_headers:
            terminal.styled(terminal.paint(f"  {visible(header)}: (your key, from where it is kept)", DIM))
        own = (
            "(and what every request has: host, content-length, connection, user-agent, accept-encoding: identity)"
        )
        terminal.styled(terminal.paint(f"  {own}", DIM))
        # Unwrapped: what is read here is what is sent, character for character.
        body = outgoing.body.decode("utf-8", "backslashreplace")
        terminal.raw("\n" + visible(body) + "\n\n")
        if visible(body) != body:
            terminal.line(
                "Characters that cannot be seen are shown above as \\uXXXX; they are sent as they are.", 2
            )
        terminal.styled(terminal.paint("  Enter keeps it here. To send, type the recipient's name.", AMBER))
        name = endpoint.provider
        answer = await self.answer(f"  Type {terminal.paint(name, BOLD)} to send: ")
        typed = answer.strip()  # never empty for a yes: a company without a name must not make Enter one
        return bool(typed) and typed.casefold() == name.casefold()

    async def answer(self, question: str) -> str:
        """One line from the person; end of input counts as a plain Enter."""
        self.terminal.prompt(question)
        _forget_what_was_typed_before()
        return await _line()


def price_words(prepared: Prepared) -> str:
    """The ceiling in words; an unknown price says so."""
    if prepared.highest_price is None:
        return "not known"
    read_on = prepared.endpoint.price.read_on if prepared.endpoint.price else ""
    return f"at most {prepared.highest_price:.2g} {prepared.currency} (list price read on {read_on})"


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


def _forget_what_was_typed_before() -> None:
    """Drop keys pressed before the question was on the screen: they answered something else."""
    try:
        import termios  # noqa: PLC0415 - does not exist on Windows
    except ImportError:
        return
    termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
