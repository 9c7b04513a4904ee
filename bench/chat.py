"""The goals P8, P9 and the sockets' part of M1: conversations, beside a stock chat by Channels and beside Centrifugo.

Every server has one processor, its database and Redis with it; the load comes from the other (`chat_clients`). The site
and Channels keep a message before they tell it; Centrifugo keeps none, so it shows what sockets alone cost.
"""

import resource
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.chat_servers import (
    SPARE,
    Chat,
    Clients,
    beside,
    centrifugo,
    connected,
    own,
    people_of,
    processor_seconds,
    stock,
)
from bench.load import Rounds, latencies, percentile
from bench.place import Site, site
from bench.results import Result, Run

SMALL = 2_000
TALKERS = 400  # in conversations of two
USUAL, MUCH = 1000, 4000  # messages a second
P50, P99, TIMES = 1.0, 4.0, 4.0
HELD = 0.98  # of the rate, until the last message is seen
KILOBYTE, MOST_KILOBYTES = 1024, 25
WARM, SETTLE = 100, 3.0  # sockets opened before the first count; seconds after which memory is counted
PAGES, PAGE_TIMES = 20, 2.0  # a second; how much longer they may take beside idle sockets
BESIDE = 100  # messages a second beside pages
PATHS = ["/jobs/", "/talent/", "/my-work/"]
NAMES = {"site": "the site", "channels": "stock Channels", "centrifugo": "Centrifugo"}
Phases = list[dict[str, Any]]  # of each round, what became of each phase
Answers = dict[str, Phases]  # by server


def p8(run: Run) -> Iterator[Result]:
    """Messages from sending until they are seen, as many as are usual, as are wanted, and as it takes."""
    with site(SMALL) as place:
        people = people_of(place, TALKERS)
        with beside(own(place, people, with_worker=False), stock(place, people), centrifugo(place, people)) as (
            chats,
            missing,
        ):
            answers = _talked(run, chats)
    yield from _compared(answers.pop("site"), answers)
    yield from _not_measured("P8", missing)


def _compared(ours: Phases, others: Answers) -> Iterator[Result]:
    """The rows of P8."""
    p50, p99 = (median(_each(ours, "usual", name)) for name in ("p50", "p99"))
    what, wanted = f"{USUAL} messages/s, send to seen, p50 / p99 ms", f"≤ {P50:g} / {P99:g}"
    yield Result("P8", what, _times(ours), "", None, wanted, p50 <= P50 and p99 <= P99)
    for name, rounds in others.items():
        ratio = round(p50 / max(median(_each(rounds, "usual", "p50")), 0.01), 2)
        yield Result("P8", f"the same beside {NAMES[name]}", _times(ours), _times(rounds), ratio, "", None)
    held = Rounds(tuple(_each(ours, "much", "rate")))
    share = held.median / MUCH
    yield Result("P8", f"messages/s seen of {MUCH} sent", str(held), str(MUCH), round(share, 2), "held", share >= HELD)
    for name, rounds in others.items():
        yield _faster("messages/s, as many as it takes,", name, "rate", ours, rounds)
        yield _faster("the same for a second of processor time,", name, "by_processor", ours, rounds)
    failed = sum(int(answer["lost"] + answer["errors"]) for each in ours for answer in each.values())
    yield Result("P8", "messages lost or refused", str(failed), "", None, "0", not failed)


def _faster(what: str, name: str, fact: str, ours: Phases, rounds: Phases) -> Result:
    own_rates, reference = (Rounds(tuple(_each(each, "flood", fact))) for each in (ours, rounds))
    wanted, title = f"≥ {TIMES:g} x" if name == "channels" else "", f"{what} beside {NAMES[name]}"
    if reference.median < 1:  # a machine so busy that it saw none within a round
        return Result("P8", title, str(own_rates), str(reference), None, wanted, None)
    ratio = own_rates.median / reference.median
    is_met = ratio >= TIMES if wanted else None
    return Result("P8", title, str(own_rates), str(reference), round(ratio, 2), wanted, is_met)


