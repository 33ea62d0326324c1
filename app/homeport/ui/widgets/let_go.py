"""Taking a widget out of its window."""

from PySide6.QtWidgets import QWidget


def let_go(widget: QWidget) -> None:
    """Take a widget out of its window now, and delete it when the events of the moment are through.

    Neither the keyboard nor a screen reader finds it any more. It is hidden first: a layout that had promised to
    show it when events are next looked at would do so even then, as a window of its own.
    """
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
