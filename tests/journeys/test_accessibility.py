"""Every page that can be reached by links has no fault that axe finds: WCAG 2.2 A and AA, and its best practices.

Each URL name is opened once: by a visitor, a freelancer, a client, or staff, whoever comes to it first. Sizes,
languages and colour schemes alternate.
"""

from collections import deque
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from tests.journeys.walker import Walker

LINKS = "[...document.links].map(link => link.href)"
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"
# Addresses that answer with a file or another site, and those that end the session.
LEFT_OUT = {"account_logout", "file", "robots", "set_language", "sandbox_mail", "design"}
LEFT_OUT_PATHS = ("/api/", "/sandbox/", "/staff/admin/")  # the last is Django's
AXE = Axe()
# Who: width, language, colour scheme.
READERS = {
    "": (360, "en", "light"),
    "farida@demo.test": (1280, "en", "dark"),
    "rina@demo.test": (360, "bn", "light"),
    "carla@demo.test": (360, "en", "dark"),
    "rahim@demo.test": (1280, "bn", "light"),
    "oli@demo.test": (1280, "en", "light"),
}


def url_name(served: str, link: str) -> str:
    """The name of a page of the site; "" for other addresses and for what is left out."""
    path = urlsplit(link).path
    if not link.startswith(served) or "." in path.rsplit("/", 1)[-1] or path.startswith(LEFT_OUT_PATHS):
        return ""
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return ""
    return "" if name in LEFT_OUT else name


def faults_of(walker: Walker) -> list[str]:
    """What axe finds wrong on the page, a line for each part."""
    walker.page.evaluate(OPEN_ALL)
    violations = AXE.run(walker.page).response["violations"]
    return [
        f"{walker.page.url} {walker.language}: {each['id']}, {each['help']}: {node['target']} {node['html'][:200]}"
        for each in violations
        for node in each["nodes"][:3]
    ]


def crawl(walker: Walker, served: str, start: str, seen: set[str]) -> list[str]:
    """Open the pages behind links from `start` on, each URL name once, and return their faults."""
    faults: list[str] = []
    waiting = deque([urljoin(served, start)])
    while waiting:
        try:
            walker.page.goto(waiting.popleft())
        except Error:  # a download
            continue
        if walker.page.evaluate("document.contentType") != "text/html":
            continue
        faults += faults_of(walker)
        for link in walker.page.evaluate(LINKS):
            name = url_name(served, link)
            if name and name not in seen:
                seen.add(name)
                waiting.append(link)
    return faults


def test_pages_have_no_fault_that_axe_finds(browser, served):
    seen: set[str] = set()
    faults: list[str] = []
    for email, (width, language, scheme) in READERS.items():
        walker = Walker(browser, served, width=width, language=language)
        walker.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if email:
            walker.sign_in(email)
        faults += crawl(walker, served, "/my-work/" if email else f"/?lang={language}", seen)
        walker.leave()
    assert not faults, "\n".join(faults)
    assert len(seen) > 100, sorted(seen)
