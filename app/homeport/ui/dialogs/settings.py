"""The settings: a list of pages at the left, the page beside it, and a way back for what hurts."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from homeport.ui.dialogs.policy_page import PolicyPage
from homeport.ui.dialogs.settings_appearance import AppearancePage
from homeport.ui.dialogs.settings_engines import EnginesPage
from homeport.ui.dialogs.settings_keyboard import KeyboardPage
from homeport.ui.dialogs.settings_lanes import LanesPage
from homeport.ui.dialogs.settings_page import Column
from homeport.ui.dialogs.settings_privacy import PrivacyPage
from homeport.ui.models.settings_view import SettingsPage
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.undo_bar import UndoBar
from homeport.ui.words import Words

ICONS = {
    SettingsPage.ENGINES: "screen",
    SettingsPage.LANES: "key",
    SettingsPage.POLICY: "shield",
    SettingsPage.APPEARANCE: "contrast",
    SettingsPage.PRIVACY: "lock",
    SettingsPage.KEYBOARD: "grid",
}
LIST_WIDTH = 216
FOLDED_WIDTH = 52
FOLDS_BELOW = 560
"""px before scaling; narrower than this the list shows icons alone."""
SIZE = QSize(940, 700)
SMALLEST = QSize(620, 480)


class SettingsDialog(QDialog):
    """Window-modal; opened with `open`. Esc closes; every change has been applied by then.

    It knows no service: the pages take values and give wishes (see each page's signals).
    """

    page_shown = Signal(str)
    """A page came to the front: fill it now."""
    undone = Signal()
    """The last thing that could be taken back is to be taken back."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self.setWindowTitle("Homeport")
        self.setAccessibleName(words("settings.title"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.engines = EnginesPage(theme, words)
        self.lanes = LanesPage(theme, words)
        self.policy = PolicyPage(theme, words)
        self.appearance = AppearancePage(theme, words)
        self.privacy = PrivacyPage(theme, words)
        self.keyboard = KeyboardPage(theme, words)
        self._pages: dict[SettingsPage, Column] = {
            SettingsPage.ENGINES: self.engines,
            SettingsPage.LANES: self.lanes,
            SettingsPage.POLICY: self.policy,
            SettingsPage.APPEARANCE: self.appearance,
            SettingsPage.PRIVACY: self.privacy,
            SettingsPage.KEYBOARD: self.keyboard,
        }
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(words("settings.pages"))
        self.pages.setWordWrap(True)
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pages.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._stack = QStackedWidget()
        for page, view in self._pages.items():
            self.pages.addItem(QListWidgetItem(words(f"settings.page_{page}")))
            self._stack.addWidget(view)
        self.undo = UndoBar(theme, words)
        self.undo.undone.connect(self.undone)
        self._close = Button(theme, words("common.close"))
        self._close.setObjectName("close")
        self._close.clicked.connect(self.accept)
        self._lay_out()
        self.pages.currentRowChanged.connect(self._on_page)
        self.pages.setCurrentRow(0)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_page(self, page: SettingsPage) -> None:
        """Bring a page to the front."""
        self.pages.setCurrentRow(list(self._pages).index(page))

    @property
    def page(self) -> SettingsPage:
        """The page at the front."""
        return list(self._pages)[self.pages.currentRow()]

    def problem(self, page: SettingsPage, title: str, next_step: str = "") -> None:
        """Say on a page what did not work; an empty title takes it away."""
        self._pages[page].show_problem(title, next_step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Enter does nothing by itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.undo, 1)
        self._foot.addStretch(1)
        self._foot.addWidget(self._close, 0, Qt.AlignmentFlag.AlignBottom)
        right.addLayout(self._foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pages)
        row.addLayout(right, 1)
        QWidget.setTabOrder(self.pages, self._stack)
        QWidget.setTabOrder(self._stack, self._close)

    def _on_page(self, row: int) -> None:
        self._stack.setCurrentIndex(row)
        self.page_shown.emit(list(self._pages)[row])

    def _restyle(self) -> None:
        px = self._theme.px
        screen = self.screen().availableSize()
        self.setMinimumSize(SMALLEST.boundedTo(screen))
        wished = QSize(px(SIZE.width()), px(SIZE.height()))
        self.resize(wished.boundedTo(screen * 0.95).expandedTo(self.minimumSize()))
        self._fold()
        self._foot.setContentsMargins(px(28), px(8), px(20), px(16))
        self._foot.setSpacing(px(12))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the list to icons where there is little room."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """The list with names, or with icons alone; the names stay for tooltips and screen readers."""
        px, theme = self._theme.px, self._theme
        folded = self.width() < px(FOLDS_BELOW)
        width = px(FOLDED_WIDTH if folded else LIST_WIDTH)
        self.pages.setFixedWidth(width)
        self.pages.setFont(theme.font("row"))
        self.pages.setIconSize(QSize(px(20), px(20)))
        sidebar, raised, text = (theme.colour(token).name() for token in ("sidebar", "raised", "text"))
        self.pages.setStyleSheet(
            f"QListWidget {{ background: {sidebar}; color: {text}; border: none; border-radius: 0;"
            f" padding: {px(12)}px {px(8)}px; }}"
            f"QListWidget::item {{ padding: {px(8)}px; border-radius: {px(8)}px; min-height: {px(20)}px; }}"
            f"QListWidget::item:selected {{ background: {raised}; color: {text}; }}"
        )
        for row, page in enumerate(self._pages):
            item, name = self.pages.item(row), self._words(f"settings.page_{page}")
            picture = theme.pixmap(ICONS[page], "text2", 20, self.devicePixelRatioF())
            icon = QIcon(picture)
            icon.addPixmap(picture, QIcon.Mode.Selected)  # else the style tints it
            item.setIcon(icon)
            item.setText("" if folded else name)
            item.setToolTip(name if folded else "")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            item.setSizeHint(QSize(0, px(36) if folded else self._item_height(name, width)))

    def _item_height(self, text: str, width: int) -> int:
        """Room for the whole name, wrapped beside its icon."""
        px = self._theme.px
        room = max(width - px(16) - px(16) - px(20) - px(12), px(40))
        flags = Qt.TextFlag.TextWordWrap
        lines = QFontMetrics(self._theme.font("row")).boundingRect(0, 0, room, 10_000, flags, text)
        return max(px(36), lines.height() + px(16))
