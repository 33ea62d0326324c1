"""A dialog as high as its content; it scrolls instead of cutting where the screen is small and the text large."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from homeport.ui.theme import Theme
from homeport.ui.widgets.scroll_page import ScrollPage

PADDING = 20
FRAME = 48
"""Room left around it on a small screen, for the desktop's own frame and bars."""


class ScrolledDialog(QDialog):
    """Put content into `column`; give the width in px before scaling.

    Args:
        theme: colours and sizes.
        width: what a wide screen gives it.
        parent: the owner.
    """

    def __init__(self, theme: Theme, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._width = width
        page = ScrollPage(theme, self)
        self.column = page.column
        side = theme.px(PADDING)
        self.column.setContentsMargins(side, side, side, side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)

    def showEvent(self, event: QShowEvent) -> None:
        """As large as the content asks for, as far as the screen goes."""
        self.fit()
        super().showEvent(event)

    def fit(self) -> None:
        """Take the size of the content."""
        self.ensurePolished()
        room = self.screen().availableGeometry().size()
        width = min(self._theme.px(self._width), room.width() - FRAME)
        self.column.activate()
        height = max(self.column.totalHeightForWidth(width), self.column.totalSizeHint().height())
        height = min(height, room.height() - FRAME)
        self.resize(width, height)
