"""An httpx transport over `Egress`, for the one library that brings its own client: `ollama`."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import httpx

from homeport.domain.consent import DevicePermit
from homeport.domain.exchange import Fault, FaultKind, Outgoing
from homeport.ports.egress import Chunk, Deadlines, Egress, EgressEvent, Ended, Failed, Head

_SET_BY_BROKER = frozenset({"host", "user-agent", "accept-encoding", "content-length", "connection", "cookie"})


class EgressError(httpx.TransportError):
    """The exchange failed; `fault` says how."""

    def __init__(self, fault: Fault, request: httpx.Request) -> None:
        super().__init__(fault.detail or fault.kind, request=request)
        self.fault = fault


class BrokerTransport(httpx.AsyncBaseTransport):
    """Sends what an httpx client asks for to an engine on this computer, and nowhere else.

    Use it with ``trust_env=False`` and ``follow_redirects=False``.

    Args:
        egress: the way out.
        endpoint_id: names the engine in the permit.
        deadlines: per request; a pull of a model takes hours.
    """

    def __init__(self, egress: Egress, endpoint_id: str = "ollama", deadlines: Deadlines | None = None) -> None:
        self._egress = egress
        self._permit = DevicePermit(endpoint_id)
        self._deadlines = deadlines

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and give the response as soon as its head is there.

        Raises:
            EgressError: it failed; while the body is read, too.
        """
        headers = tuple(
            (name.lower(), value) for name, value in request.headers.items() if name.lower() not in _SET_BY_BROKER
        )
        outgoing = Outgoing(request.method, str(request.url), headers, await request.aread())
        events = self._egress.exchange(outgoing, self._permit, deadlines=self._deadlines)
        try:
            async for event in events:
                if isinstance(event, Failed):
                    raise EgressError(event.fault, request)
                if isinstance(event, Head):
                    body = _Body(events, request)
                    return httpx.Response(event.status, headers=dict(event.headers), stream=body, request=request)
        except BaseException:
            await events.aclose()
            raise
        raise EgressError(Fault(FaultKind.CUT), request)


class _Body(httpx.AsyncByteStream):
    def __init__(self, events: AsyncGenerator[EgressEvent, None], request: httpx.Request) -> None:
        self._events = events
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with aclosing(self._events):
            async for event in self._events:
                if isinstance(event, Chunk):
                    yield event.data
                elif isinstance(event, Failed):
                    raise EgressError(event.fault, self._request)
                elif isinstance(event, Ended):
                    return

    async def aclose(self) -> None:
        await self._events.aclose()
