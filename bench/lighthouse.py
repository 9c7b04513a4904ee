"""L1: Google's Lighthouse opens twelve pages as a slow phone would. From npm, in a folder of its own."""

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.place import FOLDER, LOADING, ROOT, Site, on_processors, one_process, site
from bench.results import Result, Run

VERSION = "12.8.2"  # the last one that Node 18 runs, which Debian 12 has
PORT = 8095
ROWS = 2_000
LCP_MOST = 1200  # milliseconds until the largest part of a first view is there
SCORE_LEAST = 95  # of a hundred, for each of the four
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PRIVATE = ("/my-work/", "/money/", "/jobs/new/")  # and conversations: search engines stay away, so no score for SEO
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def l1(run: Run) -> Iterator[Result]:
    """The largest contentful paint of each page beside its budget, with Lighthouse's scores: medians of the rounds."""
    program = FOLDER / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
    if missing := [name for name in ("node", "npm", "chromium") if shutil.which(name) is None]:
        yield _result("Lighthouse", f"{', '.join(missing)} missing", None, None)
        return
    if not program.exists():
        _install(FOLDER / "lighthouse")
    with site(ROWS) as place, one_process(place, PORT) as address:
        for path in _pages(place):
            reports = [_report(program, address + path, place) for _ in range(min(run.rounds, 3))]
            lcp = statistics.median(each["audits"]["largest-contentful-paint"]["numericValue"] for each in reports)
            names = CATEGORIES[: 3 if path in _private(place) else 4]
            scores = [
                round(100 * statistics.median(each["categories"][name]["score"] for each in reports)) for name in names
            ]
            shown = f"{lcp:.0f} {'/'.join(map(str, scores))}"
            yield _result(path, shown, lcp, min(scores))


def _pages(place: Site) -> list[str]:
    public = ["/", "/?lang=bn", "/talent/", "/jobs/?lang=bn", "/services/", place.profile, f"{place.job}?lang=bn"]
    return [*public, "/how-holding-works/", *_private(place)]


def _private(place: Site) -> tuple[str, ...]:
    return (*PRIVATE, place.conversation)


def _install(folder: Path) -> None:
    """Raises CalledProcessError when npm gets no answer."""
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([*command, "--prefix", str(folder), f"lighthouse@{VERSION}"], cwd=ROOT, check=True)


def _report(program: Path, url: str, place: Site) -> dict:  # type: ignore[type-arg]
    """What Lighthouse says of a page. Raises CalledProcessError."""
    headers = json.dumps(place.signed_in if url.endswith(_private(place)) else {})
    command = ["node", str(program), url, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    with on_processors(LOADING):
        done = subprocess.run(
            [*command, f"--extra-headers={headers}", f"--only-categories={','.join(CATEGORIES)}"],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    report: dict = json.loads(done.stdout)  # type: ignore[type-arg]
    return report


def _result(what: str, shown: str, lcp: float | None, least: int | None) -> Result:
    """The row of a page; without figures one that could not be measured."""
    wanted = f"≤ {LCP_MOST} ms, ≥ {SCORE_LEAST}"
    if lcp is None or least is None:
        return Result("L1", what, shown, "–", None, wanted, None)
    is_met = lcp <= LCP_MOST and least >= SCORE_LEAST
    title = f"LCP in ms, and scores, of {what}"
    return Result("L1", title, shown, str(LCP_MOST), round(lcp / LCP_MOST, 2), wanted, is_met)
