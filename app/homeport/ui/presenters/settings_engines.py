"""The page of models over the services: in the settings and in the first run."""

import threading

import shiboken6
from PySide6.QtCore import QObject

from homeport.domain.settings import Settings
from homeport.services.program import Program
from homeport.ui.dialogs.settings_engines import EnginesPage
from homeport.ui.models.settings_view import EngineChoice, EnginesView, Looked, ModelFileView, OllamaView
from homeport.ui.presenters import settings_values, settings_work
from homeport.ui.presenters.settings_desk import SettingsDesk

PRACTICE_MODEL = "SmolLM2-135M-Instruct"
"""As `resources/models.toml` names it."""


class EnginesPresenter(QObject):
    """Looks for Ollama, reads model files, and keeps the choice."""

    def __init__(self, desk: SettingsDesk, page: EnginesPage) -> None:
        super().__init__(desk)
        self._desk, self._page = desk, page
        self._stop = threading.Event()
        page.practice_wanted.connect(lambda: desk.save(settings_work.use_practice, page))
        page.file_wanted.connect(self._pick)
        page.file_accepted.connect(self._use_file)
        page.file_cancelled.connect(self._forget_file)
        page.look_wanted.connect(self._look)
        page.ollama_wanted.connect(self._use_ollama)
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
            program = self._desk.program()
            return settings_values.engines_view(program, await _practice_model(program))

        self._desk.show(read(), self._page.show_engines, self._page)

    def stop(self) -> None:
        """Read no file any more."""
        self._stop.set()

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

    def _look(self, url: str) -> None:
        self._page.show_ollama(OllamaView(Looked.LOOKING, url))

        async def look() -> OllamaView:
            engine = self._desk.program().ollama_at(url)
            return await settings_values.ollama_view(engine, url, self._desk.loop_words)

        self._desk.show(look(), self._page.show_ollama, self._page)

    def _use_ollama(self, url: str, model: str) -> None:
        async def use() -> Settings:
            return await settings_work.use_ollama(self._desk.program(), url, model, self._desk.loop_words)

        self._desk.change(use(), self._page)


async def _practice_model(program: Program) -> str:
    """The name of the practice model; the built-in engine names it unless it has a chosen file."""
    if settings_values.chosen_engine(program.settings.engines) is EngineChoice.FILE:
        return PRACTICE_MODEL
    models = await program.built_in.models()
    return models[0].name if models else PRACTICE_MODEL
