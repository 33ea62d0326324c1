"""Waiting for what happens a moment after it was told."""

import asyncio

import psutil


async def settled(process: psutil.Process, fds: int) -> None:
    """Wait until the process holds no more than `fds` descriptors; fails after three seconds."""
    async with asyncio.timeout(3):
        while process.num_fds() > fds:
            await asyncio.sleep(0.02)
