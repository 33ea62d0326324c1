"""What a locality gate finds, one check after the other: the worst one counts."""

from dataclasses import dataclass

from homeport.adapters.engines.calls import Answer
from homeport.adapters.engines.proof_lines import ProofLine, line
from homeport.domain.exchange import Fault, FaultKind
from homeport.ports.engine import Locality, LocalityProof

_ELSEWHERE = (FaultKind.REDIRECTED, FaultKind.NOT_LOCAL, FaultKind.NOT_THE_PROVIDER, FaultKind.TICKET_REFUSED)


@dataclass(slots=True)
class Findings:
    """What the checks said so far; the worst one counts."""

    checks: list[ProofLine]
    locality: Locality = Locality.LOCAL
    fault: Fault | None = None
    cannot_go_out: bool = False

    def fine(self, check: ProofLine) -> None:
        """A check that passed."""
        self.checks.append(check)

    def doubt(self, check: ProofLine, fault: Fault | None = None) -> None:
        """Nothing speaks against it, but it cannot be told; with a fault it is not used at all."""
        self.checks.append(check)
        self.fault = self.fault or fault
        if self.locality is Locality.LOCAL:
            self.locality = Locality.UNPROVABLE

    def remote(self, check: ProofLine, kind: FaultKind = FaultKind.REMOTE_MODEL) -> None:
        """A check says that it runs elsewhere."""
        self.checks.append(check)
        if self.locality is not Locality.REMOTE:
            self.fault = Fault(kind, check.words)
        self.locality = Locality.REMOTE

    def unanswered(self, what: str, answer: Answer | Fault) -> None:
        """A check that could not run: elsewhere if the answer points away, else not provable."""
        if isinstance(answer, Fault):
            if answer.kind in _ELSEWHERE:
                self.remote(line(f"led_away_{what}"), answer.kind)
            else:
                self.doubt(line(f"unanswered_{what}"), answer)
        else:
            detail = f"HTTP {answer.status} {answer.error}".strip()
            self.doubt(line(f"unreadable_{what}"), Fault(FaultKind.MALFORMED, detail))

    def proof(self) -> LocalityProof:
        """What the checks amount to."""
        local = self.locality is Locality.LOCAL
        return LocalityProof(
            self.locality,
            tuple(check.words for check in self.checks),
            self.fault,
            local and self.cannot_go_out,
            tuple(check.said for check in self.checks),
        )
