"""Plain HTTP to loopback with real sockets, under the same contract of events as the broker."""

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from ipaddress import ip_address

import httpx

from homeport.domain.consent import DevicePermit, Permit
from homeport.domain.exchange import Fault, FaultKind, Outgoing
from homeport.ports.egress import BodyWritten, Chunk, Connected, Deadlines, EgressEvent, Ended, Failed, Head

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # knows no authority; the default would load them all, each time


class PlainEgress:
    """An `Egress` for tests that need no broker: loopback only, no proxy, no redirect, no kept connection.

    `sent` has every request in order, so that a test can say what left and what did not.
    """

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []

    async def exchange(
        self,
        outgoing: Outgoing,
        permit: Permit,
        *,
        secrets: Mapping[str, str] | None = None,
        deadlines: Deadlines | None = None,
    ) -> AsyncGenerator[EgressEvent, None]:
        limits = deadlines or Deadlines()
        url = httpx.URL(outgoing.url)
        if not isinstance(permit, DevicePermit) or not _is_loopback(url.host):
            yield Failed(Fault(FaultKind.NOT_LOCAL, url.host), may_have_left=False)
            return
        missing = set(outgoing.secret_headers) - set(secrets or {})
        if missing:
            yield Failed(Fault(FaultKind.UNAUTHORIZED, ", ".join(sorted(missing))), may_have_left=False)
            return
        self.sent.append(outgoing)
        ends = time.monotonic() + limits.total
        body_started = False

        async def body() -> AsyncGenerator[bytes, None]:
            nonlocal body_started
            body_started = True
            yield outgoing.body

        try:
            async with httpx.AsyncHTTPTransport(verify=_NO_TLS, trust_env=False, retries=0) as transport:
                request = httpx.Request(
                    outgoing.method,
                    url,
                    headers=[
                        ("host", url.netloc.decode()),
                        ("accept-encoding", "identity"),
                        ("content-length", str(len(outgoing.body))),
                        *outgoing.headers,
                        *((name, (secrets or {})[name]) for name in outgoing.secret_headers),
                    ],
                    content=body(),
                    extensions={
                        "timeout": {"connect": limits.connect, "read": None, "write": limits.idle, "pool": None}
                    },
                )
                async with asyncio.timeout(min(limits.first_byte, limits.total)):
                    response = await transport.handle_async_request(request)
                stream = response.extensions["network_stream"]
                yield Connected(stream.get_extra_info("server_addr")[0])
                yield BodyWritten(len(outgoing.body))
                yield Head(response.status_code, {name.lower(): value for name, value in response.headers.items()})
                try:
                    async with aclosing(response.aiter_raw()) as blocks:
                        while True:
                            async with asyncio.timeout(max(0.0, min(limits.idle, ends - time.monotonic()))):
                                block = await anext(blocks, None)
                            if block is None:
                                break
                            yield Chunk(block)
                finally:
                    await response.aclose()
            yield Ended()
        except httpx.ConnectTimeout:
            yield Failed(Fault(FaultKind.TIMEOUT), may_have_left=False)
        except httpx.ConnectError:
            yield Failed(Fault(FaultKind.NOT_RUNNING), may_have_left=False)
        except TimeoutError:
            yield Failed(Fault(FaultKind.TIMEOUT), may_have_left=True)
        except httpx.TransportError as error:
            yield Failed(Fault(FaultKind.CUT, type(error).__name__), may_have_left=body_started)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
