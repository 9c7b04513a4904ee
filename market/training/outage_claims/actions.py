"""Trainees claim outages; a trainer of the batch decides, and officers once that takes too long.

Locks: class, claim.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.base.reminders import next_reminder
from market.core.text.locale import by_language
from market.training.attendance.attending import MISSED, counts_in, own_place
from market.training.classes.adding_actions import clean_text
from market.training.classes.models import class_name
from market.training.classes.people import acting_trainers_of
from market.training.district_outages.queries import extended_in
from market.training.issuing.actions import officers
from market.training.models import AttendanceMark, ClassSession, OutageClaim
from market.training.outage_claims import events

TEXT_LENGTH, REASON_LENGTH = 1000, 500
REMINDERS = (timedelta(days=1), timedelta(hours=3))  # before it goes to the officers


class ClaimNotPossible(DomainError):
    """The class has not begun, did not take place, or the time is over."""

    help = "programme#outages"
    code = "outage_claim_not_possible"
    sentence = _("An outage can be claimed from the start of a class until %(days)s days after its end.")


class NothingToExcuse(DomainError):
    """The trainee attended the class, or is excused from it already."""

    help = "programme#outages"
    code = "nothing_to_excuse"
    sentence = _("You are not absent from this class, so there is nothing to excuse.")


class ClaimedAlready(DomainError):
    """One claim of a trainee about a class, and it was decided."""

    help = "programme#outages"
    code = "outage_claimed_already"
    sentence = _("Your claim about this class was decided already. You can object to the office.")


class ClaimDecided(DomainError):
    """Somebody else was faster."""

    help = "programme#outages"
    code = "outage_claim_decided"
    sentence = _("This claim was decided already. Load the page anew to see how.")


@dataclass(frozen=True, slots=True)
class OutageDetails:
    """An outage as it was typed."""

    cause: str
    from_at: datetime
    to_at: datetime
    text: str


def may_claim(session: ClassSession, counts: str, now: datetime) -> bool:
    """Whether a trainee of the class can claim an outage now."""
    return session.state == ClassSession.State.PLANNED and counts in MISSED and _is_in_time(session, now)


def _is_in_time(session: ClassSession, now: datetime) -> bool:
    until = session.ends_at + timedelta(days=settings.LIFECYCLE.outage_claim_days)
    return session.starts_at <= now < extended_in(session.batch, session.ends_at, until)


@atomic
def claim_outage(*, by: User, session_id: int, details: OutageDetails) -> OutageClaim:
    """Claim that an outage kept oneself from a class. Repeated while it is open, it returns the same claim.

    Raises NotFound, NotAllowed to others than trainees of the class, ClaimedAlready, ClaimNotPossible,
    NothingToExcuse, Invalid at each field.
    """
    session = lock(ClassSession.objects.visible_to(by).select_related("batch__trainer"), session_id)
    place, now = own_place(by, session), clock.now()
    existing = OutageClaim.objects.filter(session=session, enrolment=place).first()
    if existing is not None and existing.is_open:
        return existing
    if existing is not None:
        raise ClaimedAlready
    if session.state != ClassSession.State.PLANNED or not _is_in_time(session, now):
        raise ClaimNotPossible(days=settings.LIFECYCLE.outage_claim_days)
    if counts_in(session, place) not in MISSED:
        raise NothingToExcuse
    due = now + timedelta(days=settings.LIFECYCLE.outage_answer_days)
    columns = {"due_at": due, "remind_at": next_reminder(due, REMINDERS, after=now)}
    claim = OutageClaim(session=session, enrolment=place, opened_at=now, **_clean(session, details), **columns)
    claim.save()
    deciders = acting_trainers_of(session.batch)
    if not deciders:
        _escalate(claim)
        return claim
    claimed = events.OutageClaimed(**_facts(claim), name=place.name_en, text=Written(by, claim.text), due=due)
    emit(claimed, on=claim, by=by, to=deciders)
    return claim


def _clean(session: ClassSession, details: OutageDetails) -> dict[str, object]:
    if details.cause not in OutageClaim.Cause.values:
        raise Invalid(errors={"cause": [_("Say what failed.")]})
    if details.to_at <= details.from_at:
        raise Invalid(errors={"to_at": [_("It ends after it begins.")]})
    if details.to_at <= session.starts_at or details.from_at >= session.ends_at:
        raise Invalid(errors={"from_at": [_("This is not during the class.")]})
    text = clean_text("text", details.text, TEXT_LENGTH, missing=_("Say in a sentence what happened."))
    return {"cause": details.cause, "from_at": details.from_at, "to_at": details.to_at, "text": text}


def may_decide(user: User, claim: OutageClaim) -> bool:
    """Whether the user may decide on a claim: trainers of the batch in time, officers always, nobody on their own."""
    if claim.enrolment.trainee_id == user.pk:
        return False
    if user.has_own_role(User.Role.OFFICER):
        return True
    return claim.escalated_at is None and user in acting_trainers_of(claim.session.batch)


@atomic
def decide_claim(*, by: User, claim_id: int, accept: bool, reason: str = "") -> OutageClaim:
    """Accept a claim: the trainee is excused from the class. Or refuse it with a reason: they may object to the office.

    Raises NotFound, NotAllowed to others than trainers of the batch and officers, ClaimDecided, Invalid.
    """
    rows = OutageClaim.objects.visible_to(by).select_related("session__batch__trainer", "enrolment__trainee")
    claim = lock(rows, claim_id)
    if not may_decide(by, claim):
        raise NotAllowed
    if not claim.is_open:
        raise ClaimDecided
    missing = "" if accept else _("Say why, in a sentence that the trainee can understand.")
    claim.reason = clean_text("reason", reason, REASON_LENGTH, missing=missing)
    claim.state = OutageClaim.State.ACCEPTED if accept else OutageClaim.State.REFUSED
    claim.decided_by, claim.decided_at, claim.remind_at = by, clock.now(), None
    claim.save(update_fields=["reason", "state", "decided_by", "decided_at", "remind_at"])
    if accept:
        mark = {"source": AttendanceMark.Source.OUTAGE, "value": "excused", "by": by, "at": claim.decided_at}
        AttendanceMark.objects.create(session=claim.session, enrolment=claim.enrolment, reason=claim.reason, **mark)
    event = events.OutageAccepted if accept else events.OutageRefused
    emit(event(**_facts(claim), reason=Written(by, claim.reason)), on=claim, by=by, to=[claim.enrolment.trainee])
    return claim


@atomic
def remind_of_claim(*, claim_id: int) -> None:
    """Remind those who may decide on a claim that waits."""
    now = clock.now()
    claim = _take(claim_id, remind_at__lte=now)
    if claim is None:
        return
    claim.remind_at = next_reminder(claim.due_at, REMINDERS, after=now)
    claim.save(update_fields=["remind_at"])
    if now < claim.due_at:
        due = events.OutageClaimDue(**_facts(claim), due=claim.due_at)
        emit(due, on=claim, by=None, to=acting_trainers_of(claim.session.batch))


@atomic
def escalate_claim(*, claim_id: int) -> None:
    """Hand a claim to the officers that no trainer decided in time. It stays open."""
    claim = _take(claim_id, due_at__lte=clock.now(), escalated_at=None)
    if claim is not None:
        _escalate(claim)
        late = events.OutageClaimTakesLonger(**_facts(claim))
        emit(late, on=claim, by=None, to=[claim.enrolment.trainee])


def _take(claim_id: int, **when: object) -> OutageClaim | None:
    rows = OutageClaim.objects.open().filter(**when)
    rows = rows.select_related("session__batch__trainer", "enrolment__trainee")
    return rows.select_for_update(of=("self",), no_key=True).filter(pk=claim_id).first()


def _escalate(claim: OutageClaim) -> None:
    claim.escalated_at, claim.remind_at = clock.now(), None
    claim.save(update_fields=["escalated_at", "remind_at"])
    event = events.OutageClaimForOfficers(**_facts(claim), name=claim.enrolment.name_en)
    emit(event, on=claim, by=None, to=officers().exclude(pk=claim.enrolment.trainee_id))


def _facts(claim: OutageClaim) -> events.Named:
    session = claim.session
    return {
        "batch": session.batch.code,
        "session": by_language(lambda: class_name(session.kind, session.number)),
    }
