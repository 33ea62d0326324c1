"""Which words are shown: the person's own version, or the model's, one press apart."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from homeport.ui.models.turn import Answer
from homeport.ui.theme import Theme
from homeport.ui.widgets.badge import ClassBadge
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words


class OwnVersionBar(QWidget):
    """Says whose words these are; `toggled` with True asks for the model's."""

    toggled = Signal(bool)

    def __init__(
        self, theme: Theme, words: Words, answer: Answer, shows_model: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, theme.px(8), theme.px(4))
        heading = words("answer.model_version" if shows_model else "answer.own_version")
        flow.addWidget(self._line(theme, heading, "section", "text2"))
        if not shows_model:
            flow.addWidget(self._line(theme, words("answer.own_marker"), "caption", "text3"))
        if not shows_model and answer.own_class is not None:
            badge = ClassBadge(theme, words, answer.own_class, self)
            badge.setAccessibleName(words("answer.own_class", data_class=words.data_class(answer.own_class)))
            flow.addWidget(badge)
        said = words("answer.show_own" if shows_model else "answer.show_model")
        self.button = Button(theme, said, "ghost", "history", self)
        self.button.clicked.connect(lambda: self.toggled.emit(not shows_model))
        flow.addWidget(self.button)

    def _line(self, theme: Theme, text: str, role: str, token: str) -> TextLabel:
        label = TextLabel(theme, text, role, token, self)
        label.setWordWrap(False)
        return label
