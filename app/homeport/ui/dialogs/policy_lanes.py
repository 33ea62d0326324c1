"""Classes and lanes of a policy: what may go where, and by which rules."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from homeport.ui.dialogs.matrix import MatrixTable
from homeport.ui.dialogs.matrix_view import MatrixView, matrix_view
from homeport.ui.dialogs.policy_section import PolicySection, marked
from homeport.ui.dialogs.settings_page import Field
from homeport.ui.models.policy_opened import OpenPolicy
from homeport.ui.theme import Theme
from homeport.ui.widgets.button import Button
from homeport.ui.widgets.fields import Choice
from homeport.ui.widgets.text_label import Caption, SectionLabel, TextLabel
from homeport.ui.words import Words


class LanesSection(PolicySection):
    """The table of the matrix, with the sentences of the rules it names."""

    matrix_wanted = Signal(object)
    """Print or save the table of this `policy.prove.Whole`."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, words, words("policy_window.lanes"), "", parent)

    def fill(self, opened: OpenPolicy) -> None:
        """Table, kinds of work if they differ, and legend."""
        theme, words, all_of = self.theme, self.words, opened.all_of
        if all_of is None:
            self.nothing()
            return
        view = matrix_view(all_of, words)
        self.body.addWidget(TextLabel(theme, view.about, "body", "text2"))
        table = MatrixTable(theme, words, self)
        if view.tasks:
            choice = Choice(theme)
            choice.addItem(words("matrix.any_task"), "")
            for task, name in view.tasks:
                choice.addItem(name, task)
            choice.currentIndexChanged.connect(
                lambda: table.show_view(matrix_view(all_of, words, choice.currentData()))
            )
            self.body.addWidget(Field(theme, words("matrix.task"), choice))
        table.show_view(view)
        self.body.addWidget(table)
        printing = Button(theme, words("policy_window.print"), "secondary", "printer")
        printing.setObjectName("print_matrix")
        printing.clicked.connect(lambda: self.matrix_wanted.emit(all_of))
        self.body.addWidget(printing, 0, Qt.AlignmentFlag.AlignLeft)
        self._legend(view)

    def _legend(self, view: MatrixView) -> None:
        theme, words = self.theme, self.words
        self.body.addWidget(SectionLabel(theme, words("matrix.legend")))
        named = words("matrix.ceiling_head")
        for rule, says in view.legend:
            if rule == named:
                self.body.addWidget(Caption(theme, f"{rule}: {says}"))
            else:
                self.body.addWidget(marked(theme, rule, TextLabel(theme, says, "row", "text2")))
