import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.training.certificates.actions import issue_certificate
from market.training.issuing.release_actions import release_issuance
from market.training.models import Certificate, Issuance
from tests import make

PAGE = "/staff/import/"
LIST = "Name in English,Name in Bangla\nNasrin Akter,নাসরিন আক্তার\nRina Das,রিনা দাস\n"


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def batch(db):
    return make.make_batch()


@pytest.fixture
def prepared(oli, batch):
    return make.make_issuance(batch, "Nasrin Akter", "Rina Das", by=oli)


def test_list_is_checked_then_prepared_once_then_released(page, oli, onu, batch):
    browser = page(oli)
    response = browser.post(PAGE, {"batch": batch.pk, "text": LIST})
    assert response.status_code == 200
    assert "2 graduates, and every line is right" in text(response)
    assert "Prepare 2 certificates" in text(response)
    assert not Issuance.objects.exists()
    twice = [browser.post(PAGE, {"batch": batch.pk, "text": LIST, "go": "prepare"}) for _ in range(2)]
    issuance = Issuance.objects.get()
    assert [each["Location"] for each in twice] == [issuance.get_absolute_url()] * 2
    assert page(onu).post(f"{issuance.get_absolute_url()}release/").status_code == 302
    assert Certificate.objects.count() == 2


def test_uploaded_file_fills_the_text_field_for_correction(page, oli, batch):
    file = SimpleUploadedFile("list.csv", "Name;নাম\nNasrin 17;\nRina Das;রিনা দাস\n".encode("utf-16"))
    response = page(oli).post(PAGE, {"batch": batch.pk, "file": file, "go": "prepare"})
    assert response.status_code == 400
    assert "Line 2" in text(response)
    assert "A name has no digits" in text(response)
    assert "Nasrin 17;\n" in text(response)
    assert not Issuance.objects.exists()
    corrected = text(response).split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0].replace(" 17", "")
    assert page(oli).post(PAGE, {"batch": batch.pk, "text": corrected, "go": "prepare"}).status_code == 302


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"\xff\xff\xff", b"", b"a\x00b\x00,\x00"])
def test_invalid_files_show_a_form_error(page, oli, batch, content):
    file = SimpleUploadedFile("list.csv", content)
    response = page(oli).post(PAGE, {"batch": batch.pk, "file": file, "go": "prepare"})
    assert response.status_code == 400
    assert "Please correct" in text(response) or "to be put right" in text(response)


def test_equal_names_need_a_confirmation(page, oli, onu, batch):
    issue_certificate(by=onu, batch=batch, name_en="Nasrin Akter")
    browser = page(oli)
    response = browser.post(PAGE, {"batch": batch.pk, "text": LIST, "go": "prepare"})
    assert "This batch has a certificate with this name" in text(response)
    assert "different people" in text(response)
    form_data = {"batch": batch.pk, "text": LIST, "go": "prepare", "different": "on"}
    assert browser.post(PAGE, form_data).status_code == 302


def test_form_without_a_batch_keeps_the_text(page, oli):
    response = page(oli).post(PAGE, {"text": "Name\n<b>Nasrin</b>\n"})
    assert response.status_code == 400
    assert "<b>Nasrin</b>" in text(response)
    assert "<b>Nasrin" not in response.content.decode()


def test_csv_template_can_be_downloaded(page, oli):
    assert "Name in English" in page(oli).get("/staff/import/template/").content.decode("utf-8-sig")


def test_issuance_page_shows_only_permitted_actions(page, oli, onu, prepared):
    url = prepared.get_absolute_url()
    assert "Withdraw it" in text(page(oli).get(url))
    assert "Yes, release it" not in text(page(oli).get(url))
    assert "Yes, release it" in text(page(onu).get(url))
    assert page(onu).post(f"{url}withdraw/").status_code == 403
    refused = page(onu).post(f"{url}refuse/", {"reason": ""})
    assert refused.status_code == 400
    assert page(onu).post(f"{url}refuse/", {"reason": "Not on <i>my</i> paper."}).status_code == 302
    assert "Not on <i>my</i> paper." in text(page(oli).get(url))
    assert page(onu).post(f"{url}release/").status_code == 409
    assert page(oli).post(f"{url}withdraw/").status_code == 409
    assert "Refused" in text(page(oli).get("/staff/issuing/"))


def test_letters_pdf_is_only_for_the_releasing_officer(page, oli, onu, prepared):
    url = f"{prepared.get_absolute_url()}letters/"
    assert page(onu).get(url).status_code == 403
    release_issuance(by=onu, issuance_id=prepared.pk)
    response = page(onu).get(url)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]
    assert page(oli).get(url).status_code == 403
    for part in ("2", "0", "x", "9" * 40, "৪"):
        assert page(onu).get(url, {"part": part}).status_code in (200, 404)
    assert page(onu).post(f"{prepared.get_absolute_url()}printed/").status_code == 302
    assert page(onu).get(url).status_code == 404


def test_new_letter_and_name_correction_need_two_officers(page, oli, onu, batch):
    certificate, _code = issue_certificate(by=onu, batch=batch, name_en="Nasrin Aktar")
    record = f"/staff/certificates/{certificate.pk}/"
    assert "The letter is lost" in text(page(oli).get(record))
    assert page(oli).post(f"{record}new-letter/", {"reason": ""}).status_code == 400
    issuance_url = page(oli).post(f"{record}new-letter/", {"reason": "The post lost it."})["Location"]
    assert page(onu).post(f"{issuance_url}release/").status_code == 302
    assert "Nasrin Aktar" in text(page(oli).get(f"{record}name/"))
    form_data = {"name_en": "Nasrin Akter", "name_bn": "নাসরিন আক্তার", "reason": "Spelling."}
    issuance_url = page(oli).post(f"{record}name/", form_data)["Location"]
    assert "Waits for a second officer" in text(page(oli).get(record))
    assert page(onu).post(f"{issuance_url}release/").status_code == 302
    content = text(page(oli).get(record))
    assert certificate.serial in content
    assert "The name was corrected" in content
    old = text(page().get(f"/certificates/{certificate.serial}/"))
    assert "replaced by a newer version" in old
    assert "Nasrin" not in old


def test_issuance_list_query_count_of_a_full_page(page, oli, batch, django_assert_max_num_queries):
    for number in range(22):
        make.make_issuance(batch, f"Graduate {'x' * number}", by=oli)
    browser = page(oli)
    browser.get("/staff/issuing/")
    with django_assert_max_num_queries(14):
        assert text(browser.get("/staff/issuing/")).count("Waits for a second officer") == 20
