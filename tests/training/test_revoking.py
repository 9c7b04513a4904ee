"""Two officers revoke: one proposes with a reason, another confirms."""

import html

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.profiles.models import Profile
from market.site.demo.revoking import revoke_certificate
from market.training.appeals.actions import OwnRevocation, decide_appeal, judges, open_appeal
from market.training.certificates.actions import CertificateNotRevocable
from market.training.issuing.actions import NotWaiting, SameOfficer, refuse_issuance, withdraw_issuance
from market.training.issuing.correction_actions import prepare_name, prepare_revocation
from market.training.issuing.release_actions import release_issuance
from market.training.models import Certificate, Issuance
from tests import make

REASON = "The exam was not hers."


def text(response):
    return html.unescape(response.content.decode())


def notification_types(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def proposed(farida, oli, onu):
    return prepare_revocation(by=oli, certificate_id=farida.certificate.pk, reason=REASON)


def is_valid(person):
    return Certificate.objects.get(holder=person).is_valid


def test_a_proposal_changes_nothing_until_another_officer_confirms_it(proposed, farida, oli, onu):
    assert is_valid(farida)
    assert Profile.objects.public().filter(user=farida).exists()
    assert notification_types(onu) == ["revocation.waiting"]
    assert "certificate.revoked" not in notification_types(farida)
    with pytest.raises(SameOfficer):
        release_issuance(by=oli, issuance_id=proposed.pk)
    assert is_valid(farida)
    release_issuance(by=onu, issuance_id=proposed.pk)
    certificate = Certificate.objects.get(holder=farida)
    assert (certificate.state, certificate.revoked_by, certificate.revocation_confirmed_by) == ("revoked", oli, onu)
    assert certificate.revoked_reason == REASON
    assert not Profile.objects.public().filter(user=farida).exists()
    assert notification_types(farida)[-1] == "certificate.revoked"
    assert notification_types(oli) == ["revocation.released"]
    assert AuditEntry.objects.filter(code="certificate.revoked", by=onu).count() == 1


def test_proposal_is_idempotent_and_can_be_refused_or_withdrawn(proposed, farida, oli, onu):
    again = prepare_revocation(by=onu, certificate_id=farida.certificate.pk, reason="Another reason.")
    assert (again, Issuance.objects.count()) == (proposed, 1)
    refuse_issuance(by=onu, issuance_id=proposed.pk, reason="She sat it; I was there.")
    assert notification_types(oli) == ["revocation.refused"]
    with pytest.raises(NotWaiting):
        release_issuance(by=onu, issuance_id=proposed.pk)
    second = prepare_revocation(by=oli, certificate_id=farida.certificate.pk, reason=REASON)
    withdraw_issuance(by=oli, issuance_id=second.pk)
    assert is_valid(farida)


def test_revocation_mails_give_the_reason(proposed, farida, oli, onu, run_jobs, mailbox):
    release_issuance(by=onu, issuance_id=proposed.pk)
    refused = prepare_revocation(by=oli, certificate_id=make.make_freelancer("Rina").certificate.pk, reason="Another.")
    refuse_issuance(by=onu, issuance_id=refused.pk, reason="She sat it; I was there.")
    run_jobs()
    mails = {(mail.to[0].partition("@")[0], mail.subject): mail.body for mail in mailbox}
    serial, other = farida.certificate.serial, refused.names.get().serial
    assert REASON in mails["onu", f"A revocation waits for a second officer: {serial}"]
    assert REASON in mails["farida", f"Your certificate {serial} was revoked"]
    assert "Onu confirmed" in mails["oli", f"Revoked: {serial}"]
    assert "I was there" in mails["oli", f"Not revoked: {other}"]


def test_only_officers_propose_a_revocation_with_a_reason(farida, oli, rina, tahmina):
    kwargs = {"certificate_id": farida.certificate.pk, "reason": REASON}
    with pytest.raises(NotAllowed):
        prepare_revocation(by=farida, **kwargs)
    for person in (rina, tahmina):
        with pytest.raises(NotFound):
            prepare_revocation(by=person, **kwargs)
    with pytest.raises(Invalid):
        prepare_revocation(by=oli, **{**kwargs, "reason": " \u200b"})
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason=REASON)
    with pytest.raises(CertificateNotRevocable):
        prepare_revocation(by=oli, **kwargs)


