"""What a front end, terminal or window, is given: the services, wired by `bootstrap`."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from homeport.domain.listed_model import ListedModel
from homeport.domain.settings import Settings
from homeport.labelling.names import NameTagger
from homeport.ports.clock import Clock
from homeport.ports.desktop import KeepAwake, Notices
from homeport.ports.engine import Engine, PullingEngine
from homeport.ports.fence import Attempt, FenceReport
from homeport.ports.secrets import Secrets
from homeport.ports.store import Ledger, Store
from homeport.services.approvals import SecondPersons
from homeport.services.endpoints import Provider
from homeport.services.forecast import Forecaster
from homeport.services.model_files import ModelFiles
from homeport.services.open_documents import OpenDocuments
from homeport.services.policies import PolicyFiles
from homeport.services.policy_copies import PolicyCopies
from homeport.services.policy_in_force import PolicyInForce
from homeport.services.review import Reviews
from homeport.services.route import Route
from homeport.services.saved_instructions import SavedInstructions
from homeport.services.task_context import Workshop


class Program(Protocol):
    """Each part is made on first use; what was opened is closed when the program ends."""

    @property
    def settings(self) -> Settings:
        """This person's settings; defaults when there are none or the file is broken."""
        ...

    @property
    def settings_notice(self) -> str:
        """What was wrong with the settings file, in words; empty when nothing was."""
        ...

    def save_settings(self, settings: Settings) -> None:
        """Write this person's settings; they count for every part that is made after this."""
        ...

    @property
    def policies(self) -> PolicyFiles:
        """Policy files, the shipped ones by name."""
        ...

    @property
    def policy_copies(self) -> PolicyCopies:
        """The person's own copies of policies, which may be changed."""
        ...

    @property
    def own_policy_file(self) -> Path:
        """Where the person's own narrowing file is looked for; it need not be there."""
        ...

    @property
    def policy(self) -> PolicyInForce:
        """The policy that decides, and where it comes from."""
        ...

    @property
    def clock(self) -> Clock:
        """The system's clocks."""
        ...

    @property
    def record_path(self) -> Path:
        """The file of the record."""
        ...

    @property
    def store(self) -> Store:
        """The content of the record."""
        ...

    @property
    def ledger(self) -> Ledger:
        """The chain of what was decided and sent."""
        ...

    @property
    def why_record_ends(self) -> str:
        """Why the record is a throw-away one that ends with this run, in words; empty when it lasts."""
        ...

    @property
    def secrets(self) -> Secrets:
        """Where keys live."""
        ...

    @property
    def names(self) -> NameTagger:
        """Looks for names of people; its models load when a language first comes."""
        ...

    @property
    def open_documents(self) -> OpenDocuments:
        """Reading and labelling."""
        ...

    @property
    def document_sandbox(self) -> str:
        """What holds the document parser, in words."""
        ...

    @property
    def route(self) -> Route:
        """Facts and decisions under the policy in force."""
        ...

    @property
    def workshop(self) -> Workshop:
        """Everything a task needs."""
        ...

    @property
    def built_in(self) -> Engine:
        """The built-in engine."""
        ...

    @property
    def ollama(self) -> PullingEngine:
        """Ollama; asked only when the settings or a person say so."""
        ...

    def ollama_at(self, url: str) -> PullingEngine:
        """Ollama at another address than that of the settings; for looking, before anything is chosen."""
        ...

    @property
    def lm_studio(self) -> Engine:
        """LM Studio; asked only when the settings or a person say so."""
        ...

    def lm_studio_at(self, url: str) -> Engine:
        """LM Studio at another address than that of the settings; for looking, before anything is chosen."""
        ...

    @property
    def listed_models(self) -> tuple[ListedModel, ...]:
        """The models that this program may get by itself.

        Raises:
            UserFacingError: the list cannot be read.
        """
        ...

    @property
    def model_files(self) -> ModelFiles:
        """Gets listed models into a folder of their own."""
        ...

    @property
    def memory_bytes(self) -> int:
        """How much memory this computer has in all; 0 when it does not say."""
        ...

    @property
    def providers(self) -> Mapping[str, Provider]:
        """Provider files by id."""
        ...

    async def practice_model_refuses(self, files: Sequence[Path]) -> bool:
        """Whether only the practice model is set up, and one of the files is not a shipped example."""
        ...

    @property
    def own_providers(self) -> frozenset[str]:
        """The ids of provider files that are the person's own."""
        ...

    def keep_provider(self, name: str, data: bytes, company_ca: str = "") -> None:
        """Write an own provider file; it counts for every part that is made after this.

        Raises:
            UserFacingError: it could not be written.
        """
        ...

    def forget_provider(self, name: str) -> tuple[bytes, str] | None:
        """Remove an own provider file; gives its bytes and its authority back, None when there is none."""
        ...

    @property
    def lanes_notice(self) -> str:
        """Why every lane off this computer is closed although lanes are set up; empty when none is."""
        ...

    @property
    def examples(self) -> tuple[Path, ...]:
        """The shipped example documents."""
        ...

    @property
    def forecaster(self) -> Forecaster:
        """Tells where a task would run and how long it would take."""
        ...

    @property
    def reviews(self) -> Reviews:
        """What a person decides about a held result."""
        ...

    @property
    def second_persons(self) -> SecondPersons:
        """Who may approve on this computer, and what they said."""
        ...

    @property
    def saved_instructions(self) -> SavedInstructions:
        """Instructions kept to use again."""
        ...

    async def settle_interrupted(self) -> tuple[str, ...]:
        """Mark what a killed run left behind unless another process is at work on the profile; gives their ids."""
        ...

    @property
    def keep_awake(self) -> KeepAwake:
        """What keeps the computer awake during long runs."""
        ...

    @property
    def notices(self) -> Notices:
        """The desktop's notifications."""
        ...

    @property
    def fence(self) -> FenceReport:
        """What keeps this process in."""
        ...

    def try_the_fence(self) -> tuple[FenceReport, Sequence[Attempt]]:
        """Try every way out of this process."""
        ...

    def model_file_hash(self, path: Path, progress: Callable[[int], None]) -> str:
        """Hex SHA-256 of a file; `progress` is told the bytes read so far."""
        ...
