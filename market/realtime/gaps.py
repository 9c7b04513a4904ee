"""Hints that did not arrive: what sockets lack because of that is read anew, for many of them together."""

import asyncio
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

import psycopg
from psycopg_pool import PoolTimeout

from market.realtime import frames

if TYPE_CHECKING:
    from market.realtime.sockets import Socket

log = logging.getLogger(__name__)
SOON = 0.2  # seconds in which sockets gather
AT_ONCE = 200
BREATH = 0.05  # seconds between two such groups: live hints go on meanwhile


class Gaps:
    """The sockets of one process that have to be looked after. All is called on the loop's thread."""

    def __init__(self) -> None:
        self._suspected: dict[Socket, bool] = {}
        self._looking: asyncio.Task[None] | None = None

    def look(self, sockets: Iterable["Socket"], *, certain: bool) -> None:
        """Send these soon what they lack. Where hints were lost for certain they are told, with a `missed` frame: what
        a page shows besides messages it asks for anew."""
        for socket in sockets:
            self._suspected[socket] = certain or self._suspected.get(socket, False)
        if self._suspected and (self._looking is None or self._looking.done()):
            self._looking = asyncio.get_running_loop().create_task(self._look_after_all())

    async def _look_after_all(self) -> None:
        await asyncio.sleep(SOON)
        while self._suspected:
            some = [self._suspected.popitem() for _ in range(min(AT_ONCE, len(self._suspected)))]
            for certain in (True, False):
                await _look_after(
                    [each for each, is_certain in some if is_certain is certain and each.is_open], certain
                )
            await asyncio.sleep(BREATH)


async def _look_after(sockets: list["Socket"], certain: bool) -> None:
    if not sockets:
        return
    if certain:
        for socket in sockets:
            socket.put({"type": "missed"})
    for passage in frames.gaps:
        try:
            await passage(sockets, certain)
        except (psycopg.Error, PoolTimeout):
            log.warning("The database does not answer: what sockets missed is looked for at their next ping.")
        except Exception:
            log.exception("Looking for what sockets missed failed.")
