"""What stands in the composer as text: labelled as it is typed, and what the person says about its class."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from homeport.domain.data_class import DataClass
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.services.corrections import corrected
from homeport.services.open_documents import OpenDocuments
from homeport.ui.runtime import Handle, Runtime


class TypedText(QObject):
    """The typed text of one thread and its class."""

    changed = Signal()
    """Its class came to be known, or the person corrected it."""

    def __init__(self, runtime: Runtime, opening: Callable[[], OpenDocuments], parent: QObject) -> None:
        """`opening` is called on the loop's thread."""
        super().__init__(parent)
        self._runtime = runtime
        self._opening = opening
        self._labelling: Handle[Label] | None = None
        self.text = ""
        self.found: Label | None = None
        self.marks: tuple[Finding, ...] = ()  # what the person corrected

    def set_text(self, text: str) -> None:
        """Label a text; an older labelling that still runs is dropped."""
        if text == self.text:
            return
        self.text = text
        if self._labelling is not None:
            self._labelling.cancel()

        async def label() -> Label:
            return await self._opening().label_typed(text)

        self._labelling = self._runtime.submit(label(), self._has_labelled)

    def _has_labelled(self, label: Label) -> None:
        self._labelling = None
        self.found = label
        self.changed.emit()

    @property
    def labelling(self) -> bool:
        """Whether its class is on its way; `changed` tells when it is there."""
        return self._labelling is not None

    def found_of(self, text: str) -> Label | None:
        """The class as it was found, if `text` is the typed text to the letter."""
        return self.found if text == self.text and self._labelling is None else None

    @property
    def label(self) -> Label | None:
        """The class that counts: raised if the person raised it."""
        if self.found is None or not self.marks:
            return self.found
        return corrected(self.found, Label(self.found.data_class, self.marks))

    @property
    def corrections(self) -> Label | None:
        """What the person corrected, for a run; it labels the text itself. None without any."""
        return Label(DataClass.PUBLIC, self.marks) if self.marks else None

    def correct(self, marks: tuple[Finding, ...]) -> None:
        """Take what the person says about its class."""
        self.marks = marks
        self.changed.emit()

    def was_asked(self) -> None:
        """It was run: what was said of it does not count for the next one."""
        self.marks = ()
