"""A page that scrolls where the screen is small and the text large, and looks like any other where it is not."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from homeport.ui.theme import Theme

RING = 4
"""Px before scaling around the content, so that the ring of the keyboard is not cut by the edge."""


class ScrollPage(QScrollArea):
    """Put content into `column`; it never scrolls sideways, and Tab brings what it reaches into view.

    Args:
        theme: sizes.
        parent: the owner.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.column = QVBoxLayout(self.inside)
        self.setWidget(self.inside)
        self._restyle()
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        around = self._theme.px(RING)
        self.column.setContentsMargins(around, around, around, around)
        self.column.setSpacing(self._theme.px(8))
