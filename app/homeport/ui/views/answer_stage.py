"""What is going on while there is no whole answer yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from homeport.ui.models.turn import (
    Checking,
    ReadingDocuments,
    ReadingPrompt,
    Sending,
    Settled,
    Stage,
    StartingEngine,
    Writing,
)
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.progress_line import ProgressLine
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

LONG_SECONDS = 5
"""From here on it is worth saying how long the model will read."""

LONG_RUN_SECONDS = 120
"""From here on a person does something else meanwhile."""


def stage_words(stage: Stage, words: Words) -> str:
    """What goes on; empty when nothing does."""
    match stage:
        case ReadingDocuments(done, total, name):
            key = "answer.reading_name" if name else "answer.reading"
            said = words(key, number=min(done + 1, total), total=total, name=name)
        case StartingEngine(engine, step, percent):
            said = words(f"answer.engine_{step}", engine=engine)
            if percent is not None:
                said = words("answer.with_percent", text=said, percent=percent)
        case ReadingPrompt(seconds, total):
            said = _reading(seconds or 0, total or 0, words)
        case Writing():
            said = words("answer.writing")
        case Checking():
            said = words("answer.checking")
        case Sending(recipient):
            said = words("answer.sending", recipient=recipient)
        case Settled():
            said = ""
    return said


def _reading(seconds: float, total: float, words: Words) -> str:
    first = words.duration(seconds)
    if total >= LONG_RUN_SECONDS:
        return words("answer.long_run", total=words.duration(total), time=first)
    return (
        words("answer.reading_prompt_long", time=first)
        if seconds >= LONG_SECONDS
        else words("answer.reading_prompt")
    )


class StageLine(QWidget):
    """A sentence, a thin line, and the way to stop."""

    stopped = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._text = TextLabel(theme, "", "row", "text2", self)
        self._text.setMinimumWidth(theme.px(40))
        self._line = ProgressLine(theme, words, self)
        self.stop = Button(theme, words("answer.stop"), "ghost", "stop", self)
        self.stop.clicked.connect(self.stopped)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(row)
        column.addWidget(self._line)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_stage(self, stage: Stage) -> None:
        """Say what goes on now."""
        self._text.setText(stage_words(stage, self._words))
        self._line.setAccessibleName(self._text.text())
        match stage:
            case ReadingDocuments(done, total, _):
                self._line.set_done(done, total)
            case StartingEngine(_, _, int(percent)):
                self._line.set_done(percent, 100)
            case _:
                self._line.set_busy()
