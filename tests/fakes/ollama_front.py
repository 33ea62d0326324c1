"""Ollama's wire shapes over the real llama.cpp server: real tokens and counts, and scripts for the odd cases.

It listens on loopback and asks nothing but the llama.cpp server it was given, which must be on loopback too.
What a real Ollama would pass on to other computers is answered as Ollama answers without an account, and kept in
`OllamaFront.would_have_left`, so that a test can say that nothing did.
"""

import http.client
import json
import select
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from homeport.domain.address import loopback_url

MODEL = "smollm2:135m"
NO_FILE = "pull model manifest: file does not exist"
TOO_LONG = "the prompt is longer than the context length currently available to the model"


@dataclass
class FrontModel:
    """A model in the list. A stub has `remote_host` and `remote_model`, no format, no info and a tiny size."""

    name: str = MODEL
    size: int = 98_362_432
    digest: str = "0f" * 32
    format: str = "gguf"
    remote_host: str = ""
    remote_model: str = ""
    context_length: int = 8192
    info: bool = True
    denies_local: bool = False  # answers 404 to NAME:local although nothing else speaks of another computer
    tags: Mapping[str, Any] = field(default_factory=dict)  # laid over the entry in the list
    show: Mapping[str, Any] = field(default_factory=dict)  # laid over the description

    def _remote(self) -> dict[str, str]:
        fields = {"remote_host": self.remote_host, "remote_model": self.remote_model}
        return {key: value for key, value in fields.items() if value}

    def _details(self) -> dict[str, Any]:
        return {
            "parent_model": "",
            "format": self.format,
            "family": "llama",
            "families": ["llama"],
            "parameter_size": "134.52M",
            "quantization_level": "Q4_1",
        }

    def entry(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "model": self.name,
            **self._remote(),
            "modified_at": _now(),
            "size": self.size,
            "digest": self.digest,
            "details": self._details(),
            **self.tags,
        }

    def description(self) -> dict[str, Any]:
        info = {
            "general.architecture": "llama",
            "general.parameter_count": 134_515_008,
            "llama.context_length": self.context_length,
        }
        return {
            "modelfile": f"FROM {self.name}",
            "parameters": "",
            "template": "",
            "details": self._details(),
            "model_info": info if self.info else {},
            **self._remote(),
            "capabilities": ["completion"],
            "modified_at": _now(),
            **self.show,
        }


def stub(name: str, host: str = "https://ollama.com:443", model: str = "gpt-oss:20b") -> FrontModel:
    """A model that runs elsewhere, as Ollama lists it."""
    return FrontModel(name, 381, "ab" * 32, format="", remote_host=host, remote_model=model, info=False)


@dataclass
class Script:
    """How this Ollama behaves. Change it at any time."""

    version: str = "0.32.15"
    cloud: str = "on"  # on, off, or absent (older than 0.16.2)
    knows_local: bool = True
    models: list[FrontModel] = field(default_factory=lambda: [FrontModel()])
    chat: str = "real"  # real, error-midway, cut, remote-answer, busy, lost, truncates
    load_seconds: float = 0.0
    endless: bool = False  # answers up to the asked length: the model's own end of text does not count
    most_tokens: int | None = None  # the model's own longest answer, as `num_predict` of its description
    token_seconds: float = 0.0  # at least this long between two tokens
    pull_seconds: float = 0.0  # between two lines of progress
    pull_lines: int = 4
    raw: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)  # path -> status, content type, body
    headers: dict[str, str] = field(default_factory=dict)  # laid over every raw answer's


