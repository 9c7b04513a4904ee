"""The Google account of a user: connected, disconnected, proof, the API, and what ends it."""

from datetime import timedelta

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from allauth.socialaccount.models import SocialAccount

from market.accounts.google.accounts import has_other_way
from market.accounts.google.actions import disconnect_google
from market.accounts.models import User
from market.accounts.privacy.actions import close_account, erase_account
from market.accounts.sign_in.device_actions import disown_sign_in, not_me_key, note_sign_in
from market.core.models import AuditEntry
from market.notifications.models import Notification
from tests.accounts.test_pages import PASSWORD, SECRET, link
from tests.accounts.test_pages import code as totp
from tests.google import connect
from tests.sms import give_number

PAGE, CONNECT, DISCONNECT = "/settings/google/", "/settings/google/connect/", "/settings/google/disconnect/"
API, MINE = "/api/v1/me/connections/", "/api/v1/me/connections/google/"
CONFIRM = "/accounts/google/confirm/"
CHOSEN = "rice-and-lentils-7"  # another password


def forget_proof(browser) -> None:
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()


@pytest.fixture
def carla_of_google(carla) -> User:
    """Somebody who joined by Google: no password."""
    connect(carla)
    carla.set_unusable_password()
    carla.save()
    return carla


def test_google_is_connected_and_told(page, carla, google_desk, mailbox, run_jobs):
    browser = page(carla)
    assert "Connect Google" in browser.get(PAGE).content.decode()
    assert google_desk.come(browser, "carla.home@gmail.com", CONNECT).url == PAGE
    text = browser.get(PAGE).content.decode()
    assert "Google is connected" in text
    assert "carla.home@gmail.com" in text
    assert "carla.home@gmail.com" in browser.get("/settings/").content.decode()
    assert SocialAccount.objects.get().user == carla
    assert AuditEntry.objects.filter(code="google.connected", by=carla).exists()
    run_jobs()
    assert [mail.subject for mail in mailbox] == ["You can sign in with Google now"]
    assert "carla.home@gmail.com" in mailbox[0].body


def test_connecting_and_disconnecting_ask_for_proof(page, carla):
    connect(carla)
    browser = page(carla)
    forget_proof(browser)
    for address in (CONNECT, DISCONNECT):
        assert browser.post(address).url.startswith("/accounts/reauthenticate/")
    assert SocialAccount.objects.exists()


def test_google_is_disconnected_and_told(page, carla, mailbox, run_jobs):
    connect(carla)
    browser = page(carla)
    assert browser.post(DISCONNECT).url == PAGE
    assert "Google is disconnected" in browser.get(PAGE).content.decode()
    assert not SocialAccount.objects.exists()
    run_jobs()
    assert [mail.subject for mail in mailbox] == ["Your Google account is disconnected"]
    assert browser.post(DISCONNECT).url == PAGE, "again it changes nothing"
    assert Notification.objects.filter(user=carla).count() == 1


def test_what_its_owner_disconnected_no_sign_in_connects_again(page, carla, google_desk):
    google_desk.come(page(), carla.email)
    owner = page(carla)
    assert owner.post(DISCONNECT).url == PAGE
    visitor = page()
    assert google_desk.come(visitor, carla.email).url == "/accounts/login/"
    assert "There is an account with this address" in visitor.get("/accounts/login/").content.decode()
    assert visitor.get("/settings/").status_code == 302
    assert not SocialAccount.objects.exists()
    google_desk.come(owner, carla.email, CONNECT)
    assert google_desk.come(visitor, carla.email).url == "/my-work/"


