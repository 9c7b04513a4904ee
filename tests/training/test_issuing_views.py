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


def test_a_list_is_checked_then_prepared_then_released(page, oli, onu, batch):
    desk = page(oli)
    checked = desk.post(PAGE, {"batch": batch.pk, "text": LIST})
    assert checked.status_code == 200
    assert "2 graduates, and every line is right" in text(checked)
    assert "Prepare 2 certificates" in text(checked)
    assert not Issuance.objects.exists()
    twice = [desk.post(PAGE, {"batch": batch.pk, "text": LIST, "go": "prepare"}) for _ in range(2)]
    issuance = Issuance.objects.get()
    assert [each["Location"] for each in twice] == [issuance.get_absolute_url()] * 2
    assert page(onu).post(f"{issuance.get_absolute_url()}release/").status_code == 302
    assert Certificate.objects.count() == 2


def test_a_file_lands_in_the_text_where_it_can_be_put_right(page, oli, batch):
    file = SimpleUploadedFile("list.csv", "Name;নাম\nNasrin 17;\nRina Das;রিনা দাস\n".encode("utf-16"))
    answer = page(oli).post(PAGE, {"batch": batch.pk, "file": file, "go": "prepare"})
    assert answer.status_code == 400
    assert "Line 2" in text(answer)
    assert "A name has no digits" in text(answer)
    assert "Nasrin 17;\n" in text(answer)
    assert not Issuance.objects.exists()
    mended = text(answer).split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0].replace(" 17", "")
    assert page(oli).post(PAGE, {"batch": batch.pk, "text": mended, "go": "prepare"}).status_code == 302


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"\xff\xff\xff", b"", b"a\x00b\x00,\x00"])
def test_files_that_lie_are_refused_kindly(page, oli, batch, content):
    file = SimpleUploadedFile("list.csv", content)
    answer = page(oli).post(PAGE, {"batch": batch.pk, "file": file, "go": "prepare"})
    assert answer.status_code == 400
    assert "Please correct" in text(answer) or "to be put right" in text(answer)


def test_equal_names_are_asked_about_once(page, oli, onu, batch):
    issue_certificate(by=onu, batch=batch, name_en="Nasrin Akter")
    desk = page(oli)
    asked = desk.post(PAGE, {"batch": batch.pk, "text": LIST, "go": "prepare"})
    assert "This batch has a certificate with this name" in text(asked)
    assert "different people" in text(asked)
    answered = {"batch": batch.pk, "text": LIST, "go": "prepare", "different": "on"}
    assert desk.post(PAGE, answered).status_code == 302


def test_no_batch_loses_no_text(page, oli):
    answer = page(oli).post(PAGE, {"text": "Name\n<b>Nasrin</b>\n"})
    assert answer.status_code == 400
    assert "<b>Nasrin</b>" in text(answer)
    assert "<b>Nasrin" not in answer.content.decode()


def test_the_template_is_offered(page, oli):
    assert "Name in English" in page(oli).get("/staff/import/template/").content.decode("utf-8-sig")


def test_the_page_shows_to_each_what_she_may_do(page, oli, onu, prepared):
    address = prepared.get_absolute_url()
    assert "Withdraw it" in text(page(oli).get(address))
    assert "Yes, release it" not in text(page(oli).get(address))
    assert "Yes, release it" in text(page(onu).get(address))
    assert page(onu).post(f"{address}withdraw/").status_code == 403
    refused = page(onu).post(f"{address}refuse/", {"reason": ""})
    assert refused.status_code == 400
    assert page(onu).post(f"{address}refuse/", {"reason": "Not on <i>my</i> paper."}).status_code == 302
    assert "Not on <i>my</i> paper." in text(page(oli).get(address))
    assert page(onu).post(f"{address}release/").status_code == 409
    assert page(oli).post(f"{address}withdraw/").status_code == 409
    assert "Refused" in text(page(oli).get("/staff/issuing/"))


def test_letters_come_as_one_file_to_the_releasing_officer(page, oli, onu, prepared):
    address = f"{prepared.get_absolute_url()}letters/"
    assert page(onu).get(address).status_code == 403
    release_issuance(by=onu, issuance_id=prepared.pk)
    answer = page(onu).get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]
    assert page(oli).get(address).status_code == 403
    for part in ("2", "0", "x", "9" * 40, "৪"):
        assert page(onu).get(address, {"part": part}).status_code in (200, 404)
    assert page(onu).post(f"{prepared.get_absolute_url()}printed/").status_code == 302
    assert page(onu).get(address).status_code == 404


def test_a_lost_letter_and_a_wrong_name_go_through_two_officers(page, oli, onu, batch):
    certificate, _code = issue_certificate(by=onu, batch=batch, name_en="Nasrin Aktar")
    record = f"/staff/certificates/{certificate.pk}/"
    assert "The letter is lost" in text(page(oli).get(record))
    assert page(oli).post(f"{record}new-letter/", {"reason": ""}).status_code == 400
    made = page(oli).post(f"{record}new-letter/", {"reason": "The post lost it."})["Location"]
    assert page(onu).post(f"{made}release/").status_code == 302
    assert "Nasrin Aktar" in text(page(oli).get(f"{record}name/"))
    corrected = {"name_en": "Nasrin Akter", "name_bn": "নাসরিন আক্তার", "reason": "Spelling."}
    made = page(oli).post(f"{record}name/", corrected)["Location"]
    assert "Waits for a second officer" in text(page(oli).get(record))
    assert page(onu).post(f"{made}release/").status_code == 302
    shown = text(page(oli).get(record))
    assert certificate.serial in shown
    assert "The name was corrected" in shown
    old = text(page().get(f"/certificates/{certificate.serial}/"))
    assert "replaced by a newer version" in old
    assert "Nasrin" not in old


def test_the_list_of_what_was_prepared_asks_as_often_for_a_full_page(page, oli, batch, django_assert_max_num_queries):
    for number in range(22):
        make.make_issuance(batch, f"Graduate {'x' * number}", by=oli)
    desk = page(oli)
    desk.get("/staff/issuing/")
    with django_assert_max_num_queries(14):
        assert text(desk.get("/staff/issuing/")).count("Waits for a second officer") == 20
