"""What the pages of the settings show in tests and pictures."""

from homeport.domain.data_class import DataClass
from homeport.policy.class_lanes import Access
from homeport.services.model_fit import Fit
from homeport.ui.dialogs.settings import SettingsDialog
from homeport.ui.models.settings_view import (
    AppearanceView,
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
    ModelFileView,
    ModelLine,
    PolicyChange,
    PolicyListView,
    PolicySummary,
    RecordView,
    ServerView,
    ShortcutLine,
    VerdictView,
)

HASH = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
URL = "http://127.0.0.1:11434"
LM_STUDIO_URL = "http://127.0.0.1:1234"

ENGINES = EnginesView(
    EngineChoice.PRACTICE, "SmolLM2-135M-Instruct", "", "", URL, "", 4096, (512, 262_144), 1024, (64, 32_768),
    LM_STUDIO_URL,
    built_in=ModelLine(
        "SmolLM2-135M-Instruct", 98_362_432, "135M", "Q4_1", 8192, loaded=False, fit=Fit.FITS, languages="English",
        speed=(259.0, 57.0),
    ),
)  # fmt: skip
FILE_IN_USE = EnginesView(
    EngineChoice.FILE, "SmolLM2-135M-Instruct", "/models/Qwen3-8B-Q4_K_M.gguf", HASH, URL, "", 8192,
    (512, 262_144), 2048, (64, 32_768), LM_STUDIO_URL,
)  # fmt: skip
OLLAMA = ServerView(
    Looked.FOUND,
    URL,
    "0.32.15",
    (
        ModelLine("qwen3:8b", 5_200_000_000, "8.2B", "Q4_K_M", 40_960, loaded=True, fit=Fit.TIGHT),
        ModelLine("llama3.2:3b", 2_000_000_000, "3.2B", "Q4_K_M", 131_072, loaded=False, fit=Fit.FITS),
        ModelLine("gpt-oss:20b-cloud", 381, "20B", "", 0, loaded=False, refused="Runs elsewhere: not used."),
    ),
)
FILE_READING = ModelFileView("/models/Qwen3-8B-Q4_K_M.gguf", 5_027_784_512, 2_100_000_000)
FILE_READ = ModelFileView("/models/Qwen3-8B-Q4_K_M.gguf", 5_027_784_512, 5_027_784_512, HASH)

CLAUDE = EndpointLine(
    "anthropic/claude-opus-5-5", "Anthropic", "claude-opus-5-5", "any region; there is no European choice",
    "where the workspace's geography says; not known here",
    "Kept about 30 days. Not used for training without your permission.", 4.0, 20.0, "USD", "2026-10-12",
    "2026-11-15", key=KeyState.KEPT, not_attested=("your organisation has a contract for zero data retention",),
)  # fmt: skip
GPT = EndpointLine(
    "openai/gpt-6-luna", "OpenAI", "gpt-6-luna", "any region", "not known", "Kept up to 30 days.", 0.1, 0.5, "USD",
    "2026-10-12", "2026-11-15", key=KeyState.MISSING, key_is="an API key that begins with sk-",
)  # fmt: skip
SERVER = EndpointLine(
    "own-server/qwen3-32b", "Nordström Advokatbyrå", "qwen3-32b", "your organisation's server in the EU",
    "not known", "Not kept, as your organisation attests. Not used for training.", checked_on="2026-11-15",
    attested=("the server stands in the EU",), address="https://llm.example.internal/v1", company_ca=True,
    own=True, key=KeyState.UNKNOWN,
)  # fmt: skip
MISTRAL = EndpointLine(
    "mistral-eu/mistral-medium-3-5", "Mistral AI", "mistral-medium-3-5", "the EU or EFTA", "the EU",
    "Not known: assume that all of it is kept.", 1.65, 8.25, "USD", "2026-10-29", "2026-11-15",
    key=KeyState.MISSING,
)  # fmt: skip


