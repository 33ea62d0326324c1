"""The built-in engine's own process: llama.cpp's server on a loopback port that only this program can use.

Started by the launcher as ``python -m homeport.adapters.engines.server SOCKET_FD``; the descriptor is one end of a
stream socket pair with the app. The app writes one JSON line (`Order`); this process answers with JSON lines
(`Phase` names in ``phase``) and serves until the app's end of the socket is closed.

Nothing it prints goes anywhere: standard output and error lead to the null device, so that no log holds a prompt.
"""

import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import BinaryIO
from urllib.parse import urlsplit

from homeport.adapters.system.model_files import sha256_of

BATCH_TOKENS = 64
"""Tokens of the prompt read between two looks at the connection.

A cancel while the prompt was read took 15.4 s with llama.cpp's default of 2048 and 0.3 s with 64, for 6 % of the
reading speed (measured on two cores).
"""

_ORDER_BYTES = 1 << 16
_REPORT_EVERY = 8 << 20  # bytes hashed between two lines of progress


class Phase(StrEnum):
    """What the process tells the app."""

    CHECKING = "checking"  # with done and total: bytes of the file hashed
    LOADING = "loading"
    READY = "ready"  # with port
    FAILED = "failed"  # with reason, a `Failure`


class Failure(StrEnum):
    """Why it does not serve."""

    MISSING = "missing"  # the file is not there or may not be read
    CHANGED = "changed"  # its hash is not the agreed one
    NOT_LOADED = "not-loaded"  # not a model llama.cpp can run, or too little memory
    NO_ENGINE = "no-engine"  # the package with llama.cpp is not installed
    NO_FENCE = "no-fence"  # this process could not be kept from connecting out


@dataclass(frozen=True, slots=True)
class Order:
    """What the app asks for, as the one JSON line it writes."""

    model: str  # path of the GGUF file
    sha256: str
    name: str  # how the model is called in answers
    context_tokens: int
    threads: int
    api_key: str

    def line(self) -> bytes:
        """The order as it goes over the socket."""
        return json.dumps(asdict(self)).encode() + b"\n"


class _ServingError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def main(argv: list[str]) -> int:
    """Serve until the app is gone.

    Args:
        argv: program name and the descriptor of the socket.

    Returns:
        0 after the app closed its end, 1 when it could not serve.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the app's to handle; it closes the socket
    _silence()
    with socket.socket(fileno=int(argv[1])) as app:
        order = _receive(app)
        if order is None:
            return 0
        try:
            server = _serve(app, order)
        except _ServingError as failed:
            _tell(app, Phase.FAILED, reason=failed.failure.value)
            return 1
        while app.recv(1):
            pass
        del server
    return 0


def _silence() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold prompts
    for name in tuple(os.environ):
        if name.startswith(("LLAMA_", "GGML_", "HF_")):  # they would turn on logs, devices or downloads
            del os.environ[name]


def _receive(app: socket.socket) -> Order | None:
    data = b""
    while not data.endswith(b"\n") and len(data) < _ORDER_BYTES:
        block = app.recv(4096)
        if not block:
            return None
        data += block
    return Order(**json.loads(data))


def _tell(app: socket.socket, phase: Phase, **fields: int | str) -> None:
    with contextlib.suppress(OSError):  # the app has gone: the next read finds out
        app.sendall(json.dumps({"phase": phase.value, **fields}).encode() + b"\n")


def _serve(app: socket.socket, order: Order) -> object:
    try:
        file = open(order.model, "rb")  # noqa: SIM115 - stays open: llama.cpp loads this very file
    except OSError as error:
        raise _ServingError(Failure.MISSING) from error
    _check(app, file, order.sha256)
    _tell(app, Phase.LOADING)
    _fence()
    with _ends_with(app):
        server, port = _load(file, order)
    _tell(app, Phase.READY, port=port)
    return server


def _check(app: socket.socket, file: BinaryIO, sha256: str) -> None:
    total = os.fstat(file.fileno()).st_size
    told = 0

    def progress(done: int) -> None:
        nonlocal told
        if done - told >= _REPORT_EVERY:
            told = done
            _tell(app, Phase.CHECKING, done=done, total=total)

    _tell(app, Phase.CHECKING, done=0, total=total)
    try:
        found = sha256_of(file, progress)
    except OSError as error:
        raise _ServingError(Failure.MISSING) from error
    if found != sha256:
        raise _ServingError(Failure.CHANGED)


def _fence() -> None:
    """Keep this process from connecting anywhere, before it reads a file that a stranger made."""
    if sys.platform != "linux":
        return
    from homeport.adapters.system import landlock, seccomp  # noqa: PLC0415 - Linux only

    try:
        landlock.deny_network_but_listening(0)
        if seccomp.available():  # the app says which fence is there; the loopback address and the key stand anyway
            seccomp.refuse_connect()
    except OSError as error:
        raise _ServingError(Failure.NO_FENCE) from error


@contextlib.contextmanager
def _ends_with(app: socket.socket) -> Iterator[None]:
    """End this process at once if the app goes away meanwhile.

    llama.cpp holds the interpreter's lock while it loads, so no thread can watch the socket; the kernel does it by
    SIGIO, whose default is to end the process. The app writes nothing in this time.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    flags = fcntl.fcntl(app, fcntl.F_GETFL)
    fcntl.fcntl(app, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(app, fcntl.F_SETFL, flags | os.O_ASYNC)
    try:
        with contextlib.suppress(BlockingIOError):
            if not app.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
                os._exit(0)  # gone before the kernel was asked to watch
        yield
    finally:
        fcntl.fcntl(app, fcntl.F_SETFL, flags)


def _load(file: BinaryIO, order: Order) -> tuple[object, int]:
    try:
        import xllamacpp  # noqa: PLC0415 - 34 MB, and only this process may hold it
    except ImportError as error:
        raise _ServingError(Failure.NO_ENGINE) from error
    params = xllamacpp.CommonParams()
    # By descriptor, so that the file that was hashed is the file that is loaded.
    params.model.path = f"/proc/self/fd/{file.fileno()}" if sys.platform == "linux" else order.model
    params.model_alias = {order.name}
    params.n_ctx = order.context_tokens
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = order.threads
    params.hostnames = ["127.0.0.1"]
    params.port = 0  # the kernel chooses
    params.api_keys = [order.api_key]
    params.cors_origins = ""  # no web page may read an answer
    params.ui = params.endpoint_metrics = params.endpoint_props = False
    params.endpoint_slots = True  # says whether it works on something; without LLAMA_SERVER_SLOTS_DEBUG no text
    params.cache_ram_mib = 0  # earlier prompts are not kept beside the current one (default 8 GiB)
    params.fit_params = False  # the context is what was asked for, or loading fails
    params.ctx_shift = False  # a prompt that is too long is an error, never cut
    params.offline = True
    params.verbosity = -1
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError, MemoryError) as error:
        raise _ServingError(Failure.NOT_LOADED) from error
    port = urlsplit(server.listening_address).port
    if port is None:
        raise _ServingError(Failure.NOT_LOADED)
    return server, port


if __name__ == "__main__":
    sys.exit(main(sys.argv))
