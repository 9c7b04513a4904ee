"""The goals: what is measured, its reference, and its target. P1 to P5 stand here, searches in `search`,
conversations in `chat`, bids and the ledger in `money`, codes and rolls in `attendance`, pages of the programme in
`programme`, an exam in `exams`.
"""

import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

from bench.attendance import a1
from bench.chat import m1, p8, p9
from bench.exams import a3
from bench.exposure import e1
from bench.lighthouse import l1
from bench.load import Rounds, decode_body, fetch, latencies, measure_in_turn, percentile, throughput
from bench.money import p10, p11
from bench.place import ROOT, Site, one_process, site, wsgi
from bench.programme import a2
from bench.results import Result, Run
from bench.search import p6, p7, p13

SMALL = 2_000
PORT, OTHER_PORT = 8090, 8091
LIST = "/jobs/"
PLAIN = "/how-holding-works/"
KILOBYTE = 1024
HTML_MOST, SCRIPT_MOST, CONVERSATION_SCRIPT_MOST = 14 * KILOBYTE, 20 * KILOBYTE, 25 * KILOBYTE
LIBRARY = "htmx"  # counted apart: it is not ours


def p1(run: Run) -> Iterator[Result]:
    """The signed-in list page on a WSGI worker beside the same page by ORM and Django templates, and in one process."""
    with site(SMALL) as place, wsgi(place, "market.wsgi:application", PORT) as ours:
        with wsgi(place, "bench.reference.wsgi:application", OTHER_PORT, "bench.reference.settings") as stock:
            cold, stock_rates = measure_in_turn(
                run.rounds,
                lambda: throughput(ours + LIST, place.signed_in, run.seconds),
                lambda: throughput(stock + LIST, place.signed_in, run.seconds),
            )
        yield _compare(
            "P1", "signed-in list, WSGI worker, beside stock Django, req/s", cold, stock_rates, 2.0, least=1200
        )
        tag = fetch(ours + LIST, place.signed_in)[1].get("ETag", "")
        conditional = {**place.signed_in, "If-None-Match": tag}
        (warm,) = measure_in_turn(run.rounds, lambda: throughput(ours + LIST, conditional, run.seconds))
        yield _compare("P1", "the same, asked for again and unchanged (304), beside cold", warm, cold, 1.0, least=3000)
        with one_process(place, OTHER_PORT) as combined:
            both = measure_in_turn(
                run.rounds,
                lambda: throughput(combined + LIST, place.signed_in, run.seconds),
                lambda: throughput(ours + LIST, place.signed_in, run.seconds),
            )
        yield _compare("P1", "the same in one process, beside the WSGI worker", *both, 0.8)


def p2(run: Run) -> Iterator[Result]:
    """An anonymous page from the cache and as 304, beside a stock hello view."""
    with site(SMALL) as place, wsgi(place, "market.wsgi:application", PORT) as ours:
        conditional = {"If-None-Match": fetch(ours + PLAIN, {})[1].get("ETag", "")}
        with wsgi(place, "bench.reference.wsgi:application", OTHER_PORT, "bench.reference.settings") as stock:
            full, unchanged, hello = measure_in_turn(
                run.rounds,
                lambda: throughput(ours + PLAIN, {"Accept-Encoding": "gzip"}, run.seconds),
                lambda: throughput(ours + PLAIN, {"Accept-Encoding": "gzip", **conditional}, run.seconds),
                lambda: throughput(stock + "/hello/", {}, run.seconds),
            )
        yield _compare("P2", "anonymous page from cache, beside a stock hello, req/s", full, hello, 0.6, least=6000)
        yield _compare("P2", "anonymous page by 304, beside a stock hello", unchanged, hello, 0.6, least=6000)


def p3(run: Run) -> Iterator[Result]:
    """Any page at 100 requests a second, on a large site beside a small one."""
    for name in ("list", "talent", "profile", "job", "conversation", "home"):
        with (
            site(SMALL) as small,
            site(run.rows) as large,
            wsgi(small, "market.wsgi:application", PORT) as few,
            wsgi(large, "market.wsgi:application", OTHER_PORT) as many,
        ):
            ours, reference = measure_in_turn(run.rounds, _p99(many, large, name, run), _p99(few, small, name, run))
        ratio = ours.median / reference.median
        shown = f"{ours.median:.1f} ({min(ours.rounds):.1f}-{max(ours.rounds):.1f})"
        is_met = ours.median <= 15 and ratio <= 1.3
        what = f"{name}, p99 ms at 100 req/s, {large.rows} rows beside {small.rows}"
        yield Result("P3", what, shown, f"{reference.median:.1f}", round(ratio, 2), "≤ 15 ms, ≤ 1.3 x", is_met)


