"""Checks after a fault, and how long the site took to pass them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from trial import world
from trial.people import Person
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


async def wait_until_healed(site: Site, people: tuple[Person, Person]) -> HealingTimes:
    """Wait for all checks in parallel. Raises NotHealthy for one that does not pass within TIMEOUT."""
    seconds = await asyncio.gather(
        _readiness(site),
        _until("pages do not answer", lambda: _page(site)),
        _deadline(),
        _crossing(people),
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


async def verify_messages(site: Site, people: tuple[Person, Person], conversation: int) -> int:
    """Pause writing; check that each acknowledged message is stored once and that both users have all, in order.

    Returns how many messages there are. Raises NotHealthy.
    """
    for person in people:
        person.is_writing = False
    await _until("messages are not acknowledged", lambda: _is(not any(person.outbox for person in people)))
    rows = await asyncio.to_thread(world.messages, conversation)
    numbers, ids = [seq for seq, _client_id in rows], {client_id for _seq, client_id in rows}
    sent = {client_id for person in people for client_id in person.acknowledged}
    if numbers != list(range(1, len(numbers) + 1)) or ids != sent or len(ids) != len(rows):
        raise NotHealthy(f"of {len(sent)} acknowledged messages {len(ids & sent)} stand in {len(rows)} rows")
    await _until("somebody lacks messages", lambda: _is(all(person.holds() == set(numbers) for person in people)))
    for person in people:
        if person.seen != sorted(person.seen):
            raise NotHealthy(f"{person.name} was told out of order")
        person.is_writing = True
    return len(rows)


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


async def _crossing(people: tuple[Person, Person]) -> float:
    """Seconds until a new message of each has been shown to the other, who sits at another process."""

    async def crosses(sender: Person, receiver: Person) -> float:
        text = f"{sender.name} crosses, message {len(sender.acknowledged)}"  # no long number: it would be masked
        await sender.say(text)
        return await _until(f"no message of {sender.name} is shown", lambda: _is(text in receiver.texts))

    one, other = people
    return max(await asyncio.gather(crosses(one, other), crosses(other, one)))
