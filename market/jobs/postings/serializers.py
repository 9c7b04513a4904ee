"""A client's jobs in the API, and what a client writes about one."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import Changes, MoneyField, TextField, WholeNumberField
from market.core.base.money import CURRENCIES
from market.files.access import MOST_FILES
from market.jobs.models import Change, Job
from market.jobs.postings.details import (
    DESCRIPTION_LENGTH,
    MAX_DAYS,
    MAX_QUESTIONS,
    MAX_SKILLS,
    MOST_INVITEES,
    QUESTION_LENGTH,
    TITLE_LENGTH,
    QuestionDraft,
)
from market.jobs.postings.differences import describe_changes
from market.jobs.postings.queries import tabs_needing_client
from market.jobs.representations import JobCardSerializer


class OwnJobSerializer(JobCardSerializer):
    """A job in its client's list; `needs`: the tabs by which it needs the client, each a value of `tab`."""

    state = serializers.ChoiceField(Job.State.choices)
    is_hidden = serializers.BooleanField(help_text="By moderators.")
    visibility = serializers.ChoiceField(Job.Visibility.choices)
    expires_at = serializers.DateTimeField(allow_null=True)
    needs = serializers.SerializerMethodField()

    def get_needs(self, job: Job) -> list[str]:
        """The names of the tabs."""
        return [tab.name for tab in tabs_needing_client(job)]


class QuestionFields(serializers.Serializer[Any]):
    """A question to everybody who bids; one that is not required may be left without an answer."""

    text = TextField(most=QUESTION_LENGTH)
    required = serializers.BooleanField(default=True)  # type: ignore[assignment]  # the interface's name


class JobFields(serializers.Serializer[Any]):
    """What a client writes about a job; `topic` and `skills` are slugs, `files` ids of the client's uploads.

    Without a budget (both ends null) freelancers make an offer, in `currency`.
    """

    title = TextField(most=TITLE_LENGTH, max_length=400)
    description = TextField(most=DESCRIPTION_LENGTH)
    topic = serializers.CharField(max_length=60)
    skills = serializers.ListField(child=serializers.CharField(max_length=60), max_length=MAX_SKILLS, default=list)
    budget_min = MoneyField(allow_null=True)
    budget_max = MoneyField(allow_null=True)
    currency = serializers.ChoiceField(CURRENCIES, required=False)
    duration_days = WholeNumberField(min_value=1, max_value=MAX_DAYS)
    visibility = serializers.ChoiceField(Job.Visibility.choices, default=Job.Visibility.ALL)
    questions = QuestionFields(many=True, max_length=MAX_QUESTIONS, default=list)  # type: ignore[call-arg]  # of a list
    files = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_FILES, default=list)
    invitees = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        max_length=MOST_INVITEES,
        default=list,
        help_text="Profiles that are invited when the draft is published.",
    )

    def validate_questions(self, rows: list[dict[str, Any]]) -> tuple[QuestionDraft, ...]:
        """The questions as the action takes them."""
        return tuple(QuestionDraft(**row) for row in rows)


class ChangeJobFields(Changes, JobFields):
    """What is named is changed."""


class ChangedSerializer(serializers.Serializer[Any]):
    """A field that was changed, as text in the caller's language."""

    field = serializers.CharField(source="name")
    label = serializers.CharField()  # type: ignore[assignment]  # its value is shown, as any other
    before = serializers.CharField()
    after = serializers.CharField()


class ChangeSerializer(serializers.Serializer[Change]):
    """A change of an open job."""

    at = serializers.DateTimeField()
    changed = serializers.SerializerMethodField()

    @extend_schema_field(ChangedSerializer(many=True))
    def get_changed(self, change: Change) -> Any:
        """The fields that differ."""
        return ChangedSerializer(describe_changes(change.fields), many=True).data
