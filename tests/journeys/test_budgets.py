"""The byte budgets of a page, measured in Chromium with an empty cache, as bytes on the wire.

Limits are those of the users' conditions: an edge-of-coverage phone, data that costs money. They run before all other
journeys (tests/conftest.py), which move the clock until jobs have expired and lists are no longer full.
"""

import re
from collections import Counter
from uuid import UUID

import pytest

from tests.journeys.people import Person
from tests.journeys.proxy import Proxy
from tests.journeys.walker import Walker

KB = 1024
CRITICAL, REQUESTS, SCRIPT, STYLE, FONT = 170 * KB, 12, 50 * KB, 20 * KB, 45 * KB
REPEAT, TALK_SCRIPT, HTML = 30 * KB, 60 * KB, 14 * KB
LESSON, LESSON_BYTES, LESSON_REQUESTS = "/learn/e-commerce-business/what-to-sell/", 60 * KB, 8
START_BYTES = 3 * 400_000 // 8  # what 0.4 Mbps bring in three seconds


@pytest.fixture(scope="module")
def places(served) -> dict[str, str]:
    """The path of one page of each kind for Farida, found over the API."""
    farida = Person(served, "farida@demo.test")
    contract = farida.get("contracts/")["results"][0]
    job = farida.get("jobs/")["results"][0]
    profile = farida.get("profiles/")["results"][0]
    service = farida.get("services/")["results"][0]
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
        "services": "/services/",
        "service": f"/services/{service['id']}/",
    }


class Meter:
    """Counts the bytes on the wire of each request of a window, headers included, by resource type."""

    def __init__(self, walker: Walker) -> None:
        self.bytes: Counter[str] = Counter()
        self.largest: Counter[str] = Counter()
        self.requests: list[str] = []
        self.lazy: set[str] = set()
        self._kinds: dict[str, tuple[str, str]] = {}
        devtools = walker.context.new_cdp_session(walker.page)
        devtools.on("Network.responseReceived", self._received)
        devtools.on("Network.loadingFinished", self._finished)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": False})

    def _received(self, event: dict) -> None:
        self._kinds[event["requestId"]] = (event["type"], event["response"]["url"])

    @property
    def critical(self) -> list[str]:
        """The requests that the first view waits for."""
        return [url for url in self.requests if url not in self.lazy]

    def _finished(self, event: dict) -> None:
        kind, url = self._kinds.get(event["requestId"], ("Other", ""))
        size = int(event["encodedDataLength"])
        if not size or url.startswith("data:"):
            return  # from the cache
        self.requests.append(url)
        self.bytes[kind] += size
        self.largest[kind] = max(self.largest[kind], size)


# Pictures and scripts that no first view waits for: their bytes count, their requests do not.
LAZY_IMAGES = "[...document.images].filter(image => image.loading == 'lazy').map(image => image.currentSrc)"
LATE_SCRIPT = re.compile(r'<script type="late"[^>]* data-src="([^"]+)"')


def measure(browser, served: str, path: str, session: list[dict] | None = None, **options: object) -> Meter:
    """Open a page in a new browser with an empty cache, signed in by the cookies of `session`."""
    walker = Walker(browser, served, **options)
    walker.page.add_init_script("delete Navigator.prototype.serviceWorker")  # it loads after the page
    if session:
        walker.context.add_cookies(session)
    meter = Meter(walker)
    page = walker.page.goto(path, wait_until="networkidle")
    late = [served + path for path in LATE_SCRIPT.findall(page.text())]
    meter.lazy = {*walker.page.evaluate(LAZY_IMAGES), *late}
    walker.leave()
    return meter


@pytest.fixture(scope="module")
def session(browser, served) -> list[dict]:
    """Cookies of a session of Farida."""
    walker = Walker(browser, served).sign_in("farida@demo.test")
    cookies: list[dict] = walker.context.cookies()
    walker.leave()
    return cookies


NAMES = [
    "home",
    "jobs",
    "talent",
    "job",
    "profile",
    "work",
    "contract",
    "talk",
    "talks",
    "bell",
    "telling",
    "money",
    "services",
    "service",
]


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_first_view_is_within_the_byte_budget(browser, served, session, places, name, language):
    meter = measure(browser, served, places[name], session, language=language)
    assert all(url.startswith(served) for url in meter.requests), "no foreign origin"
    assert min(meter.bytes["Document"], meter.bytes["Script"], meter.bytes["Stylesheet"]) > KB, "the meter counts"
    details = (name, language, dict(meter.bytes), meter.requests)
    assert sum(meter.bytes.values()) <= CRITICAL, details
    assert len(meter.critical) <= REQUESTS, details
    assert meter.bytes["Script"] <= (TALK_SCRIPT if name == "talk" else SCRIPT), details
    assert meter.bytes["Stylesheet"] <= STYLE, details
    assert meter.largest["Font"] <= FONT, details
    assert meter.bytes["Document"] <= HTML, details


@pytest.mark.parametrize("name", ["home", "jobs", "job", "profile", "services", "service"])
def test_first_view_for_anonymous_is_within_the_byte_budget(browser, served, places, name):
    meter = measure(browser, served, places[name], language="bn")
    assert sum(meter.bytes.values()) <= CRITICAL, dict(meter.bytes)
    assert len(meter.critical) <= REQUESTS, meter.critical
    assert meter.bytes["Document"] <= HTML, dict(meter.bytes)


@pytest.mark.parametrize("path", ["/jobs/", "/my-work/", "/messages/"])
def test_repeated_view_is_within_the_byte_budget(browser, served, path):
    """All bytes of opening a page again, those of the service worker and the socket included."""
    proxy = Proxy(served)
    walker = Walker(browser, proxy.base, language="bn").sign_in("farida@demo.test", next_page=path)
    walker.has_worker()
    walker.page.wait_for_timeout(1500)
    walker.go(path)
    walker.page.wait_for_load_state("networkidle")
    walker.page.wait_for_timeout(1000)
    before = proxy.bytes_down
    walker.go(path)
    walker.page.wait_for_load_state("networkidle")
    walker.page.wait_for_timeout(1000)
    assert proxy.bytes_down - before <= REPEAT, proxy.bytes_down - before
    walker.leave()
    proxy.close()


@pytest.mark.parametrize("language", ["bn", "en"])
def test_lesson_is_within_the_byte_budget(browser, served, session, language):
    meter = measure(browser, served, LESSON, session, language=language)
    details = (dict(meter.bytes), meter.requests)
    assert sum(meter.bytes.values()) <= LESSON_BYTES, details
    assert len(meter.critical) <= LESSON_REQUESTS, details


@pytest.mark.parametrize("language", ["bn", "en"])
def test_paper_of_an_exam_is_there_within_three_seconds_of_a_slow_line(browser, served, language):
    rina, device = Person(served, "rina@demo.test"), str(UUID(int=360))
    exam = next(each for each in rina.get("exams/")["results"] if each["state"] in ("open", "planned"))
    sitting = rina.post(f"exams/{exam['id']}/begin/", {"device": device, "is_trial": True})
    walker = Walker(browser, served).sign_in("rina@demo.test")
    cookies = [*walker.context.cookies(), {"name": "exam_device", "value": device, "url": served}]
    walker.leave()
    meter = measure(browser, served, f"/sittings/{sitting['id']}/", cookies, language=language)
    assert sum(meter.bytes.values()) <= START_BYTES, (dict(meter.bytes), meter.requests)
