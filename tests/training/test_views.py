import html
import re

import pytest

from market.site.demo.revoking import revoke_certificate
from market.training.certificates.actions import issue_certificate
from market.training.models import Batch, Certificate
from tests import make


@pytest.fixture
def issued(oli):
    return issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter", name_bn="নাসরিন আক্তার")


def text(response):
    return html.unescape(response.content.decode())


def test_anonymous_claim_redirects_to_sign_in_and_back(page, db):
    browser = page()
    content = text(browser.get("/claim/"))
    for form_name in ("signup", "login"):
        assert f'href="/accounts/{form_name}/?next=/claim/"' in content
    assert browser.post("/claim/", {"serial": "AIAA-1"})["Location"].startswith("/accounts/login/")


def test_successful_claim_redirects_to_the_profile(page, issued, rahim):
    browser = page(rahim)
    response = browser.post("/claim/", {"serial": issued[0].serial.lower(), "claim_code": issued[1]})
    assert response["Location"] == "/profile/"
    assert issued[0].serial in text(browser.get("/claim/"))


def test_refused_claim_is_400_and_keeps_the_input(page, issued, carla):
    response = page(carla).post("/claim/", {"serial": "AIAA-1", "claim_code": "abc<script>"})
    assert response.status_code == 400
    assert "do not belong together" in text(response)
    assert 'value="AIAA-1"' in response.content.decode()
    assert "<script>alert" not in response.content.decode()


def test_repeated_wrong_codes_are_429_with_retry_after(page, carla):
    browser = page(carla)
    for _ in range(6):
        response = browser.post("/claim/", {"serial": "AIAA-1", "claim_code": "abc"})
    assert response.status_code == 429
    assert response["Retry-After"]
    assert "Try again in" in text(response)


def test_check_page_is_public_and_has_no_csrf_token(page, db):
    response = page().get("/certificates/")
    assert response.status_code == 200
    assert "csrf" not in text(response)


def test_address_in_a_language_shows_the_empty_form_without_errors(page):
    response = page().get("/certificates/", {"lang": "bn"})
    assert response.status_code == 200
    assert "error" not in response.content.decode().partition("<main")[2]


def test_check_form_redirects_to_the_certificate(page, issued):
    assert page().get("/certificates/", {"serial": f" {issued[0].serial.lower()} "})["Location"] == (
        f"/certificates/{issued[0].serial}/"
    )
    assert page().get("/certificates/", {"serial": "!"}).status_code == 302
    assert page().get("/certificates/", {"serial": ""}).status_code == 400


def test_a_certificate_shows_the_name_only_with_its_code(page, issued):
    bare = page().get(f"/certificates/{issued[0].serial}/")
    assert "Nasrin" not in text(bare)
    assert "2018" in text(bare)
    named = page().get(f"/certificates/{issued[0].serial}/", {"code": issued[0].check_code})
    assert "Nasrin Akter" in text(named)
    assert "no-store" in named["Cache-Control"]
    assert named["Referrer-Policy"] == "same-origin"
    wrong = page().get(f"/certificates/{issued[0].serial}/", {"code": "x"})
    assert "does not belong to the certificate" in text(wrong)


def test_bangla_page_shows_the_bangla_name_and_digits(page, issued):
    response = page(language="bn").get(f"/certificates/{issued[0].serial}/", {"code": issued[0].check_code})
    assert "নাসরিন আক্তার" in text(response)
    assert "২০১৮" in text(response)


def test_revoked_certificate_says_so_and_unknown_is_404(page, issued, oli):
    revoke_certificate(by=oli, certificate_id=issued[0].pk, reason="A private reason.")
    response = page().get(f"/certificates/{issued[0].serial}/")
    assert "was revoked" in text(response)
    assert "private reason" not in text(response)
    assert page().get("/certificates/AIAA-NO-1/").status_code == 404


def test_paper_is_only_for_holder_and_officer(page, farida, rina, oli):
    url = f"/certificates/{farida.certificate.serial}/paper/"
    assert page().get(url).status_code == 302
    assert page(rina).get(url).status_code == 404
    for person in (farida, oli):
        response = page(person).get(url)
        assert "data:image/svg+xml" in response.content.decode()
        assert "Farida Private" in text(response)


DESK = ["/staff/certificates/", "/staff/certificates/new/", "/staff/batches/new/"]


@pytest.mark.parametrize("address", [*DESK, "/staff/certificates/1/", "/staff/certificates/1/letter/"])
def test_officer_pages_redirect_anonymous_and_are_404_for_others(page, address, carla, mitu, farida):
    assert page().get(address).status_code == 302
    for person in (carla, mitu, farida):
        assert page(person).get(address).status_code == 404


