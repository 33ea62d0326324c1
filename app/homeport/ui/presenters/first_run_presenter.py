"""Brings the services to the first run: asks for nothing and switches nothing on unless the person clicks."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from homeport.domain.settings import Settings
from homeport.services.program import Program
from homeport.text.messages import languages
from homeport.ui.dialogs.first_run import FirstRunDialog
from homeport.ui.models.settings_view import AppearanceView
from homeport.ui.presenters import settings_work
from homeport.ui.presenters.settings_desk import SettingsDesk
from homeport.ui.presenters.settings_engines import EnginesPresenter
from homeport.ui.presenters.settings_policy import read_policies
from homeport.ui.presenters.settings_presenter import own_name
from homeport.ui.runtime import Runtime
from homeport.ui.theme import Theme
from homeport.ui.words import Words

ENGINE, POLICY = 1, 2


class FirstRunPresenter(QObject):
    """One first run. It is done when the dialog closes, whichever way, and does not come back.

    Args:
        runtime: the loop.
        program: gives the services, on the loop's thread.
        theme: colours and sizes.
        words: the person's language; another one may be chosen in step 1.
        parent: the owner.
    """

    changed = Signal(object)
    """The settings were saved (`Settings`)."""
    language_chosen = Signal(object)
    """`Words` of the language that was chosen; the dialog speaks it already."""
    ended = Signal(bool)
    """The dialog was closed; whether the person wants to see an example."""

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
        self._over: QWidget | None = None
        self._example = False
        self._desk: SettingsDesk | None = None
        self._engines: EnginesPresenter | None = None
        self.dialog: FirstRunDialog | None = None

    def open(self, parent: QWidget | None) -> FirstRunDialog:
        """Show step 1; comes back at once."""
        self._over = parent
        return self._make()

    def _make(self) -> FirstRunDialog:
        dialog = self.dialog = FirstRunDialog(self._theme, self._words, self._over)
        desk = self._desk = SettingsDesk(self._runtime, self._program, self._theme, self._words, dialog)
        self._engines = EnginesPresenter(desk, dialog.engines)
        desk.changed.connect(self._on_changed)
        dialog.step_shown.connect(self._fill)
        dialog.language_chosen.connect(self._on_language)
        dialog.policy.policy_chosen.connect(self._use_policy)
        dialog.example_wanted.connect(self._on_example)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        self._fill(0)
        return dialog

    def _fill(self, step: int) -> None:
        dialog, desk, engines = self.dialog, self._desk, self._engines
        if dialog is None or desk is None or engines is None:
            return
        if step == ENGINE:
            engines.fill()
        elif step == POLICY:
            desk.show(read_policies(desk), dialog.policy.show_policies, dialog.policy)
        else:
            desk.show(self._read_languages(), dialog.what.show_languages, dialog.what)

    async def _read_languages(self) -> AppearanceView:
        settings, folder = self._program().settings, self._words.messages.folder
        known = tuple((code, own_name(folder, code)) for code in languages(folder))
        return AppearanceView(settings.appearance, settings.text_scale, settings.language, known)

    def _on_changed(self, settings: Settings) -> None:
        self.changed.emit(settings)
        if self.dialog is not None:
            self._fill(self.dialog.step)

    def _on_language(self, language: str) -> None:
        desk, old = self._desk, self.dialog
        if desk is None or old is None:
            return

        async def keep() -> None:
            program = self._program()
            program.save_settings(replace(program.settings, language=language))

        def kept(_: None) -> None:
            self._words = Words(self._words.messages.folder, language)
            old.finished.disconnect(self._on_finished)
            self._make()
            old.close()
            old.deleteLater()
            self.language_chosen.emit(self._words)

        desk.show(keep(), kept, old.what)

    def _use_policy(self, ref: str) -> None:
        if self._desk is not None and self.dialog is not None:
            self._desk.save(
                lambda program: settings_work.save(program, replace(program.settings, policy=ref)),
                self.dialog.policy,
            )

    def _on_example(self) -> None:
        self._example = True

    def _on_finished(self) -> None:
        if self._engines is not None:
            self._engines.stop()
        dialog, self.dialog = self.dialog, None

        async def done() -> Settings:
            program = self._program()
            program.save_settings(replace(program.settings, first_run_done=True))
            return program.settings

        self._runtime.submit(done(), self.changed.emit)
        if dialog is not None:
            dialog.deleteLater()
        self.ended.emit(self._example)
