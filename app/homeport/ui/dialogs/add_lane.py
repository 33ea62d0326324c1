"""Small dialogs behind the page of lanes: choose an endpoint, describe an own server, enter a key."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from homeport.services.own_server import OwnServer
from homeport.ui.dialogs.settings_lanes import endpoint_facts
from homeport.ui.dialogs.settings_page import Column, Facts, Field, NoWheel, Support, clear
from homeport.ui.models.settings_view import EndpointLine
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.fields import Choice, NumberField
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words

HOST = re.compile(r"[a-z0-9.-]{1,253}(?::[0-9]{1,5})?", re.ASCII)
CONTEXT = (1024, 2_000_000)
OUTPUT = (64, 200_000)


class LaneDialog(QDialog):
    """A window-modal dialog with a scrolled column and its buttons; Esc cancels, Enter never sends anything."""

    def __init__(self, theme: Theme, words: Words, title: str, accept: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.words = theme, words
        self.setWindowTitle("Homeport")
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.content = Column(theme, words, title)
        self.content.title(title)
        self._accept = Button(theme, accept, "primary")
        self._accept.setObjectName("accept")
        self._accept.clicked.connect(self._on_accept)
        cancel = Button(theme, words("common.cancel"))
        cancel.setObjectName("cancel")
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(28), theme.px(12), theme.px(28), theme.px(16))
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.content, 1)
        column.addLayout(row)
        self.resize(theme.px(560), theme.px(600))

    def show_problem(self, title: str, next_step: str) -> None:
        """What did not work; the dialog stays as it was filled in."""
        self.content.show_problem(title, next_step)

    def _on_accept(self) -> None:
        raise NotImplementedError


class ChooseEndpoint(LaneDialog):
    """Company, model, and everything that is known about them, before they may serve a lane."""

    chosen = Signal(str, str)
    """Lane and endpoint id."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        lane: str,
        endpoints: tuple[EndpointLine, ...],
        parent: QWidget | None = None,
    ) -> None:
        title = words("settings.choose_for", lane=words.lane(lane))
        super().__init__(theme, words, title, words("settings.choose_endpoint"), parent)
        self._lane = lane
        self._by_company: dict[str, list[EndpointLine]] = {}
        for endpoint in endpoints:
            self._by_company.setdefault(endpoint.company, []).append(endpoint)
        self._company, self._model = Choice(theme), Choice(theme)
        self._company.setObjectName("company")
        self._model.setObjectName("model")
        companies = sorted(self._by_company, key=words.sort_key)  # type: ignore[arg-type]
        self._company.addItems(companies)
        self._facts = QVBoxLayout()
        self.content.column.addWidget(Field(theme, words("settings.company"), self._company))
        self.content.column.addWidget(Field(theme, words("settings.model"), self._model))
        self.content.column.addLayout(self._facts)
        self.content.column.addWidget(Caption(theme, words("settings.each_send_asks")))
        wheel = NoWheel(self)
        for combo in (self._company, self._model):
            combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            combo.installEventFilter(wheel)
        self._company.currentTextChanged.connect(self._fill_models)
        self._model.currentIndexChanged.connect(self._fill_facts)
        self._fill_models()
        self._company.setFocus()

    def _fill_models(self) -> None:
        self._model.blockSignals(True)
        self._model.clear()
        self._model.addItems([line.model for line in self._by_company.get(self._company.currentText(), ())])
        self._model.blockSignals(False)
        self._fill_facts()

    def _fill_facts(self) -> None:
        clear(self._facts)
        endpoint = self._current()
        self._accept.setEnabled(endpoint is not None)
        if endpoint is not None:
            self._facts.addWidget(Facts(self.theme, self.words, endpoint_facts(self.words, endpoint)))

    def _current(self) -> EndpointLine | None:
        lines = self._by_company.get(self._company.currentText(), [])
        index = self._model.currentIndex()
        return lines[index] if 0 <= index < len(lines) else None

    def _on_accept(self) -> None:
        endpoint = self._current()
        if endpoint is not None:
            self.chosen.emit(self._lane, endpoint.id)
            self.accept()


