"""What is on this computer beyond doubt, and what is not; every look-alike we know."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeport.domain.address import Address, loopback_url, loopback_urls, parse

LOCAL = {
    "http://127.0.0.1": "http://127.0.0.1",
    "http://127.0.0.1/": "http://127.0.0.1",
    "http://127.0.0.1:80": "http://127.0.0.1",
    "http://127.0.0.1:11434": "http://127.0.0.1:11434",
    "http://127.0.0.1:11434/": "http://127.0.0.1:11434",
    "http://127.0.0.1:11434/api/chat": "http://127.0.0.1:11434/api/chat",
    "http://127.0.0.1:1/v1/models": "http://127.0.0.1:1/v1/models",
    "http://127.0.0.1:65535": "http://127.0.0.1:65535",
    "http://127.0.0.2:8080": "http://127.0.0.2:8080",
    "http://127.255.255.254:8080": "http://127.255.255.254:8080",
    "https://127.0.0.1:8443": "https://127.0.0.1:8443",
    "https://127.0.0.1:443": "https://127.0.0.1",
    "http://127.0.0.1:443": "http://127.0.0.1:443",
    "http://[::1]": "http://[::1]",
    "http://[::1]:11434": "http://[::1]:11434",
    "https://[::1]:443/v1": "https://[::1]/v1",
    "http://localhost": "http://127.0.0.1",
    "http://localhost:11434": "http://127.0.0.1:11434",
    "http://LOCALHOST:11434": "http://127.0.0.1:11434",
    "HTTP://LocalHost:1234/v1": "http://127.0.0.1:1234/v1",
    "http://localhost:11434/API/Tags": "http://127.0.0.1:11434/API/Tags",
}

NOT_LOCAL = [
    # user information, and readers that take it for the host
    "http://127.0.0.1@evil.example",
    "http://127.0.0.1:80@evil.example/",
    "http://evil.example@127.0.0.1",
    "http://user:secret@localhost:11434",
    "http://@127.0.0.1",
    "http://evil.example\\@127.0.0.1",
    "http://127.0.0.1\\evil.example",
    "http:\\\\127.0.0.1",
    # escapes
    "http://127.0.0.1%2eevil.example",
    "http://127.0.0.1%00.evil.example",
    "http://%31%32%37.0.0.1",
    "http://localhost%2eevil.example",
    "http://127.0.0.1/%2e%2e/x",
    "http://127.0.0.1/%2f",
    # numbers that only some readers take for 127.0.0.1
    "http://127.1",
    "http://127.0.1",
    "http://2130706433",
    "http://0x7f.1",
    "http://0x7f000001",
    "http://0x7f.0x0.0x0.0x1",
    "http://0177.0.0.1",
    "http://127.0.0.01",
    "http://127.0.0.1.",
    "http://127.0.0.256",
    "http://127.0.0.1.1",
    "http://0",
    # other ways to this computer that are not proof of it
    "http://0.0.0.0",
    "http://0.0.0.0:11434",
    "http://[::]",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://[::127.0.0.1]",
    "http://[::7f00:1]",
    "http://[64:ff9b::7f00:1]",
    "http://[0:0:0:0:0:0:0:1]",
    "http://[::0001]",
    "http://[::1%lo]",
    "http://[::1%25lo]",
    "http://[fe80::1%eth0]",
    "http://::1",
    "http://[::1",
    "http://[]",
    "http://[127.0.0.1]",
    # names
    "http://localhost.",
    "http://localhost.localdomain",
    "http://a.localhost",
    "http://localhost.evil.example",
    "http://127.0.0.1.nip.io",
    "http://127.0.0.1.evil.example",
    "http://localtest.me",
    "http://host.docker.internal:11434",
    "http://gateway.docker.internal",
    "http://ip6-localhost",
    "http://ollama.com",
    "http://ollama",
    "http://my-laptop.local",
    # characters that normalise to something else
    "http://127。0。0。1",
    "http://\uff11\uff12\uff17.0.0.1",
    "http://ⓛocalhost",
    "http://ｌｏｃａｌｈｏｓｔ",
    "http://localhoſt",
    "http://loca\u00adlhost",
    "http://local\u200bhost",
    # other addresses
    "http://192.168.1.10:11434",
    "http://10.0.0.1",
    "http://172.16.0.1",
    "http://100.64.0.1",
    "http://169.254.169.254",
    "http://128.0.0.1",
    "http://126.255.255.255",
    "http://1.1.1.1",
    "http://[fe80::1]",
    "http://[fd00::1]",
    "http://[2001:db8::1]",
    "http://[::2]",
    # the rest of the URL
    "http://127.0.0.1:0",
    "http://127.0.0.1:65536",
    "http://127.0.0.1:70000",
    "http://127.0.0.1:011434",
    "http://127.0.0.1:",
    "http://127.0.0.1:+80",
    "http://127.0.0.1:80:80",
    "http://127.0.0.1:8o",
    "http://127.0.0.1?x=1",
    "http://127.0.0.1/?x=1",
    "http://127.0.0.1/a?b",
    "http://127.0.0.1#@evil.example",
    "http://127.0.0.1/#evil",
    "http://127.0.0.1/../x",
    "http://127.0.0.1/a/./b",
    "http://127.0.0.1/a b",
    "http://127.0.0.1 ",
    " http://127.0.0.1",
    "http://127.0.0.1\n",
    "http://127.0.0.1\r\nhost: evil.example",
    "http://127.0.0.1\t",
    "http://127.0.0.1/\x00",
    "http://127.0.0.1;evil.example",
    "http://127.0.0.1,evil.example",
    "http://",
    "http:///",
    "http:/127.0.0.1",
    "http:127.0.0.1",
    "//127.0.0.1",
    "127.0.0.1:11434",
    "localhost:11434",
    "ftp://127.0.0.1",
    "file:///etc/passwd",
    "ws://127.0.0.1",
    "unix:///run/ollama.sock",
    "javascript://127.0.0.1",
    "",
    "http://" + "a" * 64,
    "http://-localhost",
    "http://local_host",
    "http://.",
    "http://..",
    "http://[::1]x",
    "http://x[::1]",
    "http://[::1]:11434:1",
]


@pytest.mark.parametrize(("url", "canonical"), LOCAL.items())
def test_canonically_written_local_addresses_are_local(url: str, canonical: str) -> None:
    assert loopback_url(url) == canonical
    assert loopback_url(canonical) == canonical


@pytest.mark.parametrize("url", NOT_LOCAL)
def test_everything_else_is_not(url: str) -> None:
    assert loopback_url(url) is None
    assert loopback_urls(url) == ()


def test_localhost_stands_for_both_and_is_never_looked_up() -> None:
    assert loopback_urls("http://localhost:11434/v1") == ("http://127.0.0.1:11434/v1", "http://[::1]:11434/v1")


def test_the_lists_are_long_enough() -> None:
    assert len(LOCAL) + len(NOT_LOCAL) >= 60
    assert len(set(NOT_LOCAL)) == len(NOT_LOCAL)


@pytest.mark.parametrize(
    ("url", "host", "port", "target"),
    [
        ("https://api.eu.mistral.ai/v1/chat/completions", "api.eu.mistral.ai", 443, "/v1/chat/completions"),
        ("https://Example.COM:8443", "example.com", 8443, ""),
        (
            "https://x.example/v1beta/models/m-1.5:streamGenerateContent?alt=sse",
            "x.example",
            443,
            "/v1beta/models/m-1.5:streamGenerateContent?alt=sse",
        ),
        ("https://x.example/model/a%3A0/invoke", "x.example", 443, "/model/a%3A0/invoke"),
        ("https://10.1.2.3/v1", "10.1.2.3", 443, "/v1"),
        ("https://[2001:db8::5]:8000/v1", "2001:db8::5", 8000, "/v1"),
        ("https://xn--bcher-kva.example", "xn--bcher-kva.example", 443, ""),
        ("https://1e100.net", "1e100.net", 443, ""),
        ("https://3com.com/", "3com.com", 443, "/"),
    ],
)
def test_plain_urls_are_read(url: str, host: str, port: int, target: str) -> None:
    address = parse(url)
    assert address is not None
    assert (address.host, address.port, address.target) == (host, port, target)
    assert parse(address.url) == address


def test_authority_has_brackets_and_leaves_a_default_port_out() -> None:
    assert Address("http", "::1", 80, "").authority == "[::1]"
    assert Address("http", "::1", 443, "/x").url == "http://[::1]:443/x"
    assert Address("https", "a.example", 443, "").authority == "a.example"


def test_literals() -> None:
    assert str(Address("http", "127.0.0.1", 1, "").literal) == "127.0.0.1"
    assert str(Address("http", "::1", 1, "").literal) == "::1"
    assert Address("http", "a.example", 1, "").literal is None


_TRICKY = st.text(alphabet="0127.:/[]@%\\?#xlocahst-e。 \t", max_size=24)


@given(_TRICKY)
def test_what_is_read_reads_the_same_elsewhere(tail: str) -> None:
    address = parse("http://" + tail)
    if address is None:
        return
    other = urlsplit("http://" + tail)
    assert other.hostname == address.host
    assert (other.port or 80) == address.port
    assert not other.username
    assert not other.fragment
    assert parse(address.url) == address


@given(st.text(alphabet="0127.:[]%@", max_size=16), st.sampled_from(["", ":11434", "/"]))
def test_local_is_only_ever_loopback(host: str, tail: str) -> None:
    for url in loopback_urls(f"http://{host}{tail}"):
        address = parse(url)
        assert address is not None
        assert address.literal is not None
        assert address.literal.is_loopback
