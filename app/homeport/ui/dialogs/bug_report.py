"""The window for what nobody expected: the person sees the whole report before anybody else can."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from homeport.domain.data_class import DataClass
from homeport.ui.clipboard import copy
from homeport.ui.dialogs.scrolled import ScrolledDialog
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import Body, Caption, SectionLabel, TextLabel
from homeport.ui.words import Words

WIDTH, REPORT_HEIGHT = 640, 240


class BugReportDialog(ScrolledDialog):
    """Shows a report, to be copied or saved. It sends nothing: there is no such button.

    Args:
        theme: colours and sizes.
        words: the person's language.
        report: the whole text, from `homeport.ui.bug_report.bug_report`.
        parent: the owner.
    """

    save_requested = Signal(str)
    """The report, for whoever asks where to save it."""

    def __init__(self, theme: Theme, words: Words, report: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, WIDTH, parent)
        self._words = words
        self._report = report
        self.setWindowTitle(words("bug.window_title"))
        self._text = QPlainTextEdit(report, self)
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._text.setFont(theme.font("code"))
        self._text.setAccessibleName(words("bug.report"))
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._copy = Button(theme, words("bug.copy"), icon="copy", parent=self)
        self._copy.clicked.connect(self._on_copy)
        save = Button(theme, words("bug.save"), icon="download", parent=self)
        save.clicked.connect(lambda: self.save_requested.emit(report))
        close = Button(theme, words("bug.close"), "primary", parent=self)
        close.clicked.connect(self.accept)
        close.setDefault(True)
        px = theme.px
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        flow.set_spacing(px(8), px(8))
        for button in (close, self._copy, save):
            flow.addWidget(button)
        self._text.setMinimumHeight(px(REPORT_HEIGHT))
        column = self.column
        column.addWidget(TextLabel(theme, words("bug.title"), "title", "text", self))
        column.addWidget(Body(theme, words("bug.said"), self))
        column.addSpacing(px(8))
        column.addWidget(SectionLabel(theme, words("bug.report"), self))
        column.addWidget(self._text, 1)
        column.addWidget(Caption(theme, words("bug.report_said"), self))
        column.addSpacing(px(4))
        column.addWidget(buttons)
        close.setFocus()

    def _on_copy(self) -> None:
        copy(QGuiApplication.clipboard(), self._report, data_class=DataClass.INTERNAL)
        self._copy.setText(self._words("bug.copied"))
