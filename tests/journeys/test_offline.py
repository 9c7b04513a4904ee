"""Without a line: what was read before opens, what was not says so, and nothing of one person stays for the next."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.line import Line
from tests.journeys.walker import Walker

pytestmark = pytest.mark.xdist_group("served")
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) if (name.startsWith("pages-"))
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""


def kept(walker) -> list[str]:
    return walker.page.evaluate(KEPT)


def read(walker, path: str) -> None:
    """Open a page, and see it kept."""
    walker.go(path)
    walker.until(f"async () => (await ({KEPT})()).includes({path.split('?')[0]!r})")


@pytest.mark.parametrize(("width", "language"), [(360, "bn"), (1280, "en")])
def test_a_page_read_before_opens_and_says_so(window, width, language):
    walker = window(width=width, language=language).sign_in("farida@demo.test").has_worker()
    read(walker, "/contracts/")
    heading = walker.page.inner_text("main h1")
    with walker.off_line():
        walker.page.goto("/contracts/")
        assert walker.page.inner_text("main h1") == heading
        expect(walker.page.locator(".kept")).to_be_visible()
        assert walker.page.evaluate("getComputedStyle(document.body).margin") == "0px", "its style is there too"
    walker.go("/contracts/")
    expect(walker.page.locator(".kept")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "bn"])
def test_a_page_never_read_says_so_in_her_language_and_lists_what_was(window, language):
    walker = window(language=language).has_worker()
    read(walker, "/jobs/")
    with walker.off_line():
        walker.page.goto("/talent/")
        walker.sees({"en": "No connection", "bn": "সংযোগ নেই"}[language])
        expect(walker.page.locator("[data-kept-pages] a").first).to_have_attribute("href", re.compile("/jobs/$"))
    with walker.page.expect_navigation():
        walker.page.locator("[data-again]").click()
    assert walker.page.url.endswith("/talent/")
    expect(walker.page.locator("[data-kept-pages]")).to_have_count(0)


def test_after_signing_out_her_pages_are_gone(window):
    walker = window().sign_in("farida@demo.test").has_worker()
    read(walker, "/contracts/")
    read(walker, "/messages/")
    walker.page.locator("#menu summary").click()
    walker.press(walker.page.locator('#menu form[action$="/logout/"] button'))
    walker.until(f"async () => !(await ({KEPT})()).some((path) => path !== '/')")
    walker.has_worker()  # signing out ended the one before, with all that it kept
    with walker.off_line():
        for path in ("/contracts/", "/messages/", "/my-work/"):
            walker.page.goto(path)
            assert "No connection" in walker.page.inner_text("main h1"), path


def test_the_next_person_finds_nothing_of_the_one_before(window, served):
    walker = window().sign_in("farida@demo.test").has_worker()
    read(walker, "/contracts/")
    # The session ends without a sign-out here: it was ended elsewhere.
    walker.context.clear_cookies()
    walker.sign_in("carla@demo.test")
    read(walker, "/my-work/")
    assert "/contracts/" not in kept(walker)
    with walker.off_line():
        walker.page.goto("/contracts/")
        assert "No connection" in walker.page.inner_text("main h1")


NEW_VERSION = """async () => {
    const names = await caches.keys();
    const ours = names.find((name) => name.startsWith("pages-"));
    for (const old of ["older", "before"]) {
        await (await caches.open(`files-${old}`)).put("/static/old.css", new Response(old));
        await (await caches.open(`pages-${old}`)).put("/money/", new Response(`<h1>${old}</h1>`));
    }
    // As if what is kept were of the version before, and this one had just come.
    for (const request of await (await caches.open(ours)).keys())
        await (await caches.open("pages-before")).put(request, await (await caches.open(ours)).match(request));
    await caches.delete(ours);
    const event = new ExtendableEvent("activate");
    const work = [];
    event.waitUntil = (each) => work.push(each);
    dispatchEvent(event);
    await Promise.all(work);
    return (await caches.keys()).sort();
}"""


def test_a_new_version_leaves_what_was_read_with_the_one_before(window):
    walker = window().sign_in("farida@demo.test").has_worker()
    read(walker, "/contracts/")
    (worker,) = walker.context.service_workers
    names = worker.evaluate(NEW_VERSION)
    assert "pages-before" in names
    assert not [name for name in names if name.endswith("older")]
    with walker.off_line():
        walker.page.goto("/contracts/")
        assert "No connection" not in walker.page.inner_text("main h1")
    read(walker, "/contracts/")
    assert kept(walker).count("/contracts/") == 1, "read anew, it stands once"
    walker.page.locator("#menu summary").click()
    walker.press(walker.page.locator('#menu form[action$="/logout/"] button'))
    walker.until(f"async () => !(await ({KEPT})()).some((path) => path !== '/')")


DRAFTS = "() => Object.keys(localStorage).filter((key) => /^(draft|outbox):/.test(key))"


def test_a_session_ended_elsewhere_takes_pages_and_drafts_with_it(window, served):
    walker = window().sign_in("farida@demo.test").has_worker()
    read(walker, "/contracts/")
    walker.until("() => document.documentElement.dataset.live === 'open'")
    walker.page.evaluate("localStorage.setItem(`draft:${document.documentElement.dataset.me}:1`, 'Half a word')")
    # Another page of the same browser would tell the worker; a program that ends the session does not.
    (session,) = [each for each in walker.context.cookies() if each["name"] == "sessionid"]
    with httpx.Client(base_url=served, cookies={"sessionid": session["value"]}, headers={"Origin": served}) as browser:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get("/my-work/").text)
        browser.post("/accounts/logout/", data={"csrfmiddlewaretoken": token[1]})
    walker.until(f"async () => !({DRAFTS})().length && !(await ({KEPT})()).length")
    with walker.off_line():
        walker.page.goto("/contracts/")
        assert "No connection" in walker.page.inner_text("main h1")


def test_a_draft_goes_when_the_next_page_is_of_nobody_and_stays_without_a_line(window):
    walker = window().sign_in("farida@demo.test").has_worker()
    walker.page.evaluate("localStorage.setItem(`draft:${document.documentElement.dataset.me}:1`, 'Half a word')")
    walker.go("/contracts/")
    with walker.off_line():
        walker.page.goto("/talent/")
    walker.go("/contracts/")
    assert len(walker.page.evaluate(DRAFTS)) == 1
    walker.context.clear_cookies()
    walker.go("/about/")
    walker.until(f"() => !({DRAFTS})().length")


def test_doors_keys_and_papers_are_never_kept(window):
    walker = window().sign_in("farida@demo.test").has_worker()
    for path in ("/settings/", "/settings/notifications/", "/money/", "/money/payouts/", "/accounts/password/change/"):
        walker.go(path)
    read(walker, "/bids/")
    assert not [path for path in kept(walker) if path.startswith(("/settings", "/accounts", "/money/"))]


# A browser asked for what it shows while it is about to show forgets it: the worker's own showing is waited for.
LISTEN = """() => {
    const show = registration.showNotification.bind(registration);
    self.shown = 0;
    registration.showNotification = async (...said) => { await show(...said); self.shown += 1; };
}"""
SHOWN = "async () => (await registration.getNotifications()).map((each) => [each.title, each.body, each.data.url])"


def test_a_push_is_shown_and_leads_to_its_page(window, served):
    walker = window(width=1280).sign_in("carla@demo.test").has_worker()
    walker.context.grant_permissions(["notifications"])
    (worker,) = walker.context.service_workers
    worker.evaluate(LISTEN)
    line = walker.context.new_cdp_session(walker.page)
    found: list[dict] = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda news: found.extend(news["registrations"]))
    line.send("ServiceWorker.enable")
    walker.wait(lambda: found)
    said = '{"title": "আমার কাজ", "body": "Farida bids $120", "url": "/bids/", "language": "en"}'
    push = {"origin": served, "registrationId": found[-1]["registrationId"], "data": said}
    line.send("ServiceWorker.deliverPushMessage", push)
    walker.wait(lambda: worker.evaluate("self.shown") == 1)
    assert worker.evaluate(SHOWN) == [["আমার কাজ", "Farida bids $120", f"{served}/bids/"]]
    # Only a person's own click may focus or open a window: what the worker asks the browser for is noted instead.
    click = """async () => {
        const asked = [];
        clients.openWindow = async (url) => { asked.push(["open", url]); };
        WindowClient.prototype.focus = async function () { asked.push(["focus", this.url]); };
        const [notification] = await registration.getNotifications();
        const event = new NotificationEvent("notificationclick", { notification });
        const work = new Promise((done) => { event.waitUntil = done; });
        dispatchEvent(event);
        await work;
        return [asked, (await registration.getNotifications()).length];
    }"""
    assert worker.evaluate(click) == [[["open", f"{served}/bids/"]], 0]
    line.send("ServiceWorker.deliverPushMessage", push)
    walker.wait(lambda: worker.evaluate("self.shown") == 2)
    walker.go("/bids/")
    assert worker.evaluate(click) == [[["focus", f"{served}/bids/"]], 0]


def test_what_the_browser_needs_to_install_it(window, served):
    for language, name in (("en", "Amar Kaj"), ("bn", "আমার কাজ")):
        walker = window(language=language)
        walker.go("/")
        line = walker.context.new_cdp_session(walker.page)
        manifest = line.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert name in manifest["data"]
        walker.has_worker()
        troubles = [each["errorId"] for each in line.send("Page.getInstallabilityErrors")["installabilityErrors"]]
        assert [each for each in troubles if each != "in-incognito"] == []


@pytest.fixture
def line(served):
    made = Line(served)
    yield made
    made.close()


def test_a_line_that_died_without_a_word_is_answered_with_what_was_read(browser, line):
    walker = Walker(browser, line.base).sign_in("farida@demo.test").has_worker()
    read(walker, "/bids/")
    line.stall()
    walker.page.goto("/bids/", wait_until="domcontentloaded")
    expect(walker.page.locator(".kept")).to_be_visible()
    line.open.set()
    walker.go("/bids/")
    expect(walker.page.locator(".kept")).to_be_hidden()
    walker.leave()
