"""Jobs: what clients want done.

draft -> open -> filled | closed | expired | removed
filled -> open (the contract lapsed unfunded)

What moderators hide takes no bids while it is hidden; if its days end so, or its client is banned, it is removed.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User, in_sight
from market.core.base import clock
from market.core.base.money import Money
from market.core.text.contact import text_for
from market.files.models import Upload
from market.jobs.marks.models import Mark
from market.jobs.questions.models import Question, Thread
from market.profiles.models import Profile, Skill
from market.safety.models import Hideable, blocked_ids_query
from market.training.models import Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

__all__ = ["Change", "Invitation", "InvitationQuerySet", "Job", "JobQuerySet", "Mark", "Question", "Thread"]


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> Self:
        """Open jobs, also where moderators hide them."""
        return self.filter(state=Job.State.OPEN)

    def taking_bids(self) -> Self:
        """Open jobs that moderators do not hide."""
        return self.open().filter(is_hidden=False)

    def public(self) -> Self:
        """Those that anybody may see and find."""
        shown = in_sight("client") & Q(visibility=Job.Visibility.ALL, is_hidden=False)
        return self.posted().filter(shown, state=Job.State.OPEN)

    def posted(self) -> Self:
        """Those that are posted jobs; a direct offer also has a row, which is not one."""
        return self.filter(offered_to=None)

    def with_parts(self) -> Self:
        """With the related rows that a card or a page needs."""
        return self.select_related("topic", "client").prefetch_related("skills")

    def not_hidden_by(self, user: "User | AnonymousUser") -> Self:
        """Without those that the user hid from lists, and those that a block hides from the user."""
        if not user.is_authenticated:
            return self
        hidden = Mark.objects.filter(user=user, kind=Mark.Kind.HIDDEN).values("job")
        return self.exclude(pk__in=hidden).exclude(client__in=blocked_ids_query(user))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Published ones for all; the user's own; those with an invitation or a conversation (a bid), in any state.
        None of a client behind a block, none hidden by moderators. A direct offer has a page of its own instead.
        """
        published = in_sight("client") & Q(visibility=Job.Visibility.ALL, is_hidden=False)
        published &= ~Q(state__in=[Job.State.DRAFT, Job.State.REMOVED])
        if not user.is_authenticated:
            return self.posted().filter(published)
        invited = Q(pk__in=Invitation.objects.filter(freelancer=user).values("job"))
        talked = Q(pk__in=Thread.objects.filter(freelancer=user, job__isnull=False).values("job"))
        readable = published | ((invited | talked) & ~Q(state=Job.State.DRAFT) & Q(is_hidden=False))
        return self.posted().filter((readable & ~Q(client__in=blocked_ids_query(user))) | Q(client=user))


