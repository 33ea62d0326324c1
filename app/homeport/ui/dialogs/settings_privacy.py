"""Settings: the record, the fence, and how to check both."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from homeport.ui.dialogs.settings_page import Column, Facts, StateWord, Support, clear
from homeport.ui.dialogs.settings_people import PeopleSection
from homeport.ui.models.settings_view import FenceView, RecordView, VerdictView
from homeport.ui.theme import Theme
from homeport.ui.widgets.banner import Banner
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.progress_line import ProgressLine
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words


class PrivacyPage(Column):
    """Where the record lies and how it is kept, a full check of it, and every way out tried on a button."""

    verify_wanted = Signal()
    verify_cancelled = Signal()
    fence_wanted = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("settings.title_privacy"), parent)
        self.title(words("settings.title_privacy"), words("settings.privacy_intro"))
        self._notices = QVBoxLayout()
        self.column.addLayout(self._notices)
        part = self.section(words("settings.record"))
        self._record = QVBoxLayout()
        part.addLayout(self._record)
        part.addWidget(Support(theme, words("settings.verify_says")))
        self._verify = Button(theme, words("settings.verify"), icon="checklist")
        self._verify.setObjectName("verify")
        self._verify.clicked.connect(self._on_verify)
        self._checking = ProgressLine(theme, words)
        self._checking.hide()
        part.addLayout(_left(self._verify))
        part.addWidget(self._checking)
        self._verdict = QVBoxLayout()
        part.addLayout(self._verdict)
        self.people = PeopleSection(theme, words)
        self.section(words("second.people")).addWidget(self.people)
        part = self.section(words("settings.fence"))
        part.addWidget(Support(theme, words("settings.fence_says")))
        self._fence = Button(theme, words("settings.fence_try"), icon="shield-check")
        self._fence.setObjectName("fence")
        self._fence.clicked.connect(self.fence_wanted)
        part.addLayout(_left(self._fence))
        self._tried = QVBoxLayout()
        self._tried.setSpacing(theme.px(4))
        part.addLayout(self._tried)
        self._running = False

    def show_record(self, view: RecordView) -> None:
        """Show where the record is, and what is not as the person chose it."""
        words, theme = self.words, self.theme
        clear(self._record)
        clear(self._notices)
        for notice in view.notices:
            self._notices.addWidget(Banner(theme, words, "warning", notice))
        if view.ends:
            banner = Banner(theme, words, "warning", words("settings.record_throw_away"), view.ends)
            self._notices.addWidget(banner)
        rows = [
            (words("settings.record_path"), view.path),
            (words("settings.record_key"), view.key_where),
            (words("settings.record_form"), words("settings.record_form_says")),
        ]
        self._record.addWidget(Facts(theme, words, rows))

    def show_checking(self, done: int, total: int) -> None:
        """A full check runs; the button stops it."""
        self._running = True
        self._verify.setText(self.words("settings.verify_stop"))
        self._checking.setVisible(True)
        self._checking.set_done(done, max(total, 1))

    def show_verdict(self, verdict: VerdictView | None) -> None:
        """The result of the check; None when it was stopped."""
        self._running = False
        self._verify.setText(self.words("settings.verify"))
        self._checking.hide()
        clear(self._verdict)
        if verdict is not None:
            first, *rest = verdict.sentences
            banner = Banner(self.theme, self.words, "good" if verdict.whole else "danger", first, "\n".join(rest))
            self._verdict.addWidget(banner)
            banner.announce()

    def show_fence(self, view: FenceView | None) -> None:
        """What holds this process, and every way out that was tried; None while they are tried."""
        words, theme = self.words, self.theme
        clear(self._tried)
        self._fence.setEnabled(view is not None)
        if view is None:
            self._tried.addWidget(Support(theme, words("settings.fence_trying")))
            return
        for sentence, active in view.parts:
            self._tried.addWidget(
                StateWord(theme, "check" if active else "warning", sentence, "good" if active else "warning")
            )
        self._tried.addWidget(Support(theme, view.documents))
        stopped = sum(attempt.stopped for attempt in view.attempts)
        held = stopped == len(view.attempts)
        told = words("settings.fence_stopped", stopped=stopped, count=len(view.attempts))
        self._tried.addWidget(TextLabel(theme, told, "strong", "text" if held else "danger"))
        for attempt in view.attempts:
            if attempt.stopped:
                line = words("settings.fence_line", name=attempt.name, by=attempt.by)
                self._tried.addWidget(Caption(theme, line))
            else:
                got_out = words("settings.fence_got_out", name=attempt.name)
                self._tried.addWidget(TextLabel(theme, got_out, "row", "danger"))

    def _on_verify(self) -> None:
        (self.verify_cancelled if self._running else self.verify_wanted).emit()


def _left(button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
