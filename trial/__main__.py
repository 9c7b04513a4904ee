"""`python -m trial [--short] [--within SECONDS] [--sockets N] [--messages N] [--kills N] [FAULT …]`: breaks a site of
several processes; does it heal?

It passes when after each fault, within ten seconds (or `--within`), /readyz is whole, pages answer, a deadline is
processed and messages cross from one process to the other, and when nothing that was acknowledged is lost, doubled or
out of order. The fault `crowd` is so many sockets that are opened at once (10,000; with `--short` 1,000), `storm` so
many messages of restless devices (20,000), while one part after the other dies, `money` so many deaths of PostgreSQL
(200; with `--short` 10) while people pay, `restore` the database put back to a moment of its past.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from trial import world
from trial.checks import NotHealthy, verify_messages, wait_until_crossed, wait_until_healed
from trial.crowd import crowd
from trial.devices import Writer
from trial.faults import ALL, SHORT, Fault
from trial.money import money, restore
from trial.site import Site, site, small_disk
from trial.storm import storm

EVERY = (*ALL, "crowd", "storm", "money", "restore")


def main() -> int:
    """Try each fault. Returns 0 if the site healed from all of them, 1 otherwise; then its logs stay."""
    parser = argparse.ArgumentParser(prog="trial", description=__doc__)
    parser.add_argument("faults", nargs="*", type=_fault, metavar="FAULT", help=f"{' '.join(EVERY)} (default: all)")
    parser.add_argument("--short", action="store_true", help=f"only {' '.join(SHORT)}")
    parser.add_argument("--within", type=float, default=10.0, help="seconds in which the site must heal (default 10)")
    parser.add_argument("--sockets", type=int, help="of the crowd (default 10000, or 1000 with --short)")
    parser.add_argument("--messages", type=int, default=20_000, help="of the storm (default 20000)")
    parser.add_argument("--kills", type=int, help="of PostgreSQL while people pay (default 200, or 10 with --short)")
    options = parser.parse_args()
    names = options.faults or list(SHORT if options.short else EVERY)
    folder = Path(tempfile.mkdtemp(prefix="amar-kaj-trial-"))
    folder.chmod(0o755)  # PostgreSQL's account passes through it
    (folder / "data").mkdir()
    with ExitStack() as stack:
        if "disk-is-full" in names and not stack.enter_context(small_disk(folder / "data")):
            names.remove("disk-is-full")
            print("disk-is-full is left out: only root can mount a small disk.")
        whole = stack.enter_context(site(folder))
        is_whole = asyncio.run(try_all(whole, names, options))
    if is_whole:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"The logs are in {folder}.")
    return 0 if is_whole else 1


def _fault(name: str) -> str:
    if name not in EVERY:
        raise argparse.ArgumentTypeError(f"{name} is no fault: choose from {' '.join(EVERY)}")
    return name


async def try_all(whole: Site, names: Sequence[str], options: argparse.Namespace) -> bool:
    """Let two people write to each other while others read, and cause each fault. Returns whether the site healed each
    time."""
    world_data = await asyncio.to_thread(world.build, whole.env)
    address = f"ws://127.0.0.1:{whole.nginx.port}/ws/"
    people = [
        Writer(place, lambda side="ab"[place % 2]: f"{address}?by={side}", session, [world_data.conversation])  # type: ignore[misc]
        for place, session in enumerate(world_data.sessions)
    ]
    living = [asyncio.create_task(act()) for person in people for act in (person.live, person.write)]
    faults: dict[str, Fault] = {
        **ALL,
        "crowd": partial(crowd, sockets=options.sockets or (1000 if options.short else 10_000)),
        "storm": partial(
            storm,
            messages=options.messages,
            redis_is_away=3 if options.short else 60,
            after_each=partial(wait_until_crossed, people),
        ),
        "money": partial(money, kills=options.kills or (10 if options.short else 200)),
        "restore": restore,
    }
    results = [await _try_fault(whole, name, faults[name], people, options.within) for name in names]
    for task in living:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return all(results)


async def _try_fault(whole: Site, name: str, fault: Fault, people: Sequence[Writer], within: float) -> bool:
    began = time.monotonic()
    try:
        for person in people[:2]:
            person.is_writing = True
        await fault(whole)
        times = await wait_until_healed(whole, people)
        for person in people:
            person.is_writing = False
        count = await verify_messages(people)
    except NotHealthy as trouble:
        print(f"{name:20}FAILED: {trouble}", flush=True)
        return False
    finally:
        whole.mail.heal()
    is_in_time = times.last <= within
    verdict = "healed" if is_in_time else f"FAILED: later than {within:.0f} s"
    print(
        f"{name:20}{verdict}: ready {times.readiness:.1f} s, page {times.page:.1f} s, deadline {times.deadline:.1f} s, "
        f"messages {times.messages:.1f} s; {count} messages, none lost; {time.monotonic() - began:.0f} s in all",
        flush=True,
    )
    return is_in_time


if __name__ == "__main__":
    sys.exit(main())
