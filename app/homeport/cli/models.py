"""`homeport models`: what can run on this computer, which of it is used, and how to get more."""

import argparse
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.models_get import fetch, list_fetchable, pull
from homeport.cli.terminal import DIM, Terminal, printable
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Fault
from homeport.domain.settings import EngineSettings
from homeport.ports.engine import Engine, Locality, ModelInfo
from homeport.services.fault_words import fault_words
from homeport.services.forecast import Speeds, speed_of
from homeport.services.model_fit import Fit, fit
from homeport.services.program import Program

MEGABYTE = 1_000_000

FIT_WORDS = {
    Fit.FITS: "fits this computer",
    Fit.TIGHT: "leaves this computer little memory",
    Fit.TOO_LARGE: "TOO LARGE for this computer's memory",
    Fit.UNKNOWN: "",
}

LOGS = {
    "ollama": "Ollama writes prompts into its log when it runs with OLLAMA_DEBUG; its log lies with Ollama.",
    "lm-studio": "LM Studio may write prompts into its server log, by its own settings (Developer, Server).",
}
"""What an engine that is not ours may keep of a prompt."""

WAYS = (
    "Use `models use ollama MODEL`, `models use lm-studio MODEL`, `models use-file FILE [SHA256]`,"
    " `models use-practice`, `models pull NAME` or `models fetch [NAME]`."
)


@dataclass(frozen=True, slots=True)
class _Listed:
    """An engine in the list, and whether the settings allow it."""

    name: str
    engine: Engine
    used: bool
    found: bool  # by looking, so that it is not ours


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        default="list",
        choices=["list", "use", "use-file", "use-practice", "pull", "fetch"],
        help="list models (default); use a model of Ollama or LM Studio; use a model file; go back to the practice"
        " model; have Ollama download a model; get a model of Homeport's own list",
    )
    parser.add_argument(
        "values",
        nargs="*",
        metavar="VALUE",
        help="`use ollama MODEL`, `use lm-studio MODEL`, `use-file FILE [SHA256]`, `pull NAME`, `fetch [NAME]`",
    )
    parser.add_argument(
        "--speed", action="store_true", help="with list: the measured speed too; opens the record for it"
    )
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    match args.what, args.values:
        case "list", []:
            return await _list(args, program, terminal)
        case "pull", [name]:
            return await pull(program, terminal, name)
        case "fetch", []:
            return list_fetchable(program, terminal, as_json=args.json)
        case "fetch", [name]:
            return await fetch(program, terminal, name)
    return await _use(args, program, terminal)


