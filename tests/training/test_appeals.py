import html
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.notifications.models import Notification
from market.profiles.models import Profile
from market.site.demo.revoking import revoke_certificate
from market.training.appeals.actions import AppealDecided, AppealNotPossible, decide_appeal, open_appeal
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


def notification_types(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_lifted_revocation_restores_the_profile_under_a_new_serial(appeal, farida, onu):
    old = appeal.serial
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=True, answer="Your trainer confirms it.")
    certificate = Certificate.objects.get(holder=farida)
    assert (certificate.state, certificate.version, certificate.revoked_reason) == ("valid", 2, "")
    assert certificate.serial != old
    assert check_certificate(old).state == "replaced"
    assert check_certificate(certificate.serial).is_valid
    assert Profile.objects.public().filter(user=farida).exists()
    assert notification_types(farida)[-1] == "appeal.lifted"


def test_upheld_revocation_cannot_be_appealed_again(appeal, farida, onu):
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=False, answer="The photos differ.")
    assert not Profile.objects.public().filter(user=farida).exists()
    assert notification_types(farida)[-1] == "appeal.upheld"
    with pytest.raises(AppealNotPossible):
        open_appeal(by=farida, statement="Again.")
    with pytest.raises(AppealDecided):
        decide_appeal(by=onu, appeal_id=appeal.pk, lift=True, answer="Oh.")


def test_second_revocation_can_be_appealed(appeal, farida, oli, onu):
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=True, answer="Yes.")
    revoke_certificate(by=onu, certificate_id=farida.certificate.pk, reason="Something else.")
    second_appeal = open_appeal(by=farida, statement="No.")
    assert second_appeal != appeal
    decide_appeal(by=oli, appeal_id=second_appeal.pk, lift=False, answer="Yes.")


def test_revoking_officer_cannot_decide_the_appeal(appeal, oli, farida, rina):
    with pytest.raises(NotAllowed):
        decide_appeal(by=oli, appeal_id=appeal.pk, lift=True, answer="x")
    with pytest.raises(NotAllowed):
        decide_appeal(by=farida, appeal_id=appeal.pk, lift=True, answer="x")
    with pytest.raises(NotFound):
        decide_appeal(by=rina, appeal_id=appeal.pk, lift=True, answer="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state="lifted", decided_by=oli, decided_at=appeal.opened_at)


def test_opening_an_appeal_twice_is_idempotent(appeal, farida, oli, onu):
    assert open_appeal(by=farida, statement="Twice.") == appeal
    assert notification_types(onu).count("appeal.opened") == 1
    assert "appeal.opened" not in notification_types(oli)


def test_appeal_needs_a_revoked_certificate(farida, carla):
    with pytest.raises(AppealNotPossible):
        open_appeal(by=farida, statement="x")
    with pytest.raises(NotFound):
        open_appeal(by=carla, statement="x")


def test_blank_or_too_long_appeal_is_invalid(revoked, farida):
    for statement in (" ", "x" * 2001):
        with pytest.raises(Invalid):
            open_appeal(by=farida, statement=statement)


def test_appeal_after_thirty_days_is_refused(revoked, farida, travel):
    travel(timedelta(days=31))
    with pytest.raises(AppealNotPossible):
        open_appeal(by=farida, statement="x")


def test_undecided_appeal_lifts_the_revocation_after_a_reminder(appeal, farida, oli, onu, travel):
    travel(timedelta(days=10, hours=1))
    assert notification_types(onu).count("appeal.due") == 1
    assert not Profile.objects.public().filter(user=farida).exists()
    travel(timedelta(days=4))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decided_by) == ("lifted", None)
    assert notification_types(farida)[-1] == "appeal.lapsed"
    assert notification_types(onu).count("appeal.due") == 1
    assert Profile.objects.public().filter(user=farida).exists()


def test_deadline_changes_nothing_once_the_appeal_is_decided(appeal, farida, onu, travel):
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=False, answer="No.")
    travel(timedelta(days=20))
    appeal.refresh_from_db()
    assert appeal.state == "upheld"
    assert notification_types(onu).count("appeal.due") == 0


def test_pages_from_the_appeal_with_a_file_to_its_decision(page, revoked, farida, oli, onu):
    browser = page(farida)
    assert PAGE in text(browser.get("/claim/"))
    assert "The exam was not hers." in text(browser.get(PAGE))
    invalid = browser.post(PAGE, {"statement": "", "uploads": SimpleUploadedFile("photo.txt", b"me")})
    assert invalid.status_code == 400
    assert (
        browser.post(PAGE, {"statement": "I sat <b>it</b>.", "uploads": SimpleUploadedFile("a.txt", b"me")}).status_code
        == 302
    )
    assert "I sat <b>it</b>." in text(browser.get(PAGE))
    appeal = Appeal.objects.get()
    url = appeal.get_absolute_url()
    assert url in text(page(onu).get("/staff/appeals/"))
    content = text(page(onu).get(url))
    assert "a.txt" in content
    file = appeal.files.get()
    assert b"".join(page(onu).get(f"/files/{file.pk}/").streaming_content) == b"me"
    assert "Another officer decides" in text(page(oli).get(url))
    assert page(oli).post(url, {"lift": "yes", "answer": "x"}).status_code == 403
    assert page(onu).post(url, {"lift": "", "answer": ""}).status_code == 400
    assert page(onu).post(url, {"lift": "yes", "answer": "Sorry. You are right."}).status_code == 302
    assert "Sorry. You are right." in text(browser.get(PAGE))
    assert page(onu).post(url, {"lift": "no", "answer": "x"}).status_code == 409


def test_appeal_page_is_404_without_a_certificate(page, carla, farida):
    assert page(carla).get(PAGE).status_code == 404
    assert "nothing to appeal against" in text(page(farida).get(PAGE))


def test_appeal_page_after_the_deadline_refuses_with_409(page, revoked, farida, travel):
    travel(timedelta(days=31))
    assert "time to appeal is over" in text(page(farida).get(PAGE))
    assert page(farida).post(PAGE, {"statement": "Please."}).status_code == 409
