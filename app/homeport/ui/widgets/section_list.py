"""The names of the sections of a window at its left; where there is little room their icons alone."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from homeport.ui.theme import Theme

LIST_WIDTH = 216
FOLDED_WIDTH = 52
"""px before scaling."""


class SectionList(QListWidget):
    """Arrow keys go from one section to the next; folded it keeps the names as tooltips and for screen readers.

    Args:
        theme: colours and sizes.
        name: what a screen reader calls the list.
        parent: the owner.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._folded = False
        self._named: list[tuple[str, str]] = []  # icon, title
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        theme.changed.connect(self._restyle)

    def add(self, icon: str, title: str) -> None:
        """Put a section last."""
        self._named.append((icon, title))
        self.addItem(QListWidgetItem(title))
        self._restyle()

    def rename(self, row: int, title: str) -> None:
        """Call a section something else."""
        if self._named[row][1] != title:
            self._named[row] = (self._named[row][0], title)
            self._restyle()

    def set_folded(self, folded: bool) -> None:
        """Show icons alone, or the names too."""
        if folded != self._folded:
            self._folded = folded
            self._restyle()

    def _restyle(self) -> None:
        px, theme = self._theme.px, self._theme
        width = px(FOLDED_WIDTH if self._folded else LIST_WIDTH)
        self.setFixedWidth(width)
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if self._folded else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(
            bar
        )  # folded it would lie over the icons; keys and wheel scroll all the same
        self.setFont(theme.font("row"))
        self.setIconSize(QSize(px(20), px(20)))
        sidebar, raised, text = (theme.colour(token).name() for token in ("sidebar", "raised", "text"))
        self.setStyleSheet(
            f"QListWidget {{ background: {sidebar}; color: {text}; border: none; border-radius: 0;"
            f" padding: {px(12)}px {px(8)}px; }}"
            f"QListWidget::item {{ padding: {px(8)}px; border-radius: {px(8)}px; min-height: {px(20)}px; }}"
            f"QListWidget::item:selected {{ background: {raised}; color: {text}; }}"
        )
        for row, (name, title) in enumerate(self._named):
            item = self.item(row)
            picture = theme.pixmap(name, "text2", 20, self.devicePixelRatioF())
            icon = QIcon(picture)
            icon.addPixmap(picture, QIcon.Mode.Selected)  # else the style tints it
            item.setIcon(icon)
            item.setText("" if self._folded else title)
            item.setToolTip(title if self._folded else "")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, title)
            item.setSizeHint(QSize(0, px(36) if self._folded else self._height(title, width)))

    def _height(self, text: str, width: int) -> int:
        """Room for the whole name, wrapped beside its icon."""
        px = self._theme.px
        room = max(width - px(16) - px(16) - px(20) - px(12), px(40))
        flags = Qt.TextFlag.TextWordWrap
        lines = QFontMetrics(self._theme.font("row")).boundingRect(0, 0, room, 10_000, flags, text)
        return max(px(36), lines.height() + px(16))
