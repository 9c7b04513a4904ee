"""The byte budgets of a page, measured in Chromium with an empty cache, by what came over the line.

Limits are those of the users' conditions: an edge-of-coverage phone, data that costs money. They come before all other
journeys (tests/conftest.py): these move the clock until jobs have expired, and then the lists are not full.
"""

from collections import Counter

import pytest

from tests.journeys.line import Line
from tests.journeys.people import Person
from tests.journeys.walker import Walker

pytestmark = pytest.mark.xdist_group("served")
KB = 1024
CRITICAL, REQUESTS, SCRIPT, STYLE, FONT = 170 * KB, 12, 50 * KB, 20 * KB, 45 * KB
REPEAT, TALK_SCRIPT, HTML = 30 * KB, 60 * KB, 14 * KB


@pytest.fixture(scope="module")
def places(served) -> dict[str, str]:
    """A page of each kind that Farida sees, found by what the interface lists."""
    farida = Person(served, "farida@demo.test")
    contract = farida.get("contracts/")["results"][0]
    job = farida.get("jobs/")["results"][0]
    profile = farida.get("profiles/")["results"][0]
    return {
        "home": "/",
        "jobs": "/jobs/",
        "talent": "/talent/",
        "job": f"/jobs/{job['id']}/",
        "profile": f"/talent/{profile['id']}/",
        "work": "/my-work/",
        "contract": f"/contracts/{contract['id']}/",
        "talk": f"/messages/{contract['conversation']}/",
        "talks": "/messages/",
        "bell": "/notifications/",
        "telling": "/settings/notifications/",
        "money": "/money/",
    }


class Meter:
    """Counts what each request of a window brought, in bytes on the line with its headers, by kind."""

    def __init__(self, walker: Walker) -> None:
        self.bytes: Counter[str] = Counter()
        self.largest: Counter[str] = Counter()
        self.requests: list[str] = []
        self._kinds: dict[str, tuple[str, str]] = {}
        line = walker.context.new_cdp_session(walker.page)
        line.on("Network.responseReceived", self._received)
        line.on("Network.loadingFinished", self._finished)
        line.send("Network.enable")
        line.send("Network.setCacheDisabled", {"cacheDisabled": False})

    def _received(self, news: dict) -> None:
        self._kinds[news["requestId"]] = (news["type"], news["response"]["url"])

    def _finished(self, news: dict) -> None:
        kind, url = self._kinds.get(news["requestId"], ("Other", ""))
        size = int(news["encodedDataLength"])
        if not size or url.startswith("data:"):
            return  # from the cache
        self.requests.append(url)
        self.bytes[kind] += size
        self.largest[kind] = max(self.largest[kind], size)


def measured(browser, served: str, path: str, session: list[dict] | None = None, **how: object) -> Meter:
    """A page in a new browser whose cache is empty; who is signed in has her session without a page before."""
    walker = Walker(browser, served, **how)
    walker.page.add_init_script("delete Navigator.prototype.serviceWorker")  # it loads beside the page, later
    if session:
        walker.context.add_cookies(session)
    meter = Meter(walker)
    walker.page.goto(path, wait_until="networkidle")
    walker.leave()
    return meter


@pytest.fixture(scope="module")
def session(browser, served) -> list[dict]:
    """Farida's session, to begin a browser with."""
    walker = Walker(browser, served).sign_in("farida@demo.test")
    cookies: list[dict] = walker.context.cookies()
    walker.leave()
    return cookies


NAMES = ["home", "jobs", "talent", "job", "profile", "work", "contract", "talk", "talks", "bell", "telling", "money"]


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_first_view_of_a_page(browser, served, session, places, name, language):
    meter = measured(browser, served, places[name], session, language=language)
    assert all(url.startswith(served) for url in meter.requests), "no foreign origin"
    assert min(meter.bytes["Document"], meter.bytes["Script"], meter.bytes["Stylesheet"]) > KB, "it is measured"
    told = (name, language, dict(meter.bytes), meter.requests)
    assert sum(meter.bytes.values()) <= CRITICAL, told
    assert len(meter.requests) <= REQUESTS, told
    assert meter.bytes["Script"] <= (TALK_SCRIPT if name == "talk" else SCRIPT), told
    assert meter.bytes["Stylesheet"] <= STYLE, told
    assert meter.largest["Font"] <= FONT, told
    assert meter.bytes["Document"] <= HTML, told


@pytest.mark.parametrize("name", ["home", "jobs", "job", "profile"])
def test_the_first_view_of_who_is_not_signed_in(browser, served, places, name):
    meter = measured(browser, served, places[name], language="bn")
    assert sum(meter.bytes.values()) <= CRITICAL, dict(meter.bytes)
    assert len(meter.requests) <= REQUESTS, meter.requests
    assert meter.bytes["Document"] <= HTML, dict(meter.bytes)


@pytest.mark.parametrize("path", ["/jobs/", "/my-work/", "/messages/"])
def test_a_repeated_view(browser, served, path):
    """All that comes down when a page is opened again, the service worker's and the socket's bytes included."""
    line = Line(served)
    walker = Walker(browser, line.base, language="bn").sign_in("farida@demo.test", next_page=path)
    walker.has_worker()
    walker.page.wait_for_timeout(1500)
    walker.go(path)
    walker.page.wait_for_load_state("networkidle")
    walker.page.wait_for_timeout(1000)
    before = line.down
    walker.go(path)
    walker.page.wait_for_load_state("networkidle")
    walker.page.wait_for_timeout(1000)
    assert line.down - before <= REPEAT, line.down - before
    walker.leave()
    line.close()
