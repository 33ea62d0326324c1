"""What the pages of the settings show, made from the services. Runs on the loop's thread; decides nothing."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from homeport.domain.data_class import DataClass
from homeport.domain.errors import UserFacingError
from homeport.domain.lane import DEVICE, Endpoint, Lane, Region
from homeport.domain.settings import EngineSettings
from homeport.policy.class_lanes import class_lanes
from homeport.policy.prove import whole
from homeport.policy.sentences import in_language
from homeport.ports.engine import Engine, ModelInfo
from homeport.services.endpoints import Provider, serves
from homeport.services.escalate import key_name
from homeport.services.forecast import speed_of
from homeport.services.model_fit import fit
from homeport.services.program import Program
from homeport.ui.dialogs.server_engine import NAMES
from homeport.ui.models.settings_view import (
    ClassAccess,
    EndpointLine,
    EngineChoice,
    EnginesView,
    FenceLine,
    FenceView,
    KeyState,
    LaneLine,
    LanesView,
    Looked,
    ModelLine,
    RecordView,
    ServerView,
)
from homeport.ui.service_words import ServiceWords
from homeport.ui.words import Words

CONTEXT_LIMITS = (512, 262_144)
OUTPUT_LIMITS = (64, 32_768)
BY = {"the audit hook": "settings.fence_by_hook", "the kernel (seccomp)": "settings.fence_by_kernel"}


def chosen_engine(engines: EngineSettings) -> EngineChoice:
    """What drafts on this computer by the settings."""
    if engines.ollama_enabled:
        return EngineChoice.OLLAMA
    if engines.lmstudio_enabled:
        return EngineChoice.LM_STUDIO
    return EngineChoice.FILE if engines.model_file else EngineChoice.PRACTICE


async def engines_view(program: Program, practice_model: str) -> EnginesView:
    """The page of engines. `practice_model` names the practice model where a file is chosen instead."""
    engines = program.settings.engines
    built_in = next(iter(await program.built_in.models()), None)
    if built_in is not None and not engines.model_file:
        practice_model = built_in.name
    return EnginesView(
        chosen_engine(engines),
        practice_model,
        engines.model_file,
        engines.model_sha256,
        engines.ollama_url,
        engines.ollama_model,
        engines.context_tokens,
        CONTEXT_LIMITS,
        program.settings.max_output_tokens,
        OUTPUT_LIMITS,
        engines.lmstudio_url,
        engines.lmstudio_model,
        await _model_line(program, program.built_in, built_in, "") if built_in is not None else None,
    )


async def server_view(program: Program, choice: EngineChoice, url: str, words: Words) -> ServerView:
    """Ask at an address whether Ollama or LM Studio is there and what it has. Nothing of the person is sent."""
    said, name, key = ServiceWords(words), NAMES[choice], choice.value.replace("-", "_")
    engine = engine_at(program, choice, url)
    status = await engine.status()
    if not status.running:
        fault = status.fault
        if fault is None or fault.kind in ("not-running", "timeout", "unreachable"):
            return ServerView(Looked.NOT_FOUND, url, engine=choice)
        if fault.kind == "not-local":
            told = words(f"settings.{key}_not_here", url=url), words(f"settings.{key}_not_here_next")
        else:
            sentences = said.fault(fault, name)
            told = sentences.title, sentences.what_next
        return ServerView(Looked.REFUSED, url, problem=told[0], next_step=told[1], engine=choice)
    try:
        models = await engine.models()
    except UserFacingError as error:
        sentences = said.error(error)
        problem, next_step = sentences.title, sentences.what_next
        return ServerView(Looked.REFUSED, url, problem=problem, next_step=next_step, engine=choice)
    elsewhere = words("settings.model_runs_elsewhere")
    lines = [await _model_line(program, engine, model, elsewhere if model.remote else "") for model in models]
    return ServerView(Looked.FOUND, url, status.version, tuple(lines), engine=choice)


def engine_at(program: Program, choice: EngineChoice, url: str) -> Engine:
    """Ollama or LM Studio at an address."""
    return program.lm_studio_at(url) if choice is EngineChoice.LM_STUDIO else program.ollama_at(url)


async def _model_line(program: Program, engine: Engine, model: ModelInfo, refused: str) -> ModelLine:
    speeds = None
    with contextlib.suppress(UserFacingError):  # a record that does not open leaves models to be chosen
        speeds = None if refused else await speed_of(program.store, engine.id, model.name)
    return ModelLine(
        model.name,
        model.size_bytes,
        model.parameters,
        model.quantization,
        model.context_trained,
        model.loaded,
        refused,
        fit(model.size_bytes, program.memory_bytes),
        model.languages,
        (speeds.read_per_second, speeds.write_per_second) if speeds is not None else None,
    )


async def lanes_view(program: Program, words: Words) -> LanesView:
    """The page of lanes. Looks into the keyring, which may take a while."""
    said, secrets = ServiceWords(words), program.secrets
    where = said.key_place(secrets.where)
    policy = program.policy.policy
    try:
        providers = program.providers
    except UserFacingError as error:
        told = said.error(error)
        return LanesView((), where, secrets.lasting, f"{told.title} {told.what_next}")
    cells = await asyncio.to_thread(lambda: class_lanes(whole(policy)))
    endpoints = {endpoint.id: endpoint for provider in providers.values() for endpoint in provider.endpoints}
    states = await asyncio.to_thread(_key_states, program, tuple(endpoints.values()))
    lanes = []
    for lane in policy.lanes.values():
        if lane.id == DEVICE:
            continue
        chosen = program.settings.lanes.get(lane.id, ())
        serving = [endpoints[name] for name in chosen if name in endpoints and serves(endpoints[name], lane)]
        fitting = [endpoint for endpoint in endpoints.values() if serves(endpoint, lane)]
        allows = tuple(
            ClassAccess(DataClass.from_word(cell.data_class), cell.access, cell.because)
            for cell in cells
            if cell.lane == lane.id and cell.combinations
        )
        lanes.append(
            LaneLine(
                lane.id,
                in_language(lane.say_in or {"": lane.say}, words.language),
                _takes_own_server(lane),
                allows,
                tuple(_endpoint_line(e, providers, states, program.own_providers, said) for e in serving),
                tuple(
                    _endpoint_line(e, providers, states, program.own_providers, said)
                    for e in fitting
                    if e.id not in chosen
                ),
                tuple(name for name in chosen if name not in {endpoint.id for endpoint in serving}),
            )
        )
    return LanesView(tuple(lanes), where, secrets.lasting)


def _takes_own_server(lane: Lane) -> bool:
    """An own server may serve every lane off this computer: it is less exposed than a managed one."""
    return lane.region is not Region.DEVICE


def _key_states(program: Program, endpoints: Sequence[Endpoint]) -> dict[str, KeyState]:
    """Whether each provider's key is kept, by the name of the key; a locked keyring is asked once."""
    states: dict[str, KeyState] = {}
    for name in dict.fromkeys(key_name(endpoint) for endpoint in endpoints if endpoint.auth_header):
        try:
            states[name] = KeyState.KEPT if program.secrets.get(name) else KeyState.MISSING
        except UserFacingError:
            return {key_name(endpoint): KeyState.UNKNOWN for endpoint in endpoints}
    return states


