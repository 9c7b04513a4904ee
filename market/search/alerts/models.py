"""Searches that users saved, and what they were told for them."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from market.accounts.models import User


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own."""
        return self.filter(user=user)

    def told_at_once(self) -> Self:
        """Those of which each new result is told when it is published."""
        return self.filter(frequency=SavedSearch.Frequency.AT_ONCE, is_paused=False)

    def told(self) -> Self:
        """Those of which something is told, at once or later."""
        return self.filter(is_paused=False).exclude(frequency=SavedSearch.Frequency.NEVER)

    def gathering(self) -> Self:
        """Those whose new results are told together, each day or week."""
        gathered = [SavedSearch.Frequency.DAILY, SavedSearch.Frequency.WEEKLY]
        return self.filter(frequency__in=gathered, is_paused=False)


class SavedSearch(models.Model):
    """The words and filters of a list, as its query string, and how often the user is told what is new for them.

    `keys`: whatever fits well has one of them. A row is told that was published after `since`. `due_at` stands while
    the search waits for its daily or weekly hour.
    """

    class List(models.TextChoices):
        TALENT = "talent", _("Graduates")
        SERVICES = "services", _("Services")
        JOBS = "jobs", _("Jobs")

    class Frequency(models.TextChoices):
        AT_ONCE = "at_once", pgettext_lazy("alerts", "At once")
        DAILY = "daily", pgettext_lazy("alerts", "Once a day")
        WEEKLY = "weekly", pgettext_lazy("alerts", "Once a week")
        NEVER = "never", pgettext_lazy("alerts", "Never: only keep it")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    kind = models.CharField(max_length=8, choices=List)
    query = models.TextField()
    name = models.CharField(max_length=400, blank=True)  # "": what was understood of the query
    frequency = models.CharField(max_length=7, choices=Frequency)
    is_paused = models.BooleanField(default=False)
    keys = ArrayField(models.TextField(), default=list)
    created_at = models.DateTimeField()
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(F("user"), F("kind"), MD5("query"), name="one_saved_search_per_person_and_query")
        ]
        indexes = [
            GinIndex(fields=["keys"], condition=Q(frequency="at_once", is_paused=False), name="searches_told_at_once"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="saved_searches_due"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.query}"

    def get_absolute_url(self) -> str:
        """The list with its words and filters."""
        return f"{reverse(LIST_PAGES[self.kind])}?{self.query}"


LIST_PAGES = {"talent": "talent", "services": "service_list", "jobs": "job_list"}


class SavedSearchResult(models.Model):
    """A row (profile, service or job, by the search's kind) that was told for a search: it is never told again."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="results")
    object_id = models.BigIntegerField()
    notification = models.ForeignKey(
        "notifications.Notification", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["search", "object_id"], name="told_once_per_saved_search")]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.object_id}"
