"""The document view: beside the answer, or in a window of its own on another screen."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from homeport.services.updates import Opened
from homeport.ui.main_window import MainWindow
from homeport.ui.placement import Placement
from homeport.ui.theme.theme import Theme
from homeport.ui.views.document_view_window import DocumentWindow
from homeport.ui.words import Words


class Documents(QObject):
    """Shows what was read of a document, and where."""

    def __init__(self, window: MainWindow, theme: Theme, words: Words, placement: Placement) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._words = words
        self._placement = placement
        self._apart: DocumentWindow | None = None
        self._shown: Opened | None = None
        view = window.document
        view.closed.connect(self.hide)
        view.detach_requested.connect(self._detach)

    def show(self, opened: Opened | None) -> None:
        """Show a document as it was read; one that was not read says why."""
        if opened is None:
            return
        view = self._window.document
        if self._shown is None or self._shown.document is not opened.document:
            view.show_document(opened.document, opened.label)
        else:
            view.set_label(opened.label)
        self._shown = opened
        if self._apart is None:
            view.show()
        else:
            self._apart.raise_()

    def toggle(self, opened: Sequence[Opened]) -> None:
        """Show the documents, the one that was shown last first, or put them away."""
        if self._window.document.isVisible() and self._apart is None:
            self.hide()
            return
        known = [each for each in opened if self._shown and each.document is self._shown.document]
        self.show(next(iter([*known, *opened]), None))
        if opened:
            self._window.document.focus_text()

    def hide(self) -> None:
        """Put it away."""
        self._window.document.hide()
        self._window.composer.focus_text()

    def forget(self) -> None:
        """Another conversation is shown: its documents are others."""
        self._shown = None
        self._window.document.clear()
        if self._apart is None:
            self._window.document.hide()

    def _detach(self) -> None:
        apart = self._apart = DocumentWindow(self._theme, self._words)
        self._placement.watch_window("document", apart)
        apart.returned.connect(self._returned)
        apart.take(self._window.document)
        apart.show()

    def _returned(self, _view: object) -> None:
        self._apart = None
        self._window.beside.addWidget(self._window.document)
        self._window.document.setVisible(self._shown is not None)

    def close(self) -> None:
        """Close the window of its own."""
        if self._apart is not None:
            self._apart.close()
