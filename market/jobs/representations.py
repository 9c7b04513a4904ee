"""Jobs as the APIs of other apps show them too."""

from rest_framework import serializers

from market.core.api.serializers import MoneyField, NameSerializer, PersonSerializer, WrittenField
from market.core.text.bangla import clip
from market.core.text.contact import masked
from market.files.representations import UploadSerializer
from market.jobs.models import Job, Question

SUMMARY_LENGTH = 240


class JobClientSerializer(PersonSerializer):
    """Whose job it is: `id` is that of the client's page."""


class JobCardSerializer(serializers.Serializer[Job]):
    """A job in a list. `JobQuerySet.with_parts` loads what it needs."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.SerializerMethodField()
    topic = NameSerializer()
    skills = NameSerializer(many=True)
    budget_min = MoneyField(allow_null=True)
    budget_max = MoneyField(allow_null=True)
    bids = serializers.IntegerField(source="bid_count")
    published_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")

    def get_summary(self, job: Job) -> str:
        """The beginning of the description."""
        return clip(" ".join(masked(job.description).split()), SUMMARY_LENGTH)


class QuestionSerializer(serializers.Serializer[Question]):
    """What the client asks of everybody who bids; a bid answers it by its `id`."""

    id = serializers.IntegerField()
    text = WrittenField(writer="job.client_id")
    required = serializers.BooleanField(source="is_required")  # type: ignore[assignment]  # the interface's name


class JobSerializer(JobCardSerializer):
    """A job by itself."""

    description = WrittenField(writer="client_id")
    duration_days = serializers.IntegerField()
    visibility = serializers.ChoiceField(Job.Visibility.choices)
    state = serializers.ChoiceField(Job.State.choices)
    is_hidden = serializers.BooleanField(help_text="By moderators: it takes no bids, and only its client sees it.")
    client = JobClientSerializer()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    starters_until = serializers.DateTimeField(
        allow_null=True,
        help_text="A small job: until then only those with few jobs done, and who is invited, may bid.",
    )
    ended_at = serializers.DateTimeField(allow_null=True)
    budget = serializers.ChoiceField(Job.Budget.choices, help_text="`offer`: no budget; freelancers make an offer.")
    currency = serializers.CharField()
    questions = QuestionSerializer(many=True)
    files = UploadSerializer(many=True)
