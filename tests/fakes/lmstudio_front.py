"""LM Studio's wire shapes, as its documentation gives them, over the real llama.cpp server with real tokens.

It listens on loopback and asks nothing but the llama.cpp server it was given, which must be on loopback too. It is
no LM Studio: what the real one does beyond its documentation is not shown by it. `install_lms` puts a command line
into a home folder that prints what a test wants LM Studio to say of its server and of LM Link.
"""

import http.client
import json
import select
import socket
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from homeport.domain.address import loopback_url

MODEL = "smollm2-135m-instruct"
LINK_OFF = {
    "status": "offline",
    "issues": ["deviceDisabled"],
    "peers": [],
    "deviceIdentifier": "this-one",
    "deviceName": "here",
}


def peer(status: str = "connected", *loaded: str) -> dict[str, Any]:
    """Another computer on the link."""
    models = [{"modelKey": name, "identifier": name} for name in loaded]
    return {"deviceIdentifier": "that-one", "deviceName": "there", "status": status, "loadedModels": models}


def link(*peers: dict[str, Any], status: str = "online", **more: object) -> dict[str, Any]:
    """LM Link switched on, with these computers on it."""
    return LINK_OFF | {"status": status, "issues": [], "peers": list(peers)} | more


def install_lms(home: Path, port: int, linked: object = LINK_OFF, *, server: object = None, code: int = 0) -> Path:
    """A command line of LM Studio's in its own place; gives the file that the words of each call are added to."""
    folder = home / ".lmstudio" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    calls = home / "lms-calls.txt"
    said = {"server": {"running": True, "port": port} if server is None else server, "link": linked}
    lines = [
        f"#!{sys.executable}",
        "import json, sys",
        f"open({str(calls)!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10))",
        f"said = {said!r}[sys.argv[1]]",
        "print(said if isinstance(said, str) else json.dumps(said))",
        f"sys.exit({code})",
    ]
    program = folder / "lms"
    program.write_text("\n".join(lines) + "\n", "utf-8")
    program.chmod(0o700)
    return calls


@dataclass
class FrontModel:
    """A model in the list; `loaded` has its instances by name, each with its context."""

    key: str = MODEL
    type: str = "llm"
    size: int = 98_362_432
    context: int = 8192
    loaded: dict[str, int] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def entry(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "publisher": "someone",
            "key": self.key,
            "display_name": self.key,
            "architecture": "llama",
            "quantization": {"name": "Q4_1", "bits_per_weight": 4},
            "size_bytes": self.size,
            "params_string": "135M",
            "loaded_instances": [
                {"id": name, "config": {"context_length": context, "parallel": 1}}
                for name, context in self.loaded.items()
            ],
            "max_context_length": self.context,
            "format": "gguf",
            **self.more,
        }


@dataclass
class Script:
    """How this LM Studio behaves. Change it at any time."""

    models: list[FrontModel] = field(default_factory=lambda: [FrontModel()])
    chat: str = "real"  # real, error-midway, cut, busy
    wants_token: bool = False
    load_seconds: float = 0.0
    load_status: int = 200
    echoes_config: bool = True
    raw: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)  # path -> status, content type, body