class Job(Hideable):
    """A piece of work with a budget in one currency: a range, a fixed amount (both ends are equal), or none.

    Without a budget, freelancers make the client an offer.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        FILLED = "filled", _("Filled")
        CLOSED = "closed", pgettext_lazy("job", "Closed")
        EXPIRED = "expired", _("Expired")
        REMOVED = "removed", _("Removed")

    class Visibility(models.TextChoices):
        ALL = "all", _("Everybody")
        INVITED = "invited", _("By invitation only")

    class Budget(models.TextChoices):
        RANGE = "range", _("A range")
        FIXED = "fixed", _("A fixed amount")
        OFFER = "offer", _("Make me an offer")

    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    title = models.CharField(max_length=400)
    description = models.TextField()
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="jobs")
    skills = models.ManyToManyField(Skill, related_name="jobs", blank=True)
    files = models.ManyToManyField(Upload, related_name="jobs", blank=True)
    # Of a draft: whom the client wants to invite when it is published.
    invitees = models.ManyToManyField(Profile, related_name="+", blank=True)
    budget_min_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    budget_max_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    duration_days = models.PositiveSmallIntegerField()
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.ALL)
    # A direct offer is a job by invitation for this one freelancer, with the client's terms.
    offered_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="offered_jobs"
    )
    # A custom offer is the reverse: this freelancer wrote it for the client.
    is_custom = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)  # when somebody is reminded next that it ends
    ended_at = models.DateTimeField(null=True, blank=True)
    # Written by bids: the number of bids that were not withdrawn, the same for every reader; see `bids.bids.queries`.
    bid_count = models.PositiveIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    budget_min_amount__gt=0,
                    budget_max_amount__gte=models.F("budget_min_amount"),
                    budget_max_amount__isnull=False,
                )
                | Q(budget_min_amount__isnull=True, budget_max_amount__isnull=True),
                name="budget_is_a_range_or_none",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(published_at__isnull=False, expires_at__isnull=False),
                name="open_jobs_expire",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"]),
            models.Index(fields=["client", "state"]),
            # The next due time is read every few seconds.
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="jobs_that_end"),
            models.Index(
                fields=["remind_at"], condition=Q(state="open", remind_at__isnull=False), name="jobs_to_remind_of"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The job's page, or the offer's."""
        return reverse("offer" if self.offered_to_id else "job", args=[self.pk])

    @property
    def writer_id(self) -> int:
        """Who wrote its title and description: the client, or the freelancer of a custom offer."""
        return self.offered_to_id if self.is_custom and self.offered_to_id else self.client_id

    @property
    def is_running(self) -> bool:
        """Whether it is open, hidden or not, and not past `expires_at` (the task that expires it may be late)."""
        return self.state == self.State.OPEN and (self.expires_at is None or self.expires_at > clock.now())

    @property
    def is_open(self) -> bool:
        """Whether it takes bids."""
        return self.is_running and not self.is_hidden

    @property
    def starters_until(self) -> datetime | None:
        """Until when only those with fewer than LIFECYCLE.starter_jobs jobs done may bid, and who is invited: a small
        job for everybody is a starter job. None for others.
        """
        rules = settings.LIFECYCLE
        is_small = self.budget_max_amount is not None and self.budget_max_amount <= rules.starter_job(self.currency)
        if not is_small or self.published_at is None or self.offered_to_id or self.visibility != self.Visibility.ALL:
            return None
        return self.published_at + timedelta(hours=rules.starter_hours)

    @property
    def is_for_starters(self) -> bool:
        """Whether it is a starter job now."""
        return self.is_open and self.starters_until is not None and clock.now() < self.starters_until

    def description_for(self, reader: "User | AnonymousUser") -> str:
        """The description for a reader, with contact data masked. See `core.text.contact.text_for`."""
        return text_for(reader.pk, self.description, writer=self.writer_id)

    @property
    def is_changeable(self) -> bool:
        """Whether its client may still change it."""
        return self.state == self.State.DRAFT or self.is_open

    @property
    def state_label(self) -> str:
        """The label of its state as of now."""
        if self.is_hidden and self.is_running:
            return gettext("hidden by moderators")
        ended = self.state == self.State.OPEN and not self.is_running
        return str(self.State.EXPIRED.label) if ended else self.get_state_display()

    @property
    def budget_min(self) -> Money | None:
        """The lower end of the budget; None where freelancers make an offer."""
        return None if self.budget_min_amount is None else Money(self.budget_min_amount, self.currency)

    @property
    def budget_max(self) -> Money | None:
        """The upper end of the budget; None where freelancers make an offer."""
        return None if self.budget_max_amount is None else Money(self.budget_max_amount, self.currency)

    @property
    def budget(self) -> "Job.Budget":
        """The kind of its budget."""
        if self.budget_min_amount is None:
            return self.Budget.OFFER
        return self.Budget.FIXED if self.budget_min_amount == self.budget_max_amount else self.Budget.RANGE


class Change(models.Model):
    """A change of an open job: [before, after] of each changed field, in the form of `postings.differences`."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    fields = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"a change of {self.job_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those to the user, unless moderators hide the job or the client is not visible, and those of the user's own
        jobs; none between users whom a block separates.
        """
        if not user.is_authenticated:
            return self.none()
        received = Q(freelancer=user, job__is_hidden=False) & in_sight("job__client")
        own, apart = received | Q(job__client=user), blocked_ids_query(user)
        return self.filter(own).exclude(job__client__in=apart).exclude(freelancer__in=apart)

    def with_parts(self) -> Self:
        """With the related rows that a list needs."""
        return self.select_related("job__topic", "job__client", "freelancer__profile").prefetch_related("job__skills")


class Invitation(models.Model):
    """A client's invitation to bid. open -> accepted | declined, and back and forth while the job is open."""

    class State(models.TextChoices):
        OPEN = "open", _("Not answered yet")
        ACCEPTED = "accepted", _("Wants to bid")
        DECLINED = "declined", _("She declined")

    class Why(models.TextChoices):
        BUSY = "busy", _("I have no time now")
        FIELD = "field", _("This is not my kind of work")
        BUDGET = "budget", _("The budget does not fit the work")
        TIME = "time", _("The days do not suffice")
        OTHER = "other", _("Another reason")

    job = models.ForeignKey(Job, models.CASCADE, related_name="invitations")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations")
    created_at = models.DateTimeField()
    words = models.TextField(blank=True, default="")  # the client's; short: the action counts its characters
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    why = models.CharField(max_length=8, choices=Why, blank=True, default="")
    reason = models.TextField(blank=True, default="")  # short: the action counts its characters
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "freelancer"], name="invited_once"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="answered_invitations_have_a_time",
            ),
        ]
        indexes = [models.Index(fields=["freelancer", "-created_at"], name="invitations_of_her")]

    def __str__(self) -> str:
        return f"{self.freelancer} to {self.job_id}"
