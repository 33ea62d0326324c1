"""Whole tasks on LM Studio by its documented shapes, with the real program, a real model and its command line."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fakes.lmstudio_front import LINK_OFF, MODEL, LmStudioFront, install_lms, link, peer
from fakes.profile import Profile

if TYPE_CHECKING:
    from fakes.llama_server import LlamaServer

SENT = "/v1/chat/completions"


@pytest.fixture
def lm_studio(llama_server: "LlamaServer") -> Iterator[LmStudioFront]:
    with LmStudioFront(llama_server.url, llama_server.api_key, llama_server.n_ctx) as front:
        yield front


@pytest.fixture
def profile(bare_profile: Profile, lm_studio: LmStudioFront) -> Profile:
    (bare_profile.config / "settings.toml").write_text(
        "max_output_tokens = 40\n[engines]\nlmstudio_enabled = true\ncontext_tokens = 1024\n"
        f'lmstudio_url = "{lm_studio.url}"\nlmstudio_model = "{MODEL}"\n'
    )
    return bare_profile


def test_with_lm_link_off_even_restricted_work_drafts_here(
    profile: Profile, lm_studio: LmStudioFront, referral: Path
) -> None:
    install_lms(profile.home, lm_studio.port, LINK_OFF)
    told = profile.json("ask", referral, "Sammanfatta remissen", "--task", "medical")
    assert told.one("document")["class"] == "restricted"
    assert told.one("draft_started")["local"] == "local"
    assert any("LM Link is switched off" in check for check in told.one("draft_started")["checks"])
    draft = told.one("draft")
    assert (draft["lane"], draft["endpoint"]) == ("device", "lm-studio")
    assert draft["text"].strip()
    assert len(lm_studio.asked(SENT)) == 1


def test_where_it_cannot_be_told_restricted_work_is_not_given_to_it(
    profile: Profile, lm_studio: LmStudioFront, referral: Path, note: Path
) -> None:
    refused = profile.json("ask", referral, "Sammanfatta remissen", "--task", "medical")
    assert refused.one("lane_failed")["fault"] == "not-local"
    assert lm_studio.asked(SENT) == []
    drafted = profile.json("ask", note, "When is the release?")
    assert drafted.one("draft_started")["local"] == "unprovable"  # said, and used for what need not stay
    assert drafted.one("draft")["text"].strip()
    assert len(lm_studio.asked(SENT)) == 1


def test_a_model_on_another_computer_of_the_link_gets_nothing_at_all(
    profile: Profile, lm_studio: LmStudioFront, note: Path
) -> None:
    install_lms(profile.home, lm_studio.port, link(peer("connected", MODEL)))
    told = profile.json("ask", note, "When is the release?")
    assert told.one("lane_failed")["fault"] == "remote-model"
    assert lm_studio.asked(SENT) == []
