"""Exams in the API, as those who run them see them."""

from dataclasses import MISSING, fields
from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from market.core.api.serializers import LARGEST_ID, PersonSerializer, TextField, WholeNumberField, WrittenField
from market.learning.exams.actions import LIMITS, MOST_RULES, ExamTerms
from market.learning.exams.models import REASON_LENGTH, Exam, ExtraTime, PaperRule
from market.learning.questions.models import Question
from market.learning.sittings.models import Interruption, Sitting


class CandidateSerializer(PersonSerializer):
    """Who sits an exam, by their public names."""


class RunPaperRuleSerializer(serializers.ModelSerializer[PaperRule]):
    """So many questions of a lesson (empty: of any) and a difficulty (null: of any)."""

    lesson = serializers.CharField()

    class Meta:
        model = PaperRule
        fields = ["count", "lesson", "difficulty"]
        read_only_fields = fields


class RunExamSerializer(serializers.ModelSerializer[Exam]):
    """An exam that the caller runs. `sat`: how many papers were begun."""

    course = serializers.CharField(source="course.slug")
    batch = serializers.CharField(source="batch.code", allow_null=True, default=None)
    state = serializers.CharField(help_text="planned, open, closed, released or cancelled.")
    rules = RunPaperRuleSerializer(many=True)
    sat = serializers.IntegerField()

    class Meta:
        model = Exam
        fields = [
            *("id", "course", "batch", "state", "opens_at", "closes_at", "minutes", "grace_hours", "outage_minutes"),
            *("tries", "retake_days", "pass_percent", "cancelled_at", "cancel_reason", "released_at", "rules", "sat"),
        ]
        read_only_fields = fields


class ExamFiguresSerializer(serializers.Serializer[Any]):
    """How an exam goes."""

    sat = serializers.IntegerField(help_text="Papers that were begun.")
    running = serializers.IntegerField()
    over = serializers.IntegerField(help_text="Submitted, or ended by the clock.")
    passed = serializers.IntegerField(help_text="0 before the results are out.")
    lost_times = serializers.IntegerField(help_text="Reports of lost time that wait.")
    marks = serializers.IntegerField(help_text="Answers that wait for the mark of a person.")
    remarks = serializers.IntegerField(help_text="Remarks that wait.")
    vivas = serializers.IntegerField(help_text="Talks about papers that wait.")


class RunSittingSerializer(serializers.ModelSerializer[Sitting]):
    """A paper that somebody began. `percent` and `is_passed` are null before the results are out."""

    user = CandidateSerializer()
    end = serializers.DateTimeField()
    is_running = serializers.BooleanField()
    late = serializers.IntegerField(help_text="Answers that arrived after the end.")
    percent = serializers.SerializerMethodField()
    is_passed = serializers.SerializerMethodField()

    class Meta:
        model = Sitting
        fields = [
            *("id", "user", "number", "begun_at", "end", "submitted_at", "is_running", "returned_seconds", "late"),
            *("percent", "is_passed"),
        ]
        read_only_fields = fields

    def get_percent(self, sitting: Sitting) -> int | None:
        """Of the points, once the results are out."""
        return sitting.percent if sitting.exam.released_at is not None else None

    def get_is_passed(self, sitting: Sitting) -> bool | None:
        """Whether it is passed, once the results are out."""
        return sitting.is_passed if sitting.exam.released_at is not None else None


class ExamRuleFields(serializers.Serializer[Any]):
    """A rule of the paper."""

    count = WholeNumberField(min_value=1)
    lesson = serializers.SlugField(max_length=60, allow_blank=True, default="")
    difficulty = serializers.ChoiceField(choices=Question.Difficulty.choices, allow_null=True, default=None)


class ExamFields(serializers.Serializer[Any]):
    """An exam that is set."""

    course = serializers.SlugField(max_length=60)
    batch = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, allow_null=True, default=None, help_text="Null: for all; by officers only."
    )
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    rules = ExamRuleFields(many=True, min_length=1, max_length=MOST_RULES)  # type: ignore[call-arg]  # of the list

    def get_fields(self) -> dict[str, Any]:
        """The numbers too, with their limits."""
        defaults = {each.name: each.default for each in fields(ExamTerms) if each.default is not MISSING}
        numbers: dict[str, Any] = {}
        for name, (least, most) in LIMITS.items():
            default: Any = defaults.get(name, empty)
            numbers[name] = WholeNumberField(min_value=least, max_value=most, default=default)
        return {**super().get_fields(), **numbers}


class CancelExamFields(serializers.Serializer[Any]):
    """Why it is cancelled."""

    reason = TextField(most=REASON_LENGTH)


class ReleaseExamFields(serializers.Serializer[Any]):
    """Whether results are to be out though others sit an exam with the same questions."""

    despite_open = serializers.BooleanField(required=False, default=False)


class ExtraTimeFields(serializers.Serializer[Any]):
    """More minutes for somebody."""

    user = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    minutes = WholeNumberField(min_value=1, max_value=LIMITS["minutes"][1])
    reason = TextField(most=REASON_LENGTH)


class ExtraTimeSerializer(serializers.ModelSerializer[ExtraTime]):
    """More minutes, with the reason."""

    user = CandidateSerializer()

    class Meta:
        model = ExtraTime
        fields = ["user", "minutes", "reason", "at"]
        read_only_fields = fields


class LostTimeSerializer(serializers.ModelSerializer[Interruption]):
    """Lost time that somebody reported."""

    exam = serializers.IntegerField(source="sitting.exam_id")
    user = CandidateSerializer(source="sitting.user")
    report = WrittenField(writer="sitting.user_id")
    state = serializers.CharField(help_text="waiting, returned, decided or measured.")

    class Meta:
        model = Interruption
        fields = [
            *("id", "exam", "user", "state", "from_at", "until_at", "lost_seconds", "returned_seconds", "report"),
            *("reported_at", "answer", "decided_at"),
        ]
        read_only_fields = fields


class DecideLostTimeFields(serializers.Serializer[Any]):
    """How much more is returned, and why."""

    minutes = WholeNumberField(min_value=0, max_value=LIMITS["outage_minutes"][1] * 10)
    answer = TextField(most=REASON_LENGTH)
