"""Descriptors of a process from outside, and waiting for what happens a moment after it was told."""

import asyncio
import os
from pathlib import Path

import psutil
import pytest


def descriptors(pid: int) -> dict[str, str]:
    """What each open descriptor of the process leads to.

    Broker and app keep other programs of the same person out of their memory, and with that out of their list of
    descriptors: then only root can look, and the test is skipped.
    """
    folder = Path(f"/proc/{pid}/fd")
    try:
        return {link.name: os.readlink(link) for link in folder.iterdir()}
    except PermissionError:
        pytest.skip("NOT SHOWN as an ordinary user: the process hides its descriptors; only root can list them")


async def settled(process: psutil.Process, fds: int) -> None:
    """Wait until the process holds no more than `fds` descriptors; fails after three seconds."""
    async with asyncio.timeout(3):
        while len(descriptors(process.pid)) > fds:
            await asyncio.sleep(0.02)