def _endpoint_line(
    endpoint: Endpoint,
    providers: Mapping[str, Provider],
    states: dict[str, KeyState],
    own: frozenset[str],
    said: ServiceWords,
) -> EndpointLine:
    provider = providers[endpoint.id.partition("/")[0]]
    facts, price = endpoint.facts, endpoint.price
    return EndpointLine(
        id=endpoint.id,
        company=endpoint.provider,
        model=endpoint.model,
        processed_in=said.provider(endpoint.country),
        stored_in=said.provider(facts.stored_in),
        retention=said.provider(endpoint.retention),
        input_per_million=price.input_per_million if price else None,
        output_per_million=price.output_per_million if price else None,
        currency=price.currency if price else "",
        price_read_on=price.read_on if price else "",
        checked_on=facts.checked_on,
        tried_live=facts.tried_live,
        attested=tuple(f"{said.provider(a.says)} ({a.by}, {a.on})" for a in facts.attested if a.stands),
        not_attested=tuple(said.provider(a.says) for a in facts.attested if not a.stands),
        address=endpoint.base_url,
        company_ca=bool(endpoint.company_ca),
        own=provider.id in own,
        key=states.get(key_name(endpoint), KeyState.UNKNOWN) if endpoint.auth_header else KeyState.NOT_NEEDED,
        key_is=said.provider(provider.key_is),
    )


def record_view(program: Program, words: Words) -> RecordView:
    """The page of the record."""
    said = ServiceWords(words)
    ends = program.why_record_ends
    notices = tuple(
        f"{words(title)} {said.notice(notice)}"
        for title, notice in (
            ("notices.settings_title", program.settings_notice),
            ("notices.lanes_title", program.lanes_notice),
        )
        if notice
    )
    return RecordView(
        str(program.record_path),
        said.key_place(program.secrets.where),
        words("notices.record_ends", why=said.notice(ends)) if ends else "",
        notices,
    )


def fence_view(program: Program, words: Words) -> FenceView:
    """Try every way out of this process; takes about a second where nothing stops it."""
    said = ServiceWords(words)
    report, tried = program.try_the_fence()
    return FenceView(
        tuple((said.notice(part.sentence), part.active) for part in report.parts),
        words("settings.fence_documents", sandbox=said.listed(program.document_sandbox)),
        tuple(
            FenceLine(said.notice(attempt.name), attempt.stopped, _by(attempt.by, said, words))
            for attempt in tried
        ),
    )


def _by(by: str, said: ServiceWords, words: Words) -> str:
    return words(BY[by]) if by in BY else said.notice(by)


def is_model_file(path: Path) -> bool:
    """Whether a file begins as GGUF files do.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(4) == b"GGUF"
