import html
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.notifications.models import Notification
from market.profiles.models import Profile
from market.training.appeals.actions import AppealDecided, AppealNotPossible, decide_appeal, open_appeal
from market.training.certificates.actions import revoke_certificate
from market.training.certificates.queries import check_certificate
from market.training.models import Appeal, Certificate

PAGE = "/claim/appeal/"


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def revoked(farida, oli):
    return revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="The exam was not hers.")


@pytest.fixture
def appeal(revoked, farida, onu):
    return open_appeal(by=farida, statement="I sat the exam myself. Ask Tahmina.")


def kinds(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_another_officer_lifts_and_she_works_on_under_a_new_number(appeal, farida, onu):
    old = appeal.serial
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=True, answer="Your trainer confirms it.")
    certificate = Certificate.objects.get(holder=farida)
    assert (certificate.state, certificate.version, certificate.revoked_reason) == ("valid", 2, "")
    assert certificate.serial != old
    assert check_certificate(old).state == "replaced"
    assert check_certificate(certificate.serial).is_valid
    assert Profile.objects.public().filter(user=farida).exists()
    assert kinds(farida)[-1] == "appeal.lifted"


def test_upheld_it_stays_and_is_appealed_once(appeal, farida, onu):
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=False, answer="The photos differ.")
    assert not Profile.objects.public().filter(user=farida).exists()
    assert kinds(farida)[-1] == "appeal.upheld"
    with pytest.raises(AppealNotPossible):
        open_appeal(by=farida, statement="Again.")
    with pytest.raises(AppealDecided):
        decide_appeal(by=onu, appeal_id=appeal.pk, lift=True, answer="Oh.")


def test_revoked_again_she_may_appeal_again(appeal, farida, oli, onu):
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=True, answer="Yes.")
    revoke_certificate(by=onu, certificate_id=farida.certificate.pk, reason="Something else.")
    again = open_appeal(by=farida, statement="No.")
    assert again != appeal
    decide_appeal(by=oli, appeal_id=again.pk, lift=False, answer="Yes.")


def test_the_officer_who_revoked_does_not_decide(appeal, oli, farida, rina):
    with pytest.raises(NotAllowed):
        decide_appeal(by=oli, appeal_id=appeal.pk, lift=True, answer="x")
    with pytest.raises(NotAllowed):
        decide_appeal(by=farida, appeal_id=appeal.pk, lift=True, answer="x")
    with pytest.raises(NotFound):
        decide_appeal(by=rina, appeal_id=appeal.pk, lift=True, answer="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state="lifted", decided_by=oli, decided_at=appeal.opened_at)


def test_sent_twice_it_is_one_appeal(appeal, farida, oli, onu):
    assert open_appeal(by=farida, statement="Twice.") == appeal
    assert kinds(onu).count("appeal.opened") == 1
    assert "appeal.opened" not in kinds(oli)


def test_there_must_be_something_to_appeal_against(farida, carla):
    with pytest.raises(AppealNotPossible):
        open_appeal(by=farida, statement="x")
    with pytest.raises(NotFound):
        open_appeal(by=carla, statement="x")


def test_an_appeal_says_something(revoked, farida):
    for statement in (" ", "x" * 2001):
        with pytest.raises(Invalid):
            open_appeal(by=farida, statement=statement)


def test_after_thirty_days_it_is_too_late(revoked, farida, travel):
    travel(timedelta(days=31))
    with pytest.raises(AppealNotPossible):
        open_appeal(by=farida, statement="x")


def test_silence_lifts_after_a_warning(appeal, farida, oli, onu, travel):
    travel(timedelta(days=10, hours=1))
    assert kinds(onu).count("appeal.due") == 1
    assert not Profile.objects.public().filter(user=farida).exists()
    travel(timedelta(days=4))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decided_by) == ("lifted", None)
    assert kinds(farida)[-1] == "appeal.lapsed"
    assert kinds(onu).count("appeal.due") == 1
    assert Profile.objects.public().filter(user=farida).exists()


def test_decided_in_time_the_clock_does_nothing(appeal, farida, onu, travel):
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=False, answer="No.")
    travel(timedelta(days=20))
    appeal.refresh_from_db()
    assert appeal.state == "upheld"
    assert kinds(onu).count("appeal.due") == 0


def test_by_page_she_reads_the_reason_appeals_with_a_file_and_reads_the_answer(page, revoked, farida, oli, onu):
    hers = page(farida)
    assert PAGE in text(hers.get("/claim/"))
    assert "The exam was not hers." in text(hers.get(PAGE))
    empty = hers.post(PAGE, {"statement": "", "uploads": SimpleUploadedFile("photo.txt", b"me")})
    assert empty.status_code == 400
    assert (
        hers.post(PAGE, {"statement": "I sat <b>it</b>.", "uploads": SimpleUploadedFile("a.txt", b"me")}).status_code
        == 302
    )
    assert "I sat <b>it</b>." in text(hers.get(PAGE))
    appeal = Appeal.objects.get()
    address = appeal.get_absolute_url()
    assert address in text(page(onu).get("/staff/appeals/"))
    shown = text(page(onu).get(address))
    assert "a.txt" in shown
    file = appeal.files.get()
    assert b"".join(page(onu).get(f"/files/{file.pk}/").streaming_content) == b"me"
    assert "Another officer decides" in text(page(oli).get(address))
    assert page(oli).post(address, {"lift": "yes", "answer": "x"}).status_code == 403
    assert page(onu).post(address, {"lift": "", "answer": ""}).status_code == 400
    assert page(onu).post(address, {"lift": "yes", "answer": "Sorry. You are right."}).status_code == 302
    assert "Sorry. You are right." in text(hers.get(PAGE))
    assert page(onu).post(address, {"lift": "no", "answer": "x"}).status_code == 409


def test_the_page_is_for_who_holds_a_certificate(page, carla, farida):
    assert page(carla).get(PAGE).status_code == 404
    assert "nothing to appeal against" in text(page(farida).get(PAGE))


def test_too_late_the_page_says_so(page, revoked, farida, travel):
    travel(timedelta(days=31))
    assert "time to appeal is over" in text(page(farida).get(PAGE))
    assert page(farida).post(PAGE, {"statement": "Please."}).status_code == 409
