"""Jobs in the API."""

from typing import Any

from rest_framework import serializers

from market.core.bangla import clip
from market.core.serializers import MoneyField, NameSerializer, TextField, WholeNumberField
from market.jobs.details import DESCRIPTION_LENGTH, MOST_DAYS, MOST_SKILLS, TITLE_LENGTH
from market.jobs.models import Invitation, Job

SUMMARY_LENGTH = 240
LARGEST_ID = 2**62


class JobClientSerializer(serializers.Serializer[Any]):
    """Whose job it is: `id` is that of the client's page."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()


class JobCardSerializer(serializers.Serializer[Job]):
    """A job in a list. `JobQuerySet.with_parts` loads what it needs."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.SerializerMethodField()
    topic = NameSerializer()
    skills = NameSerializer(many=True)
    budget_min = MoneyField()
    budget_max = MoneyField()
    bids = serializers.IntegerField(source="bid_count")
    published_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")

    def get_summary(self, job: Job) -> str:
        """The beginning of the description."""
        return clip(" ".join(job.description.split()), SUMMARY_LENGTH)


class JobSerializer(JobCardSerializer):
    """A job by itself."""

    description = serializers.CharField()
    duration_days = serializers.IntegerField()
    visibility = serializers.ChoiceField(Job.Visibility.choices)
    state = serializers.ChoiceField(Job.State.choices)
    client = JobClientSerializer()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class JobFields(serializers.Serializer[Any]):
    """What a client writes about a job; `topic` and `skills` are slugs."""

    title = TextField(most=TITLE_LENGTH, max_length=400)
    description = TextField(most=DESCRIPTION_LENGTH)
    topic = serializers.CharField(max_length=60)
    skills = serializers.ListField(child=serializers.CharField(max_length=60), max_length=MOST_SKILLS, default=list)
    budget_min = MoneyField()
    budget_max = MoneyField()
    duration_days = WholeNumberField(min_value=1, max_value=MOST_DAYS)
    visibility = serializers.ChoiceField(Job.Visibility.choices, default=Job.Visibility.ALL)


class ChangeJobFields(JobFields):
    """What is named is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "partial": True})


class InvitationFields(serializers.Serializer[Any]):
    """Whom to invite."""

    profile = WholeNumberField(min_value=1, max_value=LARGEST_ID)


class InvitationSerializer(serializers.Serializer[Invitation]):
    """An invitation that was sent."""

    job = serializers.IntegerField(source="job_id")
    profile = serializers.IntegerField(source="freelancer.profile.pk")
    created_at = serializers.DateTimeField()


class TalkFields(serializers.Serializer[Any]):
    """With which freelancer, and about which of the caller's jobs."""

    profile = WholeNumberField(min_value=1, max_value=LARGEST_ID)
    job = WholeNumberField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
