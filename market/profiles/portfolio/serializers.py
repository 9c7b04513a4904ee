"""Works of a portfolio and their pictures in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField, WrittenField
from market.profiles.models import PortfolioCase, PortfolioPicture
from market.profiles.portfolio.actions import TEXT_LENGTH, TITLE_LENGTH
from market.profiles.portfolio.links import MAX_LINK_LENGTH, MAX_LINKS


class CaseFields(serializers.Serializer[PortfolioCase]):
    """A work without its pictures. Each link leads to one work on an allowed site."""

    title = TextField(most=TITLE_LENGTH, max_length=300)
    text = TextField(most=TEXT_LENGTH, max_length=8 * TEXT_LENGTH, required=False, allow_blank=True)
    links = serializers.ListField(
        child=serializers.CharField(max_length=MAX_LINK_LENGTH + 30), required=False, max_length=MAX_LINKS
    )


class CaseChangeFields(CaseFields):
    """What is named is changed; `steps` moves it by so many places, negative ones towards the front."""

    title = TextField(most=TITLE_LENGTH, max_length=300, required=False)
    steps = serializers.IntegerField(required=False, min_value=-100, max_value=100)


class PictureFields(serializers.Serializer[PortfolioCase]):
    """A file (JPEG, PNG, WebP or GIF, 12 MB at most) and what it shows."""

    picture = serializers.FileField()
    title = TextField(most=TITLE_LENGTH, max_length=300)


class PictureChangeFields(serializers.Serializer[PortfolioCase]):
    """A new title, or a move by `steps` within its work."""

    title = TextField(most=TITLE_LENGTH, max_length=300, required=False)
    steps = serializers.IntegerField(required=False, min_value=-100, max_value=100)


class PictureSerializer(serializers.Serializer[PortfolioPicture]):
    """A picture of a work: `image` at most 1600 pixels long, `thumbnail` 480 by 360."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    image = serializers.CharField(source="image_url")
    thumbnail = serializers.CharField(source="thumbnail_url")


class CaseSerializer(serializers.Serializer[Any]):
    """A work of a portfolio."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    text = WrittenField(writer="profile.user_id")
    links = serializers.ListField(child=serializers.CharField())
    pictures = PictureSerializer(many=True)
    url = serializers.CharField(source="get_absolute_url")
