"""Search documents, one for each profile, job and service, written by `search.actions` alone; and the people, the
services and the searches (`alerts.models`) that users saved. Saved jobs are `jobs.Mark`, beside hidden ones. For a
search engine: what changed, and which indexes it has.

A document holds words, never whether its row may be seen: visibility is joined at each search.
`words` holds lexemes that `search.texts` makes; `fuzzy` is the short text that misspelled words are matched against.
"""

from urllib.parse import quote

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.jobs.models import Job
from market.profiles.models import Profile, Skill
from market.search.alerts.models import SavedSearch as SavedSearch
from market.search.alerts.models import SavedSearchQuerySet as SavedSearchQuerySet
from market.search.alerts.models import SavedSearchResult as SavedSearchResult
from market.search.fits.models import JobSuggestion as JobSuggestion
from market.search.lessons.models import LessonDocument as LessonDocument
from market.search.messages.models import MessageDocument as MessageDocument
from market.search.weights.models import RankingVersion as RankingVersion
from market.services.models import Service


class Heading(models.Func):
    """The lexemes of weight A. Their index tells who has a word in the heading; `words` is long, and stored apart."""

    template = "ts_filter(%(expressions)s, '{a}')"
    output_field = SearchVectorField()


SKILLS = ("skill_ids", "heading_skill_ids", "work_skill_ids")  # what a search without words reads of a document


class Document(models.Model):
    """The searchable words of a row, and the ids of the skills that it has, and that its texts name."""

    words = SearchVectorField()
    fuzzy = models.TextField()
    skill_ids = ArrayField(models.BigIntegerField(), default=list)
    heading_skill_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])  # of headline or title
    work_skill_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])  # of portfolio and services

    class Meta:
        abstract = True


class ProfileDocument(Document):
    """Of a freelancer's profile."""

    profile = models.OneToOneField(Profile, models.CASCADE, primary_key=True, related_name="document")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="profile_words"),
            GinIndex(fields=["fuzzy"], name="profile_fuzzy", opclasses=["gin_trgm_ops"]),
            GinIndex(Heading("words"), name="profile_heading"),
            models.Index(fields=["profile"], include=SKILLS, name="profile_skills"),
        ]

    def __str__(self) -> str:
        return f"profile {self.profile_id}"


class JobDocument(Document):
    """Of a job."""

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="document")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="job_words"),
            GinIndex(fields=["fuzzy"], name="job_fuzzy", opclasses=["gin_trgm_ops"]),
            GinIndex(Heading("words"), name="job_heading"),
            models.Index(fields=["job"], include=SKILLS, name="job_skills"),
        ]

    def __str__(self) -> str:
        return f"job {self.job_id}"


class ServiceDocument(Document):
    """Of a service."""

    service = models.OneToOneField(Service, models.CASCADE, primary_key=True, related_name="document")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="service_words"),
            GinIndex(fields=["fuzzy"], name="service_fuzzy", opclasses=["gin_trgm_ops"]),
            GinIndex(Heading("words"), name="service_heading"),
            models.Index(fields=["service"], include=SKILLS, name="service_skills"),
        ]

    def __str__(self) -> str:
        return f"service {self.service_id}"


class SavedProfile(models.Model):
    """A freelancer whom a user saved for later. The freelancer is not told."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_profiles")
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="saved_by")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "profile"], name="one_saved_profile_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.profile_id}"


class SavedService(models.Model):
    """A service that a user saved for later."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_services")
    service = models.ForeignKey(Service, models.CASCADE, related_name="saved_by")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "service"], name="one_saved_service_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.service_id}"


class PastSearch(models.Model):
    """Words that a signed-in user searched for, in one list or in all. The last few are kept, for suggestions."""

    class List(models.TextChoices):
        ALL = "", _("Everything")
        TALENT = "talent", _("Graduates")
        SERVICES = "services", _("Services")
        JOBS = "jobs", _("Jobs")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="past_searches")
    q = models.CharField(max_length=200)
    list = models.CharField(max_length=8, choices=List, blank=True, default=List.ALL)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "q", "list"], name="one_row_per_past_search")]
        indexes = [models.Index(fields=["user", "-at"], name="past_searches_newest_first")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.at}"

    def get_absolute_url(self) -> str:
        """The same search again. Letters beyond ASCII stay as they are, which is shorter by far."""
        page = {"": "search", "talent": "talent", "services": "service_list", "jobs": "job_list"}[self.list]
        return f"{reverse(page)}?q={''.join(each if each > '~' else quote(each, safe='') for each in self.q)}"


class SkillPhrase(models.Model):
    """What a person says who wants a skill, without naming it: "remove the background". Officers edit them.

    Those that the project brings are never deleted, only made inactive: so they do not come back with an update.
    """

    class Language(models.TextChoices):
        ENGLISH = "en", _("Written in English")
        BANGLA = "bn", _("Written in Bangla")
        ROMANISED = "rm", _("Bangla in Latin letters")

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="search_phrases")
    language = models.CharField(max_length=2, choices=Language)
    text = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skill", "text"], name="one_phrase_of_a_skill")]

    def __str__(self) -> str:
        return f"{self.skill_id}: {self.text}"


class CurrentTransaction(models.Func):
    """The number of the running transaction (`xid8`)."""

    function = "pg_current_xact_id"
    output_field = models.TextField()


class SearchChange(models.Model):
    """A changed row, for the search engine: see `search.change_log`."""

    class Kind(models.TextChoices):
        FREELANCER = "freelancer"  # the profile and all services of this user
        JOB = "job"
        SERVICE = "service"

    xid = models.BigIntegerField(
        db_default=Cast(Cast(CurrentTransaction(), models.TextField()), models.BigIntegerField())
    )
    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["xid", "id"], name="search_changes_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchIndex(models.Model):
    """The indexes of the search engine that were built together, one for each kind of row.

    Building: it takes over every row and what changes meanwhile. Live: the aliases name it, and it answers. One row is
    live, one may be building; a row goes with its indexes.
    """

    name = models.CharField(max_length=22, unique=True)  # the end of their names: when it was begun
    version = models.PositiveIntegerField()  # `documents.VERSION` of the code that built it
    is_live = models.BooleanField(default=False)
    # The place in the change log up to which it has everything.
    xid = models.BigIntegerField()
    change_id = models.BigIntegerField()
    # While it is built: the kind that is written, and the last id.
    kind = models.CharField(max_length=10, blank=True)
    last_id = models.BigIntegerField(default=0)
    current_at = models.DateTimeField()  # when it last had all that was committed some seconds before
    # What the last comparison with the database found: rows that differed, and those of them that still do.
    compared_at = models.DateTimeField(null=True)
    rows_repaired = models.PositiveIntegerField(default=0, db_default=0)
    rows_wrong = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_live"], condition=models.Q(is_live=True), name="one_live_search_index")
        ]

    def __str__(self) -> str:
        return self.name
