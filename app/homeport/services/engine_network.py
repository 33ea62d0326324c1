"""An engine's own use of the network: asked for by a person, told with where it goes, and kept in the ledger."""

import asyncio
import re
from typing import Any

from homeport.domain.exchange import Fault
from homeport.domain.ledger import LedgerKind
from homeport.ports.engine import Progress, PullingEngine
from homeport.ports.store import Ledger
from homeport.services.to_the_end import to_the_end

REGISTRY = "ollama.com"
"""Where Ollama gets a model whose name has no host of its own."""

_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?", re.ASCII)


def pulled_from(model: str) -> str:
    """The host that Ollama gets a model from: the first part of the name when it is one (``hf.co/a/b``)."""
    scheme, _, rest = model.rpartition("://")
    host, slash, path = rest.partition("/")
    named = bool(slash) and (bool(scheme) or "." in host or ":" in host or "/" in path)
    if not named or host.casefold() == "registry.ollama.ai":
        return REGISTRY
    return host if _HOST.fullmatch(host) else ascii(host)


async def pull(
    engine: PullingEngine, ledger: Ledger, model: str, progress: Progress | None = None
) -> Fault | None:
    """Have an engine download a model, with a line in the ledger before it begins and one for how it ended.

    A cancel stops the download and is kept too.
    """

    async def note(step: str, **more: str) -> None:
        said: dict[str, Any] = {"engine": engine.id, "what": "pull", "model": model, "from": pulled_from(model)}
        await ledger.append(LedgerKind.ENGINE_NETWORK, said | {"step": step} | more)

    await note("asked")
    try:
        fault = await engine.pull(model, progress)
    except asyncio.CancelledError:
        await to_the_end(note("stopped"))
        raise
    await to_the_end(note("failed", fault=fault.kind.value) if fault else note("done"))
    return fault
