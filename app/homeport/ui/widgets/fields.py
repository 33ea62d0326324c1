"""Fields of forms that Qt's own need a hand with: a choice and a number."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QSpinBox, QStyledItemDelegate, QWidget

from homeport.ui.theme import Theme


class Choice(QComboBox):
    """One of several. Its list has rows of the height of the design; the wheel changes nothing while passing over.

    Args:
        theme: sizes.
        accessible_name: what is chosen, in the person's language.
        parent: the owner.
    """

    def __init__(self, theme: Theme, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(accessible_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The delegate of a combo box does not ask the style sheet, this one does.
        self.setItemDelegate(QStyledItemDelegate(self))
        around = self.view().parentWidget()
        if isinstance(around, QFrame):
            around.setFrameShape(QFrame.Shape.NoFrame)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only where the keyboard is; else the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NumberField(QSpinBox):
    """A whole number; the wheel changes nothing while passing over.

    Args:
        theme: sizes.
        accessible_name: what the number is, in the person's language.
        parent: the owner.
    """

    def __init__(self, theme: Theme, accessible_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(accessible_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._restyle()
        theme.changed.connect(self._restyle)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only where the keyboard is; else the page scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _restyle(self) -> None:
        # The style sheet's padding does not reach the line within.
        self.lineEdit().setTextMargins(self._theme.px(8), 0, 0, 0)
