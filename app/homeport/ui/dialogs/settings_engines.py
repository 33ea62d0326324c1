"""Settings: which model drafts on this computer."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from homeport.ui.dialogs.model_file import ModelFileCard
from homeport.ui.dialogs.server_engine import ServerEngine, model_facts
from homeport.ui.dialogs.settings_page import Column, Field, KeepsFocus, NoWheel, OptionCard, clear
from homeport.ui.models.settings_view import EngineChoice, EnginesView, ModelFileView, ServerView
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.fields import NumberField
from homeport.ui.words import Words

STEP = 1024
"""Tokens that one press of an arrow adds."""


class EnginesPage(Column):
    """Practice model, a model file, Ollama or LM Studio. Nothing found is ever switched on by itself.

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
        self._quiet = False
        self.title(title, intro or words("settings.engines_intro"))
        self._cards = self.section(words("settings.engines_model"))
        self._choices = QVBoxLayout()
        self._choices.setSpacing(theme.px(12))
        self._cards.addLayout(self._choices)
        self._practice = QVBoxLayout()
        self._file = QVBoxLayout()
        for box in (self._practice, self._file):
            self._choices.addLayout(box)
        self.ollama = ServerEngine(theme, words, EngineChoice.OLLAMA)
        self.lm_studio = ServerEngine(theme, words, EngineChoice.LM_STUDIO)
        for server in (self.ollama, self.lm_studio):
            self._choices.addWidget(server)
        self.model_file = ModelFileCard(theme, words)
        self.model_file.accepted.connect(self.file_accepted)
        self.model_file.cancelled.connect(self.file_cancelled)
        self.model_file.hide()
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
        self.ollama.show_engines(view)
        self.lm_studio.show_engines(view)
        focus.restore()

    def show_server(self, view: ServerView) -> None:
        """Show what came of looking for Ollama or LM Studio."""
        focus = KeepsFocus(self)
        (self.lm_studio if view.engine is EngineChoice.LM_STUDIO else self.ollama).show_server(view)
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
        if used and view.built_in is not None:
            card.small(model_facts(words, view.built_in))
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
            if view.built_in is not None:
                card.small(model_facts(words, view.built_in))
        else:
            card.line(words("settings.file_says"))
        button = Button(self.theme, words("settings.choose_file"), icon="folder")
        button.setObjectName("choose_file")
        button.clicked.connect(self.file_wanted)
        card.buttons(button)
        card.body.addWidget(self.model_file)
        self._file.addWidget(card)

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
