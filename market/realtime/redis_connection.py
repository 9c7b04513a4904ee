"""Two Redis connections per process, publisher and subscriber; each reconnects and reports what was lost."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
EVERYBODY = "amar-kaj:everybody"
PERSON = "amar-kaj:person:"
AT_ONCE = 500  # hints in one write, channels in one subscription
ANSWERS_WITHIN = 3.0  # seconds; then Redis counts as away
SILENCE = 2.0  # seconds without a word until the hearing line asks whether Redis is there
FIRST_WAIT, LONGEST_WAIT = 0.25, 4.0  # seconds between two tries to reach it
AWAY = (RedisError, OSError, TimeoutError, AttributeError)  # redis-py writes to a connection that was just closed


class RedisConnection(ABC):
    """Works until it is closed; whenever Redis does not answer, it waits a little longer and begins anew."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._wait, self._has_failed = FIRST_WAIT, False
        self._task = asyncio.get_running_loop().create_task(self._stay())

    async def _stay(self) -> None:
        while True:
            try:
                await self._work()
            except AWAY as away:
                if self._wait == FIRST_WAIT:
                    log.warning("Redis does not answer (%s): people on other processes get their news later.", away)
            except Exception:
                log.exception("The line to Redis failed; it begins anew.")
            self._has_failed = True
            await asyncio.sleep(self._wait)
            self._wait = min(self._wait * 2, LONGEST_WAIT)

    @abstractmethod
    async def _work(self) -> None:
        """Reach Redis and work until it does not answer any more, which is raised."""

    def _is_there(self) -> None:
        if self._wait != FIRST_WAIT:
            self._wait = FIRST_WAIT
            log.warning("Redis answers again.")

    def _redis(self) -> Redis:
        """A client that tries nothing twice: what a cut has cost must be known here."""
        return Redis.from_url(
            self._url,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=ANSWERS_WITHIN,
            socket_timeout=ANSWERS_WITHIN,
            decode_responses=True,
        )

    async def close(self, seconds: float) -> None:
        """End it, after what waits has gone out or the seconds are over."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


class Subscriber(RedisConnection):
    """Hears what is said to the people it wants, and to everybody.

    `take(user_id, text)` gets each (None: to everybody). `missed(user_ids, certain)` is called with those whose
    channel Redis has just confirmed: what was said before, nobody heard. Confirmed anew, the line was cut.
    """

    def __init__(
        self, url: str, take: Callable[[int | None, str], None], missed: Callable[[list[int] | None, bool], None]
    ) -> None:
        self._take, self._missed = take, missed
        self._wanted: set[str] = set()
        self._confirmed: set[str] = set()
        self._pubsub: PubSub | None = None
        self._changed = asyncio.Event()
        super().__init__(url)

    def want(self, user_id: int, wanted: bool) -> None:
        """Subscribe to a user's hints, or unsubscribe."""
        channel = f"{PERSON}{user_id}"
        if wanted:
            self._wanted.add(channel)
        else:
            self._wanted.discard(channel)
        self._changed.set()

    async def _work(self) -> None:
        if self._has_failed:  # who came while Redis was away has missed what was said then
            self._confirmed |= self._wanted
        async with self._redis() as redis, redis.pubsub() as pubsub:
            async with asyncio.timeout(ANSWERS_WITHIN):
                await pubsub.subscribe(EVERYBODY)
            asking = asyncio.create_task(self._ask_for_what_is_wanted(pubsub))
            hearing = asyncio.create_task(self._hear(pubsub))
            try:
                await asyncio.wait({asking, hearing}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                asking.cancel()
                hearing.cancel()
                ended = await asyncio.gather(asking, hearing, return_exceptions=True)
            for error in ended:
                if isinstance(error, Exception):
                    raise error

    async def _ask_for_what_is_wanted(self, pubsub: PubSub) -> None:
        subscribed: set[str] = set()
        while True:
            self._changed.clear()
            self._confirmed &= self._wanted
            before, subscribed = subscribed, set(self._wanted)
            await _in_parts(pubsub.subscribe, subscribed - before)
            await _in_parts(pubsub.unsubscribe, before - subscribed)
            await self._changed.wait()

    async def _hear(self, pubsub: PubSub) -> None:
        silent = False
        while True:
            message = await pubsub.get_message(timeout=ANSWERS_WITHIN if silent else SILENCE)
            if message is not None:
                silent = False
                self._is_there()
                self._heed(message["type"], message["channel"], message["data"])
            elif silent:
                raise TimeoutError("it says nothing")
            else:
                silent = True
                await pubsub.ping()

    def _heed(self, kind: str, channel: str, data: str) -> None:
        user_id = int(channel.removeprefix(PERSON)) if channel and channel.startswith(PERSON) else None
        if kind == "message":
            self._take(user_id, data)
        elif kind == "subscribe" and user_id is not None and channel in self._wanted:
            self._missed([user_id], channel in self._confirmed)
            self._confirmed.add(channel)


class Publisher(RedisConnection):
    """Says to people's channels what it is given, in order. What it could not say it tells everybody afterwards:
    `lost` is that word.
    """

    def __init__(self, url: str, lost: str, most: int) -> None:
        self._lost, self._most = lost, most
        self._waiting: deque[tuple[str, str]] = deque()
        self._has_lost = False
        self._more, self._done = asyncio.Event(), asyncio.Event()
        self._done.set()
        super().__init__(url)

    def say(self, user_ids: list[int], text: str) -> None:
        """Say this to these people."""
        if self._has_lost or len(self._waiting) >= self._most:
            self._has_lost = True  # all are looked after once Redis answers
        else:
            self._waiting.extend((f"{PERSON}{user_id}", text) for user_id in user_ids)
        self._done.clear()
        self._more.set()

    async def close(self, seconds: float) -> None:
        """Wait that long at most for what is still to be said."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._done.wait()
        await super().close(seconds)

    async def _work(self) -> None:
        async with self._redis() as redis:
            while True:
                self._more.clear()
                while self._waiting or self._has_lost:
                    await self._say_some(redis)
                self._done.set()
                await self._more.wait()

    async def _say_some(self, redis: Redis) -> None:
        had_lost, self._has_lost = self._has_lost, False
        some = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
        try:
            async with redis.pipeline(transaction=False) as pipeline:
                for channel, text in [*([(EVERYBODY, self._lost)] if had_lost else []), *some]:
                    pipeline.publish(channel, text)
                await pipeline.execute()
        except BaseException:
            self._waiting.clear()
            self._has_lost = True
            raise
        self._is_there()


async def _in_parts(act: Callable[..., Awaitable[object]], channels: set[str]) -> None:
    names = sorted(channels)
    for start in range(0, len(names), AT_ONCE):
        await act(*names[start : start + AT_ONCE])
