"""`python -m trial [--short] [--within SECONDS] [FAULT …]`: breaks a site of several processes; does it heal?

It passes when after each fault, within ten seconds (or `--within`), /readyz is whole, pages answer, a deadline is
processed and messages cross from one process to the other, and when nothing that was acknowledged is lost, doubled or
out of order.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from trial import world
from trial.checks import NotHealthy, verify_messages, wait_until_healed
from trial.faults import ALL, SHORT
from trial.people import Person
from trial.site import Site, site, small_disk


def main() -> int:
    """Try each fault. Returns 0 if the site healed from all of them, 1 otherwise; then its logs stay."""
    parser = argparse.ArgumentParser(prog="trial", description=__doc__)
    parser.add_argument("faults", nargs="*", type=_fault, metavar="FAULT", help=f"{' '.join(ALL)} (default: all)")
    parser.add_argument("--short", action="store_true", help=f"only {' '.join(SHORT)}")
    parser.add_argument("--within", type=float, default=10.0, help="seconds in which the site must heal (default 10)")
    options = parser.parse_args()
    names = options.faults or list(SHORT if options.short else ALL)
    folder = Path(tempfile.mkdtemp(prefix="amar-kaj-trial-"))
    folder.chmod(0o755)  # PostgreSQL's account passes through it
    with small_disk(folder) as has_small_disk:
        if not has_small_disk and "disk-is-full" in names:
            names.remove("disk-is-full")
            print("disk-is-full is left out: only root can mount a small disk.")
        with site(folder) as whole:
            is_whole = asyncio.run(try_all(whole, names, options.within))
    if is_whole:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"The logs are in {folder}.")
    return 0 if is_whole else 1


def _fault(name: str) -> str:
    if name not in ALL:
        raise argparse.ArgumentTypeError(f"{name} is no fault: choose from {' '.join(ALL)}")
    return name


async def try_all(whole: Site, names: list[str], within: float) -> bool:
    """Let two users write to each other, and cause each fault. Returns whether the site healed each time."""
    world_data = await asyncio.to_thread(world.build, whole.env)
    address = f"ws://127.0.0.1:{whole.nginx.port}/ws/"
    one, other = (
        Person(name, f"{address}?by={side}", session, world_data.conversation)
        for side, (name, session) in zip("ab", world_data.sessions.items(), strict=True)
    )
    living = [asyncio.create_task(person.live()) for person in (one, other)]
    results = [await _try_fault(whole, name, (one, other), world_data.conversation, within) for name in names]
    for task in living:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return all(results)


async def _try_fault(whole: Site, name: str, people: tuple[Person, Person], conversation: int, within: float) -> bool:
    began = time.monotonic()
    try:
        await ALL[name](whole)
        times = await wait_until_healed(whole, people)
        count = await verify_messages(whole, people, conversation)
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
