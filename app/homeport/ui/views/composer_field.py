"""The text of an instruction: plain, one to ten lines tall."""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from homeport.domain.data_class import DataClass
from homeport.ui.clipboard import mime_data
from homeport.ui.theme import Theme
from homeport.ui.words import Words

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class InstructionField(QPlainTextEdit):
    """Enter makes a line, Tab leaves; what is pasted is handed to whoever knows what it becomes."""

    run_wished = Signal()
    focus_changed = Signal(bool)
    pasted = Signal(QMimeData)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("instruction")
        self.setAccessibleName(words("composer.field"))
        self.setPlaceholderText(words("composer.placeholder"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the composer around it takes what is dropped
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursorWidth(2)
        self.data_class = DataClass.RESTRICTED  # until it is known
        self._most_lines = 10
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        theme.changed.connect(self._restyle)
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter runs; Esc is for whoever stands around."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in ENTER and control:
            self.run_wished.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """One types here now."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """One types elsewhere; while its own menu is open the focus is still here."""
        super().focusOutEvent(event)
        self.focus_changed.emit(event.reason() == Qt.FocusReason.PopupFocusReason)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Files and pictures can be pasted as well as text."""
        return source.hasText() or source.hasUrls() or source.hasImage()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Hand over what is pasted."""
        self.pasted.emit(source)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text; above internal it asks to stay on this clipboard."""
        text = self.textCursor().selection().toPlainText()
        return mime_data(text, data_class=self.data_class)

    def insert_plain(self, text: str) -> None:
        """Put text where the caret is."""
        self.textCursor().insertText(text)
        self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another height."""
        super().resizeEvent(event)
        self._fit()
        if self.document().size().height() <= self._most_lines:
            self.verticalScrollBar().setValue(0)  # it had scrolled while there was room for less

    def sizeHint(self) -> QSize:
        """As tall as the text, within its limits."""
        return QSize(self._theme.px(240), self._height())

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(self._theme.px(120), self._line_height() + self._around())

    def set_most_lines(self, most: int) -> None:
        """How tall it may grow."""
        if most != self._most_lines:
            self._most_lines = most
            self._fit()

    def lines(self) -> int:
        """Lines that it is tall."""
        return max(1, min(self._most_lines, int(self.document().size().height())))

    def _height(self) -> int:
        return self.lines() * self._line_height() + self._around()

    def _line_height(self) -> int:
        return self.fontMetrics().lineSpacing()

    def _around(self) -> int:
        margins = self.viewportMargins()
        inside = self.contentsMargins()
        frame = inside.top() + inside.bottom() + margins.top() + margins.bottom() + 2 * self.frameWidth()
        return round(2 * self.document().documentMargin()) + frame

    def _fit(self) -> None:
        height = self._height()
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)
        tall = self.document().size().height() > self._most_lines
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if tall else policy.ScrollBarAlwaysOff)

    def _restyle(self) -> None:
        self.setFont(self._theme.font("body"))
        self.document().setDocumentMargin(self._theme.px(2))
        # The composer draws the box; the field itself has neither edge nor ground.
        self.setStyleSheet("#instruction { background: transparent; border: none; padding: 0; }")
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, self._theme.colour("text3"))
        self.setPalette(palette)
        self._fit()
