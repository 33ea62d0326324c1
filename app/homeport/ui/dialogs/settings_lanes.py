"""Settings: who serves each lane off this computer, and with which key."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from homeport.ui.dialogs.settings_page import Column, Facts, KeepsFocus, OptionCard, StateWord, Support, clear
from homeport.ui.models.settings_view import ClassAccess, EndpointLine, KeyState, LaneLine, LanesView
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button, IconButton
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.lane_label import LaneLabel
from homeport.ui.widgets.text_label import Caption, TextLabel
from homeport.ui.words import Words

KEY_ICON = {KeyState.KEPT: "key", KeyState.MISSING: "warning", KeyState.UNKNOWN: "lock"}
KEY_TOKEN = {KeyState.KEPT: "good", KeyState.MISSING: "warning", KeyState.UNKNOWN: "warning"}

IMPORTANT = 3
"""Facts that stand open: where it is processed, what is kept, what it costs."""


class LanesPage(Column):
    """One card a lane: what the policy allows there, its endpoints in order, their keys."""

    add_wanted = Signal(str)
    """Choose an endpoint for this lane; the presenter opens the dialog."""
    server_wanted = Signal(str)
    """Fill in the form of an own server for this lane."""
    endpoints_chosen = Signal(str, tuple)
    """Lane, and the ids that serve it from now on, in order."""
    key_wanted = Signal(str)
    """Enter the key of this endpoint."""
    key_removal_wanted = Signal(str)
    server_removal_wanted = Signal(str)
    """Forget the own provider file of this endpoint."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("settings.page_lanes"), parent)
        self.title(words("settings.page_lanes"), words("settings.lanes_intro"))
        self._lanes = QVBoxLayout()
        self._lanes.setSpacing(theme.px(12))
        self.column.addLayout(self._lanes)
        self._keys = Caption(theme)
        self.column.addWidget(self._keys)

    def show_lanes(self, view: LanesView) -> None:
        """Show every lane."""
        focus = KeepsFocus(self)
        clear(self._lanes)
        words = self.words
        if view.notice:
            self.show_problem(words("notices.lanes_title"), view.notice, "warning")
        self._keys.setText(
            words("settings.keys_where" if view.keys_last else "settings.keys_cannot_last", where=view.keys_where)
        )
        if not view.lanes:
            self._lanes.addWidget(Support(self.theme, words("settings.lanes_none")))
        for lane in view.lanes:
            self._lanes.addWidget(self._lane_card(lane, view))
        focus.restore()

    def _lane_card(self, lane: LaneLine, view: LanesView) -> QWidget:
        words, theme = self.words, self.theme
        card = Card(theme)
        name = words.lane(lane.id)
        card.setAccessibleName(name)
        card.body.setSpacing(theme.px(8))
        card.body.addWidget(LaneLabel(theme, words, lane.id))
        card.body.addWidget(TextLabel(theme, lane.say, "body", "text2"))
        for line in allowed_lines(words, lane.allows):
            card.body.addWidget(Caption(theme, line))
        if not lane.endpoints and not lane.missing:
            card.body.addWidget(StateWord(theme, "lock", words("settings.lane_closed"), "text2"))
        for place, endpoint in enumerate(lane.endpoints):
            card.body.addWidget(self._endpoint_card(lane, place, endpoint, view))
        for missing in lane.missing:
            card.body.addWidget(self._missing_card(lane, missing))
        add = Button(theme, words("settings.add_provider"), icon="plus")
        add.setAccessibleName(words("settings.add_provider_named", lane=name))
        add.setObjectName(f"add_{lane.id}")
        add.clicked.connect(partial(self.add_wanted.emit, lane.id))
        row = QHBoxLayout()
        row.addWidget(add)
        if lane.own_server:
            server = Button(theme, words("settings.add_server"), icon="racks")
            server.setAccessibleName(words("settings.add_server_named", lane=name))
            server.setObjectName(f"server_{lane.id}")
            server.clicked.connect(partial(self.server_wanted.emit, lane.id))
            row.addWidget(server)
        add.setVisible(bool(lane.could_be))
        row.addStretch(1)
        card.body.addLayout(row)
        if not lane.could_be and not lane.own_server:
            card.body.addWidget(Caption(theme, words("settings.lane_nothing_fits")))
        return card

    def _endpoint_card(self, lane: LaneLine, place: int, endpoint: EndpointLine, view: LanesView) -> QWidget:
        words, theme = self.words, self.theme
        serves = words("settings.serves_first") if place == 0 else ""
        card = OptionCard(theme, f"{endpoint.company} · {endpoint.model}", serves)
        named = f"{endpoint.company} {endpoint.model}"
        card.body.addWidget(Facts(theme, words, endpoint_facts(words, endpoint), named, IMPORTANT))
        if endpoint.key is not KeyState.NOT_NEEDED:
            told = words(f"settings.key_{endpoint.key}", where=view.keys_where)
            card.body.addWidget(StateWord(theme, KEY_ICON[endpoint.key], told, KEY_TOKEN[endpoint.key]))
            if endpoint.key_is:
                card.small(words("settings.key_is", what=endpoint.key_is))
        buttons: list[QWidget] = []
        if endpoint.key is not KeyState.NOT_NEEDED:
            name = "settings.key_replace" if endpoint.key is KeyState.KEPT else "settings.key_enter"
            enter = Button(theme, words(name), icon="key")
            enter.setEnabled(view.keys_last)
            enter.setObjectName(f"key_{endpoint.id}")
            enter.setAccessibleName(words("settings.key_enter_named", company=endpoint.company))
            enter.clicked.connect(partial(self.key_wanted.emit, endpoint.id))
            buttons.append(enter)
        if endpoint.key is KeyState.KEPT:
            forget = Button(theme, words("settings.key_remove"))
            forget.setObjectName(f"forget_{endpoint.id}")
            forget.setAccessibleName(words("settings.key_remove_named", company=endpoint.company))
            forget.clicked.connect(partial(self.key_removal_wanted.emit, endpoint.id))
            buttons.append(forget)
        order = [line.id for line in lane.endpoints]
        if place > 0:
            up = IconButton(theme, "arrow-up", words("settings.move_up", endpoint=named))
            up.setObjectName(f"up_{endpoint.id}")
            up.clicked.connect(partial(self._move, lane.id, order, place))
            buttons.append(up)
        remove = Button(theme, words("settings.lane_remove"), "ghost", "x")
        remove.setObjectName(f"remove_{endpoint.id}")
        remove.setAccessibleName(words("settings.lane_remove_named", endpoint=named, lane=words.lane(lane.id)))
        rest = tuple(name for name in order if name != endpoint.id)
        remove.clicked.connect(partial(self.endpoints_chosen.emit, lane.id, rest))
        buttons.append(remove)
        if endpoint.own:
            gone = Button(theme, words("settings.server_remove"), "ghost", "trash")
            gone.setObjectName(f"gone_{endpoint.id}")
            gone.setAccessibleName(words("settings.server_remove_named", endpoint=named))
            gone.clicked.connect(partial(self.server_removal_wanted.emit, endpoint.id))
            buttons.append(gone)
        card.buttons(*buttons)
        return card

    def _missing_card(self, lane: LaneLine, missing: str) -> QWidget:
        words = self.words
        card = OptionCard(self.theme, missing)
        card.line(words("settings.endpoint_missing"), "warning")
        remove = Button(self.theme, words("settings.lane_remove"), "ghost", "x")
        remove.setObjectName(f"remove_{missing}")
        remove.setAccessibleName(words("settings.lane_remove_named", endpoint=missing, lane=words.lane(lane.id)))
        known = tuple(endpoint.id for endpoint in lane.endpoints)
        kept = known + tuple(name for name in lane.missing if name != missing)
        remove.clicked.connect(partial(self.endpoints_chosen.emit, lane.id, kept))
        card.buttons(remove)
        return card

    def _move(self, lane: str, order: list[str], place: int) -> None:
        moved = [*order[: place - 1], order[place], order[place - 1], *order[place + 1 :]]
        self.endpoints_chosen.emit(lane, tuple(moved))


