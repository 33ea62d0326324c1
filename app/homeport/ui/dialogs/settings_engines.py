"""Settings: which model drafts on this computer."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout, QWidget

from homeport.ui.dialogs.model_file import ModelFileCard
from homeport.ui.dialogs.settings_page import Column, Field, KeepsFocus, NoWheel, OptionCard, Support, clear
from homeport.ui.models.settings_view import (
    EngineChoice,
    EnginesView,
    Looked,
    ModelFileView,
    ModelLine,
    OllamaView,
)
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.fields import NumberField
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

STEP = 1024
"""Tokens that one press of an arrow adds."""


class EnginesPage(Column):
    """Practice model, a model file, or Ollama. Nothing found is ever switched on by itself.

    Signals are wishes; what became of them comes back through the `show_` methods.

    Args:
        theme: colours and sizes.
        words: the person's language.
        title: the heading; that of the settings if empty.
        intro: the sentence under it; likewise.
        sizes: whether context and answer length can be set here.
        parent: the owner.
    """

    practice_wanted = Signal()
    file_wanted = Signal()
    """The person wants to pick a file; the presenter opens the file dialog."""
    file_accepted = Signal(str, str)
    """Path and SHA-256 of a file whose hash is known."""
    file_cancelled = Signal()
    look_wanted = Signal(str)
    """Look for Ollama at this address."""
    ollama_wanted = Signal(str, str)
    """Address and model."""
    context_chosen = Signal(int)
    output_chosen = Signal(int)

    def __init__(
        self,
        theme: Theme,
        words: Words,
        title: str = "",
        intro: str = "",
        *,
        sizes: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        title = title or words("settings.title_engines")
        super().__init__(theme, words, title, parent)
        self._view: EnginesView | None = None
        self._ollama: OllamaView | None = None
        self._quiet = False
        self.title(title, intro or words("settings.engines_intro"))
        self._cards = self.section(words("settings.engines_model"))
        self._choices = QVBoxLayout()
        self._choices.setSpacing(theme.px(12))
        self._cards.addLayout(self._choices)
        self._practice = QVBoxLayout()
        self._file = QVBoxLayout()
        self._ollama_box = QVBoxLayout()
        for box in (self._practice, self._file, self._ollama_box):
            self._choices.addLayout(box)
        self.model_file = ModelFileCard(theme, words)
        self.model_file.accepted.connect(self.file_accepted)
        self.model_file.cancelled.connect(self.file_cancelled)
        self.model_file.hide()
        self._address = QLineEdit()
        self._address.setObjectName("ollama_address")
        self._address.returnPressed.connect(self._look)
        self._found = QVBoxLayout()
        self._found.setSpacing(theme.px(8))
        wheel = NoWheel(self)
        self._context = self._spin("context_tokens", wheel, self.context_chosen.emit)
        self._output = self._spin("max_output_tokens", wheel, self.output_chosen.emit)
        if sizes:
            part = self.section(words("settings.engines_sizes"), words("settings.engines_sizes_caption"))
            part.addWidget(Field(theme, words("settings.context"), self._context, words("settings.context_hint")))
            part.addWidget(Field(theme, words("settings.output"), self._output, words("settings.output_hint")))

    def show_engines(self, view: EnginesView) -> None:
        """Show what is chosen."""
        self._view = view
        focus = KeepsFocus(self)
        self._quiet = True
        for spin, value, limits in (
            (self._context, view.context_tokens, view.context_limits),
            (self._output, view.max_output_tokens, view.output_limits),
        ):
            spin.setRange(*limits)
            spin.setValue(value)
        self._quiet = False
        self._show_practice(view)
        self._show_file(view)
        self._show_ollama_card(view)
        focus.restore()

    def show_ollama(self, view: OllamaView) -> None:
        """Show what came of looking for Ollama."""
        self._ollama = view
        focus = KeepsFocus(self)
        self._fill_found()
        focus.restore()

    def show_model_file(self, view: ModelFileView | None) -> None:
        """Show a file on its way into use; None takes it away."""
        self.model_file.setVisible(view is not None)
        if view is not None:
            self.model_file.show_file(view)
            self.ensureWidgetVisible(self.model_file)

    def _show_practice(self, view: EnginesView) -> None:
        words = self.words
        clear(self._practice)
        used = view.chosen is EngineChoice.PRACTICE
        card = OptionCard(
            self.theme, words("settings.practice"), words("settings.in_use") if used else "", "screen"
        )
        card.line(words("settings.practice_says"))
        card.small(words("settings.practice_scope", model=view.practice_model))
        if not used:
            button = Button(self.theme, words("settings.use_practice"))
            button.setObjectName("use_practice")
            button.clicked.connect(self.practice_wanted)
            card.buttons(button)
        self._practice.addWidget(card)

    def _show_file(self, view: EnginesView) -> None:
        words = self.words
        self.model_file.setParent(None)
        clear(self._file)
        used = view.chosen is EngineChoice.FILE
        card = OptionCard(self.theme, words("settings.file"), words("settings.in_use") if used else "", "file")
        if used:
            card.line(words("settings.file_used", path=view.model_file), "text")
            card.small(words("settings.file_hash", sha256=view.model_sha256))
        else:
            card.line(words("settings.file_says"))
        button = Button(self.theme, words("settings.choose_file"), icon="folder")
        button.setObjectName("choose_file")
        button.clicked.connect(self.file_wanted)
        card.buttons(button)
        card.body.addWidget(self.model_file)
        self._file.addWidget(card)

    def _show_ollama_card(self, view: EnginesView) -> None:
        words, theme = self.words, self.theme
        self._address.setParent(None)
        clear(self._found)
        clear(self._ollama_box)
        used = view.chosen is EngineChoice.OLLAMA
        card = OptionCard(theme, "Ollama", words("settings.in_use") if used else "", "box")
        if used:
            card.line(words("settings.ollama_used", model=view.ollama_model, url=view.ollama_url), "text")
        card.line(words("settings.ollama_says"))
        self._address.setText(view.ollama_url)
        card.body.addWidget(Field(theme, words("settings.ollama_address"), self._address))
        look = Button(theme, words("settings.ollama_look"), icon="search")
        look.setObjectName("ollama_look")
        look.clicked.connect(self._look)
        card.buttons(look)
        self._found = QVBoxLayout()
        self._found.setSpacing(theme.px(8))
        card.body.addLayout(self._found)
        self._ollama_box.addWidget(card)
        self._fill_found()

    def _fill_found(self) -> None:
        clear(self._found)
        found, words, theme = self._ollama, self.words, self.theme
        if found is None or found.looked is Looked.NOT_YET:
            return
        if found.looked is Looked.LOOKING:
            self._found.addWidget(Support(theme, words("settings.ollama_looking", url=found.url)))
            return
        if found.looked is Looked.FOUND:
            told = words("settings.ollama_found", version=found.version)
            self._found.addWidget(TextLabel(theme, told, "strong"))
            if not found.models:
                self._found.addWidget(Support(theme, words("settings.ollama_no_models")))
        if found.problem:
            self._found.addWidget(TextLabel(theme, found.problem, "strong", "danger"))
            self._found.addWidget(Support(theme, found.next_step))
        elif found.looked is Looked.NOT_FOUND:
            self._found.addWidget(TextLabel(theme, words("settings.ollama_not_found", url=found.url), "strong"))
            self._found.addWidget(Support(theme, words("settings.ollama_not_found_next")))
        for model in found.models:
            self._found.addWidget(self._model_card(found.url, model))

    def _model_card(self, url: str, model: ModelLine) -> QWidget:
        words, view = self.words, self._view
        used = view is not None and view.chosen is EngineChoice.OLLAMA and view.ollama_model == model.name
        card = OptionCard(self.theme, model.name, words("settings.in_use") if used else "")
        card.small(model_facts(words, model))
        if model.refused:
            card.line(model.refused, "danger")
        elif not used:
            button = Button(self.theme, words("settings.use_model"))
            button.setAccessibleName(words("settings.use_model_named", model=model.name))
            button.setObjectName(f"use_{model.name}")
            button.clicked.connect(lambda: self.ollama_wanted.emit(url, model.name))
            card.buttons(button)
        return card

    def _look(self) -> None:
        self.look_wanted.emit(self._address.text().strip())

    def _spin(self, name: str, wheel: NoWheel, chosen: Callable[[int], None]) -> QSpinBox:
        spin = NumberField(self.theme)
        spin.setObjectName(name)
        spin.setSingleStep(STEP)
        spin.setKeyboardTracking(False)
        spin.setGroupSeparatorShown(True)
        spin.setLocale(self.words.locale)
        spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        spin.installEventFilter(wheel)
        spin.valueChanged.connect(lambda value: None if self._quiet else chosen(value))
        return spin


def model_facts(words: Words, model: ModelLine) -> str:
    """Size, parameters and context of a model in one line, as far as they are known."""
    facts = [model.parameters, model.quantization]
    facts += [words.size(model.size_bytes)] if model.size_bytes else []
    facts += [words("settings.model_context", count=model.context_trained)] if model.context_trained else []
    facts += [words("settings.model_loaded")] if model.loaded else []
    return " · ".join(fact for fact in facts if fact)