def _allows(*access: Access) -> tuple[ClassAccess, ...]:
    return tuple(
        ClassAccess(c, a, ("N1",) if a is Access.NEVER else ()) for c, a in zip(DataClass, access, strict=True)
    )


ASKS, NEVER, SECOND = Access.ASKS, Access.NEVER, Access.SECOND
LANES = LanesView(
    (
        LaneLine("private", "Our own server", True, _allows(ASKS, ASKS, ASKS, ASKS), (SERVER,), ()),
        LaneLine(
            "eu", "An open model served in the EU", False, _allows(ASKS, ASKS, SECOND, NEVER), (), (MISTRAL,)
        ),
        LaneLine(
            "premium", "A premium managed API outside the EU", False, _allows(ASKS, ASKS, NEVER, NEVER),
            (CLAUDE, GPT), (CLAUDE, GPT, MISTRAL), ("gone/model",),
        ),
    ),
    "the system keyring (Secret Service)",
    keys_last=True,
)  # fmt: skip

POLICIES = PolicyListView(
    (
        PolicySummary(
            "two-lanes", "Two lanes, one escalation rule", "2026-11-23.1",
            ("Confidential and restricted input never leaves this computer.",
             "Everything starts on this computer."),
            "May leave after your yes: public, internal (Premium).", shipped=True, in_force=True,
        ),
        PolicySummary(
            "nordics", "EU and Nordics, four lanes", "2026-11-23.1",
            ("Restricted input stays on this computer or our own server.",),
            "May leave after your yes: public, internal (EU provider, Premium), confidential (EU provider).",
            shipped=True, in_force=False,
        ),
        PolicySummary(
            "/etc/homeport/ours.toml", "ours.toml", "", (), "", shipped=False, in_force=False, accepted=False
        ),
    ),
    "two-lanes",
    "Two lanes, one escalation rule",
)  # fmt: skip
CHANGE = PolicyChange(
    "nordics", "EU and Nordics, four lanes",
    ("Confidential on EU provider: no such lane → after a second person's approval",
     "The lane Own server (Our own server) is there"),
    ("Confidential on EU provider: no such lane → after a second person's approval",),
)  # fmt: skip
APPEARANCE = AppearanceView("system", 100, "system", (("en", "English"), ("sv", "Svenska")))
RECORD = RecordView("~/.local/share/homeport/record.db", "the system keyring (Secret Service)")
THROW_AWAY = RecordView(
    "/tmp/homeport/record.db",
    "memory, until this run ends",
    "There is no keyring here.",
    ("Your settings were odd.",),
)
FENCE = FenceView(
    (("The kernel refuses internet sockets to this process and its children.", True),
     ("Python refuses sockets, name look-ups and child programs.", True)),
    "Documents are read in a sandbox.",
    (FenceLine("a socket in Python", True, "the audit hook"),
     FenceLine("native code: io_uring", True, "the kernel")),
)  # fmt: skip
WHOLE = VerdictView(
    True,
    (
        "4,212 entries are complete and in order since 3 March 2026; 7 sends, each with its approval.",
        "This shows what Homeport sent, not what other programs did.",
    ),
)
SHORTCUTS = (ShortcutLine("New task", "Ctrl+N"), ShortcutLine("Attach a document", "Ctrl+O"))


def fill(dialog: SettingsDialog) -> None:
    """Every page with something on it."""
    dialog.engines.show_engines(ENGINES)
    dialog.engines.show_server(OLLAMA)
    dialog.lanes.show_lanes(LANES)
    dialog.policy.show_policies(POLICIES)
    dialog.appearance.show_appearance(APPEARANCE)
    dialog.privacy.show_record(RECORD)
    dialog.privacy.show_fence(FENCE)
    dialog.privacy.show_verdict(WHOLE)
    dialog.keyboard.show_shortcuts(SHORTCUTS)
