"""Trainees and how they stand, in the API."""

from typing import Any

from rest_framework import serializers

from market.training.graduation.queries import STANDS
from market.training.models import Enrolment, Project
from market.training.trainees.behind import Reason


class TraineeStandSerializer(serializers.Serializer[Any]):
    """A trainee with attendance, project, certificate, and why they fall behind (an empty list: they do not)."""

    place = serializers.IntegerField(source="place.pk")
    batch = serializers.CharField(source="place.batch.code")
    seat = serializers.IntegerField(source="place.seat", allow_null=True)
    name_en = serializers.CharField(source="place.name_en")
    name_bn = serializers.CharField(source="place.name_bn")
    state = serializers.ChoiceField(Enrolment.State.choices, source="place.state")
    attended = serializers.IntegerField(source="share.attended")
    counted = serializers.IntegerField(source="share.counted", help_text="Classes that count.")
    percent = serializers.IntegerField(source="share.percent", allow_null=True)
    project = serializers.ChoiceField(Project.State.choices, source="project.state", allow_null=True, default=None)
    stand = serializers.ChoiceField(list(STANDS), allow_null=True, help_text="To the certificate; null for who left.")
    behind = serializers.ListField(child=serializers.ChoiceField(Reason.choices), source="reasons")
