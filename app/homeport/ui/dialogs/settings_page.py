"""What all pages of the settings are made of: a scrolled column, fields, cards with buttons, states in words."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from homeport.ui.theme import Theme
from homeport.ui.widgets.banner import Banner, Tone
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.card import Card
from homeport.ui.widgets.flow_layout import FlowLayout
from homeport.ui.widgets.let_go import let_go
from homeport.ui.widgets.text_label import Body, Caption, SectionLabel, TextLabel
from homeport.ui.words import Words

Control = QLineEdit | QComboBox | QSpinBox | QSlider | QPlainTextEdit

WIDEST = 640
"""px before scaling; a longer line is hard to follow."""

LARGE_TEXT = 1.4
"""From this scale on a state stands under a name instead of beside it."""

NARROW = 420
"""px before scaling below which margins give way to the content."""


class Column(QScrollArea):
    """A column that scrolls when it must, and shows what the keyboard reaches.

    Args:
        theme: colours and sizes.
        words: the person's language.
        name: what a screen reader calls it.
        parent: the owner.
    """

    def __init__(self, theme: Theme, words: Words, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.words = words
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self._inner = _Inner()
        self._outer = QVBoxLayout(self._inner)
        self.column = QVBoxLayout()
        self._outer.addLayout(self.column)
        self._outer.addStretch(1)
        self.setWidget(self._inner)
        self._banner: Banner | None = None
        self._space()
        theme.changed.connect(self._space)

    def title(self, title: str, intro: str = "") -> None:
        """The heading of the page."""
        heading = TextLabel(self.theme, title, "title", "text")
        self.column.addWidget(heading)
        if intro:
            self.column.addWidget(Support(self.theme, intro))

    def section(self, title: str, caption: str = "") -> QVBoxLayout:
        """Begin a group; gives where its parts go."""
        holder = QVBoxLayout()
        holder.setSpacing(self.theme.px(8))
        head = SectionLabel(self.theme, title)
        head.setContentsMargins(0, self.theme.px(12), 0, 0)
        holder.addWidget(head)
        if caption:
            holder.addWidget(Caption(self.theme, caption))
        self.column.addLayout(holder)
        return holder

    def show_problem(self, title: str, next_step: str = "", kind: Tone = "danger") -> None:
        """Say at the top what did not work, and what to do; an empty title takes it away."""
        if self._banner is None:
            self._banner = Banner(self.theme, self.words, kind, title, next_step, closable=True)
            self.column.insertWidget(0, self._banner)
        self._banner.set_content(kind, title, next_step)
        self._banner.setVisible(bool(title))
        if title:
            self.ensureWidgetVisible(self._banner)
            self._banner.announce()

    @property
    def problem(self) -> str:
        """What is shown as not working; empty when nothing is."""
        return self._banner.accessibleName() if self._banner and not self._banner.isHidden() else ""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Scroll to what Tab reaches."""
        moved = super().focusNextPrevChild(forward)
        focus = self.window().focusWidget()
        if focus is not None and self._inner.isAncestorOf(focus):
            self.ensureWidgetVisible(focus, 0, self.theme.px(28))
        return moved

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow margins where there is little room."""
        super().resizeEvent(event)
        self._space()

    def _space(self) -> None:
        px = self.theme.px
        side = px(28 if self.width() >= px(NARROW) else 12)
        self._outer.setContentsMargins(side, px(20), side, px(28))
        self.column.setSpacing(px(12))
        self._inner.setMaximumWidth(px(WIDEST) + px(56))


class _Inner(QWidget):
    """As high as its content needs at its width; Qt's own least height is that of the narrowest column."""

    def minimumSizeHint(self) -> QSize:
        """No more than the width asks for, so that nothing empty is left to scroll to."""
        least, layout = super().minimumSizeHint(), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            least.setHeight(min(least.height(), layout.totalHeightForWidth(self.width())))
        return least


class Field(QWidget):
    """A control under its name, with a hint below it.

    Args:
        theme: colours and sizes.
        label: what it is; also its name for a screen reader.
        control: the control.
        hint: what it means; said by a screen reader too.
        parent: the owner.
    """

    def __init__(
        self, theme: Theme, label: str, control: Control, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.control = control
        name = TextLabel(theme, label, "row", "text", self)
        name.setBuddy(control)
        control.setAccessibleName(label)
        control.setAccessibleDescription(hint)
        self._hint = TextLabel(theme, hint, "caption", "text3", self)
        self._hint.setVisible(bool(hint))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(name)
        column.addWidget(control)
        column.addWidget(self._hint)
        self._restyle()
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.control.setMinimumHeight(self._theme.px(36))

    def show_problem(self, problem: str) -> None:
        """Mark the control and say why; an empty text takes both away."""
        self.control.setProperty("invalid", bool(problem))
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)
        if problem:
            self._hint.setText(problem)
            self._hint.set_token("danger")
        else:
            self._hint.setText(self.control.accessibleDescription())
            self._hint.set_token("text3")
        self._hint.setVisible(bool(self._hint.text()))


