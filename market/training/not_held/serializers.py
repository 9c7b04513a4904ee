"""Reports about classes in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.training.models import ClassInquiry, ClassReport
from market.training.not_held.actions import ANSWER_LENGTH, TEXT_LENGTH
from market.training.not_held.views import reported_kinds


class ReportClassFields(serializers.Serializer[Any]):
    """What a trainee reports."""

    kind = serializers.ChoiceField(ClassReport.Kind.choices)
    text = TextField(most=TEXT_LENGTH, allow_blank=True, default="")


class ClassReportSerializer(serializers.Serializer[Any]):
    """A trainee's own report."""

    kind = serializers.ChoiceField(ClassReport.Kind.choices)
    text = serializers.CharField()
    at = serializers.DateTimeField()


class AnswerReportFields(serializers.Serializer[Any]):
    """What the trainer says."""

    text = TextField(most=ANSWER_LENGTH)


class DecideReportFields(serializers.Serializer[Any]):
    """What an officer decides."""

    held = serializers.BooleanField(help_text="False: the class counts for nobody.")
    reason = TextField(most=TEXT_LENGTH)


class ClassInquirySerializer(serializers.Serializer[Any]):
    """What becomes of the reports about a class: without names, as its trainer reads it."""

    class_id = serializers.IntegerField(source="session_id")
    state = serializers.ChoiceField(ClassInquiry.State.choices)
    kinds = serializers.SerializerMethodField(help_text="What was reported, not by how many.")
    opened_at = serializers.DateTimeField(allow_null=True)
    answer_until = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)

    def get_kinds(self, inquiry: ClassInquiry) -> list[str]:
        """Their names in the language of the request."""
        return reported_kinds(inquiry)


class DeskInquirySerializer(ClassInquirySerializer):
    """The same for officers, with how many reported it."""

    reports = serializers.SerializerMethodField()

    def get_reports(self, inquiry: ClassInquiry) -> int:
        """How many trainees."""
        return inquiry.reports.count()
