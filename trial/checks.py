"""Checks after a fault, and how long the site took to pass them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

from trial import world
from trial.devices import Device
from trial.site import Site

TIMEOUT = 60.0  # seconds


class NotHealthy(Exception):
    """A check failed; the text says which."""


@dataclass(frozen=True)
class HealingTimes:
    """Seconds from the end of a fault until each check passed."""

    readiness: float
    page: float
    deadline: float
    messages: float

    @property
    def last(self) -> float:
        """When the last of them passed."""
        return max(self.readiness, self.page, self.deadline, self.messages)


async def wait_until_healed(site: Site, people: Sequence[Device]) -> HealingTimes:
    """Wait for all checks in parallel. Raises NotHealthy for one that does not pass within TIMEOUT."""
    seconds = await asyncio.gather(
        _readiness(site),
        _until("pages do not answer", lambda: _page(site)),
        _deadline(),
        wait_until_crossed(people),
    )
    return HealingTimes(*seconds)


async def require_page(site: Site) -> None:
    """Raise NotHealthy if the job list does not answer with 200."""
    if not await _page(site):
        raise NotHealthy("pages do not answer")


async def wait_until_unready(site: Site, line: str) -> None:
    """Wait until /readyz of the pages reports `line` as failed. Raises NotHealthy if it never does."""

    async def says_so() -> bool:
        status, lines = await _ready(site.readiness[0])
        return status == 503 and lines.get(line) != "ok"

    await _until(f"/readyz says nothing of {line}", says_so)


async def verify_messages(devices: Sequence[Device]) -> int:
    """Check what devices that say nothing more have said: each message is stored once, and every device was told all of
    its conversations, in order. Returns how many messages there are. Raises NotHealthy.
    """
    await _until("messages are not acknowledged", lambda: _is(not any(device.outbox for device in devices)))
    conversations = {conversation for device in devices for conversation in device.held}
    stored = await asyncio.to_thread(lambda: {each: world.stored(each) for each in conversations})
    count, said = sum(count for count, _order in stored.values()), sum(device.said for device in devices)
    if count != said:
        raise NotHealthy(f"{said} messages were said, {count} are stored")

    def lack() -> int:
        return sum(stored[each][0] - held for device in devices for each, held in device.held.items())

    await _until("somebody lacks messages", lambda: _is(not lack()))
    for device in devices:
        if any(device.order_of(each) != stored[each][1] for each in device.held):
            device.troubles.append("it was told another order")
    if troubles := [f"{device.place}: {trouble}" for device in devices for trouble in device.troubles]:
        raise NotHealthy(f"{len(troubles)} troubles of devices: {'; '.join(troubles[:3])}")
    return count


async def _until(trouble: str, is_so: Callable[[], Awaitable[bool]]) -> float:
    """Seconds until the check passes. Raises NotHealthy with `trouble`."""
    began = time.monotonic()
    while not await is_so():
        if time.monotonic() - began > TIMEOUT:
            raise NotHealthy(f"{trouble} after {TIMEOUT:.0f} s")
        await asyncio.sleep(0.2)
    return time.monotonic() - began


async def _is(condition: bool) -> bool:
    return condition


async def _readiness(site: Site) -> float:
    failed: dict[str, str] = {}

    async def is_whole() -> bool:
        answers = await asyncio.gather(*(_ready(address) for address in site.readiness))
        failed.clear()
        for _status, lines in answers:
            failed.update({name: text for name, text in lines.items() if text != "ok"})
        return all(status == 200 for status, _lines in answers)

    try:
        return await _until("/readyz is not whole", is_whole)
    except NotHealthy as trouble:
        raise NotHealthy(f"{trouble}: {failed}") from trouble


async def _ready(address: str) -> tuple[int, dict[str, str]]:
    try:
        async with httpx.AsyncClient(timeout=3) as client:
            answer = await client.get(address)
            return answer.status_code, answer.json()
    except (httpx.HTTPError, ValueError):
        return 0, {}


async def _page(site: Site) -> bool:
    try:
        async with httpx.AsyncClient(timeout=5) as client:
            return (await client.get(f"{site.address}/jobs/")).status_code == 200
    except httpx.HTTPError:
        return False


async def _deadline() -> float:
    """Seconds until a job whose days are over is ended."""
    began = time.monotonic()
    job = await _retry(world.end_job)
    await _until("no deadline is processed", lambda: asyncio.to_thread(world.is_ended, job))
    return time.monotonic() - began


async def _retry(act: Callable[[], int]) -> int:
    """The result of a database call, retried while the database may still be starting."""
    for _attempt in range(int(TIMEOUT)):
        try:
            return await asyncio.to_thread(act)
        except Exception:  # noqa: BLE001, S112  # whatever the driver says of a server that starts
            await asyncio.sleep(1)
    raise NotHealthy("the database does not come back")


async def wait_until_crossed(people: Sequence[Device]) -> float:
    """Seconds until a new message of each of the first two, who sit at two processes, was shown to all people, who sit
    at both. Raises NotHealthy."""

    async def crosses(sender: Device) -> float:
        conversation = next(iter(sender.held))
        sender.say(conversation)
        number, place = sender.said, (conversation, sender.place)
        return await _until(
            f"a message of {sender.place} is not shown to all",
            lambda: _is(all(person.heard.get(place, 0) >= number for person in people)),
        )

    return max(await asyncio.gather(*map(crosses, people[:2])))
