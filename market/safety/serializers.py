"""Reports and blocks in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import LARGEST_ID, PersonSerializer, TextField, WholeNumberField
from market.safety.actions import NOTE_LENGTH, TEXT_LENGTH
from market.safety.models import Block, Report
from market.safety.representations import ReportedMessageSerializer


class ReportFields(serializers.Serializer[Any]):
    """What is reported, and why."""

    kind = serializers.CharField(max_length=20, help_text="For example job, profile, conversation, message.")
    id = WholeNumberField(min_value=1, max_value=LARGEST_ID)
    reason = serializers.ChoiceField(Report.Reason.choices)
    text = TextField(most=TEXT_LENGTH, allow_blank=True, default="")
    messages = serializers.ListField(
        child=WholeNumberField(min_value=1, max_value=LARGEST_ID),
        default=list,
        help_text="Of a conversation, or beside a message: the ids of messages that prove it. They are copied as they "
        "are now; a reported message is copied by itself.",
    )


class ReportSerializer(serializers.Serializer[Report]):
    """A report of the caller's; `thing` is the id of what was reported."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    thing = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    reason = serializers.ChoiceField(Report.Reason.choices)
    text = serializers.CharField()
    state = serializers.ChoiceField(Report.State.choices)
    created_at = serializers.DateTimeField()
    led_to_step = serializers.BooleanField(
        allow_null=True, help_text="Once it is closed: whether moderators took a step. Which, they do not tell."
    )
    answer_by = serializers.DateTimeField(
        allow_null=True, help_text="Harassment: by when a moderator looks at it, while it waits."
    )
    messages = ReportedMessageSerializer(many=True, help_text="Those that were chosen as evidence.")


class ReportPersonSerializer(PersonSerializer):
    """A user by the display name."""


class QueuedReportSerializer(ReportSerializer):
    """A report as moderators see it: by whom, about whom, and what they decided and noted."""

    reporter = ReportPersonSerializer()
    about = ReportPersonSerializer(allow_null=True)
    note = serializers.CharField()
    decided_by = ReportPersonSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class DecisionFields(serializers.Serializer[Any]):
    """`kept` puts a report on watch, `closed` closes it; the note is for other moderators."""

    state = serializers.ChoiceField([Report.State.KEPT, Report.State.CLOSED])
    note = TextField(most=NOTE_LENGTH, allow_blank=True, default="")


class BlockFields(serializers.Serializer[Any]):
    """Whom to keep away, by the id of the person (as in conversations, jobs and profiles)."""

    user = WholeNumberField(min_value=1, max_value=LARGEST_ID)


class BlockSerializer(serializers.Serializer[Block]):
    """A block of the caller's."""

    user = ReportPersonSerializer(source="blocked")
    created_at = serializers.DateTimeField()
