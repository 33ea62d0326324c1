"""Everything a key or a menu can do, in one table: menus, shortcuts and the list of F1 are made from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from homeport.ui.words import Words


class Do(StrEnum):
    """What can be done from everywhere."""

    NEW_TASK = "new_task"
    ATTACH = "attach"
    RUN = "run"
    STOP = "stop"
    COPY_ANSWER = "copy_answer"
    EXPORT = "export"
    STRONGER = "stronger"
    REGENERATE = "regenerate"
    EDIT_ANSWER = "edit_answer"
    DELETE_TASK = "delete_task"
    QUIT = "quit"
    SEARCH = "search"
    COMPOSER = "composer"
    NEXT_REGION = "next_region"
    PREVIOUS_REGION = "previous_region"
    WHY = "why"
    MATRIX = "matrix"
    POLICY = "policy"
    EXPECTED = "expected"
    DOCUMENTS = "documents"
    VERIFY_LEDGER = "verify_ledger"
    SETTINGS = "settings"
    SHORTCUTS = "shortcuts"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu; several keys may do the same."""

    do: Do
    keys: tuple[str, ...] = ()
    after_views: bool = False  # a view that has a use for the key takes it first; the window gets what is left


TASK = (
    Entry(Do.NEW_TASK, ("Ctrl+N",)),
    Entry(Do.ATTACH, ("Ctrl+O",)),
    Entry(Do.RUN, ("Ctrl+Return", "Ctrl+Enter")),
    Entry(Do.STOP, ("Esc",), after_views=True),
    Entry(Do.STRONGER, ("Ctrl+Shift+Return", "Ctrl+Shift+Enter")),
    Entry(Do.REGENERATE, ("Ctrl+R",)),
    Entry(Do.EDIT_ANSWER, ("Ctrl+Shift+E",)),
    Entry(Do.COPY_ANSWER, ("Ctrl+Shift+C",)),
    Entry(Do.EXPORT, ("Ctrl+E",)),
    Entry(Do.DELETE_TASK),
    Entry(Do.QUIT, ("Ctrl+Q",)),
)
GO = (
    Entry(Do.SEARCH, ("Ctrl+K",)),
    Entry(Do.COMPOSER, ("Ctrl+L",)),
    Entry(Do.NEXT_REGION, ("F6",)),
    Entry(Do.PREVIOUS_REGION, ("Shift+F6",)),
    Entry(Do.WHY, ("Ctrl+I",)),
    Entry(Do.MATRIX, ("Ctrl+Shift+M",)),
    Entry(Do.POLICY, ("Ctrl+Shift+P",)),
    Entry(Do.EXPECTED),
    Entry(Do.DOCUMENTS, ("Ctrl+D",)),
)
PROGRAM = (
    Entry(Do.SETTINGS, ("Ctrl+,",)),
    Entry(Do.VERIFY_LEDGER),
    Entry(Do.SHORTCUTS, ("F1",)),
    Entry(Do.ABOUT),
)
MENUS = {"task": TASK, "go": GO, "program": PROGRAM}


@dataclass(frozen=True, slots=True)
class ShortcutRow:
    """One line of the list of keys."""

    what: str
    keys: str  # as this system writes them


class Actions(QObject):
    """The actions of one window.

    They belong to the window, so their keys work wherever the focus is, also while no menu is shown.
    """

    def __init__(self, window: QWidget, words: Words) -> None:
        super().__init__(window)
        self._words = words
        self._made = {entry.do: self._make(window, entry) for entries in MENUS.values() for entry in entries}

    def __getitem__(self, do: Do) -> QAction:
        return self._made[do]

    def _make(self, window: QWidget, entry: Entry) -> QAction:
        action = QAction(self._words(f"window.do_{entry.do}"), window)
        if entry.after_views:
            action.setText(f"{action.text()}\t{native(entry.keys[0])}")  # a menu shows it as the key
        else:
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
        if entry.do is Do.QUIT:
            action.setMenuRole(QAction.MenuRole.QuitRole)
        elif entry.do is Do.SETTINGS:
            action.setMenuRole(QAction.MenuRole.PreferencesRole)
        elif entry.do is Do.ABOUT:
            action.setMenuRole(QAction.MenuRole.AboutRole)
        window.addAction(action)
        return action

    def has_key(self, pressed: QKeySequence) -> bool:
        """Whether a key is one of ours: no text field may take it for something else."""
        return any(pressed in action.shortcuts() for action in self._made.values())

    def fill(self, menu: QMenu) -> None:
        """Put all menus into one, for the menu button."""
        for name, entries in MENUS.items():
            section = menu.addMenu(self._words(f"window.menu_{name}"))
            section.addActions([self._made[entry.do] for entry in entries])

    def rows(self) -> Iterator[ShortcutRow]:
        """The list of keys, in the order of the menus."""
        for entries in MENUS.values():
            for entry in entries:
                if entry.keys:
                    what = self._made[entry.do].text().partition("\t")[0]
                    yield ShortcutRow(what, native(entry.keys[0]))


def native(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