def test_sign_in_that_waited_for_a_second_factor_connects_nothing_that_was_disconnected(page, carla, google_desk):
    Authenticator.objects.create(user=carla, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    visitor = page()
    google_desk.come(visitor, carla.email)
    connect(carla)
    disconnect_google(by=carla)
    visitor.post("/accounts/2fa/authenticate/", {"code": totp()})
    assert visitor.get("/settings/").status_code == 200
    assert not SocialAccount.objects.exists()


def test_account_of_somebody_else_and_a_second_one_are_refused(page, carla, omar, google_desk):
    connect(omar)
    browser = page(carla)
    assert google_desk.come(browser, "x@gmail.com", CONNECT, sub="7").url == PAGE
    assert "opens another account here" in browser.get(PAGE).content.decode()
    connect(carla, "8")
    google_desk.come(browser, "y@gmail.com", CONNECT, sub="9")
    assert "connected with another Google account" in browser.get(PAGE).content.decode()
    google_desk.come(browser, "y@gmail.com", CONNECT, sub="8")
    assert SocialAccount.objects.count() == 2


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("decline", "was cancelled"), ("unverified", "has not confirmed"), ("down", "does not answer")],
)
def test_what_goes_wrong_leads_back_to_the_settings(page, carla, google_desk, outcome, words):
    browser = page(carla)
    assert google_desk.come(browser, page=CONNECT, outcome=outcome).url == PAGE
    assert words in browser.get(PAGE).content.decode()
    assert not SocialAccount.objects.exists()


def test_another_user_of_the_browser_gets_nothing_connected(page, carla, omar, google_desk):
    browser = page(carla)
    place = google_desk.leave(browser, CONNECT)
    session = browser.session
    session["_auth_user_id"], session["_auth_user_hash"] = str(omar.pk), omar.get_session_auth_hash()
    session.save()
    browser.get(google_desk.back(google_desk.choose(browser, place)))
    assert "Another account is signed in here" in browser.get(PAGE).content.decode()
    assert not SocialAccount.objects.exists()


def test_last_way_in_stays(page, carla_of_google, google_desk, settings):
    carla = carla_of_google
    browser = page()
    google_desk.come(browser, sub="7")
    assert "You can sign in with Google only" in browser.get(PAGE).content.decode()
    assert browser.post(DISCONNECT).url == PAGE
    assert "Choose a password or add a passkey first" in browser.get(PAGE).content.decode()
    assert SocialAccount.objects.exists()
    give_number(carla)
    assert has_other_way(carla)
    settings.SMS_URL = ""
    assert not has_other_way(carla)


def test_who_has_nothing_but_google_proves_with_it(page, carla_of_google, omar, google_desk):
    browser = page()
    google_desk.come(browser, sub="7")
    forget_proof(browser)
    answer = browser.post("/settings/tokens/", {"name": "Mine", "scopes": ["read"], "days": 7})
    assert answer.url.startswith(CONFIRM)
    assert "Confirm with Google" in browser.get(answer.url).content.decode()
    connect(omar, "8")
    google_desk.come(browser, page=CONFIRM, sub="8")
    assert "is not the one of your account" in browser.get(PAGE).content.decode()
    assert browser.post(DISCONNECT).url.startswith(CONFIRM)
    assert google_desk.come(browser, page=CONFIRM, next="/kept/", sub="7").url == "/kept/"
    assert browser.post(DISCONNECT).url == PAGE, "proven, and refused as the last way"


def test_first_key_asks_who_has_nothing_but_google_for_proof(page, carla_of_google, google_desk):
    browser = page()
    google_desk.come(browser, sub="7")
    for address in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
        assert browser.get(address).status_code == 200
    forget_proof(browser)
    for address in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
        assert browser.get(address).url.startswith(CONFIRM)
        assert browser.post(address, {}).url.startswith(CONFIRM)
        assert page().get(address).url.startswith("/accounts/login/")


def test_who_has_no_password_chooses_one_by_mail(page, carla_of_google, google_desk, mailbox, run_jobs):
    browser = page()
    google_desk.come(browser, sub="7")
    assert browser.get("/accounts/password/change/", follow=True).redirect_chain[-1][0] == "/accounts/password/set/"
    assert "Choose a password" in browser.get("/accounts/password/set/").content.decode()
    assert browser.post("/accounts/password/set/").url == PAGE
    run_jobs()
    choosing = page()
    form = choosing.get(link(mailbox[-1].body)).url
    choosing.post(form, {"password1": CHOSEN, "password2": CHOSEN})
    carla_of_google.refresh_from_db()
    assert carla_of_google.check_password(CHOSEN)
    assert not SocialAccount.objects.exists(), "who joined by Google may not be who has this mailbox today"
    assert page(carla_of_google).get("/accounts/password/set/").url == "/accounts/password/change/"


