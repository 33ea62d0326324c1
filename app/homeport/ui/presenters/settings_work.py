"""What the settings do when a person says so: all on the loop's thread, raising what a person reads."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.domain.exchange import Fault
from homeport.domain.settings import EngineSettings, Settings
from homeport.ports.engine import EngineProgress
from homeport.services.endpoints import serves
from homeport.services.engine_network import pull as pull_model
from homeport.services.escalate import key_name
from homeport.services.own_server import OwnServer, provider_file, server_id
from homeport.services.program import Program
from homeport.ui.dialogs.server_engine import NAMES
from homeport.ui.models.settings_view import EngineChoice, ModelFileView, PullState, PullView
from homeport.ui.presenters.settings_values import engine_at, is_model_file
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words

CERTIFICATE = "-----BEGIN CERTIFICATE-----"
LARGEST_CERTIFICATE = 1 << 20


def save(program: Program, settings: Settings) -> Settings:
    """Write settings; gives those that were in force before."""
    before = program.settings
    program.save_settings(settings)
    return before


def use_practice(program: Program) -> Settings:
    """Draft with the practice model."""
    return save(program, replace(program.settings, engines=program.settings.engines.with_practice()))


def use_file(program: Program, path: str, sha256: str) -> Settings:
    """Draft with a model file whose hash a person confirmed."""
    return save(program, replace(program.settings, engines=program.settings.engines.with_file(path, sha256)))


async def use_server(program: Program, choice: EngineChoice, url: str, model: str, words: Words) -> Settings:
    """Draft with a model of Ollama or LM Studio; refused unless it is there and passes the locality gate.

    Raises:
        UserFacingError: it is not there, or runs elsewhere, or a check could not run.
    """
    engine, name = engine_at(program, choice, url), NAMES[choice]
    endpoint = await engine.ready(model)
    if isinstance(endpoint, Fault):
        raise as_error(endpoint, name, words)
    proof = await engine.prove_local(endpoint)
    if proof.fault is not None:
        raise as_error(proof.fault, name, words)
    engines = program.settings.engines
    lm_studio = choice is EngineChoice.LM_STUDIO
    engines = engines.with_lm_studio(model, url) if lm_studio else engines.with_ollama(model, url)
    return save(program, replace(program.settings, engines=engines))


async def pull(program: Program, view: PullView, words: Words, tell: Callable[[PullView], None]) -> PullView:
    """Have Ollama download a model, after the person's yes; `tell` is called on the loop's thread."""

    def progress(step: EngineProgress) -> None:
        tell(replace(view, state=PullState.RUNNING, done=step.done, total=step.total))

    fault = await pull_model(program.ollama_at(view.url), program.ledger, view.model, progress)
    if fault is None:
        return replace(view, state=PullState.DONE)
    told = as_error(fault, NAMES[EngineChoice.OLLAMA], words)
    detail = f" ({fault.detail})" if fault.detail else ""
    problem = f"{told.title.rstrip('.')}{detail}."
    return replace(view, state=PullState.FAILED, problem=problem, next_step=told.what_next)


async def hash_model_file(
    program: Program,
    path: str,
    words: Words,
    stop: threading.Event,
    tell: Callable[[ModelFileView], None],
) -> ModelFileView:
    """Read a model file and give its SHA-256; `tell` is called while it is read, from another thread.

    Raises:
        UserCancelled: `stop` was set.
    """
    file = Path(path)

    def work() -> ModelFileView:
        total = file.stat().st_size
        if not is_model_file(file):
            return ModelFileView(path, total, problem=words("settings.file_not_a_model"))
        told = 0

        def progress(done: int) -> None:
            nonlocal told
            if stop.is_set():
                raise UserCancelled
            if done - told >= total // 100:  # a hundred times are enough for an eye
                told = done
                tell(ModelFileView(path, total, done))

        return ModelFileView(path, total, total, program.model_file_hash(file, progress))

    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        why = error.strerror or type(error).__name__
        return ModelFileView(path, 0, problem=words("settings.file_gone", detail=why))


def set_sizes(
    program: Program, *, context_tokens: int | None = None, max_output_tokens: int | None = None
) -> Settings:
    """How much at once."""
    settings = program.settings
    engines: EngineSettings = settings.engines
    if context_tokens is not None:
        engines = replace(engines, context_tokens=context_tokens)
    output = settings.max_output_tokens if max_output_tokens is None else max_output_tokens
    return save(program, replace(settings, engines=engines, max_output_tokens=output))


def set_endpoints(program: Program, lane: str, endpoints: tuple[str, ...]) -> Settings:
    """Who serves a lane, in order; nobody closes it."""
    lanes = {name: ids for name, ids in program.settings.lanes.items() if name != lane}
    if endpoints:
        lanes[lane] = endpoints
    return save(program, replace(program.settings, lanes=lanes))


async def keep_key(program: Program, endpoint_id: str, key: str) -> None:
    """Put a key where keys are kept.

    Raises:
        UserFacingError: it could not be kept.
    """
    await asyncio.to_thread(program.secrets.put, _key_name(program, endpoint_id), key)


async def remove_key(program: Program, endpoint_id: str) -> str:
    """Take a key away; gives it back so that this can be undone for a few seconds."""
    name = _key_name(program, endpoint_id)
    key = await asyncio.to_thread(program.secrets.get, name) or ""
    await asyncio.to_thread(program.secrets.delete, name)
    return key


def add_server(program: Program, server: OwnServer, today: str) -> str:
    """Write the provider file of an own server and let it serve its lane after those that do; gives its endpoint.

    Raises:
        UserFacingError: it could not be written, or does not fit the lane; nothing was kept.
    """
    name = server_id(server, {*program.providers, *program.own_providers})
    program.keep_provider(name, provider_file(server, name, today), server.company_ca)
    try:
        endpoints = program.providers[name].endpoints
        if not serves(endpoints[0], program.policy.policy.lanes[server.lane]):
            raise UserFacingError(
                "This server is more exposed than the lane allows, so it was not added.",
                "Somebody has to answer for it that it stands in the EU, or it serves another lane.",
            )
    except UserFacingError:
        program.forget_provider(name)
        raise
    chosen = program.settings.lanes.get(server.lane, ())
    set_endpoints(program, server.lane, (*chosen, endpoints[0].id))
    return endpoints[0].id


def forget_server(program: Program, endpoint_id: str) -> Callable[[], None]:
    """Remove an own provider file and take it out of every lane; gives what puts both back."""
    name = endpoint_id.partition("/")[0]
    before = program.settings
    kept = program.forget_provider(name)
    lanes = {
        lane: left
        for lane, ids in before.lanes.items()
        if (left := tuple(id_ for id_ in ids if id_.partition("/")[0] != name))
    }
    program.save_settings(replace(before, lanes=lanes))

    def put_back() -> None:
        if kept is not None:
            program.keep_provider(name, *kept)
        program.save_settings(before)

    return put_back


def read_authority(path: str) -> str:
    """The text of a certificate file; empty when it holds no certificate."""
    try:
        with Path(path).open("rb") as file:
            text = file.read(LARGEST_CERTIFICATE + 1)
        pem = text.decode("ascii")
    except (OSError, UnicodeDecodeError):
        return ""
    return pem if CERTIFICATE in pem and len(text) <= LARGEST_CERTIFICATE else ""


def _key_name(program: Program, endpoint_id: str) -> str:
    provider = program.providers[endpoint_id.partition("/")[0]]
    return key_name(replace(provider.outline, id=endpoint_id))


def as_error(fault: Fault, name: str, words: Words) -> UserFacingError:
    """A fault of an engine in the person's language."""
    told = ServiceWords(words).fault(fault, name)
    return UserFacingError(told.title, told.what_next)
