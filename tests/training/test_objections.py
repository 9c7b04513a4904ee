"""Objections to the register: a photo, an answer within days, another officer after a refusal, no end by silence."""

import html
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.files.access import may_read
from market.files.actions import keep_upload
from market.notifications.models import Notification
from market.training.models import Application, District, EarlierCertificate, RegisterObjection
from market.training.register.certificate_actions import CertificateDetails
from market.training.register.objection_actions import (
    CertificateInUse,
    ObjectionDecided,
    ObjectionNotNeeded,
    ObjectionNotPossible,
    OwnDecision,
    SecondOfficerNotPossible,
    ask_second_officer,
    decide_objection,
    object_to_register,
)
from tests import make
from tests.training.plan_story import planned
from tests.training.test_earlier_certificates import earlier


@pytest.fixture
def phase(oli):
    return planned(oli)


@pytest.fixture
def application(phase):
    return applied(phase, make.make_person("Asma"))


def applied(phase, applicant, **fields) -> Application:
    typed = {"certificate_number": "WCTP 2016 0123", "certificate_name": "Asma Khatun"}
    return Application.objects.create(applicant=applicant, phase=phase, begun_at=clock.now(), **{**typed, **fields})


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile("certificate.jpg", out.getvalue(), "image/jpeg")


def photo(person) -> str:
    return str(keep_upload(by=person, file=picture()).pk)


def objected(application) -> RegisterObjection:
    by = application.applicant
    return object_to_register(by=by, application_id=application.pk, text="আমি রংপুরে শিখেছি।", uploads=[photo(by)])


def read(**changes) -> CertificateDetails:
    district = District.objects.get(slug="rangpur")
    fields = {"number": "WCTP-2016-0123", "name_en": "Asma Khatun", "district": district, "year": 2016}
    return CertificateDetails(**{**fields, **changes})


