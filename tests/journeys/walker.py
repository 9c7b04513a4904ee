"""Somebody at a browser: opens pages, fills forms, presses buttons; every error on the way is kept and tells."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from playwright.sync_api import Browser, Locator, Response, expect

from tests.journeys.people import PASSWORD, second_factor

HEIGHT = 800
# The worker has a line of its own, which is cut a moment after the page's.
UNTIL_CUT = """async () => {
    while (await fetch("/healthz", { cache: "no-store" }).then(() => true, () => false))
        await new Promise((done) => setTimeout(done, 20));
}"""


class Walker:
    """One window of a browser of its own, so with its own sign-in."""

    def __init__(
        self, browser: Browser, base: str, width: int = 360, language: str = "en", script: bool = True
    ) -> None:
        self.base, self.script, self.language = base, script, language
        self.context = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=script,
            locale={"en": "en-GB", "bn": "bn-BD"}[language],
            has_touch=width < 500,
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.is_off_line = False
        self.page.on("console", lambda line: self._note(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._judge)

    def _note(self, text: str) -> None:
        """Errors of loading are judged by their answers; a line that was cut on purpose may say so."""
        if text.startswith("Failed to load resource") or (self.is_off_line and "net::ERR" in text):
            return
        self.troubles.append(f"{self.page.url}: {text}")

    def _judge(self, answer: Response) -> None:
        is_page = answer.request.resource_type == "document"
        if answer.status >= (500 if is_page else 400):
            self.troubles.append(f"{self.page.url}: {answer.status} {answer.url}")

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{answer.status} {path}"

    def fill(self, form: str = "main", **fields: str) -> None:
        """Type into fields by their names, within a part of the page."""
        for name, text in fields.items():
            field = self.page.locator(f'{form} [name="{name}"]:not([type=hidden])').first
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)

    def press(self, button: str | Locator) -> None:
        """Press what is named by a selector, and see the page that follows."""
        where = self.page.locator(button).first if isinstance(button, str) else button
        with self.page.expect_navigation(wait_until="load"):
            where.click()

    def send(self, action: str) -> None:
        """Press the last button of the form that goes to this address."""
        self.press(self.page.locator(f'main form[action$="{action}"] button[type=submit]').last)

    def unfold(self, form: str) -> None:
        """Open what a form is folded in."""
        self.page.locator(f'details:has(form[action$="{form}"]) > summary').first.click()

    def until(self, script: str) -> object:
        """Ask the page, again and again, until its answer is something; a promise is waited for."""
        return self.wait(lambda: self.page.evaluate(script), script)

    def wait(self, ask: Callable[[], object], said: str = "what was waited for") -> object:
        """Ask, again and again, until the answer is something."""
        for _try in range(100):
            if answer := ask():
                return answer
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never true: {said}")

    def has_worker(self) -> "Walker":
        """The service worker stands and answers for the next page."""
        if self.page.url == "about:blank":
            self.go("/about/")
        self.until("navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)")
        return self

    def sees(self, text: str | re.Pattern[str], where: str = "main") -> None:
        expect(self.page.locator(where).first).to_contain_text(text, timeout=15_000)

    def sign_in(self, email: str, password: str = PASSWORD, next_page: str = "/my-work/") -> "Walker":
        self.go(f"/accounts/login/?next={next_page}")
        self.fill(login=email, password=password)
        self.press("main form button.wide")
        if "/2fa/" in self.page.url:
            self.fill(code=second_factor(self.base))
            self.press("main form button.wide")
        assert next_page in self.page.url, self.page.inner_text("main")
        return self

    def signed_in_as(self, browser: httpx.Client) -> "Walker":
        """With the session of another browser: a code of the second factor is good for one sign-in only."""
        cookies = [{"name": each.name, "value": each.value or "", "url": self.base} for each in browser.cookies.jar]
        self.context.add_cookies(cookies)
        return self

    @contextmanager
    def off_line(self) -> Iterator[None]:
        self.is_off_line = True
        self.context.set_offline(True)
        for worker in self.context.service_workers:
            worker.evaluate(UNTIL_CUT)
        yield
        self.context.set_offline(False)

    def leave(self) -> None:
        troubles = self.troubles[:]
        self.context.close()
        assert not troubles, troubles
