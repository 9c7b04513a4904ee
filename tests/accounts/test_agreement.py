"""New terms: users may still read; the next write asks for agreement, then replays the form."""

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
    """A browser with Carla's session and CSRF checks."""

    def signed_in(**headers: str) -> Client:
        browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en", **headers})
        browser.force_login(carla, backend="allauth.account.auth_backends.AuthenticationBackend")
        browser.cookies["csrftoken"] = "a" * 32
        return browser

    return signed_in


def agreed_version(person):
    person.refresh_from_db()
    return person.consent_version


def test_no_banner_for_agreed_terms_or_terms_not_yet_in_force(page, carla, settings):
    assert "Our terms have changed" not in page(carla).get("/settings/").content.decode()
    settings.CONSENT_VERSION = "2027-01"
    settings.CONSENT_SINCE = clock.local(clock.now()).date() + timedelta(days=1)
    assert "Our terms have changed" not in page(carla).get("/settings/").content.decode()
    assert page(carla).post("/settings/", {}).status_code != 403


@pytest.mark.parametrize(("language", "said"), [("en", "Our terms have changed"), ("bn", "আমাদের শর্ত বদলেছে")])
def test_pages_stay_readable_and_show_the_new_terms_banner(page, carla, new_terms, language, said):
    carla.language = language
    carla.save()
    for place in (reverse("work"), "/settings/", "/help/", "/terms/"):
        response = page(carla).get(place)
        assert response.status_code == 200, place
        assert said in response.content.decode(), place
    agreement_html = page(carla).get(f"{AGREEMENT}?next=/my-work/").content.decode()
    assert agreement_html.count(said) >= 1
    assert 'value="/my-work/"' in agreement_html


def test_blocked_post_is_replayed_after_agreeing(page, carla, new_terms):
    job = make.make_job(carla)
    place = f"/jobs/{job.pk}/close/"
    refused = page(carla).post(place, {"reason": 'No "budget" <now>', "twice": ["a", "b"]})
    html = refused.content.decode()
    assert refused.status_code == 403
    assert f'action="{place}"' in html
    assert 'name="reason" value="No &#34;budget&#34; &lt;now&gt;"' in html
    assert html.count('name="twice"') == 2
    job.refresh_from_db()
    assert job.state == Job.State.OPEN
    assert agreed_version(carla) != "2027-01"
    assert page(carla).post(place, {"agreed_to": "2026-11"}).status_code == 403
    accepted = page(carla).post(place, {"agreed_to": "2027-01"})
    assert accepted.status_code == 302
    job.refresh_from_db()
    assert job.state == Job.State.CLOSED
    assert agreed_version(carla) == "2027-01"


def test_agreeing_requires_a_csrf_token(browser, carla, new_terms):
    for place in (AGREEMENT, "/settings/"):
        assert browser().post(place, {"agreed_to": "2027-01"}).status_code == 403
    assert agreed_version(carla) != "2027-01"


def test_uploads_are_not_kept_and_must_be_chosen_again(page, carla, new_terms):
    refused = page(carla).post(
        "/jobs/new/",
        {"title": "x", "files": SimpleUploadedFile("a.txt", b"a")},
        headers={"referer": "http://testserver/jobs/new/"},
    )
    html = refused.content.decode()
    assert refused.status_code == 403
    assert "Your files were not sent" in html
    assert 'name="next" value="http://testserver/jobs/new/"' in html


def test_htmx_request_is_redirected_to_the_agreement_page(page, carla, new_terms):
    answer = page(carla).post(
        "/settings/", {}, headers={"hx-request": "true", "referer": "http://testserver/settings/"}
    )
    assert answer["HX-Redirect"].startswith(AGREEMENT)


def test_agreement_page_is_idempotent_and_redirects_to_safe_urls(page, carla, new_terms):
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


def test_export_closing_and_sign_out_work_without_agreeing(page, carla, new_terms):
    assert page(carla).post("/settings/data/ask/").status_code == 302
    assert carla.exports.exists()
    assert page(carla).post("/settings/close/", {"password": "wrong"}).status_code != 403
    assert page(carla).post("/language/bn/").status_code == 302
    assert page(carla).post("/accounts/logout/").status_code == 302


def test_session_write_to_the_api_is_403_until_agreed(browser, api, carla, new_terms):
    script = browser(**{"x-csrftoken": "a" * 32})
    assert script.get("/api/v1/me/").status_code == 200
    refused = script.patch("/api/v1/me/", {"display_name": "C"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "agreement_missing")
    assert "account" in refused.json()["help"]
    assert script.post("/api/v1/notifications/read/", {"up_to": 1}, content_type="application/json").status_code != 403
    status = script.get(API).json()
    assert (status["version"], status["agreed_version"], status["is_asked"]) == ("2027-01", carla.consent_version, True)
    wrong = script.post(API, {"version": "2026-11"}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "agreement_other_version")
    assert script.post(API, {}, content_type="application/json").status_code == 400
    accepted = script.post(API, {"version": "2027-01"}, content_type="application/json")
    assert (accepted.status_code, accepted.json()["is_asked"]) == (200, False)
    assert script.patch("/api/v1/me/", {"display_name": "C"}, content_type="application/json").status_code == 200


def test_token_may_write_without_agreeing(api, carla, new_terms):
    assert api(carla).patch("/api/v1/me/", {"display_name": "C"}).status_code == 200


def test_export_holds_the_agreed_terms_version(carla, new_terms, settings):
    agree(by=carla, version="2027-01")
    with pytest.raises(OtherVersion):
        agree(by=carla, version="2028")
    export = ask_export(by=carla)
    build_export(export_id=export.pk)
    export.refresh_from_db()
    with export.file.open("rb") as export_file, zipfile.ZipFile(export_file) as archive:
        assert '"consent_version": "2027-01"' in archive.read("accounts.user.json").decode()
        assert "terms.agreed" in archive.read("core.auditentry.json").decode()


def test_invalid_next_url_redirects_to_the_home_page(page, carla, new_terms):
    form = {"agreed_to": "2027-01", "next": "nowhere"}
    assert page(carla).post("/agreement/", form)["Location"] == "/"