def allowed_lines(words: Words, allows: tuple[ClassAccess, ...]) -> tuple[str, ...]:
    """What work of each class meets on a lane: one line for all classes that meet the same."""
    by_access: dict[str, list[str]] = {}
    for cell in allows:
        by_access.setdefault(cell.access, []).append(words(f"common.class_in_text_{cell.data_class.word}"))
    return tuple(
        words(f"settings.lane_{access}", classes=", ".join(classes)) for access, classes in by_access.items()
    )


def endpoint_facts(words: Words, endpoint: EndpointLine) -> list[tuple[str, str]]:
    """Where, what is kept, what it costs, and when that was read."""
    rows = [
        (words("settings.fact_processed"), endpoint.processed_in),
        (words("settings.fact_kept"), endpoint.retention),
        (words("settings.fact_price"), price_words(words, endpoint)),
        (words("settings.fact_stored"), endpoint.stored_in),
    ]
    rows += [(words("settings.fact_address"), endpoint.address)] if endpoint.address else []
    rows += [(words("settings.fact_attested"), "; ".join(endpoint.attested))] if endpoint.attested else []
    if endpoint.not_attested:
        rows.append((words("settings.fact_not_attested"), "; ".join(endpoint.not_attested)))
    if endpoint.company_ca:
        rows.append((words("settings.fact_ca"), words("settings.fact_ca_own")))
    read = words.date(endpoint.checked_on) if endpoint.checked_on else words("common.not_known")
    tried = (
        words("settings.fact_never_tried") if endpoint.tried_live == "never" else words.date(endpoint.tried_live)
    )
    rows.append((words("settings.fact_read_on"), words("settings.fact_read_and_tried", read=read, tried=tried)))
    return rows


def price_words(words: Words, endpoint: EndpointLine) -> str:
    """List prices and the day they were read; said plainly where none is known."""
    if endpoint.input_per_million is None or endpoint.output_per_million is None:
        return words("settings.price_not_known")
    return words(
        "settings.price",
        read=words.money(endpoint.input_per_million, endpoint.currency),
        written=words.money(endpoint.output_per_million, endpoint.currency),
        date=words.date(endpoint.price_read_on),
    )
