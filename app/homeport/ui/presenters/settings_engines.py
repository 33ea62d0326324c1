"""The page of models over the services: in the settings and in the first run."""

import threading
from dataclasses import replace
from functools import partial

import shiboken6
from PySide6.QtCore import QObject

from homeport.domain.settings import Settings
from homeport.services.engine_network import pulled_from
from homeport.ui.dialogs.settings_engines import EnginesPage
from homeport.ui.models.settings_view import (
    EngineChoice,
    EnginesView,
    Looked,
    ModelFileView,
    PullState,
    PullView,
    ServerView,
)
from homeport.ui.presenters import settings_values, settings_work
from homeport.ui.presenters.settings_desk import SettingsDesk
from homeport.ui.runtime import Handle

PRACTICE_MODEL = "SmolLM2-135M-Instruct"
"""As `resources/models.toml` names it."""


class EnginesPresenter(QObject):
    """Looks for Ollama and LM Studio, reads model files, has models pulled, and keeps the choice."""

    def __init__(self, desk: SettingsDesk, page: EnginesPage) -> None:
        super().__init__(desk)
        self._desk, self._page = desk, page
        self._stop = threading.Event()
        self._pulling: Handle[PullView] | None = None
        self._pull_view: PullView | None = None
        page.practice_wanted.connect(lambda: desk.save(settings_work.use_practice, page))
        page.file_wanted.connect(self._pick)
        page.file_accepted.connect(self._use_file)
        page.file_cancelled.connect(self._forget_file)
        for server, choice in ((page.ollama, EngineChoice.OLLAMA), (page.lm_studio, EngineChoice.LM_STUDIO)):
            server.look_wanted.connect(partial(self._look, choice))
            server.use_wanted.connect(partial(self._use_server, choice))
        page.ollama.pull.named.connect(self._name_pull)
        page.ollama.pull.agreed.connect(self._pull)
        page.ollama.pull.stopped.connect(self._stop_pull)
        page.context_chosen.connect(
            lambda count: desk.save(lambda program: settings_work.set_sizes(program, context_tokens=count), page)
        )
        page.output_chosen.connect(
            lambda count: desk.save(
                lambda program: settings_work.set_sizes(program, max_output_tokens=count), page
            )
        )

    def fill(self) -> None:
        """Show what is chosen."""

        async def read() -> EnginesView:
            return await settings_values.engines_view(self._desk.program(), PRACTICE_MODEL)

        self._desk.show(read(), self._page.show_engines, self._page)

    def stop(self) -> None:
        """Read no file and have nothing downloaded any more."""
        self._stop.set()
        if self._pulling is not None:
            self._pulling.cancel()

    def _pick(self) -> None:
        words = self._desk.words
        self._desk.pick(words("settings.file_dialog"), words("settings.file_dialog_filter"), self._hash_file)

    def _hash_file(self, path: str) -> None:
        self._stop.set()
        stop = self._stop = threading.Event()
        desk = self._desk
        self._page.show_model_file(ModelFileView(path, 0))

        def tell(view: ModelFileView) -> None:
            desk.runtime.call_soon(lambda: show(view))

        def show(view: ModelFileView) -> None:
            if not stop.is_set() and shiboken6.isValid(self._page):
                self._page.show_model_file(view)

        async def work() -> ModelFileView:
            return await settings_work.hash_model_file(desk.program(), path, desk.loop_words, stop, tell)

        desk.show(work(), show, self._page)

    def _forget_file(self) -> None:
        self._stop.set()
        self._page.show_model_file(None)

    def _use_file(self, path: str, sha256: str) -> None:
        self._forget_file()
        self._desk.save(lambda program: settings_work.use_file(program, path, sha256), self._page)

    def _look(self, choice: EngineChoice, url: str) -> None:
        self._page.show_server(ServerView(Looked.LOOKING, url, engine=choice))

        async def look() -> ServerView:
            return await settings_values.server_view(self._desk.program(), choice, url, self._desk.loop_words)

        self._desk.show(look(), self._page.show_server, self._page)

    def _use_server(self, choice: EngineChoice, url: str, model: str) -> None:
        async def use() -> Settings:
            desk = self._desk
            return await settings_work.use_server(desk.program(), choice, url, model, desk.loop_words)

        self._desk.change(use(), self._page)

    def _name_pull(self, url: str, model: str) -> None:
        self._show_pull(PullView(PullState.ASKED, url, model, pulled_from(model)))

    def _pull(self, url: str, model: str) -> None:
        desk = self._desk
        view = PullView(PullState.RUNNING, url, model, pulled_from(model))
        self._show_pull(view)

        def tell(view: PullView) -> None:
            desk.runtime.call_soon(lambda: show(view))

        def show(view: PullView) -> None:
            if self._pulling is handle and not handle.cancelled and shiboken6.isValid(self._page):
                self._show_pull(view)

        def ended(view: PullView) -> None:
            self._pulling = None
            self._show_pull(view)
            if view.state is PullState.DONE:
                self._look(EngineChoice.OLLAMA, url)

        async def work() -> PullView:
            return await settings_work.pull(desk.program(), view, desk.loop_words, tell)

        handle = self._pulling = desk.show(work(), ended, self._page)

    def _stop_pull(self) -> None:
        if self._pulling is not None:
            self._pulling.cancel()
            self._pulling = None
        if self._pull_view is not None:
            self._show_pull(replace(self._pull_view, state=PullState.STOPPED))

    def _show_pull(self, view: PullView) -> None:
        self._pull_view = view
        self._page.ollama.show_pull(view)