def test_certificate_list_search_and_filters(page, issued, farida, oli):
    browser = page(oli)
    assert text(browser.get("/staff/certificates/")).count("AIAA-") >= 2
    assert farida.certificate.serial not in text(browser.get("/staff/certificates/", {"claimed": "no"}))
    assert issued[0].serial not in text(browser.get("/staff/certificates/", {"claimed": "yes"}))
    assert issued[0].serial in text(browser.get("/staff/certificates/", {"q": "নাসরিন", "topic": "graphics-design"}))
    assert "Nothing found" in text(browser.get("/staff/certificates/", {"q": "রহিমা"}))
    assert issued[0].serial in text(browser.get("/staff/certificates/", {"q": issued[0].serial.lower()}))
    assert "Nothing found" in text(browser.get("/staff/certificates/", {"district": "dhaka"}))


def test_certificate_list_query_count_of_a_full_page(page, oli, django_assert_max_num_queries):
    batch = make.make_batch()
    for number in range(25):
        issue_certificate(by=oli, batch=batch, name_en=f"Graduate {number}")
    browser = page(oli)
    with django_assert_max_num_queries(14):
        assert text(browser.get("/staff/certificates/")).count("Graduate ") == 20


def test_second_officer_releases_and_sees_the_code_once(page, oli, onu, rahim):
    first, second, batch = page(oli), page(onu), make.make_batch()
    form_data = {"batch": batch.pk, "name_en": "<b>Nasrin</b>", "name_bn": ""}
    prepared = first.post("/staff/certificates/new/", form_data)["Location"]
    assert not Certificate.objects.exists()
    assert first.post(f"{prepared}release/").status_code == 403
    assert second.post(f"{prepared}release/")["Location"] == prepared
    certificate = Certificate.objects.get()
    assert (certificate.prepared_by, certificate.issued_by) == (oli, onu)
    url = f"/staff/certificates/{certificate.pk}/letter/"
    assert "was shown once" in text(first.get(url))
    letter = second.get(url)
    assert "<b>Nasrin" not in letter.content.decode()
    code = re.search(r'<dd class="code">(\w{5}-\w{5})</dd>', text(letter)).group(1)
    assert second.post(f"{prepared}printed/").status_code == 302
    assert "was shown once" in text(second.get(url))
    assert page(rahim).post("/claim/", {"serial": certificate.serial, "claim_code": code})["Location"] == "/profile/"


def test_officer_adds_a_batch_with_bangla_digits(page, oli):
    form_data = {"code": "KHU-1", "topic": "data-entry", "district": "khulna", "started_on": "২০১৮-০১-০১"}
    assert page(oli).post("/staff/batches/new/", {**form_data, "ended_on": "2017-01-01"}).status_code == 400
    response = page(oli).post("/staff/batches/new/", {**form_data, "ended_on": "2018-06-30"})
    assert response["Location"] == f"/staff/certificates/new/?batch={Batch.objects.get(code='KHU-1').pk}"
    assert page(oli).post("/staff/batches/new/", {**form_data, "ended_on": "2018-06-30"}).status_code == 400


def test_revoking_needs_a_reason_and_two_officers(page, oli, onu, farida):
    browser, url = page(oli), f"/staff/certificates/{farida.certificate.pk}/"
    assert "Revoke" in text(browser.get(url))
    assert browser.post(url, {"reason": ""}).status_code == 400
    proposed = browser.post(url, {"reason": "The exam was not hers."})["Location"]
    assert page().get(farida.profile.get_absolute_url()).status_code == 200
    assert page(onu).post(f"{proposed}release/").status_code == 302
    assert "The exam was not hers." in text(browser.get(url))
    assert browser.post(url, {"reason": "Again."}).status_code == 409
    assert page().get(farida.profile.get_absolute_url()).status_code == 404
    assert "The exam was not hers." in text(page(farida).get("/claim/"))


def test_forged_certificate_is_marked_for_officers(page, oli, issued):
    Certificate.objects.filter(pk=issued[0].pk).update(name_en="Somebody Else")
    assert "signature does not fit" in text(page(oli).get(f"/staff/certificates/{issued[0].pk}/"))


def test_register_pages_have_no_english_text_in_bangla(page, oli, farida, issued):
    oli.language = farida.language = "bn"
    oli.save()
    farida.save()
    for person, url in [
        (None, "/certificates/"),
        (None, f"/certificates/{issued[0].serial}/"),
        (farida, "/claim/"),
        (farida, f"/certificates/{farida.certificate.serial}/paper/"),
        *((oli, each) for each in DESK),
        (oli, f"/staff/certificates/{issued[0].pk}/"),
    ]:
        content = text(page(person, language="bn").get(url))
        for english in (
            "Certificate number",
            "Check a",
            "Claim your",
            "Issue a",
            "Add a batch",
            "Revoke the",
            "Valid<",
        ):
            assert english not in content, (url, english)
