"""Jobs: what clients want done.

draft -> open -> filled | closed | expired | removed
filled -> open (the contract lapsed unfunded)

What moderators hide takes no bids while it is hidden; if its days end so, or its client is banned, it is removed.
"""

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
from market.jobs.questions.models import Thread
from market.profiles.models import Skill
from market.safety.models import Hideable, apart_from
from market.training.models import Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

__all__ = ["Change", "Invitation", "InvitationQuerySet", "Job", "JobQuerySet", "Mark", "Question", "Thread"]


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> Self:
        """Those whose time runs, also where moderators hide them."""
        return self.filter(state=Job.State.OPEN)

    def taking_bids(self) -> Self:
        """Those open ones that moderators do not hide."""
        return self.open().filter(is_hidden=False)

    def public(self) -> Self:
        """Those that anybody may see and find."""
        shown = in_sight("client") & Q(visibility=Job.Visibility.ALL, is_hidden=False)
        return self.posted().filter(shown, state=Job.State.OPEN)

    def posted(self) -> Self:
        """Those that are jobs to people, not the hidden half of a direct offer."""
        return self.filter(offered_to=None)

    def with_parts(self) -> Self:
        """With what a card or a page shows, so that a list costs no more than a row."""
        return self.select_related("topic", "client").prefetch_related("skills")

    def not_hidden_by(self, user: "User | AnonymousUser") -> Self:
        """Without those that the person does not want to see in lists, and those that a block hides from her."""
        if not user.is_authenticated:
            return self
        hidden = Mark.objects.filter(user=user, kind=Mark.Kind.HIDDEN).values("job")
        return self.exclude(pk__in=hidden).exclude(client__in=apart_from(user))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Published ones for all; her own; those she is invited to or has talked about (bid on), in any state.
        None of a client kept apart from her, none that is hidden. A direct offer is seen on its own page, not here.
        """
        published = in_sight("client") & Q(visibility=Job.Visibility.ALL, is_hidden=False)
        published &= ~Q(state__in=[Job.State.DRAFT, Job.State.REMOVED])
        if not user.is_authenticated:
            return self.posted().filter(published)
        invited = Q(pk__in=Invitation.objects.filter(freelancer=user).values("job"))
        talked = Q(pk__in=Thread.objects.filter(freelancer=user, job__isnull=False).values("job"))
        hers = published | ((invited | talked) & ~Q(state=Job.State.DRAFT) & Q(is_hidden=False))
        return self.posted().filter((hers & ~Q(client__in=apart_from(user))) | Q(client=user))


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
    budget_min_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    budget_max_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    duration_days = models.PositiveSmallIntegerField()
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.ALL)
    # A direct offer is a job by invitation for this one graduate, with terms of the client's.
    offered_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="offered_jobs"
    )
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Written from above, by bids: how many came and were not withdrawn, the same for everybody; see `bids.queries`.
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
            # The clocks ask every few seconds what falls due next.
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="jobs_that_end"),
            models.Index(fields=["expires_at"], condition=Q(state="open", warned_at=None), name="jobs_to_warn_of"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The job's page, or the offer's."""
        return reverse("offer" if self.offered_to_id else "job", args=[self.pk])

    @property
    def is_running(self) -> bool:
        """Whether its time runs, hidden or not: also before its clock has made visible that its days are over."""
        return self.state == self.State.OPEN and (self.expires_at is None or self.expires_at > clock.now())

    @property
    def is_open(self) -> bool:
        """Whether it takes bids."""
        return self.is_running and not self.is_hidden

    def description_for(self, reader: "User | AnonymousUser") -> str:
        """The description as a person reads it. See `core.text.contact.text_for`."""
        return text_for(reader.pk, self.description, writer=self.client_id)

    @property
    def is_changeable(self) -> bool:
        """Whether its client may still change it."""
        return self.state == self.State.DRAFT or self.is_open

    @property
    def state_label(self) -> str:
        """Its state in words, as of now."""
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
        """Of which kind its budget is."""
        if self.budget_min_amount is None:
            return self.Budget.OFFER
        return self.Budget.FIXED if self.budget_min_amount == self.budget_max_amount else self.Budget.RANGE


class Question(models.Model):
    """What a client asks of everybody who bids. Once somebody has bid, a job's questions stay as they are."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()  # short: the action counts its characters
    is_required = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="questions_stand_in_order")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class Change(models.Model):
    """How an open job was changed: of each field that differs, [before, after] as `postings.differences` keeps it."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    fields = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"a change of {self.job_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those to the person, of no job that moderators hide and no client who is out of sight, and those of the
        person's own jobs; none between people whom a block keeps apart.
        """
        if not user.is_authenticated:
            return self.none()
        hers = Q(freelancer=user, job__is_hidden=False) & in_sight("job__client")
        mine, apart = hers | Q(job__client=user), apart_from(user)
        return self.filter(mine).exclude(job__client__in=apart).exclude(freelancer__in=apart)

    def with_parts(self) -> Self:
        """With what a list shows of each."""
        return self.select_related("job__topic", "job__client", "freelancer__profile").prefetch_related("job__skills")


class Invitation(models.Model):
    """A client asks a freelancer to bid. open -> accepted | declined; while the job is open she may change her mind."""

    class State(models.TextChoices):
        OPEN = "open", _("Not answered yet")
        ACCEPTED = "accepted", _("She wants to bid")
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
    words = models.TextField(blank=True, default="")  # the client's, to her; short: the action counts its characters
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
