"""Signing in and up by Google: who is let in, who is asked for more, and what is refused."""

import re
import runpy
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured

from market.accounts.google.openid import read_id_token
from market.accounts.models import Device, User
from market.accounts.people.actions import create_account
from market.accounts.sign_in.proof import is_session_proven
from market.core.base import clock
from market.core.models import AuditEntry
from market.notifications.models import Notification
from tests.accounts.test_pages import PASSWORD, SECRET
from tests.accounts.test_pages import code as totp
from tests.google import CALLBACK, JOIN, LOGIN, NEW, connect
from tests.jobs.test_views import typed

JOINED = {"side": "client", "name": "Nusrat Jahan", "display_name": "Nusrat", "consent": "on"}


def is_in(browser) -> bool:
    return browser.get("/settings/").status_code == 200


def sign_in_page(browser) -> str:
    return browser.get("/accounts/login/").content.decode()


def test_buttons_stand_where_google_is_on(page, db, settings):
    for address in ("/accounts/login/", "/accounts/signup/"):
        text = page().get(address).content.decode()
        assert "Continue with Google" in text
        assert "google.com" not in text, "nothing is asked of Google before the button is pressed"
    settings.GOOGLE_CLIENT_ID = settings.GOOGLE_CLIENT_SECRET = ""
    for address in ("/accounts/login/", "/accounts/signup/"):
        assert "Google" not in page().get(address).content.decode()
    for address in (CALLBACK, JOIN):
        assert page().get(address).status_code == 404
    assert page().post(LOGIN).status_code == 404


def test_new_person_fills_the_short_form_and_goes_on_where_they_were(page, google_desk, mailbox):
    browser = page()
    answer = google_desk.come(browser, next="/jobs/new/", name="Nusrat Jahan")
    assert answer.url == JOIN
    form = browser.get(JOIN).content.decode()
    assert NEW in form
    assert 'value="Nusrat Jahan"' in form
    assert 'value="Nusrat"' in form
    assert not User.objects.filter(email=NEW).exists(), "nothing is made before the form"
    assert browser.post(JOIN, {**JOINED, "consent": ""}).status_code == 400
    assert browser.post(JOIN, JOINED).url == "/jobs/new/"
    assert is_in(browser)
    user = User.objects.get(email=NEW)
    assert (user.name, user.display_name, user.side) == ("Nusrat Jahan", "Nusrat", "client")
    assert user.consent_version == site.CONSENT_VERSION
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    account = SocialAccount.objects.get(user=user)
    assert account.extra_data == {"email": NEW}, "name and picture are not kept"
    assert not SocialToken.objects.exists()
    assert AuditEntry.objects.filter(code="account.created", by=user).exists()
    assert mailbox == [], "the address is confirmed already"


def test_form_of_a_new_account_is_for_graduates_too(page, google_desk):
    browser = page()
    google_desk.come(browser, next="/claim/")
    assert re.search(r'<input[^>]*value="freelancer"[^>]*checked', browser.get(JOIN).content.decode())
    assert browser.post(JOIN, {**JOINED, "side": "freelancer"}).url == "/claim/"
    assert User.objects.get(email=NEW).side == "freelancer"


@pytest.mark.parametrize(("name", "shown"), [("মোছাঃ নুসরাত জাহান", "নুসরাত"), ("", "")])
def test_form_of_a_new_account_proposes_the_first_name(page, google_desk, name, shown):
    browser = page()
    google_desk.come(browser, name=name)
    html = browser.get(JOIN).content.decode()
    assert re.search(r'<input[^>]*name="display_name"[^>]*>', html)[0].count(f'value="{shown}"') == bool(shown)


def test_form_of_a_new_account_needs_google_first(page, db):
    browser = page()
    assert browser.get(JOIN).url == "/accounts/signup/"
    assert browser.post(JOIN, JOINED).url == "/accounts/signup/"
    assert not User.objects.exists()


def test_second_sign_in_is_the_same_account(page, google_desk):
    browser = page()
    google_desk.come(browser)
    browser.post(JOIN, JOINED)
    other = page()
    assert google_desk.come(other, next="/settings/devices/").url == "/settings/devices/"
    assert is_in(other)
    assert Device.objects.filter(user__email=NEW).count() == 2
    assert User.objects.filter(email=NEW).count() == 1


