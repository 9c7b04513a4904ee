"""Signing in with a phone number: by the password, and by a code in an SMS."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from market.accounts.models import Device, PhoneCode, User
from market.accounts.phone.code_actions import code_of
from market.accounts.phone.sending import send_code
from market.accounts.sign_in.proof import is_session_proven
from market.core.base import clock
from market.core.base.sms import NotSent
from market.sandbox.models import ShortMessage
from tests.accounts.test_pages import PASSWORD, SECRET
from tests.accounts.test_pages import code as totp
from tests.accounts.test_user_enumeration import cost  # noqa: F401  # a fixture
from tests.sms import NEW, RINA, give_number, wrong

ASK, ENTER = "/accounts/phone/", "/accounts/phone/code/"
TYPED = "01700-000001"


@pytest.fixture
def rina(rina):
    give_number(rina)
    return rina


def is_in(browser) -> bool:
    return browser.get("/settings/").status_code == 200


def ask(browser, login: str = TYPED, **more: str):
    return browser.post(ASK, {"login": login, **more})


def test_sign_in_by_a_code(page, rina, gateway):
    browser = page()
    form = browser.get("/accounts/login/").content.decode()
    assert "E-mail address or phone number" in form
    assert f'formaction="{ASK}"' in form
    assert ask(browser, device="own", password="").url == ENTER
    entering = browser.get(ENTER).content.decode()
    assert "+880 1700-000001" in entering
    assert 'autocomplete="one-time-code"' in entering
    assert "your code to sign in" in gateway.texts(RINA)[-1] or "কোড" in gateway.texts(RINA)[-1]
    assert browser.post(ENTER, {"code": gateway.code(RINA)}).url == "/my-work/"
    assert is_in(browser)
    assert Device.objects.filter(user=rina).count() == 1
    assert browser.session.get_expiry_age() > 86400, "the device is one's own"


def test_sign_in_by_password_and_phone_number(page, rina, gateway):
    for typed in (TYPED, "০১৭০০০০০০০১", "+8801700000001"):
        browser = page()
        assert browser.post("/accounts/login/", {"login": typed, "password": PASSWORD}).url == "/my-work/"
        assert is_in(browser)
    refused = page().post("/accounts/login/", {"login": TYPED, "password": "wrong-wrong"})
    assert "phone number or the password is wrong" in refused.content.decode()
    assert (
        "Write your e-mail address" in page().post("/accounts/login/", {"login": "x", "password": "y"}).content.decode()
    )


def test_wrong_password_costs_the_same_for_known_and_unknown_numbers(page, rina, gateway, cost):  # noqa: F811
    def refused(login: str):
        return cost(lambda: page().post("/accounts/login/", {"login": login, "password": "wrong-wrong"}))

    assert refused(TYPED) == refused("01712345678")
    assert refused(TYPED)[0] == 1, "one hash"


def test_tries_at_the_password_of_a_number_are_limited(page, rina, gateway):
    for _ in range(10):
        page().post("/accounts/login/", {"login": TYPED, "password": "wrong-wrong"})
    answer = page().post("/accounts/login/", {"login": "+880 1700 000001", "password": PASSWORD})
    assert answer.status_code == 429


def test_next_survives_all_pages(page, rina, gateway):
    browser = page()
    place = "/settings/devices/"
    assert f'name="next" value="{place}"' in browser.get(f"/accounts/login/?next={place}").content.decode()
    entering = ask(browser, next=place).url
    assert f'name="next" value="{place}"' in browser.get(entering).content.decode()
    assert browser.post(ENTER, {"code": gateway.code(RINA), "next": place}).url == place


def test_foreign_next_is_dropped(page, rina, gateway):
    browser = page()
    assert ask(browser, next="https://evil.example/").url == ENTER
    done = browser.post(ENTER, {"code": gateway.code(RINA), "next": "//evil.example"})
    assert done.url == "/my-work/"


def test_unknown_number_gets_the_same_pages_at_the_same_cost(page, rina, gateway, cost):  # noqa: F811
    known, unknown = page(), page()
    costs = [cost(lambda: ask(known)), cost(lambda: ask(unknown, "01712345678"))]
    assert costs[0] == costs[1]
    assert costs[0][2] == 1, "one job each"
    pages = [browser.get(ENTER).content.decode().replace("1712-345678", "1700-000001") for browser in (known, unknown)]
    assert pages[0].count("\n") == pages[1].count("\n")
    assert gateway.texts(NEW) == []
    row = PhoneCode.objects.get(number=NEW)
    answer = unknown.post(ENTER, {"code": code_of(row)})
    assert "does not count" in answer.content.decode() or "not right" in answer.content.decode()
    assert not is_in(unknown)


def test_guesses_are_limited_and_counted_alike_for_unknown_numbers(page, rina, gateway):
    for typed in (TYPED, "01712345678"):
        browser = page()
        ask(browser, typed)
        row = PhoneCode.objects.latest("pk")
        for _ in range(5):
            assert browser.post(ENTER, {"code": wrong(code_of(row))}).status_code == 400
        assert browser.post(ENTER, {"code": code_of(row)}).status_code == 409
        assert not is_in(browser)


def test_code_counts_once(page, rina, gateway):
    browser, code = page(), ""
    ask(browser)
    code = gateway.code(RINA)
    browser.post(ENTER, {"code": code})
    browser.post("/accounts/logout/")
    assert browser.post(ENTER, {"code": code}).url == ASK
    thief = page()
    ask(thief)
    assert thief.post(ENTER, {"code": code}).status_code == 400


def test_code_is_bound_to_the_browser_that_asked(page, rina, gateway):
    browser, thief = page(), page()
    ask(browser)
    code = gateway.code(RINA)
    assert thief.post(ENTER, {"code": code}).url == ASK
    ask(thief, "01712345678")
    assert thief.post(ENTER, {"code": code}).status_code == 400
    assert not is_in(thief)
    assert browser.post(ENTER, {"code": code}).url == "/my-work/"


def test_code_to_confirm_a_number_signs_nobody_in(page, carla, gateway):
    page(carla).post("/settings/phone/", {"number": "01712345678", "password": PASSWORD})
    code = gateway.code(NEW)
    browser = page()
    ask(browser, "01712345678")
    assert browser.post(ENTER, {"code": code}).status_code == 400


def test_code_ends_after_its_minutes(page, rina, gateway, travel):
    browser = page()
    ask(browser)
    code = gateway.code(RINA)
    travel(timedelta(minutes=5, seconds=1))
    answer = browser.post(ENTER, {"code": code})
    assert answer.status_code == 409
    assert "Ask for a new code" in answer.content.decode()


def test_job_that_comes_too_late_sends_nothing(page, rina, gateway, travel):
    ask(page())
    PhoneCode.objects.update(expires_at=clock.now())
    assert gateway.texts(RINA) == []


def test_number_taken_off_between_asking_and_entering(page, rina, gateway):
    browser = page()
    ask(browser)
    code = gateway.code(RINA)
    rina.phone.delete()
    assert not is_in(browser)
    assert browser.post(ENTER, {"code": code}).status_code == 400


def test_only_the_newest_code_counts(page, rina, gateway):
    browser = page()
    ask(browser)
    first = gateway.code(RINA)
    ask(browser)
    second = gateway.code(RINA)
    assert first == second or browser.post(ENTER, {"code": first}).status_code == 400
    assert browser.post(ENTER, {"code": second}).url == "/my-work/"


def test_asking_again_and_again_is_refused_alike_for_all_numbers(page, rina, gateway):
    for typed in (TYPED, "01712345678"):
        browser = page()
        for _ in range(5):
            assert ask(browser, typed).url == ENTER
        answer = ask(browser, typed)
        assert answer.status_code == 429
        assert "Too many codes" in answer.content.decode()
        assert int(answer.headers["Retry-After"]) > 0


def test_strangers_cannot_use_up_the_codes_of_a_known_device(page, rina, gateway):
    browser = page()
    browser.post("/accounts/login/", {"login": rina.email, "password": PASSWORD})
    browser.post("/accounts/logout/")
    for _ in range(6):
        ask(page())
    assert ask(page()).status_code == 429
    assert ask(browser).url == ENTER


def test_one_client_is_limited(page, rina, gateway, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, sms_per_client_hour=3)
    for number in range(3):
        assert ask(page(), f"0181234567{number}").url == ENTER
    assert ask(page()).status_code == 429


def test_site_sends_so_many_a_day_and_says_so(page, rina, gateway, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, sms_per_day=1)
    browser = page()
    ask(page(), "01712345678")  # of nobody: nothing is sent, and nothing counted
    ask(browser)
    assert len(gateway.texts(RINA)) == 1
    for typed in (TYPED, "01712345678"):
        answer = ask(page(), typed)
        assert answer.status_code == 429
        assert "No more SMS can be sent today" in answer.content.decode()


def test_second_factor_is_asked_for(page, pavel, gateway):
    give_number(pavel)
    Authenticator.objects.create(user=pavel, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    browser = page()
    ask(browser)
    assert browser.post(ENTER, {"code": gateway.code(RINA)}).url == "/accounts/2fa/authenticate/"
    assert not is_in(browser)
    assert browser.post("/accounts/2fa/authenticate/", {"code": totp()}).status_code == 302
    assert is_in(browser)


def test_suspended_person_is_shown_why(page, rina, gateway):
    User.objects.filter(pk=rina.pk).update(suspended_until=clock.now() + timedelta(days=3))
    browser = page()
    ask(browser)
    assert browser.post(ENTER, {"code": gateway.code(RINA)}).url == "/measures/"


def test_closed_account_stays_closed(page, rina, gateway):
    User.objects.filter(pk=rina.pk).update(is_active=False)
    browser = page()
    ask(browser)
    assert browser.post(ENTER, {"code": gateway.code(RINA)}).url == "/accounts/inactive/"
    assert not is_in(browser)


def test_new_device_is_announced(page, rina, gateway, mailbox):
    page().post("/accounts/login/", {"login": rina.email, "password": PASSWORD})
    browser = page()
    ask(browser)
    browser.post(ENTER, {"code": gateway.code(RINA)})
    gateway.run_jobs()
    assert rina.notifications.filter(kind="account.new_device").count() == 1


def test_code_is_no_proof_where_the_password_is_asked_for_again(page, rina, gateway):
    browser = page()
    ask(browser)
    browser.post(ENTER, {"code": gateway.code(RINA)})
    request = type("Request", (), {"session": browser.session, "user": rina})()
    assert not is_session_proven(request, timedelta(hours=1))
    assert browser.post("/settings/tokens/", {"name": "x"}).url.startswith("/accounts/reauthenticate/")
    assert browser.get("/accounts/2fa/webauthn/add/").url.startswith("/accounts/reauthenticate/")


def test_gateway_that_refuses_is_asked_again(page, rina, gateway):
    gateway.provider.plan("sms_refused")
    browser = page()
    ask(browser)
    code_id = PhoneCode.objects.get().pk
    with pytest.raises(NotSent):
        send_code(code_id=code_id)
    assert browser.get(ENTER).status_code == 200
    send_code(code_id=code_id)
    send_code(code_id=code_id)  # a job may run twice
    assert len(gateway.texts(RINA)) == 1
    assert browser.post(ENTER, {"code": gateway.code(RINA)}).url == "/my-work/"


def test_late_message_arrives_later(page, rina, gateway, travel):
    gateway.provider.plan("sms_late", seconds=120)
    ask(page())
    gateway.run_jobs()
    assert not ShortMessage.objects.arrived().exists()
    assert page().get("/sandbox/").content.decode().count("1 SMS is late") == 1
    travel(timedelta(minutes=3))
    assert ShortMessage.objects.arrived().count() == 1


def test_pages_lead_on_who_is_signed_in(page, rina, gateway):
    browser = page(rina)
    assert browser.get(ASK).url == "/my-work/"
    assert browser.get(ENTER).url == "/my-work/"
    assert page().get(ENTER).url == ASK


def test_what_is_no_number_is_an_error_at_the_field(page, gateway, db):
    answer = ask(page(), "carla@demo.test")
    assert answer.status_code == 400
    assert "not the number of a mobile phone" in answer.content.decode()


def test_bangla_pages(page, rina, gateway):
    browser = page(None, "bn")
    assert "ইমেইল ঠিকানা বা ফোন নম্বর" in browser.get("/accounts/login/").content.decode()
    ask(browser, "০১৭০০০০০০০১")
    assert "+৮৮০ ১৭০০-০০০০০১" in browser.get(ENTER).content.decode()
    assert "সাইন ইনের কোড" in gateway.texts(RINA)[-1] or "code to sign in" in gateway.texts(RINA)[-1]


def test_phone_number_in_place_of_a_forgotten_password_leads_to_a_code(page, rina, gateway, settings):
    reset, browser = "/accounts/password/reset/", page()
    assert 'type="email"' not in browser.get(reset).content.decode(), "the browser itself would refuse a number"
    answer = browser.post(reset, {"email": "০১৭০০-০০০০০১"})
    html = answer.content.decode()
    assert "With a confirmed phone number you need no password" in html
    assert f'action="{ASK}"' in html
    assert 'name="login" value="+8801700000001"' in html
    assert ask(browser, "+8801700000001").url == ENTER
    assert "Write the e-mail address of your account" in browser.post(reset, {"email": "rina"}).content.decode()
    assert browser.post(reset, {"email": rina.email}).status_code == 302
    assert "phone number later" in browser.get("/accounts/signup/").content.decode()
    settings.SMS_URL = ""
    assert 'type="email"' in browser.get(reset).content.decode()
    assert "phone number later" not in browser.get("/accounts/signup/").content.decode()