class LmStudioFront:
    """A running front. `requests` has every method, path and body."""

    def __init__(self, upstream: str = "", api_key: str = "", n_ctx: int = 0) -> None:
        if upstream and loopback_url(upstream) is None:
            raise ValueError("the front speaks to loopback only")
        self.upstream = urlsplit(upstream)
        self.api_key = api_key
        self.n_ctx = n_ctx
        self.script = Script()
        self.requests: list[tuple[str, str, bytes]] = []
        self.client_gone = threading.Event()
        handler = type("Handler", (_Handler,), {"front": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """The root, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def asked(self, path: str) -> list[bytes]:
        """The bodies sent to one path."""
        return [body for _, at, body in self.requests if at == path]

    def find(self, name: str) -> FrontModel | None:
        """The model of that key, or that an instance of that name belongs to."""
        models = self.script.models
        return next((model for model in models if name == model.key or name in model.loaded), None)

    def __enter__(self) -> "LmStudioFront":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    front: LmStudioFront
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        if not self._refused(b""):
            if self.path == "/api/v1/models":
                self._json(200, {"models": [model.entry() for model in self.front.script.models]})
            else:
                self._json(404, {"error": f"Unexpected endpoint or method. (GET {self.path})"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self._refused(body):
            return None
        asked = json.loads(body)
        model = self.front.find(asked.get("model", ""))
        if model is None:
            return self._json(404, {"error": {"type": "model_not_found", "message": "Model not found"}})
        if self.path == "/api/v1/models/load":
            return self._load(model, asked)
        if self.path == "/v1/chat/completions":
            return self._chat(model, asked)
        return self._json(404, {"error": f"Unexpected endpoint or method. (POST {self.path})"})

    def _refused(self, body: bytes) -> bool:
        """Note the request; answer it here where the script says so."""
        self.close_connection = True
        self.front.requests.append((self.command, self.path, body))
        script = self.front.script
        if script.wants_token:
            self._json(401, {"error": {"type": "unauthorized", "message": "An API token is required"}})
        elif found := script.raw.get(self.path):
            self._raw(*found)
        return script.wants_token or self.path in script.raw

    def _load(self, model: FrontModel, asked: dict[str, Any]) -> None:
        script = self.front.script
        time.sleep(script.load_seconds)
        if script.load_status != 200:
            return self._json(
                script.load_status, {"error": {"type": "internal", "message": "Failed to load model"}}
            )
        context = min(asked.get("context_length", 4096), self.front.n_ctx or 4096)
        model.loaded[model.key] = context
        config = {"load_config": {"context_length": context}} if script.echoes_config else {}
        answer = {"type": "llm", "instance_id": model.key, "load_time_seconds": 0.1, "status": "loaded"}
        return self._json(200, answer | config)

    def _chat(self, model: FrontModel, asked: dict[str, Any]) -> None:
        if self.front.script.chat == "busy":
            return self._json(503, {"error": {"message": "The server is busy"}})
        done = threading.Event()
        upstream = http.client.HTTPConnection(
            str(self.front.upstream.hostname), self.front.upstream.port, timeout=120
        )
        upstream.connect()
        watcher = threading.Thread(target=self._watch, args=(done, upstream.sock))
        watcher.start()
        try:
            keys = ("messages", "max_tokens", "temperature", "seed", "stream", "stream_options", "response_format")
            body = json.dumps({key: asked[key] for key in keys if key in asked})  # it gives no logprobs
            headers = {"authorization": f"Bearer {self.front.api_key}", "content-type": "application/json"}
            upstream.request("POST", "/v1/chat/completions", body, headers)
            self._relay(upstream.getresponse(), model)
        except (OSError, http.client.HTTPException):
            self.front.client_gone.set()
        finally:
            done.set()
            watcher.join()
            upstream.close()
        return None

    def _relay(self, response: http.client.HTTPResponse, model: FrontModel) -> None:
        if response.status != 200:
            return self._raw(response.status, "application/json", response.read())
        self.send_response(200)
        for name, value in (("Content-Type", "text/event-stream"), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        pieces = 0
        while line := response.readline():
            if line.startswith(b"data: {"):
                chunk = json.loads(line[6:])
                chunk["model"] = next(iter(model.loaded), model.key)
                chunk.pop("timings", None)  # those are llama.cpp's own
                line = b"data: " + json.dumps(chunk).encode() + b"\n"
                pieces += 1
            self.wfile.write(line)
            self.wfile.flush()
            if pieces > 6 and self.front.script.chat == "error-midway":
                self.wfile.write(b'\ndata: {"error":{"message":"The model has crashed"}}\n\n')
                return None
            if pieces > 6 and self.front.script.chat == "cut":
                return None
        return None

    def _watch(self, done: threading.Event, upstream: socket.socket) -> None:
        """Let go of llama.cpp when the client leaves, as LM Studio does."""
        while not done.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.02)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                self.front.client_gone.set()
                with suppress(OSError):
                    upstream.shutdown(socket.SHUT_RDWR)
                return

    def _json(self, status: int, value: object) -> None:
        self._raw(status, "application/json", json.dumps(value).encode())

    def _raw(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        headers = {"Content-Type": content_type, "Content-Length": str(len(body)), "Connection": "close"}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)