@pytest.mark.parametrize(
    ("own", "email", "is_left"),
    [
        ("carla@gmail.com", "carla@gmail.com", True),
        ("carla@shop.test", "carla@shop.test", False),  # Google does not keep that mailbox: another may have had it
        ("carla@gmail.com", "stranger@gmail.com", False),
    ],
)
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_new_password_by_mail_leaves_only_the_google_account_of_the_mailbox(
    page, carla, own, email, is_left, is_signed_in
):
    User.objects.filter(pk=carla.pk).update(email=own)
    carla.refresh_from_db()
    connect(carla, email=email)
    key = f"{user_pk_to_url_str(carla)}-{default_token_generator.make_token(carla)}"
    browser = page(carla if is_signed_in else None)
    form = browser.get(f"/accounts/password/reset/key/{key}/").url
    assert browser.post(form, {"password1": CHOSEN, "password2": CHOSEN}).status_code == 302
    assert SocialAccount.objects.exists() is is_left


def test_forms_that_ask_for_a_password_say_how_to_get_one(page, carla_of_google):
    browser = page(carla_of_google)
    for address, field in (("address", "email"), ("phone", "number"), ("close", "understood")):
        answer = browser.post(
            f"/settings/{address}/", {field: "01712345678@x.test"[: 11 if field == "number" else 30], "password": "x"}
        )
        assert answer.status_code == 400
        assert "has no password yet" in answer.content.decode(), address


def test_new_password_by_the_old_one_keeps_google(page, carla):
    connect(carla, email="stranger@gmail.com")
    sent = {"oldpassword": PASSWORD, "password1": CHOSEN, "password2": CHOSEN}
    assert page(carla).post("/accounts/password/change/", sent).status_code == 302
    assert SocialAccount.objects.exists()


def test_disowning_a_sign_in_ends_google_too(carla):
    connect(carla)
    device = note_sign_in(by=carla, mark="m" * 64, session_key="k", agent="", country="")
    disown_sign_in(key=not_me_key(device))
    assert not SocialAccount.objects.exists()


def test_erasing_takes_google_away(carla, travel):
    connect(carla)
    close_account(by=carla, password=PASSWORD)
    travel(timedelta(days=15))
    erase_account(deletion_id=carla.deletion.pk)
    assert not SocialAccount.objects.exists()


def test_api_lists_and_disconnects(api, carla, omar):
    assert api().get(API).status_code == 401
    assert api(carla).get(API).json()["results"] == []
    connect(carla)
    connect(omar, "8")
    (row,) = api(carla).get(API).json()["results"]
    assert (row["provider"], row["email"]) == ("google", carla.email)
    assert set(row) == {"provider", "email", "connected_at", "used_at"}
    assert api(carla).delete(MINE).status_code == 204
    assert SocialAccount.objects.get().user == omar


def test_api_refuses_the_last_way_scopes_and_programs_without_proof(api, carla_of_google, settings):
    carla = carla_of_google
    answer = api(carla).delete(MINE)
    assert (answer.status_code, answer.json()["code"]) == (409, "last_way_in")
    settings.GOOGLE_CLIENT_ID = ""
    assert api(carla).get(API).status_code == 404
    assert api(carla).delete(MINE).status_code == 404


def test_pages_of_a_site_without_google_are_not_there(page, carla, settings):
    settings.GOOGLE_CLIENT_ID = ""
    browser = page(carla)
    assert browser.get(PAGE).status_code == 404
    assert browser.post(CONNECT).status_code == 404
    assert browser.post(DISCONNECT).status_code == 404
    assert PAGE not in browser.get("/settings/").content.decode()
