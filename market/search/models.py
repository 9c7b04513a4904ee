"""What is searched: one document for each profile and each job, written by `search.actions` alone.

A document holds words, never whether its owner may be seen: that is joined at each search.
`words` holds lexemes that `search.texts` makes; `fuzzy` is the short text in which misspelt words are looked for.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from market.jobs.models import Job
from market.profiles.models import Profile


class Document(models.Model):
    """The searched words of something, and the ids of its skills."""

    words = SearchVectorField()
    fuzzy = models.TextField()
    skill_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        abstract = True


class ProfileDocument(Document):
    """Of a freelancer's profile."""

    profile = models.OneToOneField(Profile, models.CASCADE, primary_key=True, related_name="document")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="profile_words"),
            GinIndex(fields=["fuzzy"], name="profile_fuzzy", opclasses=["gin_trgm_ops"]),
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
        ]

    def __str__(self) -> str:
        return f"job {self.job_id}"