async def _use(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    match args.what, args.values:
        case "use", ["ollama", model]:
            chosen = program.settings.engines.with_ollama(model)
            return await _use_found(program, terminal, program.ollama, "Ollama", model, chosen)
        case "use", ["lm-studio", model]:
            chosen = program.settings.engines.with_lm_studio(model)
            return await _use_found(program, terminal, program.lm_studio, "LM Studio", model, chosen)
        case "use-file", [file, *published] if len(published) < 2:
            return _use_file(program, terminal, file, "".join(published).lower())
        case "use-practice", []:
            return _keep(program, terminal, program.settings.engines.with_practice(), "the practice model")
    raise UserFacingError("That is not something models can do.", WAYS)


async def _list(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    settings = program.settings.engines
    lm_studio_used = settings.lmstudio_enabled and not settings.ollama_enabled
    engines = (
        _Listed("The built-in engine", program.built_in, used=True, found=False),
        _Listed("Ollama", program.ollama, used=settings.ollama_enabled, found=True),
        _Listed("LM Studio", program.lm_studio, used=lm_studio_used, found=True),
    )
    for listed in engines:
        status = await listed.engine.status()
        models = await listed.engine.models() if status.running or not listed.found else ()
        speeds = [await _speed(program, listed.engine, model) if args.speed else None for model in models]
        if args.json:
            fields = {"engine": listed.engine.id, "running": status.running, "version": status.version}
            fault = status.fault.kind if status.fault else None
            rows = [_row(model, speed, program.memory_bytes) for model, speed in zip(models, speeds, strict=True)]
            JsonLines().write("engine", fields | {"enabled": listed.used, "fault": fault, "models": rows})
            continue
        terminal.title(f"{listed.name} {status.version}".rstrip())
        _say_whether_used(listed, running=status.running, terminal=terminal)
        for model, speed in zip(models, speeds, strict=True):
            _show(model, speed, program.memory_bytes, terminal)
    return Exit.DONE


def _say_whether_used(listed: _Listed, *, running: bool, terminal: Terminal) -> None:
    if not listed.found:
        return
    if not running:
        terminal.line("Not found on this computer.", 2)
    elif not listed.used:
        terminal.line("Found, and not used: nothing is switched on by itself. To allow a model that is not", 2)
        terminal.line(f"remote: homeport models use {listed.engine.id} MODEL", 2)
    else:
        terminal.line(LOGS[listed.engine.id], 2)


async def _speed(program: Program, engine: Engine, model: ModelInfo) -> Speeds | None:
    return await speed_of(program.store, engine.id, model.name)


def _row(model: ModelInfo, speed: Speeds | None, memory_bytes: int) -> dict[str, object]:
    measured = (
        {"reads": round(speed.read_per_second, 1), "writes": round(speed.write_per_second, 1)} if speed else None
    )
    return asdict(model) | {"fit": fit(model.size_bytes, memory_bytes), "speed": measured}


def _show(model: ModelInfo, speed: Speeds | None, memory_bytes: int, terminal: Terminal) -> None:
    facts = [model.parameters, model.quantization]
    facts += [f"{model.size_bytes / MEGABYTE:,.0f} MB"] if model.size_bytes else []
    facts += [f"context {model.context_trained:,}"] if model.context_trained else []
    facts += [] if model.remote else [FIT_WORDS[fit(model.size_bytes, memory_bytes)]]
    facts += [model.languages]
    facts += (
        [f"measured: reads {speed.read_per_second:.0f}, writes {speed.write_per_second:.0f} tokens/s"]
        if speed
        else []
    )
    facts += ["loaded"] if model.loaded else []
    facts += ["REMOTE: not used"] if model.remote else []
    terminal.styled(f"  {printable(model.name)}  " + terminal.paint(" · ".join(f for f in facts if f), DIM))
    if model.warning:
        terminal.line(model.warning, 4)


async def _use_found(
    program: Program, terminal: Terminal, engine: Engine, place: str, model: str, chosen: EngineSettings
) -> int:
    """Switch an engine on because the person typed it; refused unless the model is there and passes the gate."""
    endpoint = await engine.ready(model)
    if isinstance(endpoint, Fault):
        raise _refused(endpoint, place)
    proof = await engine.prove_local(endpoint)
    if proof.fault is not None:
        raise _refused(proof.fault, place)
    for check in proof.checks:
        terminal.line(check, 2)
    if proof.locality is Locality.UNPROVABLE:
        terminal.line("It cannot be checked where it runs, so it gets nothing that is confidential or above.", 2)
    return _keep(program, terminal, chosen, f"{model} on {place}")


def _refused(fault: Fault, place: str) -> UserFacingError:
    words = fault_words(fault, place)
    return UserFacingError(words.title, words.what_next)


def _use_file(program: Program, terminal: Terminal, file: str, sha256: str) -> int:
    """Use a model file; without a hash the one it has now is shown, and a changed file is refused from then on."""
    path = Path(os.path.abspath(os.path.expanduser(file)))
    sha256 = _checked(program, path, sha256, terminal)
    return _keep(program, terminal, program.settings.engines.with_file(str(path), sha256), path.name)


def _keep(program: Program, terminal: Terminal, chosen: EngineSettings, name: str) -> int:
    program.save_settings(replace(program.settings, engines=chosen))
    terminal.line(f"From now on {name} drafts on this computer.")
    return Exit.DONE


def _checked(program: Program, path: Path, sha256: str, terminal: Terminal) -> str:
    if not path.is_file():
        raise UserFacingError(f"There is no file {path}.", "Check the name; the settings were not changed.")
    size = max(path.stat().st_size, 1)
    actual = program.model_file_hash(
        path, lambda done: terminal.progress(f"Checking the file: {100 * done // size} %")
    )
    terminal.clear_progress()
    if not sha256:
        terminal.line(f"Its SHA-256 is {actual}. Compare it with the one its publisher gives, if there is one.")
        terminal.line("From now on the file is refused if it is changed.")
    elif actual != sha256:
        raise UserFacingError(
            f"{path.name} is not the file you named: its SHA-256 is {actual}.",
            "Get the file again, or check the hash where it was published; the settings were not changed.",
        )
    return actual


COMMAND = Command("models", "List the models on this computer, choose one, or get one.", _arguments, _run)
