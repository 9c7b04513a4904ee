"""Jobs in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import LARGEST_ID, Changes, MoneyField, TextField, WholeNumberField, WrittenField
from market.core.base.money import CURRENCIES
from market.files.access import MOST_FILES
from market.jobs.invitations.actions import REASON_LENGTH, WORDS_LENGTH
from market.jobs.models import Change, Invitation, Job, Mark
from market.jobs.postings.details import (
    DESCRIPTION_LENGTH,
    MAX_DAYS,
    MAX_QUESTIONS,
    MAX_SKILLS,
    QUESTION_LENGTH,
    TITLE_LENGTH,
    QuestionDraft,
)
from market.jobs.postings.differences import describe_changes
from market.jobs.queries import tabs_needing_client
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

    def validate_questions(self, rows: list[dict[str, Any]]) -> tuple[QuestionDraft, ...]:
        """The questions as the action takes them."""
        return tuple(QuestionDraft(**row) for row in rows)


class ChangeJobFields(Changes, JobFields):
    """What is named is changed."""


class InvitationFields(serializers.Serializer[Any]):
    """Whom to invite, and the client's words to the freelancer."""

    profile = WholeNumberField(min_value=1, max_value=LARGEST_ID)
    words = TextField(most=WORDS_LENGTH, allow_blank=True, default="")


class InvitationSerializer(serializers.Serializer[Invitation]):
    """An invitation and its answer."""

    id = serializers.IntegerField()
    job = serializers.IntegerField(source="job_id")
    profile = serializers.IntegerField(source="freelancer.profile.pk")
    words = WrittenField(writer="job.client_id")
    state = serializers.ChoiceField(Invitation.State.choices)
    why = serializers.ChoiceField([("", ""), *Invitation.Why.choices])
    reason = WrittenField(writer="freelancer_id")
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class HerInvitationSerializer(InvitationSerializer):
    """An invitation for the freelancer, with the job."""

    job = JobCardSerializer()  # type: ignore[assignment]  # the card in place of the id


class DeclineInvitationFields(serializers.Serializer[Any]):
    """Why the freelancer declines."""

    why = serializers.ChoiceField(Invitation.Why.choices)
    reason = TextField(most=REASON_LENGTH, allow_blank=True, default="")


class MarkSerializer(serializers.Serializer[Mark]):
    """A job that was saved or hidden."""

    job = serializers.IntegerField(source="job_id")
    kind = serializers.ChoiceField(Mark.Kind.choices)
    at = serializers.DateTimeField()


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


class TalkFields(serializers.Serializer[Any]):
    """With which freelancer, and about which of the caller's jobs."""

    profile = WholeNumberField(min_value=1, max_value=LARGEST_ID)
    job = WholeNumberField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
