"""Cases in the API, for moderators: what is looked at, what points to it, and what was decided."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import TextField, WholeNumberField
from market.moderation.appeals.actions import REASONS_LENGTH
from market.moderation.cases.actions import NOTE_LENGTH
from market.moderation.measures.actions import FACTS_LENGTH, LONGEST, REASON_LENGTH
from market.moderation.measures.grounds import GROUNDS
from market.moderation.models import Case, Flag, Measure
from market.moderation.queries import earlier_of
from market.moderation.serializers import MeasureSerializer
from market.safety.models import Report

LARGEST = 2**31


class DeskPersonSerializer(serializers.Serializer[Any]):
    """A person by the name that she shows."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()


class FlagSerializer(serializers.Serializer[Flag]):
    """What a rule found: `facts` are what it saw. It points, and decides nothing."""

    rule = serializers.ChoiceField(Flag.Rule.choices)
    facts = serializers.DictField()
    found_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class CaseSerializer(serializers.Serializer[Case]):
    """A row of the desk: `reports` wait in it, `steps` were taken about its person before."""

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
    """The same with two counts."""

    reports = serializers.IntegerField()
    steps = serializers.IntegerField()


class CaseReportSerializer(serializers.Serializer[Any]):
    """Who reported it, and why."""

    id = serializers.IntegerField()
    reporter = DeskPersonSerializer()
    reason = serializers.ChoiceField(Report.Reason.choices)
    text = serializers.CharField()
    state = serializers.ChoiceField(Report.State.choices)
    created_at = serializers.DateTimeField()


class DeskMeasureSerializer(MeasureSerializer):
    """A measure as moderators see it: also in which case, by whom, and who asks to take a ban back."""

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
    """A case with its words, reports and the steps about its person, the newest first.

    Its context is {"read": ReadCase}. `words` are empty where it is gone, and where it was written to somebody alone
    and nobody reported it; `reports` where the caller has a tie. `seen` is sent back with a step: nobody decides
    beside what she has not seen.
    """

    note = serializers.CharField()
    words = serializers.SerializerMethodField()
    reports = serializers.SerializerMethodField()
    measures = serializers.SerializerMethodField()
    seen = serializers.SerializerMethodField()

    @extend_schema_field(WordsSerializer(many=True))
    def get_words(self, case: Case) -> list[dict[str, str]]:
        """What it says."""
        return [{"heading": str(label), "text": text} for label, text in self.context["read"].words]

    @extend_schema_field(CaseReportSerializer(many=True))
    def get_reports(self, case: Case) -> list[dict[str, Any]]:
        """The last that were made in it."""
        return [dict(each) for each in CaseReportSerializer(self.context["read"].reports, many=True).data]

    @extend_schema_field(DeskMeasureSerializer(many=True))
    def get_measures(self, case: Case) -> list[dict[str, Any]]:
        """In this case, and about its person before."""
        rows = earlier_of(case).select_related("person")[:30]
        return [dict(each) for each in DeskMeasureSerializer(rows, many=True).data]

    @extend_schema_field(serializers.IntegerField())
    def get_seen(self, case: Case) -> int:
        """How many measures the case has."""
        return case.measures.count()


class StepFields(serializers.Serializer[Any]):
    """A step. `days` for limit and suspend, and for hide if it is to end; `seen` as the case said it."""

    level = serializers.ChoiceField(Measure.Level.choices)
    ground = serializers.ChoiceField(sorted(GROUNDS))
    facts = TextField(most=FACTS_LENGTH)
    days = WholeNumberField(min_value=1, max_value=LONGEST, required=False, allow_null=True, default=None)
    seen = WholeNumberField(min_value=0, max_value=LARGEST)


class CaseNoteFields(serializers.Serializer[Any]):
    """A note for the other moderators."""

    note = TextField(most=NOTE_LENGTH, allow_blank=True, default="")


class UndoFields(serializers.Serializer[Any]):
    """Why a measure is taken back: the person reads it. Who confirms the end of a ban may leave it empty."""

    reason = TextField(most=REASON_LENGTH, allow_blank=True, default="")


class VerdictFields(serializers.Serializer[Any]):
    """Whether a measure goes on ("upheld") or not ("lifted"), and why: the person reads it."""

    verdict = serializers.ChoiceField(["upheld", "lifted"])
    reasons = TextField(most=REASONS_LENGTH)
