"""Briefs in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import NameSerializer, TextField
from market.training.briefs.actions import MOST_HOURS, SHORT_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from market.training.models import Brief, Topic


class BriefSerializer(serializers.Serializer[Any]):
    """A brief in the caller's language."""

    id = serializers.IntegerField()
    topic = NameSerializer()
    title = serializers.CharField()
    text = serializers.CharField()
    deliverables = serializers.CharField()
    quality = serializers.CharField(help_text="What good work looks like.")
    hours = serializers.IntegerField()
    level = serializers.ChoiceField(Brief.Level.choices)
    state = serializers.ChoiceField(Brief.State.choices)
    url = serializers.CharField(source="get_absolute_url")


class BriefFields(serializers.Serializer[Any]):
    """A brief as it is to be, in both languages."""

    topic = serializers.SlugRelatedField(slug_field="slug", queryset=Topic.objects.all())
    title_en = TextField(most=TITLE_LENGTH)
    title_bn = TextField(most=TITLE_LENGTH)
    text_en = TextField(most=TEXT_LENGTH)
    text_bn = TextField(most=TEXT_LENGTH)
    deliverables_en = TextField(most=SHORT_LENGTH)
    deliverables_bn = TextField(most=SHORT_LENGTH)
    quality_en = TextField(most=SHORT_LENGTH, allow_blank=True, default="")
    quality_bn = TextField(most=SHORT_LENGTH, allow_blank=True, default="")
    hours = serializers.IntegerField(min_value=1, max_value=MOST_HOURS)
    level = serializers.ChoiceField(Brief.Level.choices)
