"""What tests of the window share. Qt draws into memory: no display is needed, and pictures come out the same."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # read when Qt is loaded, which the next imports do

from homeport.ui.theme.theme import Theme

from homeport.ui.runtime import Runtime
from homeport.ui.words import Words

RESOURCES = Path(__file__).parents[2] / "resources"

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""The day of every test that says Today."""


@pytest.fixture
def words() -> Words:
    """English."""
    return Words(RESOURCES / "i18n", "en", NOW)


@pytest.fixture
def swedish() -> Words:
    """Swedish."""
    return Words(RESOURCES / "i18n", "sv", NOW)


@pytest.fixture
def theme(qapp: object) -> Theme:
    """The light theme at normal size, applied to the application."""
    theme = Theme(RESOURCES)
    theme.set_appearance("light")
    theme.set_scale(1.0)
    theme.apply(qapp)
    return theme


@pytest.fixture
def runtime(qapp: object) -> Iterator[Runtime]:
    """A running loop thread, ended after the test."""
    runtime = Runtime()
    yield runtime
    runtime.close()
