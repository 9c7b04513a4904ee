"""Graduating in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.training.classes.actions import REASON_LENGTH
from market.training.enrolments.serializers import DecidedBySerializer
from market.training.models import GraduationException


class RequirementSerializer(serializers.Serializer[Any]):
    """A requirement of a place; `is_waived`: not met, and a confirmed exception says that it need not be."""

    code = serializers.CharField()
    name = serializers.CharField(source="requirement.name")
    is_met = serializers.BooleanField(source="requirement.is_met")
    shown = serializers.CharField(source="requirement.shown", help_text="How far it is.")
    missing = serializers.CharField(source="requirement.missing", help_text="What lacks; empty once it is met.")
    is_waived = serializers.BooleanField()


class ReadinessSerializer(serializers.Serializer[Any]):
    """How a place stands to the rule of graduating."""

    place = serializers.IntegerField(source="place.pk")
    seat = serializers.IntegerField(source="place.seat")
    name_en = serializers.CharField(source="place.name_en")
    name_bn = serializers.CharField(source="place.name_bn")
    stand = serializers.ChoiceField(choices=["ready", "lacking", "prepared", "issued"])
    criteria = RequirementSerializer(many=True)
    certificate = serializers.CharField(source="certificate.serial", default=None, allow_null=True)


class GraduationExceptionSerializer(serializers.Serializer[Any]):
    """An exception from the rule, for officers."""

    id = serializers.IntegerField()
    place = serializers.IntegerField(source="enrolment_id")
    requirement = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(GraduationException.State.choices)
    proposed_by = DecidedBySerializer()
    proposed_at = serializers.DateTimeField()
    decided_by = DecidedBySerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(help_text="Why it was refused.")


class ExceptionFields(serializers.Serializer[Any]):
    """Which requirement need not be met, by its code, and why."""

    requirement = serializers.CharField(max_length=20)
    reason = TextField(most=REASON_LENGTH)


class RefuseExceptionFields(serializers.Serializer[Any]):
    """Why an exception is refused."""

    reason = TextField(most=REASON_LENGTH)