def heard(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_an_objection_is_granted_and_the_register_has_the_certificate(application, oli, onu):
    asma = application.applicant
    with pytest.raises(Invalid):
        object_to_register(by=asma, application_id=application.pk, text="", uploads=[])
    objection = objected(application)
    assert objected(application) == objection  # a second press
    assert heard(onu)[-1:] == ["register_objection.opened"]
    with pytest.raises(Invalid) as missing:
        decide_objection(by=oli, objection_id=objection.pk, grant=True)
    assert set(missing.value.errors) == {"number", "name_en", "district", "year"}
    decide_objection(by=oli, objection_id=objection.pk, grant=True, certificate=read())
    application.refresh_from_db()
    row = application.certificate
    assert (row.number, row.year, row.source, row.added_by) == ("WCTP-2016-0123", 2016, None, oli)
    assert heard(asma)[-1:] == ["register_objection.granted"]
    with pytest.raises(ObjectionDecided):
        decide_objection(by=onu, objection_id=objection.pk, grant=False, reason="No.")
    with pytest.raises(ObjectionNotPossible):
        objected(application)


def test_a_refusal_goes_to_another_officer_once(application, oli, onu, rina):
    asma, objection = application.applicant, objected(application)
    with pytest.raises(NotFound):
        decide_objection(by=rina, objection_id=objection.pk, grant=True, certificate=read())
    with pytest.raises(NotAllowed):
        decide_objection(by=asma, objection_id=objection.pk, grant=True, certificate=read())
    with pytest.raises(Invalid):
        decide_objection(by=oli, objection_id=objection.pk, grant=False)
    with pytest.raises(SecondOfficerNotPossible):
        ask_second_officer(by=asma, application_id=application.pk)
    decide_objection(by=oli, objection_id=objection.pk, grant=False, reason="The photo is too dark.")
    with pytest.raises(NotFound):
        ask_second_officer(by=rina, application_id=application.pk)
    objection = ask_second_officer(by=asma, application_id=application.pk)
    assert objection.is_open
    assert "register_objection.second_asked" not in heard(oli)
    assert heard(onu)[-1:] == ["register_objection.second_asked"]
    with pytest.raises(OwnDecision):
        decide_objection(by=oli, objection_id=objection.pk, grant=True, certificate=read())
    decide_objection(by=onu, objection_id=objection.pk, grant=False, reason="It is another paper.")
    assert heard(asma)[-2:] == ["register_objection.refused", "register_objection.refused_finally"]
    with pytest.raises(SecondOfficerNotPossible):
        ask_second_officer(by=asma, application_id=application.pk)
    assert [each.reason for each in objection.decisions.all()] == ["The photo is too dark.", "It is another paper."]


def test_silence_decides_nothing(application, oli, onu, travel):
    asma, objection = application.applicant, objected(application)
    travel(timedelta(days=4, hours=1))  # both reminders are over: of two that are late only one is sent
    assert heard(oli).count("register_objection.due") in (1, 2)
    travel(timedelta(days=1))
    travel(timedelta(days=10))
    objection.refresh_from_db()
    assert objection.is_open
    assert objection.escalated_at is not None
    assert heard(oli).count("register_objection.late") == heard(onu).count("register_objection.late") == 1
    assert heard(asma).count("register_objection.takes_longer") == 1
    decide_objection(by=oli, objection_id=objection.pk, grant=True, certificate=read())


def test_a_number_with_another_name_is_granted_only_if_it_is_the_same_certificate(application, oli):
    row = earlier("WCTP-2016-0123", "Asma Khatoon", "")  # how the office wrote the name
    objection = objected(application)
    with pytest.raises(Invalid) as refused:
        decide_objection(by=oli, objection_id=objection.pk, grant=True, certificate=read())
    assert "Asma Khatoon" in refused.value.errors["number"][0]
    decide_objection(by=oli, objection_id=objection.pk, grant=True, certificate=read(is_same=True))
    application.refresh_from_db()
    assert application.certificate == row
    assert EarlierCertificate.objects.get() == row


def test_a_certificate_of_another_application_is_refused_with_both_shown(application, phase, oli, page):
    row = earlier("WCTP-2016-0123", "Asma Khatun", "")
    columns = {"district": row.district, "submitted_at": clock.now(), "number": "P1-0007", "state": "submitted"}
    applied(phase, make.make_person("Rubina"), certificate=row, **columns)
    objection = objected(application)
    with pytest.raises(CertificateInUse):
        decide_objection(by=oli, objection_id=objection.pk, grant=True, certificate=read())
    sent = {"grant": "yes", "number": "WCTP-2016-0123", "name_en": "Asma Khatun", "district": row.district_id}
    sent["year"] = 2016
    answer = page(oli).post(objection.get_absolute_url(), sent)
    assert answer.status_code == 409
    text = html.unescape(answer.content.decode())
    assert all(words in text for words in ("Asma", "Rubina", "P1-0007"))
    application.refresh_from_db()
    assert application.certificate is None


def test_what_is_not_needed_any_more_waits_for_nobody(application, oli):
    objection = objected(application)
    application.certificate = earlier("X-1", "Asma Khatun", "")
    application.save()
    assert not RegisterObjection.objects.waiting().exists()
    with pytest.raises(ObjectionNotNeeded):
        decide_objection(by=oli, objection_id=objection.pk, grant=False, reason="No.")


def test_pages_of_an_applicant_and_an_officer(application, oli, onu, page):
    asma = page(application.applicant)
    path = f"/applications/{application.pk}/objection/"
    assert "Send the objection" in asma.get(path).content.decode()
    assert asma.post(path, {"text": "x"}).status_code == 400
    sent = asma.post(path, {"text": "I learned in Rangpur.", "uploads": [picture()]}, follow=True)
    assert "An officer looks at your photo" in sent.content.decode()
    objection = RegisterObjection.objects.get()
    queue, record = "/staff/objections/", objection.get_absolute_url()
    assert record in page(oli).get(queue).content.decode()
    assert record in page(oli).get("/").content.decode()  # the task on the home page
    assert may_read(oli, objection.photos.get())
    assert page(oli).get(record).status_code == 200
    assert AuditEntry.objects.get(code="register_objection.seen").on_id == objection.pk
    page(oli).post(record, {"grant": "no", "reason": "The photo is too dark."})
    text = asma.get(path).content.decode()
    assert "The photo is too dark." in text
    asma.post(f"{path}second-officer/")
    assert record not in page(oli).get("/").content.decode()
    assert "Another officer decides" in html.unescape(page(oli).get(record).content.decode())
    assert "Your decision is final" in page(onu).get(record).content.decode()
