from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from market.core.base.errors import Invalid, NotAllowed, NotFound, TooMany
from market.core.models import AuditEntry, LimitCounter
from market.notifications.models import Notification
from market.profiles.models import Profile
from market.site.demo.revoking import revoke_certificate
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
)
from market.training.certificates.codes import plain_serial
from market.training.certificates.queries import check_certificate
from market.training.models import Batch, Certificate, District, Topic
from tests import make


@pytest.fixture
def issued(oli):
    return issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter", name_bn="নাসরিন আক্তার")


def test_serials_are_numbered_within_district_and_year(oli):
    rangpur, later = make.make_batch(), make.make_batch(ended_on=date(2019, 6, 30))
    serials = [issue_certificate(by=oli, batch=each, name_en="A")[0].serial for each in (rangpur, rangpur, later)]
    assert serials == ["AIAA-RAN-2018-001", "AIAA-RAN-2018-002", "AIAA-RAN-2019-001"]


def test_serials_continue_past_999(oli):
    batch = make.make_batch()
    issue_certificate(by=oli, batch=batch, name_en="A", serial="AIAA-RAN-2018-999")
    issue_certificate(by=oli, batch=batch, name_en="A", serial="AIAA-RAN-2018-1000")
    assert issue_certificate(by=oli, batch=batch, name_en="A")[0].serial == "AIAA-RAN-2018-1001"


def test_duplicate_serial_is_refused(oli, issued):
    with pytest.raises(SerialTaken) as excinfo:
        issue_certificate(by=oli, batch=issued[0].batch, name_en="A", serial=issued[0].serial.lower())
    assert "serial" in excinfo.value.errors


def test_only_officers_can_issue_certificates(carla, tahmina, pavel):
    for person in (carla, tahmina, pavel):
        with pytest.raises(NotAllowed):
            issue_certificate(by=person, batch=make.make_batch(), name_en="A")


def test_claim_code_is_not_stored_in_plain_text(issued):
    certificate, code = issued
    stored = Certificate.objects.filter(pk=certificate.pk).values_list()[0]
    assert codes.plain_code(code) not in str(stored)
    assert not AuditEntry.objects.filter(facts__icontains=code).exists()


def test_certificate_changed_in_the_database_is_not_valid(issued, rahim):
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
def test_claim_accepts_any_case_spaces_dashes_and_bangla_digits(issued, rahim, typed):
    certificate, code = issued
    serial, claim_code = typed(certificate.serial, code)
    assert claim_certificate(by=rahim, serial=serial, claim_code=claim_code).holder == rahim


codes_to_bangla = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def test_claiming_twice_is_idempotent(issued, rahim):
    certificate, code = issued
    first = claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    again = claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    assert first.claimed_at == again.claimed_at
    assert AuditEntry.objects.filter(code="certificate.claimed").count() == 1


def test_every_refused_claim_has_the_same_error(issued, rahim, carla, omar):
    certificate, code = issued
    claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    answers = []
    for serial, attempt in [
        (certificate.serial, code),
        (certificate.serial, "wrong"),
        ("AIAA-NO-1", code),
        ("\x00", ""),
    ]:
        with pytest.raises(ClaimRefused) as excinfo:
            claim_certificate(by=carla, serial=serial, claim_code=attempt)
        answers.append((excinfo.value.status, excinfo.value.code, str(excinfo.value.sentence), excinfo.value.errors))
    assert len(set(map(str, answers))) == 1


def test_claim_code_of_another_certificate_is_refused(issued, oli, rahim):
    other, _ = issue_certificate(by=oli, batch=issued[0].batch, name_en="B")
    with pytest.raises(ClaimRefused):
        claim_certificate(by=rahim, serial=other.serial, claim_code=issued[1])


def test_claim_of_a_revoked_certificate_says_so_only_with_its_code(issued, oli, rahim):
    certificate, code = issued
    revoke_certificate(by=oli, certificate_id=certificate.pk, reason="Issued by mistake.")
    with pytest.raises(CertificateRevoked):
        claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    with pytest.raises(ClaimRefused):
        claim_certificate(by=rahim, serial=certificate.serial, claim_code="wrong")


def test_user_can_claim_only_one_certificate(issued, oli, rahim):
    certificate, code = issued
    second, second_code = issue_certificate(by=oli, batch=certificate.batch, name_en="B")
    claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    with pytest.raises(HasCertificate):
        claim_certificate(by=rahim, serial=second.serial, claim_code=second_code)