def test_pending_name_correction_does_not_block_a_revocation(farida, oli, onu):
    change = {"name_en": "Farida Sultana", "name_bn": "", "reason": "Papers."}
    prepare_name(by=oli, certificate_id=farida.certificate.pk, **change)
    proposed = prepare_revocation(by=oli, certificate_id=farida.certificate.pk, reason=REASON)
    release_issuance(by=onu, issuance_id=proposed.pk)
    assert not is_valid(farida)
    late = make.make_issuance(farida.certificate.batch, by=oli)
    Issuance.objects.filter(pk=late.pk).update(purpose="revoke")
    late.names.update(certificate=farida.certificate)
    with pytest.raises(CertificateNotRevocable):
        release_issuance(by=onu, issuance_id=late.pk)


def test_database_constraint_requires_two_officers(farida, oli):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=farida.certificate.pk).update(revoked_by=oli, revocation_confirmed_by=oli)


def test_appeal_is_decided_by_an_uninvolved_officer(proposed, farida, oli, onu):
    third = make.make_officer()
    release_issuance(by=onu, issuance_id=proposed.pk)
    appeal = open_appeal(by=farida, statement="It was me.")
    assert judges(appeal) == {third.pk}
    assert (
        "appeal.opened" in notification_types(third),
        "appeal.opened" in notification_types(oli),
        "appeal.opened" in notification_types(onu),
    ) == (
        True,
        False,
        False,
    )
    for officer in (oli, onu):
        with pytest.raises(OwnRevocation):
            decide_appeal(by=officer, appeal_id=appeal.pk, lift=True, answer="Yes.")
    decide_appeal(by=third, appeal_id=appeal.pk, lift=True, answer="Sorry.")
    certificate = Certificate.objects.get(holder=farida)
    assert (certificate.is_valid, certificate.revoked_by, certificate.revocation_confirmed_by) == (True, None, None)


def test_confirming_officer_decides_the_appeal_if_there_are_only_two(proposed, farida, oli, onu):
    type(oli).objects.exclude(pk__in=[oli.pk, onu.pk]).update(roles=[])
    release_issuance(by=onu, issuance_id=proposed.pk)
    appeal = open_appeal(by=farida, statement="It was me.")
    assert judges(appeal) == {onu.pk}


def test_revocation_pages_in_both_languages(page, farida, oli, onu):
    record = f"/staff/certificates/{farida.certificate.pk}/"
    invalid = page(oli).post(record, {"reason": ""})
    assert (invalid.status_code, is_valid(farida)) == (400, True)
    assert 'details class="ask" open' in invalid.content.decode()
    response = page(oli).post(record, {"reason": REASON}, follow=True)
    url = Issuance.objects.get().get_absolute_url()
    assert response.request["PATH_INFO"] == url
    assert "Nothing changes before another officer confirms it." in text(response)
    assert is_valid(farida)
    assert "Propose to revoke" not in text(page(oli).get(record))
    assert page(oli).post(f"{url}release/").status_code == 403
    onu.language = "bn"
    onu.save()
    with translation.override("bn"):
        content = text(page(onu).get(url))
        assert "বাতিল নিশ্চিত করুন" in content
        assert REASON in content
        result = text(page(onu).post(f"{url}release/", follow=True))
    assert "সনদটি বাতিল হয়েছে" in result
    assert "নিশ্চিত হয়েছে" in result
    assert not is_valid(farida)
    assert "confirmed by" in text(page(oli).get(record))
