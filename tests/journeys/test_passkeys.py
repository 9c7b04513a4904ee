"""Passkeys in Chromium with a virtual authenticator: created, used alone, used as second factor, deleted."""

import uuid

import httpx
import pytest

PASSWORD = "tea-and-toast-9"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def member(served) -> tuple[str, str]:
    """A new user with a confirmed address, and the site as localhost: WebAuthn needs https for other names."""
    base = served.replace("127.0.0.1", "localhost")
    email = f"key-{uuid.uuid4().hex[:8]}@demo.test"
    body = {"email": email, "password": PASSWORD, "name": "Kamala Key", "language": "en"}
    with httpx.Client(base_url=base, timeout=60) as client:
        assert client.post("/api/v1/accounts/", json=body).status_code == 201
        for _ in range(60):
            mails = client.get("/sandbox/mail/?format=json").json()
            matches = [mail for mail in mails.get("results", mails) if mail["to"] == email]
            if matches:
                break
        key = matches[0]["text"].split("/confirm-email/")[1].split("/")[0]
        assert client.post("/api/v1/accounts/confirm/", json={"key": key}).status_code == 200
    return base, email


@pytest.fixture
def tab(browser):
    """A page of a new browser with its own virtual authenticator; page errors fail the test."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="en")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()
    assert errors == []


def sign_in(page, base: str, email: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page, base: str) -> None:
    page.goto(f"{base}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{base}/")


def add_key(page, base: str, name: str, *, alone: bool) -> None:
    page.goto(f"{base}/accounts/2fa/webauthn/add/")
    confirm(page)
    page.get_by_label("Name of the key").fill(name)
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Create the passkey").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)


def confirm(page) -> None:
    """Reauthenticate where the site asks for it."""
    page.wait_for_load_state()
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()


def sign_in_by_passkey(tab, base, device: str) -> list[float]:
    """Sign in by a passkey with this choice of device; gives the expiry of the session cookie, -1: with the browser."""
    tab.goto(f"{base}/accounts/login/")
    tab.get_by_label(device).check()
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.wait_for_url("**/my-work/")
    return [each["expires"] for each in tab.context.cookies() if each["name"] == "sessionid"]


def test_a_passkey_signs_in_without_password(member, tab):
    base, email = member
    sign_in(tab, base, email)
    tab.wait_for_url("**/my-work/")
    add_key(tab, base, "My phone", alone=True)
    tab.goto(f"{base}/accounts/2fa/webauthn/")
    assert "My phone" in tab.locator("main").inner_text()
    assert "Signs in without a password" in tab.locator("main").inner_text()
    sign_out(tab, base)
    assert sign_in_by_passkey(tab, base, "Only until the browser closes") == [-1]
    tab.goto(f"{base}/settings/devices/")
    assert "This device" in tab.locator("main").inner_text()
    assert tab.locator("html[data-shared]").count() == 0
    sign_out(tab, base)
    assert sign_in_by_passkey(tab, base, "It is mine: keep me signed in") != [-1]
    sign_out(tab, base)
    assert sign_in_by_passkey(tab, base, "It is shared: keep nothing of me") == [-1]
    assert tab.locator("html[data-shared]").count() == 1
    tab.goto(f"{base}/accounts/2fa/webauthn/")
    tab.get_by_role("link", name="Remove").click()
    confirm(tab)
    tab.get_by_role("button", name="Remove it").click()
    tab.wait_for_url("**/accounts/2fa/webauthn/")
    assert "No passkeys yet" in tab.locator("main").inner_text()


def test_a_security_key_is_the_second_factor(member, tab):
    base, email = member
    sign_in(tab, base, email)
    tab.wait_for_url("**/my-work/")
    add_key(tab, base, "My key", alone=False)
    sign_out(tab, base)
    sign_in(tab, base, email)
    tab.wait_for_url("**/accounts/2fa/authenticate/")
    tab.goto(f"{base}/settings/")
    assert tab.url == f"{base}/accounts/2fa/authenticate/"  # other pages redirect until then
    tab.get_by_role("button", name="Use a passkey").click()
    tab.wait_for_url("**/my-work/")
