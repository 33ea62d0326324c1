"""What every test shares."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """The one event loop of the program is asyncio."""
    return "asyncio"
