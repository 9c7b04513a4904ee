"""Profiles in lists, as the APIs of other apps show them too."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, NameSerializer, NamesField
from market.profiles.models import Profile
from market.training.models import Certificate


class CertificateMarkSerializer(serializers.Serializer[Certificate]):
    """The certificate behind a profile."""

    serial = serializers.CharField()
    state = serializers.ChoiceField(Certificate.State.choices)


class RatingSerializer(serializers.Serializer[Any]):
    """The mean of a user's stars (null before the first review) and the number of reviews."""

    stars = serializers.DecimalField(max_digits=2, decimal_places=1, allow_null=True)
    count = serializers.IntegerField(source="review_count")


class ProfileCardSerializer(serializers.Serializer[Profile]):
    """A profile in a list. `ProfileQuerySet.with_parts` loads what it needs."""

    id = serializers.IntegerField()
    display_name = serializers.CharField(source="user.display_name")
    names = NamesField(source="user.names")
    headline = serializers.CharField()
    topic = NameSerializer()
    skills = NameSerializer(many=True)
    district = NameSerializer()
    languages = serializers.ListField(child=serializers.ChoiceField(Profile.Language.choices))
    rate_from = MoneyField(allow_null=True, help_text="What the freelancer says that their work starts at.")
    price_from = MoneyField(allow_null=True, help_text="The same; without it, the price of their cheapest service.")
    is_away = serializers.BooleanField()
    rating = RatingSerializer(source="*")
    standing = serializers.IntegerField(allow_null=True)
    certificate = CertificateMarkSerializer()
    url = serializers.CharField(source="get_absolute_url")
