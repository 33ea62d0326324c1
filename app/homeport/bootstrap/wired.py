"""The services, wired: each part is made on first use and imports what it needs then."""

import sys
import tomllib
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from homeport.bootstrap.process import run_in_thread
from homeport.domain.lane import DEVICE
from homeport.domain.settings import Settings

if TYPE_CHECKING:
    from homeport.adapters.egress.client import BrokerEgress
    from homeport.adapters.store.record import Record
    from homeport.adapters.system.child_environment import Handover
    from homeport.adapters.system.folders import Folders
    from homeport.adapters.system.launcher_client import LauncherClient
    from homeport.adapters.system.settings_file import SettingsRead
    from homeport.bootstrap.engines import Engines
    from homeport.bootstrap.lanes import Lanes
    from homeport.domain.listed_model import ListedModel
    from homeport.labelling.names import NameTagger
    from homeport.ports.clock import Clock
    from homeport.ports.desktop import KeepAwake, Notices
    from homeport.ports.documents import DocumentReader
    from homeport.ports.engine import Engine, PullingEngine
    from homeport.ports.fence import Attempt, FenceReport
    from homeport.ports.secrets import Secrets
    from homeport.services.approvals import SecondPersons
    from homeport.services.endpoints import Provider
    from homeport.services.forecast import Forecaster
    from homeport.services.model_files import ModelFiles
    from homeport.services.open_documents import OpenDocuments
    from homeport.services.policies import PolicyFiles
    from homeport.services.policy_copies import PolicyCopies
    from homeport.services.policy_in_force import PolicyDesk, PolicyInForce
    from homeport.services.prompts import Prompt
    from homeport.services.review import Reviews
    from homeport.services.route import Route
    from homeport.services.saved_instructions import SavedInstructions
    from homeport.services.task_context import Workshop

NOT_SET_UP = "no endpoint is set up for it"

MADE_FROM_LANES = ("lanes", "route", "workshop", "forecaster")

AskPassphrase = Callable[[bool], str]
"""Asks for the vault's passphrase; True when a new vault is being made."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the program's data and this person's files are; tests give their own."""

    resources: Path
    folders: "Folders"


