"""Asks why a finding is a false alarm. Nothing is lowered without a reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from homeport.domain.data_class import DataClass
from homeport.ui.theme import Theme
from homeport.ui.widgets import Body, Button, SectionLabel, TextLabel
from homeport.ui.widgets.fields import Choice
from homeport.ui.words import Words


class ReasonForm(QWidget):
    """The reason in words, or one of those that the policy takes."""

    given = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._title = TextLabel(theme, words("chips.strike_title"), "strong", "text", self)
        self._what = Body(theme, "", self)
        self._says = TextLabel(theme, "", "body", "text2", self)
        self._label = SectionLabel(theme, words("chips.strike_reason"), self)
        self.reason = QLineEdit(self)
        self.reason.setAccessibleName(words("chips.strike_reason"))
        self.reason.setMaxLength(500)
        self.reasons = Choice(theme, words("chips.strike_reason"), self)
        self.keep = Button(theme, words("chips.strike_no"), "secondary", parent=self)
        self.strike = Button(theme, words("chips.strike_yes"), "danger", parent=self)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.strike)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        for widget in (self._title, self._what, self._says, self._label, self.reason, self.reasons):
            box.addWidget(widget)
        box.addStretch(1)
        box.addLayout(buttons)
        self.reason.textChanged.connect(self._tell)
        self.reasons.currentIndexChanged.connect(self._tell)
        self.reason.returnPressed.connect(self._give)
        self.strike.clicked.connect(self._give)
        self.keep.clicked.connect(self.left)
        theme.changed.connect(self._restyle)
        self._restyle()

    def ask(self, what: str, now: DataClass, after: DataClass, reasons: tuple[str, ...]) -> None:
        """Ask about one finding.

        Args:
            what: the finding in words.
            now: the class that stands.
            after: the class without the finding.
            reasons: those the policy takes; with none of them any reason will do.
        """
        in_text = {each: self._words(f"common.class_in_text_{each.word}") for each in (now, after)}
        self._what.setText(what)
        if after < now:
            says = self._words("chips.strike_lowers", from_class=in_text[now], to_class=in_text[after])
        else:
            says = self._words("chips.strike_keeps", **{"class": in_text[now]})
        self._says.setText(says)
        self.reason.clear()
        self.reasons.clear()
        self.reasons.addItem("", "")
        for reason in reasons:
            self.reasons.addItem(reason, reason)
        self.reason.setVisible(not reasons)
        self.reasons.setVisible(bool(reasons))
        self._tell()
        (self.reasons if reasons else self.reason).setFocus()

    @property
    def why(self) -> str:
        """The reason as it stands."""
        chosen = self.reasons.currentData() if self.reasons.isVisibleTo(self) else self.reason.text()
        return " ".join(str(chosen or "").split())

    def _tell(self) -> None:
        self.strike.setEnabled(bool(self.why))

    def _give(self) -> None:
        if self.why:
            self.given.emit(self.why)

    def _restyle(self) -> None:
        for field in (self.reason, self.reasons):
            field.setFont(self._theme.font("body"))