def test_officer_cannot_claim_a_certificate(issued, oli):
    with pytest.raises(NotAllowed):
        claim_certificate(by=oli, serial=issued[0].serial, claim_code=issued[1])


def test_repeated_wrong_codes_are_throttled_with_retry_after(issued, rahim):
    for _ in range(5):
        with pytest.raises(ClaimRefused):
            claim_certificate(by=rahim, serial=issued[0].serial, claim_code="wrong")
    with pytest.raises(TooMany) as excinfo:
        claim_certificate(by=rahim, serial=issued[0].serial, claim_code=issued[1])
    assert 0 < excinfo.value.retry_after <= 3600


def test_refused_claim_counts_toward_the_limit(carla):
    with pytest.raises(ClaimRefused):
        claim_certificate(by=carla, serial="AIAA-NO-1", claim_code="wrong")
    assert LimitCounter.objects.get(key=f"claim:{carla.pk}").used == 1


def test_last_tries_are_said_before_the_user_waits(carla):
    sentences = []
    for _ in range(5):
        with pytest.raises(ClaimRefused) as excinfo:
            claim_certificate(by=carla, serial="AIAA-NO-1", claim_code="wrong")
        sentences.append(str(excinfo.value))
    assert sentences[0] == sentences[1] == str(ClaimRefused.sentence)
    assert [each.removeprefix(sentences[0]).split(",")[0] for each in sentences[2:4]] == [
        " 2 tries are left",
        " 1 try is left",
    ]
    assert "That was the last try" in sentences[4]


def test_revoking_hides_the_profile_and_notifies_the_holder(farida, oli):
    certificate = farida.certificate
    assert Profile.objects.public().filter(user=farida).exists()
    revoke_certificate(by=oli, certificate_id=certificate.pk, reason="The exam was not hers.")
    assert not Profile.objects.public().filter(user=farida).exists()
    notification = Notification.objects.get(user=farida, kind="certificate.revoked")
    assert notification.url == f"/certificates/{certificate.serial}/"
    assert AuditEntry.objects.filter(code="certificate.revoked", by=oli, on_id=certificate.pk).count() == 1


def test_revoking_twice_is_refused(farida, oli):
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    with pytest.raises(CertificateNotRevocable):
        revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")


def test_revoking_is_not_found_for_outsiders_and_refused_to_the_holder(farida, rina):
    with pytest.raises(NotFound):
        revoke_certificate(by=rina, certificate_id=farida.certificate.pk, reason="Rivalry")
    with pytest.raises(NotAllowed):
        revoke_certificate(by=farida, certificate_id=farida.certificate.pk, reason="Tired")


def test_revoking_with_a_blank_reason_is_invalid(farida, oli):
    with pytest.raises(Invalid) as excinfo:
        revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason=" \u200b ")
    assert "reason" in excinfo.value.errors


def test_database_constraint_requires_a_holder_of_a_claimed_certificate(issued):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=issued[0].pk).update(
            claimed_at=issued[0].batch.started_on.isoformat() + "T00:00Z"
        )


def test_batch_code_is_unique_and_its_dates_are_in_order(oli, carla):
    kwargs = {
        "code": "ran-gd-7",
        "topic": Topic.objects.get(slug="graphics-design"),
        "district": District.objects.get(slug="rangpur"),
    }
    days = (date(2018, 1, 1), date(2018, 6, 30))
    with pytest.raises(NotAllowed):
        add_batch(by=carla, dates=days, **kwargs)
    with pytest.raises(Invalid):
        add_batch(by=oli, dates=days[::-1], **kwargs)
    assert add_batch(by=oli, dates=days, **kwargs).code == "RAN-GD-7"
    with pytest.raises(Invalid) as excinfo:
        add_batch(by=oli, dates=(days[0], days[0] + timedelta(1)), **kwargs)
    assert "code" in excinfo.value.errors
    assert Batch.objects.filter(code="RAN-GD-7").count() == 1


@pytest.mark.parametrize(
    ("typed", "serial"),
    [
        ("aiaa ran ২০১৮ ০১৪", "AIAA-RAN-2018-014"),
        ("AIAARAN20181014", "AIAA-RAN-2018-1014"),
        ("AIAA–RAN 2018-014", "AIAA-RAN-2018-014"),
        ("aiaademo0001", "AIAA-DEMO-0001"),
        ("2018 RGP 014", "2018RGP014"),
        ("AIAA-RAN", "AIAA-RAN"),
    ],
)
def test_a_serial_is_read_with_or_without_its_hyphens(typed, serial):
    assert plain_serial(typed) == serial
