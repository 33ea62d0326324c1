"""Brings the services to the settings: fills a page when it is shown, does what the person says, and tells."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import cast

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from homeport.domain.settings import Appearance, Settings
from homeport.services.program import Program
from homeport.text.messages import languages
from homeport.ui.dialogs.add_lane import LaneDialog
from homeport.ui.dialogs.settings import SettingsDialog
from homeport.ui.models.settings_view import (
    AppearanceView,
    FenceView,
    RecordView,
    SettingsPage,
    ShortcutLine,
    VerdictView,
)
from homeport.ui.presenters import settings_values, settings_work
from homeport.ui.presenters.settings_desk import SettingsDesk
from homeport.ui.presenters.settings_engines import EnginesPresenter
from homeport.ui.presenters.settings_lanes import LanesPresenter
from homeport.ui.presenters.settings_people import PeoplePresenter
from homeport.ui.presenters.settings_policy import PolicyPresenter
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.service_words import ServiceWords
from homeport.ui.theme import Theme
from homeport.ui.words import Words


class SettingsPresenter(QObject):
    """One settings dialog at a time.

    Args:
        runtime: the loop.
        program: gives the services, on the loop's thread.
        theme: the window's; appearance and text size change it at once.
        words: the person's language.
        parent: the owner.
    """

    changed = Signal(object)
    """The settings were saved (`Settings`): what was made from the old ones is to be made anew."""
    matrix_wanted = Signal(object)
    """Show the table of classes and lanes of this `policy.prove.Whole`."""
    policy_wanted = Signal(str)
    """Open this policy in its window: a shipped name, or a path."""

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], Program],
        theme: Theme,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runtime, self._program, self._theme, self._words = runtime, program, theme, words
        self._open: _OpenSettings | None = None

    @property
    def dialog(self) -> SettingsDialog | None:
        """The dialog, while it is open."""
        return self._open.dialog if self._open else None

    @property
    def asking(self) -> LaneDialog | QFileDialog | None:
        """The smaller dialog that lies over it, if there is one."""
        return self._open.desk.asking if self._open else None

    def open(
        self,
        parent: QWidget | None,
        page: SettingsPage = SettingsPage.ENGINES,
        shortcuts: Iterable[ShortcutLine] = (),
    ) -> SettingsDialog:
        """Show the settings; comes back at once."""
        if self._open is not None:
            self._open.dialog.show_page(page)
            self._open.dialog.raise_()
            return self._open.dialog
        dialog = SettingsDialog(self._theme, self._words, parent)
        desk = SettingsDesk(self._runtime, self._program, self._theme, self._words, dialog, dialog.undo)
        self._open = _OpenSettings(desk, dialog, tuple(shortcuts))
        self._open.policy.matrix_wanted.connect(self.matrix_wanted)
        self._open.policy.read_wanted.connect(self.policy_wanted)
        desk.changed.connect(self.changed)
        dialog.finished.connect(self._on_closed)
        dialog.destroyed.connect(self._on_gone)  # a window in another language took its place
        dialog.show_page(page)
        dialog.open()
        self._open.fill(dialog.page)
        return dialog

    def _on_closed(self) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            opened.end()
            opened.dialog.deleteLater()

    def _on_gone(self) -> None:
        if self._open is not None and not shiboken6.isValid(self._open.dialog):
            self._open.end()
            self._open = None


class _OpenSettings:
    """One open dialog with the presenters of its pages."""

    def __init__(self, desk: SettingsDesk, dialog: SettingsDialog, shortcuts: tuple[ShortcutLine, ...]) -> None:
        self.desk, self.dialog, self._shortcuts = desk, dialog, shortcuts
        self._engines = EnginesPresenter(desk, dialog.engines)
        self._lanes = LanesPresenter(desk, dialog.lanes)
        self.policy = PolicyPresenter(desk, dialog.policy)
        self._people = PeoplePresenter(desk, dialog.privacy.people, dialog.privacy)
        self._verifying: Handle[VerdictView] | None = None
        look = dialog.appearance
        look.appearance_chosen.connect(self._set_appearance)
        look.scale_previewed.connect(lambda percent: desk.theme.set_scale(percent / 100))
        look.scale_chosen.connect(self._set_scale)
        look.language_chosen.connect(self._set_language)
        dialog.privacy.verify_wanted.connect(self._verify)
        dialog.privacy.verify_cancelled.connect(self._stop_verifying)
        dialog.privacy.fence_wanted.connect(self._try_fence)
        dialog.page_shown.connect(self.fill)
        desk.changed.connect(self._on_changed)

    def fill(self, page: str) -> None:
        """Fill the page that came to the front."""
        fillers: dict[str, Callable[[], None]] = {
            SettingsPage.ENGINES: self._engines.fill,
            SettingsPage.LANES: self._lanes.fill,
            SettingsPage.POLICY: self.policy.fill,
            SettingsPage.APPEARANCE: self._fill_appearance,
            SettingsPage.PRIVACY: self._fill_record,
            SettingsPage.KEYBOARD: lambda: self.dialog.keyboard.show_shortcuts(self._shortcuts),
        }
        fillers[page]()

    def end(self) -> None:
        """Let go of what runs for the dialog alone."""
        self._engines.stop()
        if self._verifying is not None:
            self._verifying.cancel()
            self._verifying = None

    def _on_changed(self, _settings: Settings) -> None:
        if self.dialog.page is not SettingsPage.APPEARANCE:  # a slider being moved is not set back under the hand
            self.fill(self.dialog.page)

    # ---- appearance

    def _fill_appearance(self) -> None:
        async def read() -> AppearanceView:
            settings = self.desk.program().settings
            folder = self.desk.words.messages.folder
            known = tuple((code, own_name(folder, code)) for code in languages(folder))
            return AppearanceView(settings.appearance, settings.text_scale, settings.language, known)

        self.desk.show(read(), self.dialog.appearance.show_appearance, self.dialog.appearance)

    def _set_appearance(self, appearance: str) -> None:
        chosen = cast("Appearance", appearance)
        self.desk.theme.set_appearance(chosen)
        self._keep(lambda settings: replace(settings, appearance=chosen))

    def _set_scale(self, percent: int) -> None:
        self.desk.theme.set_scale(percent / 100)
        self._keep(lambda settings: replace(settings, text_scale=percent))

    def _set_language(self, language: str) -> None:
        self._keep(lambda settings: replace(settings, language=language))

    def _keep(self, changed: Callable[[Settings], Settings]) -> None:
        self.desk.save(
            lambda program: settings_work.save(program, changed(program.settings)), self.dialog.appearance
        )

    # ---- record and fence

    def _fill_record(self) -> None:
        async def read() -> RecordView:
            return settings_values.record_view(self.desk.program(), self.desk.loop_words)

        self.desk.show(read(), self.dialog.privacy.show_record, self.dialog.privacy)
        self._people.fill()

    def _verify(self) -> None:
        page = self.dialog.privacy
        page.show_checking(0, 0)

        def progress(done: int, total: int) -> None:
            self.desk.runtime.call_soon(lambda: told(done, total))

        def told(done: int, total: int) -> None:
            if self._verifying is not None and shiboken6.isValid(page):
                page.show_checking(done, total)

        async def verify() -> VerdictView:
            verdict = await self.desk.program().ledger.verify(progress)
            whole = verdict.broken_at is None and not verdict.anchor_missing
            return VerdictView(whole, ServiceWords(self.desk.loop_words).verdict(verdict))

        def show(verdict: VerdictView) -> None:
            self._verifying = None
            page.show_verdict(verdict)

        self._verifying = self.desk.show(verify(), show, page)

    def _stop_verifying(self) -> None:
        if self._verifying is not None:
            self._verifying.cancel()
            self._verifying = None
        self.dialog.privacy.show_verdict(None)

    def _try_fence(self) -> None:
        page = self.dialog.privacy
        page.show_fence(None)

        async def try_all() -> FenceView:
            program = self.desk.program()
            return await asyncio.to_thread(settings_values.fence_view, program, self.desk.loop_words)

        self.desk.show(try_all(), page.show_fence, page)


def own_name(folder: Path, code: str) -> str:
    """What a language calls itself; its code where Qt does not know it."""
    name = Words(folder, code).locale.nativeLanguageName()
    return name[:1].upper() + name[1:] if name else code
