"""Take the README's pictures of a site that runs with fresh demonstration data: `make pictures`, beside `make run`."""

import json
import os
import time
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

BASE = f"http://localhost:{os.environ.get('PORT', '8000')}"
FOLDER = Path(__file__).resolve().parent / "pictures"
PASSWORD = "amar-kaj-demo"  # noqa: S105  # the demonstration password, public on purpose
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def main() -> None:
    """Take each picture anew, once all demonstration data is there."""
    while json.load(urlopen(f"{BASE}/readyz")).get("demonstration", "ok") != "ok":  # noqa: S310  # our own address
        time.sleep(1)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        keep(visit(browser, DESK, None, "/"), "home")
        keep(visit(browser, PHONE, None, "/", language="bn"), "home-bangla")
        keep(visit(browser, DESK, None, "/talent/?q=logo+designer"), "search")
        keep(visit(browser, PHONE, "carla@demo.test", "/contracts/", first="/contracts/"), "workroom")
        keep(visit(browser, PHONE, "carla@demo.test", "/messages/", first="/messages/"), "talk")
        browser.close()


def visit(
    browser: Browser, size: dict[str, int], person: str | None, path: str, *, first: str = "", language: str = "en"
) -> Page:
    """A page as this person sees it; with `first`, the first page that a link in it under that address leads to."""
    context = browser.new_context(viewport=size, device_scale_factor=1 if size is DESK else 2, locale=language)
    page = context.new_page()
    if person:
        page.goto(f"{BASE}/accounts/login/")
        page.locator("main input[name=login]").fill(person)
        page.locator("main input[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(BASE + path)
    if first:
        page.goto(BASE + page.locator(f"main a[href^='{first}']:not([href='{first}'])").first.get_attribute("href"))
    page.wait_for_load_state("networkidle")
    return page


def keep(page: Page, name: str) -> None:
    """Write what stands on the screen, small enough for a page of text."""
    picture = Image.open(BytesIO(page.screenshot()))
    picture.save(FOLDER / f"{name}.webp", quality=82, method=6)
    page.context.close()


if __name__ == "__main__":
    main()
