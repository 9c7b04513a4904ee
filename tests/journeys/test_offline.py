"""Offline pages of the service worker: cached pages open, others say so, and nothing stays for the next user."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.proxy import Proxy
from tests.journeys.walker import Walker

CACHED_PATHS = """async () => {
  const found = [];
  for (const name of await caches.keys()) if (name.startsWith("pages-"))
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""


def cached_paths(walker) -> list[str]:
    return walker.page.evaluate(CACHED_PATHS)


def open_and_cache(walker, path: str) -> None:
    """Open a page, and wait until the service worker has cached it."""
    walker.go(path)
    walker.until(f"async () => (await ({CACHED_PATHS})()).includes({path.split('?')[0]!r})")


@pytest.mark.parametrize(("width", "language"), [(360, "bn"), (1280, "en")])
def test_a_cached_page_opens_offline_with_a_notice(window, width, language):
    walker = window(width=width, language=language).sign_in("farida@demo.test").has_worker()
    open_and_cache(walker, "/contracts/")
    heading = walker.page.inner_text("main h1")
    with walker.off_line():
        walker.page.goto("/contracts/")
        assert walker.page.inner_text("main h1") == heading
        expect(walker.page.locator(".kept")).to_be_visible()
        assert walker.page.evaluate("getComputedStyle(document.body).margin") == "0px", "its style is there too"
    walker.go("/contracts/")
    expect(walker.page.locator(".kept")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "bn"])
def test_an_uncached_page_shows_the_offline_page_with_cached_links(window, language):
    walker = window(language=language).has_worker()
    open_and_cache(walker, "/jobs/")
    with walker.off_line():
        walker.page.goto("/talent/")
        walker.sees({"en": "No connection", "bn": "সংযোগ নেই"}[language])
        expect(walker.page.locator("[data-kept-pages] a").first).to_have_attribute("href", re.compile("/jobs/$"))
    with walker.page.expect_navigation():
        walker.page.locator("[data-again]").click()
    assert walker.page.url.endswith("/talent/")
    expect(walker.page.locator("[data-kept-pages]")).to_have_count(0)


def test_after_one_page_the_offline_page_is_in_the_language_and_frame_of_its_reader(window):
    walker = window(width=360).sign_in("rina@demo.test", next_page="/contracts/").has_worker()
    walker.until(f"async () => (await ({CACHED_PATHS})()).length")
    with walker.off_line():
        walker.page.goto("/talent/")
        walker.sees("সংযোগ নেই")
        expect(walker.page.locator(".tabs a[href='/messages/']")).to_be_visible()
        expect(walker.page.locator(".bar .button")).to_have_count(0)


def test_a_form_that_is_sent_offline_says_that_it_was_not_sent(window):
    walker = window().sign_in("carla@demo.test").has_worker()
    walker.go("/jobs/new/")
    walker.wait_for_scripts()
    with walker.off_line():
        walker.page.evaluate("document.querySelector('form[data-steps]').submit()")
        walker.sees("What you wrote was not sent")
        expect(walker.page.get_by_text("was not read on this device")).to_be_hidden()


def test_signing_out_clears_the_cached_pages(window):
    walker = window().sign_in("farida@demo.test").has_worker()
    open_and_cache(walker, "/contracts/")
    open_and_cache(walker, "/messages/")
    walker.page.locator("#menu summary").click()
    walker.press(walker.page.locator('#menu form[action$="/logout/"] button'))
    walker.until(f"async () => !(await ({CACHED_PATHS})()).some((path) => path !== '/')")
    walker.has_worker()  # signing out ended the previous worker and its caches
    with walker.off_line():
        for path in ("/contracts/", "/messages/", "/my-work/"):
            walker.page.goto(path)
            assert "No connection" in walker.page.inner_text("main h1"), path


def test_signing_in_as_another_user_clears_the_cached_pages(window, served):
    walker = window().sign_in("farida@demo.test").has_worker()
    open_and_cache(walker, "/contracts/")
    walker.lose_session()
    walker.sign_in("carla@demo.test")
    open_and_cache(walker, "/my-work/")
    assert "/contracts/" not in cached_paths(walker)
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
    // As if the cached pages were of the previous version, and this one were just activated.
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


def test_a_new_worker_version_keeps_pages_of_the_previous_one(window):
    walker = window().sign_in("farida@demo.test").has_worker()
    open_and_cache(walker, "/contracts/")
    (worker,) = walker.context.service_workers
    names = worker.evaluate(NEW_VERSION)
    assert "pages-before" in names
    assert not [name for name in names if name.endswith("older")]
    with walker.off_line():
        walker.page.goto("/contracts/")
        assert "No connection" not in walker.page.inner_text("main h1")
    open_and_cache(walker, "/contracts/")
    assert cached_paths(walker).count("/contracts/") == 1, "a page read again is cached once"
    walker.page.locator("#menu summary").click()
    walker.press(walker.page.locator('#menu form[action$="/logout/"] button'))
    walker.until(f"async () => !(await ({CACHED_PATHS})()).some((path) => path !== '/')")


