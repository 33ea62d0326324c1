"""Keeping an instruction for later, and filling in its variables when it is used."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from homeport.domain.instruction_template import Missing, parse
from homeport.domain.saved_instruction import SavedInstruction
from homeport.ui.dialogs.scrolled import ScrolledDialog
from homeport.ui.theme import Theme
from homeport.ui.widgets import Button, Caption, SectionLabel, TextLabel
from homeport.ui.words import Words

SAVE_WIDTH = 440


class FillDialog(QDialog):
    """One field for each variable; Enter goes on and, in the last one, uses the text. None may be left empty."""

    filled = Signal(str)

    def __init__(self, theme: Theme, words: Words, saved: SavedInstruction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._template = parse(saved.text)
        self.setWindowTitle(words("composer.fill_title"))
        self.setModal(True)
        self._fields: dict[str, QLineEdit] = {}
        inner = QWidget(self)
        form = QVBoxLayout(inner)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.px(4))
        for variable in self._template.variables:
            label = SectionLabel(theme, variable.name, inner)
            field = QLineEdit(variable.default or "", inner)
            field.setFont(theme.font("body"))
            field.setAccessibleName(variable.name)
            field.returnPressed.connect(lambda of=variable.name: self._go_on(of))
            label.setBuddy(field)
            form.addWidget(label)
            form.addWidget(field)
            form.addSpacing(theme.px(8))
            self._fields[variable.name] = field
        form.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self._use = Button(theme, words("composer.fill_yes"), "primary", parent=self)
        leave = Button(theme, words("common.cancel"), "secondary", parent=self)
        self._use.clicked.connect(self._finish)
        leave.clicked.connect(self.reject)
        self._words = words
        self._says = Caption(theme, words("composer.fill_text"), self)
        _lay_out(
            QVBoxLayout(self),
            theme,
            [
                TextLabel(theme, saved.name, "panel_title", "text", self),
                self._says,
                scroll,
            ],
            leave,
            self._use,
        )
        self._theme = theme
        if self._fields:
            next(iter(self._fields.values())).setFocus()

    def sizeHint(self) -> QSize:
        """Room for a few fields."""
        return QSize(self._theme.px(440), self._theme.px(180 + 68 * min(4, len(self._fields))))

    def field(self, variable: str) -> QLineEdit:
        """The field of a variable."""
        return self._fields[variable]

    def _go_on(self, of: str) -> None:
        names = list(self._fields)
        at = names.index(of) + 1
        if at < len(names):
            self._fields[names[at]].setFocus()
        else:
            self._finish()

    def _finish(self) -> None:
        given = {name: field.text().strip() for name, field in self._fields.items()}
        text = self._template.fill({name: value for name, value in given.items() if value})
        if isinstance(text, Missing):
            self._tell_missing(text)
            return
        self.filled.emit(text)
        self.accept()

    def _tell_missing(self, missing: Missing) -> None:
        for name, field in self._fields.items():
            field.setProperty("invalid", name in missing.names)
            field.style().polish(field)
        self._says.setText(self._words("composer.fill_missing", names=", ".join(missing.names)))
        self._fields[missing.names[0]].setFocus()


class SaveDialog(ScrolledDialog):
    """A name for the instruction."""

    named = Signal(str)

    def __init__(self, theme: Theme, words: Words, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, SAVE_WIDTH, parent)
        self.setWindowTitle(words("composer.save_title"))
        self.setModal(True)
        self.name = QLineEdit(self)
        self.name.setFont(theme.font("body"))
        self.name.setMaxLength(80)
        self.name.setAccessibleName(words("composer.save_name"))
        self.name.setText(" ".join(text.split())[:40].rstrip())
        self.name.selectAll()
        label = SectionLabel(theme, words("composer.save_name"), self)
        label.setBuddy(self.name)
        variables = [variable.name for variable in parse(text).variables]
        hint = words("composer.save_text", example="{{" + words("composer.save_example") + "}}")
        if variables:
            hint = words("composer.save_asked", names=", ".join(variables))
        self._save = Button(theme, words("composer.save_yes"), "primary", parent=self)
        leave = Button(theme, words("common.cancel"), "secondary", parent=self)
        self._save.clicked.connect(self._finish)
        self.name.returnPressed.connect(self._finish)
        self.name.textChanged.connect(lambda now: self._save.setEnabled(bool(now.strip())))
        leave.clicked.connect(self.reject)
        title = TextLabel(theme, words("composer.save_title"), "panel_title", "text", self)
        _lay_out(self.column, theme, [title, label, self.name, Caption(theme, hint, self)], leave, self._save)
        self.name.setFocus()

    def _finish(self) -> None:
        name = " ".join(self.name.text().split())
        if name:
            self.named.emit(name)
            self.accept()


def _lay_out(box: QVBoxLayout, theme: Theme, parts: list[QWidget], leave: Button, go_on: Button) -> None:
    side = theme.px(20)
    box.setContentsMargins(side, side, side, side)
    box.setSpacing(theme.px(8))
    for part in parts:
        box.addWidget(part, 1 if isinstance(part, QScrollArea) else 0)
    box.addSpacing(theme.px(8))
    buttons = QHBoxLayout()
    buttons.setSpacing(theme.px(8))
    buttons.addStretch(1)
    buttons.addWidget(leave)
    buttons.addWidget(go_on)
    box.addLayout(buttons)
