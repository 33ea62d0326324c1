"""Every dialog of the window with something in it. For pictures and checks."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QDialog

from fakes.settings_samples import APPEARANCE, ENGINES, GPT, LANES, POLICIES, fill
from fakes.sheets import made_sheet
from fakes.window_states import ADDENDUM, LEASE, QUESTION, answer, chips
from homeport.domain.policy import Policy
from homeport.domain.saved_instruction import SavedInstruction
from homeport.policy.load import load_policy
from homeport.policy.prove import whole
from homeport.ui.dialogs.add_lane import ChooseEndpoint, EnterKey, OwnServerForm
from homeport.ui.dialogs.bug_report import BugReportDialog
from homeport.ui.dialogs.confirmation import ConfirmationSheet
from homeport.ui.dialogs.finding_card import FindingCard
from homeport.ui.dialogs.first_run import FirstRunDialog
from homeport.ui.dialogs.matrix import MatrixDialog
from homeport.ui.dialogs.passphrase import PassphraseDialog
from homeport.ui.dialogs.saved_instructions import FillDialog, SaveDialog
from homeport.ui.dialogs.sent_bytes import SentDialog
from homeport.ui.dialogs.settings import SettingsDialog
from homeport.ui.dialogs.sheet_report import ReportDialog
from homeport.ui.models.sent import SentView
from homeport.ui.models.settings_view import SettingsPage
from homeport.ui.models.sheet import heading, sheet_view
from homeport.ui.models.sheet_text import pages_of, raw_text, readable_text
from homeport.ui.theme import Theme
from homeport.ui.views.answer_template import TemplateDialog
from homeport.ui.views.versions import CompareDialog
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources"
NOW = "2026-11-23T10:00:00+00:00"

Make = Callable[[Theme, Words], QDialog]


def passphrase_new(theme: Theme, words: Words) -> QDialog:
    """The first start asks for one."""
    return PassphraseDialog(theme, words, new=True)


def passphrase_wrong(theme: Theme, words: Words) -> QDialog:
    """It did not fit."""
    problem = words("passphrase.wrong"), words("passphrase.wrong_next")
    return PassphraseDialog(theme, words, new=False, problem=problem)


def bug(theme: Theme, words: Words) -> QDialog:
    """A mistake of the program."""
    return BugReportDialog(theme, words, "Homeport 0.1\nValueError\n  app/homeport/ui/app.py, line 1\n")


def matrix(theme: Theme, words: Words) -> QDialog:
    """Classes and lanes of a shipped policy."""
    policy = load_policy((RESOURCES / "policies" / "nordics.toml").read_bytes(), b"")
    assert isinstance(policy, Policy)
    return MatrixDialog(theme, words, whole(policy), lambda: NOW)


def sheet(theme: Theme, words: Words) -> QDialog:
    """What would be sent, before a yes."""
    made = made_sheet(QUESTION[words.language], LEASE, ADDENDUM)
    dialog = ConfirmationSheet(theme, words)
    readable = readable_text(made.sheet, heading(made.sheet, words), pages_of(made.prepared, made.documents))
    dialog.show_sheet(sheet_view(made.sheet, words), readable, raw_text(made.sheet))
    return dialog


def sent(theme: Theme, words: Words) -> QDialog:
    """What was sent, long after the yes."""
    made = made_sheet(QUESTION[words.language], LEASE, ADDENDUM)
    when = words.moment(NOW)
    lines = (
        (words("sent.label_recipient"), words("sent.to", name="Mistral", model="large-2", country="France")),
        (words("sent.label_yes"), words("sent.yes", time=when)),
    )
    readable = readable_text(made.sheet, heading(made.sheet, words), pages_of(made.prepared, made.documents))
    title = words("sent.title", recipient="Mistral", time=when)
    others = ((7, f"Mistral, {when}"), (9, f"Mistral, {when} (2)"))
    view = SentView(7, "t0", title, lines, sheet_view(made.sheet, words), readable, raw_text(made.sheet), others)
    dialog = SentDialog(theme, words)
    dialog.show_sent(view)
    return dialog


def report(theme: Theme, words: Words) -> QDialog:
    """A mistake on a send, without content."""
    return ReportDialog(theme, words, '{\n  "sent": "2026-11-23",\n  "kind": "SE_PNR"\n}')


def choose_endpoint(theme: Theme, words: Words) -> QDialog:
    """Who may serve a lane."""
    return ChooseEndpoint(theme, words, "premium", LANES.lanes[2].could_be)


def own_server(theme: Theme, words: Words) -> QDialog:
    """A server of the organisation."""
    return OwnServerForm(theme, words, "private")


def enter_key(theme: Theme, words: Words) -> QDialog:
    """A key of a company."""
    return EnterKey(theme, words, GPT, LANES.keys_where)


def finding(theme: Theme, words: Words) -> QDialog:
    """Why a document has its class."""
    card = FindingCard(theme, words)
    card.show_chip(chips()[1])
    return card


def template(theme: Theme, words: Words) -> QDialog:
    """Keeping a question."""
    return TemplateDialog(theme, words, QUESTION[words.language])


def save_instruction(theme: Theme, words: Words) -> QDialog:
    """Keeping what was typed."""
    return SaveDialog(theme, words, QUESTION[words.language])


def fill_instruction(theme: Theme, words: Words) -> QDialog:
    """Filling in what changes."""
    saved = SavedInstruction("1", "Reply", "Write to {{name}} before {{day=Friday}}.", NOW)
    return FillDialog(theme, words, saved)


def compare(theme: Theme, words: Words) -> QDialog:
    """Two versions beside each other."""
    older = answer(words.language, text="Three months, and nine for the other side.")
    return CompareDialog(theme, words, (older, answer(words.language, draft_id="d2")), 1)


def _settings(page: SettingsPage) -> Make:
    def make(theme: Theme, words: Words) -> QDialog:
        dialog = SettingsDialog(theme, words)
        fill(dialog)
        dialog.show_page(page)
        return dialog

    return make


def _first_run(step: int) -> Make:
    def make(theme: Theme, words: Words) -> QDialog:
        dialog = FirstRunDialog(theme, words)
        dialog.what.show_languages(APPEARANCE)
        dialog.engines.show_engines(ENGINES)
        dialog.policy.show_policies(POLICIES)
        for _ in range(step):
            dialog._next.click()
        return dialog

    return make


DIALOGS: Mapping[str, Make] = {
    **{
        make.__name__: make
        for make in (
            passphrase_new, passphrase_wrong, bug, matrix, sheet, finding, template, save_instruction,
            fill_instruction, compare,
        )
    },
    **{f"settings_{page.name.lower()}": _settings(page) for page in SettingsPage},
    **{f"first_run_{step + 1}": _first_run(step) for step in range(3)},
}  # fmt: skip

FORMS: Mapping[str, Make] = {
    make.__name__: make for make in (sent, report, choose_endpoint, own_server, enter_key)
}
"""Further dialogs, of which no pictures are kept."""
