"""A model file on its way into use: read, its SHA-256 shown and compared, and only then used."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from homeport.ui.dialogs.settings_page import Field
from homeport.ui.models.settings_view import ModelFileView
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.progress_line import ProgressLine
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words

HASH_LENGTH = 64


class ModelFileCard(Card):
    """Progress while a file is read, then its hash, beside the one its publisher gives.

    A file may be used without the publisher's hash: then the person confirms the file as it is now, and a changed
    one is refused from then on.
    """

    accepted = Signal(str, str)
    cancelled = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, fill="canvas", parent=parent)
        self._words = words
        self._view: ModelFileView | None = None
        self._name = TextLabel(theme, "", "strong")
        self._told = TextLabel(theme, "", "body", "text2")
        self._progress = ProgressLine(theme, words)
        self._sha256 = Caption(theme)
        self._published = QLineEdit()
        self._published.setObjectName("published_hash")
        self._published.textChanged.connect(self._compare)
        self._field = Field(
            theme, words("settings.file_published"), self._published, words("settings.file_why_hash")
        )
        self._verdict = TextLabel(theme, "", "row", "text2")
        self._use = Button(theme, words("settings.file_use"), "primary")
        self._use.setObjectName("use_file")
        self._use.clicked.connect(self._on_use)
        self._cancel = Button(theme, words("common.cancel"))
        self._cancel.setObjectName("cancel_file")
        self._cancel.clicked.connect(self.cancelled)
        holder = QWidget()
        flow = FlowLayout(holder)
        flow.set_spacing(theme.px(8), theme.px(8))
        flow.setContentsMargins(0, 0, 0, 0)
        flow.addWidget(self._use)
        flow.addWidget(self._cancel)
        self.body.setSpacing(theme.px(8))
        for part in (self._name, self._told, self._progress, self._sha256, self._field, self._verdict, holder):
            part.setMinimumWidth(1)  # a path or a hash has no spaces and is broken anywhere
            self.body.addWidget(part)

    def show_file(self, view: ModelFileView) -> None:
        """Show how far it is."""
        words = self._words
        if self._view is None or self._view.path != view.path:
            self._published.clear()
        self._view = view
        self._name.setText(view.path)
        reading = not view.sha256 and not view.problem
        self._progress.setVisible(reading)
        if reading:
            share = round(100 * view.done / max(view.total, 1))
            self._progress.set_done(share, 100)  # bytes of a large file are more than a bar can count
            self._told.setText(words("settings.file_reading", share=share, size=words.size(view.total)))
        elif view.problem:
            self._told.setText(view.problem)
        else:
            self._told.setText(words("settings.file_read", size=words.size(view.total)))
        self._sha256.setText(words("settings.file_hash", sha256=view.sha256) if view.sha256 else "")
        for part in (self._sha256, self._field, self._verdict, self._use):
            part.setVisible(bool(view.sha256))
        self._compare()

    def _compare(self) -> None:
        view, words = self._view, self._words
        if view is None or not view.sha256:
            return
        given = self._published.text().strip().lower().removeprefix("sha256:").strip()
        fits = given == view.sha256
        if not given:
            told, token, name = words("settings.file_not_compared"), "text2", words("settings.file_use_anyway")
        elif fits:
            told, token, name = words("settings.file_same"), "good", words("settings.file_use")
        elif len(given) < HASH_LENGTH and view.sha256.startswith(given):
            told, token, name = words("settings.file_half"), "text2", words("settings.file_use")
        else:
            told, token, name = words("settings.file_other"), "danger", words("settings.file_use")
        self._verdict.setText(told)
        self._verdict.set_token(token)
        self._use.setText(name)
        self._use.setEnabled(fits or not given)

    def _on_use(self) -> None:
        if self._view is not None:
            self.accepted.emit(self._view.path, self._view.sha256)
