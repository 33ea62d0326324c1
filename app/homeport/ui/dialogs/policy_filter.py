"""A filter of the table of all combinations: a button that says what is let through, and a menu to choose it."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from homeport.ui.models.policy_combinations import Facet
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.painting import place_icon, rounded
from homeport.ui.words import Words

NAMED = 2
"""Values that the button names; more are counted."""


class FilterButton(Button):
    """Any number of values of one facet.

    Args:
        theme: colours and sizes.
        words: the person's language.
        facet: what is filtered by.
        counts: tells how many combinations each value would leave, under all other filters.
        parent: the owner.
    """

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        words: Words,
        facet: Facet,
        counts: Callable[[Facet], dict[str, int]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, facet.title, "secondary", parent=parent)
        self._words, self._facet, self._counts = words, facet, counts
        self.setObjectName(f"filter_{facet.key}")
        self.menu_ = _StaysOpen(self)
        self._any = self.menu_.addAction(words("policy_window.filter_clear"))
        self._any.triggered.connect(self.clear)
        self.menu_.addSeparator()
        self._actions: dict[str, QAction] = {}
        for value in facet.values:
            action = self.menu_.addAction(value.said)
            action.setCheckable(True)
            action.toggled.connect(self._on_toggled)
            self._actions[value.key] = action
        self.menu_.aboutToShow.connect(self._count)
        self.clicked.connect(self._open)
        self._say()

    @property
    def key(self) -> str:
        """The facet."""
        return self._facet.key

    @property
    def chosen(self) -> frozenset[str]:
        """The values that are let through; none means all."""
        return frozenset(key for key, action in self._actions.items() if action.isChecked())

    def clear(self) -> None:
        """Let all through."""
        if self.chosen:
            self.choose(frozenset())

    def choose(self, values: frozenset[str]) -> None:
        """Let these through."""
        for key, action in self._actions.items():
            action.blockSignals(True)
            action.setChecked(key in values)
            action.blockSignals(False)
        self._on_toggled()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """What is let through, and an arrow; in the colour of a choice when that is less than all."""
        theme, px = self._theme, self._theme.px
        fill, edge, ink = self._colours()
        if self.chosen:
            fill, edge, ink = theme.colour("accent_soft"), theme.colour("accent"), theme.colour("accent")
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), px(8), fill, edge)
        painter.setPen(ink)
        painter.setFont(self.font())
        arrow = px(14)
        room = self.rect().adjusted(px(12), 0, -px(14) - arrow, 0)
        text = self.fontMetrics().elidedText(self.label(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        picture = theme.pixmap("chevron-down", ink, 14, self.devicePixelRatioF())
        place_icon(painter, picture, self.width() - px(10) - arrow, self.height() / 2)
        painter.end()

    def sizeHint(self) -> QSize:
        """Room for both."""
        px = self._theme.px
        width = self.fontMetrics().horizontalAdvance(self.label()) + px(12 + 14 + 18)
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Long values are cut where there is no room; the name for screen readers has all of them."""
        return QSize(min(self._theme.px(96), self.sizeHint().width()), self.sizeHint().height())

    def _restyle(self) -> None:
        super()._restyle()
        self.setFont(self._theme.font("row"))

    def _on_toggled(self) -> None:
        self._say()
        self.changed.emit()

    def _count(self) -> None:
        counts = self._counts(self._facet)
        for value in self._facet.values:
            said = value.said.replace("&", "&&")
            self._actions[value.key].setText(f"{said}\t{self._words.number(counts[value.key])}")

    def _say(self) -> None:
        words, chosen, title = self._words, self.chosen, self._facet.title
        named = [value.said for value in self._facet.values if value.key in chosen]
        if self._facet.key == "rule":
            named = [value.key for value in self._facet.values if value.key in chosen]
        if len(named) > NAMED:
            named = [words("policy_window.filter_values", count=len(named))]
        said = words("policy_window.filter_some", name=title, values=", ".join(named)) if named else title
        self.setText(said)
        self.setAccessibleName(said if named else words("policy_window.filter_named_any", name=title))

    def _open(self) -> None:
        self.menu_.popup(self.mapToGlobal(QPoint(0, self.height())))


class _StaysOpen(QMenu):
    """Stays open while values are checked, so that several can be chosen; Enter and Esc close it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Check without closing."""
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.toggle()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space checks without closing."""
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.toggle()
        else:
            super().keyPressEvent(event)
