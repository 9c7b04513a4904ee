"""The doors: sign up, confirm, sign in and out, reset, second factor; as a browser without script sees them."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import encrypt

from market.accounts.models import User

PASSWORD = "amar-kaj-demo"
SECRET = "JBSWY3DPEHPK3PXP"
NEW = {"name": "Nadia Islam", "email": "nadia@demo.test", "password1": "tea-and-toast-9", "consent": "on"}


def link(text: str) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", text).group(1)


def code(step: int = 0) -> str:
    """The code of now; of `step` times thirty seconds later."""
    return format_hotp_value(hotp_value(SECRET, list(yield_hotp_counters_from_time())[1] + step))


def sign_in(browser, email: str, password: str = PASSWORD):
    return browser.post("/accounts/login/", {"login": email, "password": password})


def test_sign_up_confirm_and_sign_in(page, mailbox, run_jobs):
    browser = page()
    assert browser.post("/accounts/signup/", NEW).url == "/accounts/confirm-email/"
    user = User.objects.get(email="nadia@demo.test")
    assert (user.display_name, user.name, user.language) == ("Nadia", "Nadia Islam", "en")
    assert user.consented_at is not None
    assert sign_in(browser, user.email, NEW["password1"]).url == "/accounts/confirm-email/"
    run_jobs()
    address = link(mailbox[0].body)
    assert browser.get(address).status_code == 200
    browser.post(address)
    assert EmailAddress.objects.get(user=user).verified
    assert sign_in(browser, user.email, NEW["password1"]).url == "/my-work/"
    assert browser.post("/accounts/logout/").url == "/"
    assert browser.get("/settings/").status_code == 302


def test_a_new_graduate_is_led_from_the_claim_to_an_account_and_back(page, mailbox, run_jobs):
    browser = page()
    first = browser.get("/claim/").content.decode()
    assert "First you need an account" in first
    joining = re.search(r'class="button" href="(/accounts/signup/[^"]*)"', first)[1]
    assert 'name="next" value="/claim/"' in browser.get(joining).content.decode()
    browser.post("/accounts/signup/", {**NEW, "next": "/claim/"})
    run_jobs()
    address = link(mailbox[0].body)
    elsewhere = page()  # the mail is opened in another browser
    form = elsewhere.get(address).content.decode()
    onward = re.search(r'name="next" value="([^"]*)"', form)[1]
    door = elsewhere.post(address.partition("?")[0], {"next": onward}).url
    assert door == "/accounts/login/?next=/claim/"
    assert "To claim your certificate, sign in first." in elsewhere.get(door).content.decode()
    signed = {"login": NEW["email"], "password": NEW["password1"], "next": "/claim/"}
    assert elsewhere.post("/accounts/login/", signed).url == "/claim/"
    assert "claim_code" in elsewhere.get("/claim/").content.decode()


@pytest.mark.parametrize("place", ["https://evil.test/claim/", "//evil.test/", "/nowhere/at/all/", "/jobs/?q=buy+here"])
def test_a_mail_holds_no_text_of_who_typed_the_address(page, mailbox, run_jobs, place):
    page().post("/accounts/signup/", {**NEW, "next": place})
    run_jobs()
    assert not re.search("evil|nowhere|buy", mailbox[0].body)


def test_the_page_of_a_reset_has_a_way_on(client, db):
    shown = client.get("/accounts/password/reset/done/").content.decode()
    assert 'href="/accounts/login/"' in shown
    assert 'href="/accounts/password/reset/"' in shown
    assert "spam" in shown


def test_the_answer_is_the_same_for_a_known_address(page, carla, mailbox, run_jobs):
    answer = page().post("/accounts/signup/", {**NEW, "email": carla.email})
    assert answer.url == "/accounts/confirm-email/"
    run_jobs()
    assert [mail.subject for mail in mailbox] == ["You have an account at Amar Kaj already"]


@pytest.mark.parametrize("missing", NEW)
def test_what_is_missing_is_said_and_the_rest_is_kept(page, db, missing):
    answer = page().post("/accounts/signup/", {**NEW, missing: ""})
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    if missing != "name":
        assert "Nadia Islam" in answer.content.decode()


def test_a_wrong_password_and_an_unknown_address_read_the_same(page, carla):
    answers = [sign_in(page(), address, "wrong-wrong").content for address in (carla.email, "nobody@demo.test")]
    bare = [re.sub(rb"(carla|nobody)@demo.test|csrfmiddlewaretoken\" value=\"\w+", b"", each) for each in answers]
    assert bare[0] == bare[1]


def test_ten_wrong_tries_an_hour_and_then_when_to_come_back(page, carla):
    for _ in range(10):
        sign_in(page(), carla.email, "wrong-wrong")
    answer = sign_in(page(), carla.email).content.decode()
    assert "too often" in answer
    assert "minutes" in answer


def test_right_passwords_are_not_counted(page, carla):
    for _ in range(12):
        assert sign_in(page(), carla.email).status_code == 302


def test_a_new_password(page, carla, mailbox, run_jobs):
    browser = page()
    browser.post("/accounts/password/reset/", {"email": carla.email})
    browser.post("/accounts/password/reset/", {"email": "nobody@demo.test"})
    run_jobs()
    assert [mail.to for mail in mailbox] == [[carla.email], ["nobody@demo.test"]]
    form = browser.get(link(mailbox[0].body), follow=True)
    done = browser.post(form.redirect_chain[-1][0], {"password1": "new-leaf-2026", "password2": "new-leaf-2026"})
    assert done.status_code == 302
    assert sign_in(browser, carla.email, "new-leaf-2026").status_code == 302


def test_staff_see_nothing_before_their_second_factor(page, oli):
    browser = page(oli)
    session = browser.session
    del session["second_factor"]
    session.save()
    assert browser.get("/my-work/").url == "/accounts/2fa/totp/activate/"


def test_the_second_factor_is_asked_for(page, oli):
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    browser = page()
    assert sign_in(browser, oli.email).url == "/accounts/2fa/authenticate/"
    assert browser.get("/settings/").status_code == 302
    wrong = browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert browser.post("/accounts/2fa/authenticate/", {"code": code()}).url == "/my-work/"
    assert browser.get("/settings/").status_code == 200


def test_a_code_is_good_a_step_late_and_never_again(oli):
    factor = TOTP(Authenticator(user=oli, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)}))
    factor.instance.save()
    late, now = code(-1), code()
    assert not factor.validate_code(code(-3))
    assert [factor.validate_code(each) for each in (late, late, now, late, now)] == [True, False, True, False, False]


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/confirm-email/"]
)
def test_the_doors_stand_in_both_languages(page, db, address, language):
    answer = page(language=language).get(address)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("back", ["nowhere", "a%00", "https://elsewhere.test/", "//elsewhere.test", "set_language"])
def test_from_the_other_language_the_way_back_is_a_page_of_ours(page, carla, back):
    assert page(carla).get(f"/language/bn/?next={back}")["Location"] == "/"


def test_who_signs_in_is_greeted_in_the_language_of_the_account(client, rahim):
    type(rahim).objects.filter(pk=rahim.pk).update(language="bn")
    form = {"login": rahim.email, "password": "amar-kaj-demo"}
    answer = client.post("/accounts/login/", form, headers={"accept-language": "en"}, follow=True).content.decode()
    assert "Successfully signed in" not in answer
    assert f"{rahim.display_name} হিসেবে" in answer


def test_the_button_of_the_language_is_remembered_in_the_account(page, carla):
    browser = page(carla)
    assert 'action="/language/bn/?next=/settings/"' in browser.get("/settings/").content.decode()
    assert browser.post("/language/bn/?next=/settings/").url == "/settings/"
    carla.refresh_from_db()
    assert carla.language == "bn"
    assert '<html lang="bn"' in browser.get("/settings/").content.decode()
    assert browser.post("/language/bn/?next=https://evil.test/").url == "/"


def test_the_link_of_the_language_holds_for_the_visit_and_changes_no_account(page, carla):
    browser = page(carla)
    assert browser.get("/language/bn/?next=/settings/").url == "/settings/"
    assert '<html lang="bn"' in browser.get("/settings/").content.decode()
    carla.refresh_from_db()
    assert carla.language == "en"
    assert '<html lang="en"' in page(carla).get("/settings/").content.decode()  # another visit
    browser.post("/language/en/")
    assert '<html lang="en"' in browser.get("/settings/").content.decode()
    assert browser.get("/language/xx/").url == "/"


def test_who_is_not_signed_in_has_the_language_in_a_cookie(page, db):
    browser = page()
    assert 'href="/language/bn/?next=/help/"' in browser.get("/help/").content.decode()
    browser.get("/language/bn/")
    assert '<html lang="bn"' in browser.get("/help/").content.decode()


def test_a_setting_that_is_chosen_ends_the_language_of_the_visit(page, carla):
    browser = page(carla)
    browser.get("/language/bn/")
    browser.post("/settings/", {"display_name": "Carla", "name": "Carla", "language": "en", "digits": "latin"})
    assert '<html lang="en"' in browser.get("/settings/").content.decode()


def test_settings_are_saved(page, carla):
    form = {"display_name": "Carla J.", "name": "Carla Jensen", "language": "bn", "digits": "latin"}
    assert page(carla).post("/settings/", form).url == "/settings/"
    carla.refresh_from_db()
    assert (carla.display_name, carla.language, carla.digits) == ("Carla J.", "bn", "latin")
    kept = page(carla).post("/settings/", {**form, "display_name": "x" * 61})
    assert kept.status_code == 400
    assert "x" * 61 in kept.content.decode()


ANSWERS = ["", "no JSON", "{}", '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}']


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_passkey_that_came_too_late_is_refused_with_what_to_do(page, db, answer):
    shown = page().post("/accounts/2fa/webauthn/login/", {"credential": answer}, follow=True)
    assert "The key was not accepted: perhaps this page stood open too long." in shown.content.decode()


@pytest.mark.parametrize("back", ["//[", "http://[::1", "http://\u2100.com"])
def test_a_way_back_that_is_no_address_is_left_out(page, db, back):
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        assert page().get(path, {"next": back}).status_code == 200


@pytest.mark.parametrize(
    ("back", "is_led"),
    [
        ("/claim/", True),
        ("/unsubscribe/Call-017-now/", False),
        ("/accounts/logout/", False),
        ("//evil.test/", False),
        ("//[", False),
    ],
)
def test_no_text_of_a_stranger_stands_in_the_mail_of_a_new_account(page, db, mailbox, run_jobs, back, is_led):
    page().post("/accounts/signup/", {**NEW, "next": back})
    run_jobs()
    assert ("next=" in mailbox[0].body) == is_led
