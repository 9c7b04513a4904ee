"""So many sockets opened at once at one process: each is answered, and pages are meanwhile."""

import asyncio
import time
from collections import Counter
from http import HTTPStatus

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from market.runtime.descriptors import RESERVE, raise_limit
from trial import world
from trial.checks import NotHealthy
from trial.site import Site

OF_ONE = 150  # sockets of one person, below what one may have
PATIENCE = 300.0  # seconds
PAGE_WITHIN = 30.0  # seconds


async def crowd(site: Site, *, sockets: int) -> None:
    """Open them, ask each for an answer, look at a page, and close them. Raises NotHealthy."""
    began, sockets = time.monotonic(), min(sockets, raise_limit() - RESERVE)
    members = await asyncio.to_thread(world.build_circle, -(-sockets // OF_ONE) + 1)
    trouble: Counter[str] = Counter()
    there: list[ClientConnection] = []

    async def come(place: int) -> None:
        headers = {"Cookie": f"sessionid={members[place // OF_ONE].session}"}
        address = f"ws://127.0.0.1:{site.sockets_a.port}/ws/"
        try:
            opening = connect(address, additional_headers=headers, open_timeout=PATIENCE, compression=None)
            there.append(socket := await opening)
            await _answer(socket)
        except (OSError, WebSocketException, TimeoutError) as error:
            trouble[f"{type(error).__name__}: {error}"] += 1

    coming = asyncio.gather(*(come(place) for place in range(sockets)))
    try:
        await asyncio.sleep(1)
        # In a thread: this loop is busy with opening.
        page = await asyncio.to_thread(httpx.get, f"{site.address}/jobs/", timeout=PAGE_WITHIN)
        await coming
        seconds = time.monotonic() - began
    finally:
        await asyncio.gather(*(socket.close() for socket in there))  # one after the other takes five times as long
    print(f"{'':20}{sockets} sockets opened at once and answered within {seconds:.0f} s", flush=True)
    if page.status_code != HTTPStatus.OK:
        raise NotHealthy(f"meanwhile a page is {page.status_code}")
    if trouble:
        raise NotHealthy(f"{trouble.total()} of {sockets} sockets: {trouble.most_common(3)}")


async def _answer(socket: ClientConnection) -> None:
    async with asyncio.timeout(PATIENCE):
        await socket.send('{"type": "ping"}')
        while '"pong"' not in str(await socket.recv()):
            pass
