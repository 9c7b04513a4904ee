from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from market.core.base.errors import Invalid, NotAllowed, NotFound, TooMany
from market.core.models import AuditEntry, LimitCounter
from market.notifications.models import Notification
from market.profiles.models import Profile
from market.training.certificates import codes
from market.training.certificates.actions import (
    CertificateNotRevocable,
    CertificateRevoked,
    ClaimRefused,
    HasCertificate,
    SerialTaken,
    add_batch,
    claim_certificate,
    issue_certificate,
    revoke_certificate,
)
from market.training.certificates.queries import check_certificate
from market.training.models import Batch, Certificate, District, Topic
from tests import make


@pytest.fixture
def issued(oli):
    return issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter", name_bn="নাসরিন আক্তার")


def test_serials_count_on_within_district_and_year(oli):
    rangpur, later = make.make_batch(), make.make_batch(ended_on=date(2019, 6, 30))
    serials = [issue_certificate(by=oli, batch=each, name_en="A")[0].serial for each in (rangpur, rangpur, later)]
    assert serials == ["AIAA-RAN-2018-001", "AIAA-RAN-2018-002", "AIAA-RAN-2019-001"]


def test_serials_count_on_past_a_thousand(oli):
    batch = make.make_batch()
    issue_certificate(by=oli, batch=batch, name_en="A", serial="AIAA-RAN-2018-999")
    issue_certificate(by=oli, batch=batch, name_en="A", serial="AIAA-RAN-2018-1000")
    assert issue_certificate(by=oli, batch=batch, name_en="A")[0].serial == "AIAA-RAN-2018-1001"


def test_a_serial_is_given_once(oli, issued):
    with pytest.raises(SerialTaken) as refusal:
        issue_certificate(by=oli, batch=issued[0].batch, name_en="A", serial=issued[0].serial.lower())
    assert "serial" in refusal.value.errors


def test_only_officers_issue(carla, tahmina, pavel):
    for person in (carla, tahmina, pavel):
        with pytest.raises(NotAllowed):
            issue_certificate(by=person, batch=make.make_batch(), name_en="A")


def test_neither_code_nor_name_can_be_read_from_what_is_stored(issued):
    certificate, code = issued
    stored = Certificate.objects.filter(pk=certificate.pk).values_list()[0]
    assert codes.plain_code(code) not in str(stored)
    assert not AuditEntry.objects.filter(facts__icontains=code).exists()


def test_a_record_that_was_changed_past_the_site_does_not_count(issued, rahim):
    certificate, code = issued
    Certificate.objects.filter(pk=certificate.pk).update(name_en="Somebody Else")
    assert check_certificate(certificate.serial) is None
    with pytest.raises(ClaimRefused):
        claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)


@pytest.mark.parametrize(
    "typed",
    [
        lambda serial, code: (serial, code),
        lambda serial, code: (serial.lower(), code.upper()),
        lambda serial, code: (f"  {serial.replace('-', ' - ')} ", f" {code.replace('-', ' ')} "),
        lambda serial, code: (serial.translate(codes_to_bangla), code.translate(codes_to_bangla)),
        lambda serial, code: (serial.replace("-", "–"), code.replace("-", "")),
    ],
)
def test_she_may_type_it_as_she_likes(issued, rahim, typed):
    certificate, code = issued
    serial, claim_code = typed(certificate.serial, code)
    assert claim_certificate(by=rahim, serial=serial, claim_code=claim_code).holder == rahim


codes_to_bangla = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def test_claimed_again_by_her_it_is_the_same(issued, rahim):
    certificate, code = issued
    first = claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    again = claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    assert first.claimed_at == again.claimed_at
    assert AuditEntry.objects.filter(code="certificate.claimed").count() == 1


def test_wrong_code_unknown_serial_and_anothers_certificate_look_the_same(issued, rahim, carla, omar):
    certificate, code = issued
    claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    answers = []
    for serial, tried in [(certificate.serial, code), (certificate.serial, "wrong"), ("AIAA-NO-1", code), ("\x00", "")]:
        with pytest.raises(ClaimRefused) as refusal:
            claim_certificate(by=carla, serial=serial, claim_code=tried)
        answers.append((refusal.value.status, refusal.value.code, str(refusal.value), refusal.value.errors))
    assert len(set(map(str, answers))) == 1


