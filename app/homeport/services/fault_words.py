"""What a fault means to a person: what happened, and what to do next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from homeport.domain.exchange import Fault, FaultKind


@dataclass(frozen=True, slots=True)
class FaultWords:
    """Two sentences; `title` may have the slot ``{place}`` for the engine or company."""

    title: str
    what_next: str


_AGAIN = "You can try again; nothing is sent twice by itself."
_ADMIN = "Ask the person who looks after your account with them."

FAULT_WORDS: Mapping[FaultKind, FaultWords] = {
    FaultKind.NOT_RUNNING: FaultWords("{place} does not answer.", "Start it, then run this again."),
    FaultKind.MODEL_MISSING: FaultWords(
        "{place} does not have this model.", "Choose a model that `homeport models` lists, or pull it first."
    ),
    FaultKind.MODEL_REFUSED: FaultWords(
        "The model file is not the one that was chosen, or cannot be loaded, so it was not used.",
        "Choose it again with `homeport models use-file FILE SHA256`, or use `homeport models use-practice`.",
    ),
    FaultKind.LOADING: FaultWords("{place} is still loading the model.", "Wait a moment, then run this again."),
    FaultKind.CONTEXT_EXCEEDED: FaultWords(
        "This is longer than the model can read at once, and Homeport does not cut it silently.",
        "Use fewer or shorter documents, or a model with a larger context.",
    ),
    FaultKind.UNAUTHORIZED: FaultWords("{place} did not accept the key.", "Enter the key again for this lane."),
    FaultKind.PAYMENT: FaultWords("{place} asks for payment.", _ADMIN),
    FaultKind.FORBIDDEN: FaultWords("{place} refused this account or model.", _ADMIN),
    FaultKind.REGION: FaultWords("{place} does not serve this region for your account.", _ADMIN),
    FaultKind.BAD_REQUEST: FaultWords("{place} did not understand the request.", "Report this as a bug."),
    FaultKind.TOO_LARGE: FaultWords("{place} says the request is too large.", "Use fewer or shorter documents."),
    FaultKind.RATE_LIMITED: FaultWords(
        "{place} is receiving too many requests.", "Wait, then decide to send again."
    ),
    FaultKind.QUOTA: FaultWords("The budget with {place} is used up.", _ADMIN),
    FaultKind.OVERLOADED: FaultWords("{place} is overloaded.", _AGAIN),
    FaultKind.SERVER: FaultWords("{place} failed while answering.", _AGAIN),
    FaultKind.CUT: FaultWords("The answer from {place} broke off.", "What came is kept and marked as a part."),
    FaultKind.MALFORMED: FaultWords("{place} answered with something unreadable.", _AGAIN),
    FaultKind.NOT_THE_PROVIDER: FaultWords(
        "A login or proxy page answered instead of {place}.",
        "Sign in to your network, then decide to send again. The page was discarded.",
    ),
    FaultKind.REDIRECTED: FaultWords(
        "{place} tried to send the request elsewhere, which Homeport does not follow.",
        "Check the provider's address with your administrator.",
    ),
    FaultKind.TLS: FaultWords(
        "The connection to {place} could not be trusted.",
        "If your organisation inspects traffic, its certificate authority has to be set for this lane.",
    ),
    FaultKind.NAME: FaultWords("The address of {place} was not found.", "Check the network connection."),
    FaultKind.UNREACHABLE: FaultWords("{place} cannot be reached.", "Check the network connection."),
    FaultKind.TIMEOUT: FaultWords("{place} took too long.", _AGAIN),
    FaultKind.REMOTE_MODEL: FaultWords(
        "This model does not run on this computer, although its server does. It was not used.",
        "Choose a model that runs here; for Ollama, set OLLAMA_NO_CLOUD=1 where it is started.",
    ),
    FaultKind.NOT_LOCAL: FaultWords(
        "It cannot be shown that the model runs on this computer, so it was given nothing.",
        "Use the built-in engine or Ollama on 127.0.0.1.",
    ),
    FaultKind.TICKET_REFUSED: FaultWords(
        "Homeport's own guard refused: these were not exactly the bytes confirmed, or the yes had expired.",
        "Look at what would be sent and confirm again.",
    ),
    FaultKind.BROKER_LOST: FaultWords(
        "The part of Homeport that sends stopped while working.",
        "It has been restarted. The record says what is known to have left.",
    ),
    FaultKind.ENGINE_DIED: FaultWords(
        "The model on this computer stopped.", "Run this again; a smaller document needs less memory."
    ),
    FaultKind.PRACTICE_MODEL: FaultWords(
        "Only the small practice model is set up, and it is not used for your own documents: it is often wrong and"
        " does not know Swedish.",
        "Three ways on: use Ollama (`homeport models use ollama MODEL`), choose a model file checked by its"
        " hash (`homeport models use-file FILE SHA256`), or set up your organisation's own server as a lane.",
    ),
    FaultKind.NO_MODEL: FaultWords(
        "No model on this computer is set up.",
        "Use Ollama (`homeport models use ollama MODEL`) or a model file"
        " (`homeport models use-file FILE SHA256`).",
    ),
    FaultKind.NO_KEY: FaultWords(
        "There is no key for {place}.", "Enter one with `homeport lanes key ENDPOINT`; it is kept in the keyring."
    ),
}


def fault_words(fault: Fault, place: str, words: Callable[..., str] | None = None) -> FaultWords:
    """The two sentences for a fault.

    Args:
        fault: what went wrong.
        place: an engine's or a company's name.
        words: says a key of the catalogue `faults` with its slots, in the window's language and speaking of the
            window's settings; without it the sentences are English and speak of the terminal's commands.
    """
    wait = round(fault.retry_after_seconds) if fault.retry_after_seconds else 0
    if words is not None:
        key = f"faults.{fault.kind.value.replace('-', '_')}"
        what_next = words("faults.wait_then_decide", seconds=wait) if wait else words(f"{key}_next")
        title = words(f"{key}_title", place=place)
        return FaultWords(title[:1].upper() + title[1:], what_next)
    said = FAULT_WORDS[fault.kind]
    what_next = f"Wait {wait} s, then decide to send again." if wait else said.what_next
    return FaultWords(said.title.replace("{place}", place), what_next)
