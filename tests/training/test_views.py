import html
import re

import pytest

from market.training.certificates.actions import issue_certificate, revoke_certificate
from market.training.models import Batch, Certificate
from tests import make


@pytest.fixture
def issued(oli):
    return issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter", name_bn="নাসরিন আক্তার")


def text(response):
    return html.unescape(response.content.decode())


def test_claiming_needs_an_account_and_comes_back(page, db):
    browser = page()
    shown = text(browser.get("/claim/"))
    for door in ("signup", "login"):
        assert f'href="/accounts/{door}/?next=/claim/"' in shown
    assert browser.post("/claim/", {"serial": "AIAA-1"})["Location"].startswith("/accounts/login/")


def test_a_claim_leads_to_the_profile(page, issued, rahim):
    browser = page(rahim)
    answer = browser.post("/claim/", {"serial": issued[0].serial.lower(), "claim_code": issued[1]})
    assert answer["Location"] == "/profile/"
    assert issued[0].serial in text(browser.get("/claim/"))


def test_a_refused_claim_keeps_what_was_typed(page, issued, carla):
    answer = page(carla).post("/claim/", {"serial": "AIAA-1", "claim_code": "abc<script>"})
    assert answer.status_code == 400
    assert "do not belong together" in text(answer)
    assert 'value="AIAA-1"' in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_guesser_reads_when_to_come_back(page, carla):
    browser = page(carla)
    for _ in range(6):
        answer = browser.post("/claim/", {"serial": "AIAA-1", "claim_code": "abc"})
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert "Try again in" in text(answer)


def test_the_check_page_is_for_anybody_and_without_a_token(page, db):
    answer = page().get("/certificates/")
    assert answer.status_code == 200
    assert "csrf" not in text(answer)


def test_the_form_leads_to_the_certificate(page, issued):
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
    assert named["Referrer-Policy"] == "no-referrer"
    wrong = page().get(f"/certificates/{issued[0].serial}/", {"code": "x"})
    assert "does not belong to the certificate" in text(wrong)


def test_a_bangla_reader_sees_the_bangla_name_and_digits(page, issued):
    answer = page(language="bn").get(f"/certificates/{issued[0].serial}/", {"code": issued[0].check_code})
    assert "নাসরিন আক্তার" in text(answer)
    assert "২০১৮" in text(answer)


def test_a_revoked_and_an_unknown_certificate_say_so(page, issued, oli):
    revoke_certificate(by=oli, certificate_id=issued[0].pk, reason="A private reason.")
    answer = page().get(f"/certificates/{issued[0].serial}/")
    assert "was revoked" in text(answer)
    assert "private reason" not in text(answer)
    assert page().get("/certificates/AIAA-NO-1/").status_code == 404


def test_the_paper_is_for_holder_and_officer(page, farida, rina, oli):
    address = f"/certificates/{farida.certificate.serial}/paper/"
    assert page().get(address).status_code == 302
    assert page(rina).get(address).status_code == 404
    for person in (farida, oli):
        answer = page(person).get(address)
        assert "data:image/svg+xml" in answer.content.decode()
        assert "Farida Private" in text(answer)


DESK = ["/staff/certificates/", "/staff/certificates/new/", "/staff/batches/new/"]


@pytest.mark.parametrize("address", [*DESK, "/staff/certificates/1/", "/staff/certificates/1/letter/"])
def test_the_desk_does_not_exist_for_others(page, address, carla, mitu, farida):
    assert page().get(address).status_code == 302
    for person in (carla, mitu, farida):
        assert page(person).get(address).status_code == 404


def test_the_desk_finds_and_filters(page, issued, farida, oli):
    browser = page(oli)
    assert text(browser.get("/staff/certificates/")).count("AIAA-") >= 2
    assert farida.certificate.serial not in text(browser.get("/staff/certificates/", {"claimed": "no"}))
    assert issued[0].serial not in text(browser.get("/staff/certificates/", {"claimed": "yes"}))
    assert issued[0].serial in text(browser.get("/staff/certificates/", {"q": "নাসরিন", "topic": "graphics-design"}))
    assert "Nothing found" in text(browser.get("/staff/certificates/", {"q": "রহিমা"}))
    assert issued[0].serial in text(browser.get("/staff/certificates/", {"q": issued[0].serial.lower()}))
    assert "Nothing found" in text(browser.get("/staff/certificates/", {"district": "dhaka"}))