class OllamaFront:
    """A running front. `requests` has every method, path and body; `pulled` and `deleted` the names."""

    def __init__(self, upstream: str = "", api_key: str = "", n_ctx: int = 0, host: str = "127.0.0.1") -> None:
        if upstream and loopback_url(upstream) is None:
            raise ValueError("the front speaks to loopback only")
        self.upstream = urlsplit(upstream)
        self.api_key = api_key
        self.n_ctx = n_ctx
        self.script = Script()
        self.requests: list[tuple[str, str, bytes]] = []
        self.would_have_left: list[bytes] = []
        self.pull_ended: list[str] = []  # "success", "client gone"
        self.deleted: list[str] = []
        self.running: dict[str, int] = {}  # name -> context
        self.client_gone = threading.Event()
        self.host = f"[{host}]" if ":" in host else host
        server = _Server6 if ":" in host else ThreadingHTTPServer
        self._server = server((host, 0), _handler(self))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        """The root, without a path."""
        return f"http://{self.host}:{self.port}"

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def asked(self, path: str) -> list[bytes]:
        """The bodies sent to one path."""
        return [body for _, at, body in self.requests if at == path]

    def find(self, name: str) -> FrontModel | None:
        """The model of that name; ``:latest`` is the default tag and case does not matter."""
        wanted = _full(name)
        return next((model for model in self.script.models if _full(model.name) == wanted), None)

    def __enter__(self) -> "OllamaFront":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


