"""A found Ollama is asked about, never switched on by itself."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from homeport.cli.person import YES_TO_LOOK, TerminalPerson
from homeport.cli.terminal import Terminal
from homeport.ports.engine import ModelInfo
from homeport.services.program import Program


async def ask_about_ollama(program: Program, terminal: Terminal, files: Sequence[Path]) -> None:
    """Where only the practice model is set up and a person's own documents are given, tell of a running Ollama.

    With a person at the terminal, ask whether it may be used from now on; plain Enter means no.
    """
    if not await program.practice_model_refuses(files):
        return
    local = [model for model in await program.ollama.models() if not model.remote]
    if not local:
        return
    terminal.title("Ollama answers on this computer, and is not used")
    for model in local:
        terminal.line(_words(model), 2)
    person = TerminalPerson(terminal)
    if not person.present:
        terminal.line(f"To allow one: homeport models use ollama {local[0].name}", 2)
        return
    terminal.line("The practice model is not used for your own documents. Ollama could be, with a model above.", 2)
    chosen = (
        await person.answer("  Type a model's name to use it from now on, or Enter to go on without: ")
    ).strip()
    names = {model.name for model in local}
    if chosen.lower() in YES_TO_LOOK and len(names) == 1:
        chosen = local[0].name
    if chosen not in names:
        return
    engines = replace(program.settings.engines, ollama_enabled=True, ollama_model=chosen)
    program.save_settings(replace(program.settings, engines=engines))
    terminal.line(f"From now on {chosen} on Ollama drafts on this computer.", 2)


def _words(model: ModelInfo) -> str:
    facts = [
        model.parameters,
        model.quantization,
        f"context {model.context_trained:,}" if model.context_trained else "",
    ]
    return " · ".join([model.name, *(fact for fact in facts if fact)])
