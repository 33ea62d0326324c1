"""The document view in a window of its own, for a second screen."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.views.document_view import DocumentView
from homeport.ui.words import Words


class DocumentWindow(QWidget):
    """Holds the view until it is put back or closed; its title names no document."""

    returned = Signal(DocumentView)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: DocumentView | None = None
        self.setWindowTitle(words("document.window_title"))
        self.setAutoFillBackground(True)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    @property
    def view(self) -> DocumentView | None:
        """The view, while it is here."""
        return self._view

    def take(self, view: DocumentView) -> None:
        """Show the view here."""
        self._view = view
        self._box.addWidget(view)
        view.set_detached(True)
        view.attach_requested.connect(self.give_back)
        view.closed.connect(self._on_view_closed)
        view.show()
        self.show()
        view.focus_text()

    def give_back(self) -> None:
        """Hand the view back to whoever listens to `returned`, and go."""
        view, self._view = self._view, None
        if view is None:
            return
        view.attach_requested.disconnect(self.give_back)
        view.closed.disconnect(self._on_view_closed)
        self._box.removeWidget(view)
        view.setParent(None)
        view.set_detached(False)
        self.hide()
        self.returned.emit(view)

    def _on_view_closed(self) -> None:
        view = self._view
        self.give_back()
        if view is not None:
            view.hide()

    def sizeHint(self) -> QSize:
        """As the view."""
        return QSize(self._theme.px(900), self._theme.px(800))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the view leaves over do nothing here."""
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing puts the view back; the document stays open there."""
        self.give_back()
        super().closeEvent(event)
