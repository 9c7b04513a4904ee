"""The guide in the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from market.core.api.serializers import MoneyField
from market.core.base.money import CURRENCIES
from market.jobs.postings.details import MAX_SKILLS
from market.profiles.models import Skill
from market.training.models import Topic

NO_SKILL = _("There is no skill “%(slug)s”.")


class GuideFields(serializers.Serializer[Any]):
    """What is asked: the slug of a topic, slugs of skills, and a currency (the site's first where none is given)."""

    topic = serializers.SlugRelatedField(slug_field="slug", queryset=Topic.objects.all())
    skills = serializers.ListField(child=serializers.SlugField(), max_length=MAX_SKILLS, default=list)
    currency = serializers.ChoiceField(choices=CURRENCIES, required=False)

    def validate_skills(self, slugs: list[str]) -> list[Skill]:
        """The skills. Raises ValidationError for a slug that none has."""
        skills = list(Skill.objects.filter(slug__in=slugs))
        if unknown := set(slugs) - {skill.slug for skill in skills}:
            raise serializers.ValidationError([NO_SKILL % {"slug": slug} for slug in sorted(unknown)])
        return skills


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
