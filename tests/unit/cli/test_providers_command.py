"""`homeport providers`: what the files say, and exactly what would be sent; nothing is."""

import asyncio
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakes.profile import Profile
from homeport.cli.main import parse
from homeport.cli.terminal import Terminal
from homeport.domain.errors import UserFacingError
from homeport.services.endpoints import Provider, ProviderSource, read_providers

FOLDER = Path(__file__).parents[3] / "resources" / "providers"

MESSAGES = [{"role": "system", "content": "Kort."}, {"role": "user", "content": "Hyvää päivää <b>"}]
REQUEST = {"messages": MESSAGES, "max_output_tokens": 99, "stream": True}
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


@dataclass(frozen=True)
class Program:
    """The part of the program that this command uses: the shipped files and own ones."""

    own: tuple[ProviderSource, ...] = ()

    @property
    def providers(self) -> Mapping[str, Provider]:
        shipped = [ProviderSource(path.name, path.read_bytes()) for path in sorted(FOLDER.glob("*.toml"))]
        return read_providers(shipped, self.own)


def run(*arguments: str, own: Mapping[str, str] | None = None) -> str:
    """What the command says in words."""
    command, args = parse(["providers", *arguments])
    terminal = Terminal(out=io.StringIO(), err=io.StringIO())
    program = Program(tuple(ProviderSource(name, text.encode()) for name, text in (own or {}).items()))
    assert asyncio.run(command.run(args, program, terminal)) == 0  # type: ignore[arg-type]
    assert isinstance(terminal.out, io.StringIO)
    return terminal.out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def request(folder: Path, value: object = None, **more: object) -> str:
    path = folder / "r.json"
    path.write_text(json.dumps({**REQUEST, **more} if value is None else value), "utf-8")
    return str(path)


def build(folder: Path, provider: str, model: str, *options: str, **more: object) -> str:
    path = request(folder, **more)
    return run("build", "--provider", provider, "--model", model, "--request", path, *options)


def built(
    folder: Path, capsys: pytest.CaptureFixture[str], provider: str, model: str, **more: object
) -> tuple[Mapping[str, object], dict]:  # type: ignore[type-arg]
    """The line that was printed, and its body as JSON."""
    build(folder, provider, model, "--json", **more)
    line = json.loads(capsys.readouterr().out)
    assert line["type"] == "request"
    assert hashlib.sha256(line["body"].encode()).hexdigest() == line["body_sha256"]
    return line, json.loads(line["body"])


def test_build_shows_the_bytes_of_each_format(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line, body = built(folder, capsys, "openai", "gpt-6-luna", json_schema=SCHEMA)
    assert line["url"] == "https://api.openai.com/v1/responses"
    assert line["method"] == "POST"
    assert line["secret_headers"] == ["authorization"]
    assert body["store"] is False
    assert body["stream"] is True
    assert body["max_output_tokens"] == 99
    assert body["text"]["format"]["schema"] == SCHEMA
    assert body["input"] == MESSAGES[1:]

    line, body = built(folder, capsys, "anthropic", "claude-haiku-5-5", stream=False)
    assert line["url"] == "https://api.anthropic.com/v1/messages"
    assert line["headers"] == {
        "content-type": "application/json", "accept": "application/json", "anthropic-version": "2026-10-21",
    }  # fmt: skip
    assert set(body) == {"model", "max_tokens", "system", "messages", "stream"}

    line, body = built(folder, capsys, "gemini", "gemini-3.8-flash")
    assert str(line["url"]).endswith("/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse")
    assert "key=" not in str(line["url"])
    assert line["secret_headers"] == ["x-goog-api-key"]
    assert body["contents"][0]["parts"] == [{"text": MESSAGES[1]["content"]}]

    line, body = built(folder, capsys, "mistral-eu", "mistral-large-4")
    assert line["url"] == "https://api.eu.mistral.ai/v1/chat/completions"
    assert set(body) == {"model", "messages", "stream", "max_tokens"}
    assert body["messages"] == MESSAGES


def test_the_same_request_gives_the_same_bytes_and_an_unlisted_model_is_not_offered(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = built(folder, capsys, "openai", "gpt-6-luna")
    assert first == built(folder, capsys, "openai", "gpt-6-luna")[0]
    assert first["offered"] is True
    other, body = built(folder, capsys, "openai", "gpt-7")
    assert (other["offered"], body["model"]) == (False, "gpt-7")


@pytest.mark.parametrize(
    ("provider", "model", "says"),
    [
        ("opnai", "m", "There is no provider opnai"),
        ("azure-openai", "gpt-6-luna", "resource"),
        ("private", "m", "company, host"),
        ("huggingface", "Qwen/Qwen3-8B:fastest", "written organisation/model:provider"),
        ("bedrock-eu", "global.anthropic.claude-opus-5-5", "begins with eu.anthropic."),
    ],
)
def test_what_may_not_be_asked_is_not_built(folder: Path, provider: str, model: str, says: str) -> None:
    with pytest.raises(UserFacingError, match=says):
        build(folder, provider, model, "--json")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "it must be an object"),
        ({**REQUEST, "tools": []}, "tools: there is no such key"),
        ({**REQUEST, "messages": []}, "messages: "),
        ({**REQUEST, "messages": [{"role": "tool", "content": "x"}]}, "messages[0]: "),
        ({**REQUEST, "messages": [{"role": "user", "content": ["x"]}]}, "messages[0]: "),
        ({**REQUEST, "messages": [{"role": "user", "content": "x", "name": "y"}]}, "messages[0]: "),
        ({**REQUEST, "max_output_tokens": True}, "max_output_tokens: "),
        ({"messages": MESSAGES}, "max_output_tokens: "),
        ({**REQUEST, "stream": "yes"}, "stream: "),
        ({**REQUEST, "json_schema": "x"}, "json_schema: "),
    ],
)
def test_a_request_is_read_strictly(folder: Path, value: object, says: str) -> None:
    path = request(folder, value)
    with pytest.raises(UserFacingError) as refused:
        run("build", "--provider", "openai", "--model", "gpt-6-luna", "--request", path)
    assert refused.value.title.startswith(f"r.json is no request: {says}")


