"""Cases in the API, for moderators."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import PersonSerializer, TextField
from market.moderation.cases.actions import NOTE_LENGTH
from market.moderation.measures.queries import earlier_of
from market.moderation.measures.serializers import MeasureSerializer
from market.moderation.models import Case, Flag
from market.safety.models import Report
from market.safety.representations import ReportedMessageSerializer


class DeskPersonSerializer(PersonSerializer):
    """A user by their display name."""


class FlagSerializer(serializers.Serializer[Flag]):
    """A rule's finding with its `facts`. It decides nothing."""

    rule = serializers.ChoiceField(Flag.Rule.choices)
    facts = serializers.DictField()
    found_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class CaseSerializer(serializers.Serializer[Case]):
    """A case of the desk."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    thing = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    about = DeskPersonSerializer(allow_null=True)
    state = serializers.CharField(help_text="open, kept or closed")
    is_urgent = serializers.BooleanField()
    is_late = serializers.BooleanField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="By when a moderator looks at it.")
    closed_at = serializers.DateTimeField(allow_null=True)
    keeper = DeskPersonSerializer(allow_null=True)
    flags = FlagSerializer(many=True)


class CaseRowSerializer(CaseSerializer):
    """A row of the queue, with the number of waiting `reports` and of `steps` (measures) about its user so far."""

    reports = serializers.IntegerField()
    steps = serializers.IntegerField()


class CaseReportSerializer(serializers.Serializer[Any]):
    """A report: who made it, and why."""

    id = serializers.IntegerField()
    reporter = DeskPersonSerializer()
    reason = serializers.ChoiceField(Report.Reason.choices)
    text = serializers.CharField()
    state = serializers.ChoiceField(Report.State.choices)
    created_at = serializers.DateTimeField()
    messages = ReportedMessageSerializer(many=True, help_text="Those that the reporter chose as evidence.")


class DeskMeasureSerializer(MeasureSerializer):
    """A measure as moderators see it, with its case, who imposed it, and who asks to take a ban back."""

    case = serializers.IntegerField(source="case_id", read_only=True)
    person = DeskPersonSerializer(read_only=True)
    imposed_by = DeskPersonSerializer(read_only=True)
    undo_asked_by = DeskPersonSerializer(read_only=True, allow_null=True)

    class Meta(MeasureSerializer.Meta):
        fields = [*MeasureSerializer.Meta.fields, "case", "person", "imposed_by", "undo_asked_by"]
        read_only_fields = fields


class WordsSerializer(serializers.Serializer[Any]):
    """A text under its heading."""

    heading = serializers.CharField()
    text = serializers.CharField()


class WholeCaseSerializer(CaseSerializer):
    """A case with its texts, reports and the measures about its user, newest first.

    Its context is {"reading": ReadCase, "request": …}. `words` are empty if the item is gone, or if it is private
    and nobody reported it; `reports` if the caller has a tie. `seen` is sent back with a step, which is refused if
    another measure was imposed since.
    """

    note = serializers.CharField()
    words = serializers.SerializerMethodField()
    reports = serializers.SerializerMethodField()
    measures = serializers.SerializerMethodField()
    seen = serializers.SerializerMethodField()

    @extend_schema_field(WordsSerializer(many=True))
    def get_words(self, case: Case) -> list[dict[str, str]]:
        """The texts of the item."""
        return [{"heading": str(label), "text": text} for label, text in self.context["reading"].words]

    @extend_schema_field(CaseReportSerializer(many=True))
    def get_reports(self, case: Case) -> list[dict[str, Any]]:
        """The latest reports."""
        rows = CaseReportSerializer(self.context["reading"].reports, many=True, context=self.context)
        return [dict(each) for each in rows.data]

    @extend_schema_field(DeskMeasureSerializer(many=True))
    def get_measures(self, case: Case) -> list[dict[str, Any]]:
        """Measures of this case, and earlier ones about its user."""
        rows = earlier_of(case).select_related("person")[:30]
        return [dict(each) for each in DeskMeasureSerializer(rows, many=True).data]

    @extend_schema_field(serializers.IntegerField())
    def get_seen(self, case: Case) -> int:
        """The number of measures of the case."""
        return case.measures.count()


class CaseNoteFields(serializers.Serializer[Any]):
    """A note for the other moderators."""

    note = TextField(most=NOTE_LENGTH, allow_blank=True, default="")
