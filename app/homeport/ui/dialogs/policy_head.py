"""The head of the policy window: which policy is shown, how it stands, and which others there are."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from homeport.ui.dialogs.settings_page import StateWord, clear
from homeport.ui.models.policy_opened import OpenPolicy
from homeport.ui.theme import Theme
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words

LETTERS = 24
"""Letters of a name that are seen; the list shows all of it."""

STACKS_BELOW = 700
"""px before scaling; narrower than this the choice stands under the name."""


class PolicyHead(QWidget):
    """Name, version, standing; and a choice of the other policies."""

    chosen = Signal(str)
    """Open this policy."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._icon = QLabel(self)
        self._name = TextLabel(theme, "", "title", "text", self)
        self._about = Caption(theme, "", self)
        self._states = QWidget(self)
        self._flow = FlowLayout(self._states)
        self._which = Choice(theme, words("policy_window.which"), self)
        self._which.setObjectName("which_policy")
        # It is filled after it was first shown, and must have its room by then.
        self._which.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._which.setMinimumContentsLength(LETTERS)
        self._which.activated.connect(lambda row: self.chosen.emit(str(self._which.itemData(row))))
        self._lay_out()
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_policy(self, opened: OpenPolicy) -> None:
        """Say which policy is shown."""
        words = self._words
        self._name.setText(opened.name)
        about = [words("policy_window.version", version=opened.version, owner=opened.owner)]
        self._about.setText(about[0] if opened.version else opened.came_from)
        clear(self._flow)
        for icon, text, token in self._said(opened):
            self._flow.addWidget(StateWord(self._theme, icon, text, token))
        with QSignalBlocker(self._which):
            self._which.clear()
            for choice in opened.choices:
                self._which.addItem(choice.name, choice.ref)
            self._which.setCurrentIndex(self._which.findData(opened.ref))

    def _said(self, opened: OpenPolicy) -> list[tuple[str, str, str]]:
        words = self._words
        said = []
        if opened.managed:
            said.append(("lock", words("policy_window.managed"), "text2"))
        if opened.in_force:
            said.append(("shield-check", words("policy_window.in_force"), "good"))
        if opened.accepted:
            said.append(("check-circle", words("policy_window.proved", combinations=opened.combinations), "good"))
        else:
            said.append(("error", words("policy_window.refused", count=len(opened.problems)), "danger"))
        return said

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The choice beside the name, or under it."""
        super().resizeEvent(event)
        below = self.width() < self._theme.px(STACKS_BELOW)
        self._about.setVisible(not below)
        self._icon.setVisible(not below)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def _lay_out(self) -> None:
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self._name)
        told.addWidget(self._about)
        self._told = told
        told.addWidget(self._states)
        named = QHBoxLayout()
        named.addWidget(self._icon)
        named.addLayout(told, 1)
        self._named = named
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addLayout(named, 1)
        self._row.addWidget(self._which)

    def _restyle(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(20), px(12), px(20), px(12))
        self._row.setSpacing(px(12))
        self._named.setSpacing(px(12))
        self._told.setSpacing(px(4))
        self._flow.set_spacing(px(16), px(4))
        self._which.setMinimumHeight(px(36))
        self._icon.setPixmap(self._theme.pixmap("shield", "accent", 28, self.devicePixelRatioF()))
