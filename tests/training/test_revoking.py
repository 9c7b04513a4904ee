"""Two officers revoke: one proposes with a reason, another confirms."""

import html

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.profiles.models import Profile
from market.training.appeals.actions import OwnRevocation, decide_appeal, judges, open_appeal
from market.training.certificates.actions import CertificateNotRevocable, revoke_certificate
from market.training.issuing.actions import NotWaiting, SameOfficer, refuse_issuance, withdraw_issuance
from market.training.issuing.correction_actions import prepare_name, prepare_revocation
from market.training.issuing.release_actions import release_issuance
from market.training.models import Certificate, Issuance
from tests import make

REASON = "The exam was not hers."


def text(response):
    return html.unescape(response.content.decode())


def told(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def proposed(farida, oli, onu):
    return prepare_revocation(by=oli, certificate_id=farida.certificate.pk, reason=REASON)


def is_valid(person):
    return Certificate.objects.get(holder=person).is_valid


def test_a_proposal_changes_nothing_until_another_officer_confirms_it(proposed, farida, oli, onu):
    assert is_valid(farida)
    assert Profile.objects.public().filter(user=farida).exists()
    assert told(onu) == ["revocation.waiting"]
    assert "certificate.revoked" not in told(farida)
    with pytest.raises(SameOfficer):
        release_issuance(by=oli, issuance_id=proposed.pk)
    assert is_valid(farida)
    release_issuance(by=onu, issuance_id=proposed.pk)
    ended = Certificate.objects.get(holder=farida)
    assert (ended.state, ended.revoked_by, ended.revocation_confirmed_by) == ("revoked", oli, onu)
    assert ended.revoked_reason == REASON
    assert not Profile.objects.public().filter(user=farida).exists()
    assert told(farida)[-1] == "certificate.revoked"
    assert told(oli) == ["revocation.released"]
    assert AuditEntry.objects.filter(code="certificate.revoked", by=onu).count() == 1


def test_it_waits_once_and_is_refused_or_withdrawn(proposed, farida, oli, onu):
    again = prepare_revocation(by=onu, certificate_id=farida.certificate.pk, reason="Another reason.")
    assert (again, Issuance.objects.count()) == (proposed, 1)
    refuse_issuance(by=onu, issuance_id=proposed.pk, reason="She sat it; I was there.")
    assert told(oli) == ["revocation.refused"]
    with pytest.raises(NotWaiting):
        release_issuance(by=onu, issuance_id=proposed.pk)
    second = prepare_revocation(by=oli, certificate_id=farida.certificate.pk, reason=REASON)
    withdraw_issuance(by=oli, issuance_id=second.pk)
    assert is_valid(farida)


def test_each_side_reads_the_reason_in_her_mail(proposed, farida, oli, onu, run_jobs, mailbox):
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


def test_who_may_propose_and_with_what(farida, oli, rina, tahmina):
    given = {"certificate_id": farida.certificate.pk, "reason": REASON}
    with pytest.raises(NotAllowed):
        prepare_revocation(by=farida, **given)
    for person in (rina, tahmina):
        with pytest.raises(NotFound):
            prepare_revocation(by=person, **given)
    with pytest.raises(Invalid):
        prepare_revocation(by=oli, **{**given, "reason": " \u200b"})
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason=REASON)
    with pytest.raises(CertificateNotRevocable):
        prepare_revocation(by=oli, **given)


def test_a_proposal_is_not_held_up_by_another_change(farida, oli, onu):
    given = {"name_en": "Farida Sultana", "name_bn": "", "reason": "Papers."}
    prepare_name(by=oli, certificate_id=farida.certificate.pk, **given)
    proposed = prepare_revocation(by=oli, certificate_id=farida.certificate.pk, reason=REASON)
    release_issuance(by=onu, issuance_id=proposed.pk)
    assert not is_valid(farida)
    late = make.make_issuance(farida.certificate.batch, by=oli)
    Issuance.objects.filter(pk=late.pk).update(purpose="revoke")
    late.names.update(certificate=farida.certificate)
    with pytest.raises(CertificateNotRevocable):
        release_issuance(by=onu, issuance_id=late.pk)


def test_the_database_knows_two_officers_too(farida, oli):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=farida.certificate.pk).update(revoked_by=oli, revocation_confirmed_by=oli)


def test_the_appeal_is_judged_by_who_had_no_part_in_it(proposed, farida, oli, onu):
    third = make.make_officer()
    release_issuance(by=onu, issuance_id=proposed.pk)
    appeal = open_appeal(by=farida, statement="It was me.")
    assert judges(appeal) == {third.pk}
    assert ("appeal.opened" in told(third), "appeal.opened" in told(oli), "appeal.opened" in told(onu)) == (
        True,
        False,
        False,
    )
    for officer in (oli, onu):
        with pytest.raises(OwnRevocation):
            decide_appeal(by=officer, appeal_id=appeal.pk, lift=True, answer="Yes.")
    decide_appeal(by=third, appeal_id=appeal.pk, lift=True, answer="Sorry.")
    back = Certificate.objects.get(holder=farida)
    assert (back.is_valid, back.revoked_by, back.revocation_confirmed_by) == (True, None, None)


def test_where_there_are_only_two_the_one_who_confirmed_looks_anew(proposed, farida, oli, onu):
    type(oli).objects.exclude(pk__in=[oli.pk, onu.pk]).update(roles=[])
    release_issuance(by=onu, issuance_id=proposed.pk)
    appeal = open_appeal(by=farida, statement="It was me.")
    assert judges(appeal) == {onu.pk}


def test_by_page_in_both_languages(page, farida, oli, onu):
    record = f"/staff/certificates/{farida.certificate.pk}/"
    empty = page(oli).post(record, {"reason": ""})
    assert (empty.status_code, is_valid(farida)) == (400, True)
    assert 'details class="ask" open' in empty.content.decode()
    sent = page(oli).post(record, {"reason": REASON}, follow=True)
    place = Issuance.objects.get().get_absolute_url()
    assert sent.request["PATH_INFO"] == place
    assert "Nothing changes before another officer confirms it." in text(sent)
    assert is_valid(farida)
    assert "Propose to revoke" not in text(page(oli).get(record))
    assert page(oli).post(f"{place}release/").status_code == 403
    onu.language = "bn"
    onu.save()
    with translation.override("bn"):
        shown = text(page(onu).get(place))
        assert "বাতিল নিশ্চিত করুন" in shown
        assert REASON in shown
        done = text(page(onu).post(f"{place}release/", follow=True))
    assert "সনদটি বাতিল হয়েছে" in done
    assert "নিশ্চিত হয়েছে" in done
    assert not is_valid(farida)
    assert "confirmed by" in text(page(oli).get(record))
