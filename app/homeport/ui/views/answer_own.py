"""Which words are shown: the person's own version, or the model's, one press apart."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

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
        box = QWidget(self)
        flow = FlowLayout(box, theme.px(8), theme.px(4))
        title = words("answer.model_version" if shows_model else "answer.own_version")
        heading = TextLabel(theme, title, "section", "text2", box)
        heading.setWordWrap(False)
        flow.addWidget(heading)
        if not shows_model:
            marker = TextLabel(theme, words("answer.own_marker"), "caption", "text3", box)
            marker.setWordWrap(False)
            flow.addWidget(marker)
            if answer.own_class is not None:
                badge = ClassBadge(theme, words, answer.own_class, box)
                badge.setAccessibleName(words("answer.own_class", data_class=words.data_class(answer.own_class)))
                flow.addWidget(badge)
        self.button = Button(
            theme, words("answer.show_own" if shows_model else "answer.show_model"), "ghost", "history", self
        )
        self.button.clicked.connect(lambda: self.toggled.emit(not shows_model))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(box, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button)