def test_a_code_opens_its_own_certificate_only(issued, oli, rahim):
    other, _ = issue_certificate(by=oli, batch=issued[0].batch, name_en="B")
    with pytest.raises(ClaimRefused):
        claim_certificate(by=rahim, serial=other.serial, claim_code=issued[1])


def test_a_revoked_certificate_is_named_to_whoever_has_its_code(issued, oli, rahim):
    certificate, code = issued
    revoke_certificate(by=oli, certificate_id=certificate.pk, reason="Issued by mistake.")
    with pytest.raises(CertificateRevoked):
        claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    with pytest.raises(ClaimRefused):
        claim_certificate(by=rahim, serial=certificate.serial, claim_code="wrong")


def test_a_person_claims_one(issued, oli, rahim):
    certificate, code = issued
    second, second_code = issue_certificate(by=oli, batch=certificate.batch, name_en="B")
    claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    with pytest.raises(HasCertificate):
        claim_certificate(by=rahim, serial=second.serial, claim_code=second_code)


def test_officers_who_see_the_codes_claim_none(issued, oli):
    with pytest.raises(NotAllowed):
        claim_certificate(by=oli, serial=issued[0].serial, claim_code=issued[1])


def test_guessing_ends_and_says_when_to_come_back(issued, rahim):
    for _ in range(5):
        with pytest.raises(ClaimRefused):
            claim_certificate(by=rahim, serial=issued[0].serial, claim_code="wrong")
    with pytest.raises(TooMany) as refusal:
        claim_certificate(by=rahim, serial=issued[0].serial, claim_code=issued[1])
    assert 0 < refusal.value.retry_after <= 3600


def test_a_refused_guess_counts(carla):
    with pytest.raises(ClaimRefused):
        claim_certificate(by=carla, serial="AIAA-NO-1", claim_code="wrong")
    assert LimitCounter.objects.get(key=f"claim:{carla.pk}").used == 1


def test_revoking_hides_her_profile_at_once_and_tells_her(farida, oli):
    certificate = farida.certificate
    assert Profile.objects.public().filter(user=farida).exists()
    revoke_certificate(by=oli, certificate_id=certificate.pk, reason="The exam was not hers.")
    assert not Profile.objects.public().filter(user=farida).exists()
    told = Notification.objects.get(user=farida, kind="certificate.revoked")
    assert told.url == f"/certificates/{certificate.serial}/"
    assert AuditEntry.objects.filter(code="certificate.revoked", by=oli, on_id=certificate.pk).count() == 1


def test_revoking_twice_is_refused(farida, oli):
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    with pytest.raises(CertificateNotRevocable):
        revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")


def test_strangers_do_not_find_what_holders_may_not_revoke(farida, rina):
    with pytest.raises(NotFound):
        revoke_certificate(by=rina, certificate_id=farida.certificate.pk, reason="Rivalry")
    with pytest.raises(NotAllowed):
        revoke_certificate(by=farida, certificate_id=farida.certificate.pk, reason="Tired")


def test_a_reason_is_needed(farida, oli):
    with pytest.raises(Invalid) as refusal:
        revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason=" \u200b ")
    assert "reason" in refusal.value.errors


def test_the_database_knows_that_a_claim_has_a_holder(issued):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=issued[0].pk).update(
            claimed_at=issued[0].batch.started_on.isoformat() + "T00:00Z"
        )


def test_a_batch_is_recorded_once_and_in_order(oli, carla):
    given = {
        "code": "ran-gd-7",
        "topic": Topic.objects.get(slug="graphics-design"),
        "district": District.objects.get(slug="rangpur"),
    }
    days = (date(2018, 1, 1), date(2018, 6, 30))
    with pytest.raises(NotAllowed):
        add_batch(by=carla, dates=days, **given)
    with pytest.raises(Invalid):
        add_batch(by=oli, dates=days[::-1], **given)
    assert add_batch(by=oli, dates=days, **given).code == "RAN-GD-7"
    with pytest.raises(Invalid) as refusal:
        add_batch(by=oli, dates=(days[0], days[0] + timedelta(1)), **given)
    assert "code" in refusal.value.errors
    assert Batch.objects.filter(code="RAN-GD-7").count() == 1
