"""A found Ollama or LM Studio is asked about, never switched on by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from homeport.cli.person import YES_TO_LOOK, TerminalPerson
from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserFacingError
from homeport.domain.settings import EngineSettings
from homeport.ports.engine import Engine, ModelInfo
from homeport.services.program import Program


@dataclass(frozen=True, slots=True)
class _Found:
    """An engine that answers, its local models, and the settings that choose one."""

    name: str
    id: str
    models: Sequence[ModelInfo]
    choose: Callable[[str], EngineSettings]


async def ask_about_engines(program: Program, terminal: Terminal, files: Sequence[Path]) -> None:
    """Where only the practice model is set up and a person's own documents are given, tell of a running engine.

    With a person at the terminal, ask whether it may be used from now on; plain Enter means no.
    """
    if not await program.practice_model_refuses(files):
        return
    settings = program.settings.engines
    for name, engine, choose in (
        ("Ollama", program.ollama, settings.with_ollama),
        ("LM Studio", program.lm_studio, settings.with_lm_studio),
    ):
        models = await _local_models(engine)
        if models and await _ask(program, terminal, _Found(name, engine.id, models, choose)):
            return


async def _local_models(engine: Engine) -> Sequence[ModelInfo]:
    try:
        return [model for model in await engine.models() if not model.remote]
    except UserFacingError:
        return ()  # something else listens there; the task at hand is not about it


async def _ask(program: Program, terminal: Terminal, found: _Found) -> bool:
    """Ask about one engine; gives whether one of its models was chosen."""
    terminal.title(f"{found.name} answers on this computer, and is not used")
    for model in found.models:
        terminal.line(_words(model), 2)
    person = TerminalPerson(terminal)
    if not person.present:
        terminal.line(f"To allow one: homeport models use {found.id} {found.models[0].name}", 2)
        return False
    told = f"The practice model is not used for your own documents. {found.name} could be, with a model above."
    terminal.line(told, 2)
    chosen = (
        await person.answer("  Type a model's name to use it from now on, or Enter to go on without: ")
    ).strip()
    names = {model.name for model in found.models}
    if chosen.lower() in YES_TO_LOOK and len(names) == 1:
        chosen = found.models[0].name
    if chosen not in names:
        return False
    program.save_settings(replace(program.settings, engines=found.choose(chosen)))
    terminal.line(f"From now on {chosen} on {found.name} drafts on this computer.", 2)
    return True


def _words(model: ModelInfo) -> str:
    facts = [
        model.parameters,
        model.quantization,
        f"context {model.context_trained:,}" if model.context_trained else "",
    ]
    return " · ".join([model.name, *(fact for fact in facts if fact)])
