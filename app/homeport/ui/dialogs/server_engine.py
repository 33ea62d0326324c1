"""One engine of the settings that is a program of its own: Ollama or LM Studio, looked for on a click."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from homeport.ui.dialogs.model_pull import ModelPull
from homeport.ui.dialogs.settings_page import Field, KeepsFocus, OptionCard, Support, clear
from homeport.ui.models.settings_view import (
    EngineChoice,
    EnginesView,
    Looked,
    ModelLine,
    PullView,
    ServerView,
)
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

NAMES = {EngineChoice.OLLAMA: "Ollama", EngineChoice.LM_STUDIO: "LM Studio"}


class ServerEngine(QWidget):
    """Its address, a button that looks, and what was found. Nothing found is ever switched on by itself.

    Args:
        theme: colours and sizes.
        words: the person's language.
        engine: which of the two.
        parent: the owner.
    """

    look_wanted = Signal(str)
    """Look at this address."""
    use_wanted = Signal(str, str)
    """Address and model."""

    def __init__(self, theme: Theme, words: Words, engine: EngineChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words, self._engine = theme, words, engine
        self._key = engine.value.replace("-", "_")  # as the catalogue and the names of controls have it
        self._view: EnginesView | None = None
        self._seen: ServerView | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._found = QVBoxLayout()
        self._address = QLineEdit()
        self._address.setObjectName(f"{self._key}_address")
        self._address.returnPressed.connect(self._look)
        self.pull = ModelPull(theme, words)
        self.pull.hide()

    def show_engines(self, view: EnginesView) -> None:
        """Show what is chosen."""
        words, theme = self._words, self._theme
        self._view = view
        for kept in (self._address, self.pull):
            kept.setParent(None)
        clear(self._found)
        clear(self._column)
        used = view.chosen is self._engine
        url, model = view.server(self._engine)
        card = OptionCard(theme, NAMES[self._engine], words("settings.in_use") if used else "", "box")
        if used:
            card.line(self._say("used", model=model, url=url), "text")
        card.line(self._say("says"))
        card.small(self._say("logs"))
        self._address.setText(url)
        card.body.addWidget(Field(theme, words("settings.ollama_address"), self._address))
        look = Button(theme, self._say("look"), icon="search")
        look.setObjectName(f"{self._key}_look")
        look.clicked.connect(self._look)
        card.buttons(look)
        self._found = QVBoxLayout()
        self._found.setSpacing(theme.px(8))
        card.body.addLayout(self._found)
        card.body.addWidget(self.pull)
        self._column.addWidget(card)
        self._fill()

    def show_server(self, view: ServerView) -> None:
        """Show what came of looking."""
        self._seen = view
        self._fill()

    def show_pull(self, view: PullView) -> None:
        """Show a download by this engine."""
        focus = KeepsFocus(self)
        self.pull.show_pull(view)
        focus.restore()

    def _fill(self) -> None:
        clear(self._found)
        seen, theme = self._seen, self._theme
        running = seen is not None and seen.looked is Looked.FOUND and self._engine is EngineChoice.OLLAMA
        self.pull.setVisible(running)
        if seen is None or seen.looked is Looked.NOT_YET:
            return
        self.pull.set_url(seen.url)
        if seen.looked is Looked.LOOKING:
            self._found.addWidget(Support(theme, self._say("looking", url=seen.url)))
            return
        if seen.looked is Looked.FOUND:
            self._found.addWidget(TextLabel(theme, self._say("found", version=seen.version), "strong"))
            if not seen.models:
                self._found.addWidget(Support(theme, self._say("no_models")))
        if seen.problem:
            self._found.addWidget(TextLabel(theme, seen.problem, "strong", "danger"))
            self._found.addWidget(Support(theme, seen.next_step))
        elif seen.looked is Looked.NOT_FOUND:
            self._found.addWidget(TextLabel(theme, self._say("not_found", url=seen.url), "strong"))
            self._found.addWidget(Support(theme, self._say("not_found_next")))
        for model in seen.models:
            self._found.addWidget(self._model_card(seen.url, model))

    def _model_card(self, url: str, model: ModelLine) -> QWidget:
        words, view = self._words, self._view
        used = view is not None and view.chosen is self._engine and view.server(self._engine)[1] == model.name
        card = OptionCard(self._theme, model.name, words("settings.in_use") if used else "")
        card.small(model_facts(words, model))
        if model.refused:
            card.line(model.refused, "danger")
        elif not used:
            button = Button(self._theme, words("settings.use_model"))
            button.setAccessibleName(words("settings.use_model_named", model=model.name))
            button.setObjectName(f"use_{model.name}")
            button.clicked.connect(lambda: self.use_wanted.emit(url, model.name))
            card.buttons(button)
        return card

    def _look(self) -> None:
        self.look_wanted.emit(self._address.text().strip())

    def _say(self, key: str, **slots: str) -> str:
        return self._words(f"settings.{self._key}_{key}", **slots)


def model_facts(words: Words, model: ModelLine) -> str:
    """Size, parameters, context, fit, languages and measured speed of a model in one line, as far as known."""
    facts = [model.parameters, model.quantization]
    facts += [words.size(model.size_bytes)] if model.size_bytes else []
    facts += [words("settings.model_context", count=model.context_trained)] if model.context_trained else []
    if not model.refused and words.has(fit_key := f"settings.fit_{model.fit.value.replace('-', '_')}"):
        facts.append(words(fit_key))
    facts.append(model.languages)
    if model.speed is not None:
        read, written = (round(rate) for rate in model.speed)
        facts.append(words("settings.model_speed", read=read, written=written))
    facts += [words("settings.model_loaded")] if model.loaded else []
    return " · ".join(fact for fact in facts if fact)
