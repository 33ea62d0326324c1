"""The sheet as a second person reads it: the same bytes in the same order, and a yes with their own passphrase.

As on the first person's sheet nothing careless is a yes: the no is the default, Enter is never a yes, and for half
a second after the bytes came on the screen nothing is heard.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from homeport.ports.person import Answer, SecondAnswer, SecondAsked, SecondNo, SecondYes
from homeport.services.second_step import TRIES
from homeport.ui.dialogs.approval_fields import WhoFields, line_field, named
from homeport.ui.dialogs.confirmation import ConfirmationSheet
from homeport.ui.dialogs.confirmation_foot import Foot
from homeport.ui.models.sheet import SheetView
from homeport.ui.models.sheet_text import ShownText
from homeport.ui.theme import Theme
from homeport.ui.widgets import RING, Banner, Caption
from homeport.ui.widgets.button import ENTER
from homeport.ui.words import Words

FIELDS_BESIDE = 620
"""Px before scaling from which on the three fields stand beside each other."""


class ApprovalFields(QWidget):
    """How long a yes counts, who approves, their passphrase, and a reason for a no."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.who = WhoFields(theme, words, self)
        self.reason = line_field(theme, words("second.reason"), self)
        self._counts = Caption(theme, words("second.counts"), self)
        self._grid = QGridLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(RING), 0, theme.px(RING), theme.px(RING))
        column.setSpacing(theme.px(8))
        column.addWidget(self._counts)
        column.addLayout(self._grid)
        self._pairs = [*self.who.pairs, (named(theme, words("second.reason"), self.reason, self), self.reason)]
        self._arrange()

    def show_asked(self, asked: SecondAsked) -> None:
        """Say who may answer; nothing is typed yet."""
        self.who.set_people(asked.approvers)
        self.reason.clear()

    def controls(self) -> list[QWidget]:
        """What the keyboard can reach, in reading order."""
        return [self.who.who, self.who.passphrase, self.reason]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below each other where there is little room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        px, narrow = self._theme.px, self.width() < self._theme.px(FIELDS_BESIDE)
        self._grid.setVerticalSpacing(px(4))
        self._grid.setHorizontalSpacing(px(12))
        for place, (label, field) in enumerate(self._pairs):
            row, column = (2 * place, 0) if narrow else (0, place)
            self._grid.addWidget(label, row, column)
            self._grid.addWidget(field, row + 1, column)


class ApprovalFoot(Foot):
    """The foot of a sheet on which Enter answers nothing; the fields stand under the text, not here."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, parent)
        self.fields = ApprovalFields(theme, words, self)
        self.keep.setDefault(False)
        for button in (self.keep, self.send, self.report):
            button.setAutoDefault(False)

    def controls(self) -> list[QWidget]:
        """What the keyboard can reach, in reading order."""
        return [*self.fields.controls(), *super().controls()]


class ApprovalSheet(ConfirmationSheet):
    """Shows what would be sent to a second person and asks; show it with `open()` after `show_asked`.

    `answered` brings `SecondYes` or `SecondNo`, once.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(theme, words, parent, clock=clock)
        self._page.column.addWidget(self._fields)

    def show_asked(self, asked: SecondAsked, view: SheetView, readable: ShownText, raw: ShownText) -> None:
        """Show these bytes; the parts stand as they are, for only the first person takes any out.

        Args:
            asked: who may answer, and after how many tries.
            view: what the first person's sheet says.
            readable: the texts.
            raw: the body.
        """
        words, recipient = self._words, asked.prepared.endpoint.provider
        buttons = words("sheet.can_take_out")
        view = replace(
            view,
            title=words("second.title", recipient=recipient),
            send=words("second.approve", recipient=recipient),
            keep=words("second.refuse"),
            lines=tuple(replace(line, says=line.says.removesuffix(buttons).rstrip()) for line in view.lines),
            parts=tuple(replace(part, removable=False) for part in view.parts),
        )
        self._fields.show_asked(asked)
        self.show_sheet(view, readable, raw)
        if asked.tries_left < TRIES:
            self._say("second.wrong", words("second.wrong_tries", count=asked.tries_left))

    @property
    def _fields(self) -> ApprovalFields:
        return cast("ApprovalFoot", self.foot).fields

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends a field and nothing else; Escape is a no."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)

    def _make_foot(self) -> ApprovalFoot:
        return ApprovalFoot(self._theme, self._words, self)

    def _no(self) -> Answer | SecondAnswer:
        # With a passphrase it is known whose no it is; one that is nobody's must not keep a no from being one.
        self._fields.who.passphrase.clear()
        return SecondNo(self._fields.reason.text().strip())

    def _yes(self, view: SheetView) -> Answer | SecondAnswer | None:
        proof = self._fields.who.proof()
        if proof is None:
            self._say("second.missing")
            self._fields.who.passphrase.setFocus()
            return None
        return SecondYes(view.sha256, proof)

    def _say(self, key: str, more: str = "") -> None:
        banner: Banner = self._expired
        banner.set_content("warning", self._words(key), more)
        banner.show()
        QTimer.singleShot(0, banner, banner.announce)
