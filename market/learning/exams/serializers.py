"""Exams in the API."""

from rest_framework import serializers

from market.learning.exams.models import Exam, PaperRule


class PaperRuleSerializer(serializers.ModelSerializer[PaperRule]):
    """So many questions of a lesson ("": of any) and a difficulty (null: of any)."""

    lesson = serializers.CharField()

    class Meta:
        model = PaperRule
        fields = ["lesson", "difficulty", "count"]
        read_only_fields = fields


class ExamSerializer(serializers.ModelSerializer[Exam]):
    """An exam; `batch` is null for one for all trainees and graduates."""

    course = serializers.CharField(source="course.slug")
    batch = serializers.CharField(source="batch.code", allow_null=True, default=None)
    state = serializers.ChoiceField(Exam.State.choices)
    extra_minutes = serializers.IntegerField(help_text="So many more for the caller.")
    questions = serializers.IntegerField()
    rules = PaperRuleSerializer(many=True)

    class Meta:
        model = Exam
        fields = [
            *("id", "course", "batch", "state", "opens_at", "closes_at", "minutes", "extra_minutes"),
            *("grace_hours", "outage_minutes"),
            *("tries", "retake_days", "pass_percent", "questions", "rules", "cancel_reason", "released_at"),
        ]
        read_only_fields = fields
