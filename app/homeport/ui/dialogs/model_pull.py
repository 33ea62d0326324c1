"""Having Ollama download a model: named, asked about with where it comes from, then progress and a stop."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from homeport.ui.dialogs.settings_page import Field
from homeport.ui.models.settings_view import PullState, PullView
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button, Kind
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.progress_line import ProgressLine
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words


class ModelPull(Card):
    """Signals are wishes; what became of them comes back through `show_pull`."""

    named = Signal(str, str)
    """Address of Ollama and the model that the person has named; nothing has been asked for yet."""
    agreed = Signal(str, str)
    """Address and model, after the person's yes."""
    stopped = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, fill="canvas", parent=parent)
        self._words = words
        self._url = ""
        self._view: PullView | None = None
        self._name = QLineEdit()
        self._name.setObjectName("pull_name")
        self._name.returnPressed.connect(self._on_named)
        self._field = Field(theme, words("settings.pull_name"), self._name, words("settings.pull_name_hint"))
        self._told = TextLabel(theme, "", "body", "text2")
        self._next = TextLabel(theme, "", "body", "text2")
        self._progress = ProgressLine(theme, words)
        self._ask = self._button(theme, "pull", words("settings.pull"), self._on_named)
        self._yes = self._button(theme, "pull_yes", words("settings.pull_yes"), self._on_agreed, kind="primary")
        self._no = self._button(theme, "pull_no", words("common.cancel"), self._on_refused)
        self._stop = self._button(theme, "pull_stop", words("settings.pull_stop"), self._on_stopped)
        holder = QWidget()
        flow = FlowLayout(holder)
        flow.set_spacing(theme.px(8), theme.px(8))
        flow.setContentsMargins(0, 0, 0, 0)
        for button in (self._ask, self._yes, self._no, self._stop):
            flow.addWidget(button)
        self.body.setSpacing(theme.px(8))
        for part in (self._field, self._told, self._next, self._progress, holder):
            part.setMinimumWidth(1)
            self.body.addWidget(part)
        self._draw()

    def set_url(self, url: str) -> None:
        """Where the Ollama is that was found."""
        self._url = url

    def show_pull(self, view: PullView) -> None:
        """Show how far it is."""
        self._view = view
        self._draw()

    def _draw(self) -> None:
        view, words = self._view, self._words
        state = view.state if view is not None else None
        asked, running = state is PullState.ASKED, state is PullState.RUNNING
        self._field.setVisible(not asked and not running)
        self._ask.setVisible(not asked and not running)
        self._yes.setVisible(asked)
        self._no.setVisible(asked)
        self._stop.setVisible(running)
        self._progress.setVisible(running)
        told, next_step, token = "", "", "text2"
        if view is not None and asked:
            told = words("settings.pull_says", model=view.model, place=view.place)
            next_step = words("settings.pull_learns", place=view.place)
        elif view is not None and running and view.total:
            share = round(100 * view.done / view.total)
            self._progress.set_done(share, 100)  # bytes of a large file are more than a bar can count
            told = words("settings.pull_running", model=view.model, share=share, size=words.size(view.total))
        elif view is not None and running:
            self._progress.set_busy()
            told = words("settings.pull_begins", model=view.model)
        elif view is not None and state is PullState.DONE:
            told, token = words("settings.pull_done", model=view.model), "good"
        elif view is not None and state is PullState.STOPPED:
            told = words("settings.pull_stopped", model=view.model)
        elif view is not None:
            told, next_step, token = view.problem, view.next_step, "danger"
        for label, text in ((self._told, told), (self._next, next_step)):
            label.setText(text)
            label.setVisible(bool(text))
        self._told.set_token(token)

    def _on_named(self) -> None:
        name = self._name.text().strip()
        if name:
            self.named.emit(self._url, name)

    def _on_agreed(self) -> None:
        if self._view is not None:
            self.agreed.emit(self._view.url, self._view.model)

    def _on_refused(self) -> None:
        self._view = None
        self._draw()
        self._name.setFocus()

    def _on_stopped(self) -> None:
        self.stopped.emit()

    def _button(
        self, theme: Theme, name: str, text: str, clicked: Callable[[], None], kind: Kind = "secondary"
    ) -> Button:
        button = Button(theme, text, kind)
        button.setObjectName(name)
        button.clicked.connect(clicked)
        return button
