"""What a person corrects on a class: asked of the policy, recorded, and only then shown."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from homeport.domain.document import Document
from homeport.domain.finding import Finding
from homeport.domain.label import Label
from homeport.domain.task import DEFAULT_WORKSPACE, Task
from homeport.policy.lowering import Refusal, Refused, refusal_sentence
from homeport.ports.approvals import Proof
from homeport.services.corrections import SECOND, Corrections
from homeport.services.program import Program
from homeport.ui.finding_words import FindingWords
from homeport.ui.models.composer import Correction
from homeport.ui.presenters.attached import Attached
from homeport.ui.runtime import Runtime
from homeport.ui.views.composer import Composer
from homeport.ui.words import Words


@dataclass(frozen=True, slots=True)
class _Asked:
    """One source as it stands, and what it would be for."""

    attached: Attached
    task: Task
    label: Label
    document: Document | None

    @property
    def documents(self) -> tuple[Document, ...]:
        return (self.document,) if self.document else ()


class Correcting(QObject):
    """Answers the card behind a badge."""

    second_wanted = Signal(str, str, object, object)
    """A second person has to agree: kind, what about, what to do with the answer, and what when it is done."""

    def __init__(
        self,
        runtime: Runtime,
        program: Callable[[], Program],
        composer: Composer,
        attached: Callable[[], Attached],
        words: Words,
    ) -> None:
        """`program` is called on the loop's thread; `attached` gives the sources that are shown."""
        super().__init__(composer)
        self._runtime = runtime
        self._program = program
        self._composer = composer
        self._attached = attached
        self._words = words
        self._said = FindingWords(words)
        composer.card_wanted.connect(self.tell)
        composer.lower_requested.connect(self.strike)
        composer.restore_requested.connect(self.restore)

    def tell(self, id_: str) -> None:
        """Tell the card which findings may be struck, and for which reasons."""
        asked = self._asked(id_)
        if asked is None:
            return

        async def look() -> dict[int, tuple[str, ...]]:
            program = self._program()
            judge = Corrections(program.route, program.ledger)
            return await program.open_documents.off_loop(
                lambda: judge.reasons_of_two(asked.task, asked.label, asked.documents)
            )

        def show(allowed: dict[int, tuple[str, ...]]) -> None:
            because = self._words("chips.card_policy_not_this" if allowed else "chips.card_policy_none")
            self._composer.set_correction(id_, Correction(bool(allowed), because, of=allowed))

        self._runtime.submit(look(), show)

    def strike(self, id_: str, index: int, why: str) -> None:
        """Strike a finding if the policy grants it; it is in the ledger before it counts."""
        asked, finding = self._asked(id_), self._finding(id_, index)
        if asked is None or finding is None:
            return

        async def ask() -> Refused | None:
            program = self._program()
            judge = Corrections(program.route, program.ledger)
            granted = await program.open_documents.off_loop(
                lambda: judge.judge(asked.task, asked.label, asked.documents, index, why)
            )
            if isinstance(granted, Refused):
                return granted
            await judge.record(granted, finding, asked.document)
            return None

        def show(refused: Refused | None) -> None:
            if refused is None:
                asked.attached.strike(id_, finding)
                self.tell(id_)
            elif refused.why is Refusal.SECOND_PERSON and why in refused.reasons:
                self._ask_second(id_, asked, index, finding, why)
            else:
                self._composer.tell(refusal_sentence(refused, self._words.language))

        self._runtime.submit(ask(), show)

    def _ask_second(self, id_: str, asked: "_Asked", index: int, finding: Finding, why: str) -> None:
        """Have a second person agree; only then is it struck."""
        names: list[str] = []

        async def then(program: Program, proof: Proof, yes: bool) -> str:
            judge = Corrections(program.route, program.ledger)
            person = await program.second_persons.who(proof)
            if person is None:
                return "wrong"
            if yes:
                granted = await program.open_documents.off_loop(
                    lambda: judge.judge(asked.task, asked.label, asked.documents, index, why, SECOND)
                )
                if isinstance(granted, Refused):
                    return "not_held"
                await judge.record(granted, finding, asked.document, person.id)
                names.append(person.name)
            return ""

        def done() -> None:
            if names:
                asked.attached.strike(id_, finding, names[-1])
                self.tell(id_)

        says = self._words("second.strike_says", evidence=self._said.evidence(finding), why=why)
        self.second_wanted.emit("strike", says, then, done)

    def restore(self, id_: str, index: int) -> None:
        """Let a struck finding stand again."""
        asked, finding = self._asked(id_), self._finding(id_, index)
        if asked is None or finding is None or not finding.struck:
            return

        async def record() -> None:
            program = self._program()
            await Corrections(program.route, program.ledger).record_restored(finding, asked.document)

        def show(_: None) -> None:
            asked.attached.restore(id_, finding)
            self.tell(id_)

        self._runtime.submit(record(), show)

    def _finding(self, id_: str, index: int) -> Finding | None:
        label = self._attached().label_of(id_)
        return label.findings[index] if label is not None and index < len(label.findings) else None

    def _asked(self, id_: str) -> _Asked | None:
        attached = self._attached()
        label, opened = attached.label_of(id_), attached.opened_as(id_)
        if label is None:
            return None
        request = self._composer.request()
        text = request.instruction
        task = Task("", DEFAULT_WORKSPACE, text, request.kind, request.latency, request.ceiling, created="")
        return _Asked(attached, task, label, opened.document if opened else None)