def _handler(front: OllamaFront) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        pass

    Handler.front = front
    return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    front: OllamaFront
    _upstream: http.client.HTTPConnection
    _to_llama: socket.socket

    def log_message(self, *_: object) -> None:
        """Prompts stay out of every log."""

    def do_GET(self) -> None:
        self._record(b"")
        script = self.front.script
        match self.path:
            case path if path in script.raw:
                self._raw(*script.raw[path])
            case "/":
                self._raw(200, "text/plain; charset=utf-8", b"Ollama is running")
            case "/api/version":
                self._json(200, {"version": script.version})
            case "/api/status" if script.cloud != "absent":
                off = script.cloud == "off"
                self._json(200, {"cloud": {"disabled": off, "source": "env" if off else "none"}})
            case "/api/tags":
                self._json(200, {"models": [model.entry() for model in script.models]})
            case "/api/ps":
                self._json(200, {"models": [self._running(*item) for item in self.front.running.items()]})
            case _:
                self._raw(404, "text/plain", b"404 page not found")

    def do_POST(self) -> None:
        body = self._body()
        if self.path in self.front.script.raw:
            return self._raw(*self.front.script.raw[self.path])
        try:
            asked = json.loads(body)
        except ValueError:
            return self._json(400, {"error": "missing request body"})
        name = str(asked.get("model") or "").strip()
        if not name:
            return self._json(400, {"error": "model is required"})
        if self.path == "/api/pull":
            return self._pull(name)
        local = name.lower().endswith(":local") and self.front.script.knows_local
        name = name[: -len(":local")] if local else name
        if _cloud(name):
            if local:
                return self._json(400, {"error": f'use either :local or :cloud, not both: "{name}:local"'})
            self.front.would_have_left.append(body)
            return self._json(401, {"error": "unauthorized", "signin_url": "https://ollama.com/connect"})
        if name.count(":") > 1:
            return self._json(400, {"error": f'"{name}" is not a valid model name'})
        model = self.front.find(name)
        if model is None or (local and (model.remote_host or model.denies_local)):
            return self._json(404, {"error": f"model '{asked['model']}' not found"})
        if self.path == "/api/show":
            return self._json(200, {**model.description()})
        if self.path != "/api/chat":
            return self._raw(404, "text/plain", b"404 page not found")
        if model.remote_host:
            self.front.would_have_left.append(body)
        return self._chat(model, asked)

    def do_DELETE(self) -> None:
        name = json.loads(self._body())["model"]
        model = self.front.find(name)
        if model is None:
            return self._json(404, {"error": f"model '{name}' not found"})
        self.front.script.models.remove(model)
        self.front.deleted.append(name)
        return self._raw(200, "application/json", b"")

    def _body(self) -> bytes:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self._record(body)
        return body

    def _record(self, body: bytes) -> None:
        self.close_connection = True
        self.front.requests.append((self.command, self.path, body))

    def _running(self, name: str, context: int) -> dict[str, Any]:
        model = self.front.find(name) or FrontModel(name)
        entry = model.entry()
        del entry["modified_at"]
        return {**entry, "expires_at": _now(), "size_vram": 0, "context_length": context}

    def _pull(self, name: str) -> None:
        self._begin()
        try:
            self._line({"status": "pulling manifest"})
            if self.front.find(name) is None:
                return self._line({"error": NO_FILE})
            lines = self.front.script.pull_lines
            for done in range(lines + 1):
                part = {"completed": done * 1000 // lines} if done else {}
                self._line({"status": "pulling 0f0f", "digest": "sha256:0f", "total": 1000, **part})
                time.sleep(self.front.script.pull_seconds)
            for status in ("verifying sha256 digest", "writing manifest", "success"):
                self._line({"status": status})
            self._end()
            self.front.pull_ended.append("success")
        except OSError:
            self.front.pull_ended.append("client gone")
            self.front.client_gone.set()

    def _chat(self, model: FrontModel, asked: dict[str, Any]) -> None:
        script, options = self.front.script, asked.get("options") or {}
        if script.chat == "busy":
            return self._json(503, {"error": "server busy, please try again.  maximum pending requests exceeded"})
        if script.chat == "lost":
            return self._json(404, {"error": f'model "{model.name}" not found, try pulling it first'})
        if model.name not in self.front.running:
            time.sleep(script.load_seconds)
        self.front.running[model.name] = min(options.get("num_ctx", 4096), self.front.n_ctx or 4096)
        base = {"model": asked["model"], "created_at": _now()}
        if script.chat == "remote-answer":
            base |= {"remote_model": "gpt-oss:20b", "remote_host": "https://ollama.com:443"}
        if not asked.get("messages"):
            end = {"message": {"role": "assistant", "content": ""}, "done_reason": "load", "done": True}
            return self._json(200, base | end)
        try:
            return self._generate(asked, options, base)
        except (OSError, http.client.HTTPException):
            self.front.client_gone.set()

    def _generate(self, asked: dict[str, Any], options: dict[str, Any], base: dict[str, Any]) -> None:
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done,))
        watcher.start()
        try:
            response = self._ask_llama(asked["messages"], asked, options)
            while response.status == 400 and (
                asked.get("truncate", True) or self.front.script.chat == "truncates"
            ):
                response.read()
                self._upstream.close()
                asked["messages"] = _cut(asked["messages"])  # silently, as Ollama does by default
                response = self._ask_llama(asked["messages"], asked, options)
            if response.status != 200:
                error = json.loads(response.read())["error"]
                long = error.get("type") == "exceed_context_size_error"
                return self._json(response.status, {"error": TOO_LONG if long else error["message"]})
            return self._relay(response, asked.get("stream", True), base)
        finally:
            done.set()
            watcher.join()
            self._upstream.close()

    def _watch(self, done: threading.Event) -> None:
        """Let go of llama.cpp when the client leaves, as Ollama does, also while the prompt is read."""
        while not done.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.02)
            if readable and self._left():
                self.front.client_gone.set()
                with suppress(OSError):
                    self._to_llama.shutdown(socket.SHUT_RDWR)
                return

    def _left(self) -> bool:
        """Whether the client closed its end; one that was killed may do it with a reset."""
        try:
            return not self.connection.recv(1, socket.MSG_PEEK)
        except ConnectionResetError:
            return True

    def _relay(self, response: http.client.HTTPResponse, stream: bool, base: dict[str, Any]) -> None:
        started, texts, logprobs, reason = time.perf_counter_ns(), [], [], "stop"
        usage: dict[str, int] = {}
        timings: dict[str, float] = {}
        if stream:
            self._begin()
        for chunk in _events(response):
            usage, timings = chunk.get("usage") or usage, chunk.get("timings") or timings
            for choice in chunk["choices"]:
                reason = choice.get("finish_reason") or reason
                text = choice["delta"].get("content") or ""
                seen = [_logprob(item) for item in (choice.get("logprobs") or {}).get("content") or []]
                texts.append(text)
                logprobs += seen
                if stream and (text or seen):
                    message = {"message": {"role": "assistant", "content": text}, "done": False}
                    self._line(base | message | ({"logprobs": seen} if seen else {}))
                    time.sleep(self.front.script.token_seconds)
            if stream and len(texts) > 4 and self.front.script.chat == "error-midway":
                return self._line({"error": "an error was encountered while running the model: GPU lost"})
            if stream and len(texts) > 4 and self.front.script.chat == "cut":
                return None
        if not usage:
            raise ConnectionAbortedError("llama.cpp was let go of")
        end = base | {
            "message": {"role": "assistant", "content": "" if stream else "".join(texts)},
            "done": True,
            "done_reason": "length" if reason == "length" else "stop",
            "total_duration": time.perf_counter_ns() - started,
            "load_duration": 1_000_000,
            "prompt_eval_count": usage["prompt_tokens"],
            "prompt_eval_duration": int(timings["prompt_ms"] * 1e6),
            "eval_count": usage["completion_tokens"],
            "eval_duration": int(timings["predicted_ms"] * 1e6),
        }
        if not stream:
            return self._json(200, end | ({"logprobs": logprobs} if logprobs else {}))
        self._line(end)
        return self._end()

    def _ask_llama(
        self, messages: list[dict[str, str]], asked: dict[str, Any], options: dict[str, Any]
    ) -> http.client.HTTPResponse:
        body: dict[str, Any] = {"messages": messages, "stream": True, "stream_options": {"include_usage": True}}
        for theirs, ours in (("num_predict", "max_tokens"), ("temperature", "temperature"), ("seed", "seed")):
            if theirs in options:
                body[ours] = options[theirs]
        if (most := self.front.script.most_tokens) is not None:
            body["max_tokens"] = min(body.get("max_tokens", most), most)
        if self.front.script.endless:
            body["ignore_eos"] = True
        if isinstance(asked.get("format"), dict):
            schema = {"name": "answer", "schema": asked["format"]}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        if asked.get("logprobs"):
            body |= {"logprobs": True, "top_logprobs": asked.get("top_logprobs", 0)}
        assert self.front.upstream.hostname
        self._upstream = http.client.HTTPConnection(
            self.front.upstream.hostname, self.front.upstream.port, timeout=120
        )
        headers = {"authorization": f"Bearer {self.front.api_key}", "content-type": "application/json"}
        self._upstream.connect()
        self._to_llama = self._upstream.sock
        self._upstream.request("POST", "/v1/chat/completions", json.dumps(body), headers)
        return self._upstream.getresponse()

    def _json(self, status: int, value: object) -> None:
        self._raw(status, "application/json; charset=utf-8", json.dumps(value).encode())

    def _raw(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        headers = {"Content-Type": content_type, "Content-Length": str(len(body)), "Connection": "close"}
        for name, value in (headers | self.front.script.headers).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def _begin(self) -> None:
        self.send_response(200)
        for name, value in (("Content-Type", "application/x-ndjson"), ("Transfer-Encoding", "chunked")):
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()

    def _line(self, value: object) -> None:
        line = json.dumps(value).encode() + b"\n"
        self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.wfile.flush()

    def _end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")


def _events(response: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    while line := response.readline():
        if line.startswith(b"data: {"):
            yield json.loads(line[len(b"data: ") :])


def _logprob(item: dict[str, Any]) -> dict[str, Any]:
    keys = ("token", "logprob", "bytes")
    tops = [{key: top[key] for key in keys} for top in item.get("top_logprobs", [])]
    return {key: item[key] for key in keys} | {"top_logprobs": tops}


def _cut(messages: list[dict[str, str]]) -> list[dict[str, str]]:
    text = messages[-1]["content"]
    quarter = len(text) // 4
    return [*messages[:-1], messages[-1] | {"content": text[:quarter] + text[-quarter:]}]


def _cloud(name: str) -> bool:
    tag = name.rpartition(":")[2].strip().lower() if ":" in name else ""
    return tag == "cloud" or (tag.endswith("-cloud") and "/" not in tag)


def _full(name: str) -> str:
    name = name.lower().removeprefix("registry.ollama.ai/").removeprefix("library/")
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
