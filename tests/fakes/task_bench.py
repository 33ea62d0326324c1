"""A workshop for tests: the real record, rules and labels; real loopback sockets; only the person is played."""

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from fakes.plain_egress import PlainEgress
from homeport.adapters.secrets.memory import MemorySecrets
from homeport.adapters.store.record import Record, open_record
from homeport.adapters.system.clock import SystemClock
from homeport.domain.consent import Prepared
from homeport.domain.document import Document
from homeport.domain.exchange import Fault
from homeport.domain.lane import DEVICE, Endpoint, Region
from homeport.domain.policy import Policy
from homeport.domain.settings import Settings
from homeport.domain.task import DEFAULT_WORKSPACE, Ceiling, Latency, Relation, Task, TaskKind
from homeport.policy.load import load_policy
from homeport.ports.clock import Clock
from homeport.ports.egress import Egress
from homeport.ports.engine import EngineStatus, Locality, LocalityProof, ModelInfo, Progress
from homeport.ports.person import Answer, KeepHere, Offer, SecondAnswer, SecondAsked, SecondNo, SendIt, TakeOut
from homeport.services.approvals import SecondPersons
from homeport.services.device import DeviceLane
from homeport.services.escalate import Escalate, OpenLane
from homeport.services.open_documents import OpenDocuments
from homeport.services.prompts import Prompt
from homeport.services.route import Route
from homeport.services.task_context import TaskContext, Workshop
from homeport.services.thread import earlier_turns, half_answer, next_task
from homeport.services.updates import Opened, Update
from homeport.wire.formats import wire_format

T = TypeVar("T")

GO_ON = "Go on where you stopped."

POLICIES = Path(__file__).parents[2] / "resources" / "policies"


def policy(name: str) -> Policy:
    """A shipped policy."""
    loaded = load_policy((POLICIES / f"{name}.toml").read_bytes())
    assert isinstance(loaded, Policy), loaded
    return loaded


@dataclass
class ScriptedPerson:
    """Says what the test tells it to say, and remembers what it was shown."""

    looks: bool = False
    says_yes: bool = False
    takes_out: list[tuple[str, ...]] = field(default_factory=list)  # before it answers, one time after the other
    present: bool = True
    offers: list[Offer] = field(default_factory=list)
    sheets: list[Prepared] = field(default_factory=list)
    second: list[Callable[[SecondAsked], SecondAnswer]] = field(default_factory=list)  # one answer after the other
    second_asked: list[SecondAsked] = field(default_factory=list)

    async def wants_to_see(self, offer: Offer) -> bool:
        self.offers.append(offer)
        return self.looks

    async def confirms(self, prepared: Prepared) -> Answer:
        self.sheets.append(prepared)
        if self.takes_out:
            return TakeOut(self.takes_out.pop(0))
        return SendIt(prepared.outgoing.body_sha256) if self.says_yes else KeepHere()

    async def approves(self, asked: SecondAsked) -> SecondAnswer:
        self.second_asked.append(asked)
        return self.second.pop(0)(asked) if self.second else SecondNo()


@dataclass
class AddressEngine:
    """An engine that somebody else runs at an address of this computer."""

    base_url: str
    wire: str = "chat"
    context_tokens: int = 4096
    starter: bool = False
    locality: Locality = Locality.LOCAL
    fault: Fault | None = None
    id: str = "test-engine"

    async def status(self) -> EngineStatus:
        return EngineStatus(True)

    async def models(self) -> tuple[ModelInfo, ...]:
        return ()

    async def ready(self, model: str, progress: Progress | None = None) -> Endpoint | Fault:
        if self.fault is not None:
            return self.fault
        return Endpoint(
            id=f"{self.id}/{model}",
            lane=DEVICE,
            provider="this computer",
            wire=self.wire,
            base_url=self.base_url,
            model=model,
            managed=False,
            region=Region.DEVICE,
            country="this computer",
            retention="nothing",
            context_tokens=self.context_tokens,
            max_output_tokens=512,
            starter=self.starter,
        )

    def secrets(self, endpoint: Endpoint) -> Mapping[str, str]:
        return {}

    async def prove_local(self, endpoint: Endpoint) -> LocalityProof:
        return LocalityProof(self.locality, ("it is at a loopback address",))

    async def settle(self) -> None:
        return None

    async def stop(self) -> None:
        return None


