"""Pages for sign-up, confirmation, sign-in and out, password reset and second factor, without script."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import encrypt
from django.conf import settings

from market.accounts.models import User

PASSWORD = "amar-kaj-demo"
SECRET = "JBSWY3DPEHPK3PXP"
NEW = {
    "name": "Nadia Islam",
    "email": "nadia@demo.test",
    "password1": "tea-and-toast-9",
    "side": "client",
    "consent": "on",
}


def link(text: str) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", text).group(1)


def code(step: int = 0) -> str:
    """The current TOTP code, or that of `step` times thirty seconds later."""
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
    assert page().post(address).url == "/accounts/login/", "another browser is not signed in"
    assert EmailAddress.objects.get(user=user).verified
    assert sign_in(browser, user.email, NEW["password1"]).url == "/my-work/"
    assert browser.post("/accounts/logout/").url == "/"
    assert browser.get("/settings/").status_code == 302


def test_page_after_sign_up_says_where_the_mail_went_and_sends_it_again(page, mailbox, run_jobs):
    browser = page()
    browser.post("/accounts/signup/?next=/claim/", {**NEW, "next": "/claim/"})
    here = "/accounts/confirm-email/?next=/claim/"
    shown = browser.get(here).content.decode()
    assert "nadia@demo.test" in shown
    assert "/accounts/signup/?next=%2Fclaim%2F" in shown
    assert browser.post(here).url == here
    assert "sent the mail again" in browser.get(here).content.decode()
    run_jobs()
    assert [mail.to for mail in mailbox] == [["nadia@demo.test"]] * 2
    assert link(mailbox[1].body).startswith("/accounts/confirm-email/")
    for _number in range(9):
        browser.post(here)
    run_jobs()
    assert len(mailbox) == settings.LIFECYCLE.account_mails_per_hour
    stranger = page()
    assert stranger.post("/accounts/confirm-email/").status_code == 302
    assert "nadia" not in stranger.get("/accounts/confirm-email/").content.decode()


def test_mail_sent_again_to_a_confirmed_address_says_that_there_is_an_account(page, mailbox, run_jobs, carla):
    browser = page()
    browser.post("/accounts/signup/", {**NEW, "email": carla.email})
    browser.post("/accounts/confirm-email/")
    run_jobs()
    assert len({mail.subject for mail in mailbox}) == 1
    assert [mail.to for mail in mailbox] == [[carla.email]] * 2
    assert "confirm-email" not in mailbox[1].body


def test_sign_in_page_says_what_for(page):
    reasons = {
        "/services/1/order/": "To order this service",
        "/jobs/1/bid/": "To bid on this job",
        "/claim/": "To claim",
    }
    for place, reason in reasons.items():
        assert reason in (shown := page().get(f"/accounts/login/?next={place}").content.decode())
        assert shown.index("Create an account") < shown.index("<form")
    for place in ("/my-work/", "/nowhere/", "//[", ""):
        assert "sign in first" not in page().get("/accounts/login/", {"next": place}).content.decode()


def test_claim_page_leads_through_sign_up_and_back_by_next(page, mailbox, run_jobs):
    browser = page()
    first = browser.get("/claim/").content.decode()
    assert first.count("/accounts/login/?next=/claim/") == 2  # on the page, and above it
    assert "First you need an account" in first
    sign_up_url = re.search(r'class="button" href="(/accounts/signup/[^"]*)"', first)[1]
    assert 'name="next" value="/claim/"' in browser.get(sign_up_url).content.decode()
    browser.post("/accounts/signup/", {**NEW, "next": "/claim/"})
    run_jobs()
    address = link(mailbox[0].body)
    other_browser = page()  # the mail is opened in another browser
    form = other_browser.get(address).content.decode()
    code = re.search(r'name="next" value="([^"]*)"', form)[1]
    sign_in_url = other_browser.post(address.partition("?")[0], {"next": code}).url
    assert sign_in_url == "/accounts/login/?next=%2Fclaim%2F"
    assert "To claim your certificate, sign in first." in other_browser.get(sign_in_url).content.decode()
    credentials = {"login": NEW["email"], "password": NEW["password1"], "next": "/claim/"}
    assert other_browser.post("/accounts/login/", credentials).url == "/claim/"
    assert "claim_code" in other_browser.get("/claim/").content.decode()


@pytest.mark.parametrize("next_page", ["/jobs/new/?invite=7#title", ""])
def test_confirming_signs_in_the_browser_that_made_the_account(page, mailbox, run_jobs, next_page):
    browser = page()
    browser.post("/accounts/signup/", {**NEW, "side": "freelancer", "next": next_page})
    browser.post("/accounts/signup/", {**NEW, "email": "other@demo.test"})  # later, by the same browser
    browser.post("/accounts/signup/", {**NEW, "next": next_page})  # a known address: no second mail that confirms it
    run_jobs()
    address = link(next(mail.body for mail in mailbox if mail.to == [NEW["email"]]))
    assert browser.post(address).url == (next_page or "/my-work/")
    assert browser.get("/settings/").status_code == 200
    assert User.objects.get(email=NEW["email"]).side == "freelancer"
    used = page()
    used.post("/accounts/signup/", NEW)
    used.post(address)
    assert used.get("/settings/").status_code == 302, "a link that was used signs nobody in"


@pytest.mark.parametrize(
    ("next_page", "side"),
    [
        ("/claim/", "freelancer"),
        ("/jobs/7/bid/", "freelancer"),
        ("/apply/7/district/", "learner"),
        ("/jobs/new/", "client"),
        ("", None),
    ],
)
def test_sign_up_asks_for_the_side_that_the_next_page_suggests(page, db, next_page, side):
    html = page().get(f"/accounts/signup/?next={next_page}").content.decode()
    ticked = re.findall(r'name="side" value="(\w+)"[^>]*checked', html)
    assert ticked == ([side] if side else [])


@pytest.mark.parametrize("place", ["/talent/?q=লোগো+buy+here#talent-7", "/skills/logo-design/", "/jobs/3/"])
def test_confirming_in_any_browser_leads_by_sign_in_to_any_place_of_the_site(page, mailbox, run_jobs, place):
    browser = page()
    sent = browser.post("/accounts/signup/", {**NEW, "email": "Nadia@demo.test", "next": place}).url
    sign_in_url = re.search(r'<br>\s.*href="([^"]*)"', browser.get(sent).content.decode())[1]
    run_jobs()
    own_words = mailbox[0].body.replace(link(mailbox[0].body), "")  # a random signature may spell anything
    assert not re.search("buy|logo|jobs", own_words), "a stranger's text in a mail"
    for address in (sign_in_url, page().post(link(mailbox[0].body)).url):
        assert urlsplit(address).path == "/accounts/login/"
        assert parse_qs(urlsplit(address).query) == {"next": [place]}


@pytest.mark.parametrize(
    "forged",
    ["next={other}", "next={own}x", "next=/other/", "next=%00", ""],
    ids=["of another address", "changed", "unsigned", "NUL", "none"],
)
def test_place_in_a_confirmation_link_counts_for_its_own_address_only(page, mailbox, run_jobs, forged):
    for name in ("nadia", "other"):
        page().post("/accounts/signup/", {**NEW, "email": f"{name}@demo.test", "next": f"/{name}/"})
    run_jobs()
    (address, _, own), (_, _, other) = (link(mail.body).partition("?next=") for mail in mailbox)
    assert page().post(f"{address}?{forged.format(own=own, other=other)}").url == "/accounts/login/"


@pytest.mark.parametrize("place", ["https://evil.test/claim/", "//evil.test/", "//[", "/jobs/?q=" + "buy" * 200])
def test_confirmation_mail_leaves_out_places_elsewhere_and_long_ones(page, mailbox, run_jobs, place):
    page().post("/accounts/signup/", {**NEW, "next": place})
    run_jobs()
    assert "?" not in link(mailbox[0].body)


def test_password_reset_done_page_links_on(client, db):
    html = client.get("/accounts/password/reset/done/").content.decode()
    assert 'href="/accounts/login/"' in html
    assert 'href="/accounts/password/reset/"' in html
    assert "spam" in html


def test_sign_up_with_an_existing_address_gets_the_same_redirect(page, carla, mailbox, run_jobs):
    answer = page().post("/accounts/signup/", {**NEW, "email": carla.email})
    assert answer.url == "/accounts/confirm-email/"
    run_jobs()
    assert [mail.subject for mail in mailbox] == ["You have an account at Amar Kaj already"]


@pytest.mark.parametrize("missing", NEW)
def test_missing_field_is_a_form_error_and_input_is_kept(page, db, missing):
    answer = page().post("/accounts/signup/", {**NEW, missing: ""})
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    if missing != "name":
        assert "Nadia Islam" in answer.content.decode()


def test_wrong_password_and_unknown_address_get_the_same_page(page, carla):
    answers = [sign_in(page(), address, "wrong-wrong").content for address in (carla.email, "nobody@demo.test")]
    normalized = [re.sub(rb"(carla|nobody)@demo.test|csrfmiddlewaretoken\" value=\"\w+", b"", each) for each in answers]
    assert normalized[0] == normalized[1]


def test_sign_in_is_throttled_after_ten_wrong_passwords(page, carla):
    for _ in range(10):
        sign_in(page(), carla.email, "wrong-wrong")
    answer = sign_in(page(), carla.email).content.decode()
    assert "too often" in answer
    assert "minute" in answer  # one, at the end of a window


def test_right_passwords_are_not_throttled(page, carla):
    for _ in range(12):
        assert sign_in(page(), carla.email).status_code == 302


def test_password_reset(page, carla, mailbox, run_jobs):
    browser = page()
    browser.post("/accounts/password/reset/", {"email": carla.email})
    browser.post("/accounts/password/reset/", {"email": "nobody@demo.test"})
    run_jobs()
    assert [mail.to for mail in mailbox] == [[carla.email], ["nobody@demo.test"]]
    form = browser.get(link(mailbox[0].body), follow=True)
    done = browser.post(form.redirect_chain[-1][0], {"password1": "new-leaf-2026", "password2": "new-leaf-2026"})
    assert done.status_code == 302
    assert sign_in(browser, carla.email, "new-leaf-2026").status_code == 302


def test_staff_without_a_second_factor_are_redirected_to_set_one_up(page, oli):
    browser = page(oli)
    session = browser.session
    del session["second_factor"]
    session.save()
    assert browser.get("/my-work/").url == "/accounts/2fa/totp/activate/"


def test_sign_in_asks_for_the_second_factor(page, oli):
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    browser = page()
    assert sign_in(browser, oli.email).url == "/accounts/2fa/authenticate/"
    assert browser.get("/settings/").status_code == 302
    wrong = browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert browser.post("/accounts/2fa/authenticate/", {"code": code()}).url == "/my-work/"
    assert browser.get("/settings/").status_code == 200


def test_totp_code_is_valid_one_step_late_and_only_once(oli):
    factor = TOTP(Authenticator(user=oli, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)}))
    factor.instance.save()
    late, now = code(-1), code()
    assert not factor.validate_code(code(-3))
    assert [factor.validate_code(each) for each in (late, late, now, late, now)] == [True, False, True, False, False]


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/confirm-email/"]
)
def test_sign_in_pages_exist_in_both_languages(page, db, address, language):
    answer = page(language=language).get(address)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("back", ["nowhere", "a%00", "https://elsewhere.test/", "//elsewhere.test", "set_language"])
def test_language_link_redirects_to_safe_urls_only(page, carla, back):
    assert page(carla).get(f"/language/bn/?next={back}")["Location"] == "/"


def test_sign_in_message_is_in_the_accounts_language(client, rahim):
    type(rahim).objects.filter(pk=rahim.pk).update(language="bn")
    form = {"login": rahim.email, "password": "amar-kaj-demo"}
    answer = client.post("/accounts/login/", form, headers={"accept-language": "en"}, follow=True).content.decode()
    assert "Successfully signed in" not in answer
    assert f"{rahim.display_name} হিসেবে" in answer


def test_language_button_saves_the_language_in_the_account(page, carla):
    browser = page(carla)
    assert 'action="/language/bn/?next=/settings/"' in browser.get("/settings/").content.decode()
    assert browser.post("/language/bn/?next=/settings/").url == "/settings/"
    carla.refresh_from_db()
    assert carla.language == "bn"
    assert '<html lang="bn"' in browser.get("/settings/").content.decode()
    assert browser.post("/language/bn/?next=https://evil.test/").url == "/"


def test_language_link_changes_the_session_and_not_the_account(page, carla):
    browser = page(carla)
    assert browser.get("/language/bn/?next=/settings/").url == "/settings/"
    assert '<html lang="bn"' in browser.get("/settings/").content.decode()
    carla.refresh_from_db()
    assert carla.language == "en"
    assert '<html lang="en"' in page(carla).get("/settings/").content.decode()  # another session
    browser.post("/language/en/")
    assert '<html lang="en"' in browser.get("/settings/").content.decode()
    assert browser.get("/language/xx/").url == "/"


def test_anonymous_language_is_kept_in_a_cookie(page, db):
    browser = page()
    assert 'href="/language/bn/?next=/help/"' in browser.get("/help/").content.decode()
    browser.get("/language/bn/")
    assert '<html lang="bn"' in browser.get("/help/").content.decode()


SETTINGS = {"name": "Carla Jensen", "language": "en", "digits": "latin", "time_zone": "Asia/Dhaka"}


def test_saved_language_setting_overrides_the_session_language(page, carla):
    browser = page(carla)
    browser.get("/language/bn/")
    browser.post("/settings/", {**SETTINGS, "display_name": "Carla"})
    assert '<html lang="en"' in browser.get("/settings/").content.decode()


def test_settings_are_saved(page, carla):
    form = {**SETTINGS, "display_name": "Carla J.", "language": "bn"}
    assert page(carla).post("/settings/", form).url == "/settings/"
    carla.refresh_from_db()
    assert (carla.display_name, carla.language, carla.digits) == ("Carla J.", "bn", "latin")
    refused = page(carla).post("/settings/", {**form, "display_name": "x" * 61})
    assert refused.status_code == 400
    assert "x" * 61 in refused.content.decode()


ANSWERS = ["", "no JSON", "{}", '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}']


@pytest.mark.parametrize("answer", ANSWERS)
def test_expired_passkey_response_is_refused_with_a_hint(page, db, answer):
    response = page().post("/accounts/2fa/webauthn/login/", {"credential": answer}, follow=True)
    assert "The key was not accepted: perhaps this page stood open too long." in response.content.decode()


@pytest.mark.parametrize("back", ["//[", "http://[::1", "http://\u2100.com"])
def test_malformed_next_url_is_ignored(page, db, back):
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        assert page().get(path, {"next": back}).status_code == 200