DRAFTS = "() => Object.keys(localStorage).filter((key) => /^(draft|outbox):/.test(key))"


def test_a_session_ended_elsewhere_clears_cached_pages_and_drafts(window, served):
    walker = window().sign_in("farida@demo.test").has_worker()
    open_and_cache(walker, "/contracts/")
    walker.until("() => document.documentElement.dataset.live === 'open'")
    walker.page.evaluate("localStorage.setItem(`draft:${document.documentElement.dataset.me}:1`, 'Half a word')")
    # Another page of the same browser would notify the worker; a client that ends the session does not.
    (session,) = [each for each in walker.context.cookies() if each["name"] == "sessionid"]
    with httpx.Client(base_url=served, cookies={"sessionid": session["value"]}, headers={"Origin": served}) as browser:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get("/my-work/").text)
        browser.post("/accounts/logout/", data={"csrfmiddlewaretoken": token[1]})
    walker.until(f"async () => !({DRAFTS})().length && !(await ({CACHED_PATHS})()).length")
    with walker.off_line():
        walker.page.goto("/contracts/")
        assert "No connection" in walker.page.inner_text("main h1")


def test_drafts_stay_offline_and_for_a_day_after_the_session_ended(window):
    walker = window().sign_in("farida@demo.test").has_worker()
    walker.page.evaluate("localStorage.setItem(`draft:${document.documentElement.dataset.me}:1`, 'Half a word')")
    walker.go("/contracts/")
    with walker.off_line():
        walker.page.goto("/talent/")
    walker.go("/contracts/")
    assert len(walker.page.evaluate(DRAFTS)) == 1
    walker.lose_session()
    walker.go("/about/")
    assert len(walker.page.evaluate(DRAFTS)) == 1
    walker.page.evaluate("localStorage.setItem('drafts-at', Date.now() - 864e5 - 1)")
    walker.go("/about/")
    walker.until(f"() => !({DRAFTS})().length")


def test_settings_account_and_money_pages_are_never_cached(window):
    walker = window().sign_in("farida@demo.test").has_worker()
    for path in ("/settings/", "/settings/notifications/", "/money/", "/money/payouts/", "/accounts/password/change/"):
        walker.go(path)
    open_and_cache(walker, "/bids/")
    assert not [path for path in cached_paths(walker) if path.startswith(("/settings", "/accounts", "/money/"))]


# getNotifications() during showNotification() loses the notification, so the test waits for the worker's own call.
COUNT_SHOWN = """() => {
    const show = registration.showNotification.bind(registration);
    self.shown = 0;
    registration.showNotification = async (...said) => { await show(...said); self.shown += 1; };
}"""
SHOWN_NOTIFICATIONS = (
    "async () => (await registration.getNotifications()).map((each) => [each.title, each.body, each.data.url])"
)


def test_a_push_is_shown_and_a_click_opens_its_page(window, served):
    walker = window(width=1280).sign_in("carla@demo.test").has_worker()
    walker.context.grant_permissions(["notifications"])
    (worker,) = walker.context.service_workers
    worker.evaluate(COUNT_SHOWN)
    devtools = walker.context.new_cdp_session(walker.page)
    registrations: list[dict] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    walker.wait(lambda: registrations)
    payload = '{"title": "আমার কাজ", "body": "Farida bids $120", "url": "/bids/", "language": "en"}'
    push = {"origin": served, "registrationId": registrations[-1]["registrationId"], "data": payload}
    devtools.send("ServiceWorker.deliverPushMessage", push)
    walker.wait(lambda: worker.evaluate("self.shown") == 1)
    assert worker.evaluate(SHOWN_NOTIFICATIONS) == [["আমার কাজ", "Farida bids $120", f"{served}/bids/"]]
    # Only a click of the user may focus or open a window, so the calls of the worker are recorded instead.
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
    devtools.send("ServiceWorker.deliverPushMessage", push)
    walker.wait(lambda: worker.evaluate("self.shown") == 2)
    walker.go("/bids/")
    assert worker.evaluate(click) == [[["focus", f"{served}/bids/"]], 0]


def test_the_manifest_makes_the_site_installable(window, served):
    for language, name in (("en", "Amar Kaj"), ("bn", "আমার কাজ")):
        walker = window(language=language)
        walker.go("/")
        devtools = walker.context.new_cdp_session(walker.page)
        manifest = devtools.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert name in manifest["data"]
        walker.has_worker()
        problems = [each["errorId"] for each in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
        assert [each for each in problems if each != "in-incognito"] == []


@pytest.fixture
def proxy(served):
    server = Proxy(served)
    yield server
    server.close()


def test_a_stalled_connection_is_answered_from_the_cache(browser, proxy):
    walker = Walker(browser, proxy.base).sign_in("farida@demo.test").has_worker()
    open_and_cache(walker, "/bids/")
    proxy.stall()
    walker.page.goto("/bids/", wait_until="domcontentloaded")
    expect(walker.page.locator(".kept")).to_be_visible()
    proxy.open.set()
    walker.go("/bids/")
    expect(walker.page.locator(".kept")).to_be_hidden()
    walker.leave()
