"""`homeport providers`: what the provider files say, and what a request to one would be. Sends nothing."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from homeport.cli.command import Command, add_json
from homeport.cli.exits import Exit
from homeport.cli.json_lines import JsonLines
from homeport.cli.terminal import AMBER, BOLD, DIM, Terminal
from homeport.domain.errors import UserFacingError
from homeport.domain.exchange import Message, ModelRequest, Role
from homeport.domain.lane import Endpoint, Price
from homeport.services.endpoints import Provider
from homeport.services.program import Program
from homeport.wire.formats import wire_format
from homeport.wire.json_value import JsonObject, JsonValue, NotJsonError, parse

_REQUEST_KEYS = frozenset({"messages", "max_output_tokens", "stream", "json_schema"})


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        default="list",
        choices=["list", "build"],
        help="list what each provider file says (default); build a request and show it, without sending it",
    )
    parser.add_argument("--provider", metavar="ID", help="with build: the provider")
    parser.add_argument("--model", metavar="M", help="with build: the model, as `list` names it")
    parser.add_argument(
        "--request",
        type=Path,
        metavar="R.json",
        help='with build: {"messages": [{"role", "content"}], "max_output_tokens", "stream", "json_schema"}',
    )
    add_json(parser)


async def _run(args: argparse.Namespace, program: Program, terminal: Terminal) -> int:
    if args.what == "list":
        return _list(program, terminal, as_json=args.json)
    if not (args.provider and args.model and args.request):
        raise UserFacingError(
            "A provider, a model and a request are needed.",
            "Use `providers build --provider ID --model M --request R.json`.",
        )
    provider = program.providers.get(args.provider)
    if provider is None:
        raise UserFacingError(
            f"There is no provider {args.provider}.", f"Known are: {', '.join(sorted(program.providers))}."
        )
    return _build(provider, args.model, _read_request(args.request), terminal, as_json=args.json)


def _list(program: Program, terminal: Terminal, *, as_json: bool) -> int:
    for _, provider in sorted(program.providers.items()):
        if as_json:
            JsonLines().write("provider", provider_fields(provider))
        else:
            _show(provider, terminal)
    return Exit.DONE


def provider_fields(provider: Provider) -> dict[str, Any]:
    """One line of the machine's view."""
    about, facts = provider.outline, provider.outline.facts
    return {
        "id": provider.id,
        "company": about.provider,
        "template": provider.template or None,
        "wire": provider.wire,
        "base_url": about.base_url,
        "managed": about.managed,
        "region": about.region,
        "processed_in": about.country,
        "stored_in": facts.stored_in,
        "retention": about.retention,
        "training": facts.training,
        "agreement": asdict(facts.agreement) if facts.agreement else None,
        "attested": [asdict(attested) | {"stands": attested.stands} for attested in facts.attested],
        "evidence": list(facts.evidence),
        "checked_on": facts.checked_on or None,
        "tried_live": facts.tried_live,
        "headers": dict(about.headers),
        "omit": list(provider.omit),
        "key": {"header": about.auth_header, "prefix": about.auth_prefix, "is": provider.key_is}
        if about.auth_header
        else None,
        "model_rule": provider.model_rule or None,
        "fill_in": [
            {
                "key": hole.key,
                "says": hole.says,
                "one_of": list(hole.choices or ()) or None,
                "optional": hole.optional,
            }
            for hole in provider.to_fill
        ],
        "models": [_model_fields(endpoint) for endpoint in provider.endpoints],
    }


def _model_fields(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "endpoint": endpoint.id,
        "model": endpoint.model,
        "context_tokens": endpoint.context_tokens,
        "max_output_tokens": endpoint.max_output_tokens,
        "price": asdict(endpoint.price) if endpoint.price else None,
    }


def _show(provider: Provider, terminal: Terminal) -> None:
    about, facts = provider.outline, provider.outline.facts
    terminal.styled(f"\n{terminal.paint(provider.id, BOLD)}  {terminal.paint(about.base_url, DIM)}")
    terminal.line(f"{about.provider}, format {provider.wire}", 2)
    terminal.line(f"Processed in: {about.country}", 2, 4)
    terminal.line(f"Stored in: {facts.stored_in}", 2, 4)
    terminal.line(about.retention, 2, 4)
    read = f"read on {facts.checked_on}" if facts.checked_on else "nobody says when that was read"
    tried = "never tried live" if facts.tried_live == "never" else f"tried live on {facts.tried_live}"
    terminal.line(f"{', '.join(facts.evidence) or 'No evidence named'}; {read}; {tried}", 2, 4)
    for attested in facts.attested:
        by = f"attested by {attested.by} on {attested.on}" if attested.stands else "not attested"
        terminal.line(f"{by}: {attested.says} [attest.{attested.key}]", 2, 4)
    if facts.agreement:
        terminal.line(f"Agreement: {facts.agreement.reference} of {facts.agreement.on}", 2, 4)
    if provider.key_is:
        terminal.line(f"The key is {provider.key_is}.", 2, 4)
    for endpoint in provider.endpoints:
        terminal.line(f"{endpoint.id}: {endpoint.context_tokens:,} tokens, {_price_words(endpoint.price)}", 2, 4)
    if not provider.endpoints:
        terminal.styled(terminal.paint("  nothing is offered until a file of your own says:", AMBER))
        for hole in provider.to_fill:
            one_of = f" ({', '.join(hole.choices)})" if hole.choices else ""
            wish = ", for one model" if hole.optional else ""
            terminal.line(f"[fill_in] {hole.key}: {hole.says}{one_of}{wish}", 4, 6)
        if not any(hole.optional for hole in provider.to_fill):
            rule = f", {provider.model_rule}" if provider.model_rule else ""
            terminal.line(f"[models.NAME]: a model{rule}, with context_tokens and max_output_tokens", 4, 6)