class TextReader:
    """Reads text files in this process; the sandboxed worker has tests of its own."""

    sandbox = "none: a test"

    async def read(self, path: Path) -> Document:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        return Document(path.name, digest, len(data), "text/plain", data.decode())


@dataclass
class Bench:
    """Everything a test of a task looks at."""

    workshop: Workshop
    record: Record
    secrets: MemorySecrets
    updates: list[Update] = field(default_factory=list)

    def context(
        self, person: ScriptedPerson, instruction: str, paths: Sequence[Path], **choices: object
    ) -> TaskContext:
        task = Task(
            id=uuid.uuid4().hex,
            workspace=DEFAULT_WORKSPACE,
            instruction=instruction,
            kind=TaskKind(choices.get("kind", TaskKind.GENERAL)),
            latency=Latency.INTERACTIVE,
            ceiling=Ceiling(choices.get("ceiling", Ceiling.PREMIUM)),
            created="2026-11-23T10:00:00Z",
        )
        return TaskContext(self.workshop, person, self.updates.append, task, paths)

    async def next_context(
        self,
        person: ScriptedPerson,
        before: Task,
        relation: Relation,
        sources: Sequence[Path | Opened] = (),
        instruction: str | None = None,
    ) -> TaskContext:
        """The task that follows `before`, with what the record says it takes along."""
        records = await self.record.thread(before.id)
        new_id = uuid.uuid4().hex
        task = next_task(before, relation, id=new_id, created="2026-11-23T10:05:00Z", instruction=instruction)
        half = None
        if relation is Relation.CONTINUED:
            half = half_answer(next(record for record in records if record.task.id == before.id))
        earlier = earlier_turns(records, task)
        return TaskContext(self.workshop, person, self.updates.append, task, sources, earlier, half)

    def seen(self, kind: type[T]) -> list[T]:
        return [update for update in self.updates if isinstance(update, kind)]


def open_bench(
    folder: Path,
    base_url: str,
    *,
    policy_name: str = "two-lanes",
    wire: str = "chat",
    engine: AddressEngine | None = None,
    lanes: Mapping[str, Sequence[OpenLane]] | None = None,
    egress: Egress | None = None,
    examples: frozenset[str] = frozenset(),
    clock: Clock | None = None,
    secrets: MemorySecrets | None = None,
    rules: Policy | None = None,
) -> Bench:
    """A workshop whose device engine is at `base_url`; close its record when done."""
    clock, secrets = clock or SystemClock(), secrets or MemorySecrets()
    record = open_record(folder / "record.db", secrets, clock)
    rules, lanes = rules or policy(policy_name), lanes or {}
    engine = engine or AddressEngine(base_url, wire)
    egress = egress or PlainEgress()
    closed = {lane: "no endpoint is set up for it" for lane in rules.lanes if lane != DEVICE and lane not in lanes}

    async def here(function: Callable[[], T]) -> T:
        return function()

    workshop = Workshop(
        settings=Settings(max_output_tokens=256),
        route=Route(rules, closed, engine.context_tokens),
        open_documents=OpenDocuments(TextReader(), here),
        device=DeviceLane(engine, "test-model", examples, practice=engine.starter),
        escalate=Escalate(lanes, egress, record, record, secrets, clock),
        egress=egress,
        wire=wire_format,
        store=record,
        ledger=record,
        clock=clock,
        prompt=Prompt("plain", 1, "You help.", '<document name="{name}">{text}</document>', GO_ON),
        new_id=lambda: uuid.uuid4().hex,
        second=SecondPersons(record, record, clock, lambda: uuid.uuid4().hex, frozenset({"Robin Work", "robin"})),
    )
    return Bench(workshop, record, secrets)
