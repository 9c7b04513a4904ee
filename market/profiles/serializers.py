"""Profiles in the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from market.core.money import Money
from market.core.serializers import MoneyField, NameSerializer, TextField
from market.profiles.actions.profiles import TEXTS
from market.profiles.models import PortfolioPicture, Profile, Skill
from market.training.models import Certificate, District, Topic


class CertificateMarkSerializer(serializers.Serializer[Certificate]):
    """The certificate behind a profile."""

    serial = serializers.CharField()
    state = serializers.ChoiceField(Certificate.State.choices)


class ProfileCardSerializer(serializers.Serializer[Profile]):
    """A profile in a list. `ProfileQuerySet.with_parts` loads what it needs."""

    id = serializers.IntegerField()
    display_name = serializers.CharField(source="user.display_name")
    headline = serializers.CharField()
    topic = NameSerializer()
    skills = NameSerializer(many=True)
    district = NameSerializer()
    languages = serializers.ListField(child=serializers.ChoiceField(Profile.Language.choices))
    rate_from = MoneyField(allow_null=True)
    certificate = CertificateMarkSerializer()
    url = serializers.CharField(source="get_absolute_url")


class PictureSerializer(serializers.Serializer[PortfolioPicture]):
    """A picture of her work: `image` at most 1600 pixels long, `thumbnail` 480 by 360."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    image = serializers.CharField(source="image_url")
    thumbnail = serializers.CharField(source="thumbnail_url")


class ProfileSerializer(ProfileCardSerializer):
    """A profile by itself."""

    story = serializers.CharField()
    availability = serializers.ChoiceField(Profile.Availability.choices)
    picture = serializers.CharField(source="picture_url")
    pictures = PictureSerializer(many=True)
    jobs_done = serializers.IntegerField()


class OwnProfileSerializer(ProfileSerializer):
    """Her own profile: with its state and the texts of both languages."""

    state = serializers.ChoiceField(Profile.State.choices)
    headline_en = serializers.CharField()
    headline_bn = serializers.CharField()
    story_en = serializers.CharField()
    story_bn = serializers.CharField()


class RateField(MoneyField):
    """Money above zero."""

    def to_internal_value(self, data: Any) -> Money:
        """The money."""
        rate = super().to_internal_value(data)
        if rate.amount <= 0:
            raise serializers.ValidationError(_("Give an amount above zero, or leave it out."))
        return rate


def _text(name: str, **more: Any) -> TextField:
    most, stored = TEXTS[name]
    return TextField(most=most, max_length=stored, required=False, **{"allow_blank": True, **more})


def _one_of(rows: Any, **more: Any) -> "serializers.SlugRelatedField[Any]":
    return serializers.SlugRelatedField(slug_field="slug", queryset=rows, required=False, **more)


class ChangeProfileFields(serializers.Serializer[Profile]):
    """What is named is changed. `state` shows or hides the profile."""

    display_name = _text("display_name", allow_blank=False)
    headline_en = _text("headline_en")
    headline_bn = _text("headline_bn")
    story_en = _text("story_en")
    story_bn = _text("story_bn")
    topic = _one_of(Topic.objects.all())
    district = _one_of(District.objects.all())
    skills = _one_of(Skill.objects.all(), many=True)
    languages = serializers.ListField(
        child=serializers.ChoiceField(Profile.Language.choices), required=False, max_length=len(Profile.Language)
    )
    rate_from = RateField(required=False, allow_null=True)
    availability = serializers.ChoiceField(Profile.Availability.choices, required=False)
    state = serializers.ChoiceField(Profile.State.choices, required=False)
