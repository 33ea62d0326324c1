"""What the settings and the first run show, as values: made by presenters, shown by dialogs without a rule."""

from dataclasses import dataclass
from enum import StrEnum

from homeport.domain.data_class import DataClass
from homeport.policy.class_lanes import Access
from homeport.services.model_fit import Fit


class SettingsPage(StrEnum):
    """The pages, in order."""

    ENGINES = "engines"
    LANES = "lanes"
    POLICY = "policy"
    APPEARANCE = "appearance"
    PRIVACY = "privacy"
    KEYBOARD = "keyboard"


class EngineChoice(StrEnum):
    """What drafts on this computer."""

    PRACTICE = "practice"
    FILE = "file"
    OLLAMA = "ollama"
    LM_STUDIO = "lm-studio"


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model. `refused` says why it is not used; empty when it may be.

    `speed` is what was measured here: tokens read and written a second.
    """

    name: str
    size_bytes: int
    parameters: str
    quantization: str
    context_trained: int
    loaded: bool
    refused: str = ""
    fit: Fit = Fit.UNKNOWN
    languages: str = ""
    speed: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class EnginesView:
    """The page of engines. Empty texts: nothing of the kind is chosen."""

    chosen: EngineChoice
    practice_model: str
    model_file: str  # a path
    model_sha256: str
    ollama_url: str
    ollama_model: str
    context_tokens: int
    context_limits: tuple[int, int]
    max_output_tokens: int
    output_limits: tuple[int, int]
    lmstudio_url: str = ""
    lmstudio_model: str = ""
    built_in: ModelLine | None = None  # what the built-in engine would run

    def server(self, engine: EngineChoice) -> tuple[str, str]:
        """Address and chosen model of Ollama or LM Studio."""
        if engine is EngineChoice.LM_STUDIO:
            return self.lmstudio_url, self.lmstudio_model
        return self.ollama_url, self.ollama_model


class Looked(StrEnum):
    """What came of looking for Ollama or LM Studio."""

    NOT_YET = "not_yet"
    LOOKING = "looking"
    NOT_FOUND = "not_found"
    FOUND = "found"
    REFUSED = "refused"  # the address is not one of this computer, or something else answers


@dataclass(frozen=True, slots=True)
class ServerView:
    """Ollama or LM Studio as it was found. `problem` and `next_step` say what is wrong."""

    looked: Looked
    url: str
    version: str = ""
    models: tuple[ModelLine, ...] = ()
    problem: str = ""
    next_step: str = ""
    engine: EngineChoice = EngineChoice.OLLAMA


class PullState(StrEnum):
    """How far a download by Ollama is."""

    ASKED = "asked"  # the person has named a model and is asked
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PullView:
    """A model that Ollama is to download from `place`; `done` of `total` bytes, `total` 0 while not known."""

    state: PullState
    url: str
    model: str
    place: str
    done: int = 0
    total: int = 0
    problem: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class ModelFileView:
    """A model file on its way into use.

    `sha256` is empty while the file is read; `done` of `total` bytes are read. `problem` ends it.
    """

    path: str
    total: int
    done: int = 0
    sha256: str = ""
    problem: str = ""


class KeyState(StrEnum):
    """Whether an endpoint has what it needs to be asked."""

    NOT_NEEDED = "not_needed"
    MISSING = "missing"
    KEPT = "kept"
    UNKNOWN = "unknown"  # the keyring is locked


@dataclass(frozen=True, slots=True)
class EndpointLine:
    """One endpoint: who, where, what is kept, what it costs, and on which day that was read.

    Words that come from provider files (`processed_in`, `stored_in`, `retention`) are in the file's language.
    """

    id: str
    company: str
    model: str
    processed_in: str
    stored_in: str
    retention: str
    input_per_million: float | None = None
    output_per_million: float | None = None
    currency: str = ""
    price_read_on: str = ""
    checked_on: str = ""
    tried_live: str = "never"
    attested: tuple[str, ...] = ()
    not_attested: tuple[str, ...] = ()
    address: str = ""
    company_ca: bool = False
    own: bool = False  # from the person's own provider file, so it can be forgotten
    key: KeyState = KeyState.NOT_NEEDED
    key_is: str = ""  # what to enter as the key, where that is not plain


@dataclass(frozen=True, slots=True)
class ClassAccess:
    """What the policy allows work of one class on a lane."""

    data_class: DataClass
    access: Access
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaneLine:
    """One lane of the policy that leads off this computer."""

    id: str
    say: str
    own_server: bool  # a server of the person's organisation may serve it
    allows: tuple[ClassAccess, ...]
    endpoints: tuple[EndpointLine, ...]
    could_be: tuple[EndpointLine, ...]
    missing: tuple[str, ...] = ()  # ids in the settings that no provider file describes, or that are too exposed


@dataclass(frozen=True, slots=True)
class LanesView:
    """The page of lanes. `keys_last` is false where a key could not be kept; `notice` says why all is closed."""

    lanes: tuple[LaneLine, ...]
    keys_where: str
    keys_last: bool
    notice: str = ""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: its own sentence and what the program says it does."""

    id: str
    say: str
    does: str


@dataclass(frozen=True, slots=True)
class PolicySummary:
    """One policy in the list: at most three sentences, and what may leave under it."""

    ref: str
    name: str
    version: str
    sentences: tuple[str, ...]
    may_leave: str
    shipped: bool
    in_force: bool
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class OwnPolicyView:
    """The person's own file, which narrows the policy. `told` is one line; `rules` are those that count."""

    path: str
    told: str
    counts: bool
    rules: tuple[RuleLine, ...] = ()
    problems: tuple[str, ...] = ()  # every mistake; a former version may count all the same


@dataclass(frozen=True, slots=True)
class PolicyListView:
    """The page of policies.

    `device_only_because` is not empty when the chosen one could not be read and none was accepted before;
    `last_accepted` is a sentence when one was, and `refused_because` says what is wrong with the chosen one.
    `warnings` are the rules in force whose sentence does not say what they do.
    """

    policies: tuple[PolicySummary, ...]
    chosen: str
    in_force: str  # its name
    device_only_because: tuple[str, ...] = ()
    last_accepted: str = ""
    refused_because: tuple[str, ...] = ()
    own: OwnPolicyView | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What choosing another policy changes, class by class and lane by lane, before it is accepted.

    `lines` say each cell that differs; `changed` of `combinations` cases are decided differently, both 0 when the
    two read different facts and cannot be counted against each other.
    """

    ref: str
    name: str
    lines: tuple[str, ...]
    opens: tuple[str, ...]  # what may leave now and could not before
    changed: int = 0
    combinations: int = 0
    warnings: tuple[str, ...] = ()  # rules whose sentence does not say what they do


@dataclass(frozen=True, slots=True)
class AppearanceView:
    """The page of appearance."""

    appearance: str  # system, light or dark
    text_scale: int  # percent
    language: str  # system or a code
    languages: tuple[tuple[str, str], ...]  # code, its own name


@dataclass(frozen=True, slots=True)
class FenceLine:
    """One way out that was tried."""

    name: str
    stopped: bool
    by: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """The page of the record. `ends` says why it ends with this run; empty when it lasts."""

    path: str
    key_where: str
    ends: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FenceView:
    """What holds this process, and every way out that was tried just now."""

    parts: tuple[tuple[str, bool], ...]
    documents: str
    attempts: tuple[FenceLine, ...]


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The result of a full check of the record."""

    whole: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShortcutLine:
    """One line of the list of keys."""

    what: str
    keys: str
