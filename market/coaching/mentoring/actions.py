"""Asking for a coach, offering it, consent, renewal and the end. Only the freelancer's own act is consent.

Locks: the freelancer's account (when it begins), then the coaching.
"""

from datetime import timedelta

from django.db.models import Q

from market.accounts.models import User
from market.coaching.mentoring import events
from market.coaching.mentoring.models import BidReview, Coaching, Consent
from market.coaching.mentoring.queries import people_without_coach, possible_coaches
from market.coaching.mentoring.refusals import CoachingNotOpen, HasCoach, NotYourTrainer, TooEarlyToRenew
from market.coaching.mentoring.terms import (
    ASKED_PER_DAY,
    OFFERED_PER_DAY,
    SEEN,
    answering,
    duration,
    renewable_before,
)
from market.core.base import clock, limits
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import NotAllowed
from market.core.base.events import emit
from market.safety.actions import require_reachable
from market.training.models import Batch, Enrolment

DAY = timedelta(days=1)


@atomic
def ask_coach(*, by: User, trainer_id: int) -> Coaching:
    """Ask a trainer of an own batch to coach oneself: this is the consent, and the trainer's yes begins it.

    Raises NotYourTrainer, NotReachable, HasCoach, TooMany.
    """
    coaches_by_id = {trainer.pk: (trainer, batch) for trainer, batch in possible_coaches(by)}
    if trainer_id not in coaches_by_id:
        raise NotYourTrainer
    trainer, batch = coaches_by_id[trainer_id]
    require_reachable(by, trainer)
    coaching = _begin(by, trainer, batch, Coaching.State.ASKED)
    limits.spend("coach_asked", by.pk, times=ASKED_PER_DAY, per=DAY)
    _consent(coaching)
    emit(events.CoachAsked(freelancer=by), on=coaching, by=by, to=[trainer], about=by)
    return coaching


@atomic
def offer_coaching(*, by: User, enrolment_id: int) -> Coaching:
    """Offer somebody of an own batch to coach them. Nothing is shown before they agree.

    Raises NotAllowed to who is no trainer, NotFound for whom they do not teach or who has a coach, HasCoach, TooMany.
    """
    if not by.has_own_role(User.Role.TRAINER):
        raise NotAllowed
    place: Enrolment = fetch(people_without_coach(by), enrolment_id)
    require_reachable(by, place.trainee)
    coaching = _begin(place.trainee, by, place.batch, Coaching.State.OFFERED)
    limits.spend("coaching_offered", by.pk, times=OFFERED_PER_DAY, per=DAY)
    emit(events.CoachingOffered(coach=by), on=coaching, by=by, to=[place.trainee], about=by)
    return coaching


def _begin(freelancer: User, coach: User, batch: Batch, state: str) -> Coaching:
    one_at_a_time(freelancer)
    for each in Coaching.objects.filter(freelancer=freelancer).exclude(state=Coaching.State.ENDED):
        if each.ends_at > clock.now():
            raise HasCoach
        end_by_time(coaching_id=each.pk)  # the deadline is late
    now = clock.now()
    columns = {"freelancer": freelancer, "coach": coach, "batch": batch, "state": state}
    return Coaching.objects.create(**columns, asked_at=now, ends_at=now + answering())


def _consent(coaching: Coaching) -> None:
    Consent.objects.create(coaching=coaching, given_at=clock.now(), days=duration().days, shows=list(SEEN))


def _take(by: User, coaching_id: int) -> Coaching:
    coaching = lock(Coaching.objects.visible_to(by).select_related("freelancer", "coach", "batch"), coaching_id)
    if coaching.state not in Coaching.OPEN or coaching.ends_at <= clock.now():
        raise CoachingNotOpen
    return coaching


