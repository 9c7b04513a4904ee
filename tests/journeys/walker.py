"""A user at a browser: opens pages, fills forms, presses buttons; every error on a page is recorded."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from playwright.sync_api import APIResponse, Browser, Locator, Response, expect

from tests.journeys.people import PASSWORD, second_factor

HEIGHT = 800
PATIENCE, INTERVAL = 20, 20  # seconds, milliseconds
# The service worker has its own connection, which is cut a moment after the page's.
UNTIL_CUT = """async () => {
    while (await fetch("/healthz", { cache: "no-store" }).then(() => true, () => false))
        await new Promise((done) => setTimeout(done, 20));
}"""


class Walker:
    """One window of its own browser context, so with its own session."""

    def __init__(
        self, browser: Browser, base: str, width: int = 360, language: str = "en", script: bool = True
    ) -> None:
        self.base, self.script, self.language = base, script, language
        self.context = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=script,
            timezone_id="Asia/Dhaka",
            locale={"en": "en-GB", "bn": "bn-BD"}[language],
            has_touch=width < 500,
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.is_off_line = False
        self.page.on("console", lambda line: self._record(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._check_response)

    def _record(self, text: str) -> None:
        """Ignore loading errors, which `_check_response` handles, and network errors while off line on purpose."""
        if text.startswith("Failed to load resource") or (self.is_off_line and "net::ERR" in text):
            return
        self.errors.append(f"{self.page.url}: {text}")

    def _check_response(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):
            self.errors.append(f"{self.page.url}: {response.status} {response.url}")

    def go(self, path: str) -> None:
        response = self.page.goto(path)
        assert response is not None
        assert response.status < 400, f"{response.status} {path}"
        self.wait_for_scripts()

    def wait_for_scripts(self) -> None:
        """Wait until those scripts run that come after the first view."""
        if self.script and not self.is_off_line:
            self.until("() => !document.querySelector('script[type=late]')")

    def fill(self, form: str = "main", **fields: str) -> None:
        """Type into fields by their names, within a part of the page."""
        for name, text in fields.items():
            field = self.page.locator(f'{form} [name="{name}"]:not([type=hidden])').first
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)

    def go_to_last_step(self) -> None:
        """Press "Continue" as often as the form's script offers it."""
        while (button := self.page.locator("[data-next]")).is_visible():
            button.click()

    def press(self, button: str | Locator) -> None:
        """Click the element, and wait for the page that follows."""
        target = self.page.locator(button).first if isinstance(button, str) else button
        with self.page.expect_navigation(wait_until="load"):
            target.click()
        self.wait_for_scripts()

    def send(self, action: str) -> None:
        """Submit the form with this action by its last button."""
        self.press(self.page.locator(f'main form[action$="{action}"] button[type=submit]').last)

    def unfold(self, form: str) -> None:
        """Open the `details` element around the form with this action."""
        self.page.locator(f'details:has(form[action$="{form}"]) > summary').first.click()

    def until(self, script: str) -> object:
        """Evaluate the script (or its promise) in the page until its result is truthy; gives the result."""
        return self.wait(lambda: self.page.evaluate(script), script)

    def wait(self, condition: Callable[[], object], description: str = "what was waited for") -> object:
        """Call `condition` until its result is truthy; gives the result."""
        deadline = time.monotonic() + PATIENCE
        while not (result := condition()):
            if time.monotonic() > deadline:
                raise AssertionError(f"never true: {description}")
            self.page.wait_for_timeout(INTERVAL)
        return result

    def has_worker(self) -> "Walker":
        """Wait until the service worker controls the next page."""
        if self.page.url == "about:blank":
            self.go("/about/")
        self.until("navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)")
        return self

    def sees(self, text: str | re.Pattern[str], where: str = "main") -> None:
        expect(self.page.locator(where).first).to_contain_text(text, timeout=15_000)

    def sign_in(self, email: str, password: str = PASSWORD, next_page: str = "/my-work/") -> "Walker":
        """Sign in by requests of this browser, without showing the form, and open the page."""
        form = self._post(self.context.request.get("/accounts/login/"), login=email, password=password)
        if "/2fa/" in form.url:
            form = self._post(form, code=second_factor(self.base))
        assert "/accounts/" not in form.url, form.text()
        self.go(next_page)
        return self

    def _post(self, form: APIResponse, **fields: str) -> APIResponse:
        """Submit the form of a page; gives the page that follows."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text())
        assert token
        values = {"csrfmiddlewaretoken": token[1], **fields}
        return self.context.request.post(form.url, form=values, headers={"Referer": form.url})

    def signed_in_as(self, browser: httpx.Client) -> "Walker":
        """Take over the session of another browser: a TOTP code is valid for one sign-in only."""
        cookies = [{"name": each.name, "value": each.value or "", "url": self.base} for each in browser.cookies.jar]
        self.context.add_cookies(cookies)
        return self

    def lose_session(self) -> None:
        """As if the session was ended elsewhere: no page is open whose socket would be refused for it."""
        self.page.goto("about:blank")
        self.context.clear_cookies(name="sessionid")

    @contextmanager
    def off_line(self) -> Iterator[None]:
        self.is_off_line = True
        self.context.set_offline(True)
        for worker in self.context.service_workers:
            worker.evaluate(UNTIL_CUT)
        yield
        self.context.set_offline(False)

    def leave(self) -> None:
        errors = self.errors[:]
        self.context.close()
        assert not errors, errors
