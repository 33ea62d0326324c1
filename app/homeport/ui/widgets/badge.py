"""Badges: the class of a text in its colours, a category as an outline beside it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from homeport.domain.data_class import Category, DataClass
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import ENTER
from homeport.ui.widgets.painting import rounded
from homeport.ui.words import Words


def badge_size(theme: Theme, text: str) -> QSize:
    """Size of a badge with this text."""
    metrics = QFontMetrics(theme.font("badge"))
    return QSize(metrics.horizontalAdvance(text) + theme.px(16), metrics.height() + theme.px(6))


def paint_badge(
    painter: QPainter, theme: Theme, area: QRectF, text: str, ink: QColor, fill: QColor | None, edge: QColor | None
) -> None:
    """A badge in an area of `badge_size`."""
    rounded(painter, area, theme.px(5), fill, edge)
    painter.setFont(theme.font("badge"))
    painter.setPen(ink)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


class _Badge(QLabel):
    def __init__(self, theme: Theme, text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self._restyle()
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        return badge_size(self._theme, self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def colours(self) -> tuple[QColor, QColor | None, QColor | None]:
        """Ink, fill and edge."""
        raise NotImplementedError

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, self._theme, QRectF(self.rect()), self.text(), *self.colours())
        painter.end()

    def _restyle(self) -> None:
        self.setFont(self._theme.font("badge"))
        self.updateGeometry()
        self.update()


class ClassBadge(_Badge):
    """The class of a text, to be read."""

    def __init__(self, theme: Theme, words: Words, data_class: DataClass, parent: QWidget | None = None) -> None:
        self._data_class = data_class
        self._words = words
        super().__init__(theme, words.data_class(data_class), parent)

    @property
    def data_class(self) -> DataClass:
        """The class it shows."""
        return self._data_class

    def set_data_class(self, data_class: DataClass) -> None:
        """Show another class."""
        self._data_class = data_class
        self.setText(self._words.data_class(data_class))
        self._restyle()

    def colours(self) -> tuple[QColor, QColor | None, QColor | None]:
        """Those of the class."""
        style = self._theme.data_class(self._data_class)
        return QColor(style.fg), QColor(style.bg), None


class CategoryBadge(_Badge):
    """What kind of sensitive content there is: an outline, so that it is not taken for a class."""

    def __init__(self, theme: Theme, words: Words, category: Category, parent: QWidget | None = None) -> None:
        self.category = category
        super().__init__(theme, words(f"common.category_{category.value.replace('-', '_')}"), parent)

    def colours(self) -> tuple[QColor, QColor | None, QColor | None]:
        """Support text within an edge."""
        return self._theme.colour("text2"), None, self._theme.colour("border_strong")


class ClassBadgeButton(QAbstractButton):
    """The class of a text as a button: pressing it asks why. The badge is small, what can be hit is 32 px high.

    Args:
        theme: colours and sizes.
        words: the person's language.
        data_class: the class it shows.
        parent: the owner.
    """

    def __init__(self, theme: Theme, words: Words, data_class: DataClass, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("focusRadius", 5)
        self.set_data_class(data_class)
        theme.changed.connect(self._restyle)

    def set_data_class(self, data_class: DataClass) -> None:
        """Show another class."""
        self.data_class = data_class
        self.setText(self._words.data_class(data_class))
        self.setAccessibleName(self._words("widgets.class_badge", name=self.text()))
        self.setToolTip(self._words("widgets.why_this_class"))
        self._restyle()

    def sizeHint(self) -> QSize:
        """The badge, in something large enough to hit."""
        size = badge_size(self._theme, self.text())
        return QSize(max(size.width(), self._theme.px(32)), max(size.height(), self._theme.px(32)))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in ENTER:
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The badge; under the pointer with an edge of its own colour."""
        size = badge_size(self._theme, self.text())
        top = (self.height() - size.height()) // 2
        style = self._theme.data_class(self.data_class)
        edge = QColor(style.fg) if self.underMouse() or self.isDown() else None
        area = QRectF((self.width() - size.width()) // 2, top, size.width(), size.height())
        painter = QPainter(self)
        paint_badge(painter, self._theme, area, self.text(), QColor(style.fg), QColor(style.bg), edge)
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
