"""Graduating: who is ready, certificates by the rule only, exceptions of two officers, one's own certificate."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from market.accounts.models import Deletion
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.notifications.models import Notification
from market.training.certificates.actions import ClaimRefused, HasCertificate, claim_certificate, record_certificates
from market.training.certificates.of_places import OfAPlace
from market.training.enrolments.actions import BatchStillRuns
from market.training.graduation.actions import NobodyReady, TakenByAnother, prepare_ready, take_certificate
from market.training.graduation.exception_actions import (
    ExceptionDecided,
    ExceptionProposedAlready,
    OwnBatch,
    SameProposer,
    confirm_exception,
    propose_exception,
    refuse_exception,
)
from market.training.graduation.notice_actions import tell_stand
from market.training.graduation.queries import phase_counts, readiness, readiness_of
from market.training.issuing.actions import prepare_certificates
from market.training.issuing.correction_actions import prepare_letter
from market.training.issuing.csv_import import Graduate
from market.training.issuing.place_actions import NotReadyNow
from market.training.issuing.release_actions import release_issuance
from market.training.letters.actions import open_letters
from market.training.models import AttendanceMark, Batch, Certificate, Enrolment, GraduationException, Project
from market.training.trainees.queries import standing
from tests import make
from tests.training.graduation_story import ended_batch, passed, ready, studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(oli, tahmina):
    return ended_batch(oli, trainer=tahmina)


@pytest.fixture
def nadia(db):
    return make.make_person("Nadia")


@pytest.fixture
def amina(db):
    return make.make_person("Amina")


@pytest.fixture
def bina(db):
    return make.make_person("Bina")


def lacking(place: Enrolment) -> dict[str, str]:
    [stand] = readiness([place])
    return {each.code: each.requirement.missing for each in stand.lacking}


def notified(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_the_rule_counts_live_and_face_to_face_classes_apart(batch, nadia, amina, bina):
    good = studied(batch, nadia, missed_live=5, missed_in_person=1)  # 17 of 22: 77 %; 5 of 6: 83 %
    passed(good, "honours")
    assert lacking(good) == {}
    few = studied(batch, amina, 2, missed_live=6, missed_in_person=2)  # 72 % and 66 %
    passed(few, "not_passed")
    assert lacking(few) == {
        "live": "1 class is missing now.",
        "in_person": "1 class is missing now.",
        "project": "The project is not passed.",
    }
    never = studied(batch, bina, 3, missed_live=22, missed_in_person=6)
    assert lacking(never)["live"] == "17 classes are missing now."


def test_a_class_whose_roll_nobody_called_is_not_attended(batch, nadia):
    batch.sessions.exclude(number=1).update(rolled_at=None)
    place = studied(batch, nadia)  # with marks in one class of each kind
    assert set(lacking(place)) == {"live", "in_person", "project"}
    [stand] = readiness([place])
    assert "21 classes have no roll yet" in stand.lacking[0].requirement.shown


def test_a_share_of_few_classes_is_not_enough(batch, nadia):
    place = ready(batch, nadia)
    live = batch.sessions.filter(kind="live").order_by("number")
    for count, missing in ((11, {}), (12, {"live": "1 more class has to count."})):
        for session in live[11 * (count == 12) : count]:
            excused = {"source": "roll", "value": "excused", "by": batch.trainer, "at": session.ends_at}
            AttendanceMark.objects.create(session=session, enrolment=place, settles=True, reason="Ill", **excused)
        assert lacking(place) == missing


def test_readiness_of_a_batch_takes_as_many_statements_as_of_one(batch, nadia, amina, django_assert_num_queries):
    ready(batch, nadia)
    with django_assert_num_queries(12) as one:
        readiness_of(batch)
    for seat in range(2, 6):
        ready(batch, make.make_person(f"Trainee{seat}"), seat)
    with django_assert_num_queries(len(one)):
        assert len(readiness_of(batch)) == 5


def who_stands(stand):
    return list(standing(Enrolment.objects.order_by("pk"), stand))


def test_from_ready_to_the_own_certificate(batch, oli, onu, nadia, amina, django_assert_num_queries):
    place, late = ready(batch, nadia), studied(batch, amina, 2)
    assert (who_stands("ready"), who_stands("lacking")) == ([place], [late])
    issuance = prepare_ready(by=oli, batch_id=batch.pk)
    assert (who_stands("prepared"), who_stands("lacking")) == ([place], [late])
    assert [(each.enrolment, each.name_en) for each in issuance.names.all()] == [(place, "Nadia")]
    with pytest.raises(NobodyReady):
        prepare_ready(by=oli, batch_id=batch.pk)
    release_issuance(by=onu, issuance_id=issuance.pk)
    certificate = Certificate.objects.get(enrolment=place)
    place.refresh_from_db()
    assert (place.state, certificate.batch, certificate.prepared_by) == ("completed", batch, oli)
    with django_assert_num_queries(1):  # the rule is not asked again
        assert who_stands("issued") == [place]
    assert "certificate.issued_to_trainee" in notified(nadia)
    assert notified(amina) == []
    with pytest.raises(NotFound):
        take_certificate(by=amina, enrolment_id=place.pk)
    with pytest.raises(NotFound):
        take_certificate(by=amina, enrolment_id=late.pk)
    take_certificate(by=nadia, enrolment_id=place.pk)
    assert take_certificate(by=nadia, enrolment_id=place.pk).holder == nadia
    assert open_letters(by=onu, issuance_id=issuance.pk) == []
    [count] = phase_counts(batch.phase.programme)
    assert (count.certificates, count.exceptions) == (1, 0)


def test_the_letter_of_a_place_opens_it_to_its_trainee_only(batch, oli, onu, nadia):
    place = ready(batch, nadia)
    issuance = release_issuance(by=onu, issuance_id=prepare_ready(by=oli, batch_id=batch.pk).pk)
    [letter] = open_letters(by=onu, issuance_id=issuance.pk)
    serial, other = letter.certificate.serial, make.make_person("Sister")
    with pytest.raises(OfAPlace):
        claim_certificate(by=other, serial=serial, claim_code=letter.claim_code)
    Certificate.objects.update(holder=other, claimed_at=clock.now())  # as by letters before
    with pytest.raises(TakenByAnother):
        take_certificate(by=nadia, enrolment_id=place.pk)
    Certificate.objects.update(holder=None, claimed_at=None)
    assert claim_certificate(by=nadia, serial=serial, claim_code=letter.claim_code).holder == nadia


def test_the_certificate_of_an_erased_account_is_taken_with_a_letter_of_two_officers(batch, oli, onu, nadia, page):
    ready(batch, nadia)
    issuance = release_issuance(by=onu, issuance_id=prepare_ready(by=oli, batch_id=batch.pk).pk)
    [old] = open_letters(by=onu, issuance_id=issuance.pk)
    new, certificate = make.make_person("Nadia again"), old.certificate
    deletion = Deletion.objects.create(user=nadia, asked_at=clock.now(), due_at=clock.now(), key="x")
    with pytest.raises(OfAPlace):
        claim_certificate(by=new, serial=certificate.serial, claim_code=old.claim_code)
    deletion.done_at = clock.now()
    deletion.save()
    shown = page(oli).get(f"/staff/certificates/{certificate.pk}/new-letter/").content.decode()
    assert "look at the papers first" in shown
    with pytest.raises(OfAPlace):  # whoever found the old letter
        claim_certificate(by=new, serial=certificate.serial, claim_code=old.claim_code)
    again = prepare_letter(by=oli, certificate_id=certificate.pk, reason="Passport and school certificate")
    release_issuance(by=onu, issuance_id=again.pk)
    [letter] = open_letters(by=onu, issuance_id=again.pk)
    with pytest.raises(ClaimRefused):
        claim_certificate(by=new, serial=certificate.serial, claim_code=old.claim_code)
    assert claim_certificate(by=new, serial=certificate.serial, claim_code=letter.claim_code).holder == new


def test_who_holds_a_certificate_takes_no_other(batch, oli, onu):
    holder = make.make_freelancer("Holder")
    place = ready(batch, holder)
    release_issuance(by=onu, issuance_id=prepare_ready(by=oli, batch_id=batch.pk).pk)
    with pytest.raises(HasCertificate):
        take_certificate(by=holder, enrolment_id=place.pk)


def test_no_way_of_issuing_passes_the_rule(batch, oli, onu, nadia, amina):
    ready(batch, nadia)
    studied(batch, amina, 2, missed_live=20)
    for name in ("Amina", "Somebody Else"):
        with pytest.raises(Invalid):
            prepare_certificates(by=oli, batch=batch, graduates=[Graduate(name)], different_people=True)
    with pytest.raises(Invalid):
        prepare_certificates(
            by=oli, batch=batch, graduates=[Graduate("Nadia"), Graduate("nadia")], different_people=True
        )
    issuance = prepare_certificates(by=oli, batch=batch, graduates=[Graduate("nadia")])
    Project.objects.update(state="not_passed")  # what was met is not met any more
    with pytest.raises(NotReadyNow):
        release_issuance(by=onu, issuance_id=issuance.pk)
    assert not Certificate.objects.filter(batch=batch).exists()
    assert issuance.batch.issuances.waiting().exists()


def test_a_batch_without_a_calendar_is_no_way_around(batch, oli):
    loose = make.make_batch(started_on=batch.started_on, ended_on=batch.ended_on)
    with pytest.raises(Invalid):
        prepare_certificates(by=oli, batch=loose, graduates=[Graduate("Somebody")])
    assert prepare_certificates(by=oli, batch=make.make_batch(), graduates=[Graduate("Nasrin Akter")]).pk


def test_the_database_refuses_a_certificate_without_a_place(batch, oli, nadia):
    draft = [("AIAA-X-2026-001", "Somebody", "")]
    with pytest.raises(IntegrityError), transaction.atomic():
        record_certificates(batch, draft, by=oli)
    place = ready(batch, nadia)
    with pytest.raises(IntegrityError), transaction.atomic():
        record_certificates(make.make_batch(), draft, by=oli, places=[place.pk])
    [(certificate, _code)] = record_certificates(batch, draft, by=oli, places=[place.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(enrolment=None)


def test_nothing_is_prepared_before_the_last_day(batch, oli, nadia):
    ready(batch, nadia)
    Batch.objects.filter(pk=batch.pk).update(ended_on=batch.ended_on + timedelta(days=1))
    with pytest.raises(BatchStillRuns):
        prepare_ready(by=oli, batch_id=batch.pk)
    with pytest.raises(BatchStillRuns):
        prepare_certificates(by=oli, batch=Batch.objects.get(pk=batch.pk), graduates=[Graduate("Nadia")])


def test_an_exception_takes_two_officers_and_is_counted(batch, oli, onu, tahmina, nadia):
    place = studied(batch, nadia)
    sent = {"enrolment_id": place.pk, "reason": "A cyclone took the computer."}
    with pytest.raises(Invalid):
        propose_exception(by=oli, requirement="live", **sent)  # it is met
    row = propose_exception(by=oli, requirement="project", **sent)
    with pytest.raises(ExceptionProposedAlready):
        propose_exception(by=onu, requirement="project", **sent)
    with pytest.raises(SameProposer):
        confirm_exception(by=oli, exception_id=row.pk)
    assert lacking(place)
    assert phase_counts(batch.phase.programme) == []
    confirm_exception(by=onu, exception_id=row.pk)
    assert lacking(place) == {}
    with pytest.raises(ExceptionDecided):
        refuse_exception(by=onu, exception_id=row.pk, reason="Too late")
    assert "exception.granted" in notified(nadia)
    issuance = release_issuance(by=onu, issuance_id=prepare_ready(by=oli, batch_id=batch.pk).pk)
    assert issuance.state == "released"
    [count] = phase_counts(batch.phase.programme)
    assert (count.certificates, count.exceptions) == (1, 1)


def test_a_refused_exception_may_be_proposed_anew(batch, oli, onu, nadia):
    place = studied(batch, nadia)
    sent = {"enrolment_id": place.pk, "requirement": "project", "reason": "She asked."}
    refuse_exception(by=onu, exception_id=propose_exception(by=oli, **sent).pk, reason="No reason of ours")
    assert "exception.refused" in notified(oli)
    assert lacking(place)
    confirm_exception(by=oli, exception_id=propose_exception(by=onu, **sent).pk)
    assert lacking(place) == {}


def test_who_teaches_the_batch_makes_no_exception_in_it(oli, onu, nadia):
    onu.roles = [*onu.roles, "trainer"]
    onu.save()
    place = studied(ended_batch(oli, trainer=onu), nadia)
    sent = {"enrolment_id": place.pk, "requirement": "project", "reason": "She asked."}
    with pytest.raises(OwnBatch):
        propose_exception(by=onu, **sent)
    with pytest.raises(OwnBatch):
        confirm_exception(by=onu, exception_id=propose_exception(by=oli, **sent).pk)


def test_an_exception_stays_written(batch, oli, onu, nadia):
    place = studied(batch, nadia)
    row = propose_exception(by=oli, enrolment_id=place.pk, requirement="project", reason="A cyclone")
    rows = GraduationException.objects.filter(pk=row.pk)
    for change in ({"reason": "Other"}, {"requirement": "live"}, {"state": "confirmed", "decided_by": oli}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    confirm_exception(by=onu, exception_id=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="refused")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    rows.update(reason="")  # as when an account is erased


def test_trainees_are_told_before_the_end_and_at_the_end(batch, nadia, amina):
    ready(batch, nadia)
    studied(batch, amina, 2)
    end = batch.ended_on
    Batch.objects.filter(pk=batch.pk).update(ended_on=end + timedelta(days=31))
    tell_stand(batch_id=batch.pk)
    assert notified(amina) == []
    Batch.objects.filter(pk=batch.pk).update(ended_on=end + timedelta(days=30))
    for _each in range(2):
        tell_stand(batch_id=batch.pk)
    assert (notified(amina), notified(nadia)) == (["graduation.lacking"], [])
    Batch.objects.filter(pk=batch.pk).update(ended_on=end)
    for _each in range(2):
        tell_stand(batch_id=batch.pk)
    assert (notified(amina), notified(nadia)) == (["graduation.lacking"], ["graduation.ready"])


def test_a_mark_that_comes_late_counts(batch, oli, nadia):
    place = studied(batch, nadia, missed_live=6)
    passed(place)
    assert set(lacking(place)) == {"live"}
    missed = place.attendance.filter(counts="absent").first().session
    columns = {"source": "made_up", "value": "made_up", "by": nadia, "at": missed.ends_at}
    AttendanceMark.objects.create(session=missed, enrolment=place, **columns)
    assert lacking(place) == {}
