"""`homeport fence`: every way out is really tried in the fenced app, stopped, and shown."""

import pytest

from fakes.profile import Profile
from homeport.adapters.system import seccomp

pytestmark = pytest.mark.skipif(not seccomp.available(), reason="this kernel takes no system-call filter")


def test_every_attempt_is_stopped_and_named(bare_profile: Profile) -> None:
    told = bare_profile.json("fence")
    assert told.code == 0, told.errors
    tried = told.of("attempt")
    assert len(tried) >= 20
    assert all(attempt["stopped"] for attempt in tried)
    names = " ".join(attempt["name"] for attempt in tried)
    for way in ("Python", "native code", "datagram", "name look-up", "child program"):
        assert way in names
    assert {attempt["by"] for attempt in tried} == {"the audit hook", "the kernel (seccomp)"}


def test_the_same_in_words(bare_profile: Profile) -> None:
    done = bare_profile.run("fence")
    assert done.returncode == 0, done.stderr
    assert "The kernel refuses internet sockets" in done.stdout
    assert "GOT OUT" not in done.stdout
