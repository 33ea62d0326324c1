"""What is looked at in any window: is a text cut, has a control no name, where does Tab go."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSizeGrip,
    QSplitterHandle,
    QStackedLayout,
    QWidget,
)

from homeport.ui.widgets.elided_label import ElidedLabel
from homeport.ui.widgets.text_label import TextLabel

MOST_TABS = 400


def settle(app: QApplication, times: int = 8) -> None:
    """Let layouts come to rest: each pass may change a height that the next one uses."""
    for _ in range(times):
        app.processEvents()


def visible(window: QWidget) -> Iterator[QWidget]:
    """What is shown of a window, leaving out what belongs to another one."""
    for child in window.findChildren(QWidget):
        if child.isVisible() and child.window() is window:
            yield child


def called(widget: QWidget) -> str:
    """How a failure names a widget."""
    text = getattr(widget, "text", None)
    said = widget.accessibleName() or (str(text()) if callable(text) and not widget.inherits("QTextEdit") else "")
    return f"{type(widget).__name__} {said[:40]!r}"


# ---- room


def cut_off(window: QWidget) -> list[str]:
    """Texts without room, and things beyond the edge of what holds them."""
    found = [problem for widget in visible(window) for problem in _problems(widget)]
    found += [problem for widget in visible(window) for problem in _beyond(widget)]
    return found + _on_each_other(window)


def _on_each_other(window: QWidget) -> list[str]:
    """Neighbours of one layout of which one lies on the other."""
    found = []
    for owner in (window, *visible(window)):
        layout = owner.layout()
        parts = _laid_out(layout) if layout is not None else []
        found += [
            f"{called(one)} lies on {called(other)}"
            for one, other in combinations(parts, 2)
            if one.geometry().intersects(other.geometry())
        ]
    return found


def _laid_out(layout: QLayout) -> list[QWidget]:
    parts = []
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if (widget := item.widget()) is not None and widget.isVisible():
            parts.append(widget)
        elif (inner := item.layout()) is not None and not isinstance(inner, QStackedLayout):
            parts += _laid_out(inner)
    return parts if not isinstance(layout, QStackedLayout) else []


def _problems(widget: QWidget) -> Iterator[str]:
    if widget.visibleRegion().isEmpty() and not _scrolled(widget):
        yield f"{called(widget)} is shown and cannot be seen"
    if isinstance(widget, ElidedLabel):
        if widget.is_elided() and not widget.toolTip():
            yield f"{called(widget)} is elided without a tooltip"
        if widget.height() < widget.sizeHint().height():
            yield f"{called(widget)}: {widget.height()} high, needs {widget.sizeHint().height()}"
    elif isinstance(widget, TextLabel):
        if widget.wordWrap() and widget.height() < widget.heightForWidth(widget.width()):
            yield f"{called(widget)}: {widget.height()} high, needs {widget.heightForWidth(widget.width())}"
        if not widget.wordWrap() and widget.width() < widget.sizeHint().width() and not widget.toolTip():
            yield f"{called(widget)}: {widget.width()} wide, needs {widget.sizeHint().width()}"
    elif (isinstance(widget, QLabel) and widget.text() and not widget.toolTip()) or (
        isinstance(widget, QAbstractButton) and not isinstance(widget.parentWidget(), QLineEdit)
    ):
        needs = widget.minimumSizeHint()
        if widget.width() < needs.width() or widget.height() < needs.height():
            yield f"{called(widget)}: {widget.size().toTuple()}, needs {needs.toTuple()}"
    elif isinstance(widget, QComboBox):
        longest = widget.fontMetrics().horizontalAdvance(widget.currentText())
        if widget.width() < longest and not widget.toolTip():
            yield f"{called(widget)}: {widget.width()} wide, its text {longest}"


def _beyond(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is None or not isinstance(
        widget, QLabel | QAbstractButton | QLineEdit | QComboBox | QAbstractScrollArea
    ):
        return
    area = _area_of(parent)
    if area is not None:
        sideways = isinstance(area, QScrollArea) and (
            area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if sideways and widget.geometry().right() > area.viewport().width():
            yield f"{called(widget)} goes {widget.geometry().right() - area.viewport().width()} px beyond its page"
        return
    out = widget.geometry()
    if not _inside(widget):
        yield f"{called(widget)} at {out.getRect()} goes beyond {type(parent).__name__} {parent.size().toTuple()}"


def _inside(widget: QWidget) -> bool:
    """Whether all of it is within everything that would cut it, up to what scrolls."""
    above = widget.parentWidget()
    while above is not None and not _is_page(above):
        if not above.rect().contains(QRect(widget.mapTo(above, QPoint(0, 0)), widget.size())):
            return False
        if above.isWindow():
            break
        above = above.parentWidget()
    return True


def _is_page(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return (isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget) or (
        parent is not None and _area_of(widget) is not None
    )


def _area_of(widget: QWidget) -> QAbstractScrollArea | None:
    """The scroll area whose page a widget is."""
    parent = widget.parentWidget()
    grand = parent.parentWidget() if parent is not None else None
    if isinstance(grand, QAbstractScrollArea) and grand.viewport() is parent:
        return grand
    return None


def _scrolled(widget: QWidget) -> bool:
    above: QWidget | None = widget
    while above is not None and not above.isWindow():
        if _area_of(above) is not None:
            return True
        above = above.parentWidget()
    return False


# ---- names, targets, keys


def stops(window: QWidget) -> list[QWidget]:
    """What Tab is to reach."""
    return [
        widget
        for widget in visible(window)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.focusProxy() is None
        and not isinstance(widget, QScrollBar | QSizeGrip | QSplitterHandle)
    ]


def spoken(widget: QWidget) -> str:
    """What a screen reader says of it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return (interface.text(QAccessible.Text.Name) if interface is not None else "") or widget.accessibleName()


def unnamed(window: QWidget) -> list[str]:
    """Controls without a name, also those that only a mouse reaches."""
    controls = {*stops(window), *(each for each in visible(window) if isinstance(each, QAbstractButton))}
    return [called(each) for each in controls if not spoken(each).strip()]


def too_small(window: QWidget, least: int) -> list[str]:
    """Controls that are hard to hit."""
    return [
        f"{called(each)} is {each.size().toTuple()}"
        for each in visible(window)
        if isinstance(each, QAbstractButton | QLineEdit | QComboBox | QAbstractSpinBox)
        and each.isEnabled()
        and min(each.width(), each.height()) < least
        and not isinstance(each.parentWidget(), QLineEdit | QComboBox | QAbstractSpinBox)
    ]


def keys_used_twice(window: QWidget) -> list[str]:
    """Shortcuts that more than one action or view answers to."""
    used = [key for action in window.actions() for key in action.shortcuts()]
    used += [each.key() for each in window.findChildren(QShortcut)]
    texts = [key.toString(QKeySequence.SequenceFormat.PortableText) for key in used]
    return sorted({text for text in texts if text and texts.count(text) > 1})


def tab_round(window: QWidget) -> list[QWidget]:
    """What has the focus after each Tab, until it comes round."""
    seen: list[QWidget] = []
    for _ in range(MOST_TABS):
        focus = QApplication.focusWidget()
        if focus is not None and focus in seen:
            return seen[seen.index(focus) :]
        if focus is not None and focus.window() is window:
            seen.append(focus)
        QTest.keyClick(focus or window, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come round: {[called(each) for each in seen[-6:]]}")