def test_a_request_that_is_missing_or_no_json_is_told(folder: Path) -> None:
    (folder / "r.json").write_bytes(b"\xff")
    for path, says in (
        (folder / "r.json", "is no request: it is not JSON"),
        (folder / "no.json", "cannot be read"),
    ):
        with pytest.raises(UserFacingError, match=says):
            run("build", "--provider", "openai", "--model", "gpt-6-luna", "--request", str(path))
    with pytest.raises(UserFacingError, match="A provider, a model and a request are needed"):
        run("build", "--provider", "openai")


def test_build_in_words_shows_the_body_and_that_nothing_was_sent(folder: Path) -> None:
    words = build(folder, "mistral", "mistral-large-4")
    assert "POST https://api.mistral.ai/v1/chat/completions" in words
    assert "authorization: (the key, added when it is sent)" in words
    assert '"max_tokens":99' in words
    assert "Nothing was sent." in words


def test_more_than_the_model_can_write_is_not_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert built(folder, capsys, "mistral", "mistral-large-4", max_output_tokens=10**6)[1]["max_tokens"] == 32_768


AZURE = """
id = "azure-openai"
template = "azure-openai"
[fill_in]
resource = "contoso"
sol_deployment = "sol"
[attest.eu_data_zone]
by = "A. Person"
on = "2026-11-20"
[agreement]
reference = "DPA 7"
on = "2026-02-01"
attested_by = "B. Person"
"""


def test_list_in_words_says_what_is_attested_and_what_is_to_be_filled_in() -> None:
    words = run(own={"azure.toml": AZURE})
    assert "nothing is offered until a file of your own says:" in words
    assert "attested by A. Person on 2026-11-20" in words
    assert "Agreement: DPA 7 of 2026-02-01" in words
    assert "never tried live" in words
    assert "[fill_in] location: where your project runs Gemini (eu, europe-north1" in words


def test_the_whole_program_lists_shipped_and_own_files(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    own = profile.config / "providers"
    own.mkdir()
    (own / "azure.toml").write_text(AZURE)
    lines = {line["id"]: line for line in profile.json("providers", "list").of("provider")}
    assert len(lines) == 12
    azure, vertex, gemini = lines["azure-openai"], lines["vertex-eu"], lines["gemini"]
    assert azure["base_url"] == "https://contoso.openai.azure.com/openai/v1"
    assert (azure["region"], azure["template"]) == ("eu", "azure-openai")
    assert [model["endpoint"] for model in azure["models"]] == ["azure-openai/gpt-6.1-sol"]
    assert [attested["by"] for attested in azure["attested"] if attested["stands"]] == ["A. Person"]
    assert vertex["models"] == []
    assert [hole["key"] for hole in vertex["fill_in"]] == ["project", "location"]
    assert "global" not in vertex["fill_in"][1]["one_of"]
    assert "nobody has attested a paid project" in gemini["retention"]
    assert gemini["tried_live"] == "never"

    (own / "gemini.toml").write_text('id = "gemini"\ntemplate = "gemini"\nregion = "eu"\n')
    done = profile.run("providers")
    assert done.returncode == 1
    assert "The provider file gemini.toml cannot be used: region: there is no such key." in done.stderr