class OwnServerForm(LaneDialog):
    """The form of a server of the person's organisation. What nobody attests counts as the more exposed."""

    described = Signal(object)
    """An `OwnServer`; the presenter closes the dialog once it is kept."""
    authority_wanted = Signal()
    """The person wants to pick the company's certificate authority."""

    def __init__(self, theme: Theme, words: Words, lane: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("settings.server_title"), words("settings.server_keep"), parent)
        self._lane = lane
        self._company_ca = ""
        column = self.content.column
        column.addWidget(Support(theme, words("settings.server_intro")))
        self._company, self._host, self._model, self._by = (QLineEdit() for _ in range(4))
        self._fields = {
            "company": Field(theme, words("settings.server_company"), self._company),
            "host": Field(theme, words("settings.server_host"), self._host, words("settings.server_host_hint")),
            "model": Field(
                theme, words("settings.server_model"), self._model, words("settings.server_model_hint")
            ),
        }
        for name, field in self._fields.items():
            field.control.setObjectName(name)
            column.addWidget(field)
        self._context = self._number(CONTEXT, 8192)
        self._output = self._number(OUTPUT, 2048)
        column.addWidget(Field(theme, words("settings.server_context"), self._context))
        column.addWidget(Field(theme, words("settings.server_output"), self._output))
        part = self.content.section(words("settings.server_attest"), words("settings.server_attest_caption"))
        self._in_eu = QCheckBox(words("settings.server_in_eu"))
        self._in_eu.setObjectName("in_eu")
        self._keeps_nothing = QCheckBox(words("settings.server_keeps_nothing"))
        self._keeps_nothing.setObjectName("keeps_nothing")
        self._by.setObjectName("attested_by")
        self._fields["attested_by"] = Field(
            theme, words("settings.server_by"), self._by, words("settings.server_by_hint")
        )
        part.addWidget(self._in_eu)
        part.addWidget(Caption(theme, words("settings.server_in_eu_caption")))
        part.addWidget(self._keeps_nothing)
        part.addWidget(Caption(theme, words("settings.server_keeps_nothing_caption")))
        part.addWidget(self._fields["attested_by"])
        part = self.content.section(words("settings.server_ca"), words("settings.server_ca_caption"))
        self._ca_told = Support(theme, words("settings.server_ca_none"))
        pick = Button(theme, words("settings.server_ca_pick"), icon="folder")
        pick.setObjectName("authority")
        pick.clicked.connect(self.authority_wanted)
        part.addWidget(self._ca_told)
        row = QHBoxLayout()
        row.addWidget(pick)
        row.addStretch(1)
        part.addLayout(row)
        self._company.setFocus()

    def show_authority(self, name: str, pem: str) -> None:
        """The certificate authority that was picked."""
        self._company_ca = pem
        self._ca_told.setText(self.words("settings.server_ca_picked", name=name))

    def _number(self, limits: tuple[int, int], value: int) -> QSpinBox:
        spin = NumberField(self.theme)
        spin.setRange(*limits)
        spin.setValue(value)
        spin.setSingleStep(1024)
        spin.setGroupSeparatorShown(True)
        spin.setLocale(self.words.locale)
        spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        spin.installEventFilter(NoWheel(spin))
        return spin

    def _on_accept(self) -> None:
        words = self.words
        company, host, model = (line.text().strip() for line in (self._company, self._host, self._model))
        host = host.lower().removeprefix("https://").removesuffix("/").removesuffix("/v1")
        attests = self._in_eu.isChecked() or self._keeps_nothing.isChecked()
        by = self._by.text().strip()
        problems = {
            "company": "" if len(company) >= 2 else words("settings.server_company_missing"),
            "host": "" if HOST.fullmatch(host) else words("settings.server_host_wrong"),
            "model": "" if model and " " not in model else words("settings.server_model_missing"),
            "attested_by": words("settings.server_by_missing") if attests and not by else "",
        }
        for name, problem in problems.items():
            self._fields[name].show_problem(problem)
        wrong = [name for name, problem in problems.items() if problem]
        if wrong:
            self._fields[wrong[0]].control.setFocus()
            return
        self.described.emit(
            OwnServer(
                self._lane,
                company,
                host,
                model,
                self._context.value(),
                self._output.value(),
                self._in_eu.isChecked(),
                self._keeps_nothing.isChecked(),
                by,
                self._company_ca,
            )
        )


class EnterKey(LaneDialog):
    """A key is pasted once, kept, and never shown again."""

    entered = Signal(str, str)
    """Endpoint id and key."""

    def __init__(
        self, theme: Theme, words: Words, endpoint: EndpointLine, where: str, parent: QWidget | None = None
    ) -> None:
        title = words("settings.key_title", company=endpoint.company)
        super().__init__(theme, words, title, words("settings.key_keep"), parent)
        self._endpoint = endpoint.id
        self._key = QLineEdit()
        self._key.setObjectName("key")
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        hint = words("settings.key_hint", where=where)
        self._field = Field(theme, words("settings.key_field"), self._key, hint)
        if endpoint.key_is:
            self.content.column.addWidget(TextLabel(theme, words("settings.key_is", what=endpoint.key_is)))
        self.content.column.addWidget(self._field)
        self.content.column.addWidget(Caption(theme, words("settings.key_one_for_all", company=endpoint.company)))
        self._key.returnPressed.connect(self._on_accept)
        self._key.setFocus()
        self.resize(theme.px(480), theme.px(360))

    def _on_accept(self) -> None:
        key = self._key.text().strip()
        if not key or not key.isascii() or not key.isprintable():
            self._field.show_problem(self.words("settings.key_wrong"))
            self._key.setFocus()
            return
        self._key.clear()
        self.entered.emit(self._endpoint, key)
        self.accept()
