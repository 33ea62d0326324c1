"""The header: which task this is, what class it has, and what can be done with it."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from homeport.domain.data_class import Category, DataClass
from homeport.ui.theme import Theme
from homeport.ui.widgets import Button, CategoryBadge, ClassBadgeButton, ElidedLabel, IconButton
from homeport.ui.words import Words

HEIGHT = 64

LEAST_TITLE = 160
"""Px before scaling that the title keeps; badges and words of buttons give way to it."""

LEAST_FACT = 64
"""Px before scaling below which the fact says nothing beside the badge."""


@dataclass(frozen=True, slots=True)
class HeaderView:
    """What the header says.

    Attributes:
        title: the task in a few words; empty for one that is not begun.
        fact: one line below it, such as "2 documents · answered on this device".
        data_class: the class of the whole task; none before anything is labelled.
        categories: what kind of content there is, in any order.
        can_export: whether there is an answer to export.
    """

    title: str = ""
    fact: str = ""
    data_class: DataClass | None = None
    categories: tuple[Category, ...] = ()
    can_export: bool = False


class Header(QWidget):
    """Title, fact, badges, export, the why panel's toggle and the menu.

    Args:
        theme: colours and sizes.
        words: the person's language.
        parent: the owner.
    """

    export_requested = Signal()
    why_toggled = Signal()
    class_requested = Signal()
    """The person asks what the class of the task comes from."""

    menu_requested = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._view = HeaderView()
        self._categories: list[CategoryBadge] = []
        self._build()
        self.setAccessibleName(words("header.name"))
        self.show_task(None)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_task(self, view: HeaderView | None) -> None:
        """Say what task this is; none for one that is not begun."""
        self._view = view = view or HeaderView()
        self._title.setText(view.title or self._words("header.new_task"))
        self._fact.setText(view.fact)
        self._fact.setVisible(bool(view.fact))
        if view.data_class is not None:
            self._class.set_data_class(view.data_class)
        self._class.setVisible(view.data_class is not None)
        self._show_categories()
        self._export.setEnabled(view.can_export)
        self._fit()

    def set_why_shown(self, shown: bool) -> None:
        """Whether the why panel is open."""
        self._why.setChecked(shown)
        state = self._words("header.why_shown" if shown else "header.why_hidden")
        self._why.setAccessibleDescription(state)

    def menu_corner(self) -> QPoint:
        """Where the menu opens, on the screen."""
        return self._menu.mapToGlobal(QPoint(0, self._menu.height() + self._theme.px(4)))

    def sizeHint(self) -> QSize:
        """The height of the design, more if the text needs it."""
        return QSize(self._theme.px(600), self._height())

    def minimumSizeHint(self) -> QSize:
        """Everything that can fold is folded."""
        return QSize(self._theme.px(280), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what does not fit."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page colour and a hairline below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("canvas"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.colour("border"))
        painter.end()

    def _build(self) -> None:
        theme, words = self._theme, self._words
        self._title = ElidedLabel(theme, "", "title", "text", Qt.TextElideMode.ElideRight, self)
        self._fact = ElidedLabel(theme, "", "caption", "text3", Qt.TextElideMode.ElideRight, self)
        self._class = ClassBadgeButton(theme, words, DataClass.RESTRICTED, self)
        self._class.clicked.connect(lambda _checked=False: self.class_requested.emit())
        self._export = Button(theme, words("header.export"), "ghost", "export", self)
        self._export.clicked.connect(lambda _checked=False: self.export_requested.emit())
        self._why = Button(theme, words("header.why"), "ghost", "panel", self)
        self._why.setCheckable(True)
        self._why.clicked.connect(self._on_why_clicked)
        self._menu = IconButton(theme, "more", words("header.menu"), self)
        self._menu.clicked.connect(lambda _checked=False: self.menu_requested.emit())
        self._badges = QHBoxLayout()
        self._badges.addWidget(self._class, 0, Qt.AlignmentFlag.AlignLeft)
        self._first = QHBoxLayout()
        self._first.addWidget(self._title, 0)
        self._first.addLayout(self._badges)
        self._first.addStretch(1)
        self._second = QHBoxLayout()
        self._second.addWidget(self._fact, 1)
        self._left = QVBoxLayout()
        self._left.addLayout(self._first)
        self._left.addLayout(self._second)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._left, 1)
        self._row.setAlignment(self._left, Qt.AlignmentFlag.AlignVCenter)
        for button in (self._export, self._why, self._menu):
            self._row.addWidget(button)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _on_why_clicked(self, _checked: bool) -> None:
        # Who hears this decides; until then the button says what is so.
        self._why.setChecked(not self._why.isChecked())
        self.why_toggled.emit()

    def _show_categories(self) -> None:
        for badge in self._categories:
            self._badges.removeWidget(badge)
            badge.hide()
            badge.deleteLater()
        order = list(Category)
        wanted = sorted(set(self._view.categories), key=order.index)
        self._categories = [CategoryBadge(self._theme, self._words, category, self) for category in wanted]
        for badge in self._categories:
            self._badges.addWidget(badge)
        names = ", ".join(badge.text() for badge in self._categories)
        self._class.setAccessibleDescription(names)

    def _fit(self) -> None:
        """Words of buttons go first, then categories; last the class moves down beside the fact."""
        whole, px = self._title.sizeHint().width(), self._theme.px
        for folded in (False, True):
            self._export.set_folded(folded)
            self._why.set_folded(folded)
            if self._room_for_title(self._categories) >= min(whole, px(2 * LEAST_TITLE)):
                break
        shown = list(self._categories)
        while shown and self._room_for_title(shown) < min(whole, px(LEAST_TITLE)):
            shown.pop()
        for badge in self._categories:
            badge.setVisible(badge in shown)
        self._place_badges(below=self._room_for_title(shown) < min(whole, px(LEAST_TITLE / 2)))
        hidden = [badge.text() for badge in self._categories if badge not in shown]
        why = self._words("widgets.why_this_class")
        self._class.setToolTip("\n".join([", ".join(hidden), why]) if hidden else why)
        self._row.activate()  # at once: a frame with the old places would show parts cut

    def _place_badges(self, *, below: bool) -> None:
        now, then = (self._first, self._second) if below else (self._second, self._first)
        if now.indexOf(self._badges) >= 0:
            now.removeItem(self._badges)
            self._badges.setParent(None)
            then.insertLayout(0 if below else 1, self._badges)
        beside = not below or self._room_for_title([]) >= self._theme.px(LEAST_FACT)
        self._fact.setVisible(bool(self._view.fact) and beside)

    def _room_for_title(self, badges: list[CategoryBadge]) -> int:
        px = self._theme.px
        right = sum(b.sizeHint().width() + px(4) for b in (self._export, self._why, self._menu))
        shown = [badge.sizeHint().width() for badge in badges]
        if self._view.data_class is not None:
            shown.append(self._class.sizeHint().width())
        return self.width() - px(28) - px(16) - px(12) - right - sum(shown) - px(8) * len(shown)

    def _height(self) -> int:
        # Title and badge may stand under each other.
        lines = self._title.sizeHint().height() + self._theme.px(32)
        return max(self._theme.px(HEIGHT), lines + self._theme.px(4))

    def _restyle(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(28), px(2), px(16), px(2))
        self._row.setSpacing(px(4))
        self._first.setSpacing(px(8))
        self._badges.setSpacing(px(8))
        self._second.setSpacing(px(8))
        self._left.setSpacing(0)
        self.setFixedHeight(self._height())
        self._fit()
        self.update()
