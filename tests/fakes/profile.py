"""The real program as its user has it: own folders, the real launcher, a pseudo-terminal where somebody types."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect

PASSPHRASE = "correct horse battery staple"
PROVIDER = "Exempelleverantören"
ENDPOINT = "exempel/provider-model"
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\r")

_PROVIDER_FILE = """
id = "exempel"
company = "{company}"
wire = "chat"
base_url = "{url}"
auth_header = "authorization"
auth_prefix = "Bearer "
managed = true
region = "global"
processed_in = "anywhere"
retention = "30 days"
[models.provider-model]
context_tokens = 100000
max_output_tokens = 2048
input_per_million = 2.0
output_per_million = 6.0
currency = "USD"
price_read_on = "2026-11-01"
"""


def program() -> list[str]:
    """The installed command, beside the interpreter that runs the tests."""
    return [str(Path(sys.executable).parent / "homeport")]


def plain(text: str) -> str:
    """Terminal output without colours and cursor movements."""
    return _COLOURS.sub("", text)


@dataclass(frozen=True)
class Profile:
    """One person's folders under `home`."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """No keyring, no display, nothing of the machine's own user."""
        return {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
        }

    @property
    def config(self) -> Path:
        folder = self.home / "config" / "homeport"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    @property
    def data(self) -> Path:
        return self.home / "data" / "homeport"

    def use_ollama(
        self, url: str, model: str, lanes: str = "", policy: str = "two-lanes", max_output_tokens: int = 60
    ) -> None:
        """Settings as if the person had allowed this Ollama; `lanes` is the body of the table."""
        (self.config / "settings.toml").write_text(
            f'policy = "{policy}"\nmax_output_tokens = {max_output_tokens}\n'
            f'[engines]\nollama_enabled = true\nollama_url = "{url}"\nollama_model = "{model}"\n'
            f"context_tokens = 1024\n[lanes]\n{lanes}\n"
        )

    def add_provider(self, url: str, authority_pem: str, company: str = PROVIDER) -> None:
        """An own provider file with its certificate authority, as the admin guide describes."""
        folder = self.config / "providers"
        folder.mkdir(exist_ok=True)
        (folder / "exempel.toml").write_text(_PROVIDER_FILE.format(url=url, company=company))
        (folder / "exempel.ca.pem").write_text(authority_pem)

    def run(
        self, *arguments: str | Path, timeout: float = 120, wrap: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Without a terminal: output and errors captured."""
        return subprocess.run(
            [*wrap, *program(), *map(str, arguments)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def json(self, *arguments: str | Path, timeout: float = 120) -> "Lines":
        """With ``--json``."""
        done = self.run(*arguments, "--json", timeout=timeout)
        return Lines(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr)

    def type(self, *arguments: str | Path, timeout: float = 120) -> "pexpect.spawn[str]":
        """In a pseudo-terminal."""
        command, *rest = [*program(), *map(str, arguments)]
        return pexpect.spawn(
            command, rest, env=self.environment, encoding="utf-8", timeout=timeout, dimensions=(50, 120)
        )

    def unlock(self, child: "pexpect.spawn[str]", *, new: bool = False) -> None:
        """Type the vault's passphrase when asked."""
        child.expect("New passphrase: " if new else "Passphrase of your Homeport vault: ")
        child.sendline(PASSPHRASE)
        if new:
            child.expect("The same again: ")
            child.sendline(PASSPHRASE)


@dataclass(frozen=True)
class Lines:
    """What a ``--json`` run printed."""

    code: int
    lines: list[dict[str, Any]]
    errors: str

    def of(self, kind: str) -> list[dict[str, Any]]:
        """All lines of a type."""
        return [line for line in self.lines if line["type"] == kind]

    def one(self, kind: str) -> dict[str, Any]:
        """The only line of a type."""
        (line,) = self.of(kind)
        return line


def text_of(child: "pexpect.spawn[str]") -> Iterator[str]:
    """Everything up to the end of the program, as plain lines."""
    child.expect(pexpect.EOF)
    yield from plain(child.before or "").splitlines()
