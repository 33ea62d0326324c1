"""A column of parts that are made again only where what they show is new."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from homeport.ui.widgets.let_go import let_go


@dataclass(frozen=True, slots=True)
class Part:
    """One part in its place: its name, what it shows (nothing = it is not there), and how it is made."""

    key: str
    value: object
    make: Callable[[], QWidget]


@dataclass(frozen=True, slots=True)
class _Shows:
    value: object
    widget: QWidget


class PartsColumn(QWidget):
    """Parts under each other. What has not changed stays as it is, opened and with the keyboard on it."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.addStretch(1)
        self._shown: dict[str, _Shows] = {}
        self._made: dict[str, _Shows] = {}  # to be shown next

    @property
    def made(self) -> int:
        """How many parts wait to be shown."""
        return len(self._made)

    def make_one(self, parts: Sequence[Part]) -> bool:
        """Make the first part that is not there yet, without showing it; whether there was one."""
        for part in parts:
            made, shown = self._made.get(part.key), self._shown.get(part.key)
            if made is not None:
                if made.value == part.value:
                    continue
                let_go(self._made.pop(part.key).widget)
            if part.value and (shown is None or shown.value != part.value):
                widget = part.make()
                widget.setParent(self)  # it stays hidden until it stands in the column
                _make_ready(widget, self.column.contentsRect().width())
                self._made[part.key] = _Shows(part.value, widget)
                return True
        return False

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these, in this order; a part that was not made before is made now."""
        for place, part in enumerate(parts):
            shown = self._shown.get(part.key)
            if shown is not None and shown.value == part.value:
                continue
            if shown is not None:
                self._drop(shown.widget)
            made = self._made.pop(part.key, None)
            if made is not None and made.value != part.value:
                let_go(made.widget)
                made = None
            widget = made.widget if made is not None else part.make() if part.value else QWidget()
            self.column.insertWidget(place, widget)  # shown by the layout, once for all parts
            if not part.value:
                widget.hide()
            self._shown[part.key] = _Shows(part.value, widget)
        self.forget_made()

    def forget_made(self) -> None:
        """Let go what was to be shown next."""
        for each in self._made.values():
            let_go(each.widget)
        self._made.clear()

    def forget(self) -> None:
        """Let go everything."""
        for each in self._shown.values():
            self._drop(each.widget)
        self._shown.clear()
        self.forget_made()

    def in_order(self) -> Iterator[QWidget]:
        """The parts that are shown, from top to bottom."""
        yield from sorted((each.widget for each in self._shown.values()), key=self.column.indexOf)

    def _drop(self, part: QWidget) -> None:
        self.column.removeWidget(part)
        let_go(part)  # at once, so that neither the keyboard nor a screen reader still finds it


def _make_ready(part: QWidget, width: int) -> None:
    """Do now what showing and laying out would do for all parts at once."""
    for each in (part, *part.findChildren(QWidget)):
        each.ensurePolished()
    part.resize(width, max(part.heightForWidth(width), 0))
    layout = part.layout()
    if layout is not None:
        layout.activate()
