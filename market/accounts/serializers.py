"""Accounts as the API takes and gives them."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from market.accounts.models import User
from market.core.serializers import TextField


class CreateTokenFields(serializers.Serializer[Any]):
    """Credentials; `otp` for people with a second factor."""

    email = serializers.EmailField()
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    otp = serializers.CharField(max_length=20, default="", allow_blank=True)


class TokenSerializer(serializers.Serializer[Any]):
    """A token, shown once."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class CreateAccountFields(serializers.Serializer[Any]):
    """What an account needs. Sending it consents to the terms and the privacy notice."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    name = TextField(most=100, max_length=300)
    language = serializers.ChoiceField(settings.LANGUAGES, default="en")


class ConfirmEmailFields(serializers.Serializer[Any]):
    """The key in the mail's link."""

    key = serializers.CharField(max_length=200)


class DetailSerializer(serializers.Serializer[Any]):
    """A sentence for the person."""

    detail = serializers.CharField()


class MeSerializer(serializers.ModelSerializer[User]):
    """The caller's account. `display_name`, `name`, `language` and `digits` can be changed."""

    display_name = TextField(most=60, max_length=120)
    name = TextField(most=100, max_length=300)

    class Meta:
        model = User
        fields = ["id", "email", "name", "display_name", "language", "digits", "roles", "date_joined"]
        read_only_fields = ["id", "email", "roles", "date_joined"]