def _price_words(price: Price | None) -> str:
    if price is None:
        return "price not known"
    words = f"{price.input_per_million:g} / {price.output_per_million:g} {price.currency} per million in / out"
    if price.dearer_above is not None:
        words += f", more above {price.dearer_above:,}"
    return f"{words}, read on {price.read_on}"


def _build(provider: Provider, model: str, asked: ModelRequest, terminal: Terminal, *, as_json: bool) -> int:
    endpoint = provider.endpoint_for(model)
    most = min(asked.max_output_tokens, endpoint.max_output_tokens or asked.max_output_tokens)
    request = ModelRequest(
        endpoint.model, asked.messages, most, json_schema=asked.json_schema, stream=asked.stream
    )
    outgoing = wire_format(provider.wire, provider.omit).build(endpoint, request)
    if as_json:
        fields = {
            "provider": provider.id,
            "endpoint": endpoint.id,
            "offered": endpoint in provider.endpoints,
            "method": outgoing.method,
            "url": outgoing.url,
            "headers": dict(outgoing.headers),
            "secret_headers": list(outgoing.secret_headers),
            "body": outgoing.body.decode(),
            "body_sha256": outgoing.body_sha256,
        }
        JsonLines().write("request", fields)
        return Exit.DONE
    terminal.line(f"{outgoing.method} {outgoing.url}")
    for name, value in outgoing.headers:
        terminal.line(f"{name}: {value}")
    for name in outgoing.secret_headers:
        terminal.line(f"{name}: (the key, added when it is sent)")
    terminal.line()
    terminal.raw(outgoing.body.decode() + "\n")
    terminal.line()
    words = f"{len(outgoing.body):,} bytes, SHA-256 {outgoing.body_sha256}. Nothing was sent."
    terminal.styled(terminal.paint(words, DIM))
    return Exit.DONE


def _read_request(path: Path) -> ModelRequest:
    """Our own words for a request, from a file. `stream` is true when it is missing, `json_schema` is none."""
    try:
        value = parse(path.read_text("utf-8"))
    except OSError as error:
        raise UserFacingError(f"{path} cannot be read: {error.strerror}.", "Check the name.") from error
    except (UnicodeDecodeError, NotJsonError) as error:
        raise _wrong(path, f"it is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise _wrong(path, "it must be an object")
    if unknown := sorted(set(value) - _REQUEST_KEYS):
        raise _wrong(path, f"{unknown[0]}: there is no such key")
    messages = value.get("messages")
    if not isinstance(messages, list) or not messages:
        raise _wrong(path, "messages: a list of messages is needed")
    return ModelRequest(
        model="",
        messages=tuple(_message(path, index, message) for index, message in enumerate(messages)),
        max_output_tokens=_count(path, value),
        json_schema=_schema(path, value),
        stream=_stream(path, value),
    )


def _message(path: Path, index: int, value: JsonValue) -> Message:
    if isinstance(value, dict) and set(value) == {"role", "content"}:
        role, content = value["role"], value["content"]
        if isinstance(role, str) and role in set(Role) and isinstance(content, str):
            return Message(Role(role), content)
    raise _wrong(
        path, f"messages[{index}]: must be a role ({', '.join(Role)}) and a content, which is text, and no more"
    )


def _count(path: Path, value: JsonObject) -> int:
    count = value.get("max_output_tokens")
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise _wrong(path, "max_output_tokens: a whole number above 0 is needed")
    return count


def _schema(path: Path, value: JsonObject) -> Mapping[str, JsonValue] | None:
    schema = value.get("json_schema")
    if schema is not None and not isinstance(schema, dict):
        raise _wrong(path, "json_schema: must be an object")
    return schema


def _stream(path: Path, value: JsonObject) -> bool:
    stream = value.get("stream", True)
    if not isinstance(stream, bool):
        raise _wrong(path, "stream: must be true or false")
    return stream


def _wrong(path: Path, why: str) -> UserFacingError:
    keys = json.dumps(sorted(_REQUEST_KEYS))
    return UserFacingError(f"{path.name} is no request: {why}.", f"Its keys are {keys}.")


COMMAND = Command("providers", "Show what the provider files say, or what would be sent.", _arguments, _run)
