"""Badges of passed exams in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.learning.badges.credentials import exam_badge_jwt
from market.learning.badges.models import ExamBadge
from market.training.badges.credentials import public_url


class ExamBadgeFields(serializers.Serializer[Any]):
    """What a badge shows."""

    with_name = serializers.BooleanField(default=False)


class ExamBadgeSerializer(serializers.ModelSerializer[ExamBadge]):
    """A badge: `credential` is an Open Badges 3.0 credential as VC-JWT, `address` the page where anybody checks it."""

    topic = serializers.CharField(source="sitting.exam.course.topic.slug")
    sitting = serializers.IntegerField(source="sitting_id")
    address = serializers.SerializerMethodField()
    credential = serializers.SerializerMethodField()

    class Meta:
        model = ExamBadge
        fields = ["id", "sitting", "topic", "name", "created_at", "revoked_at", "address", "credential"]

    @extend_schema_field(serializers.CharField())
    def get_address(self, badge: ExamBadge) -> str:
        return public_url("exam_badge", badge.pk)

    @extend_schema_field(serializers.CharField())
    def get_credential(self, badge: ExamBadge) -> str:
        return exam_badge_jwt(badge)