class Support(TextLabel):
    """Running text that stands behind the rest."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, "body", "text2", parent)
        self.setMinimumWidth(1)


class StateWord(QWidget):
    """A state as icon and word; the colour only helps."""

    def __init__(self, theme: Theme, icon: str, text: str, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon, self._token = icon, token
        self._picture = QLabel(self)
        self._text = TextLabel(theme, text, "row", token, self)
        self._text.setMinimumWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self._restyle()
        theme.changed.connect(self._restyle)

    def text(self) -> str:
        """The word."""
        return self._text.text()

    def _restyle(self) -> None:
        picture = self._theme.pixmap(self._icon, self._token, 16, self.devicePixelRatioF())
        self._picture.setPixmap(picture)
        self._picture.setContentsMargins(0, self._theme.px(2), 0, 0)


class OptionCard(Card):
    """One thing that can be chosen: name, state, lines, buttons.

    Args:
        theme: colours and sizes.
        name: what it is.
        state: whether it is in use, in words; shown with a check mark.
        icon: a picture before the name.
        parent: the owner.
    """

    def __init__(
        self, theme: Theme, name: str, state: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, edge="accent" if state else "border", parent=parent)
        self.setAccessibleName(f"{name}, {state}" if state else name)
        self._icon, self._picture = icon, QLabel(self)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        title = TextLabel(theme, name, "strong", "text")
        title.setMinimumWidth(1)
        head.addWidget(title, 1)
        self.body.addLayout(head)
        if state and theme.scale < LARGE_TEXT:
            head.addWidget(StateWord(theme, "check", state, "good"), 0, Qt.AlignmentFlag.AlignTop)
        elif state:
            self.body.addWidget(StateWord(theme, "check", state, "good"))
        self.body.setSpacing(theme.px(8))
        self._buttons: FlowLayout | None = None
        self._draw_icon()
        theme.changed.connect(self._draw_icon)

    def line(self, text: str, token: str = "text2") -> TextLabel:  # noqa: S107 - a colour token
        """A line of support text."""
        return self._add(TextLabel(self._theme, text, "body", token))

    def small(self, text: str, token: str = "text3") -> TextLabel:  # noqa: S107 - a colour token
        """A line of small print."""
        return self._add(TextLabel(self._theme, text, "caption", token))

    def buttons(self, *buttons: QWidget) -> None:
        """A row of buttons that wraps."""
        if self._buttons is None:
            holder = QWidget()
            self._buttons = FlowLayout(holder)
            self._buttons.set_spacing(self._theme.px(8), self._theme.px(8))
            self._buttons.setContentsMargins(0, self._theme.px(4), 0, 0)
            self.body.addWidget(holder)
        for button in buttons:
            self._buttons.addWidget(button)

    def _add(self, label: TextLabel) -> TextLabel:
        label.setMinimumWidth(1)  # a path or a hash has no spaces and is broken anywhere
        self.body.addWidget(label)
        return label

    def _draw_icon(self) -> None:
        self._picture.setVisible(bool(self._icon))
        if self._icon:
            self._picture.setPixmap(self._theme.pixmap(self._icon, "text2", 20, self.devicePixelRatioF()))


class Facts(QWidget):
    """Names and values, each value wrapped under its name; what goes beyond `at_first` opens on a button.

    Args:
        theme: colours and sizes.
        words: the person's language.
        rows: names and values.
        about: what they are about, for the name of the button.
        at_first: how many are shown before the person asks for all; None for all of them.
        parent: the owner.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words,
        rows: Sequence[tuple[str, str]],
        about: str = "",
        at_first: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        shown = len(rows) if at_first is None else at_first
        for name, value in rows[:shown]:
            self._column.addWidget(_pair(theme, name, value))
        if rows[shown:]:
            self._rest = QWidget()
            rest = QVBoxLayout(self._rest)
            rest.setContentsMargins(0, 0, 0, 0)
            rest.setSpacing(theme.px(8))
            for name, value in rows[shown:]:
                rest.addWidget(_pair(theme, name, value))
            self._rest.hide()
            self._about = about
            self._more = Button(theme, words("settings.more_facts"), "ghost", "chevron-down")
            self._more.setAccessibleName(words("settings.more_facts_named", name=about))
            self._more.clicked.connect(self._toggle)
            self._column.addWidget(self._rest)
            self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def _toggle(self) -> None:
        shown = self._rest.isHidden()
        self._rest.setVisible(shown)
        self._more.setText(self._words("settings.fewer_facts" if shown else "settings.more_facts"))
        named = "settings.fewer_facts_named" if shown else "settings.more_facts_named"
        self._more.setAccessibleName(self._words(named, name=self._about))
        self._more.set_icon("chevron-up" if shown else "chevron-down")


def _pair(theme: Theme, name: str, value: str) -> QWidget:
    pair = QWidget()
    column = QVBoxLayout(pair)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Caption(theme, name))
    told = Body(theme, value)
    told.setAccessibleName(f"{name}: {value}")
    told.setMinimumWidth(1)
    column.addWidget(told)
    return pair


class KeepsFocus(QObject):
    """Puts the focus back, after a part was made anew, on what has the same name."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._around = around
        focus = around.window().focusWidget()
        inside = focus is not None and around.isAncestorOf(focus)
        self._name = focus.objectName() if inside and focus is not None else ""
        self._inside = inside

    def restore(self) -> None:
        """Focus the new one of that name, else the first control, so that the keyboard does not fall out."""
        if not self._inside:
            return
        found = self._around.findChild(QWidget, self._name) if self._name else None
        if found is None or not found.isEnabled():
            controls = self._around.findChildren(QWidget)
            found = next(
                (c for c in controls if c.focusPolicy() & Qt.FocusPolicy.TabFocus and c.isEnabled()), None
            )
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            let_go(widget)
        elif inner is not None:
            clear(inner)
            inner.deleteLater()


class NoWheel(QObject):
    """Keeps the wheel for scrolling the page: a number must not change because the pointer lay on it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel through to the page unless the control has the focus."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False