@atomic
def accept_coaching(*, by: User, coaching_id: int) -> Coaching:
    """Say yes: the trainer to a request, or the freelancer to an offer, which is the consent. It runs from now on.

    Raises NotFound, CoachingNotOpen, NotAllowed to who asked.
    """
    coaching = _take(by, coaching_id)
    is_freelancer = by.pk == coaching.freelancer_id
    if coaching.state == Coaching.State.RUNNING:
        raise CoachingNotOpen
    if is_freelancer != (coaching.state == Coaching.State.OFFERED):
        raise NotAllowed
    if is_freelancer:
        _consent(coaching)
    coaching.state, coaching.began_at = Coaching.State.RUNNING, clock.now()
    coaching.ends_at = coaching.began_at + duration()
    coaching.save(update_fields=["state", "began_at", "ends_at"])
    if is_freelancer:
        agreed = events.CoachingAgreed(freelancer=by)
        emit(agreed, on=coaching, by=by, to=[coaching.coach], about=by)
    else:
        begun = events.CoachingBegun(coach=by, until=coaching.ends_at)
        emit(begun, on=coaching, by=by, to=[coaching.freelancer], about=by)
    return coaching


@atomic
def renew_coaching(*, by: User, coaching_id: int) -> Coaching:
    """Agree once more, in the last weeks.

    Raises NotFound, NotAllowed to the coach, CoachingNotOpen, TooEarlyToRenew.
    """
    coaching = _take(by, coaching_id)
    if by.pk != coaching.freelancer_id:
        raise NotAllowed
    if not coaching.is_running:
        raise CoachingNotOpen
    if coaching.ends_at - clock.now() > renewable_before():
        raise TooEarlyToRenew(days=renewable_before().days)
    _consent(coaching)
    coaching.ends_at = clock.now() + duration()
    coaching.save(update_fields=["ends_at"])
    renewed = events.CoachingRenewed(freelancer=by, until=coaching.ends_at)
    emit(renewed, on=coaching, by=by, to=[coaching.coach], about=by)
    return coaching


@atomic
def end_coaching(*, by: User, coaching_id: int) -> Coaching:
    """End it at once, or decline or take back what waits for an answer; either side, without a reason.

    Raises NotFound, CoachingNotOpen.
    """
    coaching = _take(by, coaching_id)
    is_freelancer = by.pk == coaching.freelancer_id
    _end(coaching, Coaching.End.FREELANCER if is_freelancer else Coaching.End.COACH)
    other = coaching.coach if is_freelancer else coaching.freelancer
    event = events.CoachingEnded if coaching.began_at else events.CoachingDeclined
    emit(event(person=by), on=coaching, by=by, to=[other], about=by, page=events.page_of(coaching, other))
    return coaching


def end_between(by: User, other: User) -> None:
    """The user keeps the other away: what is open between the two ends, in the transaction of the block."""
    pair = Q(freelancer=by, coach=other) | Q(freelancer=other, coach=by)
    for coaching_id in Coaching.objects.open().filter(pair).order_by("pk").values_list("pk", flat=True):
        end_coaching(by=by, coaching_id=coaching_id)


@atomic
def end_by_time(*, coaching_id: int) -> None:
    """Its time is over: the consent ends, or nobody answered."""
    coaching = Coaching.objects.select_related("freelancer", "coach").select_for_update(of=("self",), no_key=True)
    row = coaching.get(pk=coaching_id)
    if row.state == Coaching.State.ENDED or row.ends_at > clock.now():
        return
    _end(row, Coaching.End.TIME)
    for person, other in ((row.freelancer, row.coach), (row.coach, row.freelancer)):
        event = events.CoachingOver if row.began_at else events.CoachingUnanswered
        emit(event(person=other), on=row, by=None, to=[person], about=other, page=events.page_of(row, person))


@atomic
def end_all_of(person: User, why: str) -> None:
    """The account is closed, or the trainer's role is gone: what is open ends, and the other side hears of it."""
    rows = Coaching.objects.exclude(state=Coaching.State.ENDED).select_related("freelancer", "coach")
    sides = Q(coach=person) if why == Coaching.End.ROLE else Q(coach=person) | Q(freelancer=person)
    for row in rows.filter(sides).order_by("pk").select_for_update(of=("self",), no_key=True):
        _end(row, why)
        other = row.freelancer if row.coach_id == person.pk else row.coach
        ended = events.CoachingEnded(person=person)
        emit(ended, on=row, by=None, to=[other], about=person, page=events.page_of(row, other))


def _end(coaching: Coaching, why: str) -> None:
    coaching.state, coaching.ended_at, coaching.ended_by = Coaching.State.ENDED, clock.now(), why
    coaching.save(update_fields=["state", "ended_at", "ended_by"])
    BidReview.objects.filter(coaching=coaching, closed_at=None).update(closed_at=clock.now())