def _talked(run: Run, chats: list[Chat]) -> Answers:
    """What each answered in each round. They take turns, and each round has new sockets."""
    answers: Answers = {chat.protocol: [] for chat in chats}
    for _ in range(run.rounds):
        for chat in chats:
            with connected(chat, TALKERS) as clients:
                clients.do("pace", rate=USUAL // 2, seconds=1)  # warms
                phases = {"flood": _flood(clients, run.seconds)}
                if chat.protocol == "site":
                    phases["much"] = clients.do("pace", rate=MUCH, seconds=run.seconds)
                phases["usual"] = clients.do("pace", rate=USUAL, seconds=run.seconds)
                answers[chat.protocol].append(phases)
    return answers


def _flood(clients: Clients, seconds: int) -> dict[str, Any]:
    """As many as it takes; with how many for each second of processor time, which other load disturbs less."""
    before = processor_seconds(clients)
    answer = clients.do("flood", seconds=seconds)
    return {**answer, "by_processor": answer["seen"] / max(processor_seconds(clients) - before, 0.01)}


def _each(rounds: Phases, phase: str, name: str) -> list[float]:
    return [each[phase][name] for each in rounds]


def _times(rounds: Phases) -> str:
    p50, p99 = (_each(rounds, "usual", name) for name in ("p50", "p99"))
    return f"{median(p50):.1f} / {median(p99):.1f} ({min(p99):.1f}-{max(p99):.1f})"


def _not_measured(goal: str, missing: list[str]) -> Iterator[Result]:
    for reason in missing:
        yield Result(goal, "beside another server", "not measured", reason, None, "", None)


def p9(run: Run) -> Iterator[Result]:
    """Memory of idle sockets by the kernel's count, as programs and as browsers open them; pages beside them."""
    if few := _too_few_files(run.sockets):
        yield few
        return
    with site(SMALL) as place:
        people = people_of(place, run.sockets)
        with own(place, people, with_worker=True) as chat:
            bare = _bytes_each(chat, run.sockets)
            yield from _pages_beside(run, place, chat)
        with own(
            place, people, with_worker=True
        ) as chat:  # anew: what was freed would be filled again, and not counted
            compressed = _bytes_each(chat, run.sockets, is_compressed=True)
        others, missing = dict[str, float](), list[str]()
        for server in (stock(place, people), centrifugo(place, people)):
            with beside(server) as (chats, reasons):
                missing += reasons
                others |= {each.protocol: _bytes_each(each, run.sockets) for each in chats}
    yield _memory(run, "", bare, None, "")
    yield _memory(run, ", compressing as browsers ask", compressed, None, "")
    for name, each in others.items():
        yield _memory(run, "", bare, each, name)
    yield from _not_measured("P9", missing)


def _bytes_each(chat: Chat, count: int, *, is_compressed: bool = False) -> float:
    """What a socket adds to the server's memory: what opening the first ones loads is not counted."""
    with connected(chat, WARM):
        time.sleep(1)
    time.sleep(1)
    before = chat.bytes_held
    with connected(chat, count, is_compressed=is_compressed):
        time.sleep(SETTLE)
        return (chat.bytes_held - before) / count


def _memory(run: Run, how: str, ours: float, reference: float | None, name: str) -> Result:
    beside_it = f", beside {NAMES[name]}" if name else ""
    what = f"KB of each of {run.sockets} idle sockets{how}{beside_it}"
    shown = f"{ours / KILOBYTE:.1f}"
    if reference is None:
        is_met = ours <= MOST_KILOBYTES * KILOBYTE
        ratio = round(ours / KILOBYTE / MOST_KILOBYTES, 2)
        return Result("P9", what, shown, str(MOST_KILOBYTES), ratio, f"≤ {MOST_KILOBYTES}", is_met)
    return Result("P9", what, shown, f"{reference / KILOBYTE:.1f}", round(ours / reference, 2), "", None)


def _pages_beside(run: Run, place: Site, chat: Chat) -> Iterator[Result]:
    """Pages with idle sockets, beside the same before and after."""

    def pages() -> list[float]:
        return latencies(chat.server.address, PATHS, place.signed_in, rate=PAGES, seconds=run.seconds)

    def rounds() -> list[float]:
        return [ms for _ in range(run.rounds) for ms in pages()]

    pages()
    alone = rounds()
    with connected(chat, run.sockets):
        with_sockets = rounds()
    alone += rounds()
    for name, hundredth in (("median", 50), ("p99", 99)):
        ours, reference = percentile(with_sockets, hundredth), percentile(alone, hundredth)
        what = f"page, {name} ms at {PAGES}/s, beside {run.sockets} idle sockets and without"
        ratio = ours / reference
        yield Result(
            "P9", what, f"{ours:.1f}", f"{reference:.1f}", round(ratio, 2), f"≤ {PAGE_TIMES:g} x", ratio <= PAGE_TIMES
        )


def m1(run: Run) -> Iterator[Result]:
    """Sockets, messages and pages at once: nothing is lost, refused or closed."""
    if few := _too_few_files(run.sockets):
        yield few
        return
    with (
        site(SMALL) as place,
        own(place, people_of(place, run.sockets), with_worker=True) as chat,
        connected(chat, run.sockets) as clients,
    ):
        answer, times = _at_once(run, place, chat, clients)
    failed = answer["lost"] + answer["errors"]
    what = f"{run.sockets} sockets, {BESIDE} messages/s, {PAGES} pages/s: lost, refused or closed"
    yield Result("M1", what, str(failed), "", None, "0", not failed)
    shown = f"{answer['p50']:.1f} / {answer['p99']:.1f}"
    yield Result("M1", "send to seen, p50 / p99 ms, meanwhile", shown, "", None, "", None)
    pages = f"{percentile(times, 50):.1f} / {percentile(times, 99):.1f}"
    yield Result("M1", "page, p50 / p99 ms, meanwhile", pages, "", None, "", None)


def _at_once(run: Run, place: Site, chat: Chat, clients: Clients) -> tuple[dict[str, Any], list[float]]:
    """What became of the messages, and how long pages took, which all had to be whole."""
    seconds = run.rounds * run.seconds
    clients.begin("pace", rate=BESIDE, seconds=seconds)
    times = latencies(chat.server.address, PATHS, place.signed_in, rate=PAGES, seconds=seconds)
    return clients.answer(), times


def _too_few_files(sockets: int) -> Result | None:
    """Why so many sockets cannot be held here, if they cannot."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY or most >= sockets + SPARE:
        return None
    what = f"{sockets} sockets"
    return Result("P9", what, "not measured", f"this machine allows {most} open files: --sockets N", None, "", None)
