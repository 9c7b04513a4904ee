"""Coaching: asked | offered -> running -> ended; what is declined or not answered ends without having begun."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.accounts.models import User, in_sight
from market.bids.models import Bid, Terms
from market.core.base import clock
from market.core.base.money import MoneyProperty
from market.jobs.models import Job
from market.training.models import Batch

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def can_coach(side: str = "coach") -> Q:
    """That the user of this column is a trainer, with an account that is not closed."""
    return Q(**{f"{side}__roles__contains": [User.Role.TRAINER]}) & in_sight(side)


class CoachingQuerySet(models.QuerySet["Coaching"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """That of the freelancer, and of the coach for as long as it is asked for, offered or running."""
        open_for_coach = can_coach() & Q(coach=user.pk, state__in=Coaching.OPEN, ends_at__gt=clock.now())
        return self.filter(Q(freelancer=user.pk) | open_for_coach)

    def open(self) -> Self:
        """Asked for, offered or running."""
        return self.filter(state__in=Coaching.OPEN, ends_at__gt=clock.now())

    def running(self) -> Self:
        """Those in which the coach may read now."""
        return self.filter(can_coach(), state=Coaching.State.RUNNING, ends_at__gt=clock.now())


class Coaching(models.Model):
    """That a trainer stands by a freelancer. Only the freelancer's consent lets the coach read anything."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("coaching", "Waits for the trainer")
        OFFERED = "offered", pgettext_lazy("coaching", "Offered")
        RUNNING = "running", pgettext_lazy("coaching", "Running")
        ENDED = "ended", pgettext_lazy("coaching", "Ended")

    class End(models.TextChoices):
        FREELANCER = "freelancer", _("Ended by the freelancer")
        COACH = "coach", _("Ended by the coach")
        TIME = "time", _("Its time was over")
        ROLE = "role", _("The coach is no trainer any more")
        ACCOUNT = "account", _("An account was closed")

    OPEN = (State.ASKED, State.OFFERED, State.RUNNING)

    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="coachings")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="coached")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="coachings")
    state = models.CharField(max_length=7, choices=State)
    asked_at = models.DateTimeField()  # by the freelancer, or when the trainer offered it
    began_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField()  # until when it waits for an answer, or runs
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=End, blank=True)

    objects = CoachingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["freelancer"], condition=~Q(state="ended"), name="one_coach_of_each_freelancer"
            ),
            models.CheckConstraint(condition=~Q(freelancer=F("coach")), name="nobody_coaches_themselves"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(ended_by="")
                | ~Q(state="ended") & Q(ended_at=None, ended_by=""),
                name="ended_coaching_means_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state="ended") | Q(state="running", began_at__isnull=False) | Q(began_at=None),
                name="running_coaching_has_begun",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=~Q(state="ended"), name="coachings_that_end"),
            models.Index(fields=["coach", "state"], name="coachings_of_coach"),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.freelancer_id} by {self.coach_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page, which says what consent means."""
        return reverse("coaching", args=[self.pk])

    @property
    def is_running(self) -> bool:
        """Whether the coach may read now."""
        is_trainer = self.coach.is_active and self.coach.has_own_role(User.Role.TRAINER)
        return self.state == self.State.RUNNING and self.ends_at > clock.now() and is_trainer


class Consent(models.Model):
    """What a freelancer agreed to, and until when: one row for the beginning and one for each renewal. Never changed,
    never deleted; how it ended stands in its coaching."""

    coaching = models.ForeignKey(Coaching, models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()  # counted from the trainer's yes, or from the renewal
    shows = ArrayField(models.CharField(max_length=20))  # of mentoring.terms

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.coaching_id}: {self.given_at}"


class BidReviewQuerySet(models.QuerySet["BidReview"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The freelancer's own; for the coach those of running coaching that wait, were commented on, or were sent,
        while everybody may read the job."""
        running = Coaching.objects.running().filter(coach=user.pk).order_by().values("pk")
        shown = Q(closed_at=None) | Q(bid__isnull=False)
        public = Q(job__visibility=Job.Visibility.ALL, job__is_hidden=False)
        return self.filter(Q(coaching__freelancer=user.pk) | Q(shown, public, coaching__in=running))

    def waiting(self) -> Self:
        """Those on which the coach can still say something: the job takes bids, and the bid was not sent."""
        jobs = Job.objects.taking_bids().filter(expires_at__gt=clock.now())
        return self.filter(answered_at=None, closed_at=None, job__in=jobs)


class BidReview(models.Model):
    """A bid that was not sent, as the freelancer showed it to the coach, with the coach's comments. It is closed when
    the bid is sent, shown anew or given up."""

    coaching = models.ForeignKey(Coaching, models.PROTECT, related_name="reviews")
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    cover_letter = models.TextField()
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    days = models.PositiveSmallIntegerField()
    milestones = models.JSONField()  # as in the terms of a bid
    answers = models.JSONField(default=dict)  # to the job's questions, by the question's id
    asked_at = models.DateTimeField()
    comment = models.TextField(blank=True)
    price_comment = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    bid = models.OneToOneField(Bid, models.PROTECT, null=True, blank=True, related_name="review")
    amount = MoneyProperty("amount_value")

    objects = BidReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coaching", "job"], condition=Q(closed_at=None), name="one_open_review_of_a_bid"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, comment="", price_comment="") | Q(answered_at__isnull=False),
                name="comments_have_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["coaching"], condition=Q(answered_at=None, closed_at=None), name="reviews_that_wait")
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.coaching_id} on {self.job_id}"

    def get_absolute_url(self) -> str:
        """The page of both sides."""
        return reverse("bid_review", args=[self.pk])

    @property
    def terms(self) -> Terms:
        """What the freelancer means to ask for, as terms that are not saved."""
        columns = {"currency": self.currency, "days": self.days, "milestones": self.milestones}
        return Terms(amount_value=self.amount_value, **columns)

    @property
    def waits_since(self) -> datetime | None:
        """Since when the coach is to answer; None once that is over."""
        is_over = self.answered_at or self.closed_at or not self.job.is_open
        return None if is_over else self.asked_at
