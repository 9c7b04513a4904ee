"""The guide in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField
from market.core.base.money import CURRENCIES
from market.profiles.models import Skill
from market.training.models import Topic


class GuideFields(serializers.Serializer[Any]):
    """What is asked: the slug of a topic, slugs of skills, and a currency (the site's first where none is given)."""

    topic = serializers.SlugRelatedField(slug_field="slug", queryset=Topic.objects.all())
    skills = serializers.SlugRelatedField(slug_field="slug", queryset=Skill.objects.all(), many=True, required=False)
    currency = serializers.ChoiceField(choices=CURRENCIES, required=False)


class ExampleSerializer(serializers.Serializer[Any]):
    """A job as a client might write it, in the language of the request."""

    title = serializers.CharField()
    description = serializers.CharField()


class PriceRangeSerializer(serializers.Serializer[Any]):
    """Half of `count` agreed amounts lie between `low` and `high`, half are below `middle`; the site's fee is not in
    them. `by_skills`: they are of jobs with one of the skills, else of the whole topic.
    """

    low = MoneyField()
    middle = MoneyField()
    high = MoneyField()
    count = serializers.IntegerField()
    by_skills = serializers.BooleanField()


class GuideSerializer(serializers.Serializer[Any]):
    """`example` is null for a topic without one, `prices` where fewer than five similar agreements were made."""

    topic = serializers.CharField()
    example = ExampleSerializer(allow_null=True)
    prices = PriceRangeSerializer(allow_null=True)
