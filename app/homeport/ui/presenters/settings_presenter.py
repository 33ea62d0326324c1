"""Brings the services to the settings: fills a page when it is shown, does what the person says, and tells."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from homeport.domain.errors import UserCancelled, UserFacingError
from homeport.domain.settings import Appearance, Settings
from homeport.policy.prove import whole
from homeport.services.own_server import OwnServer
from homeport.text.messages import languages
from homeport.ui.dialogs.add_lane import ChooseEndpoint, EnterKey, LaneDialog, OwnServerForm
from homeport.ui.dialogs.open_files import quiet_file_dialog
from homeport.ui.dialogs.settings import SettingsDialog
from homeport.ui.models.settings_view import (
    AppearanceView,
    EndpointLine,
    EngineChoice,
    LanesView,
    Looked,
    ModelFileView,
    OllamaView,
    SettingsPage,
    ShortcutLine,
    VerdictView,
)
from homeport.ui.presenters import policy_values, settings_values, settings_work
from homeport.ui.presenters.settings_program import SettingsProgram
from homeport.ui.runtime import Handle, Runtime
from homeport.ui.service_words import ServiceWords
from homeport.ui.theme import Theme
from homeport.ui.words import Words

T = TypeVar("T")
Undo = Callable[[], Awaitable[None]]


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

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], SettingsProgram],
        theme: Theme,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runtime, self._program, self._theme, self._words = runtime, program, theme, words
        self._loop_words = Words(words.messages.folder, words.language)  # its own: sorting is not for two threads
        self._said = ServiceWords(words)
        self.dialog: SettingsDialog | None = None
        self.asking: LaneDialog | QFileDialog | None = None
        self._lanes: LanesView | None = None
        self._undo: Undo | None = None
        self._stop = threading.Event()
        self._hashing: Handle[ModelFileView] | None = None
        self._verifying: Handle[VerdictView] | None = None
        self._keys: tuple[ShortcutLine, ...] = ()

    def open(
        self,
        parent: QWidget | None,
        page: SettingsPage = SettingsPage.ENGINES,
        shortcuts: Iterable[ShortcutLine] = (),
    ) -> SettingsDialog:
        """Show the settings; comes back at once."""
        if self.dialog is not None:
            self.dialog.show_page(page)
            self.dialog.raise_()
            return self.dialog
        self._keys = tuple(shortcuts)
        dialog = self.dialog = SettingsDialog(self._theme, self._words, parent)
        self._connect(dialog)
        dialog.finished.connect(self._on_closed)
        dialog.page_shown.connect(self._fill)
        dialog.show_page(page)
        dialog.open()
        self._fill(dialog.page)
        return dialog

    # ---- wiring

    def _connect(self, dialog: SettingsDialog) -> None:
        engines, lanes, policy = dialog.engines, dialog.lanes, dialog.policy
        engines.practice_wanted.connect(lambda: self._save(settings_work.use_practice))
        engines.file_wanted.connect(self._pick_model_file)
        engines.file_accepted.connect(self._use_file)
        engines.file_cancelled.connect(self._forget_file)
        engines.look_wanted.connect(self._look)
        engines.ollama_wanted.connect(self._use_ollama)
        engines.context_chosen.connect(
            lambda count: self._save(lambda program: settings_work.set_sizes(program, context_tokens=count))
        )
        engines.output_chosen.connect(
            lambda count: self._save(lambda program: settings_work.set_sizes(program, max_output_tokens=count))
        )
        lanes.add_wanted.connect(self._choose_endpoint)
        lanes.server_wanted.connect(self._describe_server)
        lanes.endpoints_chosen.connect(self._set_endpoints)
        lanes.key_wanted.connect(self._ask_key)
        lanes.key_removal_wanted.connect(self._remove_key)
        lanes.server_removal_wanted.connect(self._forget_server)
        policy.read_wanted.connect(self._read_policy)
        policy.file_wanted.connect(self._pick_policy)
        policy.change_wanted.connect(self._compare_policy)
        policy.change_accepted.connect(self._use_policy)
        policy.matrix_wanted.connect(self._show_matrix)
        look = dialog.appearance
        look.appearance_chosen.connect(self._set_appearance)
        look.scale_previewed.connect(lambda percent: self._theme.set_scale(percent / 100))
        look.scale_chosen.connect(self._set_scale)
        look.language_chosen.connect(self._set_language)
        dialog.privacy.verify_wanted.connect(self._verify)
        dialog.privacy.verify_cancelled.connect(self._stop_verifying)
        dialog.privacy.fence_wanted.connect(self._try_fence)
        dialog.undone.connect(self._take_back)
        dialog.undo.expired.connect(self._forget_undo)

    def _fill(self, page: str) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        fillers: dict[str, Callable[[], None]] = {
            SettingsPage.ENGINES: self._fill_engines,
            SettingsPage.LANES: self._fill_lanes,
            SettingsPage.POLICY: self._fill_policies,
            SettingsPage.APPEARANCE: self._fill_appearance,
            SettingsPage.PRIVACY: self._fill_record,
            SettingsPage.KEYBOARD: lambda: dialog.keyboard.show_shortcuts(self._keys),
        }
        fillers[page]()

    # ---- models

    def _fill_engines(self) -> None:
        async def read() -> Any:
            program = self._program()
            practice = await _practice_model(program)
            return settings_values.engines_view(program, practice)

        self._show(read(), lambda view: self._on(lambda dialog: dialog.engines.show_engines(view)))

    def _pick_model_file(self) -> None:
        words = self._words
        self._pick(words("settings.file_dialog"), words("settings.file_dialog_filter"), self._hash_file)

    def _hash_file(self, path: str) -> None:
        self._forget_file()
        stop = self._stop = threading.Event()
        self._on(lambda dialog: dialog.engines.show_model_file(ModelFileView(path, 0)))

        def tell(view: ModelFileView) -> None:
            if not stop.is_set():
                self._runtime.call_soon(lambda: show(view))

        def show(view: ModelFileView) -> None:
            if not stop.is_set():
                self._on(lambda dialog: dialog.engines.show_model_file(view))

        async def work() -> ModelFileView:
            return await settings_work.hash_model_file(self._program(), path, self._loop_words, stop, tell)

        self._hashing = self._show(work(), show, SettingsPage.ENGINES)

    def _forget_file(self) -> None:
        self._stop.set()
        self._hashing = None
        self._on(lambda dialog: dialog.engines.show_model_file(None))

    def _use_file(self, path: str, sha256: str) -> None:
        self._forget_file()
        self._save(lambda program: settings_work.use_file(program, path, sha256))

    def _look(self, url: str) -> None:
        self._on(lambda dialog: dialog.engines.show_ollama(OllamaView(Looked.LOOKING, url)))

        async def look() -> OllamaView:
            return await settings_values.ollama_view(self._program().ollama_at(url), url, self._loop_words)

        self._show(look(), lambda view: self._on(lambda dialog: dialog.engines.show_ollama(view)))

    def _use_ollama(self, url: str, model: str) -> None:
        async def use() -> Settings:
            return await settings_work.use_ollama(self._program(), url, model, self._loop_words)

        self._change(use(), SettingsPage.ENGINES)

    # ---- lanes and keys

    def _fill_lanes(self) -> None:
        async def read() -> LanesView:
            return await settings_values.lanes_view(self._program(), self._loop_words)

        def show(view: LanesView) -> None:
            self._lanes = view
            self._on(lambda dialog: dialog.lanes.show_lanes(view))

        self._show(read(), show, SettingsPage.LANES)

    def _choose_endpoint(self, lane: str) -> None:
        line = next((line for line in self._lanes.lanes if line.id == lane), None) if self._lanes else None
        if line is None:
            return
        dialog = ChooseEndpoint(self._theme, self._words, lane, line.could_be, self.dialog)
        chosen = tuple(endpoint.id for endpoint in line.endpoints)
        dialog.chosen.connect(lambda lane, endpoint: self._set_endpoints(lane, (*chosen, endpoint), undo=False))
        self._ask(dialog)

    def _set_endpoints(self, lane: str, endpoints: tuple[str, ...], *, undo: bool = True) -> None:
        lines = next((line.endpoints for line in self._lanes.lanes if line.id == lane), ()) if self._lanes else ()
        gone = [f"{line.company} {line.model}" for line in lines if line.id not in endpoints]
        told = self._words("settings.lane_removed", endpoint=gone[0]) if gone and undo else ""
        self._save(lambda program: settings_work.set_endpoints(program, lane, endpoints), SettingsPage.LANES, told)

    def _describe_server(self, lane: str) -> None:
        form = OwnServerForm(self._theme, self._words, lane, self.dialog)
        form.described.connect(lambda server: self._add_server(form, server))
        form.authority_wanted.connect(lambda: self._pick_authority(form))
        self._ask(form)

    def _add_server(self, form: OwnServerForm, server: OwnServer) -> None:
        async def add() -> Settings:
            program = self._program()
            before = program.settings
            await asyncio.to_thread(settings_work.add_server, program, server, program.clock.now()[:10])
            return before

        def refused(error: UserFacingError) -> None:
            told = self._said.error(error)
            form.show_problem(told.title, told.what_next)

        self._change(add(), SettingsPage.LANES, done=form.accept, refused=refused)

    def _pick_authority(self, form: OwnServerForm) -> None:
        words = self._words

        def picked(path: str) -> None:
            async def read() -> str:
                return await asyncio.to_thread(settings_work.read_authority, path)

            def show(pem: str) -> None:
                if pem:
                    form.show_authority(Path(path).name, pem)
                else:
                    form.show_problem(words("settings.server_ca_wrong"), "")

            self._show(read(), show)

        self._pick(words("settings.server_ca_dialog"), words("settings.server_ca_filter"), picked, form)

    def _endpoint(self, endpoint_id: str) -> EndpointLine | None:
        lanes = self._lanes.lanes if self._lanes else ()
        return next((line for lane in lanes for line in lane.endpoints if line.id == endpoint_id), None)

    def _ask_key(self, endpoint_id: str) -> None:
        line, view = self._endpoint(endpoint_id), self._lanes
        if line is None or view is None:
            return
        dialog = EnterKey(self._theme, self._words, line, view.keys_where, self.dialog)
        dialog.entered.connect(self._keep_key)
        self._ask(dialog)

    def _keep_key(self, endpoint_id: str, key: str) -> None:
        async def keep() -> None:
            await settings_work.keep_key(self._program(), endpoint_id, key)

        self._show(keep(), lambda _: self._fill_lanes(), SettingsPage.LANES)

    def _remove_key(self, endpoint_id: str) -> None:
        line = self._endpoint(endpoint_id)
        if line is None:
            return

        async def remove() -> Undo:
            key = await settings_work.remove_key(self._program(), endpoint_id)

            async def put_back() -> None:
                await settings_work.keep_key(self._program(), endpoint_id, key)

            return put_back

        def removed(put_back: Undo) -> None:
            self._offer_undo(self._words("settings.key_removed", company=line.company), put_back)
            self._fill_lanes()

        self._show(remove(), removed, SettingsPage.LANES)

    def _forget_server(self, endpoint_id: str) -> None:
        line = self._endpoint(endpoint_id)
        if line is None:
            return

        async def forget() -> Undo:
            put_back = settings_work.forget_server(self._program(), endpoint_id)

            async def undo() -> None:
                put_back()

            return undo

        def forgotten(put_back: Undo) -> None:
            told = self._words("settings.server_removed", endpoint=f"{line.company} {line.model}")
            self._offer_undo(told, put_back)
            self._tell_changed()

        self._show(forget(), forgotten, SettingsPage.LANES)

    # ---- policy

    def _fill_policies(self) -> None:
        async def read() -> Any:
            program = self._program()
            in_force, chosen, files = program.policy.policy, program.settings.policy, program.policies
            return await asyncio.to_thread(policy_values.policy_list, files, chosen, in_force, self._loop_words)

        self._show(
            read(), lambda view: self._on(lambda dialog: dialog.policy.show_policies(view)), SettingsPage.POLICY
        )

    def _read_policy(self, ref: str) -> None:
        async def read() -> Any:
            files = self._program().policies
            return await asyncio.to_thread(
                lambda: policy_values.policy_text(policy_values.read_policy(files, ref), self._loop_words)
            )

        self._show(
            read(), lambda text: self._on(lambda dialog: dialog.policy.show_policy(text)), SettingsPage.POLICY
        )

    def _pick_policy(self) -> None:
        words = self._words
        self._pick(words("policy_page.file_dialog"), words("policy_page.file_dialog_filter"), self._compare_policy)

    def _compare_policy(self, ref: str) -> None:
        async def compare() -> Any:
            program = self._program()
            in_force, files = program.policy.policy, program.policies

            def work() -> Any:
                read = policy_values.read_policy(files, ref)
                change = policy_values.policy_change(in_force, read, self._loop_words)
                return change, policy_values.policy_text(read, self._loop_words)

            return await asyncio.to_thread(work)

        def show(result: Any) -> None:
            change, text = result
            if change is None:  # refused: show every mistake instead
                self._on(lambda dialog: dialog.policy.show_policy(text))
            else:
                self._on(lambda dialog: dialog.policy.show_change(change))

        self._show(compare(), show, SettingsPage.POLICY)

    def _use_policy(self, ref: str) -> None:
        self._save(
            lambda program: settings_work.save(program, replace(program.settings, policy=ref)), SettingsPage.POLICY
        )

    def _show_matrix(self, ref: str) -> None:
        async def read() -> Any:
            files = self._program().policies

            def work() -> Any:
                policy = policy_values.read_policy(files, ref).policy
                return whole(policy) if policy else None

            return await asyncio.to_thread(work)

        def show(all_of: Any) -> None:
            if all_of is not None:
                self.matrix_wanted.emit(all_of)

        self._show(read(), show, SettingsPage.POLICY)

    # ---- appearance

    def _fill_appearance(self) -> None:
        async def read() -> AppearanceView:
            settings = self._program().settings
            folder = self._words.messages.folder
            known = tuple((code, _own_name(folder, code)) for code in languages(folder))
            return AppearanceView(settings.appearance, settings.text_scale, settings.language, known)

        self._show(read(), lambda view: self._on(lambda dialog: dialog.appearance.show_appearance(view)))

    def _set_appearance(self, appearance: str) -> None:
        chosen = cast("Appearance", appearance)
        self._theme.set_appearance(chosen)
        self._save(lambda program: settings_work.save(program, replace(program.settings, appearance=chosen)), None)

    def _set_scale(self, percent: int) -> None:
        self._theme.set_scale(percent / 100)
        self._save(
            lambda program: settings_work.save(program, replace(program.settings, text_scale=percent)), None
        )

    def _set_language(self, language: str) -> None:
        self._save(lambda program: settings_work.save(program, replace(program.settings, language=language)), None)

    # ---- record and fence

    def _fill_record(self) -> None:
        async def read() -> Any:
            return settings_values.record_view(self._program(), self._loop_words)

        self._show(
            read(), lambda view: self._on(lambda dialog: dialog.privacy.show_record(view)), SettingsPage.PRIVACY
        )

    def _verify(self) -> None:
        self._on(lambda dialog: dialog.privacy.show_checking(0, 0))

        def progress(done: int, total: int) -> None:
            self._runtime.call_soon(lambda: told(done, total))

        def told(done: int, total: int) -> None:
            if self._verifying is not None:
                self._on(lambda dialog: dialog.privacy.show_checking(done, total))

        async def verify() -> VerdictView:
            verdict = await self._program().ledger.verify(progress)
            whole_ = verdict.broken_at is None and not verdict.anchor_missing
            return VerdictView(whole_, ServiceWords(self._loop_words).verdict(verdict))

        def show(verdict: VerdictView) -> None:
            self._verifying = None
            self._on(lambda dialog: dialog.privacy.show_verdict(verdict))

        self._verifying = self._show(verify(), show, SettingsPage.PRIVACY)

    def _stop_verifying(self) -> None:
        if self._verifying is not None:
            self._verifying.cancel()
            self._verifying = None
        self._on(lambda dialog: dialog.privacy.show_verdict(None))

    def _try_fence(self) -> None:
        self._on(lambda dialog: dialog.privacy.show_fence(None))

        async def try_all() -> Any:
            program = self._program()
            return await asyncio.to_thread(settings_values.fence_view, program, self._loop_words)

        self._show(
            try_all(), lambda view: self._on(lambda dialog: dialog.privacy.show_fence(view)), SettingsPage.PRIVACY
        )

    # ---- what all of them need

    def _on(self, call: Callable[[SettingsDialog], None]) -> None:
        """Do something with the dialog, if it is still open."""
        if self.dialog is not None:
            call(self.dialog)

    def _show(
        self,
        work: Coroutine[Any, Any, T],
        show: Callable[[T], None],
        page: SettingsPage = SettingsPage.ENGINES,
        refused: Callable[[UserFacingError], None] | None = None,
    ) -> Handle[T]:
        def failed(error: Exception) -> None:
            if isinstance(error, UserCancelled):
                return
            if not isinstance(error, UserFacingError):
                self._runtime.failed.emit(error)
            elif refused is not None:
                refused(error)
            else:
                told = self._said.error(error)
                self._on(lambda dialog: dialog.problem(page, told.title, told.what_next))

        return self._runtime.submit(work, show, failed)

    def _save(
        self,
        work: Callable[[SettingsProgram], Settings],
        page: SettingsPage | None = SettingsPage.ENGINES,
        undo: str = "",
    ) -> None:
        """Write settings and fill the page anew; with `undo` the change can be taken back for a while."""

        async def save() -> Settings:
            return work(self._program())

        self._change(save(), page, undo)

    def _change(
        self,
        work: Coroutine[Any, Any, Settings],
        page: SettingsPage | None,
        undo: str = "",
        done: Callable[[], None] | None = None,
        refused: Callable[[UserFacingError], None] | None = None,
    ) -> None:
        def changed(before: Settings) -> None:
            if done is not None:
                done()
            if page is not None:
                self._on(lambda dialog: dialog.problem(page, ""))
            if undo:

                async def put_back() -> None:
                    self._program().save_settings(before)

                self._offer_undo(undo, put_back)
            self._tell_changed(fill=page is not None)

        self._show(work, changed, page or SettingsPage.APPEARANCE, refused)

    def _tell_changed(self, *, fill: bool = True) -> None:
        async def read() -> Settings:
            return self._program().settings

        self._runtime.submit(read(), self.changed.emit)
        if fill and self.dialog is not None:
            self._fill(self.dialog.page)

    def _offer_undo(self, told: str, put_back: Undo) -> None:
        self._on(lambda dialog: dialog.undo.show_undo(told))
        self._undo = put_back

    def _take_back(self) -> None:
        put_back, self._undo = self._undo, None
        if put_back is None:
            return

        async def undo() -> None:
            await put_back()

        self._show(undo(), lambda _: self._tell_changed(), SettingsPage.LANES)

    def _forget_undo(self) -> None:
        self._undo = None

    def _ask(self, dialog: LaneDialog) -> None:
        self.asking = dialog
        dialog.finished.connect(self._asked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _asked(self) -> None:
        self.asking = None

    def _pick(self, title: str, types: str, picked: Callable[[str], None], parent: QWidget | None = None) -> None:
        owner = parent or self.dialog
        if owner is None:
            return
        files = quiet_file_dialog(self._words, owner, title, QDir.homePath())
        files.setFileMode(QFileDialog.FileMode.ExistingFile)
        files.setOption(QFileDialog.Option.ReadOnly)
        files.setNameFilter(types)
        files.fileSelected.connect(picked)
        self.asking = files
        files.finished.connect(self._asked)
        files.open()

    def _on_closed(self) -> None:
        self._stop.set()
        self._undo = None
        if self._verifying is not None:
            self._verifying.cancel()
            self._verifying = None
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()


async def _practice_model(program: SettingsProgram) -> str:
    """The name of the practice model; the built-in engine names it while it is the chosen one."""
    if settings_values.chosen_engine(program.settings.engines) is EngineChoice.FILE:
        return PRACTICE_MODEL
    models = await program.built_in.models()
    return models[0].name if models else PRACTICE_MODEL


PRACTICE_MODEL = "SmolLM2-135M-Instruct"
"""As `resources/models.toml` names it."""


def _own_name(folder: Path, code: str) -> str:
    """What a language calls itself; its code where its catalogue does not say."""
    words = Words(folder, code)
    name = words.locale.nativeLanguageName() if words.locale.name().startswith(code) else ""
    return name[:1].upper() + name[1:] if name else code
