"""Batches and the statistics of their graduates in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, NameSerializer
from market.training.models import District, Topic


class BatchSerializer(serializers.Serializer[Any]):
    """A batch."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    topic = NameSerializer()
    district = NameSerializer()
    started_on = serializers.DateField()
    ended_on = serializers.DateField()


class BatchFields(serializers.Serializer[Any]):
    """A batch that is to be recorded; topic and district by their slugs."""

    code = serializers.CharField(max_length=40)
    topic = serializers.SlugRelatedField(slug_field="slug", queryset=Topic.objects.all())
    district = serializers.SlugRelatedField(slug_field="slug", queryset=District.objects.all())
    started_on = serializers.DateField()
    ended_on = serializers.DateField()


class StepSerializer(serializers.Serializer[Any]):
    """How many reached a step; null where the number could identify people."""

    code = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField(allow_null=True)


class IncomeSerializer(serializers.Serializer[Any]):
    """Their income, rounded to hundreds."""

    total = MoneyField()
    people = serializers.IntegerField()


class OutcomesSerializer(serializers.Serializer[Any]):
    """Statistics of the graduates of a batch."""

    batch = BatchSerializer()
    issued = serializers.IntegerField()
    steps = StepSerializer(many=True)
    incomes = IncomeSerializer(many=True)
    days_to_first_pay = serializers.IntegerField(
        allow_null=True, help_text="From the certificate, the middle of all; null where it could identify people."
    )
