"""`homeport models pull` and `fetch`: getting a model, after a question, with progress; Ctrl+C stops it."""

from dataclasses import asdict, replace

from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.person import YES_TO_LOOK, TerminalPerson
from homeport.cli.terminal import DIM, Terminal, printable
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault
from homeport.domain.listed_model import ListedModel
from homeport.ports.engine import EngineProgress, Progress
from homeport.services.engine_network import pull as pull_model
from homeport.services.engine_network import pulled_from
from homeport.services.fault_words import fault_words
from homeport.services.model_fit import Fit, fit
from homeport.services.program import Program

PHASES = {"downloading": "Downloading", "checking": "Checking the file"}
NOBODY = "There is nobody to ask, and nothing is downloaded without a yes."


async def pull(program: Program, terminal: Terminal, name: str) -> int:
    """Have Ollama download a model; it uses the network by itself, so that is said and asked first."""
    status = await program.ollama.status()
    if status.fault is not None:
        raise _failed(status.fault, "Ollama")
    place = pulled_from(name)
    terminal.line(f"Ollama itself will download {printable(name)} from {place}, outside Homeport's control.")
    terminal.line(f"{place} learns the model's name and this computer's network address, and nothing of yours.", 2)
    terminal.line("It may take gigabytes and a long time. Ctrl+C stops it; what came is kept by Ollama.", 2)
    if not await _agreed(terminal, f"Have Ollama download {printable(name)}? [y/N] "):
        return Exit.DONE
    fault = await pull_model(program.ollama, program.ledger, name, _progress(terminal))
    terminal.clear_progress()
    if fault is not None:
        raise _failed(fault, "Ollama")
    terminal.line(f"Ollama has {name}. To use it: homeport models use ollama {name}")
    return Exit.DONE


def list_fetchable(program: Program, terminal: Terminal, *, as_json: bool) -> int:
    """The models of Homeport's own list."""
    for model in program.listed_models:
        if as_json:
            JsonLines().write("fetchable", asdict(model) | {"fit": fit(model.size_bytes, program.memory_bytes)})
            continue
        terminal.title(model.name)
        terminal.line(_facts(model, program.memory_bytes), 2)
        terminal.line(model.note, 2)
        terminal.styled(terminal.paint(f"  homeport models fetch {model.name}", DIM))
    return Exit.DONE


async def fetch(program: Program, terminal: Terminal, name: str) -> int:
    """Get a listed model through the broker, check its hash, and offer to use it."""
    model = _named(program, name)
    host = model.url.split("/")[2]
    size = f"{model.size_bytes / 1_000_000_000:.1f} GB"
    terminal.line(f"Homeport will download {model.name} ({size}) from {host} or where {host} keeps it.")
    terminal.line(_facts(model, program.memory_bytes), 2)
    terminal.line(f"{host} learns which model it is and this computer's network address, and nothing of yours.", 2)
    terminal.line(f"The file is used only if its SHA-256 is {model.sha256}.", 2)
    if model.tried == "never":
        terminal.line("Homeport's makers have not tried this address themselves yet.", 2)
    if fit(model.size_bytes, program.memory_bytes) is Fit.TOO_LARGE:
        terminal.line("This computer has too little memory for it.", 2)
    terminal.line("Ctrl+C stops it; asked for again, it goes on where it stopped.", 2)
    if not await _agreed(terminal, f"Download {model.name}? [y/N] "):
        return Exit.DONE
    path = await program.model_files.fetch(model, _progress(terminal))
    terminal.clear_progress()
    if isinstance(path, Fault):
        raise _failed(path, host)
    terminal.line(f"It is there, and its SHA-256 is the listed one: {path}")
    if await _agreed(terminal, "Use it from now on? [y/N] "):
        engines = program.settings.engines.with_file(str(path), model.sha256)
        program.save_settings(replace(program.settings, engines=engines))
        terminal.line(f"From now on {model.name} drafts on this computer.")
    return Exit.DONE


def _named(program: Program, name: str) -> ListedModel:
    found = [model for model in program.listed_models if model.name.casefold() == name.casefold()]
    if not found:
        known = ", ".join(model.name for model in program.listed_models) or "none"
        raise UserFacingError(
            f"{name} is not in Homeport's list of models.",
            f"Listed are: {known}. Any other file can be used with `homeport models use-file FILE SHA256`.",
        )
    return found[0]


async def _agreed(terminal: Terminal, question: str) -> bool:
    """Whether a person at the terminal says yes; plain Enter is no."""
    person = TerminalPerson(terminal)
    if not person.present:
        raise UserFacingError(NOBODY, "Run this in a terminal.")
    agreed = (await person.answer(question)).strip().lower() in YES_TO_LOOK
    if not agreed:
        terminal.line("Nothing was done.")
    return agreed


def _facts(model: ListedModel, memory_bytes: int) -> str:
    facts = [
        f"{model.parameters} parameters, {model.quantization}",
        f"context {model.context_trained:,}",
        f"licence {model.licence}",
        f"languages: {model.languages}",
    ]
    if fit(model.size_bytes, memory_bytes) is not Fit.UNKNOWN:
        facts.append(f"memory: {fit(model.size_bytes, memory_bytes).value.replace('-', ' ')}")
    return " · ".join(facts)


def _progress(terminal: Terminal) -> Progress:
    def tell(step: EngineProgress) -> None:
        word = PHASES.get(step.phase, step.phase)
        megabytes = f"{step.done / 1_000_000:,.0f} of {step.total / 1_000_000:,.0f} MB"
        share = f": {100 * step.done // step.total} % ({megabytes})" if step.total else ""
        terminal.progress(f"{word}{share}")

    return tell


def _failed(fault: Fault, place: str) -> UserFacingError:
    words = fault_words(fault, place)
    detail = f" ({fault.detail})" if fault.detail else ""
    return UserFacingError(f"{words.title.rstrip('.')}{detail}.", words.what_next)