def _p99(address: str, place: Site, name: str, run: Run) -> Callable[[], float]:
    paths = {
        "list": [LIST, LIST + "?topic=graphics-design", LIST + "?q=logo"],
        "talent": ["/talent/", "/talent/?topic=data-entry", "/talent/?q=excel"],
        "profile": [place.profile],
        "job": [place.job],
        "conversation": [place.conversation],
        "home": ["/", "/my-work/"],
    }[name]
    return lambda: percentile(latencies(address, paths, place.signed_in, rate=100, seconds=run.seconds * 2), 99)


def p4(run: Run) -> Iterator[Result]:
    """Bytes transferred: the page's HTML, and its scripts without the library."""
    with site(SMALL) as place, wsgi(place, "market.wsgi:application", PORT) as ours:
        for name, path in (
            ("list", LIST),
            ("profile", place.profile),
            ("job", place.job),
            ("conversation", place.conversation),
        ):
            _, _, body = fetch(ours + path, place.signed_in)
            yield _size_result(f"HTML of the {name}", len(body), HTML_MOST)
            size = sum(len(fetch(each, {})[2]) for each in _script_urls(ours, decode_body(body)))
            yield _size_result(
                f"own scripts of the {name}", size, CONVERSATION_SCRIPT_MOST if name == "conversation" else SCRIPT_MOST
            )


def _script_urls(base: str, page: str) -> list[str]:
    """URLs of the page's own scripts and of their imports."""
    waiting = [urljoin(base, url) for url in re.findall(r'<script[^>]+src="([^"]+)"', page)]
    seen: list[str] = []
    while waiting:
        address = waiting.pop()
        if address not in seen and LIBRARY not in address:
            seen.append(address)
            code = decode_body(fetch(address, {})[2])
            waiting += [urljoin(address, url) for url in re.findall(r"""(?:from|import)\s*\(?["']([^"']+)["']""", code)]
    return seen


def _size_result(what: str, size: int, most: int) -> Result:
    return Result(
        "P4", f"{what}, bytes compressed", str(size), str(most), round(size / most, 2), f"≤ {most}", size <= most
    )


def p5(run: Run) -> Iterator[Result]:
    """SQL statements per request, as counted and limited by the tests."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "statements.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/site/test_query_counts.py"]
        subprocess.run(
            [*command, "-o", "junit_family=xunit1", f"--junitxml={report}"],
            cwd=ROOT,
            check=False,
            stdout=subprocess.DEVNULL,
        )
        if not report.exists():
            raise RuntimeError(
                "The tests that count statements did not run: make test ARGS=tests/site/test_query_counts.py"
            )
        for case in tree.parse(report).iter("testcase"):  # noqa: S314  # written by our own tests
            facts = {each.get("name"): each.get("value") for each in case.iter("property")}
            if "statements" in facts:
                count, most = int(facts["statements"] or 0), int(facts["most"] or 0)
                what = f"SQL statements: {facts['what']}"
                yield Result("P5", what, str(count), str(most), round(count / most, 2), f"≤ {most}", count <= most)


def _compare(goal: str, what: str, ours: Rounds, reference: Rounds, times: float, least: int = 0) -> Result:
    ratio = ours.median / reference.median
    wanted = f"≥ {times:g} x" + (f", ≥ {least}" if least else "")
    return Result(
        goal, what, str(ours), str(reference), round(ratio, 2), wanted, ratio >= times and ours.median >= least
    )


GOALS: dict[str, Callable[[Run], Iterator[Result]]] = {
    "P1": p1,
    "P2": p2,
    "P3": p3,
    "P4": p4,
    "P5": p5,
    "E1": e1,
    "L1": l1,
    "P6": p6,
    "P7": p7,
    "P8": p8,
    "P9": p9,
    "M1": m1,
    "P10": p10,
    "P11": p11,
    "P13": p13,
    "A1": a1,
    "A2": a2,
    "A3": a3,
}
