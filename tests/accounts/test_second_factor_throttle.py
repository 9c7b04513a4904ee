"""The second-factor throttle: ten wrong codes an hour, counted over all forms together."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from tests.accounts.test_pages import SECRET, code, sign_in

SIGN_IN, REAUTHENTICATE = "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/"


@pytest.fixture
def guarded(pavel):
    Authenticator.objects.create(user=pavel, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return pavel


def test_right_code_is_refused_after_ten_wrong_ones(page, guarded):
    browser = page()
    sign_in(browser, guarded.email)
    for _ in range(10):
        assert "too often" not in browser.post(SIGN_IN, {"code": "000000"}).content.decode()
    assert "too often" in browser.post(SIGN_IN, {"code": code()}).content.decode()
    again = page(guarded).post(REAUTHENTICATE, {"code": code()})
    assert "too often" in again.content.decode(), "another form, the same counter"


def test_right_codes_are_not_throttled(page, guarded):
    browser = page(guarded)
    for _ in range(9):
        browser.post(REAUTHENTICATE, {"code": "000000"})
    assert browser.post(REAUTHENTICATE, {"code": code()}).status_code == 302


def test_reauthentication_opens_the_administration(page, guarded):
    browser = page(guarded)
    redirect_url = browser.get("/staff/admin/payments/payout/").url
    assert redirect_url.startswith(REAUTHENTICATE)
    assert browser.get(redirect_url).status_code == 200
    back = browser.post(redirect_url, {"code": code(), "next": "/staff/admin/payments/payout/"})
    assert back.url == "/staff/admin/payments/payout/"
    assert browser.get(back.url).url.startswith("/staff/admin/why/")  # a table with personal data asks for a reason
