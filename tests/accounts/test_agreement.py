"""New terms: reading goes on, the next change asks first, and one press agrees and sends what was written."""

import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from market.accounts.privacy.export_actions import ask_export, build_export
from market.accounts.terms.actions import OtherVersion, agree
from market.core.base import clock
from market.core.models import AuditEntry
from market.jobs.models import Job
from tests import make

AGREEMENT, API = "/agreement/", "/api/v1/me/agreement/"


@pytest.fixture
def new_terms(settings, carla):
    settings.CONSENT_VERSION = "2027-01"
    settings.CONSENT_SINCE = clock.local(clock.now()).date()


@pytest.fixture
def browser(carla):
    """Carla's, signed in by her session and with the form's token checked."""

    def signed_in(**headers: str) -> Client:
        browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en", **headers})
        browser.force_login(carla, backend="allauth.account.auth_backends.AuthenticationBackend")
        browser.cookies["csrftoken"] = "a" * 32
        return browser

    return signed_in


def agreed(person):
    person.refresh_from_db()
    return person.consent_version


def test_who_agreed_is_asked_nothing_and_a_version_of_tomorrow_asks_nobody(page, carla, settings):
    assert "Our terms have changed" not in page(carla).get("/settings/").content.decode()
    settings.CONSENT_VERSION = "2027-01"
    settings.CONSENT_SINCE = clock.local(clock.now()).date() + timedelta(days=1)
    assert "Our terms have changed" not in page(carla).get("/settings/").content.decode()
    assert page(carla).post("/settings/", {}).status_code != 403


@pytest.mark.parametrize(("language", "said"), [("en", "Our terms have changed"), ("bn", "আমাদের শর্ত বদলেছে")])
def test_every_page_can_be_read_and_says_so(page, carla, new_terms, language, said):
    carla.language = language
    carla.save()
    for place in (reverse("work"), "/settings/", "/help/", "/terms/"):
        shown = page(carla).get(place)
        assert shown.status_code == 200, place
        assert said in shown.content.decode(), place
    asked = page(carla).get(f"{AGREEMENT}?next=/my-work/").content.decode()
    assert asked.count(said) >= 1
    assert 'value="/my-work/"' in asked


def test_what_she_sends_is_kept_and_one_press_agrees_and_sends_it(page, carla, new_terms):
    job = make.make_job(carla)
    place = f"/jobs/{job.pk}/close/"
    held = page(carla).post(place, {"reason": 'No "budget" <now>', "twice": ["a", "b"]})
    said = held.content.decode()
    assert held.status_code == 403
    assert f'action="{place}"' in said
    assert 'name="reason" value="No &#34;budget&#34; &lt;now&gt;"' in said
    assert said.count('name="twice"') == 2
    job.refresh_from_db()
    assert job.state == Job.State.OPEN
    assert agreed(carla) != "2027-01"
    assert page(carla).post(place, {"agreed_to": "2026-11"}).status_code == 403
    sent = page(carla).post(place, {"agreed_to": "2027-01"})
    assert sent.status_code == 302
    job.refresh_from_db()
    assert job.state == Job.State.CLOSED
    assert agreed(carla) == "2027-01"


def test_nobody_agrees_by_a_form_of_another_site(browser, carla, new_terms):
    for place in (AGREEMENT, "/settings/"):
        assert browser().post(place, {"agreed_to": "2027-01"}).status_code == 403
    assert agreed(carla) != "2027-01"


def test_files_are_chosen_anew(page, carla, new_terms):
    asked = page(carla).post(
        "/jobs/new/",
        {"title": "x", "files": SimpleUploadedFile("a.txt", b"a")},
        headers={"referer": "http://testserver/jobs/new/"},
    )
    said = asked.content.decode()
    assert asked.status_code == 403
    assert "Your files were not sent" in said
    assert 'name="next" value="http://testserver/jobs/new/"' in said


def test_a_part_of_a_page_leads_to_the_whole_page(page, carla, new_terms):
    answer = page(carla).post(
        "/settings/", {}, headers={"hx-request": "true", "referer": "http://testserver/settings/"}
    )
    assert answer["HX-Redirect"].startswith(AGREEMENT)


def test_the_page_agrees_once_and_leads_on(page, carla, new_terms):
    assert page(carla).post(AGREEMENT, {"agreed_to": "2026-11"}).status_code == 409
    for _ in range(2):
        answer = page(carla).post(AGREEMENT, {"agreed_to": "2027-01", "next": "/my-work/"})
        assert answer["Location"] == "/my-work/"
    entry = AuditEntry.objects.get(code="terms.agreed")
    assert (entry.by, entry.facts["version"]) == (carla, "2027-01")
    carla.refresh_from_db()
    assert entry.at - carla.consented_at < timedelta(seconds=5)
    for place in ("https://evil.test/", "//evil.test/", ""):
        assert page(carla).post(AGREEMENT, {"agreed_to": "2027-01", "next": place})["Location"] == "/"


def test_leaving_and_taking_ones_data_stay_open(page, carla, new_terms):
    assert page(carla).post("/settings/data/ask/").status_code == 302
    assert carla.exports.exists()
    assert page(carla).post("/settings/close/", {"password": "wrong"}).status_code != 403
    assert page(carla).post("/language/bn/").status_code == 302
    assert page(carla).post("/accounts/logout/").status_code == 302


def test_a_session_gets_a_named_refusal_and_a_program_none(browser, api, carla, new_terms):
    script = browser(**{"x-csrftoken": "a" * 32})
    assert script.get("/api/v1/me/").status_code == 200
    refused = script.patch("/api/v1/me/", {"display_name": "C"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "agreement_missing")
    assert "account" in refused.json()["help"]
    assert script.post("/api/v1/notifications/read/", {"up_to": 1}, content_type="application/json").status_code != 403
    told = script.get(API).json()
    assert (told["version"], told["agreed_version"], told["is_asked"]) == ("2027-01", carla.consent_version, True)
    wrong = script.post(API, {"version": "2026-11"}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "agreement_other_version")
    assert script.post(API, {}, content_type="application/json").status_code == 400
    done = script.post(API, {"version": "2027-01"}, content_type="application/json")
    assert (done.status_code, done.json()["is_asked"]) == (200, False)
    assert script.patch("/api/v1/me/", {"display_name": "C"}, content_type="application/json").status_code == 200


def test_a_program_with_a_token_goes_on(api, carla, new_terms):
    assert api(carla).patch("/api/v1/me/", {"display_name": "C"}).status_code == 200


def test_her_copy_says_what_she_agreed_to(carla, new_terms, settings):
    agree(by=carla, version="2027-01")
    with pytest.raises(OtherVersion):
        agree(by=carla, version="2028")
    export = ask_export(by=carla)
    build_export(export_id=export.pk)
    export.refresh_from_db()
    with export.file.open("rb") as made, zipfile.ZipFile(made) as archive:
        assert '"consent_version": "2027-01"' in archive.read("accounts.user.json").decode()
        assert "terms.agreed" in archive.read("core.auditentry.json").decode()


def test_after_agreeing_a_word_that_is_no_address_leads_to_the_first_page(page, carla, new_terms):
    sent = {"agreed_to": "2027-01", "next": "nowhere"}
    assert page(carla).post("/agreement/", sent)["Location"] == "/"
