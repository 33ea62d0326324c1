"""The turns of a thread under each other: only those near what is on the screen are built."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from homeport.ui.theme import Theme

if TYPE_CHECKING:  # nothing is built before the first turn
    from homeport.ui.models.turn import TurnView
    from homeport.ui.views.answer_turn import TurnWidget

WIDEST = 788
SIDE = 28
GAP = 28
"""Width of the column, space beside it and between turns, in px before scaling (ui.md, layout)."""

NARROW = 520
SIDE_NARROW = 16
"""Up to this width less space stands beside the column."""

LETTER = 7.2
LINE = 22
AROUND = 150
"""About the size of a letter and a line, and what stands around a text: for turns that were never built."""


@dataclass(slots=True)
class Slot:
    """The place of one turn; `streamed` is text that came while nothing was built for it."""

    view: "TurnView"
    height: int
    top: int = 0
    widget: "TurnWidget | None" = None
    streamed: list[str] = field(default_factory=list)


class TurnColumn(QWidget):
    """Turns by place and height. `arranged` says that heights changed, and by how much above the given line."""

    arranged = Signal()

    def __init__(self, theme: Theme, make: "Callable[[QWidget], TurnWidget]") -> None:
        super().__init__()
        self._theme = theme
        self._make = make
        self._slots: list[Slot] = []
        self._by_id: dict[str, int] = {}
        self._span = (0, 0)
        self._settling = False
        self.stop_before: QWidget | None = None
        """What Tab stops at before the turns."""
        self.anchor = 0
        """Height above which changes are made up for: the top of what is on the screen."""
        self.shift = 0
        """What has been added above `anchor` since it was last asked for."""

    # ---- turns

    @property
    def slots(self) -> list[Slot]:
        """The turns in order."""
        return self._slots

    def slot(self, turn: str) -> Slot | None:
        """The place of a turn."""
        at = self._by_id.get(turn)
        return None if at is None else self._slots[at]

    def widget(self, turn: str) -> "TurnWidget | None":
        """What is built for a turn."""
        slot = self.slot(turn)
        return slot.widget if slot else None

    def set_views(self, views: "Iterable[TurnView]") -> None:
        """Show these turns; those that stay keep what is built for them."""
        old = {slot.view.id: slot for slot in self._slots}
        slots = []
        for view in views:
            slot = old.pop(view.id, None)
            if slot is None:
                slot = Slot(view, self._guess(view))
            elif slot.view != view:
                self._show(slot, view)
            slots.append(slot)
        for slot in old.values():
            self._drop(slot)
        self._slots = slots
        self._by_id = {slot.view.id: at for at, slot in enumerate(slots)}
        self.arrange()

    def set_view(self, view: "TurnView") -> None:
        """Show a turn as it is now, a new one at the end."""
        slot = self.slot(view.id)
        if slot is None:
            self._by_id[view.id] = len(self._slots)
            self._slots.append(Slot(view, self._guess(view)))
        else:
            self._show(slot, view)
        self.arrange()

    def append_text(self, turn: str, text: str) -> None:
        """More of an answer."""
        slot = self.slot(turn)
        if slot is None:
            return
        slot.streamed.append(text)
        if slot.widget is not None:
            slot.widget.append_text(text)

    def rebuild(self) -> None:
        """Build anew what is not in use: another text size."""
        for slot in self._slots:
            if slot.widget is None or not slot.widget.busy:
                self._drop(slot)
                slot.height = self._guess(slot.view)
        self.arrange()
        self.show_span(*self._span)

    # ---- places

    @property
    def inner(self) -> tuple[int, int]:
        """Left edge and width of the column."""
        px = self._theme.px
        side = px(SIDE if self.width() > px(NARROW) else SIDE_NARROW)
        room = max(px(120), self.width() - 2 * side)
        width = min(room, px(WIDEST))
        return (self.width() - width) // 2, width

    def arrange(self) -> None:
        """Put every turn at its place; what grew above `anchor` is added to `shift`."""
        if self._settling:
            return
        self._settling = True
        left, width = self.inner
        gap = self._theme.px(GAP)
        top = gap
        for slot in self._slots:
            before = slot.height
            if slot.widget is not None:
                slot.height = slot.widget.height_at(width)
                slot.widget.setGeometry(left, top, width, slot.height)
            if slot.top + before <= self.anchor:
                self.shift += slot.height - before
            slot.top = top
            top += slot.height + gap
        self._settling = False
        if top != self.height():
            self.resize(self.width(), top)
        self.arranged.emit()

    def show_span(self, top: int, bottom: int) -> None:
        """Build what lies between two heights and around them; let go of the rest."""
        self._span = (top, bottom)
        margin = bottom - top
        near = [
            at
            for at, slot in enumerate(self._slots)
            if slot.top + slot.height >= top - margin and slot.top <= bottom + margin
        ]
        if not near:
            return
        wanted = range(max(0, near[0] - 1), min(len(self._slots), near[-1] + 2))
        made = False
        for at, slot in enumerate(self._slots):
            if at in wanted:
                made |= self._build(slot)
            elif slot.widget is not None and not slot.widget.busy:
                self._drop(slot)
        if made:
            self.arrange()
            self.order_tabs()

    def order_tabs(self) -> None:
        """Let Tab go through the turns from top to bottom, whatever was built first."""
        before = self.stop_before
        for slot in self._slots:
            if slot.widget is None:
                continue
            for stop in tab_stops(slot.widget):
                if before is not None:
                    QWidget.setTabOrder(before, stop)
                before = stop

    # ---- inside

    def _build(self, slot: Slot) -> bool:
        if slot.widget is not None:
            return False
        widget = slot.widget = self._make(self)
        widget.show_view(slot.view)
        if slot.streamed and slot.view.running:
            widget.append_text("".join(slot.streamed))
        widget.height_changed.connect(self.arrange)
        widget.show()
        return True

    def _show(self, slot: Slot, view: "TurnView") -> None:
        before, now = slot.view.answer, view.answer
        if before and now and before.draft_id != now.draft_id:
            slot.streamed.clear()
        slot.view = view
        if slot.widget is not None:
            slot.widget.show_view(view)
        if not view.running:
            slot.streamed.clear()

    def _drop(self, slot: Slot) -> None:
        if slot.widget is not None:
            slot.widget.hide()
            slot.widget.deleteLater()
            slot.widget = None

    def _guess(self, view: "TurnView") -> int:
        letters = max(1.0, self.inner[1] / (LETTER * self._theme.scale))
        text = view.answer.shown_text if view.answer else ""
        lines = len(text) / letters + text.count("\n") + len(view.instruction) / letters
        return round((lines * LINE + AROUND) * self._theme.scale)


def tab_stops(widget: QWidget) -> list[QWidget]:
    """What Tab stops at inside a widget, in reading order."""
    found = [
        child
        for child in widget.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.isVisibleTo(widget)
        and child.focusProxy() is None
    ]
    return sorted(found, key=lambda child: _place(child, widget))


def _place(child: QWidget, within: QWidget) -> tuple[int, int]:
    corner = child.mapTo(within, child.rect().topLeft())
    return corner.y(), corner.x()