def test_what_was_said_of_the_device_holds(page, google_desk, carla):
    connect(carla)
    for device, is_kept in (("own", True), ("", False)):
        browser = page()
        place = google_desk.leave(browser, device=device)
        browser.get(google_desk.back(google_desk.choose(browser, place, sub="7")))
        assert browser.session.get_expire_at_browser_close() is not is_kept


def test_account_with_the_same_confirmed_address_is_connected(page, google_desk, carla):
    browser = page()
    assert google_desk.come(browser, carla.email).url == "/my-work/"
    assert is_in(browser)
    assert SocialAccount.objects.get().user == carla
    assert Notification.objects.filter(user=carla, kind="account.google_connected").exists()
    assert carla.has_usable_password(), "the password stays"


def test_address_whose_mailbox_is_not_googles_signs_nobody_in(page, google_desk, carla):
    browser = page()
    answer = google_desk.come(browser, carla.email, next="/jobs/new/", outcome="elsewhere")
    assert answer.url == "/accounts/login/?next=%2Fjobs%2Fnew%2F"
    assert "There is an account with this address" in sign_in_page(browser)
    assert not is_in(browser)
    assert not SocialAccount.objects.exists()


def test_second_factor_is_asked_for_and_google_is_connected_only_after_it(page, google_desk, carla):
    Authenticator.objects.create(user=carla, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    browser = page()
    assert google_desk.come(browser, carla.email).url == "/accounts/2fa/authenticate/"
    assert not is_in(browser)
    assert not SocialAccount.objects.exists()
    assert browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code in (200, 400)
    assert not SocialAccount.objects.exists()
    assert browser.post("/accounts/2fa/authenticate/", {"code": totp()}).status_code == 302
    assert is_in(browser)
    assert SocialAccount.objects.get().user == carla


def test_what_waits_for_a_second_factor_is_not_connected_with_somebody_else(page, google_desk, carla, omar):
    Authenticator.objects.create(user=carla, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    browser = page()
    google_desk.come(browser, carla.email)
    connect(omar, "9")
    assert google_desk.come(browser, omar.email, sub="9").url == "/my-work/"
    assert browser.get("/api/v1/me/").json()["email"] == omar.email
    assert not SocialAccount.objects.filter(user=carla).exists()


def test_staff_connect_google_themselves_and_need_their_second_factor(page, google_desk, mitu):
    browser = page()
    google_desk.come(browser, mitu.email)
    assert "There is an account with this address" in sign_in_page(browser)
    connect(mitu)
    google_desk.come(browser, mitu.email, sub="7")
    assert "Staff set up a second factor first" in sign_in_page(browser)
    assert not is_in(browser)
    Authenticator.objects.create(user=mitu, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    assert google_desk.come(browser, mitu.email, sub="7").url == "/accounts/2fa/authenticate/"
    browser.post("/accounts/2fa/authenticate/", {"code": totp()})
    assert is_in(browser)


def test_account_that_nobody_confirmed_is_taken_over_and_its_password_opens_nothing(page, google_desk):
    create_account(email=NEW, password=PASSWORD, name="A Stranger", language="en", side="client")
    stranger = User.objects.get(email=NEW)
    browser = page()
    assert google_desk.come(browser).url == JOIN, "it is not connected silently"
    assert not SocialAccount.objects.exists()
    browser.post(JOIN, {**JOINED, "side": "freelancer"})
    user = User.objects.get(email=NEW)
    assert (user.pk, user.name, user.side) == (stranger.pk, "Nusrat Jahan", "freelancer")
    assert not user.has_usable_password()
    assert page().post("/accounts/login/", {"login": NEW, "password": PASSWORD}).status_code != 302
    assert AuditEntry.objects.filter(code="google.taken_over").exists()


def test_address_that_gets_an_account_while_the_form_is_open(page, google_desk):
    browser = page()
    google_desk.come(browser)
    create_account(email=NEW, password=PASSWORD, name="Nusrat", language="en")
    EmailAddress.objects.update(verified=True)
    answer = browser.post(JOIN, JOINED)
    assert answer.status_code == 409
    assert "There is an account with this address by now" in answer.content.decode()
    assert not SocialAccount.objects.exists()


def test_form_sent_twice_makes_one_account(page, google_desk):
    browser, twin = page(), page()
    for each in (browser, twin):
        google_desk.come(each)
    assert browser.post(JOIN, JOINED).status_code == 302
    assert twin.post(JOIN, JOINED).status_code == 302
    assert User.objects.filter(email=NEW).count() == 1
    assert is_in(twin)


@pytest.mark.parametrize("lang", ["en", "bn"])
@pytest.mark.parametrize(
    ("outcome", "words", "bangla"),
    [
        ("decline", "Sign-in with Google was cancelled", "বাতিল করা হয়েছে"),
        ("unverified", "has not confirmed the e-mail address", "নিশ্চিত করা নেই"),
        ("wrong_nonce", "could not be trusted", "বিশ্বাস করা গেল না"),
        ("wrong_audience", "could not be trusted", "বিশ্বাস করা গেল না"),
        ("wrong_key", "could not be trusted", "বিশ্বাস করা গেল না"),
        ("expired", "could not be trusted", "বিশ্বাস করা গেল না"),
        ("error", "could not be trusted", "বিশ্বাস করা গেল না"),
        ("down", "does not answer just now", "সাড়া দিচ্ছে না"),
    ],
)
def test_what_goes_wrong_at_google_is_said_and_loses_nothing(page, google_desk, carla, outcome, words, bangla, lang):
    connect(carla)
    browser = page()
    browser.get(f"/?lang={lang}")
    answer = google_desk.come(browser, carla.email, sub="7", outcome=outcome, next="/jobs/new/")
    assert answer.url == "/accounts/login/?next=%2Fjobs%2Fnew%2F"
    text = sign_in_page(browser)
    assert (words if lang == "en" else bangla) in text
    assert not is_in(browser)
    assert google_desk.come(browser, carla.email, sub="7", next="/jobs/new/").url == "/jobs/new/"


def test_network_that_fails_is_said(page, google_desk, carla, settings):
    browser = page()
    place = google_desk.leave(browser)
    settings.GOOGLE_TOKEN_URL = "http://127.0.0.1:9/token/"
    browser.get(google_desk.back(google_desk.choose(browser, place)))
    assert "does not answer" in sign_in_page(browser)
    settings.GOOGLE_TOKEN_URL = settings.GOOGLE_KEYS_URL.replace("keys", "token")
    settings.GOOGLE_KEYS_URL = "http://127.0.0.1:9/keys/"
    google_desk.come(browser)
    assert "does not answer" in sign_in_page(browser)


def test_state_counts_once_and_in_its_browser_alone(page, google_desk, carla):
    connect(carla)
    browser, thief = page(), page()
    address = google_desk.back(google_desk.choose(browser, google_desk.leave(browser), sub="7"))
    assert thief.get(address).url == "/accounts/login/"
    assert "opened in another browser" in sign_in_page(thief)
    assert not is_in(thief)
    assert browser.get(address).url == "/my-work/"
    browser.post("/accounts/logout/")
    assert browser.get(address).url == "/accounts/login/"
    assert not is_in(browser)
    for forged in ("", "?code=x", "?state=x&code=x", "?state=x&error=access_denied"):
        assert browser.get(CALLBACK + forged).url == "/accounts/login/"


def test_code_of_another_browser_is_worth_nothing(page, google_desk, carla):
    """PKCE: a code that was made for one browser's challenge is refused with the verifier of another one."""
    connect(carla)
    victim, thief = page(), page()
    code = google_desk.choose(victim, google_desk.leave(victim), sub="7").partition("code=")[2]
    own = google_desk.choose(thief, google_desk.leave(thief), sub="8").partition("code=")[0]
    thief.get(google_desk.back(f"{own}code={code}"))
    assert not is_in(thief)
    assert "could not be trusted" in sign_in_page(thief)


def test_address_that_changed_at_google_opens_the_same_account(page, google_desk, carla, omar):
    connect(carla)
    browser = page()
    assert google_desk.come(browser, omar.email, sub="7").url == "/my-work/"
    assert browser.get("/api/v1/me/").json()["email"] == carla.email
    assert SocialAccount.objects.get().extra_data == {"email": omar.email}


def test_closed_account_is_not_opened(page, google_desk, carla):
    User.objects.filter(pk=carla.pk).update(is_active=False)
    for _ in range(2):
        browser = page()
        assert google_desk.come(browser, carla.email, sub="7").url == "/accounts/inactive/"
        assert not is_in(browser)
        if not SocialAccount.objects.exists():
            connect(carla)


def test_suspended_user_is_shown_why(page, google_desk, carla):
    connect(carla)
    User.objects.filter(pk=carla.pk).update(suspended_until=clock.now() + timedelta(days=3))
    browser = page()
    assert google_desk.come(browser, sub="7").url == "/measures/"
    assert browser.get("/measures/").status_code == 200


def test_form_of_the_button_may_lead_to_google_alone(page, db):
    policy = page().get("/accounts/login/").headers["Content-Security-Policy"]
    (form_action,) = re.findall("form-action ([^;]*)", policy)
    assert "https://accounts.google.com" in form_action.split()
    assert "google" not in policy.replace(form_action, "")


def test_whoever_is_signed_in_already_goes_on(page, google_desk, carla):
    browser = page(carla)
    assert browser.post(LOGIN, {"next": "/settings/"}).url == "/settings/"
    visitor = page()
    address = google_desk.back(google_desk.choose(visitor, google_desk.leave(visitor), "x@demo.test"))
    visitor.post("/accounts/login/", {"login": carla.email, "password": PASSWORD})
    assert visitor.get(address).status_code == 302
    assert visitor.get("/api/v1/me/").json()["email"] == carla.email
    assert not User.objects.filter(email="x@demo.test").exists()


def test_foreign_next_is_dropped(page, google_desk, carla):
    connect(carla)
    assert google_desk.come(page(), sub="7", next="https://evil.example/").url == "/my-work/"


def test_button_is_pressed_by_post_with_a_token_and_no_more_is_asked_of_google(page, google_desk):
    assert page().get(LOGIN).url == "/"
    browser = page()
    place = google_desk.leave(
        browser, f"{LOGIN}?scope=https://mail.google.com/&auth_params=prompt%3Dnone&process=connect"
    )
    query = {name: value for name, (value,) in parse_qs(urlsplit(place).query).items()}
    assert set(query.pop("scope").split()) == {"openid", "email", "profile"}
    assert (query["prompt"], query["code_challenge_method"], query["response_type"]) == (
        "select_account",
        "S256",
        "code",
    )
    assert min(len(query[name]) for name in ("nonce", "code_challenge", "state")) >= 16


def test_presses_are_limited(page, google_desk, settings):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, sign_in_tries_per_client_hour=2)
    browser = page()
    assert [browser.post(LOGIN).status_code for _ in range(3)] == [302, 302, 429]


def test_google_is_no_proof_for_who_has_a_password(page, google_desk, carla, rf):
    connect(carla)
    browser = page()
    google_desk.come(browser, sub="7")
    request = rf.get("/")
    request.session, request.user = browser.session, carla
    assert not is_session_proven(request, site.PROOF)
    carla.set_unusable_password()
    carla.save()
    assert is_session_proven(request, site.PROOF)


@pytest.mark.parametrize("token", [None, "", "a.b.c", 7, "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_id_token_is_refused(google_desk, token):
    with pytest.raises(OAuth2Error):
        read_id_token(token, nonce="n")


@pytest.mark.parametrize(("name", "other"), [("ID", "SECRET"), ("SECRET", "ID")])
def test_one_setting_without_the_other_stops_the_start(monkeypatch, name, other):
    monkeypatch.setenv(f"GOOGLE_CLIENT_{name}", "x")
    with pytest.raises(ImproperlyConfigured, match=f"GOOGLE_CLIENT_{other} is not set"):
        runpy.run_path("market/settings/google.py")
    monkeypatch.setenv(f"GOOGLE_CLIENT_{other}", "y")
    settings = runpy.run_path("market/settings/google.py")
    addresses = [settings[f"GOOGLE_{each}"] for each in ("ISSUER", "AUTHORIZE_URL", "TOKEN_URL", "KEYS_URL")]
    assert all(".google" in each and each.startswith("https://") for each in addresses)


def test_job_that_a_visitor_wrote_waits_for_who_joins_by_google(page, google_desk):
    visitor = page()
    sent = visitor.post("/jobs/new/", typed(title="A map of the tea gardens")).url
    assert sent.startswith("/accounts/signup/")
    place = re.search(r'name="next" value="([^"]*)"', visitor.get(sent).content.decode())[1]
    google_desk.come(visitor, next=place)
    joined = visitor.post(JOIN, JOINED)
    assert joined.url == place
    assert "A map of the tea gardens" in visitor.get(joined.url).content.decode()