def test_the_desk_asks_the_database_as_often_for_a_full_page(page, oli, django_assert_max_num_queries):
    batch = make.make_batch()
    for number in range(25):
        issue_certificate(by=oli, batch=batch, name_en=f"Graduate {number}")
    browser = page(oli)
    with django_assert_max_num_queries(14):
        assert text(browser.get("/staff/certificates/")).count("Graduate ") == 20


def test_two_officers_issue_and_the_second_sees_the_code(page, oli, onu, rahim):
    first, second, batch = page(oli), page(onu), make.make_batch()
    sent = {"batch": batch.pk, "name_en": "<b>Nasrin</b>", "name_bn": ""}
    prepared = first.post("/staff/certificates/new/", sent)["Location"]
    assert not Certificate.objects.exists()
    assert first.post(f"{prepared}release/").status_code == 403
    assert second.post(f"{prepared}release/")["Location"] == prepared
    certificate = Certificate.objects.get()
    assert (certificate.prepared_by, certificate.issued_by) == (oli, onu)
    address = f"/staff/certificates/{certificate.pk}/letter/"
    assert "was shown once" in text(first.get(address))
    letter = second.get(address)
    assert "<b>Nasrin" not in letter.content.decode()
    code = re.search(r'<dd class="code">(\w{5}-\w{5})</dd>', text(letter)).group(1)
    assert second.post(f"{prepared}printed/").status_code == 302
    assert "was shown once" in text(second.get(address))
    assert page(rahim).post("/claim/", {"serial": certificate.serial, "claim_code": code})["Location"] == "/profile/"


def test_an_officer_adds_a_batch_in_bangla_digits(page, oli):
    sent = {"code": "KHU-1", "topic": "data-entry", "district": "khulna", "started_on": "২০১৮-০১-০১"}
    assert page(oli).post("/staff/batches/new/", {**sent, "ended_on": "2017-01-01"}).status_code == 400
    answer = page(oli).post("/staff/batches/new/", {**sent, "ended_on": "2018-06-30"})
    assert answer["Location"] == f"/staff/certificates/new/?batch={Batch.objects.get(code='KHU-1').pk}"
    assert page(oli).post("/staff/batches/new/", {**sent, "ended_on": "2018-06-30"}).status_code == 400


def test_two_officers_revoke_with_a_reason(page, oli, onu, farida):
    browser, address = page(oli), f"/staff/certificates/{farida.certificate.pk}/"
    assert "Revoke" in text(browser.get(address))
    assert browser.post(address, {"reason": ""}).status_code == 400
    proposed = browser.post(address, {"reason": "The exam was not hers."})["Location"]
    assert page().get(farida.profile.get_absolute_url()).status_code == 200
    assert page(onu).post(f"{proposed}release/").status_code == 302
    assert "The exam was not hers." in text(browser.get(address))
    assert browser.post(address, {"reason": "Again."}).status_code == 409
    assert page().get(farida.profile.get_absolute_url()).status_code == 404
    assert "The exam was not hers." in text(page(farida).get("/claim/"))


def test_a_forged_record_is_marked_at_the_desk(page, oli, issued):
    Certificate.objects.filter(pk=issued[0].pk).update(name_en="Somebody Else")
    assert "signature does not fit" in text(page(oli).get(f"/staff/certificates/{issued[0].pk}/"))


def test_no_page_of_the_register_speaks_english_to_a_bangla_reader(page, oli, farida, issued):
    oli.language = farida.language = "bn"
    oli.save()
    farida.save()
    for person, address in [
        (None, "/certificates/"),
        (None, f"/certificates/{issued[0].serial}/"),
        (farida, "/claim/"),
        (farida, f"/certificates/{farida.certificate.serial}/paper/"),
        *((oli, each) for each in DESK),
        (oli, f"/staff/certificates/{issued[0].pk}/"),
    ]:
        shown = text(page(person, language="bn").get(address))
        for english in (
            "Certificate number",
            "Check a",
            "Claim your",
            "Issue a",
            "Add a batch",
            "Revoke the",
            "Valid<",
        ):
            assert english not in shown, (address, english)
