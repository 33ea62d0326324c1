"""`homeport models`: what can run on this computer, and which of it is used."""

import argparse
import os
from dataclasses import asdict, replace
from pathlib import Path

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.terminal import DIM, Terminal, printable
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault
from homeport.domain.settings import EngineSettings
from homeport.ports.engine import Engine, ModelInfo
from homeport.services.fault_words import fault_words
from homeport.services.program import Program

MEGABYTE = 1_000_000


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        default="list",
        choices=["list", "use", "use-file", "use-practice"],
        help="list models (default); use an Ollama model; use a model file; go back to the practice model",
    )
    parser.add_argument("values", nargs="*", metavar="VALUE", help="`use ollama MODEL`, `use-file FILE SHA256`")
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    match args.what, args.values:
        case "list", []:
            return await _list(args, program, terminal)
        case "use", ["ollama", model]:
            return await _use_ollama(program, terminal, model)
        case "use-file", [file, sha256]:
            path = _absolute(file)
            chosen = replace(_engines(program), ollama_enabled=False, model_file=path, model_sha256=sha256.lower())
        case "use-practice", []:
            chosen = replace(_engines(program), ollama_enabled=False, model_file="", model_sha256="")
        case _:
            raise UserFacingError(
                "That is not a way to choose a model.",
                "Use `models use ollama MODEL`, `models use-file FILE SHA256` or `models use-practice`.",
            )
    return await _check_and_keep(program, terminal, chosen)


async def _list(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    engines: list[tuple[str, Engine, bool]] = [("The built-in engine", program.built_in, True)]
    enabled = _engines(program).ollama_enabled
    engines.append(("Ollama", program.ollama, enabled))
    for name, engine, used in engines:
        status = await engine.status()
        models = await engine.models()
        if args.json:
            fields = {"engine": engine.id, "running": status.running, "version": status.version}
            fault = status.fault.kind if status.fault else None
            rows = [asdict(model) for model in models]
            JsonLines().write("engine", fields | {"enabled": used, "fault": fault, "models": rows})
            continue
        terminal.title(f"{name} {status.version}".rstrip())
        if engine is program.ollama and not status.running:
            terminal.line("Not found on this computer.", 2)
        elif engine is program.ollama and not used:
            terminal.line("Found, and not used: nothing is switched on by itself. To allow a model that is not", 2)
            terminal.line("remote: homeport models use ollama MODEL", 2)
        for model in models:
            _show(model, terminal)
    return Exit.DONE


def _show(model: ModelInfo, terminal: Terminal) -> None:
    facts = [model.parameters, model.quantization]
    facts += [f"{model.size_bytes / MEGABYTE:,.0f} MB"] if model.size_bytes else []
    facts += [f"context {model.context_trained:,}"] if model.context_trained else []
    facts += ["loaded"] if model.loaded else []
    facts += ["REMOTE: not used"] if model.remote else []
    terminal.styled(f"  {printable(model.name)}  " + terminal.paint(" · ".join(f for f in facts if f), DIM))
    if model.warning:
        terminal.line(model.warning, 4)


async def _use_ollama(program: Program, terminal: Terminal, model: str) -> int:
    """Switch Ollama on because the person typed it; refused unless the model is there and passes the gate."""
    endpoint = await program.ollama.ready(model)
    if isinstance(endpoint, Fault):
        words = fault_words(endpoint, "Ollama")
        raise UserFacingError(words.title, words.what_next)
    proof = await program.ollama.prove_local(endpoint)
    if proof.fault is not None:
        words = fault_words(proof.fault, "Ollama")
        raise UserFacingError(words.title, words.what_next)
    for check in proof.checks:
        terminal.line(check, 2)
    chosen = replace(_engines(program), ollama_enabled=True, ollama_model=model)
    program.save_settings(replace(program.settings, engines=chosen))
    terminal.line(f"From now on {model} on Ollama drafts on this computer.")
    return Exit.DONE


async def _check_and_keep(program: Program, terminal: Terminal, chosen: EngineSettings) -> int:
    if chosen.model_file:
        _check_file(program, Path(chosen.model_file), chosen.model_sha256, terminal)
    program.save_settings(replace(program.settings, engines=chosen))
    name = Path(chosen.model_file).name if chosen.model_file else "the practice model"
    terminal.line(f"From now on {name} drafts on this computer.")
    return Exit.DONE


def _check_file(program: Program, path: Path, sha256: str, terminal: Terminal) -> None:
    if not path.is_file():
        raise UserFacingError(f"There is no file {path}.", "Check the name; the settings were not changed.")
    size = max(path.stat().st_size, 1)
    actual = program.model_file_hash(
        path, lambda done: terminal.progress(f"Checking the file: {100 * done // size} %")
    )
    terminal.clear_progress()
    if actual != sha256:
        raise UserFacingError(
            f"{path.name} is not the file you named: its SHA-256 is {actual}.",
            "Get the file again, or check the hash where it was published; the settings were not changed.",
        )


def _absolute(path: str) -> str:
    return os.path.abspath(os.path.expanduser(path))


def _engines(program: Program) -> EngineSettings:
    return program.settings.engines


COMMAND = Command("models", "List the models on this computer, or choose one.", _arguments, _run)
