"""Who can coach whom, and what a coach reads of a freelancer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet

from market.accounts.models import User
from market.bids.models import Bid, Terms
from market.coaching.mentoring.models import BidReview, BidReviewQuerySet, Coaching
from market.jobs.models import Job
from market.profiles.models import Profile
from market.training.batch_statistics import first_paid, hide_small_counts, who_reached
from market.training.classes.people import trainers_of
from market.training.models import Batch, Enrolment

BIDS_SHOWN = 20


def batches_of(freelancer: User) -> QuerySet[Batch]:
    """Those in which the user learns or learned."""
    places = Enrolment.objects.studying().filter(trainee=freelancer).values("batch")
    batches = Batch.objects.filter(Q(pk__in=places) | Q(certificates__holder=freelancer)).distinct()
    return batches.select_related("trainer", "topic").order_by("-started_on", "-pk")


def possible_coaches(freelancer: User) -> list[tuple[User, Batch]]:
    """The trainers of the user's batches, each once, with the latest batch."""
    by_trainer: dict[int, tuple[User, Batch]] = {}
    for batch in batches_of(freelancer):
        for trainer in trainers_of(batch):
            if trainer.pk != freelancer.pk and trainer.is_in_sight and trainer.has_own_role(User.Role.TRAINER):
                by_trainer.setdefault(trainer.pk, (trainer, batch))
    return list(by_trainer.values())


def open_coaching_of(freelancer: User) -> Coaching | None:
    """What is asked for, offered or running now."""
    return Coaching.objects.open().filter(freelancer=freelancer).select_related("coach", "batch").first()


def running_coaching_of(freelancer: User) -> Coaching | None:
    """The coaching in which somebody may read now."""
    return Coaching.objects.running().filter(freelancer=freelancer).select_related("coach", "batch").first()


def people_without_coach(trainer: User) -> QuerySet[Enrolment]:
    """Places of the trainer's batches whose trainees the trainer can offer to coach."""
    teaching = trainer.teaching.filter(removed_at=None).values("batch")
    rows = Enrolment.objects.studying().filter(Q(batch__trainer=trainer) | Q(batch__in=teaching))
    taken = Coaching.objects.open().filter(freelancer=OuterRef("trainee"))
    rows = rows.filter(~Exists(taken), trainee__is_active=True).exclude(trainee=trainer)
    return rows.select_related("batch", "trainee").order_by("batch__code", "seat", "pk")


@dataclass(frozen=True, slots=True)
class Coached:
    """A freelancer in the coach's list."""

    coaching: Coaching
    last_bid_at: datetime | None
    bids: int
    wins: int
    first_paid_at: datetime | None
    waits_since: datetime | None  # the review that waits longest for the coach


def coached_by(coach: User) -> list[Coached]:
    """Those whom the trainer coaches: who waits for the coach first, then by the last bid. A few statements for all."""
    rows = list(Coaching.objects.running().filter(coach=coach).select_related("freelancer", "batch"))
    people = [each.freelancer_id for each in rows]
    own = _readable().filter(freelancer__in=people).order_by()
    won = Count("pk", filter=Q(state=Bid.State.ACCEPTED))
    bids = {each.pop("freelancer"): each for each in _figures(own, won)}
    waits = dict(_waiting_of(coach).order_by().values_list("coaching").annotate(since=Min("asked_at")))
    paid, none = first_paid(people), {"last": None, "all": 0, "won": 0}
    lines = []
    for row in rows:
        figures, person = bids.get(row.freelancer_id, none), row.freelancer_id
        line = Coached(row, figures["last"], figures["all"], figures["won"], paid.get(person), waits.get(row.pk))
        lines.append(line)
    return sorted(lines, key=lambda line: (line.waits_since is None, line.waits_since or line.coaching.began_at))


def _figures(bids: QuerySet[Bid], won: Count) -> Any:
    return bids.values("freelancer").annotate(last=Max("submitted_at"), all=Count("pk"), won=won)


def _waiting_of(coach: User) -> BidReviewQuerySet:
    return BidReview.objects.visible_to(coach).filter(coaching__coach=coach).waiting()


def reviews_waiting_for(coach: User) -> QuerySet[BidReview]:
    """Bids on which the coach has not commented yet, the one that waits longest first."""
    return _waiting_of(coach).select_related("job", "coaching__freelancer").order_by("asked_at", "pk")


def _readable() -> QuerySet[Bid]:
    """The bids that a coach sees: on jobs that everybody may read, and none of offers, which are private."""
    return Bid.objects.filter(origin=Bid.Origin.BID, job__visibility=Job.Visibility.ALL, job__is_hidden=False)


def shown_bids(freelancer: User) -> QuerySet[Bid]:
    """The bids that a coach sees, each with the freelancer's own terms: what the client proposed is between the two."""
    own = Prefetch("terms", Terms.objects.filter(by=freelancer))
    rows = _readable().filter(freelancer=freelancer)
    return rows.select_related("job").prefetch_related(own).order_by("-pk")[:BIDS_SHOWN]


def shown_profile(freelancer: User) -> Profile | None:
    """The profile that a coach sees, published or not."""
    return Profile.objects.with_parts().filter(user=freelancer).first()


def review_of(freelancer: User, job: Job) -> BidReview | None:
    """The freelancer's own open draft for this job, with its comments, while the coach may read."""
    rows = BidReview.objects.filter(coaching__freelancer=freelancer, job=job, closed_at=None)
    rows = rows.filter(coaching__in=Coaching.objects.running().order_by().values("pk"))
    return rows.select_related("coaching__coach", "job").first()


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """Of the people of a batch with a coach: how many they are, had a first contract, and were paid. None is hidden."""

    coached: int | None
    contracts: int | None
    paid: int | None


def figures_of_batch(batch: Batch) -> BatchFigures | None:
    """Counts of the people of a batch who have or had a coach; None while nobody has."""
    began = Coaching.objects.filter(batch=batch, began_at__isnull=False)
    people = set(began.order_by().values_list("freelancer", flat=True))
    if not people:
        return None
    whole = batch.enrolments.studying().count() or batch.certificates.count()
    counts = {step: len(who_reached(step, people)) for step in ("contracts", "paid")} | {"coached": len(people)}
    return BatchFigures(**hide_small_counts(max(whole, len(people)), counts))
