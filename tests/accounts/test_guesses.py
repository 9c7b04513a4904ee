"""Codes of a second factor cannot be guessed: ten wrong ones an hour, at every door together."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from tests.accounts.test_pages import SECRET, code, sign_in

SIGN_IN, AGAIN = "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/"


@pytest.fixture
def guarded(pavel):
    Authenticator.objects.create(user=pavel, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return pavel


def test_ten_wrong_codes_and_then_not_even_the_right_one(page, guarded):
    browser = page()
    sign_in(browser, guarded.email)
    for _ in range(10):
        assert "too often" not in browser.post(SIGN_IN, {"code": "000000"}).content.decode()
    assert "too often" in browser.post(SIGN_IN, {"code": code()}).content.decode()
    again = page(guarded).post(AGAIN, {"code": code()})
    assert "too often" in again.content.decode(), "another door, the same count"


def test_right_codes_are_not_counted(page, guarded):
    browser = page(guarded)
    for _ in range(9):
        browser.post(AGAIN, {"code": "000000"})
    assert browser.post(AGAIN, {"code": code()}).status_code == 302


def test_a_code_given_again_opens_the_administration(page, guarded):
    browser = page(guarded)
    led = browser.get("/staff/admin/payments/payout/").url
    assert led.startswith(AGAIN)
    assert browser.get(led).status_code == 200
    back = browser.post(led, {"code": code(), "next": "/staff/admin/payments/payout/"})
    assert back.url == "/staff/admin/payments/payout/"
    assert browser.get(back.url).url.startswith("/staff/admin/why/")  # a table about people asks for a reason