class Bootstrap:
    """Makes each part on first use and closes what was opened, last first."""

    def __init__(
        self,
        places: Places,
        handover: "Handover",
        ask_passphrase: AskPassphrase | None = None,
        *,
        demonstration: bool = False,
    ) -> None:
        """Take the places, the launcher's descriptors, and a way to ask for a passphrase if there is one.

        A demonstration keeps its record under a key in memory, in a temporary folder.
        """
        self.places = places
        self._handover = handover
        self._ask_passphrase = ask_passphrase
        self._demonstration = demonstration
        self._chosen_without = False
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> "Bootstrap":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.aclose()

    @cached_property
    def clock(self) -> "Clock":
        """The system's clocks."""
        from homeport.adapters.system.clock import SystemClock

        return SystemClock()

    @cached_property
    def processes(self) -> "LauncherClient":
        """The launcher, which alone starts processes."""
        from homeport.adapters.system.launcher_client import LauncherClient

        return LauncherClient(self._handover.control_fd)

    @cached_property
    def egress(self) -> "BrokerEgress":
        """The broker: the one way out."""
        from homeport.adapters.egress.client import BrokerEgress

        egress = BrokerEgress(self._handover.broker_fd, self.processes, self.clock)
        self._opened.push_async_callback(egress.close)
        return egress

    @cached_property
    def settings(self) -> Settings:
        """This person's settings; defaults when there are none or the file is broken.

        The policy that was chosen before stays the chosen one all the same.
        """
        read = self._settings_read
        if read.chosen:
            return read.settings
        return replace(read.settings, policy=self._policy_desk.chosen_before or read.settings.policy)

    @property
    def settings_notice(self) -> str:
        """What was wrong with the settings file, in words; empty when nothing was."""
        read = self._settings_read
        if not read.problem:
            return ""
        kept = f" The file was kept as {read.set_aside}." if read.set_aside else " The file was left as it is."
        return read.problem + kept

    @cached_property
    def _settings_read(self) -> "SettingsRead":
        from homeport.adapters.system.settings_file import read_settings

        return read_settings(self._settings_path, self.clock)

    @property
    def _settings_path(self) -> Path:
        return self.places.folders.config / "settings.toml"

    def save_settings(self, settings: Settings) -> None:
        """Write this person's settings; they count for every part that is made after this."""
        from homeport.adapters.system.settings_file import write_settings

        self.__dict__["_settings_read"] = write_settings(self._settings_path, settings, self.clock)
        self._make_anew("settings", "policy", "engines", *MADE_FROM_LANES)

    def _make_anew(self, *parts: str) -> None:
        """Forget parts that were made from something that has changed."""
        for part in parts:
            self.__dict__.pop(part, None)

    @cached_property
    def policies(self) -> "PolicyFiles":
        """Policy files, the shipped ones by name."""
        from homeport.services.policies import PolicyFiles

        return PolicyFiles(self.places.resources / "policies")

    @cached_property
    def policy(self) -> "PolicyInForce":
        """The chosen policy narrowed by the own file; the last accepted ones where a file is refused."""
        return self._policy_desk.in_force(self.settings.policy)

    @cached_property
    def _policy_desk(self) -> "PolicyDesk":
        from homeport.adapters.system.accepted_policies import AcceptedPolicyFiles
        from homeport.services.policy_in_force import PolicyDesk

        kept = None if self._demonstration else AcceptedPolicyFiles(self.places.folders.data)
        return PolicyDesk(self.policies, kept, self.own_policy_file, self.clock)

    @cached_property
    def policy_copies(self) -> "PolicyCopies":
        """The person's own copies of policies, which may be changed."""
        from homeport.adapters.system.private_files import make_private_folder, write_private
        from homeport.services.policy_copies import FOLDER, PolicyCopies

        def write(path: Path, data: bytes) -> None:
            make_private_folder(path.parent)
            write_private(path, data)

        return PolicyCopies(self.places.folders.config / FOLDER, self.policies, write)

    @property
    def own_policy_file(self) -> Path:
        """The person's own narrowing file; it need not be there."""
        from homeport.services.policy_in_force import OWN_FILE

        return self.places.folders.config / OWN_FILE

    @cached_property
    def names(self) -> "NameTagger":
        """The name tagger; a language without a model file finds no names."""
        from homeport.labelling.names import NameTagger

        folder = self.places.resources / "models" / "names"

        def load(model: str) -> bytes | None:
            path = folder / f"{model}.crf"
            return path.read_bytes() if path.exists() else None

        return NameTagger(load)

    @cached_property
    def documents(self) -> "DocumentReader":
        """The sandboxed reader."""
        from homeport.adapters.documents.reader import SandboxedDocumentReader

        return SandboxedDocumentReader(self.processes)

    @property
    def document_sandbox(self) -> str:
        """What holds the document parser, in words."""
        return self.documents.sandbox

    @cached_property
    def open_documents(self) -> "OpenDocuments":
        """Reading and labelling."""
        from homeport.services.open_documents import OpenDocuments

        return OpenDocuments(self.documents, run_in_thread)

    @cached_property
    def secrets(self) -> "Secrets":
        """Keyring, vault, or memory for this run."""
        from homeport.adapters.secrets.memory import MemorySecrets
        from homeport.adapters.secrets.open import open_secrets
        from homeport.ports.passphrase import WithoutRecord

        if self._demonstration:
            return MemorySecrets()
        try:
            return open_secrets(self._ask_passphrase, self.places.folders.data)
        except WithoutRecord:
            self._chosen_without = True
            return MemorySecrets()

    @cached_property
    def record(self) -> "Record":
        """The encrypted record: store and ledger."""
        from homeport.adapters.store.record import open_record

        record = open_record(self.record_path, self.secrets, self.clock)
        self._opened.push_async_callback(record.close)
        return record

    @property
    def record_path(self) -> Path:
        """The file of the record."""
        return self.places.folders.data / "record.db"

    @property
    def store(self) -> "Record":
        """The content of the record."""
        return self.record

    @property
    def ledger(self) -> "Record":
        """The chain of what was decided and sent; the same file and the same writer."""
        return self.record

    @property
    def why_record_ends(self) -> str:
        """Why the record is a throw-away one that ends with this run, in words; empty when it lasts."""
        if self.record.lasting:
            return ""
        if self._demonstration:
            return "A demonstration keeps nothing"
        if self._chosen_without:
            return "You chose to work without a record"
        return "There is no keyring and no terminal for a passphrase"

    @cached_property
    def engines(self) -> "Engines":
        """The engines on this computer, as the settings choose them."""
        from homeport.bootstrap.engines import Engines

        return Engines(self.settings, self.places.resources, self.processes, self.egress, self._opened)

    @property
    def built_in(self) -> "Engine":
        """The built-in engine."""
        return self.engines.built_in

    @property
    def ollama(self) -> "PullingEngine":
        """Ollama; asked only when the settings or a person say so."""
        return self.engines.ollama

    @property
    def lm_studio(self) -> "Engine":
        """LM Studio; asked only when the settings or a person say so."""
        return self.engines.lm_studio

    def lm_studio_at(self, url: str) -> "Engine":
        """LM Studio at another address than that of the settings; for looking, before anything is chosen."""
        return self.engines.lm_studio_at(url)

    @property
    def listed_models(self) -> "tuple[ListedModel, ...]":
        """The models that this program may get by itself."""
        from homeport.adapters.system.model_files import CATALOGUE, listed_models

        return listed_models(self.places.resources / CATALOGUE)

    @cached_property
    def model_files(self) -> "ModelFiles":
        """Gets listed models into a folder of their own."""
        from homeport.adapters.system.model_folder import FetchedModels
        from homeport.services.model_files import ModelFiles

        return ModelFiles(self.egress, self.record, FetchedModels(self.places.folders.data / "models"))

    @property
    def memory_bytes(self) -> int:
        """How much memory this computer has in all; 0 when it does not say."""
        from homeport.adapters.system.memory import memory_bytes

        return memory_bytes()

    async def practice_model_refuses(self, files: Sequence[Path]) -> bool:
        """Whether only the practice model is set up, and one of the files is not a shipped example."""
        return await self.engines.practice_model_refuses(files)

    def ollama_at(self, url: str) -> "PullingEngine":
        """Ollama at another address than that of the settings; for looking, before anything is chosen."""
        return self.engines.ollama_at(url)

    @property
    def examples(self) -> tuple[Path, ...]:
        """The shipped example documents, in the order of their names."""
        return self.engines.examples

    @cached_property
    def lanes(self) -> "Lanes":
        """The provider files, and what serves each lane off this computer."""
        from homeport.bootstrap.lanes import Lanes

        return Lanes(self.settings, self.places.resources / "providers", self.places.folders.config / "providers")

    @property
    def providers(self) -> "Mapping[str, Provider]":
        """Provider files: the shipped ones, and those in the folder beside the settings."""
        return self.lanes.providers

    @property
    def lanes_notice(self) -> str:
        """Why every lane off this computer is closed although lanes are set up; empty when none is."""
        return self.lanes.notice

    @property
    def own_providers(self) -> frozenset[str]:
        """The ids of provider files that are the person's own."""
        return self.lanes.own

    def keep_provider(self, name: str, data: bytes, company_ca: str = "") -> None:
        """Write an own provider file; it counts for every part that is made after this."""
        self.lanes.keep(name, data, company_ca)
        self._make_anew(*MADE_FROM_LANES)

    def forget_provider(self, name: str) -> tuple[bytes, str] | None:
        """Remove an own provider file; gives its bytes and its authority back, None when there is none."""
        forgotten = self.lanes.forget(name)
        self._make_anew(*MADE_FROM_LANES)
        return forgotten

    @cached_property
    def route(self) -> "Route":
        """The policy in force, less the lanes that have no endpoint."""
        from homeport.services.endpoints import serves
        from homeport.services.route import Route

        policy = self.policy.policy
        closed = {
            lane.id: NOT_SET_UP
            for lane in policy.lanes.values()
            if lane.id != DEVICE and not any(serves(o.endpoint, lane) for o in self.lanes.open.get(lane.id, ()))
        }
        return Route(policy, closed, self.settings.engines.context_tokens)

    @cached_property
    def prompt(self) -> "Prompt":
        """The plain prompt."""
        from homeport.services.prompts import Prompt

        table = tomllib.loads((self.places.resources / "prompts" / "plain.toml").read_text("utf-8"))
        words = [table[name].strip() for name in ("system", "document", "go_on")]
        return Prompt(table["id"], table["version"], *words)

    @cached_property
    def workshop(self) -> "Workshop":
        """Everything a task needs."""
        from homeport.services.escalate import Escalate
        from homeport.services.policy_ledger import LedgerUnderPolicy
        from homeport.services.task_context import Workshop
        from homeport.wire.formats import wire_format

        ledger = LedgerUnderPolicy(self.record, self.policy, frozenset(self.policies.names))
        return Workshop(
            settings=self.settings,
            route=self.route,
            open_documents=self.open_documents,
            device=self.engines.device,
            escalate=Escalate(self.lanes.open, self.egress, self.record, ledger, self.secrets, self.clock),
            egress=self.egress,
            wire=wire_format,
            store=self.record,
            ledger=ledger,
            clock=self.clock,
            prompt=self.prompt,
            new_id=lambda: uuid.uuid4().hex,
            second=self.second_persons,
        )

    @cached_property
    def second_persons(self) -> "SecondPersons":
        """Who may approve on this computer, and what they said."""
        from homeport.adapters.system.own_names import own_names
        from homeport.services.approvals import SecondPersons

        return SecondPersons(self.record, self.record, self.clock, lambda: uuid.uuid4().hex, own_names())

    @cached_property
    def forecaster(self) -> "Forecaster":
        """Tells where a task would run and how long it would take."""
        from homeport.domain.lane import Endpoint
        from homeport.services.forecast import Forecaster

        def endpoint_of(lane: str) -> Endpoint | None:
            open_lane = self.workshop.escalate.endpoint(self.route.policy.lanes[lane])
            return open_lane.endpoint if open_lane else None

        device = (self.engines.device.engine_id, self.engines.device.model)
        return Forecaster(self.route, self.record, endpoint_of, device, run_in_thread)

    @cached_property
    def reviews(self) -> "Reviews":
        """What a person decides about a held result."""
        from homeport.services.review import Reviews

        return Reviews(self.record, self.record, self.second_persons)

    @cached_property
    def saved_instructions(self) -> "SavedInstructions":
        """Instructions kept to use again."""
        from homeport.services.saved_instructions import SavedInstructions

        return SavedInstructions(self.record, self.clock, lambda: uuid.uuid4().hex)

    async def settle_interrupted(self) -> tuple[str, ...]:
        """Mark what a killed run left behind, unless another process of this profile is at work."""
        from homeport.adapters.system.profile_lock import ProfileLock
        from homeport.services.history import settle_interrupted

        if self._demonstration:
            return ()
        lock = ProfileLock(self.places.folders.data)
        self._opened.callback(lock.leave)
        if not await run_in_thread(lock.enter):
            return ()
        try:
            return await settle_interrupted(self.record, self.record)
        finally:
            await run_in_thread(lock.share)

    @cached_property
    def keep_awake(self) -> "KeepAwake":
        """What keeps the computer awake during long runs."""
        from homeport.adapters.system.keep_awake import keep_awake

        return keep_awake()

    @cached_property
    def notices(self) -> "Notices":
        """The desktop's notifications."""
        from homeport.adapters.system.notices import FreedesktopNotices, NoNotices

        return FreedesktopNotices() if sys.platform == "linux" else NoNotices()

    @property
    def fence(self) -> "FenceReport":
        """What keeps this process in."""
        from homeport.adapters.system.fence import raise_fence

        return raise_fence()

    def try_the_fence(self) -> "tuple[FenceReport, Sequence[Attempt]]":
        """Try every way out of this process."""
        from homeport.adapters.system.fence import attempts, raise_fence

        return raise_fence(), attempts()

    def model_file_hash(self, path: Path, progress: Callable[[int], None]) -> str:
        """Hex SHA-256 of a file; `progress` is told the bytes read so far."""
        from homeport.adapters.system.model_files import sha256_of

        with path.open("rb") as file:
            return sha256_of(file, progress)


def default_places() -> Places:
    """This person's folders and the program's own data files."""
    from homeport.adapters.system.folders import resources_folder, user_folders

    return Places(resources_folder(), user_folders().make())
