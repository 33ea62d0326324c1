"""Small menus in the composer: one of a few values, or one of many saved instructions."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from homeport.domain.saved_instruction import SavedInstruction
from homeport.ui.theme import Theme
from homeport.ui.widgets import Button
from homeport.ui.widgets.painting import place_icon, rounded
from homeport.ui.words import Words

Value = TypeVar("Value", bound=StrEnum)


class MenuButton(Button):
    """A quiet button with an arrow; what it opens stands above it, where the composer leaves room."""

    def __init__(self, theme: Theme, text: str, icon: str, parent: QWidget | None = None) -> None:
        self._said = ""
        self._arrow = True
        super().__init__(theme, text, "ghost", icon, parent)
        self.menu_ = QMenu(self)
        self.clicked.connect(self._on_clicked)

    def set_name(self, name: str) -> None:
        """What it is called, when that is more than what it says."""
        self._said = name
        self._tell()

    def set_arrow(self, *, shown: bool) -> None:
        """Folded it can do without its arrow."""
        self._arrow = shown
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """With room for the arrow."""
        return super().sizeHint() + QSize(self._theme.px(16) if self._has_arrow else 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon, text and arrow from the left, so that buttons in two rows stand under each other."""
        px, ratio = self._theme.px, self.devicePixelRatioF()
        fill, edge, ink = self._colours()
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), px(8), fill, edge)
        left = self._padding()
        place_icon(painter, self._theme.pixmap(self._icon_name or "", ink, 18, ratio), left, self.height() / 2)
        left += px(18)
        if not self._folded:
            left += px(8)
            width = self.fontMetrics().horizontalAdvance(self.label())
            painter.setPen(ink)
            painter.setFont(self.font())
            painter.drawText(
                QRectF(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.label()
            )
            left += width
        if not self._has_arrow:
            painter.end()
            return
        arrow = self._theme.pixmap("chevron-down", ink, 12, ratio)
        place_icon(painter, arrow, left + px(4), self.height() / 2)
        painter.end()

    @property
    def _has_arrow(self) -> bool:
        return self._arrow or not self._folded

    def _tell(self) -> None:
        super()._tell()
        if self._said:
            self.setAccessibleName(self._said)
            self.setToolTip(self._said)

    def _on_clicked(self) -> None:
        self.menu_.popup(self.mapToGlobal(QPoint(0, -self.menu_.sizeHint().height())))


class ChoiceButton(MenuButton, Generic[Value]):
    """Shows the chosen value; the menu offers the others under a heading."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        words: Words,
        icon: str,
        keys: tuple[str, str, str],
        values: Sequence[Value],
        parent: QWidget | None = None,
    ) -> None:
        """`keys`: the heading, the name for screen readers with {value}, and the prefix of the values."""
        super().__init__(theme, "", icon, parent)
        self._words = words
        self._title, self._name, self._prefix = keys
        self._values = {value.value: value for value in values}
        self._value = values[0]
        heading = self.menu_.addAction(words(self._title))
        heading.setEnabled(False)
        group = QActionGroup(self)
        self._actions: dict[str, QAction] = {}
        for value in values:
            action = self.menu_.addAction(self._says(value))
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, now=value: self._choose(now))
            group.addAction(action)
            self._actions[value.value] = action
        self.set_value(self._value)

    @property
    def value(self) -> Value:
        """What is chosen."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Choose without telling."""
        self._value = value
        said = self._says(value)
        button = f"{self._title.rsplit('_', 1)[0]}_button"
        small = said[:1].lower() + said[1:]
        self.setText(self._words(button, value=small) if self._words.has(button) else said)
        self.set_name(self._words(self._name, value=said))
        self._actions[value.value].setChecked(True)

    def _says(self, value: Value) -> str:
        return self._words(f"{self._prefix}_{value.value}")

    def _choose(self, value: Value) -> None:
        if value is not self._value:
            self.set_value(value)
            self.chosen.emit(value.value)


class SavedMenu(MenuButton):
    """Instructions kept for later."""

    picked = Signal(str)
    save_wished = Signal()
    remove_wished = Signal(str)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words("composer.saved"), "bookmark", parent)
        self._words = words
        self.set_name(words("composer.saved_name"))
        self._can_save = False
        self._saved: Sequence[SavedInstruction] = ()
        self.show_saved(())

    def show_saved(self, saved: Sequence[SavedInstruction]) -> None:
        """Offer these."""
        self._saved = saved
        self._fill()

    def set_can_save(self, can: bool) -> None:
        """Whether there is a text to save."""
        if can is not self._can_save:
            self._can_save = can
            self._fill()

    def _on_save(self) -> None:
        self.save_wished.emit()

    def _fill(self) -> None:
        menu, words = self.menu_, self._words
        menu.clear()
        if not self._saved:
            menu.addAction(words("composer.none_saved")).setEnabled(False)
        for each in self._saved:
            action = menu.addAction(_as_is(each.name))
            action.triggered.connect(lambda _=False, of=each.id: self.picked.emit(of))
        menu.addSeparator()
        save = menu.addAction(words("composer.save_this"))
        save.setEnabled(self._can_save)
        save.triggered.connect(self._on_save)
        if self._saved:
            removal = menu.addMenu(words("composer.remove_saved"))
            for each in self._saved:
                action = removal.addAction(_as_is(each.name))
                action.triggered.connect(lambda _=False, of=each.id: self.remove_wished.emit(of))


def _as_is(name: str) -> str:
    return name.replace("&", "&&")
