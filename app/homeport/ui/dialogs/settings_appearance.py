"""Settings: light or dark, text size, language."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSlider, QWidget

from homeport.ui.dialogs.settings_page import Column, Field, NoWheel, Support
from homeport.ui.models.settings_view import AppearanceView
from homeport.ui.theme import Theme
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.text_label import TextLabel
from homeport.ui.words import Words

APPEARANCES = ("system", "light", "dark")
LEAST, MOST, STEP = 100, 200, 10
"""Percent."""


class AppearancePage(Column):
    """Every change is seen at once; the whole window is the preview."""

    appearance_chosen = Signal(str)
    scale_previewed = Signal(int)
    """While the slider moves: show it, keep nothing."""
    scale_chosen = Signal(int)
    language_chosen = Signal(str)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("settings.title_appearance"), parent)
        self._quiet = False
        self.title(words("settings.title_appearance"))
        part = self.section(words("settings.colours"))
        self._group = QButtonGroup(self)
        self._radios: dict[str, QRadioButton] = {}
        for name in APPEARANCES:
            radio = QRadioButton(words(f"settings.appearance_{name}"))
            radio.setObjectName(f"appearance_{name}")
            radio.toggled.connect(lambda on, name=name: self._on_appearance(name, on))
            self._group.addButton(radio)
            self._radios[name] = radio
            part.addWidget(radio)
        part = self.section(words("settings.text_size"), words("settings.text_size_caption"))
        self._scale = QSlider(Qt.Orientation.Horizontal)
        self._scale.setObjectName("text_scale")
        self._scale.setAccessibleName(words("settings.text_size"))
        self._scale.setRange(LEAST, MOST)
        self._scale.setSingleStep(STEP)
        self._scale.setPageStep(STEP)
        self._scale.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        wheel = NoWheel(self)
        self._scale.installEventFilter(wheel)
        self._scale.valueChanged.connect(self._on_scale)
        self._scale.sliderReleased.connect(self._on_released)
        self._told = TextLabel(theme, "", "strong")
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self._scale, 1)
        row.addWidget(self._told)
        part.addLayout(row)
        part.addWidget(Support(theme, words("settings.text_size_sample")))
        part = self.section(words("settings.language"))
        self._language = Choice(theme)
        self._language.setObjectName("language")
        self._language.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._language.installEventFilter(wheel)
        self._language.currentIndexChanged.connect(self._on_language)
        part.addWidget(
            Field(theme, words("settings.language_field"), self._language, words("settings.language_hint"))
        )

    def show_appearance(self, view: AppearanceView) -> None:
        """Show what is chosen."""
        self._quiet = True
        self._radios[view.appearance].setChecked(True)
        self._scale.setValue(view.text_scale)
        self._tell(view.text_scale)
        self._language.clear()
        self._language.addItem(self.words("settings.language_system"), "system")
        for code, name in view.languages:
            self._language.addItem(name, code)
        self._language.setCurrentIndex(max(0, self._language.findData(view.language)))
        self._quiet = False

    def _on_appearance(self, name: str, on: bool) -> None:
        if on and not self._quiet:
            self.appearance_chosen.emit(name)

    def _on_scale(self, value: int) -> None:
        rounded = STEP * round(value / STEP)
        if rounded != value:
            self._scale.setValue(rounded)
            return
        self._tell(value)
        if self._quiet:
            return
        self.scale_previewed.emit(value)
        if not self._scale.isSliderDown():
            self.scale_chosen.emit(value)

    def _on_released(self) -> None:
        self.scale_chosen.emit(self._scale.value())

    def _tell(self, value: int) -> None:
        told = self.words.percent(value / 100)
        self._told.setText(told)
        self._scale.setAccessibleDescription(told)

    def _on_language(self) -> None:
        if not self._quiet:
            self.language_chosen.emit(self._language.currentData())
