"""A storm of messages, some with files: restless devices write over two processes, while these, Redis and PostgreSQL
are killed and restarted. None may be lost, doubled or reordered, and files come whole."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

import httpx

from trial import faults, world
from trial.checks import NotHealthy, verify_messages
from trial.devices import Device, name_of
from trial.services import Service
from trial.site import Site
from trial.uploads import content_of, fetch, upload

PEOPLE = 100  # each with a phone at one process and a laptop at the other
WINDOW = 10  # messages of a device that wait for their acknowledgement
FILES_EVERY = 100  # messages of a device
LASTS = 25  # seconds at least, that the strikes come in the middle of it
A_SECOND, AT_ONCE = 30, 120  # messages of a device at most: fewer than a socket may send, also with those sent twice
UPLOADS_AT_ONCE = 4
Strike = tuple[str, Callable[[], Awaitable[None]]]


class StormDevice(Device):
    """Says `left` more messages, some with files, as fast as they are acknowledged and it may, but for those in reserve
    for what is to come."""

    token: str
    left: int
    reserve = 0.0
    a_second: float
    ready: dict[int, str]  # files that are there, by the number of their message
    _allowance, _since = 0.0, float("inf")

    def more(self) -> None:
        """Say what the window, the rate and the files let it say."""
        now = time.monotonic()
        self._allowance = min(AT_ONCE, self._allowance + max(0, now - self._since) * self.a_second)
        self._since = now
        while self.left > self.reserve and len(self.outbox) < WINDOW and self._allowance >= 1:
            number, files = self.said + 1, []
            if number % FILES_EVERY == 0:
                if number not in self.ready:
                    return  # what follows waits, too
                files = [self.ready.pop(number)]
            self._allowance, self.left = self._allowance - 1, self.left - 1
            self.say(list(self.held)[number % 2], files)


async def storm(
    site: Site, *, messages: int, redis_is_away: float, after_each: Callable[[], Awaitable[object]]
) -> None:
    """So many messages, and a look `after_each` strike. Raises NotHealthy for what went wrong."""
    began = time.monotonic()
    attached: dict[str, Sequence[str]] = {}
    members = await asyncio.to_thread(world.build_circle, PEOPLE)
    devices = _devices(site, members, messages, attached)
    living = [asyncio.create_task(device.live()) for device in devices]
    living.append(asyncio.create_task(_upload_all(site, devices, attached)))
    try:
        strikes = _strikes(site, devices, redis_is_away) * max(1, messages // 100_000)
        await _strike_all(strikes, devices, messages, after_each)
        count = await verify_messages(devices)
    finally:
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
    await _verify_files(site, members, attached)
    openings, seconds = sum(device.openings for device in devices), time.monotonic() - began
    print(
        f"{'':20}{count} messages of {len(devices)} devices, {len(attached)} with files, in {seconds:.0f} s, "
        f"{openings} connections: none lost, doubled or reordered, files whole",
        flush=True,
    )


def _devices(
    site: Site, members: Sequence[world.Member], messages: int, attached: Mapping[str, Sequence[str]]
) -> list[StormDevice]:
    address, devices = f"ws://127.0.0.1:{site.nginx.port}/ws/", []
    for place in range(2 * len(members)):
        member, side = members[place // 2], "ab"[place % 2]
        chance = random.Random(place)  # the same storm each time
        device = StormDevice(
            1000 + place,
            lambda side=side: f"{address}?by={side}",  # type: ignore[misc]
            member.session,
            member.conversations,
            chance=chance,
            attached=attached,
        )
        device.token, device.ready = member.token, {}
        device.left = messages // (2 * len(members)) + (place < messages % (2 * len(members)))
        device.a_second = min(A_SECOND, max(1.0, device.left / LASTS))
        devices.append(device)
    return devices


async def _upload_all(site: Site, devices: Sequence[StormDevice], attached: dict[str, Sequence[str]]) -> None:
    """Upload the files of all messages, first those that are sent first."""
    turns = asyncio.Semaphore(UPLOADS_AT_ONCE)

    async def upload_one(client: httpx.AsyncClient, device: StormDevice, number: int) -> None:
        name = name_of(device.place, number)
        async with turns:
            key = await upload(client, device.token, content_of(name))
        attached[name] = (key,)
        device.ready[number] = key

    most = max(device.left for device in devices)
    async with httpx.AsyncClient(base_url=site.address, timeout=10) as client:
        for number in range(FILES_EVERY, most + 1, FILES_EVERY):
            some = [device for device in devices if device.said + device.left >= number]
            await asyncio.gather(*(upload_one(client, device, number) for device in some))


def _strikes(site: Site, devices: Sequence[StormDevice], redis_is_away: float) -> list[Strike]:
    return [
        ("a process of sockets dies", lambda: faults.sockets_die(site)),
        (f"Redis is away for {redis_is_away:.0f} s", lambda: _without_redis(site, redis_is_away, devices)),
        ("PostgreSQL dies", lambda: faults.dies(site.postgresql, 1)),
        ("one process of sockets restarts", lambda: _restart(site.sockets_a)),
        ("the other one restarts", lambda: _restart(site.sockets_b)),
        ("connections to PostgreSQL are cut", lambda: faults.backends_die(site)),
    ]


async def _strike_all(
    strikes: Sequence[Strike],
    devices: Sequence[StormDevice],
    messages: int,
    after_each: Callable[[], Awaitable[object]],
) -> None:
    """One strike after the other, spread over the storm; return when everything is said. Raises NotHealthy."""

    def done() -> int:
        return messages - sum(device.left + len(device.outbox) for device in devices)

    for number, (what, strike) in enumerate(strikes):
        for device in devices:
            device.reserve = (len(strikes) - number - 1) * messages / len(devices) / len(strikes)
        await _reach(done, messages * (number + 0.5) / len(strikes))
        print(f"{'':20}{done():>9} messages acknowledged: {what}", flush=True)
        await strike()
        await after_each()
    await _reach(done, messages)


async def _reach(done: Callable[[], int], count: float) -> None:
    """Wait until so many are acknowledged. Raises NotHealthy if they come no further for a minute."""
    last, since = done(), time.monotonic()
    while done() < count:
        await asyncio.sleep(0.05)
        if done() != last:
            last, since = done(), time.monotonic()
        if time.monotonic() - since > 60:
            raise NotHealthy(f"only {last} messages are acknowledged")


async def _without_redis(site: Site, seconds: float, devices: Sequence[StormDevice]) -> None:
    """Redis dies and comes back later; meanwhile messages reach the other process. Raises NotHealthy if they do not."""

    def crossed() -> int:
        return sum(
            number
            for device in devices
            for (_conversation, place), number in device.heard.items()
            if place % 2 != device.place % 2
        )

    await asyncio.to_thread(site.redis.kill)
    await asyncio.sleep(min(1, seconds / 2))  # what was on its way
    before = crossed()
    await asyncio.sleep(seconds)
    has_crossed = crossed() > before
    await asyncio.to_thread(site.redis.start)
    if not has_crossed:
        raise NotHealthy("without Redis no message reaches the other process")


async def _restart(service: Service) -> None:
    await asyncio.to_thread(service.stop)
    await asyncio.to_thread(service.start)


async def _verify_files(site: Site, members: Sequence[world.Member], attached: Mapping[str, Sequence[str]]) -> None:
    """The other side of the first conversation, where files are sent, reads each as it was. Raises NotHealthy."""
    async with httpx.AsyncClient(base_url=site.address, timeout=30) as client:
        for name, (key,) in attached.items():
            place = (int(name[:8], 16) - 1000) // 2
            content = await fetch(client, members[place - 1].token, key)
            if content != content_of(name):
                raise NotHealthy(f"the file of {name} is not what was sent")
